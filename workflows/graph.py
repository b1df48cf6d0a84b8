"""The task graph: what a cascade of one year comes down to. Immutable, ordered, free of any state.

`tasks` are sorted by key; `feeds` and `releases` point at them by position. Launching turns it into rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from workflows.calendars import WorkCalendar
from workflows.canonical import canonical, content_hash
from workflows.periods import Period
from workflows.said import Name

WaitsFor = Literal["own", "merged"]


@dataclass(frozen=True, slots=True)
class DueDate:
    """When something is due: the last on-time day, and the phrase of the document that says so.

    `last_day` None: the document names no date that can be computed (`phrase` then says what it does name, for
    instance "as prescribed"; empty where it says nothing at all).
    """

    last_day: date | None
    phrase: str = ""
    document: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """One document of the cascade. `number` and `issued_on` None: blank in the copy on file.

    `out_on`: the day from which it binds in this year's cascade (its date; in later years of its `applies` 1 January);
    None: not known yet, so its tasks wait for `release` or for the issuer's `draft_plan`.
    `is_plan`: a plan or programme, whose release also is its issuer's owed plan.
    """

    key: str
    type: str
    title: str
    issuers: tuple[str, ...]
    number: str | None
    issued_on: date | None
    out_on: date | None
    is_plan: bool
    implements: tuple[str, ...] = ()
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class AssignmentNode:
    """One document giving one piece of work to a set of agencies; the part of it that tasks of one year share."""

    key: str  # DOCUMENT or DOCUMENT/TOPIC, or DOCUMENT#consolidates for a bare consolidation
    document: str
    topic: str | None
    at: str
    content: str
    printed: str = ""
    content_en: str = ""


Asked = Literal["report", "product", "plan", "consolidation", "acceptance", "reminder"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that an entry of a document asks of a task. `assignment`: its key; `due`: as that document dates it.

    A `reminder` asks for nothing new: it gives the report beside it a later date. `acceptance`: what is consolidated is
    to be accepted first.
    """

    assignment: str
    what: Asked
    due: DueDate | None = None


@dataclass(frozen=True, slots=True)
class TaskNode:
    """One agency x one assignment x one period: the unit that will have a state.

    `documents`: every document that asks for it; the task is issued as soon as one of them is out.
    `plan_group`: the tasks that one draft_plan moves together share it (agency, topic and year); None: none owed.
    `receivers`: who gets the report that leaves this task (last hop); `drafted_by`: whom to ring.
    """

    period: Period
    agency: str
    topic: str | None
    assignment: str
    documents: tuple[str, ...]
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    plan_group: str | None = None
    plan_due: DueDate | None = None
    own_due: DueDate | None = None
    merged_due: DueDate | None = None
    receivers: tuple[str, ...] = ()
    drafted_by: str | None = None
    duties: tuple[Duty, ...] = ()  # all that is asked of it: reports, plans, orders to consolidate; each once

    @property
    def key(self) -> str:
        """The task's key without its directive: `2023-H1/binh-dinh`."""
        return "/".join(part for part in (str(self.period), self.agency, self.topic) if part)


@dataclass(frozen=True, slots=True)
class Feed:
    """An upward edge: `consolidation` waits for one report of `input` (positions in `tasks`)."""

    input: int
    consolidation: int
    waits_for: WaitsFor


@dataclass(frozen=True, slots=True)
class Release:
    """A downward edge: `document`, once out, sets `task` going. `by`: the issuer's task that makes it, if any."""

    document: str
    task: int
    by: int | None


@dataclass(frozen=True, slots=True)
class AgencyNode:
    """An agency that the cascade uses, as it was on the cascade's day."""

    key: str
    name: str
    name_en: str
    kind: str
    level: str
    superior: str | None
    short: str = ""

    @property
    def called(self) -> Name:
        """What it is called in either language."""
        return Name.known(self.name, self.name_en)

    @property
    def all_names(self) -> tuple[str, ...]:
        """What it answers to."""
        return (self.name, self.name_en) if self.name_en else (self.name,)


@dataclass(frozen=True, slots=True)
class TaskGraph:
    """A directive's whole cascade in one year.

    `calendar`: the resolved days off and worked of the year before, the year and the two after: what a launch pins.
    `pins`: the canonical text of each document and of the lifecycle by name, stored once by content hash.
    """

    directive: str
    year: int
    documents: tuple[DocumentNode, ...]
    assignments: tuple[AssignmentNode, ...]
    agencies: tuple[AgencyNode, ...]
    tasks: tuple[TaskNode, ...]
    feeds: tuple[Feed, ...]
    releases: tuple[Release, ...]
    lifecycle: Mapping[str, Any]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    pins: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.directive}/{self.year}"

    @property
    def consolidation_count(self) -> int:
        return sum(task.consolidates for task in self.tasks)

    @property
    def definition_hash(self) -> str:
        """SHA-256 over everything pinned; equal for equal definitions, whatever the order of the files."""
        listed = {name: content_hash(text) for name, text in self.pins.items()}
        return content_hash(canonical(listed))
