"""As of a day, by all that is known today: where that differs from what was known at the end of that day.

`known_then` of an answer holds state, standing, due date and number of open inputs as they were known then, of a
blocked consolidation its root blockers too, of a step whom it waited for; it is None where nothing differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from engine.cascade.cascades import RunningCascade
from engine.cascade.tasks import LiveTask, read_tasks
from engine.cascade.timeliness import due_next
from engine.results import Blocked, HistoryRow, KnownThen, TaskRow, TodoRow, WhyStep
from engine.store.database import Transaction

Told = TypeVar("Told", TaskRow, TodoRow, Blocked, WhyStep)

_NOT_KNOWN = dict.fromkeys(("state", "standing", "due", "open"))  # of a task that was not launched then


def mark(
    now: Transaction,
    then: Transaction,
    cascades: Iterable[RunningCascade],
    answers: Sequence[Told],
    given_then: Iterable[Told] = (),
) -> tuple[Told, ...]:
    """The answers, each marked where the two differ on its task. A task not known then was not launched then.

    `given_then`: the answers to the same question then, for what an answer says of other tasks.
    """
    before, after = (_facts(tx, cascades) for tx in (then, now))
    of_others = {item.task: _of_others(item) for item in given_then}

    def known(item: Told) -> KnownThen:
        if item.task is None:
            return None
        said, others = before.get(item.task, _NOT_KNOWN), of_others.get(item.task, {})
        if said == after[item.task] and (not others or others == _of_others(item)):
            return None
        return {**said, **others}

    return tuple(replace(item, known_then=known(item)) for item in answers)


def _of_others(item: TaskRow | Blocked | WhyStep) -> dict[str, Any]:
    """What an answer says of other tasks than its own."""
    if isinstance(item, Blocked):
        return {"root_blockers": [root.task or root.document for root in item.root_blockers]}
    return {"waits_for": item.waits_for} if isinstance(item, WhyStep) else {}


def mark_history(rows: Sequence[HistoryRow], then: Iterable[HistoryRow]) -> tuple[HistoryRow, ...]:
    """The rows, each with whether it was known then as it is told now."""
    known = {_told(row) for row in then}
    return tuple(replace(row, known_then=_told(row) in known) for row in rows)


def _told(row: HistoryRow) -> tuple[Any, ...]:
    return row.task, row.seq, row.occurred_on, row.document


def _facts(tx: Transaction, cascades: Iterable[RunningCascade]) -> dict[str, dict[str, Any]]:
    return {task.key: _fact(task) for cascade in cascades for task in read_tasks(tx, cascade, "TRUE")}


def _fact(task: LiveTask) -> dict[str, Any]:
    due: date | None = due_next(task).last_day
    return {
        "state": task.state,
        "standing": task.standing,
        "due": None if due is None else due.isoformat(),
        "open": task.open_inputs,
    }
