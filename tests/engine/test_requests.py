"""What is asked for and decided: a request moves nothing, a grant acts, a report is accepted beside its state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from audits import Administrator, audited_graph
from graphs import (
    AN_LAO,
    DEPARTMENT,
    HOAI_AN,
    TUY_PHUOC,
    accepting,
    agency_of,
    move,
    own_lifecycle,
    province,
    put_plan_out,
    standard_lifecycle,
)

from engine import Engine, MoveRequest, SimulatedClock
from engine.errors import Refused
from engine.scope import Scope, View
from workflows.dates import end_of_day

TODAY = date(2023, 6, 10)
REASON = {"reason": "bão lũ"}
JULY = date(2023, 7, 1)
SNV = "binh-dinh.so-noi-vu"
ISSUER = {"as_agency": "binh-dinh"}


@pytest.fixture
def out(engine: Engine) -> Engine:
    """The province's plan is out."""
    put_plan_out(engine)
    return engine


def ask(engine: Engine, task: str = TUY_PHUOC, until: date = JULY, **details: Any) -> Any:
    return move(engine, task, "request_extension", **{"until": until, "today": TODAY, **REASON, **details})[0]


def grant(engine: Engine, task: str = TUY_PHUOC, **details: Any) -> Any:
    return move(engine, task, "grant", **{"today": TODAY, **ISSUER, **details})


def deny(engine: Engine, task: str = TUY_PHUOC, **details: Any) -> Any:
    return move(engine, task, "deny", **{"today": TODAY, **ISSUER, "reason": "vẫn kịp", **details})[0]


def requests(engine: Engine, today: date = TODAY, **which: Any) -> Any:
    return engine.on(today).requests(**which)


