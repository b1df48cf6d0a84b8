"""A task as its row stands, for judging, moving and answering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, Judge, Judged
from engine.store.database import Row, Transaction
from workflows.calendars import WorkCalendar
from workflows.said import Name


def due_in_force(report: str, task: str = "t") -> str:
    """The column of its last on-time day in force: one that was extended stands beside the one that was launched."""
    return f"COALESCE({task}.{report}_until, {task}.{report}_due)"


def _due_columns(report: str) -> str:
    """The last on-time day in force and its phrase."""
    return f"{due_in_force(report)}, CASE WHEN t.{report}_until IS NULL THEN t.{report}_phrase ELSE 'extended' END"


TASK_COLUMNS = (
    "t.task_no, t.agency_no, a.key, a.name, a.name_en, t.period, t.topic, t.owes_plan, t.owes_report, t.consolidates, "
    f"t.plan_group, {_due_columns('plan')}, {_due_columns('own')}, {_due_columns('merged')}, "
    "t.inputs, t.open_inputs, t.state, t.standing, t.since, t.head_seq, t.head_hash, t.head_at, t.head_on, "
    "t.assigned_to, t.follow_up, t.paused"
)
ALIKE_COLUMNS = (
    "t.period, t.topic, t.owes_plan, t.owes_report, t.consolidates, "
    f"{_due_columns('plan')}, {_due_columns('own')}, {_due_columns('merged')}, "
    "t.open_inputs, t.state, t.standing, t.since, t.head_on, t.paused"
)
"""All that decides what comes next of a task, and when: tens of thousands of tasks differ in it a few dozen times."""
TASKS = "task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no"


@dataclass(slots=True)
class LiveTask:
    """One task of a running cascade. Days are ISO text. `topic` is empty for the agency's general duty.

    Due dates are those in force: as launched, or as extended (the phrase then is `extended`). `since`: when it came
    into its state; `head_on`: the day of its chain's last move.
    `assigned_to`, `follow_up`: as its own agency notes it. `paused`: the days on which it was not active (`pauses.py`).
    """

    cascade: RunningCascade
    task_no: int
    agency_no: int
    agency: str
    name: str
    name_en: str
    period: str
    topic: str
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    plan_group: int | None
    plan_due: str | None
    plan_phrase: str
    own_due: str | None
    own_phrase: str
    merged_due: str | None
    merged_phrase: str
    inputs: int
    open_inputs: int
    state: str
    standing: str
    since: str | None
    head_seq: int
    head_hash: str
    head_at: str | None
    head_on: str | None = None
    assigned_to: str | None = None
    follow_up: str | None = None
    paused: str | None = None

    @property
    def agency_name(self) -> Name:
        """What its agency is called."""
        return Name.known(self.name, self.name_en)

    @property
    def calendar(self) -> WorkCalendar:
        """The days that its agency works."""
        return self.cascade.calendar_of(self.agency)

    @property
    def key(self) -> str:
        """`ct-33-ttg-2021/2023-H1/binh-dinh`."""
        return f"{self.cascade.directive}/{self.short_key}"

    @property
    def short_key(self) -> str:
        """`2023-H1/binh-dinh`."""
        return f"{self.period}/{self.agency}/{self.topic}" if self.topic else f"{self.period}/{self.agency}"

    @property
    def ident(self) -> tuple[int, int]:
        return self.cascade.cascade_id, self.task_no


_ALIKE = (  # in the order of `ALIKE_COLUMNS`
    *("period", "topic", "owes_plan", "owes_report", "consolidates"),
    *("plan_due", "plan_phrase", "own_due", "own_phrase", "merged_due", "merged_phrase"),
    *("open_inputs", "state", "standing", "since", "head_on", "paused"),
)
alike = attrgetter(*(name for name in _ALIKE if name != "topic"))
"""The same of a task that was read, its topic aside."""
_NOBODYS: dict[str, Any] = {
    **dict.fromkeys(("task_no", "agency_no", "inputs", "head_seq"), 0),
    **dict.fromkeys(("agency", "name", "name_en", "head_hash"), ""),
    **dict.fromkeys(("plan_group", "head_at")),
}


def like(cascade: RunningCascade, columns: Row) -> LiveTask:
    """A task of which only the `ALIKE_COLUMNS` are known, for all that have them: it is nobody's, and has no number."""
    return LiveTask(cascade, **_NOBODYS, **dict(zip(_ALIKE, columns, strict=True)))


def is_blocked(task: LiveTask) -> bool:
    """Whether it is a consolidation that counts, is not done, and waits for inputs."""
    return is_waiting(task, task.cascade.judge)


def is_waiting(task: Judged, judge: Judge) -> bool:
    """The same of any task."""
    return task.open_inputs > 0 and task.standing == ACTIVE and judge.next_trigger(task) is not None


def read_tasks(tx: Transaction, cascade: RunningCascade, where: str, **parameters: Any) -> Iterator[LiveTask]:
    """The cascade's tasks that fulfil a condition on `t` (task) and `a` (agency), in the order of the condition."""
    if where == "TRUE" and (kept := tx.remembered.get(("tasks", cascade.cascade_id))) is not None:
        return iter(kept)
    statement = f"SELECT {TASK_COLUMNS} FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {where}"
    return (LiveTask(cascade, *row) for row in tx.rows(statement, cascade_id=cascade.cascade_id, **parameters))


def remember_tasks(tx: Transaction, cascade: RunningCascade) -> None:
    """Hold all tasks until the transaction ends: for whoever asks about them several times and changes none."""
    tx.remembered["tasks", cascade.cascade_id] = list(read_tasks(tx, cascade, "TRUE"))


def task_key_of(directive: str, row: Row) -> str:
    """The key from (period, agency key, topic)."""
    return "/".join(filter(None, (directive, *row)))
