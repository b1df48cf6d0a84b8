"""Tasks that stand still without being overdue: longer in their state than is usual, and on which ground that is said.

A due date that is far off, or none, hides that nothing happens. A task is stuck if it is active, its own agency could
do what is owed next now, it has been in its state for more days than usual, and its due date is farther away than that.
Who waits for somebody else is not stuck: who holds that one up is. What is usual is told by the stays of that level and
period that are finished, once there are enough of them, else by the lifecycle's file (`usual_days`); where neither says
it, nothing is called stuck. Days are calendar days; those before a pause ended are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import due_next
from engine.questions.recorded import chains, put_in_standing
from engine.results import Stuck
from engine.store.database import Transaction


def stuck_tasks(tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask], today: date) -> dict[int, Stuck]:
    """Of these tasks those that are stuck, by number.

    Costs nothing where none could be; else one reading of at most so many agencies' history a level
    (`usual.py`), once in a transaction.
    """
    candidates = [task for task in tasks if _can_be_stuck(task, today)]
    levels = _levels(tx, cascade, candidates)
    found = {
        task.task_no: stuck
        for task in candidates
        if (stuck := _against_usual(tx, task, levels[task.agency_no], today)) is not None
    }
    return {number: each for number, each in found.items() if each.days > each.usual_days}


def only_stuck(tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask], today: date) -> list[LiveTask]:
    """Those of these tasks that are stuck."""
    stuck = stuck_tasks(tx, cascade, tasks, today)
    return [task for task in tasks if task.task_no in stuck]


def _can_be_stuck(task: LiveTask, today: date) -> bool:
    if task.standing != ACTIVE or task.since is None or task.since >= today.isoformat():
        return False
    due = due_next(task).last_day
    return (due is None or due > today) and task.cascade.judge.can_move(task)


def _levels(tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask]) -> dict[int, str]:
    if not tasks:
        return {}
    rows = tx.rows(
        "SELECT agency_no, level FROM agency WHERE cascade_id = :cascade_id AND agency_no = ANY(:numbers)",
        cascade_id=cascade.cascade_id,
        numbers=sorted({task.agency_no for task in tasks}),
    )
    return dict(rows)


def _against_usual(tx: Transaction, task: LiveTask, level: str, today: date) -> Stuck | None:
    """How long it stands still beside what is usual; None where nothing is usual, or its due date is near."""
    from engine.questions.usual import usual_time  # reads much: only where a task could be stuck

    usual = usual_time(tx, task, level)
    days = task.cascade.judge.lifecycle.data.states[task.state].usual_days if usual is None else usual.days
    due = due_next(task).last_day
    if days is None or (due is not None and (due - today).days <= days):
        return None
    since = date.fromisoformat(str(task.since))
    if (today - since).days > days and task.head_on != task.since:
        since = max(since, _resumed_on(tx, task) or since)
    return Stuck(
        (today - since).days,
        days,
        "lifecycle" if usual is None else "history",
        0 if usual is None else usual.stays,
        level,
        since,
    )


def _resumed_on(tx: Transaction, task: LiveTask) -> date | None:
    """The day on which it became active again; None: it always was."""
    for _, rows in chains(tx, task.cascade, "t.task_no = :number", {"number": task.task_no}):
        day = put_in_standing(task.cascade.judge.arrows, rows)
        return None if day is None else date.fromisoformat(day)
    return None
