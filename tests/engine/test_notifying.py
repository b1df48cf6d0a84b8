"""What a rule's address is told, and that its messages wait until they were accepted, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, province, put_plan_out

from engine import Engine, SimulatedClock
from engine.cascade.notices import EVENTS
from engine.errors import NotFound
from engine.notifying.outbox import LEASE, MOST_ATTEMPTS, Failure, pause_after
from engine.notifying.results import Message, NotDead, Rule
from engine.store.database import connect

TODAY = date(2023, 6, 21)
SNV, DISTRICT = "binh-dinh.so-noi-vu", "binh-dinh.huyen-tuy-phuoc"
AT_ONCE = Rule(SNV, EVENTS, date(2023, 6, 1), "mailto:snv@example.vn", is_daily=False)
DAILY = replace(AT_ONCE, is_daily=True)
OF_DISTRICT = replace(AT_ONCE, agency=DISTRICT, address="mailto:tp@example.vn")
ONLY_MOVES = ("returned", "request", "unblocked")


@pytest.fixture
def running(engine: Engine) -> Engine:
    """A province whose districts may report."""
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO):
        move(engine, task, "draft_plan", "implement")
    return engine


def told(messages: tuple[Message, ...]) -> list[tuple[str, str]]:
    return [(news.event, news.task) for message in messages for news in message.news]


def fill(engine: Engine, *rules: Rule, today: date = TODAY) -> list[tuple[str, str]]:
    return told(engine.outbox().fill(rules, today))


def send_back(engine: Engine, task: str = TUY_PHUOC, **more: str) -> None:
    move(engine, task, "return_report", as_agency=SNV, what="own", reason="thiếu số liệu", **more)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    connection, _ = connect(url)
    found = connection.execute(statement).fetchall()
    connection.close()
    return [tuple(row) for row in found]


# what moves leave in the outbox


def test_a_plain_report_leaves_nothing_in_the_outbox_but_what_it_sets_free(running: Engine, database_url: str) -> None:
    for task in (TUY_PHUOC, HOAI_AN):
        move(running, task, "report")
    assert rows(database_url, "SELECT * FROM notice") == []

    move(running, AN_LAO, "report")

    ((kind, number, by_no),) = rows(database_url, "SELECT kind, task_no, by_no FROM notice")
    keys = {row.number: row.task for row in running.on(TODAY).status()}
    assert (kind, keys[number], keys[by_no]) == ("unblocked", DEPARTMENT, AN_LAO)


def test_a_dry_run_and_a_refusal_leave_nothing(running: Engine, database_url: str) -> None:
    move(running, TUY_PHUOC, "report")
    given = {"as_agency": SNV, "what": "own", "today": TODAY}
    running.advance(TUY_PHUOC, "return_report", reason="thiếu", dry_run=True, **given)
    with pytest.raises(Exception, match="refused"):
        running.advance(HOAI_AN, "return_report", reason="thiếu", **given)

    assert rows(database_url, "SELECT * FROM notice") == []


def test_what_many_rows_in_one_file_do_is_there_as_if_done_one_by_one(running: Engine) -> None:
    from engine import MoveRequest

    reports = [MoveRequest(task, "report", task.split("/")[2]) for task in (TUY_PHUOC, HOAI_AN, AN_LAO)]
    running.advance_many(reports, today=TODAY)

    assert fill(running, replace(AT_ONCE, events=ONLY_MOVES)) == [("unblocked", DEPARTMENT)]


# who is told of what


def test_a_returned_report_is_told_to_whose_it_is_with_by_whom_and_why(running: Engine) -> None:
    move(running, TUY_PHUOC, "report")
    send_back(running)

    (message,) = running.outbox().fill([replace(OF_DISTRICT, events=ONLY_MOVES), AT_ONCE], TODAY)[:1]

    (news,) = message.news
    assert (news.event, news.task, news.by_agency, news.reason) == ("returned", TUY_PHUOC, SNV, "thiếu số liệu")
    assert (news.due, news.days_late, news.next_trigger) == (date(2023, 6, 19), 2, "report")
    assert news.next.arguments == {"task": TUY_PHUOC, "trigger": "report", "as": DISTRICT, "by": None}
    assert news.by_agency_name == "Sở Nội vụ tỉnh Bình Định"


def test_a_report_that_is_there_again_is_no_news_and_a_second_return_is(running: Engine) -> None:
    move(running, TUY_PHUOC, "report")
    send_back(running)
    move(running, TUY_PHUOC, "report")
    rule = replace(OF_DISTRICT, events=ONLY_MOVES)
    assert fill(running, rule) == []

    send_back(running)

    assert fill(running, rule) == [("returned", TUY_PHUOC)]
    assert fill(running, rule) == []


def test_a_return_that_was_taken_back_is_not_told(running: Engine) -> None:
    move(running, TUY_PHUOC, "report")
    send_back(running)
    running.correct(TUY_PHUOC, None, undo=True, as_agency=SNV, reason="nhầm", today=TODAY)

    assert fill(running, replace(OF_DISTRICT, events=ONLY_MOVES)) == []


def test_a_consolidation_is_told_that_it_waits_no_more_unless_it_waits_again(running: Engine) -> None:
    rule = replace(AT_ONCE, events=("unblocked",))
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO):
        move(running, task, "report")
    send_back(running)
    assert fill(running, rule) == []

    move(running, TUY_PHUOC, "report")

    assert fill(running, rule) == [("unblocked", DEPARTMENT)]


def test_a_waiver_sets_free_too(running: Engine) -> None:
    for task in (TUY_PHUOC, HOAI_AN):
        move(running, task, "report")
    move(running, AN_LAO, "waive", as_agency="binh-dinh", reason="thiên tai")

    assert fill(running, replace(AT_ONCE, events=("unblocked",))) == [("unblocked", DEPARTMENT)]


def test_a_request_is_told_to_who_decides_it_until_it_is_decided(running: Engine) -> None:
    ask = {"until": date(2023, 7, 10), "reason": "mưa lũ"}
    move(running, TUY_PHUOC, "request_extension", **ask)
    decider = replace(AT_ONCE, agency="binh-dinh", events=("request",), address="mailto:ubnd@example.vn")

    assert fill(running, replace(AT_ONCE, events=("request",))) == []
    (message,) = running.outbox().fill([decider], TODAY)
    (news,) = message.news
    assert (news.event, news.task, news.by_agency, news.until) == ("request", TUY_PHUOC, DISTRICT, date(2023, 7, 10))
    assert news.next.arguments["trigger"] == "grant"
    assert fill(running, decider) == []

    move(running, HOAI_AN, "request_extension", **ask)
    move(running, HOAI_AN, "grant", as_agency="binh-dinh")
    assert fill(running, decider) == []


def test_overdue_and_due_soon_are_told_once_for_each_due_date(running: Engine) -> None:
    of_days = replace(OF_DISTRICT, events=("overdue", "due"), within=3)
    assert fill(running, of_days, today=date(2023, 6, 13)) == []
    assert fill(running, of_days, today=date(2023, 6, 14)) == [("due", TUY_PHUOC)]  # Wednesday; due Monday the 19th
    assert fill(running, of_days, today=date(2023, 6, 19)) == []
    assert fill(running, of_days, today=date(2023, 6, 20)) == [("overdue", TUY_PHUOC)]
    assert fill(running, of_days, today=date(2023, 6, 21)) == []

    move(running, TUY_PHUOC, "extend", as_agency="binh-dinh", until=date(2023, 6, 23), reason="mưa lũ")

    assert fill(running, of_days, today=date(2023, 6, 21)) == [("due", TUY_PHUOC)]
    assert fill(running, of_days, today=date(2023, 6, 24)) == [("overdue", TUY_PHUOC)]


def test_all_below_an_agency_are_told_of_where_a_rule_says_so(running: Engine) -> None:
    move(running, HOAI_AN, "report")

    found = fill(running, replace(AT_ONCE, events=("overdue",), under="binh-dinh"))

    assert sorted(found) == sorted([("overdue", task) for task in (DEPARTMENT, TUY_PHUOC, AN_LAO)])
    assert ("overdue", TOP) not in found  # its day, in May, lies before the rule began


def test_nothing_from_before_a_rule_began_is_told(running: Engine) -> None:
    move(running, TUY_PHUOC, "report")
    send_back(running)

    assert fill(running, replace(OF_DISTRICT, since=date(2023, 6, 22))) == []
    assert fill(running, replace(OF_DISTRICT, since=TODAY)) == [("returned", TUY_PHUOC)]


def test_an_address_hears_of_one_thing_once_whichever_rule_finds_it(running: Engine) -> None:
    wide = replace(OF_DISTRICT, agency="binh-dinh", under="binh-dinh", events=("overdue",))
    narrow = replace(OF_DISTRICT, events=("overdue",))

    assert fill(running, narrow, wide).count(("overdue", TUY_PHUOC)) == 1
    assert fill(running, narrow, wide) == []
    assert fill(running, replace(narrow, address="https://example.vn#1")) == [("overdue", TUY_PHUOC)]


def test_a_finished_waived_or_closed_matter_is_no_news(running: Engine) -> None:
    move(running, TUY_PHUOC, "report")
    move(running, HOAI_AN, "waive", as_agency="binh-dinh", reason="thiên tai")
    rule = replace(AT_ONCE, under="binh-dinh", events=("overdue",))
    assert ("overdue", TUY_PHUOC) not in fill(running, rule)

    given = {"as_agency": "thu-tuong", "reason": "hết năm", "gives_up": True, "today": TODAY}
    running.close_cascade("ct-33-ttg-2021/2023", **given)

    assert fill(running, replace(rule, address="mailto:khac@example.vn")) == []


def test_a_rule_for_an_unknown_agency_is_told_and_one_in_an_empty_database_waits(
    running: Engine, blank_sqlite_url: str
) -> None:
    from engine.store.upgrading import upgrade

    with pytest.raises(NotFound):
        fill(running, replace(AT_ONCE, agency="binh-dinh.so-khong-co"))
    upgrade(blank_sqlite_url)
    with Engine.open(blank_sqlite_url) as empty:
        assert fill(empty, AT_ONCE) == []


# digests


def test_there_is_one_digest_a_day_and_what_comes_after_it_is_in_the_next(running: Engine) -> None:
    rule = replace(DAILY, under="binh-dinh")
    first = running.outbox().fill([rule], TODAY)
    assert len(first) == 1
    move(running, TUY_PHUOC, "report")
    send_back(running)
    assert fill(running, rule) == []

    (second,) = running.outbox().fill([rule], date(2023, 6, 22))

    assert ("returned", TUY_PHUOC) in told((second,))
    assert second.message_id != first[0].message_id
    assert not set(told(first)) & set(told((second,)))


def test_a_dry_run_makes_what_the_next_run_makes(running: Engine) -> None:
    tried = running.outbox().fill([DAILY], TODAY, dry_run=True)
    assert running.outbox().messages(["due"]) == ()

    made = running.outbox().fill([DAILY], TODAY)

    assert [message.message_id for message in tried] == [message.message_id for message in made]
    assert running.outbox().messages(["due"]) == made


# delivery


@pytest.fixture
def waiting(running: Engine) -> Message:
    (message,) = running.outbox().fill([replace(OF_DISTRICT, events=("overdue",))], TODAY)
    return message


def take(engine: Engine) -> Message | None:
    return engine.outbox().take([OF_DISTRICT.address])


def test_a_message_is_taken_up_by_one_and_sent_once(running: Engine, waiting: Message) -> None:
    taken = take(running)
    assert taken == replace(waiting, attempts=1)
    assert take(running) is None

    assert running.outbox().accepted(taken).state == "sent"

    assert take(running) is None
    assert running.outbox().messages(["due"]) == ()


def test_messages_to_others_are_left_to_them(running: Engine, waiting: Message) -> None:
    assert running.outbox().take(["mailto:khac@example.vn"]) is None


def test_who_was_killed_lets_go_after_a_while_and_the_id_stays(
    running: Engine, waiting: Message, clock: SimulatedClock
) -> None:
    assert take(running) is not None
    clock.move_on(LEASE - timedelta(seconds=1))
    assert take(running) is None

    clock.move_on(timedelta(seconds=1))
    again = take(running)

    assert again is not None
    assert (again.message_id, again.attempts, again.news) == (waiting.message_id, 2, waiting.news)


def test_what_failed_is_tried_again_later_each_time_later_and_is_dead_in_the_end(
    running: Engine, waiting: Message, clock: SimulatedClock
) -> None:
    pauses = []
    while (taken := take(running)) is not None:
        failed = running.outbox().failed(taken, Failure("http:503"))
        if failed.state == "dead":
            break
        assert take(running) is None
        pauses.append(failed.next_at - clock.now())
        clock.move_on(pauses[-1])

    assert failed.attempts == MOST_ATTEMPTS == len(pauses) + 1
    assert failed.error == "http:503"
    assert timedelta(seconds=30) <= pauses[0] <= timedelta(minutes=1)
    assert all(later > earlier for earlier, later in zip(pauses[:6:2], pauses[2:8:2], strict=True))
    assert timedelta(hours=10) < sum(pauses, timedelta()) < timedelta(hours=24)
    clock.move_on(timedelta(days=30))
    assert take(running) is None


def test_what_fails_together_is_not_tried_again_together(waiting: Message) -> None:
    tried = [replace(waiting, message_id=f"{number:032x}", attempts=5) for number in range(50)]

    pauses = {pause_after(message) for message in tried}

    assert len(pauses) > 45
    assert all(timedelta(minutes=8) <= pause <= timedelta(minutes=16) for pause in pauses)


def test_a_dead_letter_is_sent_again_under_its_id_and_no_other_is(running: Engine, waiting: Message) -> None:
    with pytest.raises(NotDead):
        running.outbox().resend([waiting.message_id])
    taken = take(running)
    assert taken is not None
    dead = running.outbox().failed(taken, Failure("smtp:550", is_final=True))
    assert running.outbox().messages(["dead"]) == (dead,)

    (again,) = running.outbox().resend([dead.message_id[:8]])

    assert (again.message_id, again.state, again.attempts) == (waiting.message_id, "due", 0)
    assert take(running) is not None
    with pytest.raises(NotFound):
        running.outbox().resend(["khong-co"])


def test_who_comes_late_changes_nothing_of_what_was_sent_meanwhile(
    running: Engine, waiting: Message, clock: SimulatedClock
) -> None:
    slow = take(running)
    clock.move_on(LEASE)
    quick = take(running)
    assert slow is not None
    assert quick is not None
    running.outbox().accepted(quick)

    assert running.outbox().failed(slow, Failure("unreachable")).state == "sent"


def test_two_at_once_make_and_take_each_message_once(database_url: str, running: Engine, clock: SimulatedClock) -> None:
    from concurrent.futures import ThreadPoolExecutor

    rules = [replace(OF_DISTRICT, address=f"mailto:{number}@example.vn", events=("overdue",)) for number in range(6)]
    addresses = [rule.address for rule in rules]

    def work(_: int) -> list[str]:
        taken = []
        with Engine.open(database_url, clock=clock) as engine:
            engine.outbox().fill(rules, TODAY)
            while (message := engine.outbox().take(addresses)) is not None:
                taken.append(message.message_id)
                engine.outbox().accepted(message)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [id_ for ids in pool.map(work, range(4)) for id_ in ids]

    assert len(taken) == len(set(taken)) == 6
    assert len(running.outbox().messages(["sent"])) == 6


def test_the_history_holds_beside_it_and_a_backup_takes_it_along(
    running: Engine, waiting: Message, database_url: str, tmp_path: object
) -> None:
    from pathlib import Path

    from engine.proving.keeping import back_up, restore

    assert running.verify().holds
    if database_url.startswith("postgresql"):
        return
    file = Path(str(tmp_path)) / "sao-luu.db"
    back_up(database_url, file, SimulatedClock(running.on(TODAY).moment))
    restore(f"sqlite:///{tmp_path}/moi.db", file)
    with Engine.open(f"sqlite:///{tmp_path}/moi.db") as restored:
        assert restored.outbox().messages(["due"]) == (waiting,)


def test_another_cascade_is_told_of_in_the_same_message(running: Engine) -> None:
    running.launch(province(directive="ct-34-ttg-2021"), today=date(2023, 5, 1))
    running.release(
        "kh-binh-dinh-2023", number="1/KH", on=TODAY, as_agency="binh-dinh", cascade="ct-34-ttg-2021", today=TODAY
    )

    (message,) = running.outbox().fill([replace(OF_DISTRICT, events=("overdue",))], TODAY)

    assert {news.task.split("/")[0] for news in message.news} == {"ct-33-ttg-2021", "ct-34-ttg-2021"}
