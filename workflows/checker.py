"""Runs the rules over every year that the definitions speak of, and sorts what they find.

A compiler's front end: it is repeatable (never "today"), one finding per place and rule with all that it holds for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from workflows.agencies import Registry
from workflows.calendars import WorkCalendar, load_calendar, years_of
from workflows.cascade import AskedPlan, AskedReport, Order
from workflows.compiler import Drafts, draft_tasks
from workflows.errors import InputError
from workflows.findings import Case, Finding, Place, Severity
from workflows.library import Library
from workflows.linker import link
from workflows.periods import Period
from workflows.policies import PolicyReader
from workflows.rules import agencies, dates, documents, graph, lifecycle
from workflows.rules.registry import RULES, Hit, Rule
from workflows.schema import Document

FAMILIES = (agencies, documents, graph, lifecycle, dates)


class UnknownRule(InputError):
    """No rule of that code or name."""

    code = "unknown-rule"
    fields = ("text", "candidates")


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of `check --dates`: who owes what to whom by when, and how the document says it."""

    document: str
    agencies: tuple[str, ...]
    period: Period
    what: str  # report, product, plan, consolidation, or reminder: a letter's later date for a report
    phrase: str
    printed: str
    named: date | None
    last_day: date | None
    receivers: tuple[str, ...]
    topic: str | None
    at: str


@dataclass
class _Found:
    rule: Rule
    hits: list[tuple[int, Hit]] = field(default_factory=list)


class _Gathering:
    """Hits of one rule at one place are one finding, whatever the number of agencies, periods or years."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found: dict[tuple[str, Place, str], _Found] = {}

    def add(self, code: str, year: int, hit: Hit) -> None:
        place = _place(self._library, hit)
        self._found.setdefault((code, place, place.at), _Found(RULES[code])).hits.append((year, hit))

    def findings(self) -> tuple[Finding, ...]:
        findings = [_finding(self._library, item) for item in self._found.values()]
        return tuple(sorted(findings, key=lambda finding: finding.sort_key))


def check(
    library: Library,
    registry: Registry,
    keys: Sequence[str] | None = None,
    years: Iterable[int] | None = None,
    read_policy: PolicyReader | None = None,
) -> tuple[Finding, ...]:
    """All findings in the documents of these keys (None: all), each cascade looked at in each year.

    `years` None: from the first document's year to the last year that any file names. Acknowledged findings stay in.
    `read_policy`: reads the policies that they name.
    """
    chosen = [library.get(key) for key in keys] if keys is not None else list(library.documents)
    wanted = {document.key for document in chosen}
    found = _Gathering(library)
    calendar = _CalendarOf(library, registry)
    for root in _roots(library, chosen):
        for year in _years(library, root, years):
            drafts = draft_tasks(link(library, registry, root, year, calendar(year)), read_policy)
            for code, hit in _hits(drafts):
                if hit.document in wanted or hit.document == "":
                    found.add(code, year, hit)
    return found.findings()


def check_drafts(drafts: Drafts) -> tuple[Finding, ...]:
    """The findings of one cascade in its one year: what a launch pins."""
    found = _Gathering(drafts.cascade.library)
    for code, hit in _hits(drafts):
        found.add(code, drafts.cascade.year, hit)
    return found.findings()


def due_lines(
    library: Library, registry: Registry, keys: Sequence[str], years: Iterable[int] | None = None
) -> tuple[DueLine, ...]:
    """Each date of these documents, one line per assignment, period and receiver, in order of the last on-time day."""
    lines: dict[tuple[object, ...], DueLine] = {}
    calendar = _CalendarOf(library, registry)
    chosen = [library.get(key) for key in keys]
    for root in _roots(library, chosen):
        for year in _years(library, root, years):
            cascade = link(library, registry, root, year, calendar(year))
            for source in cascade.everything:
                for each in _as_dated(source):
                    if each.due.document in keys:
                        _add_line(lines, each, year)
    return tuple(
        sorted(
            lines.values(), key=lambda line: (line.document, line.last_day or date.max, line.period.sort_key, line.at)
        )
    )


def _as_dated(source: AskedReport | Order | AskedPlan) -> Iterator[AskedReport | Order | AskedPlan]:
    """As its document dates it, and as a letter that reminds of it does."""
    if isinstance(source, AskedReport) and source.reminder is not None:
        yield replace(source, due=source.reminder.first, named=source.reminder.named, reminder=None)
    yield source


def _add_line(lines: dict[tuple[object, ...], DueLine], source: AskedReport | Order | AskedPlan, year: int) -> None:
    topic = None if isinstance(source, Order) else source.topic
    receivers: tuple[str, ...] = ()
    if isinstance(source, AskedPlan):
        period, what, named, printed = Period(year, "Y"), "plan", None, source.plan.printed
        identity: tuple[object, ...] = (id(source.plan), year)
    elif isinstance(source, AskedReport):
        period, receivers, named = source.period, source.hops, source.named
        what = "product" if source.assignment.product is source.report else "report"
        what = "reminder" if source.reminder is not None else what
        printed = (source.rule.printed if source.rule else None) or source.report.printed
        identity = (id(source.report), source.period, receivers, source.due.document)
    else:
        period, what, receivers, named = source.period, "consolidation", source.to, source.named
        printed = (source.rule.printed if source.rule else None) or source.entry.printed
        identity = (id(source.entry), source.period, receivers)
    before = lines.get(identity)
    who = (*(before.agencies if before else ()), source.agency)
    due = source.due
    lines[identity] = DueLine(
        due.document or source.document.key,
        tuple(dict.fromkeys(who)),
        period,
        what,
        due.phrase,
        printed or "",
        named,
        due.last_day,
        receivers,
        topic,
        due.at,
    )


def find_rule(text: str) -> Rule:
    """The rule of that code or name. Raises UnknownRule."""
    wanted = text.strip().casefold()
    for rule in RULES.values():
        if wanted in (rule.code.casefold(), rule.name):
            return rule
    raise UnknownRule(text, tuple(f"{rule.code} {rule.name}" for rule in RULES.values()))


def _hits(drafts: Drafts) -> Iterator[tuple[str, Hit]]:
    for code, rule in RULES.items():
        for hit in rule.run(drafts):
            yield code, hit


class _CalendarOf:
    """Calendars by year, each loaded once."""

    def __init__(self, library: Library, registry: Registry) -> None:
        self._load = cache(lambda year: load_calendar(years_of(year), library.folders, registry))

    def __call__(self, year: int) -> WorkCalendar:
        return self._load(year)


def _roots(library: Library, documents: Iterable[Document]) -> list[str]:
    return sorted({root.key for document in documents for root in library.roots(document)})


def _years(library: Library, root: str, given: Iterable[int] | None) -> list[int]:
    """From the first document's year to the last year any file of the cascade names; a text not held says nothing."""
    if given is not None:
        return sorted(set(given))
    named: set[int] = set()
    first: list[int] = []
    for document in library.cascade_of(root):
        if document.text == "not-held":
            continue
        own = _years_named(document)
        named |= own
        first.append(min(own))
    return list(range(min(first), max(named) + 1)) if first else []