def refused(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


# asking


def test_a_request_moves_nothing_by_itself(out: Engine, dump: Callable[[], Any]) -> None:
    before, was = dump(), out.on(TODAY).task(TUY_PHUOC)

    made = ask(out, by="Chánh Văn phòng")

    after = out.on(TODAY).task(TUY_PHUOC)
    assert (made.kind, made.from_, made.to, made.asked_until, made.due) == ("request", "issued", "issued", JULY, None)
    assert made.deciders == ("binh-dinh",)
    assert after == was
    changed = {table for table, rows in dump().items() if rows != before[table]}
    assert changed <= {"task", "history", "cascade", "notice"}  # a notice: for whoever is to be told
    row = out.seen().history(TUY_PHUOC)[-1]
    assert (row.kind, row.trigger, row.agency, row.by) == (
        "request",
        "request_extension",
        agency_of(TUY_PHUOC),
        "Chánh Văn phòng",
    )
    assert (row.due_before, row.due_after, row.payload) == (None, None, {"report": "own", "until": "2023-07-01"})


def test_a_dry_run_says_the_same_and_writes_nothing(out: Engine, dump: Callable[[], Any]) -> None:
    before = dump()

    tried = ask(out, dry_run=True)

    assert dump() == before
    assert tried == ask(out).tried()
    tried_grant = grant(out, dry_run=True)
    assert tried_grant == tuple(item.tried() for item in grant(out))


@pytest.mark.parametrize("until", [date(2023, 6, 19), date(2023, 6, 1)], ids=["present day", "past"])
def test_a_day_that_is_no_later_is_not_asked_for(out: Engine, until: date) -> None:
    found = refused(lambda: ask(out, until=until))

    assert found.rule == "not-later"


def test_only_the_task_s_own_agency_asks(out: Engine) -> None:
    found = refused(lambda: ask(out, as_agency="binh-dinh"))

    assert (found.rule, found.who_can) == ("not-yours", (agency_of(TUY_PHUOC),))


def test_one_request_of_a_kind_is_pending_at_a_time(out: Engine) -> None:
    ask(out)

    again = refused(lambda: ask(out, until=date(2023, 7, 9)))
    move(out, TUY_PHUOC, "request_withdrawal", today=TODAY, **REASON)
    refusal = refused(lambda: move(out, TUY_PHUOC, "refuse", proposed=SNV, today=TODAY, **REASON))

    assert (again.rule, again.who_can) == ("already-requested", ("binh-dinh",))
    assert [each.arguments["trigger"] for each in again.proposals] == ["grant", "deny"]
    assert refusal.rule == "already-requested"


def test_what_is_finished_waived_or_revoked_is_not_asked_about(out: Engine) -> None:
    move(out, TUY_PHUOC, "draft_plan", "implement", "report", today=TODAY)
    move(out, HOAI_AN, "waive", today=TODAY, **ISSUER, **REASON)

    assert refused(lambda: ask(out)).rule == "finished"
    assert refused(lambda: ask(out, HOAI_AN)).rule == "wrong-standing"


def test_a_refusal_names_the_agency_whose_task_it_should_be_known_here_or_not(out: Engine) -> None:
    for task, proposed, kept in ((TUY_PHUOC, "Sở Nội vụ tỉnh Bình Định", SNV), (HOAI_AN, "Sở Y tế", "Sở Y tế")):
        made = move(out, task, "refuse", proposed=proposed, today=TODAY, **REASON)[0]

        assert made.proposed == kept
        assert out.on(TODAY).task(task).standing == "active"


# deciding


def test_a_grant_acts_as_an_extension_and_both_halves_stand_on_record(out: Engine) -> None:
    asked = ask(out, on=date(2023, 6, 8))

    decision, extension = grant(out, by="Chủ tịch", document="77/UBND")

    rows = out.seen().history(TUY_PHUOC)[-2:]
    assert [(row.kind, row.trigger, row.ref_seq) for row in rows] == [
        ("decision", "grant", asked.seq),
        ("move", "extend", asked.seq),
    ]
    assert rows[0].batch == rows[1].batch is not None
    assert (rows[1].due_before, rows[1].due_after, rows[1].cause) == (date(2023, 6, 19), JULY, "extension")
    assert rows[1].reason == "bão lũ"
    assert (decision.due, extension.due, extension.upstream[0].task) == (None, JULY, DEPARTMENT)
    assert out.on(TODAY).task(TUY_PHUOC).due == JULY
    assert out.verify().holds


def test_an_earlier_day_may_be_granted_and_no_later_one(out: Engine) -> None:
    ask(out)

    later = refused(lambda: grant(out, until=date(2023, 7, 2)))
    grant(out, until=date(2023, 6, 25))

    assert later.rule == "beyond-asked"
    assert [each.arguments["trigger"] for each in later.proposals] == ["grant", "extend"]
    assert out.on(TODAY).task(TUY_PHUOC).due == date(2023, 6, 25)
    (row,) = requests(out)
    assert (row.until, row.granted_until, row.outcome) == (JULY, date(2023, 6, 25), "granted")


def test_a_denial_leaves_the_day_and_the_next_request_is_free(out: Engine) -> None:
    ask(out)

    made = deny(out)
    ask(out)

    assert (made.kind, made.trigger) == ("decision", "deny")
    assert out.on(TODAY).task(TUY_PHUOC).due == date(2023, 6, 19)
    assert [(row.outcome, row.decision_reason) for row in requests(out)] == [("denied", "vẫn kịp"), ("pending", None)]


def test_only_who_may_do_it_decides(out: Engine) -> None:
    ask(out)

    for agency in (agency_of(TUY_PHUOC), SNV):
        found = refused(lambda agency=agency: grant(out, as_agency=agency))
        assert (found.rule, found.who_can) == ("not-yours", ("binh-dinh",))


def test_a_withdrawal_that_is_granted_takes_the_task_away_alone(out: Engine) -> None:
    for task in (HOAI_AN, AN_LAO, DEPARTMENT):
        move(out, task, "draft_plan", "implement", "report", today=TODAY)
    move(out, TUY_PHUOC, "request_withdrawal", today=TODAY, **REASON)

    _, withdrawal = grant(out, reason="đã sáp nhập")

    assert (withdrawal.trigger, withdrawal.standing, withdrawal.unblocked) == ("withdraw", "revoked", (DEPARTMENT,))
    assert out.on(TODAY).task(DEPARTMENT).triggers == ("consolidate",)
    assert out.seen().history(TUY_PHUOC)[-1].reason == "đã sáp nhập"
    assert out.verify().holds


def test_of_several_pending_requests_the_one_meant_is_named(out: Engine) -> None:
    first = ask(out)
    move(out, TUY_PHUOC, "request_withdrawal", today=TODAY, **REASON)

    found = refused(lambda: grant(out))
    grant(out, seq=first.seq)

    assert found.rule == "several-requests"
    assert [each.arguments["seq"] for each in found.proposals] == [first.seq, first.seq + 1]
    assert [row.outcome for row in requests(out)] == ["granted", "pending"]
    grant(out)
    assert out.on(TODAY).task(TUY_PHUOC).standing == "revoked"


def test_every_proposal_names_the_request_that_is_meant(out: Engine) -> None:
    first = ask(out, on=date(2023, 6, 9))
    move(out, TUY_PHUOC, "request_withdrawal", today=TODAY, **REASON)
    acts: list[Callable[[], Any]] = [
        lambda: grant(out, seq=first.seq, as_agency=SNV),
        lambda: grant(out, seq=first.seq, on=date(2023, 6, 8)),
        lambda: grant(out, seq=first.seq, until=date(2023, 7, 9)),
        lambda: deny(out, seq=first.seq, reason=None),
    ]

    for act in acts:
        proposal = refused(act).proposals[0]
        given = {name: value for name, value in proposal.arguments.items() if name not in ("task", "trigger", "by")}
        details = {"as_agency": given.pop("as"), "today": TODAY, **given, **REASON, "dry_run": True}
        assert move(out, TUY_PHUOC, proposal.arguments["trigger"], **details)[0].kind == "decision"


def test_what_is_not_pending_is_not_decided(out: Engine) -> None:
    nothing = refused(lambda: grant(out))
    asked = ask(out)
    deny(out)
    decided = refused(lambda: grant(out))
    elsewhere = refused(lambda: grant(out, seq=asked.seq + 1))

    assert [each.rule for each in (nothing, decided, elsewhere)] == [
        "nothing-requested",
        "already-decided",
        "nothing-requested",
    ]


def test_a_decision_is_not_dated_before_its_request(out: Engine) -> None:
    ask(out, on=date(2023, 6, 9))

    found = refused(lambda: grant(out, on=date(2023, 6, 8)))

    assert found.rule == "before-previous"


def test_a_day_that_has_passed_since_is_not_granted_any_more(out: Engine) -> None:
    ask(out, until=date(2023, 6, 25))

    found = refused(lambda: grant(out, today=date(2023, 6, 28)))

    assert found.rule == "not-later"
    assert deny(out, today=date(2023, 6, 28)).trigger == "deny"


# lapsing


def test_a_request_lapses_when_what_it_asks_about_is_over(out: Engine) -> None:
    def reported() -> None:
        move(out, TUY_PHUOC, "draft_plan", "implement", "report", today=TODAY)

    def waived() -> None:
        move(out, HOAI_AN, "waive", today=TODAY, **ISSUER, **REASON)

    def extended() -> None:
        move(out, AN_LAO, "extend", until=JULY, today=TODAY, **ISSUER, **REASON)

    for task, act, lapse in (
        (TUY_PHUOC, reported, "given"),
        (HOAI_AN, waived, "standing"),
        (AN_LAO, extended, "extended"),
    ):
        ask(out, task)
        act()

        (row,) = [each for each in requests(out) if each.task == task]
        found = refused(lambda task=task: grant(out, task))
        history = next(each for each in out.seen().history(task) if each.kind == "request")
        assert (row.outcome, row.lapse, row.deciders) == ("lapsed", lapse, ())
        assert (found.rule, history.outcome, history.lapse) == ("request-lapsed", "lapsed", lapse)
    assert out.on(TODAY).requests(pending_only=True) == ()
    assert [row for row in out.on(TODAY).todo("binh-dinh") if row.to_decide] == []


def test_less_than_was_asked_for_leaves_it_pending(out: Engine) -> None:
    ask(out)

    move(out, TUY_PHUOC, "extend", until=date(2023, 6, 22), today=TODAY, **ISSUER, **REASON)
    move(out, TUY_PHUOC, "suspend", today=TODAY, **ISSUER, **REASON)

    assert requests(out)[0].outcome == "pending"
    assert grant(out)[1].due == JULY


def test_what_lapsed_stays_so_unless_that_is_taken_back(out: Engine) -> None:
    ask(out)
    waived = move(out, TUY_PHUOC, "waive", today=TODAY, **ISSUER, **REASON)[0]
    move(out, TUY_PHUOC, "unwaive", today=TODAY, **ISSUER, **REASON)

    assert requests(out)[0].outcome == "lapsed"
    out.correct(TUY_PHUOC, waived.seq, undo=True, today=TODAY, **ISSUER, **REASON)
    assert requests(out)[0].outcome == "pending"
    assert out.verify().holds


# taking back


def test_a_grant_is_taken_back_with_what_it_granted_whichever_row_is_named(out: Engine) -> None:
    for named in (0, 1):
        asked = ask(out)
        made = grant(out)

        (undone,) = out.correct(TUY_PHUOC, made[named].seq, undo=True, today=TODAY, **ISSUER, **REASON)

        assert undone.undone == (made[0].seq, made[1].seq)
        assert out.on(TODAY).task(TUY_PHUOC).due == date(2023, 6, 19)
        row = next(each for each in requests(out) if each.seq == asked.seq)
        assert row.outcome == "pending"
        out.correct(TUY_PHUOC, asked.seq, undo=True, as_agency=agency_of(TUY_PHUOC), today=TODAY, **REASON)
        assert out.verify().holds


def test_a_request_takes_its_decision_along(out: Engine) -> None:
    asked = ask(out)
    made = grant(out)

    (undone,) = out.correct(TUY_PHUOC, asked.seq, undo=True, as_agency=agency_of(TUY_PHUOC), today=TODAY, **REASON)

    whys = {taken.seq: taken.why for taken in undone.taken_back}
    assert whys == {asked.seq: "asked", made[0].seq: "not-lawful", made[1].seq: "same-move"}
    assert (requests(out), out.on(TODAY).task(TUY_PHUOC).due) == ((), date(2023, 6, 19))
    assert out.verify().holds


def test_a_withdrawal_taken_back_is_waited_for_again(out: Engine) -> None:
    move(out, TUY_PHUOC, "request_withdrawal", today=TODAY, **REASON)
    grant(out)

    out.correct(TUY_PHUOC, None, undo=True, today=TODAY, **ISSUER, **REASON)

    assert out.on(TODAY).task(TUY_PHUOC).standing == "active"
    assert out.on(TODAY).task(DEPARTMENT).open == 3
    assert out.verify().holds


def test_days_stay_in_order_when_they_are_corrected(out: Engine) -> None:
    asked = ask(out, on=date(2023, 6, 5))
    made = grant(out, on=date(2023, 6, 7))

    def dated(seq: int, on: date, who: str) -> Any:
        return out.correct(TUY_PHUOC, seq, on=on, as_agency=who, today=TODAY, **REASON)

    too_late = refused(lambda: dated(asked.seq, date(2023, 6, 8), agency_of(TUY_PHUOC)))
    too_early = refused(lambda: dated(made[0].seq, date(2023, 6, 4), "binh-dinh"))
    moved = dated(made[1].seq, date(2023, 6, 6), "binh-dinh")

    assert (too_late.rule, too_early.rule) == ("out-of-order", "out-of-order")
    assert {each.ref_seq for each in moved} == {made[0].seq, made[1].seq}
    assert {each.occurred_on for each in moved} == {date(2023, 6, 6)}
    assert out.verify().holds


# many, and again


def test_the_same_request_again_changes_nothing(out: Engine, dump: Callable[[], Any]) -> None:
    asked, made = ask(out, idempotency_key="a"), grant(out, idempotency_key="g")
    before = dump()

    again = ask(out, idempotency_key="a"), grant(out, idempotency_key="g")

    assert again[0] == replace(asked, repeated=True, deciders=())
    assert again[1] == tuple(replace(item, repeated=True, upstream=()) for item in made)
    assert dump() == before


def test_rows_of_a_file_ask_and_decide_and_the_same_file_does_nothing(out: Engine, dump: Callable[[], Any]) -> None:
    rows = [
        MoveRequest(task, "request_extension", agency_of(task), reason="bão lũ", until=JULY)
        for task in (TUY_PHUOC, HOAI_AN)
    ] + [MoveRequest(task, "grant", "binh-dinh") for task in (TUY_PHUOC, HOAI_AN, AN_LAO)]

    done = out.advance_many(rows, today=TODAY, keep_going=True, once=True)
    before = dump()
    again = out.advance_many(rows, today=TODAY, keep_going=True, once=True)

    assert [bad.rule for bad in done.bad_rows] == ["nothing-requested"]
    assert {row.task: row.due for row in out.on(TODAY).status() if row.due == JULY} == {TUY_PHUOC: JULY, HOAI_AN: JULY}
    assert len({row.batch for row in out.seen().history() if row.kind in ("request", "decision")}) == 1
    assert [bad.rule for bad in again.bad_rows] == ["nothing-requested"]
    assert (dump(), {move.repeated for move in again.moved}) == (before, {True})


# asking about it


def test_who_decides_has_it_first_among_what_there_is_to_do(out: Engine) -> None:
    ask(out, HOAI_AN)
    ask(out, TUY_PHUOC)

    rows = out.on(TODAY).todo("binh-dinh")

    assert [(row.task, row.is_own, len(row.to_decide)) for row in rows[:2]] == [
        (HOAI_AN, False, 1),
        (TUY_PHUOC, False, 1),
    ]
    assert all(row.is_own and not row.to_decide for row in rows[2:])
    assert rows[0].to_decide[0].deciders == ("binh-dinh",)
    assert [row.to_decide for row in out.on(TODAY).todo(agency_of(TUY_PHUOC))] == [()]


def test_requests_are_listed_by_scope_and_paged_by_task(out: Engine) -> None:
    from engine.questions.filters import Filters

    for task in (TUY_PHUOC, HOAI_AN):
        ask(out, task)
    deny(out, HOAI_AN)

    assert [row.task for row in requests(out)] == [HOAI_AN, TUY_PHUOC]
    assert [row.task for row in requests(out, pending_only=True)] == [TUY_PHUOC]
    assert [row.task for row in requests(out, scope=Scope(under=agency_of(HOAI_AN)))] == [HOAI_AN]
    assert [row.task for row in requests(out, filters=Filters(after=HOAI_AN))] == [TUY_PHUOC]
    assert requests(out, date(2023, 6, 15))[1].days == 5


def test_a_chain_of_extensions_reads_as_one_story(out: Engine) -> None:
    first = ask(out, until=date(2023, 6, 25))
    grant(out)
    second = ask(out)
    deny(out)
    move(out, TUY_PHUOC, "extend", until=date(2023, 6, 28), today=TODAY, **ISSUER, **REASON)

    step = out.on(TODAY).why(TUY_PHUOC)[0]

    assert [(row.seq, row.outcome) for row in step.requests] == [(first.seq, "granted"), (second.seq, "denied")]
    assert [(each.before, each.after, each.request_seq) for each in step.extensions] == [
        (date(2023, 6, 19), date(2023, 6, 25), first.seq),
        (date(2023, 6, 25), date(2023, 6, 28), None),
    ]


def test_the_past_knows_what_was_pending_then(out: Engine, clock: SimulatedClock) -> None:
    asked = ask(out, on=date(2023, 6, 5))
    clock.move_on(timedelta(days=2))
    grant(out, on=date(2023, 6, 8), today=date(2023, 6, 23), until=date(2023, 6, 30))

    def seen(view: View) -> list[Any]:
        return [row.outcome for row in out.seen(view).requests()]

    assert seen(View(as_of=date(2023, 6, 4))) == []
    assert seen(View(as_of=date(2023, 6, 7))) == ["pending"]
    assert seen(View(as_of=date(2023, 6, 8))) == ["granted"]
    assert seen(View(as_of=date(2023, 6, 8), known_at=end_of_day(date(2023, 6, 21)))) == ["pending"]
    then = out.seen(View(as_of=date(2023, 6, 7)))
    assert then.task(TUY_PHUOC).due == date(2023, 6, 19)
    assert [row.task for row in then.todo("binh-dinh") if row.to_decide] == [TUY_PHUOC]
    assert then.history(TUY_PHUOC)[-1].seq == asked.seq


# accepting


def accept(engine: Engine, task: str = TUY_PHUOC, **details: Any) -> Any:
    return move(engine, task, "accept", **{"as_agency": SNV, "today": TODAY, **details})[0]


def test_an_acceptance_has_a_day_of_its_own_and_changes_no_state(out: Engine) -> None:
    move(out, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 5), today=TODAY)
    was = out.on(TODAY).task(TUY_PHUOC), out.on(TODAY).task(DEPARTMENT)

    made = accept(out, on=date(2023, 6, 7))

    row = out.seen().history(TUY_PHUOC)[-1]
    assert (made.kind, made.occurred_on, row.ref_seq, row.outcome) == (
        "decision",
        date(2023, 6, 7),
        row.seq - 1,
        "accepted",
    )
    assert (out.on(TODAY).task(TUY_PHUOC), out.on(TODAY).task(DEPARTMENT)) == was
    assert out.verify().holds


