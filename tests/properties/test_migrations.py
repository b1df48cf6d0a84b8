"""Migrations between random graphs, with random progress: nothing is stranded, nothing of the past changes."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from answers import same
from cascades import small
from changing import changed, counting_by, moved_by_a_day
from offices import Offices
from partitions import all_add_up
from walk import Walk

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.scope import View
from workflows.calendars import WorkCalendar
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
    all_add_up(seen)
    all_add_up(engine.seen(View(today, today - timedelta(days=1))), is_past=True)
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
            _count_by_other_days(engine, rng, graph, issuer, today)
            everyone_waits_for_somebody(engine, today)
            verified = engine.verify()
            assert verified.holds, [item.as_json() for item in verified.broken]


def _count_by_other_days(engine: Engine, rng: Random, graph: TaskGraph, issuer: str, today: date) -> None:
    """Some days off become known, for all or for one agency; every date that is still owed may move by a day."""
    key = f"{graph.directive}/2023"
    before = engine.seen(View(today)).calendars(issuer, key)[key]
    off = WorkCalendar(frozenset({today - timedelta(days=rng.randint(0, 3))}))
    under = rng.choice([None, rng.choice(graph.tasks).agency])
    graphs = [counting_by(graph, before), counting_by(moved_by_a_day(graph), before.altered(off, under))]
    try:
        engine.recalendar({key: (graphs[0], graphs[1])}, as_agency=issuer, reason="nghỉ bù", today=today)
    except Refused as refused:
        assert refused.rule == "not-yours"  # noqa: PT017 - the issuer came with files that were taken back


def offices_of(rng: Random, keys: list[str], day: date, *, least: int = 0, most: int = 2) -> Offices:
    """Some of the agencies ended on the day, with so many heirs."""
    gone = set(rng.sample(keys, min(len(keys) - 1, rng.randint(1, 2))))
    left = [key for key in keys if key not in gone] + ["co-quan-moi"]
    return Offices(day, {key: rng.sample(left, min(len(left), rng.randint(least, most))) for key in sorted(gone)})


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
        offices = offices_of(rng, sorted({task.agency for task in graph.tasks}), today)
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
        offices = offices_of(rng, sorted({task.agency for task in graph.tasks}), today)
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


@pytest.mark.parametrize("seed", range(10))
def test_who_takes_over_is_asked_decided_and_followed(database_url: str, seed: int) -> None:
    rng, clock = Random(seed), SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as engine:
        graph = small(rng, f"ct-{seed}")
        issuer = graph.documents[0].issuers[0]
        _walked(engine, clock, graph, rng).go(6)
        clock.move_on(timedelta(days=2))
        today = clock.moment.astimezone(HANOI).date()
        agencies, least = sorted({task.agency for task in graph.tasks}), rng.choice((0, 2))
        offices = offices_of(rng, agencies, today - timedelta(days=1), least=least, most=3)
        given = {"as_agency": issuer, "reason": "sắp xếp", "today": today}

        def hand_over() -> Any:
            clock.move_on(timedelta(hours=1))
            owed = _owed_by(engine, offices, today)
            done = engine.hand_over(f"{graph.directive}/2023", offices, several="ask", on=offices.day, **given)
            verified = engine.verify()
            assert verified.holds, [item.as_json() for item in verified.broken]
            waiting = [row for row in done.choices if row.outcome == "pending"]
            assert _owed_by(engine, offices, today) == {row.task for row in waiting}
            if done.event is not None:
                gone = {what: sum(done.counts.get(what, {}).values()) for what in ("handed_over", "waived", "waiting")}
                assert sum(gone.values()) == len(owed)
                assert sum(sum(each.values()) for each in done.counts.values()) == done.tasks_after
            return done

        try:
            made = hand_over()
        except Refused as refused:
            assert refused.rule == "stranded"  # noqa: PT017
            return
        everyone_waits_for_somebody(engine, today)
        again = hand_over()
        assert (again.event, any(row.is_new for row in again.choices)) == (None, False)
        decided = [row for row in made.choices if _decide(engine, rng, row, today)]
        before, asked = answers(engine, View(today)), engine.seen(View(today)).requests()
        try:
            followed = hand_over()
        except Refused as refused:
            assert refused.rule == "stranded"  # noqa: PT017
            same(answers(engine, View(today)), before, "nothing was changed")
            return
        assert [row.task for row in followed.choices if row.outcome != "pending"] == [row.task for row in decided]
        for row in followed.choices:
            assert set(row.chosen) <= set(row.heirs)
        if followed.event is None:
            return
        clock.move_on(timedelta(hours=1))
        engine.undo_migration(f"{graph.directive}/2023", **given)
        verified = engine.verify()
        assert verified.holds, [item.as_json() for item in verified.broken]
        was = {row["task"] for row in before["status"]}
        after = answers(engine, View(today))
        same([row for row in after["status"] if row["task"] in was], before["status"], "taken back")
        assert engine.seen(View(today)).requests() == asked
        redone = hand_over()
        assert [(each.task, each.what[0]) for each in redone.changes] == [
            (each.task, each.what[0]) for each in followed.changes
        ]
        standings = {row.task: row.standing for row in engine.seen(View(today)).status()}
        received = [each.task for each in redone.changes if each.what[0] == "received"]
        assert all(standings[task] not in ("waived", "revoked") or task in was for task in received)


def _owed_by(engine: Engine, offices: Offices, today: date) -> set[str]:
    """The unfinished tasks of agencies that ended."""
    rows = engine.seen(View(today)).status()
    return {row.task for row in rows if row.next_trigger is not None and row.agency in offices.heirs}


def _decide(engine: Engine, rng: Random, choice: Any, today: date) -> bool:
    """Decide who takes it over, or that nobody does, and perhaps take that back; whether something is decided now."""
    if rng.random() < 0.3:
        return False
    given: dict[str, Any] = {"as_agency": rng.choice(choice.deciders), "reason": "quyết định", "today": today}
    if rng.random() < 0.3:
        (made,) = engine.advance(choice.task, "deny", seq=choice.seq, **given)
    else:
        heirs = rng.sample(choice.heirs, rng.randint(1, len(choice.heirs)))
        (made,) = engine.advance(choice.task, "grant", to=heirs, **given)
    if rng.random() < 0.2:
        engine.correct(choice.task, made.seq, undo=True, **given)
        return False
    return True


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
