"""Rules that a cascade pins: what breaks them is refused or noted by every door, and nothing else is changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from audits import Administrator, with_files
from graphs import (
    AN_LAO,
    DEPARTMENT,
    DIRECTIVE,
    HOAI_AN,
    TOP,
    TUY_PHUOC,
    GraphBuilder,
    agency_of,
    move,
    province,
    put_plan_out,
)

from engine import Engine, MoveRequest, SimulatedClock
from engine.errors import Refused
from engine.policies.rules import Condition, Extent, Happening, Rule
from engine.proving.seals import make_keys
from engine.scope import View
from engine.store.database import Transaction
from engine.store.upgrading import upgrade
from postgres import sqlite_template
from workflows.canonical import canonical, content_hash
from workflows.graph import DueDate, TaskGraph
from workflows.policies import Policy

TODAY = date(2023, 6, 21)
VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "independent_verifier.py"
PLAN = "kh-binh-dinh-2023"
FOR = {"as_agency": "binh-dinh", "reason": "bão lũ"}
Dump = Callable[[], dict[str, list[Any]]]


def never(*triggers: str, effect: Any = "refused", given: Condition | None = None, **extent: Any) -> Rule:
    """That such a thing is never done, or never while that is so."""
    kinds = extent.pop("of", ())
    return Rule(
        f"never {triggers[0]}",
        "absence",
        Extent(**extent),
        event=Happening(triggers, kinds=kinds),
        given=given,
        effect=effect,
        place="policies/thu.feature:4",
    )


def following(graph: TaskGraph, *rules: Rule) -> TaskGraph:
    """The graph with a policy of these rules pinned, if there are any."""
    if not rules:
        return graph
    policy = Policy("thu", "the text of it\n", tuple(rule.content() for rule in rules))
    return replace(graph, pins={**graph.pins, **policy.pins()})


Launch = Callable[..., Engine]


@pytest.fixture
def launched(blank_database_url: str, clock: SimulatedClock) -> Iterator[Launch]:
    """Launches the province with rules, its plan out and drafted by Tuy Phước."""
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:

        def launch(*rules: Rule, with_plan: bool = True) -> Engine:
            engine.launch(following(with_files(province()), *rules), today=date(2023, 5, 1))
            if with_plan:
                put_plan_out(engine)
                move(engine, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 1))
            return engine

        yield launch


@pytest.fixture
def stored(blank_database_url: str) -> Dump:
    """Every row of the tables that a move changes."""

    def read() -> dict[str, list[Any]]:
        opened = Administrator(blank_database_url)
        tables = ("task", "feed", "document", "history", "cascade_event", "cascade_pin")
        try:
            with opened.tampering() as tx:
                return {table: sorted(map(repr, tx.rows(f"SELECT * FROM {table}"))) for table in tables}
        finally:
            opened.close()

    return read


def refusal_of(work: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value


# refused


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_move_that_breaks_a_rule_is_refused_with_sentence_and_place(
    launched: Launch, stored: Dump, dry_run: bool
) -> None:
    engine = launched(never("report"))
    before = stored()

    refused = refusal_of(lambda: move(engine, TUY_PHUOC, "report", dry_run=dry_run))

    assert (refused.rule, refused.task, refused.trigger) == ("policy", TUY_PHUOC, "report")
    facts = {"policy": "thu", "rule": 1, "place": "policies/thu.feature:4", "sentence": "never report"}
    assert facts.items() <= refused.details.facts.items()
    assert stored() == before


@pytest.mark.parametrize(
    "rule",
    [
        never("report", period="Y"),
        never("report", document="cv-1432-bnv-2023"),
        never("report", agencies=("binh-dinh",)),
        never("report", excepted=("binh-dinh.huyen-tuy-phuoc",)),
        never("consolidate", "waive"),
        never("report", given=Condition("standing", "suspended")),
        never("report", given=Condition("done", "implement", is_not=True)),
        never("report", given=Condition("inputs_open")),
        never("report", effect="told"),
        Rule("response", "response", event=Happening(("report",)), other=Happening(("extend",)), effect="refused"),
    ],
)
def test_a_rule_says_nothing_beyond_its_extent_and_its_condition(launched: Launch, rule: Rule) -> None:
    engine = launched(rule)

    (moved,) = move(engine, TUY_PHUOC, "report")

    assert moved.policies == ()


@pytest.mark.parametrize(
    "rule",
    [
        never("report", kinds=("district",), period="H1", document=PLAN, agencies=("binh-dinh.huyen-tuy-phuoc",)),
        never("report", of=("district",)),
        never("report", given=Condition("standing", "active")),
        never("report", given=Condition("done", "implement")),
        never("report", given=Condition("inputs_open", is_not=True)),
        never("report", given=Condition("unfinished")),
        never("report", given=Condition("finished", is_not=True)),
    ],
)
def test_within_them_it_refuses(blank_database_url: str, clock: SimulatedClock, rule: Rule) -> None:
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(following(province(), rule), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement")

        assert refusal_of(lambda: move(engine, TUY_PHUOC, "report")).rule == "policy"


@pytest.mark.parametrize(
    "rule",
    [
        never("report", of=("province",)),
        never("report", kinds=("department",)),
        never("report", of=("district",), kinds=("department",)),
        never("report", of=("department",), kinds=("district",)),
    ],
)
def test_both_kinds_that_it_names_must_be_the_agencys(
    blank_database_url: str, clock: SimulatedClock, rule: Rule
) -> None:
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(following(province(), rule), today=date(2023, 5, 1))
        put_plan_out(engine)

        assert move(engine, TUY_PHUOC, "draft_plan", "implement", "report")[0].to == "reported"


def test_what_is_missing_is_what_those_below_have_to_do(launched: Launch) -> None:
    engine = launched(never("consolidate_partial", given=Condition("inputs_open")))
    for task in (HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    missing = {"missing": [agency_of(TUY_PHUOC)], "allowed_by": "Chủ tịch", "reason": "sắp đến hạn"}

    refused = refusal_of(lambda: move(engine, DEPARTMENT, "consolidate_partial", **missing))

    assert (refused.rule, refused.who_can) == ("policy", (agency_of(TUY_PHUOC),))
    assert [proposal.arguments["trigger"] for proposal in refused.proposals] == ["report"]


def test_what_may_not_be_done_while_it_is_suspended_can_be_once_it_is_resumed(launched: Launch) -> None:
    engine = launched(never("waive", given=Condition("standing", "suspended")))
    move(engine, TUY_PHUOC, "suspend", **FOR)

    refused = refusal_of(lambda: move(engine, TUY_PHUOC, "waive", **FOR))

    assert refused.rule == "policy"
    assert [proposal.arguments["trigger"] for proposal in refused.proposals] == ["resume"]
    move(engine, TUY_PHUOC, "resume", **FOR)
    assert move(engine, TUY_PHUOC, "waive", **FOR)[0].standing == "waived"


def dated(graph: TaskGraph, day: date) -> TaskGraph:
    """The graph with that day for what the department merges."""
    tasks = (replace(node, merged_due=DueDate(day, "hạn")) if node.agency.endswith("so-noi-vu") and node.consolidates
             else node for node in graph.tasks)  # fmt: skip
    return replace(graph, tasks=tuple(tasks))


PAST = never("extend", given=Condition("due_past_above"), excepted=("binh-dinh.so-noi-vu",))


@pytest.fixture
def below_a_day(blank_database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """No input of the department may be put off beyond the day of what it merges, 25 June."""
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(following(dated(with_files(province()), date(2023, 6, 25)), PAST), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, DEPARTMENT, "draft_plan", "implement", "report")
        yield engine


def test_a_day_is_put_off_up_to_that_above_and_no_further(below_a_day: Engine, stored: Dump) -> None:
    before = stored()

    refused = refusal_of(lambda: move(below_a_day, HOAI_AN, "extend", until=date(2023, 6, 26), **FOR))

    assert stored() == before
    (proposal,) = refused.proposals
    assert (proposal.arguments["task"], proposal.arguments["until"]) == (DEPARTMENT, date(2023, 6, 26))
    assert refused.who_can == ("binh-dinh",)
    assert move(below_a_day, HOAI_AN, "extend", until=date(2023, 6, 25), **FOR)[0].due == date(2023, 6, 25)


def test_what_is_proposed_makes_it_possible(below_a_day: Engine) -> None:
    refusal_of(lambda: move(below_a_day, HOAI_AN, "extend", until=date(2023, 6, 26), **FOR))

    move(below_a_day, DEPARTMENT, "extend", until=date(2023, 6, 26), **FOR)

    assert move(below_a_day, HOAI_AN, "extend", until=date(2023, 6, 26), **FOR)[0].due == date(2023, 6, 26)


def test_a_grant_is_refused_with_the_extension_that_it_would_bring(below_a_day: Engine, stored: Dump) -> None:
    move(below_a_day, HOAI_AN, "request_extension", until=date(2023, 6, 30), reason="bão lũ")
    before = stored()

    refused = refusal_of(lambda: move(below_a_day, HOAI_AN, "grant", as_agency="binh-dinh"))

    assert (refused.rule, refused.trigger) == ("policy", "extend")
    assert stored() == before
    granted = move(below_a_day, HOAI_AN, "grant", as_agency="binh-dinh", until=date(2023, 6, 24))
    assert [each.trigger for each in granted] == ["grant", "extend"]


@pytest.mark.parametrize(
    ("trigger", "details"),
    [
        ("request_extension", {"until": date(2023, 7, 30), "reason": "bão lũ"}),
        ("waive", FOR),
        ("suspend", FOR),
    ],
)
def test_requests_and_side_roads_ask_too(launched: Launch, trigger: str, details: dict[str, Any]) -> None:
    engine = launched(never(trigger))

    assert refusal_of(lambda: move(engine, HOAI_AN, trigger, **details)).rule == "policy"


def test_a_returned_report_is_refused_with_those_above_that_would_go_back(launched: Launch, stored: Dump) -> None:
    engine = launched(never("return_report", kinds=("",), agencies=("binh-dinh.so-noi-vu",)))
    for task in (HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, TUY_PHUOC, "report")
    move(engine, DEPARTMENT, "consolidate")
    before = stored()

    refused = refusal_of(
        lambda: move(engine, TUY_PHUOC, "return_report", as_agency="binh-dinh.so-noi-vu", reason="thiếu")
    )

    assert (refused.rule, refused.task) == ("policy", DEPARTMENT)
    assert stored() == before


def test_a_document_that_would_set_a_forbidden_move_going_stays_in(launched: Launch, stored: Dump) -> None:
    engine = launched(never("release", document=PLAN), with_plan=False)
    before = stored()

    released = refusal_of(
        lambda: engine.release(PLAN, number="18/KH-UBND", on=date(2023, 3, 20), as_agency="binh-dinh", today=TODAY)
    )
    drafted = refusal_of(lambda: put_plan_out(engine))

    assert (released.rule, drafted.rule) == ("policy", "policy")
    assert stored() == before


def test_a_revocation_is_judged_by_how_tasks_stood_before_it(launched: Launch, stored: Dump) -> None:
    engine = launched(never("revoke", given=Condition("standing", "active")))
    before = stored()

    refused = refusal_of(lambda: engine.revoke(PLAN, today=TODAY, **FOR))

    assert refused.rule == "policy"
    assert stored() == before


def test_a_launch_that_would_release_what_a_rule_forbids_is_refused(
    blank_database_url: str, clock: SimulatedClock, stored: Dump
) -> None:
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        rule = never("release", of=("ministry",), document="cv-1432-bnv-2023")

        refused = refusal_of(lambda: engine.launch(following(province(), rule), today=date(2023, 5, 1)))

        assert (refused.rule, refused.trigger) == ("policy", "release")
        assert not any(stored().values())


# noted


def test_what_is_noted_stands_in_the_row_in_the_answer_and_in_history(launched: Launch) -> None:
    engine = launched(never("waive"), never("report", effect="noted"), never("report", effect="told"))

    (moved,) = move(engine, TUY_PHUOC, "report", idempotency_key="một")
    (again,) = move(engine, TUY_PHUOC, "report", idempotency_key="một")

    note = {"policy": "thu", "rule": 2, "place": "policies/thu.feature:4", "sentence": "never report"}
    assert [broken.as_json() for broken in moved.policies] == [note]
    assert (again.repeated, again.policies) == (True, moved.policies)
    assert engine.seen().history(TUY_PHUOC)[-1].payload["policies"] == [note]
    assert engine.verify().holds


# not offered


def barred(row: Any) -> dict[str, tuple[str, str]]:
    return {trigger: (rule.sentence, rule.place) for trigger, rule in row.barred.items()}


RULE = {"report": ("never report", "policies/thu.feature:4")}


def test_every_list_tells_what_a_rule_bars_beside_what_the_lifecycle_says(launched: Launch) -> None:
    seen = launched(never("report")).on(TODAY)
    (todo, *_), task = seen.todo(agency_of(TUY_PHUOC)), seen.task(TUY_PHUOC)
    (own, *_) = seen.today(agency_of(TUY_PHUOC)).own
    (step, *_) = seen.why(TUY_PHUOC)
    roots = {root.task: root for item in seen.blocked() for root in item.root_blockers}

    for row in (todo, task, own.row):
        assert (row.triggers, row.offered, barred(row)) == (("report",), (), RULE)
    assert todo.waits_for is not None
    assert todo.waits_for.trigger == "report"
    assert barred(step) == barred(roots[TUY_PHUOC]) == RULE
    assert barred(seen.task(HOAI_AN)) == barred(roots[HOAI_AN]) == {}


def test_what_is_barred_does_not_come_first_today(blank_database_url: str, clock: SimulatedClock) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 1, 1))
    for period, due in (("2023-H1", date(2023, 6, 22)), ("2023-Y", date(2023, 12, 15))):
        graph.task(period, "a", letter, report=True, own_due=due)
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(following(graph.build(), never("implement", period="H1")), today=date(2023, 5, 1))

        own = engine.on(TODAY).today("a").own

    assert [(each.row.period, each.row.offered) for each in own] == [("2023-Y", ("implement",)), ("2023-H1", ())]


def test_a_plan_that_would_set_a_forbidden_move_going_is_barred(launched: Launch) -> None:
    seen = launched(never("release", document=PLAN), with_plan=False).on(TODAY)

    found = {"draft_plan": ("never release", "policies/thu.feature:4")}
    assert barred(seen.task(TOP)) == found
    assert [barred(step) for step in seen.why(TUY_PHUOC)] == [{}, found]


def test_of_what_goes_together_each_is_judged_after_those_before_it(
    blank_database_url: str, clock: SimulatedClock
) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 1, 1))
    low = graph.task("2023-H1", "a", letter, plan=True)
    high = graph.task("2023-Y", "a", letter, plan=True, consolidates=True)
    graph.feed(low, high)
    rule = never("draft_plan", given=Condition("inputs_open", is_not=True), period="Y")
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(following(graph.build(), rule), today=date(2023, 5, 1))
        tasks = [f"{DIRECTIVE}/{task}" for task in (low, high)]

        told = [set(engine.on(TODAY).task(task).barred) for task in tasks]

        assert told == [{"draft_plan"}, set()]
        assert refusal_of(lambda: move(engine, tasks[0], "draft_plan")).rule == "policy"
        assert len(move(engine, tasks[1], "draft_plan")) == 2


def test_a_grant_is_barred_where_what_was_asked_breaks_a_rule(below_a_day: Engine) -> None:
    asked: dict[str, Any] = {"reason": "bão lũ"}
    move(below_a_day, HOAI_AN, "request_extension", until=date(2023, 6, 28), **asked)
    move(below_a_day, AN_LAO, "request_extension", until=date(2023, 6, 24), **asked)

    seen = below_a_day.on(TODAY)

    listed = {row.task: set(row.barred) for row in seen.requests()}
    assert listed == {HOAI_AN: {"grant"}, AN_LAO: set()}
    assert {each.task: set(each.barred) for row in seen.todo("binh-dinh") for each in row.to_decide} == listed


def test_a_refusal_offers_instead_of_what_is_barred_the_question_that_tells_why(launched: Launch) -> None:
    engine = launched(never("report", excepted=(agency_of(DEPARTMENT),)))
    for task in (HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement")
    move(engine, DEPARTMENT, "report")

    own = refusal_of(lambda: move(engine, TUY_PHUOC, "implement"))
    above = refusal_of(lambda: move(engine, DEPARTMENT, "consolidate"))

    offers = [(each.action, each.arguments["task"]) for each in (*own.proposals, *above.proposals)]
    assert offers == [("why", TUY_PHUOC), *(("why", task) for task in (AN_LAO, HOAI_AN, TUY_PHUOC))]


def test_of_the_past_and_once_the_rule_is_gone_nothing_is_barred(launched: Launch, clock: SimulatedClock) -> None:
    engine = launched(never("report"))
    asked: dict[str, Any] = {"as_agency": "binh-dinh", "reason": "thôi áp dụng", "today": TODAY}
    before = engine.seen(View(TODAY, TODAY)).task(TUY_PHUOC), engine.on(TODAY).task(TUY_PHUOC)
    clock.move_on(timedelta(hours=1))
    engine.migrate(DIRECTIVE, with_files(province()), **asked)

    assert [barred(each) for each in (*before, engine.on(TODAY).task(TUY_PHUOC))] == [{}, RULE, {}]


def test_a_cascade_without_rules_that_refuse_is_asked_no_more_than_before(
    launched: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = launched()
    asked: list[str] = []
    monkeypatch.setattr("engine.policies.barred.with_barred", lambda *given: asked.append("barred"))
    rows = Transaction.rows
    monkeypatch.setattr(Transaction, "rows", lambda tx, said, **given: asked.append(said) or rows(tx, said, **given))
    seen = engine.on(TODAY)

    seen.status(), seen.todo("binh-dinh"), seen.blocked(), seen.why(TUY_PHUOC), seen.requests()

    assert "barred" not in asked
    assert not [said for said in asked if "rules" in said]


# many at once


def many(engine: Engine, *asked: tuple[str, str, dict[str, Any]], **given: Any) -> Any:
    requests = [
        MoveRequest(task, trigger, details.pop("as_agency", agency_of(task)), **details)
        for task, trigger, details in asked
    ]
    return engine.advance_many(requests, today=TODAY, **given)


def test_of_many_rows_those_that_break_a_rule_are_told_and_the_others_done(launched: Launch) -> None:
    engine = launched(never("implement", agencies=("binh-dinh.huyen-hoai-an",)))
    rows = [(task, trigger, {}) for task in (HOAI_AN, AN_LAO) for trigger in ("draft_plan", "implement", "report")]

    nothing = many(engine, *rows)
    done = many(engine, *rows, keep_going=True)

    assert [(bad.row, bad.rule) for bad in nothing.bad_rows] == [(3, "policy"), (4, "wrong-state")]
    assert nothing.moved == ()
    assert [(bad.row, bad.rule) for bad in done.bad_rows] == [(3, "policy"), (4, "wrong-state")]
    assert [(each.task, each.trigger) for each in done.moved] == [
        (HOAI_AN, "draft_plan"),
        *((AN_LAO, trigger) for trigger in ("draft_plan", "implement", "report")),
    ]
    assert engine.verify().holds


def test_a_row_of_many_that_is_refused_halfway_leaves_nothing(launched: Launch) -> None:
    engine = launched(never("release", agencies=("binh-dinh.huyen-hoai-an",)), PAST, with_plan=False)
    out = {"document": "18/KH-UBND", "on": date(2023, 3, 20)}

    done = many(
        engine,
        (TOP, "draft_plan", out),
        (TOP, "suspend", {"as_agency": "bo-noi-vu", "reason": "chờ"}),
        (TOP, "resume", {"as_agency": "bo-noi-vu", "reason": "hết chờ"}),
        (TUY_PHUOC, "implement", {}),
        keep_going=True,
    )

    assert [(bad.row, bad.rule) for bad in done.bad_rows] == [(2, "policy"), (5, "not-out")]
    assert [each.trigger for each in done.moved] == ["suspend", "resume"]
    assert [row.trigger for row in engine.seen().history(TOP)] == ["release", "suspend", "resume"]
    assert engine.on(TODAY).task(TUY_PHUOC).state == "pending"
    assert engine.verify().holds


def test_of_many_extensions_one_too_far_changes_no_day(below_a_day: Engine) -> None:
    done = many(
        below_a_day,
        (HOAI_AN, "extend", {"until": date(2023, 6, 24), **FOR}),
        (AN_LAO, "extend", {"until": date(2023, 6, 28), **FOR}),
        (AN_LAO, "extend", {"until": date(2023, 6, 25), **FOR}),
        (TUY_PHUOC, "draft_plan", {}),
        keep_going=True,
    )

    assert [(bad.row, bad.rule) for bad in done.bad_rows] == [(3, "policy")]
    days = {task: below_a_day.on(TODAY).task(task).due for task in (HOAI_AN, AN_LAO, TUY_PHUOC)}
    assert days == {HOAI_AN: date(2023, 6, 24), AN_LAO: date(2023, 6, 25), TUY_PHUOC: date(2023, 6, 19)}
    assert [row.trigger for row in below_a_day.seen().history(AN_LAO)].count("extend") == 1
    assert below_a_day.verify().holds


def test_all_steps_up_to_a_forbidden_one_are_refused_together(launched: Launch, stored: Dump) -> None:
    engine = launched(never("report"))
    before = stored()

    refused = refusal_of(lambda: move(engine, HOAI_AN, "report", through=True))

    assert (refused.rule, refused.trigger) == ("policy", "report")
    assert stored() == before
    assert many(engine, (HOAI_AN, "report", {"through": True}), keep_going=True).moved == ()
    assert stored() == before


def test_days_that_are_put_off_at_once_keep_the_rule(below_a_day: Engine, blank_database_url: str) -> None:
    day, barrier = date(2023, 7, 3), Barrier(3)

    def put_off(task: str) -> object:
        with Engine.open(blank_database_url, clock=SimulatedClock(below_a_day._clock.now())) as engine:
            barrier.wait()
            try:
                return move(engine, task, "extend", until=day, **FOR)
            except Refused as refused:
                return refused

    with ThreadPoolExecutor(3) as pool:
        answers = dict(
            zip((DEPARTMENT, HOAI_AN, AN_LAO), pool.map(put_off, (DEPARTMENT, HOAI_AN, AN_LAO)), strict=True)
        )

    assert not isinstance(answers[DEPARTMENT], Refused)
    for task in (HOAI_AN, AN_LAO):
        refused = isinstance(answers[task], Refused)
        assert below_a_day.on(TODAY).task(task).due == (date(2023, 6, 19) if refused else day)
    assert below_a_day.verify().holds


# what is pinned


def test_a_cascade_without_policies_is_looked_at_once(launched: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = launched()
    asked: list[str] = []
    rows = Transaction.rows
    monkeypatch.setattr(Transaction, "rows", lambda tx, said, **given: asked.append(said) or rows(tx, said, **given))

    move(engine, TUY_PHUOC, "report")
    move(engine, HOAI_AN, "draft_plan", "implement", "report")

    assert not [said for said in asked if "cascade_pin" in said]


def test_a_migration_brings_the_new_rules_to_everybody(
    launched: Launch, blank_database_url: str, clock: SimulatedClock
) -> None:
    engine = launched(never("report"))
    graph = with_files(province())
    asked: dict[str, Any] = {"as_agency": "binh-dinh", "reason": "chính sách mới", "today": TODAY}
    with Engine.open(blank_database_url, clock=clock) as other:
        assert refusal_of(lambda: move(other, TUY_PHUOC, "report")).rule == "policy"

        clock.move_on(timedelta(hours=1))
        assert engine.migrate(DIRECTIVE, following(graph, never("waive")), **asked).policies == ("thu",)

        assert move(other, TUY_PHUOC, "report")[0].to == "reported"
        assert refusal_of(lambda: move(other, HOAI_AN, "waive", **FOR)).rule == "policy"
        clock.move_on(timedelta(hours=1))
        engine.migrate(DIRECTIVE, graph, **asked)
        assert move(other, HOAI_AN, "waive", **FOR)[0].standing == "waived"
    assert engine.verify().holds


def test_a_migration_is_judged_by_the_rules_that_it_brings(launched: Launch, stored: Dump) -> None:
    engine = launched()
    narrower = with_files(province(2))
    before = stored()

    refused = refusal_of(
        lambda: engine.migrate(
            DIRECTIVE, following(narrower, never("revoke")), as_agency="binh-dinh", reason="bớt huyện", today=TODAY
        )
    )

    assert (refused.rule, refused.task) == ("policy", AN_LAO)
    assert stored() == before


class Offices:
    """A registry in which a district ended, and a ward took over all its work."""

    def __contains__(self, key: str) -> bool:
        return True

    def get(self, key: str) -> Any:
        until = date(2023, 6, 20) if key == agency_of(TUY_PHUOC) else None
        names = {"name_on": lambda day: key, "name_en": "", "short": None, "kind": "", "level": "", "superior": None}
        return SimpleNamespace(valid_until=until, in_force_on=lambda day: until is None or day <= until, **names)

    def successors_of(self, key: str) -> list[Any]:
        heir = SimpleNamespace(to_key="binh-dinh.xa-moi", on=TODAY, extent="whole", basis="Luật")
        return [heir] if key == agency_of(TUY_PHUOC) else []


def test_what_is_repeated_for_an_heir_was_done_before_and_is_not_judged(
    launched: Launch, clock: SimulatedClock
) -> None:
    engine = launched()
    rules = never("implement"), never("draft_plan", effect="noted")
    asked: dict[str, Any] = {"as_agency": "binh-dinh", "reason": "sắp xếp", "today": TODAY}
    clock.move_on(timedelta(hours=1))
    engine.migrate(DIRECTIVE, following(with_files(province()), *rules), **asked)
    clock.move_on(timedelta(hours=1))

    engine.hand_over(DIRECTIVE, Offices(), **asked)  # type: ignore[arg-type]

    taken_over = engine.seen().history(f"{DIRECTIVE}/2023-H1/binh-dinh.xa-moi")
    assert [row.trigger for row in taken_over if row.kind == "move"] == ["release", "draft_plan", "implement"]
    assert not [row for row in taken_over if "policies" in row.payload]
    assert engine.verify().holds


def test_a_migration_that_is_taken_back_brings_back_the_rules(launched: Launch, clock: SimulatedClock) -> None:
    engine = launched(never("waive"))
    asked: dict[str, Any] = {"as_agency": "binh-dinh", "reason": "nhầm", "today": TODAY}
    clock.move_on(timedelta(hours=1))
    engine.migrate(DIRECTIVE, with_files(province(4)), **asked)
    clock.move_on(timedelta(hours=1))

    engine.undo_migration(DIRECTIVE, **asked)

    assert refusal_of(lambda: move(engine, HOAI_AN, "waive", **FOR)).rule == "policy"
    assert engine.verify().holds


@pytest.mark.parametrize("also", [(), ("hash",), ("hash", "definition_hash")])
def test_a_rule_that_was_altered_is_found(launched: Launch, blank_database_url: str, also: tuple[str, ...]) -> None:
    launched(never("report"))
    administrator = Administrator(blank_database_url)
    altered = canonical([never("waive").content()])

    with administrator.tampering() as tx:
        assert administrator.verify().holds
        (digest,) = tx.row("SELECT hash FROM cascade_pin WHERE name = 'rules/thu'") or ("",)
        tx.run("UPDATE pinned SET content = :content WHERE hash = :digest", content=altered, digest=digest)
        if also:
            for table in ("pinned", "cascade_pin"):
                tx.run(f"UPDATE {table} SET hash = :new WHERE hash = :digest", new=content_hash(altered), digest=digest)
        if "definition_hash" in also:
            listed = dict(tx.rows("SELECT name, hash FROM cascade_pin WHERE kind = 'definition'"))
            tx.run("UPDATE cascade SET definition_hash = :hash", hash=content_hash(canonical(listed)))
        found = administrator.verify()
    administrator.close()

    assert not found.holds


def test_both_verifiers_know_what_moves_note_and_find_what_they_could_not(
    sqlite_template_folder: Path, clock: SimulatedClock, tmp_path: Path
) -> None:
    file = tmp_path / "test.sqlite"
    file.write_bytes(sqlite_template(sqlite_template_folder).read_bytes())
    make_keys(tmp_path)
    with Engine.open(f"sqlite:///{file}", clock=clock) as engine:
        engine.launch(following(with_files(province()), never("implement", effect="noted")), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement")
        clock.move_on(timedelta(hours=1))
        again = following(with_files(province()), never("report"), never("report", effect="noted"))
        engine.migrate(DIRECTIVE, again, as_agency="binh-dinh", reason="chính sách mới", today=TODAY)
    command = [
        sys.executable,
        str(VERIFIER),
        "--public-key",
        str(tmp_path / "dondoc-seal.pub"),
        "--database",
        str(file),
    ]
    noted = subprocess.run(command, capture_output=True, text=True, check=False)

    administrator = Administrator(f"sqlite:///{file}")
    (number,) = administrator.tx.row("SELECT task_no FROM history WHERE trigger = 'implement'") or (0,)
    holds = administrator.verify().holds
    chain = administrator.chain(number)
    row = next(row for row in chain if row["trigger"] == "implement")
    row["payload"] = row["payload"].replace("policies/thu.feature:4", "policies/thu.feature:5")
    administrator.rewrite(number, chain)
    found = administrator.verify()
    administrator.close()
    forged = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (noted.stdout, noted.returncode, holds) == ("holds\n", 0, True)
    assert {(broken.rule, broken.task) for broken in found.broken} == {("row-policy", TUY_PHUOC)}
    assert forged.stdout == f"{TUY_PHUOC} row 3 rule thu 1\n"
