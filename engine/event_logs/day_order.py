"""The order of the events of one day: history knows the day, not the hour.

What was recorded earlier comes first. What was recorded in one transaction stands in the order in which one thing
follows from another: the rows of a task by seq, a plan before what it sets going, an input's report before the
consolidation that counts on it, a consolidation before the return that takes it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, RELEASE, Duties, Owing
from engine.cascade.tasks import TASKS, task_key_of
from engine.chain.effective import parsed
from engine.store.database import Transaction
from engine.store.statements import quoted

Place = tuple[int, int]  # number of the task, seq


class Entry(NamedTuple):
    """A row of history that counts: what its order, its state and its days hang on, and who acted."""

    task_no: int
    seq: int
    kind: str
    trigger: str | None
    source: str | None
    dest: str | None
    agency: str | None
    on_behalf_of: str | None
    by: str | None
    mandate: str | None
    occurred_on: str | None
    recorded_at: str
    due_before: str | None
    due_after: str | None
    cause: str | None
    payload: str | None

    @property
    def place(self) -> Place:
        return self.task_no, self.seq

    def details(self) -> Mapping[str, Any]:
        """What it keeps beside its columns; nothing where that cannot be read."""
        return parsed(self.payload)

    def by_column(self) -> dict[str, Any]:
        """Its values by the names of the columns."""
        return dict(zip(_COLUMNS, self, strict=True))


_COLUMNS = tuple({"source": "from", "dest": "to"}.get(name, name) for name in Entry._fields)
_STATEMENT = (
    f"SELECT {quoted(_COLUMNS)} FROM history WHERE cascade_id = :cascade_id "
    "ORDER BY occurred_on, recorded_at, task_no, seq"
)
_NOTHING = frozenset[str]()
_AT_ONCE = attrgetter("occurred_on", "recorded_at")

Follows = Iterator[tuple[Entry, Entry]]  # (earlier, later)


def order_of_days(tx: Transaction, cascade: RunningCascade) -> dict[Place, int]:
    """For each row of history its place among the cascade's rows of the same day, from 0.

    `tx` holds what counts (see `past.py`). Costs one number a row.
    """
    places: dict[Place, int] = {}
    for _, of_a_day in groupby(in_order_of_days(tx, cascade), lambda entries: entries[0].occurred_on):
        places.update((entry.place, count) for count, entry in enumerate(chain.from_iterable(of_a_day)))
    return places


def in_order_of_days(tx: Transaction, cascade: RunningCascade) -> Iterator[Sequence[Entry]]:
    """Every row of history, streamed in the order of days: by what was recorded in one transaction of one day.

    `tx` holds what counts (see `past.py`). Keeps what each task owes, and the rows of one transaction at a time.
    """
    transactions = _Transactions(tx, cascade)
    rows = map(Entry._make, tx.stream(_STATEMENT, cascade_id=cascade.cascade_id))
    for _, at_once in groupby(rows, _AT_ONCE):
        yield transactions.ordered(list(at_once))


class _Transactions:
    """Lays the rows of one transaction and one day in order."""

    def __init__(self, tx: Transaction, cascade: RunningCascade) -> None:
        self._tx, self._cascade, self._judge = tx, cascade, cascade.judge
        rows = tx.rows(
            "SELECT task_no, owes_plan, owes_report, consolidates FROM task WHERE cascade_id = :cascade_id",
            cascade_id=cascade.cascade_id,
        )
        shared: dict[Duties, Duties] = {}
        self._duties = {row[0]: shared.setdefault(row[1:], row[1:]) for row in rows}
        self._flips: dict[tuple[Duties, str | None, str | None, str], frozenset[str]] = {}

    def ordered(self, rows: Sequence[Entry]) -> Sequence[Entry]:
        """Each row after all that it follows from, else by task and seq. `rows`: by task and seq."""
        if rows[0].task_no == rows[-1].task_no:
            return rows
        follows = [*self._releases(rows), *self._consolidations(rows), *self._returns(rows)]
        if not follows and all(before.task_no != row.task_no for before, row in pairwise(rows)):
            return rows
        line = _line(rows, follows)
        if len(line) < len(rows):  # in a circle: nothing that the engine records
            return rows
        return sorted(rows, key=lambda row: (line[row.place], row.place))

    def _releases(self, rows: Sequence[Entry]) -> Follows:
        """A plan before the tasks that it sets going."""
        if not {DRAFT_PLAN, RELEASE}.issubset(row.trigger for row in rows):
            return
        plans, releases = _by_task(rows, DRAFT_PLAN), _by_task(rows, RELEASE)
        edges = self._tx.rows(
            "SELECT DISTINCT by_no, task_no FROM release_edge WHERE cascade_id = :cascade_id AND task_no = ANY(:made)",
            cascade_id=self._cascade.cascade_id,
            made=list(releases),
        )
        for maker, made in edges:
            for plan in plans.get(maker, ()) if maker != made else ():
                for release in releases[made]:
                    yield plan, release

    def _consolidations(self, rows: Sequence[Entry]) -> Follows:
        """An input's report before the consolidation that counts on it; one that came too late, after it."""
        merging = (row for row in rows if self._duties[row.task_no][2])
        passed_on = {row.task_no for row in merging if "merged" in self._given(row)}
        if not passed_on:
            return
        given = {row.place: found for row in rows if (found := self._given(row))}
        edges = self._tx.rows(
            "SELECT input_no, consolidation_no, waits_for FROM feed WHERE cascade_id = :cascade_id "
            "AND input_no = ANY(:inputs)",
            cascade_id=self._cascade.cascade_id,
            inputs=sorted({number for number, _ in given}),
        )
        chains = _by_task(rows)
        for input_no, consolidation_no, waits_for in edges:
            above = chains[consolidation_no] if consolidation_no in passed_on else ()
            reports = [row for row in chains[input_no] if waits_for in given.get(row.place, ())]
            if above and reports:
                consolidated = [at for at, row in enumerate(above) if "merged" in given.get(row.place, ())]
                yield from self._counting(reports, above, consolidated)

    def _counting(self, reports: Sequence[Entry], above: Sequence[Entry], consolidated: Sequence[int]) -> Follows:
        """An input's reports, and the places of a consolidation among the rows of its task."""
        in_time, late = list[Entry](), list[Entry]()
        for row in reports:
            supplements = row.details().get("supplement_to", ())
            (late if supplements and self._keys[above[0].task_no] in supplements else in_time).append(row)
        for row in late:
            yield above[consolidated[0]], row
        for at in consolidated:
            counted = self._counted_on(in_time, above[at:])
            if counted is not None:
                yield counted, above[at]

    def _counted_on(self, reports: Sequence[Entry], above: Sequence[Entry]) -> Entry | None:
        """Of an input's reports the last that a consolidation can count on. `above`: it, and what followed.

        One that was never taken back counts on the last of all; one that was taken back with this input, on the last
        before that; of any other only the first is sure.
        """
        back = next((row for row in above if row.dest != above[0].dest), None)
        if back is None:
            return reports[-1] if reports else None
        key, _, seq = str(back.details().get("returned", "")).rpartition("#")
        if reports and seq.isdecimal() and key == self._keys[reports[0].task_no]:
            return next((row for row in reversed(reports) if row.seq < int(seq)), None)
        return reports[0] if reports else None

    def _given(self, row: Entry) -> frozenset[str]:
        """The reports that count as given with this row and did not before."""
        if row.source == row.dest and row.payload is None:
            return _NOTHING
        standing = row.details().get("standing", ACTIVE)
        case = self._duties[row.task_no], row.source, row.dest, standing
        found = self._flips.get(case)
        if found is None:
            found = self._flips[case] = self._flipped(*case)
        return found

    def _flipped(self, duties: Duties, source: str | None, dest: str | None, standing: str) -> frozenset[str]:
        if source not in self._judge.path(Owing(duties, str(source), ACTIVE)):
            return frozenset()
        then = self._judge.given(duties, str(source), ACTIVE)
        return frozenset(self._judge.given(duties, str(dest), standing)).difference(then)

    def _returns(self, rows: Sequence[Entry]) -> Follows:
        """A consolidation before the returned input that takes it back; its own return after that, before all else."""
        returns = [(row, name) for row in rows if row.payload is not None and (name := row.details().get("returned"))]
        if not returns:
            return
        chains = _by_task(rows)
        named = {f"{self._keys[row.task_no]}#{row.seq}": row for row in rows}
        for row, name in returns:
            returned = named.get(name)
            if returned is None:
                continue
            yield returned, row
            before, following = _beside(row, chains)[0], _beside(returned, chains)[1]
            if before is not None:
                yield before, returned
            if following is not None:
                yield row, following

    @cached_property
    def _keys(self) -> dict[int, str]:
        """The keys of the tasks by number."""
        rows = self._tx.rows(
            f"SELECT t.task_no, t.period, a.key, t.topic FROM {TASKS} WHERE t.cascade_id = :cascade_id",
            cascade_id=self._cascade.cascade_id,
        )
        return {row[0]: task_key_of(self._cascade.directive, row[1:]) for row in rows}