def test_what_is_not_sent_or_was_accepted_is_not_accepted(out: Engine) -> None:
    nothing = refused(lambda: accept(out))
    move(out, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 5), today=TODAY)
    not_his = refused(lambda: accept(out, as_agency="binh-dinh"))
    before = refused(lambda: accept(out, on=date(2023, 6, 4)))
    accept(out)
    again = refused(lambda: accept(out))

    assert [each.rule for each in (nothing, not_his, before, again)] == [
        "nothing-to-accept",
        "not-yours",
        "before-previous",
        "already-accepted",
    ]
    assert (nothing.who_can, not_his.who_can) == ((agency_of(TUY_PHUOC),), (SNV,))


def test_a_returned_report_loses_its_acceptance(out: Engine) -> None:
    move(out, TUY_PHUOC, "draft_plan", "implement", "report", today=TODAY)
    accepted = accept(out)

    move(out, TUY_PHUOC, "return_report", as_agency=SNV, today=TODAY, **REASON)
    move(out, TUY_PHUOC, "report", today=TODAY)

    row = next(each for each in out.seen().history(TUY_PHUOC) if each.seq == accepted.seq)
    assert (row.outcome, row.lapse) == ("lapsed", "returned")
    assert accept(out).seq == accepted.seq + 3


def test_a_report_that_is_taken_back_takes_its_acceptance_along(out: Engine) -> None:
    move(out, TUY_PHUOC, "draft_plan", "implement", "report", today=TODAY)
    accepted = accept(out)

    own = {"as_agency": agency_of(TUY_PHUOC), "today": TODAY, **REASON}
    (undone,) = out.correct(TUY_PHUOC, accepted.seq - 1, undo=True, **own)

    assert undone.undone == (accepted.seq - 1, accepted.seq)
    assert out.verify().holds


