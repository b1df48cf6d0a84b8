"""All that a board tells of a cascade, from one snapshot: so that its parts agree with each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.lookup import all_agencies, get_agency
from engine.cascade.tasks import remember_tasks
from engine.figures.progress import DayProgress, progress_over
from engine.questions.blocking import blocked
from engine.questions.status import marks, period_key, status
from engine.results import Blocked, TaskRow
from engine.scope import Scope, View
from engine.store.database import Transaction
from workflows.graph import AgencyNode
from workflows.said import Name

DAYS = 26  # at most so many, a whole number of weeks apart
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Board:
    """A cascade, or what of it is below one agency (`below`) and of one `period` (its key), on a day.

    `over`: how far its tasks were then and at the end of the same weekday of weeks before, back to its launch;
    `agencies`: those that the cascade uses, by key.
    """

    cascade: str
    title: Name
    launched_on: date
    simulated: bool
    day: date
    view: View
    below: Name | None
    period: str | None
    tasks: tuple[TaskRow, ...]
    blocked: tuple[Blocked, ...]
    over: tuple[DayProgress, ...]
    agencies: Mapping[str, AgencyNode]


def board(
    tx: Transaction, cascades: Cascades, cascade: RunningCascade, *, scope: Scope, view: View, day: date
) -> Board:
    """Reckon it. Raises NotFound, Ambiguous."""
    asked: dict[str, Any] = {"under": scope.agencies, "period": scope.period, "today": day}
    if scope.agencies is None and scope.period is None:
        remember_tasks(tx, cascade)
    is_simulated, _ = marks(tx, [cascade])[cascade.cascade_id]
    return Board(
        cascade.key,
        cascade.called,
        cascade.launched_on,
        is_simulated,
        day,
        view,
        None if scope.under is None else get_agency(tx, cascade, scope.under).called,
        period_key(scope.period, cascade),
        status(tx, (cascade,), **asked),
        blocked(tx, (cascade,), **asked),
        progress_over(tx, cascades, cascade, _weeks(cascade.launched_on, day), (scope.agencies, scope.period)),
        all_agencies(tx, cascade),
    )


def _weeks(first: date, last: date) -> list[date]:
    """The last day and those weeks before it, from the first on, in the order of days."""
    weeks = max((last - first) // _WEEK, 0)
    apart = -(-(weeks + 1) // DAYS)
    return [last - number * _WEEK for number in range(0, weeks + 1, apart)][::-1]