def _years_named(document: Document) -> set[int]:
    years = {document.date.value.year} if document.date.value else set()
    if document.applies is not None:
        applies = document.applies
        years |= {applies.year} if applies.year is not None else set()
        years |= {day.year for day in (applies.from_, applies.until) if day is not None}
    return years


def _finding(library: Library, found: _Found) -> Finding:
    rule, first = found.rule, found.hits[0][1]
    years: dict[str, list[int]] = {}
    hits: dict[str, Hit] = {}
    for year, hit in found.hits:
        # a period of every year is one case, told without its year
        case = str((hit.facts, hit.period.code if hit.period else None, hit.each))
        hits.setdefault(case, hit)
        years.setdefault(case, []).append(year)
    cases = (Case(hit.facts, hit.period, hit.each, tuple(sorted(set(years[case])))) for case, hit in hits.items())
    place = _place(library, first)
    return Finding(
        rule.code, rule.name, rule.severity, place, tuple(cases), rule.cites, _acknowledged(library, first, rule)
    )


def _place(library: Library, hit: Hit) -> Place:
    """Where a finding is shown: at what it speaks of; where that was not written, at the document's key."""
    if hit.place.line or hit.document not in library.loaded:
        return hit.place
    return library.get(hit.document).place_of("key").cited(hit.place.at)


def _acknowledged(library: Library, hit: Hit, rule: Rule) -> str | None:
    if hit.document not in library.loaded:
        return None
    for item in library.get(hit.document).acknowledged:
        if item.rule in (rule.name, rule.code) and item.at in (None, hit.place.at):
            return item.reason
    return None


def counts(finding: Finding) -> bool:
    """Whether it counts for the exit code of `check --strict`: an error or warning that nobody acknowledged."""
    return finding.severity is not Severity.NOTE and finding.acknowledged is None