def test_a_rewrite_in_which_a_decision_comes_too_late_is_found(database_url: str, clock: SimulatedClock) -> None:
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement", today=TODAY)
        ask(engine)
        deny(engine)
        move(engine, TUY_PHUOC, "report", today=TODAY)
        accept(engine)
        move(engine, TUY_PHUOC, "return_report", as_agency=SNV, today=TODAY, **REASON)
        assert engine.verify().holds
    administrator = Administrator(database_url)
    try:
        number = next(at for at, key in administrator.keys().items() if key == TUY_PHUOC)
        for earlier, later in ((-4, -3), (-2, -1)):  # the denial and the report, the acceptance and the return
            with administrator.tampering():
                rows = administrator.chain(number)
                rows[earlier], rows[later] = rows[later], rows[earlier]
                rows[later].update({"from": rows[earlier]["to"], "to": rows[earlier]["to"]})
                administrator.rewrite(number, rows)

                found = administrator.verify()

                assert {item.rule for item in found.broken if item.task == TUY_PHUOC} == {"row-decision"}
    finally:
        administrator.close()


@pytest.fixture
def strict(database_url: str, clock: SimulatedClock) -> Any:
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(accepting(province()), today=date(2023, 5, 1))
        put_plan_out(opened)
        yield opened