def _by_task(rows: Sequence[Entry], trigger: str | None = None) -> dict[int, list[Entry]]:
    """The rows of each task, or those of them with that trigger."""
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for row in rows:
        if trigger is None or row.trigger == trigger:
            found[row.task_no].append(row)
    return found


def _beside(row: Entry, chains: Mapping[int, Sequence[Entry]]) -> tuple[Entry | None, Entry | None]:
    """The rows of the same task before it and after it."""
    found = (None, *chains[row.task_no], None)
    at = found.index(row)
    return found[at - 1], found[at + 1]


def _line(rows: Sequence[Entry], follows: Iterable[tuple[Entry, Entry]]) -> dict[Place, int]:
    """How many rows, one after another, must come before each; those that stand in a circle, or after one, are left
    out."""
    of_tasks = (pair for pair in pairwise(rows) if pair[0].task_no == pair[1].task_no)
    after: defaultdict[Place, list[Place]] = defaultdict(list)
    waits: defaultdict[Place, int] = defaultdict(int)
    for before, row in chain(of_tasks, follows):
        after[before.place].append(row.place)
        waits[row.place] += 1
    line: dict[Place, int] = {}
    ready, length = [row.place for row in rows if row.place not in waits], 0
    while ready:
        line.update(dict.fromkeys(ready, length))
        following = []
        for place in (later for earlier in ready for later in after.get(earlier, ())):
            waits[place] -= 1
            if not waits[place]:
                following.append(place)
        ready, length = following, length + 1
    return line
