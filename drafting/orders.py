"""What was read of a document's orders: who plans, reports and merges, by when; the places that were not understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from drafting.when import Rule
from drafting.who import Party

Who = tuple[Party, ...]


@dataclass(slots=True)
class Report:
    """A report owed. `due`: per period, None where the document gives no day; `as_`: its words where it points away."""

    at: str
    content: str | None
    to: Who = ()
    via: Who = ()
    drafted_by: Who = ()
    desk: str | None = None
    due: dict[str, Rule | None] = field(default_factory=dict)
    as_: str | None = None
    doubtful: tuple[str, ...] = ()
    reading: str | None = None


@dataclass(slots=True)
class Plan:
    """A plan owed. `is_yearly`: every year, else once."""

    at: str
    content: str | None
    is_yearly: bool
    due: Rule | None = None


@dataclass(slots=True)
class Assigned:
    """What one set of agencies is given. `is_issuer`: the issuer itself."""

    who: Who
    at: str
    printed: str | None = None
    is_issuer: bool = False
    topic: str | None = None
    plan: Plan | None = None
    report: Report | None = None
    product: Report | None = None
    duties: list[tuple[str, str]] = field(default_factory=list)
    co_workers: Who = ()
    reading: str | None = None


@dataclass(slots=True)
class Merged:
    """Who merges reports, and whom the result goes to."""

    who: Who
    at: str
    to: Who = ()
    as_: str | None = None
    due: dict[str, Rule | None] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()


@dataclass(slots=True)
class Duties:
    """All that was found. `left`: places that order something and were not understood, each with why."""

    assigned: list[Assigned] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    @property
    def dates(self) -> set[str]:
        """Every date that somebody was given, or that is told as doubtful, as printed."""
        told: set[str] = set()
        for each in self.assigned:
            told |= {each.plan.due.printed} if each.plan and each.plan.due else set()
            for report in filter(None, (each.report, each.product)):
                told |= {rule.printed for rule in report.due.values() if rule} | {*report.doubtful}
        for merged in self.merged:
            told |= {rule.printed for rule in merged.due.values() if rule} | {*merged.doubtful}
        return told
