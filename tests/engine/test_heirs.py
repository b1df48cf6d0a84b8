"""Which of several heirs takes a task over: asked by a migration, decided by who ordered it, followed by the next."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from audits import Administrator, told, with_files
from graphs import AN_LAO, DIRECTIVE, H1, HOAI_AN, TOP, TUY_PHUOC, move, own_lifecycle, province, put_plan_out
from offices import Offices

from engine import Engine, MoveRequest, SimulatedClock
from engine.errors import NotFound, Refused
from engine.proving.seals import make_keys, read_private_key
from engine.requests import MandateRequest
from engine.results import may_have, unmade
from engine.scope import View
from engine.store.upgrading import upgrade
from workflows.dates import end_of_day
from workflows.graph import TaskGraph

ENDED, TODAY = date(2023, 6, 21), date(2023, 6, 22)
BY = {"as_agency": "thu-tuong", "reason": "sắp xếp", "today": TODAY}
ISSUER = {"as_agency": "binh-dinh", "today": TODAY}
ONE, TWO, THREE = (f"binh-dinh.xa-{name}" for name in ("mot", "hai", "ba"))
OFFICES = Offices(
    ENDED, {"binh-dinh.huyen-tuy-phuoc": (ONE, TWO), "binh-dinh.huyen-an-lao": (THREE,), "binh-dinh.huyen-hoai-an": ()}
)
VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "independent_verifier.py"


def without_requests() -> dict[str, Any]:
    """A lifecycle as pinned before there were requests."""
    written = own_lifecycle()
    return {name: part for name, part in written.items() if name not in ("requests", "decisions")}


@pytest.fixture
def graph(request: pytest.FixtureRequest) -> TaskGraph:
    whole = with_files(province())
    return replace(whole, lifecycle=without_requests()) if getattr(request, "param", None) == "old" else whole


IN_EVERY_CASCADE = pytest.mark.parametrize("graph", ["new", "old"], indirect=True)


@pytest.fixture
def opened(blank_database_url: str, clock: SimulatedClock, graph: TaskGraph) -> Iterator[Engine]:
    """The province with its plan out, on the day after three districts ended: one with two heirs, one with one."""
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(graph, today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 20))
        clock.move_on(timedelta(days=1))
        yield engine


def hand_over(engine: Engine, several: str | None = "ask", offices: Offices = OFFICES, **more: Any) -> Any:
    return engine.hand_over(DIRECTIVE, offices, several=several, **{"on": ENDED, **BY, **more})  # type: ignore[arg-type]


def choose(engine: Engine, *heirs: str, **more: Any) -> Any:
    return engine.advance(TUY_PHUOC, "grant", to=heirs, **{**ISSUER, **more})[0]


def refused(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def task_of(agency: str) -> str:
    return f"{DIRECTIVE}/{H1}/{agency}"


def holds(engine: Engine) -> None:
    verified = engine.verify()
    assert verified.holds, told(verified)


def pending(engine: Engine, view: View | None = None) -> list[Any]:
    return [row for row in engine.seen(view or View(TODAY)).requests(pending_only=True) if row.heirs]


# asking


def test_those_before_an_heir_are_told_of_whatever_is_looked_at_and_nothing_else_is_made(opened: Engine) -> None:
    before = opened.seen(View(TODAY)).blocked()
    hand_over(opened)

    rows = opened.seen(View(TODAY)).blocked()

    assert may_have(rows, "formerly")
    assert all(unmade(row, "waiting") for row in rows)
    named = {each.agency: [str(former) for former in each.formerly] for row in rows for each in row.waiting}
    assert [heir for heir, formers in named.items() if formers] == [THREE]
    assert not may_have(before, "formerly")


@IN_EVERY_CASCADE
def test_what_is_clear_is_handed_over_and_the_rest_is_asked(opened: Engine) -> None:
    was = opened.seen(View(TODAY)).task(TUY_PHUOC)

    made = hand_over(opened)

    counted = {what: sum(each.values()) for what, each in made.counts.items()}
    assert (counted["handed_over"], counted["waived"], counted["waiting"]) == (1, 1, 1)
    (choice,) = made.choices
    assert (choice.task, choice.heirs, choice.deciders) == (TUY_PHUOC, (ONE, TWO), ("binh-dinh",))
    assert (choice.outcome, choice.is_new, choice.basis) == ("pending", True, "Luật")
    now = opened.seen(View(TODAY)).task(TUY_PHUOC)
    assert (now.state, now.standing, now.due, now.next_trigger) == (was.state, was.standing, was.due, was.next_trigger)
    (row,) = pending(opened)
    assert (row.seq, row.trigger, row.asks_for) == (choice.seq, "choose_heir", "hand_over")
    assert (row.heirs, row.basis, row.deciders) == ((ONE, TWO), "Luật", ("binh-dinh",))
    (todo,) = [each for each in opened.seen(View(TODAY)).todo("binh-dinh") if each.to_decide]
    assert todo.to_decide == (row,)
    assert opened.seen(View(TODAY)).why(TUY_PHUOC)[0].requests == (row,)
    holds(opened)


def test_it_is_asked_once(opened: Engine, dump: Callable[[], Any]) -> None:
    hand_over(opened)
    before = dump()

    again = hand_over(opened)

    assert (again.event, again.choices[0].is_new, again.choices[0].outcome) == (None, False, "pending")
    assert dump() == before


def test_a_dry_run_says_what_is_asked_and_which_decisions_are_followed(opened: Engine, dump: Callable[[], Any]) -> None:
    before = dump()
    tried = hand_over(opened, dry_run=True)
    assert dump() == before
    assert tried.choices == hand_over(opened).choices
    choose(opened, ONE, reason="gần hơn", by="Chủ tịch")
    before = dump()

    tried = hand_over(opened, dry_run=True)

    assert dump() == before
    (choice,) = tried.choices
    assert (choice.outcome, choice.chosen, choice.decided_by) == ("granted", (ONE,), "binh-dinh")
    assert (choice.decided_on, choice.decision_reason) == (TODAY, "gần hơn")
    assert tried.choices == hand_over(opened).choices


def test_unless_said_otherwise_several_heirs_are_refused(opened: Engine, dump: Callable[[], Any]) -> None:
    before = dump()

    refusal = refused(lambda: hand_over(opened, None))

    assert refusal.rule == "several-heirs"
    assert [each.arguments["several"] for each in refusal.proposals] == ["ask", "share"]
    assert dump() == before


def test_other_heirs_are_asked_about_anew(opened: Engine) -> None:
    hand_over(opened)
    others = Offices(ENDED, {**OFFICES.heirs, "binh-dinh.huyen-tuy-phuoc": (ONE, THREE)})

    made = hand_over(opened, offices=others)

    assert (made.choices[0].heirs, made.choices[0].is_new) == ((ONE, THREE), True)
    rows = [row for row in opened.seen(View(TODAY)).requests() if row.heirs]
    assert [(row.outcome, row.lapse) for row in rows] == [("lapsed", "asked_anew"), ("pending", None)]
    holds(opened)


def test_a_decision_between_other_heirs_is_not_followed(opened: Engine) -> None:
    hand_over(opened)
    choose(opened, TWO)
    others = Offices(ENDED, {**OFFICES.heirs, "binh-dinh.huyen-tuy-phuoc": (ONE, THREE)})

    made = hand_over(opened, offices=others)

    assert [(each.outcome, each.heirs) for each in made.choices] == [("pending", (ONE, THREE))]
    holds(opened)


def test_an_issuer_that_ended_is_followed_by_its_heirs(opened: Engine) -> None:
    offices = Offices(ENDED, {**OFFICES.heirs, "binh-dinh": ("gia-lai",)})

    made = hand_over(opened, offices=offices)

    assert {each.task: each.deciders for each in made.choices} == {TUY_PHUOC: ("gia-lai",)}
    choose(opened, ONE, as_agency="gia-lai")
    holds(opened)


def test_who_may_take_it_over_does_not_decide_that(opened: Engine) -> None:
    offices = Offices(ENDED, {**OFFICES.heirs, "binh-dinh.huyen-tuy-phuoc": (ONE, "binh-dinh")})

    made = hand_over(opened, offices=offices)

    assert made.choices[0].deciders == ("binh-dinh.so-noi-vu",)
    (todo,) = [each for each in opened.seen(View(TODAY)).todo("binh-dinh.so-noi-vu") if each.to_decide]
    assert todo.task == TUY_PHUOC


# deciding


@IN_EVERY_CASCADE
def test_a_decision_is_a_row_and_moves_nothing(opened: Engine) -> None:
    hand_over(opened)
    was = opened.seen(View(TODAY)).task(TUY_PHUOC)

    made = choose(opened, ONE, by="Chủ tịch", reason="gần hơn")

    assert (made.kind, made.trigger, made.heirs) == ("decision", "grant", (ONE,))
    now = opened.seen(View(TODAY)).task(TUY_PHUOC)
    assert (now.state, now.standing, now.next_trigger) == (was.state, was.standing, was.next_trigger)
    row = opened.seen(View(TODAY)).history(TUY_PHUOC)[-1]
    assert (row.agency, row.by, row.reason, row.occurred_on) == ("binh-dinh", "Chủ tịch", "gần hơn", TODAY)
    assert row.payload == {"heirs": [ONE]}
    assert not pending(opened)
    holds(opened)


@pytest.mark.parametrize(
    ("rule", "trigger", "given"),
    [
        ("missing-heir", "grant", {}),
        ("not-an-heir", "grant", {"to": (THREE,)}),
        ("not-an-heir", "grant", {"to": (ONE, "bo-noi-vu")}),
        ("not-yours", "grant", {"to": (ONE,), "as_agency": "bo-noi-vu"}),
        ("not-yours", "grant", {"to": (ONE,), "as_agency": "binh-dinh.huyen-tuy-phuoc"}),
        ("not-wanted", "grant", {"to": (ONE,), "until": date(2023, 7, 1)}),
        ("not-wanted", "deny", {"to": (ONE,), "reason": "thôi"}),
        ("missing-reason", "deny", {}),
        ("nothing-requested", "grant", {"to": (ONE,), "seq": 2}),
    ],
)
def test_what_may_not_be_decided_is_refused(
    opened: Engine, dump: Callable[[], Any], rule: str, trigger: str, given: dict[str, Any]
) -> None:
    hand_over(opened)
    before = dump()

    refusal = refused(lambda: opened.advance(TUY_PHUOC, trigger, **{**ISSUER, **given}))

    assert refusal.rule == rule
    assert dump() == before


def test_an_agency_that_nobody_knows_is_not_found(opened: Engine) -> None:
    hand_over(opened)

    with pytest.raises(NotFound):
        choose(opened, "xã không có")


def test_every_heir_is_proposed_where_none_is_named(opened: Engine) -> None:
    hand_over(opened)

    refusal = refused(lambda: choose(opened))

    assert [each.arguments["to"] for each in refusal.proposals] == [ONE, TWO]
    arguments = dict(refusal.proposals[1].arguments)
    assert choose(opened, str(arguments["to"]), seq=arguments["seq"], as_agency=arguments["as"]).heirs == (TWO,)


@IN_EVERY_CASCADE
def test_it_is_decided_once(opened: Engine) -> None:
    hand_over(opened)
    choose(opened, ONE)

    assert refused(lambda: choose(opened, TWO)).rule == "already-decided"


def test_named_heirs_are_for_that_request_alone(opened: Engine) -> None:
    move(opened, HOAI_AN, "request_extension", until=date(2023, 7, 1), today=TODAY, reason="bão lũ")

    refusal = refused(lambda: opened.advance(HOAI_AN, "grant", to=(ONE,), **ISSUER))

    assert refusal.rule == "not-wanted"


def test_of_several_requests_an_heir_says_which_is_meant(opened: Engine) -> None:
    move(opened, TUY_PHUOC, "request_extension", until=date(2023, 7, 1), today=TODAY, reason="bão lũ")
    hand_over(opened)

    assert choose(opened, ONE).heirs == (ONE,)
    holds(opened)


@IN_EVERY_CASCADE
def test_the_same_decision_again_by_key_or_file_is_told_and_not_made_twice(
    opened: Engine, dump: Callable[[], Any]
) -> None:
    hand_over(opened)
    rows = [MoveRequest(TUY_PHUOC, "grant", "binh-dinh", idempotency_key="k", to=(ONE, TWO))]
    first = opened.advance_many(rows, today=TODAY, once=True)
    before = dump()

    again = opened.advance_many(rows, today=TODAY, once=True)
    by_key = choose(opened, ONE, TWO, idempotency_key="k")

    assert dump() == before
    assert [each.heirs for each in (*first.moved, *again.moved, by_key)] == [(ONE, TWO)] * 3
    assert again.moved[0].repeated
    assert by_key.repeated


# following


@IN_EVERY_CASCADE
def test_one_heir_takes_it_over_whole(opened: Engine) -> None:
    hand_over(opened)
    choose(opened, TWO)

    made = hand_over(opened)

    assert {each.task: each.what for each in made.changes if each.what[0] != "rerouted"} == {
        TUY_PHUOC: ("handed_over",),
        task_of(TWO): ("received",),
    }
    assert opened.seen(View(TODAY)).task(task_of(TWO)).state == "implemented"
    last = opened.seen(View(TODAY)).history(TUY_PHUOC)[-1]
    assert (last.trigger, last.payload["handed_to"]) == ("revoke", [task_of(TWO)])
    holds(opened)


def test_several_share_it(opened: Engine) -> None:
    offices = Offices(ENDED, {**OFFICES.heirs, "binh-dinh.huyen-tuy-phuoc": (ONE, TWO, THREE)})
    hand_over(opened, offices=offices)
    choose(opened, ONE, THREE)

    hand_over(opened, offices=offices)

    states = {row.agency: row.state for row in opened.seen(View(TODAY)).status() if row.period == H1}
    assert (states.get(ONE), states.get(TWO), states[THREE]) == ("issued", None, "issued")
    holds(opened)


@IN_EVERY_CASCADE
def test_where_nobody_is_to_take_it_over_it_is_waived_with_law_and_reason(opened: Engine) -> None:
    hand_over(opened)
    opened.advance(TUY_PHUOC, "deny", **ISSUER, reason="tỉnh tự làm")

    made = hand_over(opened)

    assert made.counts["waived"] == {"": 1}
    assert opened.seen(View(TODAY)).task(TUY_PHUOC).standing == "waived"
    last = opened.seen(View(TODAY)).history(TUY_PHUOC)[-1]
    assert (last.payload["basis"], last.reason) == ("Luật", "tỉnh tự làm")
    holds(opened)


def test_decisions_are_followed_whatever_becomes_of_the_rest(opened: Engine) -> None:
    hand_over(opened)
    choose(opened, ONE)

    hand_over(opened, None)

    assert opened.seen(View(TODAY)).history(TUY_PHUOC)[-1].payload["handed_to"] == [task_of(ONE)]


def test_it_is_followed_from_the_day_of_the_decision_on(opened: Engine, clock: SimulatedClock) -> None:
    hand_over(opened)
    clock.move_on(timedelta(days=3))
    later = TODAY + timedelta(days=3)
    choose(opened, ONE, on=TODAY + timedelta(days=1), today=later)

    made = hand_over(opened, today=later)

    assert made.occurred_on == TODAY + timedelta(days=1)
    assert opened.seen(View(later, TODAY)).task(TUY_PHUOC).standing == "active"
    assert opened.seen(View(later, made.occurred_on)).task(TUY_PHUOC).standing == "revoked"
    holds(opened)


def test_what_is_not_decided_can_still_be_shared(opened: Engine) -> None:
    hand_over(opened)

    hand_over(opened, "share")

    assert not pending(opened)
    (row,) = [row for row in opened.seen(View(TODAY)).requests() if row.heirs]
    assert (row.outcome, row.lapse) == ("lapsed", "standing")
    assert refused(lambda: choose(opened, ONE)).rule == "request-lapsed"
    holds(opened)


@IN_EVERY_CASCADE
def test_a_task_that_is_finished_meanwhile_is_asked_about_no_more(opened: Engine) -> None:
    hand_over(opened)

    move(opened, TUY_PHUOC, "report", today=TODAY)

    (row,) = [row for row in opened.seen(View(TODAY)).requests() if row.heirs]
    assert (row.outcome, row.lapse) == ("lapsed", "finished")
    assert hand_over(opened).event is None
    holds(opened)


# the past, corrections, undoing


def test_other_days_know_what_they_knew(opened: Engine, clock: SimulatedClock) -> None:
    hand_over(opened)
    clock.move_on(timedelta(days=2))
    later = TODAY + timedelta(days=2)
    choose(opened, ONE, today=later)

    assert len(pending(opened, View(later, TODAY))) == 1
    assert not pending(opened, View(later, ENDED - timedelta(days=1)))
    assert not pending(opened, View(later, later))
    assert len(pending(opened, View(later, later, end_of_day(TODAY)))) == 1
    assert not pending(opened, View(later, TODAY, end_of_day(ENDED)))


@IN_EVERY_CASCADE
def test_a_decision_that_is_taken_back_makes_it_pending_again(opened: Engine) -> None:
    hand_over(opened)
    made = choose(opened, ONE)

    opened.correct(TUY_PHUOC, made.seq, undo=True, **ISSUER, reason="nhầm")

    assert [row.outcome for row in pending(opened)] == ["pending"]
    assert hand_over(opened).choices[0].outcome == "pending"
    assert choose(opened, TWO).heirs == (TWO,)
    holds(opened)


def test_only_who_decides_corrects_a_decision(opened: Engine) -> None:
    hand_over(opened)
    made = choose(opened, ONE)
    given = {"as_agency": "bo-noi-vu", "today": TODAY, "reason": "nhầm"}

    assert refused(lambda: opened.correct(TUY_PHUOC, made.seq, undo=True, **given)).rule == "not-yours"


@IN_EVERY_CASCADE
def test_a_decision_that_was_followed_is_corrected_with_the_migration_alone(opened: Engine) -> None:
    hand_over(opened)
    made = choose(opened, ONE)
    hand_over(opened)
    correct = {**ISSUER, "reason": "nhầm"}

    for what in ({"undo": True}, {"on": ENDED}):
        refusal = refused(lambda what=what: opened.correct(TUY_PHUOC, made.seq, **what, **correct))
        assert refusal.rule == "is-migration"

    opened.undo_migration(DIRECTIVE, **BY)
    opened.correct(TUY_PHUOC, made.seq, undo=True, **correct)
    assert len(pending(opened)) == 1
    holds(opened)


@pytest.mark.parametrize("decided", ["one", "both", "nobody"])
def test_undone_and_done_again_it_is_as_decided(opened: Engine, decided: str) -> None:
    hand_over(opened)
    if decided == "nobody":
        opened.advance(TUY_PHUOC, "deny", **ISSUER, reason="thôi")
    else:
        choose(opened, *((ONE,) if decided == "one" else (ONE, TWO)))
    before = opened.seen(View(TODAY)).requests()
    first = hand_over(opened)

    opened.undo_migration(DIRECTIVE, **BY)

    assert opened.seen(View(TODAY)).requests() == before
    assert opened.seen(View(TODAY)).task(TUY_PHUOC).standing == "active"
    holds(opened)
    again = hand_over(opened)
    assert [(each.task, each.what) for each in again.changes] == [(each.task, each.what) for each in first.changes]
    for heir in again.choices[0].chosen:
        assert opened.seen(View(TODAY)).task(task_of(heir)).standing == "active"
    holds(opened)


def test_undone_a_migration_takes_its_requests_along(opened: Engine) -> None:
    hand_over(opened)

    opened.undo_migration(DIRECTIVE, **BY)

    assert not pending(opened)
    assert refused(lambda: choose(opened, ONE)).rule == "nothing-requested"
    holds(opened)


def test_a_migration_after_which_somebody_decided_is_not_undone(opened: Engine) -> None:
    hand_over(opened)
    choose(opened, ONE)

    assert refused(lambda: opened.undo_migration(DIRECTIVE, **BY)).rule == "moved-since"


# who is at work, and what is proven


def test_a_decision_needs_the_mandate_of_who_decides(opened: Engine) -> None:
    hand_over(opened)
    given = {"since": date(2023, 1, 1), "basis": "Quyết định 1"}
    opened.grant_mandates(
        [
            MandateRequest("binh-dinh", person="An", triggers=("grant",), **given),
            MandateRequest("binh-dinh", person="Bình", triggers=("deny",), **given),
        ],
        as_agency="binh-dinh",
        by="Chủ tịch",
    )

    assert refused(lambda: choose(opened, ONE, by="Bình")).rule == "outside-mandate"
    assert choose(opened, ONE, by="An").mandate is not None
    holds(opened)


FORGERIES: dict[str, Callable[[list[dict[str, Any]]], None]] = {
    "another heir": lambda rows: rows[-1].update(payload=json.dumps({"heirs": [THREE]})),
    "no heir": lambda rows: rows[-1].update(payload=None),
    "another decider": lambda rows: rows[-1].update(agency="bo-noi-vu"),
    "denied with heirs": lambda rows: rows[-1].update(trigger="deny"),
    "decided twice": lambda rows: rows.append({**rows[-1]}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_both_verifiers_find_a_decision_that_nobody_could_make(
    opened: Engine, blank_database_url: str, tmp_path: Path, forgery: str
) -> None:
    hand_over(opened)
    choose(opened, ONE)
    make_keys(tmp_path)
    (tmp_path / "seal.json").write_text(opened.seal(read_private_key(tmp_path / "dondoc-seal.key"))[1])
    administrator = Administrator(blank_database_url)
    number = next(n for n, key in administrator.keys().items() if TUY_PHUOC.endswith(key))

    try:
        with administrator.tampering() as tx:
            rows = administrator.chain(number)
            FORGERIES[forgery](rows)
            administrator.rewrite(number, rows)
            found = administrator.verify()
            assert "row-decision" in {item.rule for item in found.broken}, told(found)
            if administrator.dialect == "sqlite":
                tx.run("COMMIT")
                administrator.connection.execute("BEGIN")
                assert "chosen otherwise" in second(Path(blank_database_url.removeprefix("sqlite:///")), tmp_path)
    finally:
        administrator.close()


def second(file: Path, keys: Path, *more: str) -> str:
    command = [sys.executable, str(VERIFIER), "--public-key", str(keys / "dondoc-seal.pub"), "--database", str(file)]
    return subprocess.run([*command, *more], capture_output=True, text=True, check=False).stdout


@IN_EVERY_CASCADE
def test_seals_and_both_verifiers_hold_over_all_of_it(
    opened: Engine, blank_database_url: str, tmp_path: Path, clock: SimulatedClock
) -> None:
    make_keys(tmp_path)
    hand_over(opened)
    seal, text = opened.seal(read_private_key(tmp_path / "dondoc-seal.key"))
    (tmp_path / "seal.json").write_text(text)
    clock.move_on(timedelta(hours=1))
    choose(opened, ONE, TWO)
    hand_over(opened)
    opened.undo_migration(DIRECTIVE, **BY)
    hand_over(opened)

    assert opened.verify(seals=[seal]).holds
    if blank_database_url.startswith("sqlite"):
        file, more = Path(blank_database_url.removeprefix("sqlite:///")), ("--seal", str(tmp_path / "seal.json"))
        assert second(file, tmp_path, *more) == "holds\n"


def test_a_task_that_nobody_has_to_share_is_left_alone(opened: Engine) -> None:
    hand_over(opened)

    assert [row.task for row in pending(opened)] == [TUY_PHUOC]
    assert opened.seen(View(TODAY)).task(AN_LAO).standing == "revoked"


def test_taken_over_whole_after_an_undone_share_it_has_every_due_date(opened: Engine) -> None:
    offices = Offices(ENDED, {"binh-dinh": ("gia-lai", "dak-lak")})
    due = opened.seen(View(TODAY)).task(TOP).due
    hand_over(opened, "share", offices)
    assert opened.seen(View(TODAY)).task(task_of("gia-lai")).due != due
    opened.undo_migration(DIRECTIVE, **BY)
    hand_over(opened, offices=offices)
    opened.advance(TOP, "grant", to=("gia-lai",), as_agency="bo-noi-vu", today=TODAY)

    hand_over(opened, offices=offices)

    assert opened.seen(View(TODAY)).task(task_of("gia-lai")).due == due
    holds(opened)
