"""The attributes of events, tasks and the other objects, once for all event-log formats.

A field has a name, a type, its meaning in the catalogue, and how it is taken. Days are texts (`2023-06-19`): they are
days, not moments. A due date is a moment, the last one that is on time, so that tools can compare it with events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

import words
from engine.clock import parse_moment
from engine.event_logs.event_log import EventLog
from engine.event_logs.logged import Event, LoggedCascade, LoggedDocument, LoggedTask
from workflows.dates import end_of_day
from workflows.graph import AgencyNode

Kind = Literal["string", "integer", "boolean", "moment"]
Value = str | int | bool | datetime
Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Field(Generic[Source]):
    """One attribute. `of`: what has it, a task, an event, …; `take` gives its value, None where there is none.

    `changes`: it may change with the task's events; `always`: every event has it.
    """

    of: str
    name: str
    kind: Kind
    take: Callable[[Source], Value | None]
    changes: bool = False
    always: bool = False

    def meaning(self, lang: str) -> str:
        """What it means, in this language."""
        return words.say(f"logged.{self.of}.{self.name}", lang)


def values(fields: tuple[Field[Source], ...], source: Source) -> Iterator[tuple[Field[Source], Value]]:
    """The attributes that this one has."""
    for field in fields:
        value = field.take(source)
        if value is not None:
            yield field, value


def last_moment(day: str) -> datetime:
    """The last moment of that day in Vietnam."""
    return end_of_day(date.fromisoformat(day))


def _column(name: str) -> Callable[[Event], Any]:
    return lambda event: event.row[name]


def _due_column(name: str) -> Callable[[Event], datetime | None]:
    return lambda event: last_moment(event.row[name]) if event.row[name] else None


def _due(report: str) -> Callable[[LoggedTask], datetime | None]:
    def in_force(task: LoggedTask) -> datetime | None:
        day = task.until.get(report) or task.due.get(report)
        return last_moment(day) if day else None

    return in_force


EVENT: tuple[Field[Event], ...] = (
    Field(
        "event",
        "seq",
        "integer",
        _column("seq"),
        always=True,
    ),
    Field("event", "kind", "string", _column("kind"), always=True),
    Field("event", "trigger", "string", _column("trigger")),
    Field("event", "from", "string", lambda event: event.before, always=True),
    Field("event", "to", "string", lambda event: event.state, always=True),
    Field("event", "standing", "string", lambda event: event.standing, always=True),
    Field("event", "agency", "string", _column("agency")),
    Field("event", "role", "string", lambda event: event.role),
    Field("event", "on_behalf_of", "string", _column("on_behalf_of")),
    Field("event", "mandate", "string", _column("mandate")),
    Field("event", "by", "string", _column("by")),
    Field("event", "occurred_on", "string", _column("occurred_on")),
    Field(
        "event",
        "recorded_at",
        "moment",
        lambda event: parse_moment(event.row["recorded_at"]),
        always=True,
    ),
    Field("event", "document", "string", _column("document")),
    Field("event", "about", "string", lambda e: e.about),
    Field("event", "reason", "string", _column("reason")),
    Field("event", "due_before", "moment", _due_column("due_before")),
    Field("event", "due_after", "moment", _due_column("due_after")),
    Field("event", "cause", "string", _column("cause")),
    Field("event", "batch", "string", _column("batch")),
    Field("event", "hash", "string", _column("hash"), always=True),
)

ASKED: tuple[Field[EventLog], ...] = (
    Field("asked", "under", "string", lambda log: log.scope.under),
    Field("asked", "period", "string", lambda log: None if log.scope.period is None else str(log.scope.period)),
    Field("asked", "as_of", "string", lambda log: None if log.view.as_of is None else log.view.as_of.isoformat()),
    Field("asked", "known_at", "moment", lambda log: log.view.known_at),
)

TASK: tuple[Field[LoggedTask], ...] = (
    Field("task", "key", "string", lambda task: task.key),
    Field("task", "cascade", "string", lambda task: task.cascade),
    Field("task", "agency", "string", lambda task: task.agency),
    Field("task", "agency_name", "string", lambda task: task.agency_name),
    Field("task", "period", "string", lambda task: task.period),
    Field("task", "topic", "string", lambda task: task.topic),
    Field("task", "content", "string", lambda task: task.content or None),
    Field("task", "document", "string", lambda task: task.document),
    Field("task", "at", "string", lambda task: task.at or None),
    Field("task", "owes_plan", "boolean", lambda task: task.owes_plan),
    Field("task", "owes_report", "boolean", lambda task: task.owes_report),
    Field("task", "consolidates", "boolean", lambda task: task.consolidates),
    Field("task", "inputs", "integer", lambda task: task.inputs),
    Field("task", "plan_due", "moment", _due("plan"), changes=True),
    Field("task", "own_due", "moment", _due("own"), changes=True),
    Field("task", "merged_due", "moment", _due("merged"), changes=True),
    Field("task", "state", "string", lambda task: task.state, changes=True),
    Field("task", "standing", "string", lambda task: task.standing, changes=True),
)

DOCUMENT: tuple[Field[LoggedDocument], ...] = (
    Field("document", "key", "string", lambda document: document.key),
    Field("document", "type", "string", lambda document: document.type),
    Field("document", "title", "string", lambda document: document.title),
    Field("document", "number", "string", lambda document: document.number),
    Field("document", "issued_on", "string", lambda document: document.issued_on),
    Field("document", "out_on", "string", lambda d: d.out_on),
    Field("document", "is_plan", "boolean", lambda document: document.is_plan),
    Field("document", "is_out", "boolean", lambda document: document.is_out, changes=True),
    Field("document", "revoked_on", "string", lambda d: d.revoked_on, changes=True),
)

AGENCY: tuple[Field[AgencyNode], ...] = (
    Field("agency", "key", "string", lambda agency: agency.key),
    Field("agency", "name", "string", lambda agency: agency.name),
    Field("agency", "name_en", "string", lambda agency: agency.name_en or None),
    Field("agency", "short", "string", lambda agency: agency.short or None),
    Field("agency", "kind", "string", lambda agency: agency.kind or None),
    Field("agency", "level", "string", lambda agency: agency.level or None),
)

CASCADE: tuple[Field[LoggedCascade], ...] = (
    Field("cascade", "key", "string", lambda cascade: cascade.key),
    Field("cascade", "directive", "string", lambda cascade: cascade.directive),
    Field("cascade", "year", "integer", lambda cascade: cascade.year),
    Field("cascade", "title", "string", lambda cascade: cascade.title),
    Field("cascade", "launched_on", "string", lambda cascade: cascade.launched_on),
    Field("cascade", "lifecycle", "string", lambda cascade: cascade.lifecycle),
    Field("cascade", "definition_hash", "string", lambda cascade: cascade.definition_hash),
    Field("cascade", "simulated", "boolean", lambda cascade: cascade.simulated),
)
