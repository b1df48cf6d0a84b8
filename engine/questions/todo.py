"""What an agency has to do: what it can do now first, then what it cannot, each with the one sentence about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import read_tasks
from engine.questions.filters import ALL, Filters
from engine.questions.status import task_rows
from engine.questions.waiting import waits_for
from engine.results import TodoRow
from engine.store.database import Transaction

_OF_AGENCY = "a.key = :agency"


def todo(
    tx: Transaction, cascades: Sequence[RunningCascade], agency: str, *, today: date, filters: Filters = ALL
) -> tuple[TodoRow, ...]:
    """The agency's unfinished tasks: first what it can do now, by due date, then what waits. Raises NotFound."""
    rows: list[TodoRow] = []
    for cascade, found in get_agency_anywhere(tx, cascades, agency):
        tasks = {task.key: task for task in read_tasks(tx, cascade, _OF_AGENCY, agency=found.key)}
        narrower, more = filters.condition(cascade)
        for row in task_rows(tx, cascade, f"{_OF_AGENCY} AND {narrower}", today, agency=found.key, **more):
            if row.next_trigger is not None:
                known = {item.name: getattr(row, item.name) for item in fields(row)}
                rows.append(TodoRow(**known, waits_for=waits_for(tx, tasks[row.task], today)))
    return filters.page(sorted(rows, key=lambda row: (not row.triggers, row.due or date.max, row.task)), today)