def test_what_was_not_accepted_is_named_when_it_is_asked_for(strict: Engine) -> None:
    for task in (HOAI_AN, DEPARTMENT):
        move(strict, task, "draft_plan", "implement", "report", today=TODAY)
    accept(strict, HOAI_AN)
    move(strict, TUY_PHUOC, "draft_plan", "implement", "report", today=TODAY)
    blocked = next(item for item in strict.on(TODAY).blocked() if item.task == DEPARTMENT)
    to_do = next(row for row in strict.on(TODAY).todo(SNV) if row.task == DEPARTMENT)
    waiting = blocked, strict.on(TODAY).why(DEPARTMENT)[0], to_do
    move(strict, AN_LAO, "draft_plan", "implement", "report", today=TODAY)

    moved = move(strict, DEPARTMENT, "consolidate", today=TODAY, idempotency_key="k")
    again = move(strict, DEPARTMENT, "consolidate", today=TODAY, idempotency_key="k")

    assert [each.not_accepted for each in waiting] == [(TUY_PHUOC,)] * 3
    assert moved[0].not_accepted == again[0].not_accepted == (AN_LAO, TUY_PHUOC)
    assert strict.seen().history(DEPARTMENT)[-1].payload["not_accepted"] == [AN_LAO, TUY_PHUOC]
    assert "acceptance" in {duty.what for duty in strict.on(TODAY).why(DEPARTMENT)[0].duties}
    assert strict.verify().holds


