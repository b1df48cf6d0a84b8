"""Questions over two times: what had occurred by a day, by what had been recorded by a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import NotFound
from engine.questions import past
from engine.scope import View
from workflows.dates import HANOI, end_of_day

REASON = {"reason": "văn thư ghi nhầm"}


def at(clock: SimulatedClock, day: date, hour: int = 9) -> date:
    """Time goes on to that day; the day."""
    clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)
    return day


@pytest.fixture
def story(engine: Engine, clock: SimulatedClock) -> Engine:
    """An Lão reported on 16 June, which was recorded on the 23rd; Hoài Ân's report of the 17th was a mistake."""
    today = at(clock, date(2023, 6, 21))
    put_plan_out(engine, today)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO):
        move(engine, task, "draft_plan", "implement", on=date(2023, 6, 14), today=today)
    move(engine, HOAI_AN, "report", on=date(2023, 6, 17), today=today)
    today = at(clock, date(2023, 6, 23))
    move(engine, AN_LAO, "report", on=date(2023, 6, 16), today=today)
    at(clock, date(2023, 6, 25))
    return engine


def undo_hoai_an(engine: Engine) -> None:
    seq = engine.seen().history(HOAI_AN)[-1].seq
    engine.correct(HOAI_AN, seq, undo=True, as_agency="binh-dinh.huyen-hoai-an", today=date(2023, 6, 25), **REASON)


def state(engine: Engine, task: str, **view) -> str:
    return engine.on(date(2023, 6, 25), **view).task(task).state


def test_as_of_a_day_uses_all_that_is_known_now(story: Engine) -> None:
    assert state(story, AN_LAO, as_of=date(2023, 6, 15)) == "implemented"
    assert state(story, AN_LAO, as_of=date(2023, 6, 16)) == "reported"


def test_what_was_recorded_later_was_not_known_then(story: Engine) -> None:
    day = date(2023, 6, 22)

    assert state(story, AN_LAO, as_of=day, known_at=end_of_day(day)) == "implemented"
    assert state(story, AN_LAO, known_at=end_of_day(day)) == "implemented"
    assert state(story, AN_LAO, known_at=end_of_day(date(2023, 6, 23))) == "reported"


def test_a_mistake_was_believed_until_it_was_taken_back(story: Engine) -> None:
    undo_hoai_an(story)

    assert state(story, HOAI_AN) == "implemented"
    assert state(story, HOAI_AN, as_of=date(2023, 6, 18)) == "implemented"
    assert state(story, HOAI_AN, as_of=date(2023, 6, 22), known_at=end_of_day(date(2023, 6, 22))) == "reported"


def test_where_it_differs_from_what_was_known_then_is_marked(story: Engine) -> None:
    undo_hoai_an(story)

    rows = {row.task: row.known_then for row in story.on(date(2023, 6, 25), as_of=date(2023, 6, 22)).status()}

    assert rows[AN_LAO] == {"state": "implemented", "standing": "active", "due": "2023-06-19", "open": 0}
    assert rows[HOAI_AN]["state"] == "reported"
    assert rows[TUY_PHUOC] is None
    assert rows[DEPARTMENT] is None, "two inputs were open then as now, though not the same two"


def test_a_blocked_consolidation_says_who_was_thought_to_hold_it_up(story: Engine) -> None:
    undo_hoai_an(story)

    rows = {row.task: row for row in story.on(date(2023, 6, 25), as_of=date(2023, 6, 22)).blocked()}

    assert {root.task for root in rows[DEPARTMENT].root_blockers} == {TUY_PHUOC, HOAI_AN}
    assert set(rows[DEPARTMENT].known_then["root_blockers"]) == {TUY_PHUOC, AN_LAO}
    assert AN_LAO in rows[TOP].known_then["root_blockers"]


def test_rows_of_history_that_were_not_known_then_are_marked(story: Engine) -> None:
    rows = story.seen(View(as_of=date(2023, 6, 22))).history(AN_LAO)

    assert [(row.trigger, row.known_then) for row in rows][-2:] == [("implement", True), ("report", False)]


def test_with_both_times_nothing_is_marked(story: Engine) -> None:
    day = date(2023, 6, 22)

    rows = story.on(day, as_of=day, known_at=end_of_day(day)).status()

    assert {row.known_then for row in rows} == {None}


def test_a_cascade_that_was_not_launched_by_then_is_not_known(engine: Engine) -> None:
    before = datetime(2023, 6, 21, 8, tzinfo=HANOI)

    assert engine.on(date(2023, 6, 21), known_at=before).status() == ()
    with pytest.raises(NotFound):
        engine.on(date(2023, 6, 21), known_at=before).task(TOP)


