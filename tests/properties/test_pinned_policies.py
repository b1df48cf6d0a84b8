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
