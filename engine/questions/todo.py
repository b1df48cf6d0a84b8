"""What an agency has to do: what it decides, what it can do now, what it cannot; each with the sentence about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import due_next, owed_in_sql
from engine.questions.accepted import not_accepted
from engine.questions.filters import ALL, Filters, listed
from engine.questions.requested import to_decide
from engine.questions.status import rows_of
from engine.questions.waiting import waits_for
from engine.results import RequestRow, TodoRow
from engine.store.database import Transaction


def todo(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    agency: str,
    *,
    today: date,
    filters: Filters = ALL,
    also_closed: bool = False,
) -> tuple[TodoRow, ...]:
    """What it has to decide, then its unfinished tasks: first what it can do now, by due date, then what waits.

    `also_closed`: of closed cascades too. Raises NotFound.
    """
    closed = {row[0] for row in tx.rows("SELECT cascade_id FROM cascade WHERE closed_on IS NOT NULL")}
    scoped, decided = [], dict[tuple[int, int], tuple[RequestRow, ...]]()
    own: dict[int, str] = {}
    for cascade, found in get_agency_anywhere(tx, cascades, agency):
        if cascade.cascade_id in closed and not also_closed:
            continue
        pending = to_decide(tx, cascade, found.key, today)
        decided |= pending
        own[cascade.cascade_id] = found.key
        condition = f"((a.key = :agency AND {owed_in_sql(cascade.judge).is_open}) OR t.task_no = ANY(:decided))"
        scoped.append((cascade, condition, {"agency": found.key, "decided": [number for _, number in pending]}))

    def order(task: LiveTask) -> tuple[bool, bool, date]:
        can_move = bool(task.cascade.judge.triggers_now(task))
        return task.ident not in decided, not can_move, due_next(task).last_day or date.max

    tasks = listed(tx, scoped, filters, today, order)
    unaccepted = _unaccepted(tx, [task for task in tasks if task.agency == own[task.cascade.cascade_id]])
    return tuple(
        TodoRow(
            **{item.name: getattr(row, item.name) for item in fields(row)},
            waits_for=waits_for(tx, task, today),
            to_decide=decided.get(task.ident, ()),
            is_own=task.agency == own[task.cascade.cascade_id],
            not_accepted=unaccepted.get(task.ident, ()),
        )
        for task, row in zip(tasks, rows_of(tx, tasks, today), strict=True)
    )


def _unaccepted(tx: Transaction, tasks: Sequence[LiveTask]) -> dict[tuple[int, int], tuple[str, ...]]:
    """For each of these that is to accept what it merges: keys of the inputs sent, and not accepted."""
    cascades = {task.cascade.cascade_id: task.cascade for task in tasks}
    return {
        (cascade_id, number): keys
        for cascade_id, cascade in cascades.items()
        for number, keys in not_accepted(
            tx, cascade, [task.task_no for task in tasks if task.consolidates and task.cascade is cascade]
        ).items()
    }
