"""Spells: from the day a task came into a state to the day it left it, or is still in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask
from engine.chain.folds import Arrows
from engine.figures.grouping import Subject
from engine.questions.recorded import Recorded, chains
from engine.questions.status import Under, scope
from engine.store.database import Transaction
from workflows.periods import Period

_BY_NOBODY = ("definition", "succession")  # causes of rows that nobody entered


@dataclass(frozen=True, slots=True)
class StateSpell:
    """One stay in a state, in calendar days; `until` None: it lasts. `left_out`: why its length says nothing.

    `finished`: nothing was owed in that state; a standing: while in it the task was, for a time, not active; `launch`:
    the launch itself ended it; `before_launch`: the document turned out to be older than the launch.
    """

    subject: Subject
    state: str
    since: date
    until: date | None
    left_out: str | None

    def days(self, today: date) -> int:
        """Up to `until`, or while it lasts up to today."""
        return max(0, ((self.until or today) - self.since).days)  # asked on an earlier day than it began: 0


def spells(
    tx: Transaction, cascades: Sequence[RunningCascade], under: Under, period: str | Period | None
) -> Iterator[list[StateSpell]]:
    """The spells of each task of the scope, in the order of its chain; the first begins with the launch."""
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        arrows = Arrows(cascade.judge.lifecycle)
        recorded = dict(chains(tx, cascade, condition, parameters))
        for row in tx.rows(
            f"SELECT {TASK_COLUMNS}, a.level, a.kind FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {condition} "
            "ORDER BY t.task_no",
            cascade_id=cascade.cascade_id,
            **parameters,
        ):
            task = LiveTask(cascade, *row[:-2])
            subject = Subject(task.agency, task.agency_name, row[-2], row[-1], task.period, cascade.year)
            yield _of_task(task, subject, arrows, recorded.get(task.task_no, ()))


def _of_task(task: LiveTask, subject: Subject, arrows: Arrows, chain: Sequence[Recorded]) -> list[StateSpell]:
    last = task.cascade.judge.path(task)[-1]
    found: list[StateSpell] = []
    state, since = task.cascade.judge.initial, task.cascade.launched_on
    standing: str = ACTIVE
    paused: str | None = None
    for row in chain:
        if not row.is_move:
            continue
        if row.from_ != row.to:
            until = date.fromisoformat(str(row.occurred_on))
            left_out = _why_left_out(row, since, until) or ("finished" if state == last else paused)
            found.append(StateSpell(subject, state, since, until, left_out))
            state, since = str(row.to), until
            paused = None if standing == ACTIVE else standing
        standing = arrows.steps[row.trigger, row.from_, row.to, standing] or standing
        if standing != ACTIVE:
            paused = standing
    return [*found, StateSpell(subject, state, since, None, "finished" if state == last else paused)]


def _why_left_out(row: Recorded, since: date, until: date) -> str | None:
    """Why the row that ended a spell tells nothing of its length; None: it does."""
    if row.cause in _BY_NOBODY:
        return "launch"
    return "before_launch" if until < since else None
