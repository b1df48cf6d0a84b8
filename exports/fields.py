"""The attributes of events, tasks and the other objects, once for all event-log formats.

A field has a name, a type, its meaning in both languages, and how it is taken. Days are texts (`2023-06-19`): they are
days, not moments. A due date is a moment, the last one that is on time, so that tools can compare it with events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from engine.clock import parse_moment
from engine.event_logs.logged import Asked, Event, LoggedCascade, LoggedDocument, LoggedTask
from workflows.dates import end_of_day
from workflows.graph import AgencyNode

Kind = Literal["string", "integer", "boolean", "moment"]
Value = str | int | bool | datetime
Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Field(Generic[Source]):
    """One attribute. `take` gives its value, None where there is none.

    `changes`: it may change with the task's events; `always`: every event has it.
    """

    name: str
    kind: Kind
    vi: str
    en: str
    take: Callable[[Source], Value | None]
    changes: bool = False
    always: bool = False


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
        "seq",
        "integer",
        "số thứ tự trong lịch sử của nhiệm vụ",
        "number in the task's history",
        _column("seq"),
        always=True,
    ),
    Field("kind", "string", "loại dòng lịch sử", "kind of the history row", _column("kind"), always=True),
    Field("trigger", "string", "hành động", "trigger", _column("trigger")),
    Field("from", "string", "trạng thái trước", "state before", lambda event: event.before, always=True),
    Field("to", "string", "trạng thái sau", "state after", lambda event: event.state, always=True),
    Field("standing", "string", "tình trạng sau", "standing after", lambda event: event.standing, always=True),
    Field("agency", "string", "cơ quan làm", "agency that acted", _column("agency")),
    Field("role", "string", "vai của cơ quan", "role in which it acted", lambda event: event.role),
    Field("on_behalf_of", "string", "làm thay cơ quan", "on behalf of", _column("on_behalf_of")),
    Field("mandate", "string", "căn cứ được làm thay", "by which mandate", _column("mandate")),
    Field("by", "string", "người làm", "person", _column("by")),
    Field("occurred_on", "string", "ngày làm", "day it was done", _column("occurred_on")),
    Field(
        "recorded_at",
        "moment",
        "lúc ghi",
        "moment it was recorded",
        lambda event: parse_moment(event.row["recorded_at"]),
        always=True,
    ),
    Field("document", "string", "số văn bản", "number of the document", _column("document")),
    Field("about", "string", "văn bản được ban hành hoặc thu hồi", "document put out or revoked", lambda e: e.about),
    Field("reason", "string", "lý do", "reason", _column("reason")),
    Field("due_before", "moment", "hạn cũ", "due before", _due_column("due_before")),
    Field("due_after", "moment", "hạn mới", "due after", _due_column("due_after")),
    Field("cause", "string", "nguyên nhân", "cause", _column("cause")),
    Field("batch", "string", "ghi cùng nhau", "recorded together", _column("batch")),
    Field("hash", "string", "dấu của dòng lịch sử", "hash of the history row", _column("hash"), always=True),
)

ASKED: tuple[Field[Asked], ...] = (
    Field(
        "under", "string", "chỉ cơ quan này và cấp dưới", "this agency and those below it", lambda asked: asked.under
    ),
    Field("period", "string", "chỉ kỳ này", "this period only", lambda asked: asked.period),
    Field(
        "as_of", "string", "như cuối ngày", "as at the end of", lambda asked: str(asked.as_of) if asked.as_of else None
    ),
    Field("known_at", "moment", "theo những gì đã ghi đến", "by what was recorded by", lambda asked: asked.known_at),
)

TASK: tuple[Field[LoggedTask], ...] = (
    Field("key", "string", "khóa", "key", lambda task: task.key),
    Field("cascade", "string", "đợt triển khai", "cascade", lambda task: task.cascade),
    Field("agency", "string", "cơ quan được giao", "agency", lambda task: task.agency),
    Field("agency_name", "string", "tên cơ quan", "name of the agency", lambda task: task.agency_name),
    Field("period", "string", "kỳ báo cáo", "period", lambda task: task.period),
    Field("topic", "string", "chuyên đề", "topic", lambda task: task.topic),
    Field("content", "string", "việc", "work", lambda task: task.content or None),
    Field("document", "string", "văn bản giao việc", "document that assigns it", lambda task: task.document),
    Field("at", "string", "mục của văn bản", "place in the document", lambda task: task.at or None),
    Field("owes_plan", "boolean", "phải có kế hoạch", "owes a plan", lambda task: task.owes_plan),
    Field("owes_report", "boolean", "phải báo cáo", "owes a report of its own", lambda task: task.owes_report),
    Field("consolidates", "boolean", "phải tổng hợp", "consolidates", lambda task: task.consolidates),
    Field("inputs", "integer", "số đầu vào", "number of inputs", lambda task: task.inputs),
    Field("plan_due", "moment", "hạn kế hoạch", "plan due", _due("plan"), changes=True),
    Field("own_due", "moment", "hạn báo cáo", "own report due", _due("own"), changes=True),
    Field("merged_due", "moment", "hạn báo cáo tổng hợp", "merged report due", _due("merged"), changes=True),
    Field("state", "string", "trạng thái", "state", lambda task: task.state, changes=True),
    Field("standing", "string", "tình trạng", "standing", lambda task: task.standing, changes=True),
)

DOCUMENT: tuple[Field[LoggedDocument], ...] = (
    Field("key", "string", "khóa", "key", lambda document: document.key),
    Field("type", "string", "loại", "type", lambda document: document.type),
    Field("title", "string", "trích yếu", "title", lambda document: document.title),
    Field("number", "string", "số, ký hiệu", "number", lambda document: document.number),
    Field("issued_on", "string", "ngày ban hành", "date of issue", lambda document: document.issued_on),
    Field("out_on", "string", "có hiệu lực trong đợt từ ngày", "binds in the cascade from", lambda d: d.out_on),
    Field("is_plan", "boolean", "là kế hoạch", "is a plan", lambda document: document.is_plan),
    Field("is_out", "boolean", "đã ban hành", "is out", lambda document: document.is_out, changes=True),
    Field("revoked_on", "string", "ngày thu hồi", "revoked on", lambda d: d.revoked_on, changes=True),
)

AGENCY: tuple[Field[AgencyNode], ...] = (
    Field("key", "string", "khóa", "key", lambda agency: agency.key),
    Field("name", "string", "tên", "name", lambda agency: agency.name),
    Field("name_en", "string", "tên tiếng Anh", "name in English", lambda agency: agency.name_en or None),
    Field("short", "string", "tên tắt", "short name", lambda agency: agency.short or None),
    Field("kind", "string", "loại", "kind", lambda agency: agency.kind or None),
    Field("level", "string", "cấp", "level", lambda agency: agency.level or None),
)

CASCADE: tuple[Field[LoggedCascade], ...] = (
    Field("key", "string", "khóa", "key", lambda cascade: cascade.key),
    Field("directive", "string", "chỉ thị", "directive", lambda cascade: cascade.directive),
    Field("year", "integer", "năm", "year", lambda cascade: cascade.year),
    Field("title", "string", "trích yếu", "title", lambda cascade: cascade.title),
    Field("launched_on", "string", "ngày mở đợt", "launched on", lambda cascade: cascade.launched_on),
    Field("lifecycle", "string", "vòng đời", "lifecycle", lambda cascade: cascade.lifecycle),
    Field(
        "definition_hash", "string", "dấu của định nghĩa", "definition hash", lambda cascade: cascade.definition_hash
    ),
    Field("simulated", "boolean", "mô phỏng", "simulated", lambda cascade: cascade.simulated),
)
