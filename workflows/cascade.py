"""A linked cascade: every agency named resolved, every report asked spelt out per agency and period.

What is ordered, not what is running; rules look at it, the compiler makes tasks of it. `irregularities` are what
linking could not take at face value; the checker's rules turn them into findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from workflows.agencies import Registry
from workflows.calendars import WorkCalendar
from workflows.findings import Place
from workflows.graph import DueDate
from workflows.library import Library
from workflows.periods import Period
from workflows.schema import Assignment, Cited, Consolidates, Document, DueRule, Plan, Report


@dataclass(frozen=True, slots=True)
class Irregularity:
    """Something that linking met and a rule speaks of: the rule's name, the place, and what it needs to say."""

    rule: str
    document: str
    place: Place
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter that gave a report a later date. `number`: which of its `follows_up`; `first`: the date before any."""

    document: Document
    number: int
    first: DueDate
    named: date | None

    @property
    def key(self) -> str:
        """What the entry is called among assignments."""
        return f"{self.document.key}#follows_up" + (f"#{self.number + 1}" if self.number else "")


@dataclass(frozen=True, slots=True)
class AskedReport:
    """One report (or product) asked of one agency for one period.

    `hops`: who gets it first (`via`, else `to`); `named`: the day that the document names; `rule`: as written; `day`:
    the one on which its names are taken.
    """

    document: Document
    assignment: Assignment
    report: Report
    agency: str
    topic: str | None
    period: Period
    hops: tuple[str, ...]
    is_via: bool
    to: tuple[str, ...]
    due: DueDate
    named: date | None
    rule: DueRule | None
    drafted_by: tuple[str, ...]
    place: Place
    from_issuer: bool
    day: date
    is_borrowed: bool = False
    """Whether its date is another document's (`as: KEY`), where what is to be said of the date is said."""
    reminder: Reminder | None = None
    """The letter whose date counts instead of the document's own."""

    @property
    def at(self) -> str:
        return self.due.at

    @property
    def due_place(self) -> Place:
        """Where its due dates begin."""
        return self.place if self.reminder else self.report.place_of("due").cited(self.due.at)


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """One plan asked of one agency, with the codes of the periods whose tasks it precedes (`once` where none).

    `day`: the one on which its names are taken.
    """

    document: Document
    assignment: Assignment
    plan: Plan
    agency: str
    topic: str | None
    codes: tuple[str, ...]
    due: DueDate
    day: date


@dataclass(frozen=True, slots=True)
class Order:
    """One agency ordered by one document to consolidate one period and send the result to `to`.

    `day`: the one on which its names are taken.
    """

    document: Document
    entry: Consolidates
    agency: str
    period: Period
    to: tuple[str, ...]
    due: DueDate
    named: date | None
    rule: DueRule | None
    place: Place
    day: date
    is_borrowed: bool = False

    @property
    def due_place(self) -> Place:
        """Where its due dates begin."""
        return self.entry.place_of("due").cited(self.due.at)


@dataclass(frozen=True, slots=True)
class StandingDuty:
    """Standing conduct asked of an agency; kept and shown, never a task."""

    document: str
    agency: str
    content: str
    at: str


@dataclass
class Cascade:
    """A directive's documents in force in one year, linked."""

    directive: Document
    year: int
    library: Library
    registry: Registry
    calendar: WorkCalendar
    documents: tuple[Document, ...]
    reports: list[AskedReport] = field(default_factory=list)
    plans: list[AskedPlan] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    duties: list[StandingDuty] = field(default_factory=list)
    irregularities: list[Irregularity] = field(default_factory=list)
    open_receivers: set[str] = field(default_factory=set)
    """Agencies that assignees whom nobody can enumerate report to."""

    @property
    def key(self) -> str:
        return f"{self.directive.key}/{self.year}"

    @property
    def everything(self) -> tuple[AskedReport | Order | AskedPlan, ...]:
        """Reports, orders to consolidate and plans, in that order."""
        return (*self.reports, *self.orders, *self.plans)

    def note(self, rule: str, document: Document, place: Place, **facts: Any) -> None:
        """Remember an irregularity for the rule of that name."""
        self.irregularities.append(Irregularity(rule, document.key, place, facts))

    def met(self, rule: str) -> Iterator[Irregularity]:
        """The irregularities that the rule of that name speaks of."""
        return (item for item in self.irregularities if item.rule == rule)

    @cached_property
    def reports_to(self) -> dict[tuple[str, Period], list[AskedReport]]:
        """The reports that reach an agency as their first hop in a period."""
        reaching: dict[tuple[str, Period], list[AskedReport]] = defaultdict(list)
        for report in self.reports:
            for hop in report.hops:
                reaching[hop, report.period].append(report)
        return reaching

    @cached_property
    def orders_by_agency(self) -> dict[tuple[str, Period], list[Order]]:
        """The orders to consolidate, by agency and period."""
        by_agency: dict[tuple[str, Period], list[Order]] = defaultdict(list)
        for order in self.orders:
            by_agency[order.agency, order.period].append(order)
        return by_agency

    def is_consolidator_of(self, agency: str, report: AskedReport) -> bool:
        """Whether the report's own document makes the agency consolidator of that very report."""
        return agency in report.hops and any(
            order.document.key == report.document.key
            for order in self.orders_by_agency.get((agency, report.period), ())
        )

    def cited_at(self, *facts: Cited | Document | None) -> str:
        """The innermost cited place among nested facts (given from the inside out)."""
        return next((fact.at for fact in facts if fact is not None and fact.at), "")


def as_of(document: Document, year: int) -> date:
    """The first day of a document in a year: 1 January, or its own date if later in that year.

    On it are taken the names of standing conduct, and of work that no period or day dates.
    """
    first = date(year, 1, 1)
    issued = document.date.value
    return issued if issued is not None and issued.year == year else first
