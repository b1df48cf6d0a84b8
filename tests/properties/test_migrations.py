"""Migrations between random graphs, with random progress: nothing is stranded, nothing of the past changes."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from answers import same
from cascades import small
from changing import changed
from walk import Walk

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.scope import View
from workflows.dates import HANOI
from workflows.graph import TaskGraph

FIRST = date(2023, 6, 1)


def answers(engine: Engine, view: View) -> dict[str, Any]:
    """What is said of the whole cascade."""
    seen = engine.seen(view)
    return {
        "status": [row.as_json() for row in seen.status()],
        "blocked": [row.as_json() for row in seen.blocked()],
    }


def without_marks(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: [{**row, "known_then": None} for row in rows] for name, rows in answer.items()}


def migrate(engine: Engine, graph: TaskGraph, issuer: str, today: date, **more: Any) -> Any:
    given = {"as_agency": issuer, "reason": "kế hoạch mới", "today": today, **more}
    return engine.migrate(f"{graph.directive}/2023", graph, **given)


def everyone_waits_for_somebody(engine: Engine, today: date) -> None:
    seen = engine.seen(View(today))
    for row in seen.status():
        if row.timeliness not in ("done_on_time", "done_late", "not_counted") and row.next_trigger is not None:
            assert seen.waits_for(row.task) is not None


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_stranded_and_the_past_stays(database_url: str, seed: int) -> None:
    rng, clock = Random(seed), SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    directive = f"ct-{seed}"
    with Engine.open(database_url, clock=clock) as engine:
        graph = small(rng, directive)
        issuer = graph.documents[0].issuers[0]
        walk = Walk(engine, clock, [graph], rng, FIRST)
        walk.compare = lambda: None  # type: ignore[method-assign]
        walk.go(12)
        for _ in range(3):
            clock.move_on(timedelta(days=rng.randint(1, 4)))
            today = clock.moment.astimezone(HANOI).date()
            before = answers(engine, View(today))
            day = today - timedelta(days=1)
            past, moment = answers(engine, View(today, day)), clock.moment
            states = rng.random() < 0.5
            graph = changed(rng, graph, states=states)
            try:
                tried = migrate(engine, graph, issuer, today, dry_run=True)
            except Refused as refused:
                same(answers(engine, View(today)), before, "nothing was changed")
                assert refused.rule in ("stranded", "not-yours")  # noqa: PT017
                issuer = next(iter(refused.who_can), issuer)
                continue
            same(answers(engine, View(today)), before, "nothing was changed")
            clock.move_on(timedelta(hours=1))
            made = migrate(engine, graph, issuer, today)
            assert [change.task for change in made.changes] == [change.task for change in tried.changes]
            verified = engine.verify()
            assert verified.holds, [item.as_json() for item in verified.broken]
            everyone_waits_for_somebody(engine, today)
            same(without_marks(answers(engine, View(today, day))), without_marks(past), "the day before")
            known_then = answers(engine, View(today, today, moment))
            same(without_marks(known_then), without_marks(before), "as known before")
            if rng.random() < 0.5 and made.event is not None:
                clock.move_on(timedelta(hours=1))
                issuers = [each.issuers[0] for each in graph.documents]
                issuer = issuer if issuer in issuers else issuers[0]
                engine.undo_migration(f"{directive}/2023", as_agency=issuer, reason="nhầm", today=today)
                verified = engine.verify()
                assert verified.holds, [item.as_json() for item in verified.broken]
                after = answers(engine, View(today))
                was = {row["task"]: row for row in before["status"]}
                for row in after["status"]:
                    if row["task"] in was:
                        same(row, was[row["task"]], "taken back")
                    else:
                        assert row["standing"] in ("waived", "revoked")
                same(after["blocked"], before["blocked"], "taken back")
            _move_about(engine, rng, today)
            verified = engine.verify()
            assert verified.holds, [item.as_json() for item in verified.broken]


def _move_about(engine: Engine, rng: Random, today: date) -> None:
    for _ in range(8):
        rows = [row for row in engine.seen(View(today)).status() if row.triggers]
        if not rows:
            return
        row = rng.choice(rows)
        try:
            engine.advance(
                row.task, rng.choice(row.triggers), as_agency=row.agency, today=today, document=f"{rng.random()}/X"
            )
        except Refused:
            continue
