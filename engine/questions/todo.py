"""What an agency has to do: what it decides, what it can do now, what it cannot; each with the sentence about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import TASKS, LiveTask
from engine.cascade.timeliness import due_next, owed_in_sql
from engine.questions.accepted import not_accepted
from engine.questions.filters import ALL, Filters, listed
from engine.questions.requested import to_decide, with_requests
from engine.questions.status import rows_of
from engine.questions.waiting import waits_for
from engine.results import RequestRow, TodoRow
from engine.store.database import Transaction
from workflows.graph import AgencyNode


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
    having = get_agency_anywhere(tx, cascades, agency)
    if not also_closed:
        closed = {row[0] for row in tx.rows("SELECT cascade_id FROM cascade WHERE closed_on IS NOT NULL")}
        having = [each for each in having if each[0].cascade_id not in closed]
    own = {cascade.cascade_id: found.key for cascade, found in having}
    decided = dict[tuple[int, int], tuple[RequestRow, ...]]()
    asked = with_requests(tx, [cascade for cascade, _ in having])
    for cascade, found in having:
        if cascade.cascade_id in asked:
            decided |= to_decide(tx, cascade, found.key, today)
    numbers = _unfinished(tx, having)
    for cascade_id, number in decided:
        numbers[cascade_id].add(number)
    scoped = [
        (cascade, "t.task_no = ANY(:own)", {"own": sorted(numbers[cascade.cascade_id])})
        for cascade, _ in having
        if cascade.cascade_id in numbers
    ]

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


def _unfinished(tx: Transaction, having: Sequence[tuple[RunningCascade, AgencyNode]]) -> defaultdict[int, set[int]]:
    """The numbers of the agency's unfinished tasks, by cascade: one statement for all that run by one lifecycle."""
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for cascade, found in having:
        alike[owed_in_sql(cascade.judge).is_open, found.key].append(cascade.cascade_id)
    unfinished: defaultdict[int, set[int]] = defaultdict(set)
    for (is_open, key), ids in alike.items():
        for cascade_id, number in tx.rows(
            f"SELECT t.cascade_id, t.task_no FROM {TASKS} "
            f"WHERE a.key = :agency AND a.cascade_id = ANY(:cascades) AND {is_open}",
            agency=key,
            cascades=ids,
        ):
            unfinished[cascade_id].add(number)
    return unfinished


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
