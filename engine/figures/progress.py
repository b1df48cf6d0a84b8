"""How far tasks are: finished, or still owed and in time, overdue or undated; on one day, or from day to day.

Each task has the one timeliness that every other answer gives it (`timeliness.py`); these five sum to all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.events import read_events
from engine.cascade.tally import Alike, alike
from engine.cascade.tasks import LiveTask, read_tasks
from engine.cascade.timeliness import timeliness
from engine.chain.effective import DUES, Position, Row, counted, replay
from engine.chain.rehash import AT
from engine.errors import NotFound
from engine.questions.recorded import stored_chains
from engine.questions.status import Under, scope
from engine.results import Answer, TaskRow, Timeliness
from engine.scope import View
from engine.store.database import Rebuilt, Transaction
from engine.store.statements import quoted
from workflows.periods import Period

CLASSES = ("finished", "in_time", "overdue", "undated", "not_counted")
_OCCURRED = AT["occurred_on"]
Bounds = tuple[Under, "str | Period | None"]  # below whom, of which period
_LAUNCHED = tuple(f"{report}_due" for report in DUES)


@dataclass(frozen=True, slots=True)
class Progress(Answer):
    """Tasks by how far they are: `finished`, `in_time`, `overdue`, `undated`, `not_counted` sum to `total`.

    `in_time`, `overdue`, `undated` (no document dates what is owed next) are unfinished; of the finished ones,
    `finished_late` came late. `not_counted`: not active.
    """

    total: int = 0
    finished: int = 0
    finished_late: int = 0
    in_time: int = 0
    overdue: int = 0
    undated: int = 0
    not_counted: int = 0

    @property
    def counted(self) -> int:
        """What the share of finished tasks is reckoned of."""
        return self.total - self.not_counted

    @property
    def unfinished(self) -> int:
        """What is still owed."""
        return self.counted - self.finished

    @property
    def by_class(self) -> tuple[tuple[str, int], ...]:
        """How many there are of each of the `CLASSES`, in their order."""
        return tuple((name, getattr(self, name)) for name in CLASSES)


@dataclass(frozen=True, slots=True)
class DayProgress(Answer):
    """How far tasks were at the end of a day."""

    day: date
    progress: Progress


def progress_of(rows: Iterable[TaskRow]) -> Progress:
    """These tasks as they stand."""
    return _told(Counter(name for row in rows for name in _classes(row.timeliness, row.next_trigger is None)))


def together(parts: Iterable[Progress]) -> Progress:
    """The tasks of all these, of which none is in two."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update({**dict(part.by_class), "finished_late": part.finished_late})
    return _told(counts)


def _classes(told: Timeliness, is_finished: bool) -> tuple[str, ...]:
    """What a task is counted as; one that is finished late as both."""
    if told == "not_counted":
        return ("not_counted",)
    if is_finished:
        return ("finished", "finished_late") if told == "done_late" else ("finished",)
    return ("overdue",) if told == "overdue" else ("undated",) if told == "no_due_date" else ("in_time",)


def _told(counts: Mapping[str, int]) -> Progress:
    found = {name: counts.get(name, 0) for name in CLASSES}
    return Progress(sum(found.values()), **found, finished_late=counts.get("finished_late", 0))


def progress_over(
    tx: Transaction, cascades: Cascades, cascade: RunningCascade, days: Sequence[date], bounds: Bounds
) -> tuple[DayProgress, ...]:
    """How far the tasks of the scope were at the end of each of these days, which ascend: as `status --as-of` has it.

    What was ordered is what held on the day: where the cascade was migrated later, it is rebuilt as it was before.
    Raises NotFound, Ambiguous.
    """
    from engine.questions.past import held_in, past  # not at the top: who lists tasks needs no past

    stored = tx.rebuilt or Rebuilt(tx, View())
    events = (event for event in read_events(stored.tx, cascade.cascade_id) if event.changes_graph)
    migrated_on = [event.occurred_on for event in events if held_in(event, stored.view)]
    found: list[DayProgress] = []
    for to_come, together in groupby(days, lambda day: sum(on > day.isoformat() for on in migrated_on)):
        several = list(together)
        if not to_come:
            found += _over(tx, cascade, several, bounds)
            continue
        with past(stored.tx, (cascade,), replace(stored.view, as_of=several[-1])) as then:
            launched = {each.cascade_id: each for each in cascades.all(then)}
            found += _over(then, launched.get(cascade.cascade_id, cascade), several, bounds)
    return tuple(found)


def _over(tx: Transaction, cascade: RunningCascade, days: Sequence[date], bounds: Bounds) -> Iterator[DayProgress]:
    """Each task is folded once for every day by which something more of it had occurred, and counted from then on."""
    try:
        ((_, condition, parameters),) = scope(tx, (cascade,), *bounds)
    except NotFound:  # an agency that came into the cascade later
        return iter([DayProgress(day, Progress()) for day in days])
    launched = {
        number: dues
        for number, *dues in tx.rows(
            f"SELECT t.task_no, {quoted(_LAUNCHED, 't.')} FROM task t WHERE t.cascade_id = :id AND {condition}",
            id=cascade.cascade_id,
            **parameters,
        )
    }
    chains = {number: counted(chain) for number, chain in stored_chains(tx, cascade, condition, parameters)}
    changes: list[Counter[Alike]] = [Counter() for _ in days]
    for task in read_tasks(tx, cascade, condition, **parameters):
        _count(task, launched[task.task_no], chains.get(task.task_no, []), days, changes)
    return _summed(cascade, days, changes)


def _count(
    task: LiveTask,
    launched: Sequence[str | None],
    chain: Sequence[Row],
    days: Sequence[date],
    changes: list[Counter[Alike]],
) -> None:
    """Take the task into account from the first day on, and once more on each day by which something had changed."""
    known: int | None = None
    before: Alike | None = None
    occurred = sorted(row[_OCCURRED] for row in chain)
    for at, day in enumerate(days):
        count = bisect_right(occurred, day.isoformat())
        if count == known:
            continue
        known = count
        position = replay(task.cascade.judge.arrows, [row for row in chain if row[_OCCURRED] <= day.isoformat()])
        now = _alike(task, launched, position)
        if now != before:
            changes[at][now] += 1
            if before is not None:
                changes[at][before] -= 1
            before = now


def _alike(task: LiveTask, launched: Sequence[str | None], position: Position) -> Alike:
    dues: dict[str, Any] = dict(zip(_LAUNCHED, launched, strict=True))
    dues |= {f"{report}_due": until for report, until in position.until.items()}
    return alike(replace(task, state=position.state, standing=position.standing, since=position.since, **dues))


def _summed(cascade: RunningCascade, days: Sequence[date], changes: Sequence[Counter[Alike]]) -> Iterator[DayProgress]:
    judge, standing = cascade.judge, Counter[Alike]()
    for day, changed in zip(days, changes, strict=True):
        standing.update(changed)
        counts: Counter[str] = Counter()
        for each, n in standing.items():
            told = timeliness(each, each.last_day, day, judge, cascade.calendar, is_late=each.is_late)
            for name in _classes(told, judge.owed_next(each) is None):
                counts[name] += n
        yield DayProgress(day, _told(counts))
