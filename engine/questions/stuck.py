"""Tasks that stand still without being overdue: longer in their state than is usual, and on which ground that is said.

A due date that is far off, or none, hides that nothing happens. A task is stuck if it is active, its own agency could
do what is owed next now, it has been in its state for more days than usual, and its due date is farther away than that.
Who waits for somebody else is not stuck: who holds that one up is. What is usual is told by the stays of that level and
period that are finished, once there are enough of them, else by the lifecycle's file (`usual_days`); where neither says
it, nothing is called stuck. Days are calendar days; those before a pause ended are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE
from engine.cascade.lookup import of_agencies
from engine.cascade.tasks import LiveTask, alike
from engine.cascade.timeliness import due_next
from engine.questions.recorded import chains, put_in_standing
from engine.results import Stuck
from engine.store.database import Transaction


def stuck_tasks(tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask], today: date) -> dict[int, Stuck]:
    """Of these tasks those that are stuck, by number.

    Costs nothing where none could be; else one reading of at most so many agencies' history a level
    (`usual.py`), once in a transaction.
    """
    kinds = [alike(task) for task in tasks]
    could_be: dict[tuple[Any, ...], bool] = {}
    for task, kind in zip(tasks, kinds, strict=True):
        if kind not in could_be:
            could_be[kind] = _could_be_stuck(task, today)
    candidates = [(task, kind) for task, kind in zip(tasks, kinds, strict=True) if could_be[kind]]
    levels = of_agencies(tx, cascade, "level", {task.agency_no for task, _ in candidates})
    known: dict[tuple[Any, ...], Stuck | None] = {}
    found: dict[int, Stuck] = {}
    for task, kind in candidates:
        one = kind, levels[task.agency_no]
        if one not in known:
            known[one] = _stuck(tx, task, levels[task.agency_no], today)
        if (stuck := known[one]) is not None and task.head_on != task.since:
            stuck = _since_resumed(tx, task, stuck, today)
        if stuck is not None:
            found[task.task_no] = stuck
    return found


def only_stuck(tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask], today: date) -> list[LiveTask]:
    """Those of these tasks that are stuck."""
    stuck = stuck_tasks(tx, cascade, tasks, today)
    return [task for task in tasks if task.task_no in stuck]


def _could_be_stuck(task: LiveTask, today: date) -> bool:
    if task.standing != ACTIVE or task.since is None or task.since >= today.isoformat():
        return False
    due = due_next(task).last_day
    return (due is None or due > today) and task.cascade.judge.can_move(task)


def _stuck(tx: Transaction, task: LiveTask, level: str, today: date) -> Stuck | None:
    """How long a task like this one stands still, where that is longer than usual and its due date is farther away."""
    from engine.questions.usual import usual_time  # reads much: only where a task could be stuck

    usual = usual_time(tx, task, level)
    usual_days = task.cascade.judge.lifecycle.data.states[task.state].usual_days if usual is None else usual.days
    since, due = date.fromisoformat(str(task.since)), due_next(task).last_day
    days = (today - since).days
    if usual_days is None or days <= usual_days or (due is not None and (due - today).days <= usual_days):
        return None
    ground: Literal["history", "lifecycle"] = "lifecycle" if usual is None else "history"
    return Stuck(days, usual_days, ground, 0 if usual is None else usual.stays, level, since)


def _since_resumed(tx: Transaction, task: LiveTask, stuck: Stuck, today: date) -> Stuck | None:
    """The same, counted from the day on which it became active again; None where that is not too long ago."""
    since = max(stuck.since, _resumed_on(tx, task) or stuck.since)
    days = (today - since).days
    return replace(stuck, days=days, since=since) if days > stuck.usual_days else None


def _resumed_on(tx: Transaction, task: LiveTask) -> date | None:
    """The day on which it became active again; None: it always was."""
    for _, rows in chains(tx, task.cascade, "t.task_no = :number", {"number": task.task_no}):
        day = put_in_standing(task.cascade.judge.arrows, rows)
        return None if day is None else date.fromisoformat(day)
    return None
