"""What a list is narrowed to, in which order it comes, and which page of it: the same for every list.

The database narrows, by what is stored and by the due date of what is owed next; the order and the page are taken of
bare tasks, so that only what is shown is read in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, RETURN
from engine.cascade.tasks import LiveTask, read_tasks
from engine.cascade.timeliness import days_late, due_next, late_on, owed_in_sql
from engine.chain.pauses import read_pauses
from engine.questions.returned import returned_reports
from engine.questions.stuck import only_stuck
from engine.store.database import Transaction
from workflows.errors import InputError
from workflows.lifecycle import Label
from workflows.periods import parse_period_key
from workflows.spelling import fold

Scoped = tuple[RunningCascade, str, dict[str, Any]]
Order = Callable[[LiveTask], Any]


class UnknownState(InputError):
    """No lifecycle of the cascades has a state of that name."""

    code = "unknown-state"
    fields = ("text", "candidates", "labels")


class UnknownCursor(InputError):
    """The list has no such row, to go on after it."""

    code = "unknown-cursor"
    fields = ("after",)


class Listed(Protocol):
    """A row about a task, with what lists are narrowed and sorted by."""

    @property
    def task(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def days_late(self) -> int: ...


Row = TypeVar("Row", bound=Listed)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. `document`: a number or a key; `states`: by name or as on screen; `after`: the last row's task.

    `due_within`: unfinished, and due within so many days from today; `sort`: by `due`, `late`, `agency` or `state`,
    then by task, cascades by `due` or `late`; None: in the list's own order. `is_stuck`: standing still, though not
    overdue.
    `tags`: having all of them; `assigned_to`: a person's name; `follow_up_within`: to be looked at again within so many
    days from today, or since before.
    """

    states: tuple[str, ...] = ()
    is_overdue: bool = False
    due_within: int | None = None
    is_returned: bool = False
    document: str | None = None
    kinds: tuple[str, ...] = ()
    topic: str | None = None
    sort: str | None = None
    limit: int | None = None
    after: str | None = None
    is_stuck: bool = False
    tags: tuple[str, ...] = ()
    assigned_to: str | None = None
    follow_up_within: int | None = None

    @property
    def is_paged(self) -> bool:
        """Whether less than the whole list is asked for."""
        return self.limit is not None or self.after is not None

    @property
    def narrows(self) -> bool:
        """Whether anything but the order and the page is asked for."""
        return self != Filters(sort=self.sort, limit=self.limit, after=self.after)

    def check(self, cascades: Sequence[RunningCascade]) -> None:
        """Raises UnknownState for a state that no lifecycle of these cascades has."""
        for text in self.states:
            if cascades and not any(_states(text, cascade) for cascade in cascades):
                states: dict[str, Label] = {}
                for cascade in cascades:
                    states |= cascade.judge.lifecycle.data.states
                raise UnknownState(text, tuple(states), tuple(states.values()))

    def stored(self, cascade: RunningCascade, today: date) -> tuple[str, dict[str, Any]]:
        """What is stored of the tasks asked for, as a condition on `t` and `a`, with its parameters."""
        parts, parameters = ["TRUE"], dict[str, Any]()
        if self.states:
            parts.append("t.state = ANY(:states)")
            parameters["states"] = [name for text in self.states for name in _states(text, cascade)]
        if self.kinds:
            parts.append("a.kind = ANY(:kinds)")
            parameters["kinds"] = list(self.kinds)
        if self.topic is not None:
            parts.append("t.topic = :topic")
            parameters["topic"] = self.topic
        if self.document is not None:
            parts.append(
                "EXISTS (SELECT 1 FROM release_edge r JOIN document x ON x.cascade_id = r.cascade_id "
                "AND x.document_no = r.document_no WHERE r.cascade_id = t.cascade_id AND r.task_no = t.task_no "
                "AND (x.key = :document OR x.number = :document))"
            )
            parameters["document"] = self.document
        if self.tags:
            parts.append(
                "(SELECT count(*) FROM task_tag g WHERE g.cascade_id = t.cascade_id AND g.task_no = t.task_no "
                "AND g.tag = ANY(:tags)) = :tag_count"
            )
            parameters["tags"] = sorted(set(self.tags))
            parameters["tag_count"] = len(parameters["tags"])
        if self.assigned_to is not None:
            parts.append("t.assigned_to = :assigned_to")
            parameters["assigned_to"] = self.assigned_to
        if self.follow_up_within is not None:
            parts.append("t.follow_up <= :follow_up_to")
            parameters["follow_up_to"] = (today + timedelta(self.follow_up_within)).isoformat()
        return " AND ".join(parts), parameters

    def condition(self, cascade: RunningCascade, today: date) -> tuple[str, dict[str, Any]]:
        """Of what is stored and what is owed next, as a condition on `t` and `a`, with its parameters."""
        narrower, parameters = self.stored(cascade, today)
        parts = [narrower]
        if self.is_overdue or self.is_stuck or self.due_within is not None:
            owed = owed_in_sql(cascade.judge)
            parts.append(owed.is_open)
            if self.is_stuck:  # how long is too long is reckoned of these
                parts.append(f"t.standing = '{ACTIVE}' AND coalesce({owed.due} > :stuck_on, true)")
                parameters["stuck_on"] = today.isoformat()
            if self.is_overdue:
                parts.append(f"t.standing = '{ACTIVE}' AND {owed.due} < :overdue")
                parameters["overdue"] = today.isoformat()
            if self.due_within is not None:
                parts.append(f"{owed.due} BETWEEN :due_from AND :due_to")
                parameters["due_from"] = today.isoformat()
                parameters["due_to"] = (today + timedelta(self.due_within)).isoformat()
        if self.is_returned:  # whether the return still stands is told by what counts of the chain
            parts.append(
                "EXISTS (SELECT 1 FROM history q WHERE q.cascade_id = t.cascade_id AND q.task_no = t.task_no "
                "AND q.trigger = :returning)"
            )
            parameters["returning"] = RETURN
        return " AND ".join(parts), parameters

    def sift(self, tx: Transaction, cascade: RunningCascade, tasks: list[LiveTask], today: date) -> list[LiveTask]:
        """Of tasks that fulfil the condition those that are kept by what no row of theirs tells."""
        if self.is_returned:
            tasks = only_returned(tx, cascade, tasks)
        return only_stuck(tx, cascade, tasks, today) if self.is_stuck else tasks

    def page(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The page of rows that stand in the list's own order, or in the one asked for. Raises UnknownCursor."""
        kept = list(rows) if self.sort is None else sorted(rows, key=_ROW_ORDERS[self.sort])
        if self.after is not None:
            at = next((at for at, row in enumerate(kept) if row.task == self.after), None)
            if at is None:
                raise UnknownCursor(self.after)
            kept = kept[at + 1 :]
        return tuple(kept if self.limit is None else kept[: self.limit])


ALL = Filters()
"""Everything, in the list's own order."""


def listed(
    tx: Transaction, scoped: Sequence[Scoped], filters: Filters, today: date, own_order: Order | None = None
) -> list[LiveTask]:
    """The tasks that a list shows: narrowed, in its order, on its page. `scoped`: cascades with their conditions.

    A page goes on after the task `filters.after` (its full key), whether or not that one is still in the list.
    `own_order`: None: by agency as the tree has them, then by period. Raises UnknownState, UnknownCursor.
    """
    filters.check([cascade for cascade, _, _ in scoped])
    found: list[LiveTask] = []
    for cascade, condition, parameters in scoped:
        narrower, more = filters.condition(cascade, today)
        both = narrower if condition == "TRUE" else f"{condition} AND {narrower}"
        tasks = list(read_tasks(tx, cascade, both, **parameters, **more))
        found += filters.sift(tx, cascade, tasks, today)
    order = _order(filters.sort, own_order or _by_agency, [cascade for cascade, _, _ in scoped], today)
    found.sort(key=order)
    if filters.after is not None:
        last = find_by_key(tx, [cascade for cascade, _, _ in scoped], filters.after)
        if last is None:
            raise UnknownCursor(filters.after)
        found = [task for task in found if order(task) > order(last)]
    return found if filters.limit is None else found[: filters.limit]


def in_order(tasks: Iterable[LiveTask], cascades: Sequence[RunningCascade], sort: str, today: date) -> list[LiveTask]:
    """Tasks as a list sorted so has them."""
    return sorted(tasks, key=_order(sort, _by_agency, cascades, today))


def only_returned(tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask]) -> list[LiveTask]:
    """Those of these tasks whose report was sent back and is not given again."""
    returned = returned_reports(tx, cascade, [task.task_no for task in tasks])
    return [task for task in tasks if task.task_no in returned]


