"""What an agency has to do: what it can do now first, then what it cannot, each with the one sentence about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import due_next, owed_in_sql
from engine.questions.filters import ALL, Filters, listed
from engine.questions.status import rows_of
from engine.questions.waiting import waits_for
from engine.results import TodoRow
from engine.store.database import Transaction


def todo(
    tx: Transaction, cascades: Sequence[RunningCascade], agency: str, *, today: date, filters: Filters = ALL
) -> tuple[TodoRow, ...]:
    """The agency's unfinished tasks: first what it can do now, by due date, then what waits. Raises NotFound."""
    scoped = [
        (cascade, f"a.key = :agency AND {owed_in_sql(cascade.judge).is_open}", {"agency": found.key})
        for cascade, found in get_agency_anywhere(tx, cascades, agency)
    ]
    tasks = listed(tx, scoped, filters, today, _can_move_first)
    return tuple(
        TodoRow(**{item.name: getattr(row, item.name) for item in fields(row)}, waits_for=waits_for(tx, task, today))
        for task, row in zip(tasks, rows_of(tx, tasks, today), strict=True)
    )


def _can_move_first(task: LiveTask) -> tuple[bool, date]:
    return not task.cascade.judge.triggers_now(task), due_next(task).last_day or date.max
