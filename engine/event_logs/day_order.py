"""The order of the events of one day: history knows the day, not the hour.

What was recorded earlier comes first. What was recorded in one transaction stands in the order in which one thing
follows from another: the rows of a task by seq, a plan before what it sets going, an input's report before the
consolidation that counts on it, a consolidation before the return that takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, RELEASE, Owing
from engine.cascade.tasks import TASKS, task_key_of
from engine.store.database import Transaction

Place = tuple[int, int]  # number of the task, seq

_STATEMENT = (
    'SELECT h.occurred_on, h.recorded_at, h.task_no, h.seq, h.trigger, h."from", h."to", h.payload, '
    f"t.period, a.key, t.topic, t.owes_plan, t.owes_report, t.consolidates FROM {TASKS} "
    "JOIN history h ON h.cascade_id = t.cascade_id AND h.task_no = t.task_no "
    "WHERE h.cascade_id = :cascade_id ORDER BY h.occurred_on, h.recorded_at, h.task_no, h.seq"
)


class _Row(NamedTuple):
    """What the order depends on."""

    occurred_on: str | None
    recorded_at: str
    task_no: int
    seq: int
    trigger: str | None
    source: str | None
    dest: str | None
    payload: str | None
    period: str
    agency: str
    topic: str
    owes_plan: bool
    owes_report: bool
    consolidates: bool

    @property
    def place(self) -> Place:
        return self.task_no, self.seq

    def key_in(self, cascade: RunningCascade) -> str:
        """The key of its task."""
        return task_key_of(cascade.directive, (self.period, self.agency, self.topic))

    def details(self) -> dict[str, Any]:
        """What it keeps beside its columns; nothing where that cannot be read."""
        if self.payload is None:
            return {}
        try:
            found = json.loads(self.payload)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def order_of_days(tx: Transaction, cascade: RunningCascade) -> dict[Place, int]:
    """For each row of history its place among the cascade's rows of the same day, from 0.

    `tx` holds what counts (see `past.py`). Costs one number a row.
    """
    places: dict[Place, int] = {}
    rows = map(_Row._make, tx.stream(_STATEMENT, cascade_id=cascade.cascade_id))
    for _, of_a_day in groupby(rows, attrgetter("occurred_on")):
        count = 0
        for _, together in groupby(of_a_day, attrgetter("recorded_at")):
            for place in _in_order(tx, cascade, list(together)):
                places[place] = count
                count += 1
    return places


def _in_order(tx: Transaction, cascade: RunningCascade, rows: Sequence[_Row]) -> list[Place]:
    """Rows of one transaction and one day, each after all that it follows from, else by task and seq."""
    given = [row.place for row in rows]
    if rows[0].task_no == rows[-1].task_no:
        return given
    sorter: TopologicalSorter[Place] = TopologicalSorter(dict.fromkeys(given, ()))
    for before, after in _follows(tx, cascade, rows):
        sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError:  # nothing that the engine records
        return given
    ordered: list[Place] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return ordered


def _follows(tx: Transaction, cascade: RunningCascade, rows: Sequence[_Row]) -> Iterator[tuple[Place, Place]]:
    """(earlier, later) for all that is known of what follows from what."""
    chains = {number: list(chain) for number, chain in groupby(rows, attrgetter("task_no"))}
    for chain in chains.values():
        yield from pairwise(row.place for row in chain)
    yield from _releases(tx, cascade, chains)
    yield from _consolidations(tx, cascade, chains)
    yield from _returns(cascade, chains)


def _releases(tx: Transaction, cascade: RunningCascade, chains: dict[int, list[_Row]]) -> Iterator[tuple[Place, Place]]:
    """A plan before the tasks that it sets going."""
    edges = tx.rows(
        "SELECT DISTINCT by_no, task_no FROM release_edge WHERE cascade_id = :cascade_id "
        "AND by_no IS NOT NULL AND by_no <> task_no AND task_no = ANY(:made)",
        cascade_id=cascade.cascade_id,
        made=list(chains),
    )
    for maker, made in edges:
        for plan in _of_trigger(chains.get(maker, []), DRAFT_PLAN):
            for release in _of_trigger(chains[made], RELEASE):
                yield plan.place, release.place


def _of_trigger(chain: Iterable[_Row], trigger: str) -> list[_Row]:
    return [row for row in chain if row.trigger == trigger]


def _consolidations(
    tx: Transaction, cascade: RunningCascade, chains: dict[int, list[_Row]]
) -> Iterator[tuple[Place, Place]]:
    """An input's report before the consolidation that counts on it; one that came too late, after it."""
    given = {row.place: _given(cascade, row) for chain in chains.values() for row in chain}
    edges = tx.rows(
        "SELECT input_no, consolidation_no, waits_for FROM feed WHERE cascade_id = :cascade_id "
        "AND input_no = ANY(:inputs)",
        cascade_id=cascade.cascade_id,
        inputs=sorted({number for (number, _), reports in given.items() if reports}),
    )
    for input_no, consolidation_no, waits_for in edges:
        above = chains.get(consolidation_no, [])
        reports = [row for row in chains[input_no] if waits_for in given[row.place]]
        consolidated = [at for at, row in enumerate(above) if "merged" in given[row.place]]
        if not reports or not consolidated:
            continue
        key = above[0].key_in(cascade)
        in_time = [row for row in reports if key not in row.details().get("supplement_to", ())]
        for late in (row for row in reports if row not in in_time):
            yield above[consolidated[0]].place, late.place
        for at in consolidated:
            counted = _counted_on(cascade, in_time, above[at:])
            if counted is not None:
                yield counted.place, above[at].place


