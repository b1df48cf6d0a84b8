"""Stays: from the day a task came into a state to the day it left it, or is still in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from engine.cascade.judging import ACTIVE, Judge, Judged
from engine.chain.folds import Arrows
from engine.questions.recorded import Recorded

Number = TypeVar("Number", int, float)

_BY_NOBODY = ("definition", "succession")  # causes of rows that nobody entered


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a state, in calendar days; `until` None: it lasts. `left_out`: why its length says nothing.

    `finished`: nothing was owed in that state; a standing: while in it the task was, for a time, not active; `launch`:
    the launch itself ended it; `before_launch`: the document turned out to be older than the launch.
    """

    state: str
    since: date
    until: date | None
    left_out: str | None

    def days(self, today: date) -> int:
        """Up to `until`, or while it lasts up to today."""
        return max(0, ((self.until or today) - self.since).days)  # asked on an earlier day than it began: 0


def stays_of(judge: Judge, task: Judged, launched_on: date, arrows: Arrows, chain: Sequence[Recorded]) -> list[Stay]:
    """A task's stays, by the rows of its chain that count. Of the task only what it owes is looked at."""
    last = judge.path(task)[-1]
    found: list[Stay] = []
    state, since = judge.initial, launched_on
    standing: str = ACTIVE
    paused: str | None = None
    for row in chain:
        if not row.is_move:
            continue
        if row.from_ != row.to:
            until = date.fromisoformat(str(row.occurred_on))
            left_out = _why_left_out(row, since, until) or ("finished" if state == last else paused)
            found.append(Stay(state, since, until, left_out))
            state, since = str(row.to), until
            paused = None if standing == ACTIVE else standing
        standing = arrows.steps[row.trigger, row.from_, row.to, standing] or standing
        if standing != ACTIVE:
            paused = standing
    return [*found, Stay(state, since, None, "finished" if state == last else paused)]


def _why_left_out(row: Recorded, since: date, until: date) -> str | None:
    """Why the row that ended a spell tells nothing of its length; None: it does."""
    if row.cause in _BY_NOBODY:
        return "launch"
    return "before_launch" if until < since else None


def nearest_rank(sorted_values: Sequence[Number], percent: int) -> Number | None:
    """The value at place ⌈percent/100 · n⌉, counted from 1; None of none."""
    if not sorted_values:
        return None
    return sorted_values[max(1, -(-percent * len(sorted_values) // 100)) - 1]
