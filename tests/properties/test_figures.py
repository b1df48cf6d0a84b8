"""Random cascades and moves: every figure adds up, and equals a recount of the history by brute force."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, get_args

from graphs import random_graphs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive import STANDING_AFTER
from webs import web

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.figures.audit_results import By, EntryBy
from workflows.dates import HANOI
from workflows.graph import TaskGraph

FIRST, LAST = date(2023, 6, 5), date(2023, 7, 12)
PATH = ("pending", "issued", "plan_drafted", "implemented", "reported", "consolidated")
GIVEN_AT = {"plan": "plan_drafted", "own": "reported", "merged": "consolidated"}
CLASSES = ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted")
CLASS_OF = {"on_time": "doing_in_time", "due_soon": "doing_in_time", "overdue": "doing_overdue"}
REASON = {"reason": "theo đề nghị của cơ quan"}
numbers = itertools.count(1)


def play(engine: Engine, clock: SimulatedClock, graph: TaskGraph, data: Any) -> date:
    """Moves and side roads on random days, some recorded days after they occurred; the day on which it ends."""
    today = FIRST
    documents = {document.key: document for document in graph.documents}
    for _ in range(data.draw(st.integers(4, 14))):
        today += timedelta(data.draw(st.sampled_from([0, 0, 1, 4])))
        clock.moment = datetime(today.year, today.month, today.day, 9, tzinfo=HANOI)
        on = today - timedelta(data.draw(st.sampled_from([0, 0, 1, 3])))
        rows = engine.status(f"{graph.directive}/2023", today=today)
        movable = [row for row in rows if row.triggers]
        for _ in range(data.draw(st.integers(0, 4)) if movable else 0):
            row = data.draw(st.sampled_from(movable))
            with suppress(Refused):
                trigger = data.draw(st.sampled_from(row.triggers))
                engine.advance(row.task, trigger, as_agency=row.agency, document="9/KH", on=on, today=today)
        trigger = data.draw(st.sampled_from(["", "waive", "unwaive", "suspend", "resume", "extend", "return_report"]))
        if not trigger:
            continue
        node = data.draw(st.sampled_from(graph.tasks))
        issuer = documents[node.documents[0]].issuers[0]
        more: dict[str, Any] = {"as_agency": issuer, **REASON}
        if trigger == "extend":
            more["until"] = today + timedelta(data.draw(st.integers(1, 30)))
        elif trigger == "return_report":
            above = [graph.tasks[feed.consolidation].agency for feed in graph.feeds if graph.tasks[feed.input] is node]
            more |= {"what": data.draw(st.sampled_from(["own", "merged"])), "as_agency": [*above, issuer][0]}
        with suppress(Refused):
            engine.advance(f"{graph.directive}/{node.key}", trigger, on=on, today=today, **more)
    return today


class Recount:
    """What the figures should be: dictionaries over the rows of history and the graph."""

    def __init__(self, engine: Engine, graph: TaskGraph, today: date) -> None:
        self.today = today
        self.rows = engine.history(cascade=f"{graph.directive}/2023")
        self.chains: defaultdict[str, list[Any]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: (row.task, row.seq)):
            self.chains[row.task].append(row)
        self.deliverables: dict[tuple[str, str], tuple[Any, ...]] = {}
        plans: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for node in graph.tasks:
            key = f"{graph.directive}/{node.key}"
            dues = {"plan": node.plan_due, "own": node.own_due, "merged": node.merged_due}
            owes = {"plan": node.owes_plan, "own": node.owes_report, "merged": node.consolidates}
            for report in (name for name, is_owed in owes.items() if is_owed):
                launched = dues[report].last_day if dues[report] else None
                facts = self.facts(key, report, launched)
                if report == "plan":
                    plans[str(node.plan_group)].append((key, *facts))
                else:
                    self.deliverables[key, report] = self.judged(*facts)
        for members in plans.values():
            given = min((on for _, on, _, _ in members if on), default=None)
            order = ("active", "suspended", "waived", "revoked")
            standing = min((standing for *_, standing in members), key=order.index)
            counting = [due for _, _, due, own in members if given is not None or own == standing]
            due = max((due for due in counting if due), default=None)
            self.deliverables[members[0][0], "plan"] = self.judged(given, due, standing)

    def facts(self, key: str, report: str, launched: date | None) -> tuple[date | None, date | None, str]:
        """When it was given, when it is due, and the task's standing."""
        on, due, standing = None, launched, "active"
        at = PATH.index(GIVEN_AT[report])
        for row in self.chains[key]:
            if row.kind != "move":
                continue
            was, is_now = PATH.index(row.from_) >= at, PATH.index(row.to) >= at
            on = row.occurred_on if is_now and not was else on if is_now else None
            standing = STANDING_AFTER.get(row.trigger, standing)
            if row.trigger == "extend" and row.payload["report"] == report:
                due = row.due_after
        return on, due, standing

    def judged(self, on: date | None, due: date | None, standing: str) -> tuple[Any, ...]:
        """Class, day given, due date, days late."""
        if on is None and standing != "active":
            return "not_counted", None, due, 0
        if due is None:
            return "no_due_date", on, None, 0
        late = max(0, ((on or self.today) - due).days)
        return (
            ("done" if on else "doing")
            + ("_late" if on and late else "_overdue" if late else "_on_time" if on else "_in_time"),
            on,
            due,
            late,
        )

    def delays(self) -> list[int]:
        """Days from each row's day to that of its recording, of all rows but the launch's."""
        judged = [row for row in self.rows if row.cause != "definition"]
        return sorted((row.recorded_at.astimezone(HANOI).date() - row.occurred_on).days for row in judged)


