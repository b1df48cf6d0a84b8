"""What moves note of pinned rules is what an audit of the history finds broken, whatever was done in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from cascades import small

from engine import Engine, SimulatedClock
from engine.cascade.judging import Judge
from engine.errors import Refused
from engine.event_logs.event_log import EventLog
from engine.policies.rules import Condition, Happening, Rule
from engine.policies.running import from_log
from engine.policies.watching import Watch, Watched
from engine.requests import BadReport
from engine.results import Blocked, RequestRow, TaskRow, TodoRow
from engine.scope import Scope, View
from workflows.dates import HANOI
from workflows.graph import TaskGraph
from workflows.lifecycle import parse_lifecycle
from workflows.policies import Policy

FIRST = date(2023, 6, 1)
MAIN = ("draft_plan", "implement", "report", "consolidate")
SIDE = ("consolidate_partial", "return_report", "extend", "waive", "unwaive", "suspend", "resume", "request_extension")
SO = (
    None,
    *(Condition(fact, is_not=is_not) for fact in ("inputs_open", "unfinished", "finished") for is_not in (False, True)),  # type: ignore[arg-type]
    *(Condition("due_past_above", is_not=is_not) for is_not in (False, True)),
    Condition("due_before_above"),
    *(Condition("standing", standing) for standing in ("active", "suspended", "waived")),
    *(Condition("done", step, is_not) for step, is_not in product(("implement", "report"), (False, True))),
)
RULES = tuple(
    Rule(f"{trigger} {at}", "absence", event=Happening((trigger,)), given=so, effect="noted", place=f"x:{at}")
    for trigger in ("release", *MAIN, *SIDE, "grant", "accept", "revoke")
    for at, so in enumerate(SO)
    # tasks that go with a document go together: each is judged by how all stood before, not by those in the row before
    if trigger != "revoke" or so is None or so.fact != "inputs_open"
)


def watched(engine: Engine, graph: TaskGraph) -> dict[tuple[str, str], int]:
    """The first row by which a task breaks a rule, as an audit has it: by rule and task."""

    def use(log: EventLog) -> list[Watched]:
        (part,) = log.parts
        running, happened = from_log(part, graph.calendar, Judge(parse_lifecycle(graph.lifecycle)))
        watch = Watch(RULES, running, FIRST)
        for event, task in happened:
            watch.happens(task, event)
        return watch.end(date(2024, 12, 31))

    return {
        (each.rule.sentence, task): breach.event.entry.seq
        for each in engine.seen().event_log(use, Scope(graph.key))
        for task, breach in each.breaches.items()
        if breach.event is not None
    }


def noted(engine: Engine, graph: TaskGraph) -> dict[tuple[str, str], int]:
    """The same as the rows themselves keep it."""
    found: dict[tuple[str, str], int] = {}
    for row in sorted(engine.seen().history(cascade=graph.key), key=lambda row: row.seq):
        for note in row.payload.get("policies", ()):
            found.setdefault((note["sentence"], row.task), row.seq)
    return found


def asked(rng: Random, engine: Engine, today: date) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Something to try on some task: what it may do now, or a side road."""
    rows = engine.seen(View(today)).status()
    row = rng.choice(rows)
    trigger = rng.choice([*row.triggers, *row.triggers, *SIDE, "grant", "accept"])
    details: dict[str, Any] = {"reason": "bão lũ"} if trigger in (*SIDE, "grant") else {}
    if trigger in ("extend", "request_extension"):
        details["until"] = (row.due or today) + timedelta(days=rng.randint(1, 20))
    if trigger == "consolidate_partial":
        details |= {"allowed_by": "Chủ tịch"}
    yield row.task, trigger, details


def do(engine: Engine, task: str, trigger: str, details: dict[str, Any], today: date) -> None:
    """Do it as whoever may; where only they are missing, with the inputs that are."""
    agency = task.split("/")[2]
    for _ in range(3):
        try:
            engine.advance(task, trigger, as_agency=agency, today=today, **details)
        except Refused as refused:
            if refused.rule == "not-yours" and refused.who_can and refused.who_can[0] != agency:
                agency = refused.who_can[0]
            elif trigger == "consolidate_partial" and (given := list(refused.proposals)):
                details = {**details, "missing": list(given[0].arguments.get("missing") or ())}
            else:
                return
        else:
            return


@pytest.mark.parametrize("seed", range(10))
def test_what_is_noted_is_what_an_audit_finds(database_url: str, seed: int) -> None:
    rng, today = Random(seed), FIRST
    clock = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    plain = small(rng, f"ct-{seed}")
    graph = replace(plain, pins={**plain.pins, **Policy("x", "", tuple(rule.content() for rule in RULES)).pins()})
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(graph, today=today)
        for _ in range(60):
            clock.move_on(timedelta(days=1))
            today = clock.moment.astimezone(HANOI).date()
            if rng.random() < 0.1:
                document = rng.choice(graph.documents)
                revoked = {"as_agency": document.issuers[0], "reason": "thay thế", "today": today}
                with suppress(Refused):
                    engine.revoke(document.key, **revoked)
                continue
            for task, trigger, details in asked(rng, engine, today):
                with suppress(BadReport):
                    do(engine, task, trigger, details, today)

        told, found = noted(engine, graph), watched(engine, graph)
        assert engine.verify().holds

    assert told == found
    assert told


