"""The answers about what reports say. A figure is a decimal number as text: exact, without grouping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.receipts import Receipt
from engine.results import Answer, AttachmentRow
from workflows.said import NAMELESS, Name
from workflows.schema import Merge

Report = Literal["own", "merged"]
WhyOut = Literal["not_sent", "returned", "not_accepted", "not_owed"]


@dataclass(frozen=True, slots=True)
class Contributed(Receipt):
    """One contribution that was recorded: to a chapter (`chapter`, its place) or of figures, or that it is withdrawn.

    `report`: to which of the task's reports it belongs; `outline`: the document that holds the outline.
    """

    task: str
    seq: int
    hash: str | None  # of a dry run there is none
    agency: str
    agency_name: Name
    occurred_on: date
    by: str | None
    report: Report
    outline: str
    chapter: str | None
    chapter_title: Name
    figures: dict[str, str]
    attachments: tuple[AttachmentRow, ...] = ()
    withdrawn: bool = False
    repeated: bool = False  # the idempotency key was seen before: nothing was done again
    dry_run: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Source(Answer):
    """Where a part of a report comes from: the row `task#seq` and its hash, recorded by whom and when."""

    task: str
    agency: str
    seq: int
    hash: str
    occurred_on: date
    by: str | None
    agency_name: Name = NAMELESS
    number: int = 0


@dataclass(frozen=True, slots=True)
class ChapterPart(Answer):
    """What one agency contributed to a chapter. `report`: `merged` is text about all that it merges."""

    source: Source
    report: Report
    attachment: AttachmentRow


@dataclass(frozen=True, slots=True)
class ReportChapter(Answer):
    """A chapter with what was contributed to it. `without`: tasks whose report counts, and that gave it nothing."""

    place: str
    title: Name
    level: int
    parts: tuple[ChapterPart, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureValue(Answer):
    """One agency's value of a figure."""

    source: Source
    value: str


@dataclass(frozen=True, slots=True)
class ReportFigure(Answer):
    """A figure merged: `value` over `values`, null where nothing was reported or nobody says how it is merged.

    `merge`: `sum`, `average` (every report weighs the same) or `last` (of the report that came last). `without`: tasks
    whose own report counts, and does not have it: so many are left out of the value.
    """

    chapter: str
    name: str
    called: Name
    unit: str | None
    merge: Merge | None
    value: str | None
    values: tuple[FigureValue, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut(Answer):
    """A report that is asked for and does not count, for one reason: of an input, or of what an input merges.

    `not_sent`; `returned`: and not sent again; `not_accepted`: sent again, and not accepted yet; `not_owed`: its task
    is waived or revoked. `above`: the agency that was to merge it.
    """

    task: str
    agency: str
    report: Report
    why: WhyOut
    state: str
    standing: str
    due: date | None
    above: str
    agency_name: Name = NAMELESS
    above_name: Name = NAMELESS
    number: int = 0


@dataclass(frozen=True, slots=True)
class CompiledReport(Answer):
    """All that a task's report is made of on a day.

    `reports`: those asked for below it, at every tier; `counted`: those whose contributions are in it; the others are
    `left_out` one by one: `counted` and these add up to `reports`.
    """

    task: str
    agency: str
    agency_name: Name
    cascade: str
    cascade_name: Name
    period: str
    report: Report
    state: str
    due: date | None
    day: date
    outline: str
    receivers: tuple[Name, ...]
    reports: int
    counted: int
    chapters: tuple[ReportChapter, ...]
    figures: tuple[ReportFigure, ...]
    left_out: tuple[LeftOut, ...]
    superior_name: Name | None = None  # of the agency, where it does not stand alone in a document's head
    number: int = 0