def check_lateness(engine: Engine, cascade: str, recount: Recount) -> None:
    today = recount.today
    found = engine.lateness(cascade, today=today, every=True)
    said = {(item.task, item.report): (item.class_, item.done_on, item.due, item.days_late) for item in found.every}
    assert said == recount.deliverables
    assert sorted(item.class_ for item in found.late) == sorted(
        class_ for class_, *_ in recount.deliverables.values() if class_ in ("done_late", "doing_overdue")
    )
    timeliness = Counter(CLASS_OF.get(row.timeliness, row.timeliness) for row in engine.status(cascade, today=today))
    assert {
        name: getattr(found.whole.tasks, name) for name in CLASSES if getattr(found.whole.tasks, name)
    } == timeliness
    for by in get_args(By):
        grouped = engine.lateness(cascade, by=by, today=today)
        for name in ("total", *CLASSES, "waived", "suspended", "revoked"):
            for unit in ("deliverables", "tasks"):
                parts = [getattr(getattr(group, unit), name) for group in grouped.groups]
                assert sum(parts) == getattr(getattr(found.whole, unit), name)
        for group in (*grouped.groups, grouped.whole):
            for counts in (group.deliverables, group.tasks):
                assert sum(getattr(counts, name) for name in CLASSES) == counts.total
                assert counts.waived + counts.suspended + counts.revoked == counts.not_counted
            for rate in (group.on_time, group.on_time_of_done):
                assert rate.denominator + sum(part.count for part in rate.left_out) == rate.total
                assert rate.total == group.deliverables.total
        assert sum(group.days_late for group in grouped.groups) == sum(item.days_late for item in found.late)


def check_the_rest(engine: Engine, cascade: str, recount: Recount) -> None:
    today = recount.today
    for by in get_args(EntryBy):
        found = engine.late_entries(cascade, by=by, today=today)
        assert sum(group.rows for group in found.groups) == found.whole.rows == len(recount.delays())
        assert sum(group.late for group in found.groups) == found.whole.late == len(found.entries)
        assert found.whole.late_rate.total == len(recount.rows)
        for group in (*found.groups, found.whole):
            assert sum(delay.rows for delay in group.delays) == group.rows
    assert sorted(entry.days_late for entry in found.entries) == [days for days in recount.delays() if days > 0]
    entered = Counter(row.to for row in recount.rows if row.kind == "move" and row.from_ != row.to)
    for by in get_args(By):
        spells = engine.durations(cascade, by=by, today=today)
        for state in spells.whole:
            own = [group for group in spells.groups if group.state == state.state]
            assert sum(group.spells for group in own) == state.spells
            assert state.ended + state.open + sum(part.count for part in state.left_out) == state.spells
            assert state.spells == (spells.tasks if state.state == "pending" else entered[state.state])
    exceptions = engine.exceptions(cascade, today=today)
    side = [row for row in recount.rows if row.trigger in STANDING_AFTER or row.trigger in ("extend", "return_report")]
    assert {(row.task, row.seq) for row in exceptions.rows} == {(row.task, row.seq) for row in side}
    for counts in (exceptions.by_trigger, exceptions.by_agency, exceptions.by_reason):
        assert sum(count.decisions for count in counts) == exceptions.whole.decisions
        assert sum(count.rows for count in counts) == exceptions.whole.rows == len(side)


def test_figures_add_up_and_equal_a_recount(sqlite_url: str) -> None:
    clock = SimulatedClock(datetime(2023, 6, 5, 2, tzinfo=HANOI))
    with Engine.open(sqlite_url, clock=clock) as engine:

        @settings(
            max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
        )
        @given(data=st.data())
        def plays(data: Any) -> None:
            directive = f"ct-{next(numbers)}"
            graph = web(directive) if data.draw(st.booleans()) else data.draw(random_graphs(directive))
            clock.moment = datetime(2023, 6, 5, 2, tzinfo=HANOI)
            engine.launch(graph, today=FIRST)
            ended = play(engine, clock, graph, data)
            recount = Recount(engine, graph, data.draw(st.sampled_from([ended, LAST])))

            check_lateness(engine, f"{directive}/2023", recount)
            check_the_rest(engine, f"{directive}/2023", recount)

        plays()