def _counted_on(cascade: RunningCascade, reports: Sequence[_Row], above: Sequence[_Row]) -> _Row | None:
    """Of an input's reports the last that a consolidation can count on. `above`: the consolidation, and what followed.

    One that was never taken back counts on the last of all; one that was taken back with this input, on the last before
    that; of any other only the first is sure.
    """
    back = next((row for row in above if row.dest != above[0].dest), None)
    if back is None:
        return reports[-1] if reports else None
    key, _, seq = str(back.details().get("returned", "")).rpartition("#")
    if reports and seq.isdecimal() and key == reports[0].key_in(cascade):
        return next((row for row in reversed(reports) if row.seq < int(seq)), None)
    return reports[0] if reports else None


def _given(cascade: RunningCascade, row: _Row) -> set[str]:
    """The reports that count as given with this row and did not before."""
    judge, duties = cascade.judge, (row.owes_plan, row.owes_report, row.consolidates)
    standing = row.details().get("standing", ACTIVE)
    before, after = (Owing(duties, str(state), standing) for state in (row.source, row.dest))
    path = judge.path(after)
    if before.state not in path or after.state not in path:
        return set()
    then = set(judge.closed_reports(before, before.state, ACTIVE))
    return set(judge.closed_reports(after, after.state, standing)) - then


def _returns(cascade: RunningCascade, chains: dict[int, list[_Row]]) -> Iterator[tuple[Place, Place]]:
    """A consolidation before the returned input that takes it back; its own return after that, before all else."""
    returns = [
        (before, row, name)
        for chain in chains.values()
        for before, row in pairwise((None, *chain))
        if row is not None and (name := row.details().get("returned"))
    ]
    if not returns:
        return
    named = {
        f"{row.key_in(cascade)}#{row.seq}": (row, following)
        for chain in chains.values()
        for row, following in pairwise((*chain, None))
        if row is not None
    }
    for before, row, name in returns:
        if name not in named:
            continue
        returned, following = named[name]
        yield returned.place, row.place
        if before is not None:
            yield before.place, returned.place
        if following is not None:
            yield row.place, following.place
