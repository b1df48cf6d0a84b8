"""Migrations between random graphs, with random progress: nothing is stranded, nothing of the past changes."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace
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
        _walked(engine, clock, graph, rng).go(12)
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


class Offices:
    """A registry of a few agencies: some ended on the day, with none, one or two heirs."""

    def __init__(self, rng: Random, keys: list[str], day: date) -> None:
        self.day = day
        gone = set(rng.sample(keys, min(len(keys) - 1, rng.randint(1, 2))))
        left = [key for key in keys if key not in gone] + ["co-quan-moi"]
        self.heirs = {key: rng.sample(left, min(len(left), rng.randint(0, 2))) for key in sorted(gone)}

    def __contains__(self, key: str) -> bool:
        return True

    def get(self, key: str) -> Any:
        until = self.day - timedelta(days=1) if key in self.heirs else None
        names = {"name_on": lambda day: key, "name_en": "", "short": None, "kind": "", "level": "", "superior": None}
        return SimpleNamespace(valid_until=until, in_force_on=lambda day: until is None or day <= until, **names)

    def successors_of(self, key: str) -> list[Any]:
        heirs = self.heirs.get(key, [])
        extent = "whole" if len(heirs) == 1 else "part"
        return [SimpleNamespace(to_key=heir, on=self.day, extent=extent, basis="Luật") for heir in heirs]

    def why_no_heir(self, key: str) -> str:
        return "Luật"


@pytest.mark.parametrize("seed", range(8))
def test_nobody_waits_for_an_agency_that_ended(database_url: str, seed: int) -> None:
    rng, clock = Random(seed), SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as engine:
        graph = small(rng, f"ct-{seed}")
        issuer = graph.documents[0].issuers[0]
        _walked(engine, clock, graph, rng).go(14)
        clock.move_on(timedelta(days=rng.randint(1, 4)))
        today = clock.moment.astimezone(HANOI).date()
        before, day = answers(engine, View(today)), today - timedelta(days=1)
        past = answers(engine, View(today, day))
        offices = Offices(rng, sorted({task.agency for task in graph.tasks}), today)
        given = {"as_agency": issuer, "reason": "sắp xếp", "several": "share", "today": today}
        try:
            made = engine.hand_over(f"{graph.directive}/2023", offices, **given)
        except Refused as refused:
            same(answers(engine, View(today)), before, "nothing was changed")
            assert refused.rule == "stranded"  # noqa: PT017
            return
        verified = engine.verify()
        assert verified.holds, [item.as_json() for item in verified.broken]
        for row in engine.seen(View(today)).status():
            assert row.next_trigger is None or row.agency not in offices.heirs, row.task
        same(without_marks(answers(engine, View(today, day))), without_marks(past), "the day before")
        everyone_waits_for_somebody(engine, today)
        _move_about(engine, rng, today)
        assert engine.verify().holds
        assert sum(sum(each.values()) for each in made.counts.values()) == made.tasks_after


@pytest.mark.parametrize("seed", range(4))
def test_what_was_handed_over_is_taken_back(database_url: str, seed: int) -> None:
    rng, clock = Random(seed), SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as engine:
        graph = small(rng, f"ct-{seed}")
        issuer = graph.documents[0].issuers[0]
        _walked(engine, clock, graph, rng).go(14)
        clock.move_on(timedelta(days=1))
        today = clock.moment.astimezone(HANOI).date()
        before = answers(engine, View(today))
        offices = Offices(rng, sorted({task.agency for task in graph.tasks}), today)
        given = {"as_agency": issuer, "reason": "sắp xếp", "today": today}
        try:
            made = engine.hand_over(f"{graph.directive}/2023", offices, several="share", **given)
        except Refused as refused:
            assert refused.rule == "stranded"  # noqa: PT017
            return
        if made.event is None:
            return
        clock.move_on(timedelta(hours=1))
        engine.undo_migration(f"{graph.directive}/2023", **given)
        verified = engine.verify()
        assert verified.holds, [item.as_json() for item in verified.broken]
        was = {row["task"] for row in before["status"]}
        after = answers(engine, View(today))
        same([row for row in after["status"] if row["task"] in was], before["status"], "taken back")
        same(after["blocked"], before["blocked"], "taken back")


def _walked(engine: Engine, clock: SimulatedClock, graph: TaskGraph, rng: Random) -> Walk:
    """A walk that compares nothing: what it does is progress."""
    walk = Walk(engine, clock, [graph], rng, FIRST)
    walk.compare = lambda: None  # type: ignore[method-assign]
    return walk


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