def refused_by(engine: Engine, task: str, trigger: str, agency: str, **given: Any) -> tuple[str, str] | None:
    """The rule of the refusal, of a policy with its place; None: it could be done."""
    try:
        if trigger == "release":
            engine.release(task, number="9/KH", as_agency=agency, dry_run=True, **{"on": None, **given})
        else:
            engine.advance(task, trigger, as_agency=agency, document="9/KH", dry_run=True, **given)
    except Refused as refused:
        if refused.rule == "missing-number-or-date":
            return refused_by(engine, task, trigger, agency, **given, on=given["today"])
        return refused.rule, str(refused.details.facts.get("place", ""))
    return None


def offered_in(answer: Any) -> Iterator[tuple[str, str, str, dict[str, Any], Any]]:
    """What the rows of an answer offer: task or document, trigger, by whom, with what; and the rule that bars it."""
    for row in answer:
        if isinstance(row, TodoRow):
            yield from offered_in(row.to_decide)
        if isinstance(row, TaskRow):
            yield from ((row.task, trigger, row.agency, {}, row.barred.get(trigger)) for trigger in row.triggers)
        elif isinstance(row, Blocked):
            yield from offered_in(row.root_blockers)
        elif isinstance(row, RequestRow):
            if row.outcome == "pending" and row.deciders:
                given = {"seq": row.seq, "reason": "bão lũ"}
                for trigger in ("grant", "deny"):
                    yield row.task, trigger, row.deciders[0], given, row.barred.get(trigger)
        elif row.task is None:
            yield row.document, "release", row.agency, {}, row.barred.get("release")
        elif row.next_trigger not in (None, "release"):
            given = {"reason": "bão lũ"} if "reason" in row.asks else {}
            yield row.task, row.next_trigger, row.agency, given, row.barred.get(row.next_trigger)


def every_offer(rng: Random, engine: Engine, graph: TaskGraph, today: date) -> Iterator[tuple[Any, ...]]:
    """Of every list, and of the ways from some tasks; each offer once."""
    with engine.seen(View(today)) as seen:
        agencies = sorted({task.agency for task in graph.tasks})
        days = [seen.today(agency) for agency in agencies]
        answers = [
            *(seen.status(), seen.blocked(), seen.requests(), *(seen.todo(agency) for agency in agencies)),
            *([own.row for own in day.own] for day in days),
            *(group.blockers for day in days for group in day.urge),
            *(seen.why(row.task)[-1:] for row in rng.sample(seen.status(), min(3, len(graph.tasks)))),
        ]
    found: list[tuple[Any, ...]] = []
    for answer in answers:
        found += [offer for offer in offered_in(answer) if offer not in found]
    return iter(found)


def offers_instead(
    rng: Random, engine: Engine, graph: TaskGraph, today: date
) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    """What refusals of anything by anybody offer: task or document, trigger, by whom, with what."""
    rows = engine.on(today).status()
    for row, trigger in product(rng.sample(rows, min(3, len(rows))), rng.sample((*MAIN, *SIDE, "grant"), 4)):
        agency = rng.choice([row.agency, *graph.documents[0].issuers])
        try:
            engine.advance(row.task, trigger, as_agency=agency, reason="bão lũ", today=today, dry_run=True)
        except Refused as refused:
            for offer in refused.proposals:
                given = dict(offer.arguments)
                if offer.action in ("advance", "release"):
                    what = given.get("document") if offer.action == "release" else given["task"]
                    told = {
                        "reason": "bão lũ",
                        **{name: given[name] for name in ("seq", "what", "missing") if given.get(name)},
                    }
                    if "until" in given:
                        told["until"] = given["until"] or today + timedelta(1)
                    yield (str(what), given.get("trigger", "release"), given["as"]), told


@pytest.mark.parametrize("seed", range(10))
def test_what_is_barred_would_be_refused_by_that_rule_and_nothing_else_by_any(database_url: str, seed: int) -> None:
    rng, today = Random(seed), FIRST
    clock = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    rules = [replace(rule, effect="refused") for rule in rng.sample(RULES, 12)]
    plain = small(rng, f"ct-{seed}")
    graph = replace(plain, pins={**plain.pins, **Policy("x", "", tuple(rule.content() for rule in rules)).pins()})
    with Engine.open(database_url, clock=clock) as engine:
        try:
            engine.launch(graph, today=today)
        except Refused:
            return  # a rule forbids what is out by then
        for turn in range(40):
            clock.move_on(timedelta(days=1))
            today = clock.moment.astimezone(HANOI).date()
            for task, trigger, details in asked(rng, engine, today):
                with suppress(BadReport):
                    do(engine, task, trigger, details, today)
            for offer, given in offers_instead(rng, engine, graph, today):
                refusal = refused_by(engine, *offer, **given, cascade=graph.key, today=today)
                assert refusal is None or refusal[0] != "policy", (today, offer, given)
            for *offer, given, barred in every_offer(rng, engine, graph, today) if turn % 4 == 0 else ():
                refusal = refused_by(engine, *offer, **given, cascade=graph.key, today=today)
                told = None if barred is None else ("policy", barred.place)
                assert refusal == told or (told is None and refusal[0] != "policy"), (today, offer, refusal, told)