def find_by_key(tx: Transaction, cascades: Sequence[RunningCascade], key: str) -> LiveTask | None:
    """The task of that full key, if one of these cascades has it."""
    for cascade in cascades:
        if key.startswith(f"{cascade.directive}/{cascade.year}-"):
            period, agency, *topic = key.removeprefix(f"{cascade.directive}/").split("/")
            given = {"period": period, "agency": agency, "topic": "".join(topic)}
            condition = "t.period = :period AND a.key = :agency AND t.topic = :topic"
            if (task := next(read_tasks(tx, cascade, condition, **given), None)) is not None:
                return task
    return None


def _order(sort: str | None, own_order: Order, cascades: Sequence[RunningCascade], today: date) -> Order:
    place = {cascade.cascade_id: at for at, cascade in enumerate(cascades)}
    if sort is None:
        if own_order is _by_agency:
            return lambda task: (place[task.cascade.cascade_id], *_by_agency(task))
        return lambda task: (own_order(task), task.key)
    chosen = _TASK_ORDERS[sort]
    return lambda task: (chosen(task, today), task.key)


def _by_agency(task: LiveTask) -> tuple[Any, ...]:
    return task.agency.split("."), parse_period_key(task.period).sort_key, task.topic


def _by_lateness(task: LiveTask, today: date) -> tuple[int, date]:
    due = due_next(task).last_day
    return -days_late(due, late_on(task, today), read_pauses(task.paused)).days, due or date.max


_TASK_ORDERS: Mapping[str, Callable[[LiveTask, date], Any]] = {
    "due": lambda task, _: due_next(task).last_day or date.max,
    "late": _by_lateness,
    "agency": lambda task, _: task.agency.split("."),
    "state": lambda task, _: list(task.cascade.judge.lifecycle.data.states).index(task.state),
}

_ROW_ORDERS: Mapping[str, Callable[[Any], Any]] = {
    "due": lambda row: (row.due or date.max, row.task),
    "late": lambda row: (-row.days_late, row.due or date.max, row.task),
    "agency": lambda row: (row.agency.split("."), row.task),
    "state": lambda row: (row.state, row.task),
}


def _states(text: str, cascade: RunningCascade) -> list[str]:
    """The states of that name, or called so, in the cascade's own lifecycle."""
    wanted = fold(text).replace("-", "_")
    return [
        name
        for name, label in cascade.judge.lifecycle.data.states.items()
        if wanted in (name, fold(label.vi), fold(label.en), fold(label.vi).replace(" ", "_"))
    ]
