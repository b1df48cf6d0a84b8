"""Tasks that stand still without being overdue: longer in their state than is usual, and on which ground that is said.

A due date that is far off, or none, hides that nothing happens. A task is stuck if it is active, its own agency could
do what is owed next now, it has been in its state for more days than usual, and its due date is farther away than that.
Who waits for somebody else is not stuck: who holds that one up is. What is usual is told by the stays of that level and
period that are finished, once there are enough of them, else by the lifecycle's file (`usual_days`); where neither says
it, nothing is called stuck. Days are calendar days; those before a pause ended are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    kinds: dict[tuple[Any, ...], tuple[LiveTask, dict[int, int]]] = {}
    for task in tasks:
        _, members = kinds.setdefault(alike(task), (task, {}))
        members[task.task_no] = task.agency_no
    candidates = [each for each in kinds.values() if _could_be_stuck(each[0], today)]
    levels = of_agencies(tx, cascade, "level", {number for _, members in candidates for number in members.values()})
    still = Standstill(tx, candidates, levels, today)
    told = (
        (number, still.of(number, task, levels[agency_no]))
        for task, members in candidates
        for number, agency_no in members.items()
    )
    return {number: stuck for number, stuck in told if stuck is not None}


class Standstill:
    """Who is stuck of very many tasks, reckoned once of all that are alike; nothing is read later.

    `kinds`: what is said of all that are alike, and who these are: task -> agency, by numbers; `levels`: of the
    agencies of those that could be stuck.
    """

    def __init__(
        self,
        tx: Transaction,
        kinds: Iterable[tuple[LiveTask, Mapping[int, int]]],
        levels: Mapping[int, str],
        today: date,
    ) -> None:
        self._known: dict[tuple[int, str], Stuck | None] = {}  # by the task that stands for those alike
        self._resumed: dict[int, Stuck | None] = {}
        could_be: dict[int, bool] = {}
        for task, members in kinds:
            kind = id(task)
            if kind not in could_be:
                could_be[kind] = _could_be_stuck(task, today)
            if could_be[kind]:
                for level in {levels[agency_no] for agency_no in members.values()}:
                    if (kind, level) not in self._known:
                        self._known[kind, level] = _stuck(tx, task, level, today)
                for number, agency_no in members.items() if task.head_on != task.since else ():
                    if (stuck := self._known[kind, levels[agency_no]]) is not None:
                        self._resumed[number] = _since_resumed(tx, task.cascade, number, stuck, today)

    def of(self, number: int, task: LiveTask, level: str) -> Stuck | None:
        """Whether the task of that number is; `task`: what is said of all that are like it."""
        stuck = self._known.get((id(task), level))
        return stuck if task.head_on == task.since else self._resumed.get(number)


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


def _since_resumed(tx: Transaction, cascade: RunningCascade, number: int, stuck: Stuck, today: date) -> Stuck | None:
    """The same, counted from the day on which it became active again; None where that is not too long ago."""
    since = max(stuck.since, _resumed_on(tx, cascade, number) or stuck.since)
    days = (today - since).days
    return replace(stuck, days=days, since=since) if days > stuck.usual_days else None


def _resumed_on(tx: Transaction, cascade: RunningCascade, number: int) -> date | None:
    """The day on which the task became active again; None: it always was."""
    for _, rows in chains(tx, cascade, "t.task_no = :number", {"number": number}):
        day = put_in_standing(cascade.judge.arrows, rows)
        return None if day is None else date.fromisoformat(day)
    return None