def test_blocked_and_why_and_todo_speak_of_that_day(story: Engine) -> None:
    day, today = date(2023, 6, 18), date(2023, 6, 25)

    blocked = next(item for item in story.on(today, as_of=day).blocked() if item.task == DEPARTMENT)

    assert blocked.days_late == 0, "the nineteenth was still to come"
    assert story.on(today, as_of=day).why(TOP)[-1].days_late == 20, "it was due on 29 May"
    assert [row.state for row in story.on(today, as_of=date(2023, 6, 15)).todo("binh-dinh.huyen-an-lao")] == [
        "implemented"
    ]
    found = story.on(today, as_of=date(2023, 6, 15)).waits_for(AN_LAO)
    assert found is not None
    assert (found.trigger, found.days) == ("report", 1)


def test_a_plan_was_not_out_before_its_day(story: Engine) -> None:
    assert state(story, AN_LAO, as_of=date(2023, 3, 19)) == "pending"
    steps = story.on(date(2023, 6, 25), as_of=date(2023, 3, 19)).why(AN_LAO)
    assert (steps[0].document, steps[-1].agency) == ("kh-binh-dinh-2023", "bo-noi-vu")


def test_a_revoked_document_bound_until_its_revocation(story: Engine, clock: SimulatedClock) -> None:
    today = at(clock, date(2023, 6, 28))
    story.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", today=today, **REASON)

    standing = {day.day: story.on(today, as_of=day).task(TUY_PHUOC).standing for day in (today - timedelta(1), today)}

    assert standing == {27: "active", 28: "revoked"}


def test_the_past_is_only_looked_at(story: Engine, dump) -> None:
    before = dump()

    story.on(date(2023, 6, 25), as_of=date(2023, 6, 18)).status()

    assert dump() == before


@pytest.mark.parametrize("as_of", [None, date(2023, 6, 22)])
def test_what_is_asked_together_is_answered_from_one_snapshot(
    story: Engine, database_url: str, as_of: date | None
) -> None:
    today = date(2023, 6, 25)
    with story.on(today, as_of=as_of) as seen:
        before = seen.task(TUY_PHUOC), seen.blocked(), seen.why(TOP)
        with Engine.open(database_url, clock=SimulatedClock(datetime(2023, 6, 25, 3, tzinfo=UTC))) as other:
            move(other, TUY_PHUOC, "report", on=date(2023, 6, 20), today=today)

        assert (seen.task(TUY_PHUOC), seen.blocked(), seen.why(TOP)) == before

    assert story.on(today, as_of=as_of).task(TUY_PHUOC).state == "reported"


def test_a_past_is_built_once_for_all_that_is_asked_of_it(story: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    built, build = [], past._rebuild

    def rebuild(tx, then, cascade, view) -> None:
        built.append((cascade.cascade_id, view))
        build(tx, then, cascade, view)

    monkeypatch.setattr(past, "_rebuild", rebuild)
    with story.on(date(2023, 6, 25), as_of=date(2023, 6, 22)) as seen:
        seen.blocked()
        seen.status()
        seen.why(TOP)
        seen.todo("binh-dinh")

    assert len(built) == len(set(built)) == 2, "once as is known now, once as was known then"


def test_nothing_is_recorded_within_a_snapshot_that_is_held(story: Engine) -> None:
    today = date(2023, 6, 25)
    with story.on(today) as seen:
        before = seen.task(TUY_PHUOC)
        with pytest.raises(RuntimeError, match="transaction lasts"):
            move(story, TUY_PHUOC, "report", on=date(2023, 6, 20), today=today)
        assert seen.task(TUY_PHUOC) == before

    assert story.on(today).task(TUY_PHUOC) == before


def test_lists_figures_timelines_and_logs_share_one_past(story: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    undo_hoai_an(story)
    day, built = date(2023, 6, 22), []
    rebuild = past._rebuild
    monkeypatch.setattr(past, "_rebuild", lambda *given: built.append(given[-1]) or rebuild(*given))

    with story.on(date(2023, 6, 25), as_of=day, known_at=end_of_day(day)) as seen:
        seen.status()
        seen.timeline(TUY_PHUOC)
        seen.audit_facts("ct-33-ttg-2021/2023")
        seen.lateness()
        seen.event_log(lambda log: list(log.tasks()))
        seen.event_log(lambda log: list(log.tasks()))

    assert built == [View(None, day, end_of_day(day))]


def test_where_something_was_corrected_what_counts_now_is_built_once_too(
    story: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo_hoai_an(story)
    built = []
    rebuild = past._rebuild
    monkeypatch.setattr(past, "_rebuild", lambda *given: built.append(given[-1]) or rebuild(*given))

    with story.seen() as seen:
        logs = [seen.event_log(lambda log: list(log.tasks())) for _ in range(2)]

    assert logs[0] == logs[1]
    assert built == [View()]
