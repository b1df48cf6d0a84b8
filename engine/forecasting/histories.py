"""What history tells of agencies: how early or late each reports against its due dates, how long it takes to merge.

An agency is judged by its own finished reports where there are at least `OWN` of them, else by those of all agencies of
its level and kind, at least `POOL`; fewer say nothing. Reports that nobody entered (the launch itself) do not count,
nor those given while a task was paused before.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.figures.deliverables import ScopedTask, tasks_that
from engine.store.database import Transaction

OWN, POOL = 5, 20
_BY_NOBODY = ("definition", "succession")

Ident = tuple[int, int]


class Edge(NamedTuple):
    """From a task to the consolidation that waits for its `own` or `merged` report."""

    input_no: int
    consolidation_no: int
    waits_for: str
    closed: bool


class Sample(NamedTuple):
    """Numbers of days seen before, and whether they are the agency's own."""

    days: tuple[int, ...]
    is_own: bool


@dataclass
class Samples:
    """Days by agency, and by level and kind, each list in order."""

    own: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    pool: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0

    def add(self, of: ScopedTask, days: int) -> None:
        insort(self.own[of.task.agency], days)
        insort(self.pool[of.level, of.kind], days)
        self.count += 1

    def of(self, task: ScopedTask, least: int | None = None) -> Sample | None:
        """Those that say something of the task's agency; of them only what is at least so many days. None: too few."""
        for days, enough, is_own in (
            (self.own.get(task.task.agency, ()), OWN, True),
            (self.pool.get((task.level, task.kind), ()), POOL, False),
        ):
            kept = tuple(days[0 if least is None else bisect_left(days, least) :])
            if len(kept) >= enough:
                return Sample(kept, is_own)
        return None


@dataclass
class History:
    """`offsets`: own reports, calendar days after the due date (before it: negative). `handling`: calendar days from
    the day on which the last input was there to the day on which the consolidation was passed on."""

    offsets: Samples = field(default_factory=Samples)
    handling: Samples = field(default_factory=Samples)


def history_of(tasks: Iterable[ScopedTask], edges: Mapping[int, Sequence[Edge]]) -> History:
    """What these tasks tell. `edges`: of each cascade."""
    found = History()
    by_ident = {scoped.task.ident: scoped for scoped in tasks}
    below: defaultdict[Ident, list[tuple[Ident, str]]] = defaultdict(list)
    for cascade_id, listed in edges.items():
        for edge in listed:
            below[cascade_id, edge.consolidation_no].append(((cascade_id, edge.input_no), edge.waits_for))
    for ident, scoped in by_ident.items():
        if (given := given_on(scoped, "own")) is not None and (due := due_of(scoped, "own")) is not None:
            found.offsets.add(scoped, (given - due).days)
        if (merged := given_on(scoped, "merged")) is None:
            continue
        days = [day for of, waits_for in below[ident] if (day := given_on(by_ident[of], waits_for)) is not None]
        if days and merged >= max(days):
            found.handling.add(scoped, (merged - max(days)).days)
    return found


def handling_of(tx: Transaction, cascades: Sequence[RunningCascade], agencies: Collection[str]) -> Samples:
    """How long these agencies took to merge, in these cascades: only their own consolidations and inputs are read."""
    found = Samples()
    for cascade in cascades if agencies else ():
        given = {"cascade_id": cascade.cascade_id, "agencies": sorted(agencies)}
        edges = [
            Edge(*row)
            for row in tx.rows(
                "SELECT f.input_no, f.consolidation_no, f.waits_for, f.closed FROM feed f "
                "JOIN task t ON t.cascade_id = f.cascade_id AND t.task_no = f.consolidation_no "
                "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
                "WHERE f.cascade_id = :cascade_id AND a.key = ANY(:agencies)",
                **given,
            )
        ]
        if not edges:
            continue
        numbers = sorted({number for edge in edges for number in edge[:2]})
        tasks = tasks_that(tx, cascade, "t.task_no = ANY(:numbers)", {"numbers": numbers})
        handling = history_of(tasks, {cascade.cascade_id: edges}).handling
        for agency in agencies:
            found.own[agency] += handling.own.get(agency, ())
    return found


def given_on(scoped: ScopedTask, report: str) -> date | None:
    """The day on which somebody gave it; None: not given, or by nobody."""
    for owed in scoped.owed:
        row = owed.giving.row
        if owed.report == report and row is not None and row.occurred_on and row.cause not in _BY_NOBODY:
            return date.fromisoformat(row.occurred_on)
    return None


def due_of(scoped: ScopedTask, report: str) -> date | None:
    """The last on-time day in force."""
    return next((date.fromisoformat(owed.due) for owed in scoped.owed if owed.report == report and owed.due), None)