def test_where_nobody_asks_for_it_nothing_is_named(out: Engine) -> None:
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        move(out, task, "draft_plan", "implement", "report", today=TODAY)

    moved = move(out, DEPARTMENT, "consolidate", today=TODAY)

    assert moved[0].not_accepted == ()
    assert out.on(TODAY).why(DEPARTMENT)[0].not_accepted == ()


# lifecycles, and what does not hold


def test_a_lifecycle_of_its_own_says_who_asks_for_what_and_who_accepts(
    database_url: str, clock: SimulatedClock
) -> None:
    data = own_lifecycle()
    data["requests"] = {
        "ask_for_inspection": {
            **{"label": {"vi": "xin thanh tra", "en": "ask for an inspection"}, "who": ["consolidator"]},
            **{"asks_for": "inspect", "needs": ["reason"], "standings": ["active"]},
        }
    }
    data["decisions"]["accept"]["who"] = ["superior"]
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(replace(province(), lifecycle=data), today=date(2023, 5, 1))
        put_plan_out(engine)

        move(engine, TUY_PHUOC, "ask_for_inspection", as_agency=SNV, today=TODAY, **REASON)
        first = engine.on(TODAY).todo("binh-dinh")[0]
        _, inspected = grant(engine)
        move(engine, HOAI_AN, "draft_plan", "implement", "report", today=TODAY)

        assert (first.task, first.is_own) == (TUY_PHUOC, False)
        assert (inspected.trigger, inspected.standing) == ("inspect", "inspected")
        assert accept(engine, HOAI_AN, as_agency="binh-dinh").trigger == "accept"


