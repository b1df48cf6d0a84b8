"""What a list of tasks is narrowed to, in which order it comes, and which page of it: the same for every list.

What is stored (state, kind of agency, topic, document) narrows the statement; what is reckoned (lateness, due dates,
returned reports) narrows what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from engine.cascade.cascades import RunningCascade
from workflows.errors import InputError
from workflows.lifecycle import Label
from workflows.spelling import fold


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
    then by task; None: in the list's own order.
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

    def condition(self, cascade: RunningCascade) -> tuple[str, dict[str, Any]]:
        """On `t` and `a`, with its parameters. Raises UnknownState."""
        parts, parameters = ["TRUE"], dict[str, Any]()
        if self.states:
            parts.append("t.state = ANY(:states)")
            parameters["states"] = [_state(text, cascade.judge.lifecycle.data.states) for text in self.states]
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
        return " AND ".join(parts), parameters

    def page(self, rows: Iterable[Row], today: date) -> tuple[Row, ...]:
        """What is left of the rows, in the order asked for. Raises UnknownCursor."""
        kept = [row for row in rows if self._keeps(row, today)]
        if self.sort is not None:
            kept.sort(key=_ORDERS[self.sort])
        if self.after is not None:
            at = next((at for at, row in enumerate(kept) if row.task.endswith(self.after)), None)
            if at is None:
                raise UnknownCursor(self.after)
            kept = kept[at + 1 :]
        return tuple(kept if self.limit is None else kept[: self.limit])

    def _keeps(self, row: Listed, today: date) -> bool:
        is_open = getattr(row, "next_trigger", "") is not None
        if self.is_overdue and not (is_open and row.days_late > 0):
            return False
        if self.is_returned and getattr(row, "returned", None) is None:
            return False
        if self.due_within is None:
            return True
        return is_open and row.due is not None and today <= row.due <= today + timedelta(self.due_within)


_ORDERS: Mapping[str, Callable[[Any], Any]] = {
    "due": lambda row: (row.due or date.max, row.task),
    "late": lambda row: (-row.days_late, row.due or date.max, row.task),
    "agency": lambda row: (row.agency.split("."), row.task),
    "state": lambda row: (row.state, row.task),
}


def _state(text: str, states: Mapping[str, Label]) -> str:
    wanted = fold(text).replace("-", "_")
    for name, label in states.items():
        if wanted in (name, fold(label.vi), fold(label.en), fold(label.vi).replace(" ", "_")):
            return name
    labels: Sequence[Label] = tuple(states.values())
    raise UnknownState(text, tuple(states), labels)


ALL = Filters()
"""Everything, in the list's own order."""