def test_a_cascade_whose_lifecycle_knows_no_requests_takes_none(database_url: str, clock: SimulatedClock) -> None:
    from workflows.lifecycle import UnknownTrigger

    older = {name: part for name, part in standard_lifecycle().items() if name not in ("requests", "decisions")}
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(replace(province(), lifecycle=older), today=date(2023, 5, 1))
        put_plan_out(engine)

        with pytest.raises(UnknownTrigger):
            ask(engine)
        assert requests(engine) == ()
        assert move(engine, TUY_PHUOC, "extend", until=JULY, today=TODAY, **ISSUER, **REASON)[0].due == JULY


@pytest.mark.parametrize(
    "tamper",
    [
        lambda rows: rows[-2].update(ref_seq=1),
        lambda rows: rows[-1].update(ref_seq=1),
        lambda rows: rows[-2].update(trigger="deny"),
        lambda rows: rows[-3].update(trigger="request_nothing"),
        lambda rows: rows.pop(-3),
        lambda rows: rows.pop(-2),
        lambda rows: rows.insert(-1, dict(rows[-2])),
    ],
    ids=["another-row", "another-request", "denied", "unknown", "no-request", "no-decision", "twice"],
)
def test_a_consistent_rewrite_that_makes_no_sense_is_found(
    database_url: str, clock: SimulatedClock, tamper: Callable[[list[dict[str, Any]]], Any]
) -> None:
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        put_plan_out(engine)
        ask(engine)
        grant(engine)
        assert engine.verify().holds
    administrator = Administrator(database_url)
    try:
        number = next(at for at, key in administrator.keys().items() if key == TUY_PHUOC)
        with administrator.tampering():
            rows = administrator.chain(number)
            tamper(rows)
            administrator.rewrite(number, rows)

            found = administrator.verify()

            assert "row-decision" in {item.rule for item in found.broken if item.task == TUY_PHUOC}
    finally:
        administrator.close()
