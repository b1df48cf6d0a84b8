"""Files → cascade: which documents are in force in a year, whom each names, which reports it asks for which periods.

Nobody writes the whole tree down; it is what comes out when the documents are linked by `implements` and `carries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows import periods
from workflows.agencies import KINDS, Agency, Registry, Succession
from workflows.agency_records import in_words
from workflows.calendars import WorkCalendar, load_calendar, years_of
from workflows.cascade import AskedPlan, AskedReport, Cascade, Order, StandingDuty, as_of
from workflows.due_dates import Dated, apply_rule, phrase_of, rules_by_word
from workflows.errors import BadYear, UnknownAgency
from workflows.findings import Place
from workflows.graph import DueDate
from workflows.library import Library
from workflows.periods import Period
from workflows.reminders import redate
from workflows.said import Said
from workflows.schema import Assignment, Consolidates, Document, DueRule, Party, Report, Selector


def link(
    library: Library, registry: Registry, directive: str, year: int, calendar: WorkCalendar | None = None
) -> Cascade:
    """Link a directive's documents for one year. Raises UnknownDocument, BadYear; all else becomes irregularities."""
    if not 1900 <= year <= 2999:
        raise BadYear(directive, year)
    days = calendar if calendar is not None else load_calendar(years_of(year), library.folders, registry)
    in_force = [document for document in library.cascade_of(directive) if document.in_force_in(year)]
    in_force = _without_replaced(library, in_force, year)
    registry = registry.with_units(_units_named(in_force, registry))
    cascade = Cascade(library.get(directive), year, library, registry, days, tuple(in_force))
    linked = [_LinkedDocument(cascade, document) for document in in_force]
    by_key = {item.document.key: item for item in linked}
    for item in linked:
        item.find_codes(by_key)
    for item in linked:
        item.fill_unspecified(linked)
    for item in linked:
        item.spell_out(by_key)
    redate(cascade)
    return cascade


def _units_named(documents: Iterable[Document], registry: Registry) -> Iterator[Agency]:
    """The units inside agencies that these documents name as givers or takers of work."""
    for document in documents:
        named: list[Selector | Party] = []
        for assignment in document.assigns:
            named += (*assignment.who, *assignment.with_)
            for report in filter(None, (assignment.report, assignment.product)):
                named += (*report.to, *report.via, *report.drafted_by)
        for entry in document.consolidates:
            named += (*entry.who, *entry.to)
        for each in named:
            if each.unit is not None and each.of in registry:
                above = registry.get(str(each.of))
                name_en = f"{each.unit_en or each.unit}, {above.name_en or above.name}"
                yield Agency(
                    key=str(each.agency),
                    name=f"{each.unit}, {above.name}",
                    name_en=name_en,
                    kind="public-unit",
                    level=above.level,
                    superior=above.key,
                    valid_from=above.valid_from,
                    valid_until=above.valid_until,
                    source=document.key,
                )


def _without_replaced(library: Library, documents: list[Document], year: int) -> list[Document]:
    """Leaves out documents that another one in force replaced before the year began."""
    gone = set()
    for document in documents:
        for citation in document.replaces:
            replaced, start = library.resolve(citation), citation.from_ or document.date.value
            if replaced is not None and start is not None and start <= date(year, 1, 1):
                gone.add(replaced.key)
    return [document for document in documents if document.key not in gone]


@dataclass
class _Work:
    """One assignment of a document with those it names, and the codes of its report's periods (word → code → rule)."""

    assignment: Assignment
    agencies: tuple[str, ...]
    from_issuer: bool
    report: Report | None
    hops: dict[str, tuple[str, ...]]
    is_via: bool
    rules: dict[str, DueRule] = field(default_factory=dict)
    unspecified: DueRule | None = None
    borrowed: str | None = None


@dataclass
class _Merging:
    """One `consolidates` entry and the codes of the periods that it merges."""

    entry: Consolidates
    agencies: tuple[str, ...]
    to: tuple[str, ...]
    rules: dict[str, DueRule | None] = field(default_factory=dict)
    borrowed: str | None = None


class _LinkedDocument:
    """One document while its names are resolved and its periods spelt out."""

    def __init__(self, cascade: Cascade, document: Document) -> None:
        self.cascade, self.document = cascade, document
        self.registry, self.year = cascade.registry, cascade.year
        self.day = as_of(document, cascade.year)
        self.superseded = self._superseded_topics()
        self._topic: str | None = None  # of the assignment whose names are resolved
        self._has_codes = False
        self.spelt: list[AskedReport] = []
        for key in document.issuer:
            if (document.assigns or document.consolidates) and key not in cascade.registry:
                self._known(key, document.place_of("issuer"), document.at or "")
        self.work = [work for assignment in document.assigns for work in self._work(assignment)]
        self.mergers = [self._merging(entry) for entry in document.consolidates]

    # -- who ---------------------------------------------------------------------------------------------------------

    def _superseded_topics(self) -> dict[str | None, date]:
        """Topics whose assignments an amending document in force replaces whole, and from which day."""
        topics: dict[str | None, date] = {}
        for other in self.cascade.documents:
            for citation in (*other.amends, *other.replaces):
                if self.cascade.library.resolve(citation) is not self.document:
                    continue
                start = citation.from_ or other.date.value or date(self.year, 1, 1)
                wanted = {item.topic for item in (self.document if citation in other.replaces else other).assigns}
                for topic in wanted:
                    topics[topic] = min(start, topics.get(topic, start))
        return topics

    def _known(self, key: str, place: Place, at: str) -> str | None:
        """The key, if such an agency exists and is in force; else remembers why not."""
        if key == "issuer":
            key = self.document.issuer[0]
        try:
            agency = self.registry.get(key)
        except UnknownAgency as error:
            same_role = [item.key for item in self.registry.search(key)] if "." not in key else []
            near = [item for item in same_role if item.split(".")[0] == self.document.issuer[0].split(".")[0]]
            nearest = tuple(agency.key for agency in error.candidates)
            self.cascade.note(
                "unknown-agency",
                self.document,
                place.cited(at),
                agency=key,
                candidates=tuple(near or same_role) or nearest,
                count=len(same_role),
            )
            return None
        if agency.in_force_on(self.day):
            return key
        if (line := self._line_of_one(key)) is not None:
            first, last = line[0], line[-1]
            facts = {"agency": key, "heir": last.to_key, "since": first.on, "basis": in_words(first.basis)}
            self.cascade.note("agency-succeeded", self.document, place.cited(at), **facts)
            return last.to_key
        heirs = tuple(self._heirs(key))
        self.cascade.note("agency-not-in-force", self.document, place.cited(at), agency=key, day=self.day, heirs=heirs)
        return None

    def _line_of_one(self, key: str) -> list[Succession] | None:
        """From an agency that ended to who holds all its work on the document's day; None where that is not one.

        What the document itself answers (`succeeds`) counts before what the registry tells.
        """
        line: list[Succession] = []
        seen = {key}
        while not (line and self.registry.get(key).in_force_on(self.day)):
            edges = self._answered(key) or self.registry.successors_of(key)
            edges = [edge for edge in edges if edge.on is None or edge.on <= self.day]
            if len(edges) != 1 or edges[0].extent != "whole":
                return None
            key = edges[0].to_key
            if key in seen or key not in self.registry:
                return None
            seen.add(key)
            line.append(edges[0])
        return line

    def _answered(self, key: str) -> list[Succession]:
        """What the document says of who holds an agency's work: for this topic, else for all."""
        said = [each for each in self.document.succeeds if each.agency == key and each.topic in (None, self._topic)]
        said.sort(key=lambda each: each.topic is None)
        return [Succession(key, each.by, None, "whole", each.at or self.document.key) for each in said[:1]]

    def _heirs(self, key: str) -> list[str]:
        """Who has its work on the document's day: successors, and theirs, until each is in force."""
        heirs: dict[str, None] = {}
        open_, seen = [key], {key}
        while open_:
            for succession in self.registry.successors_of(open_.pop()):
                heir = succession.to_key
                if heir in seen:
                    continue
                seen.add(heir)
                if heir in self.registry and self.registry.get(heir).in_force_on(self.day):
                    heirs[heir] = None
                else:
                    open_.append(heir)
        return list(heirs)

    def _party(self, party: Party, near: str | None, place: Place, at: str) -> str | None:
        """One agency that a document names, or the one of that role near the reporter."""
        spot = party.place if party.place.line else place
        if party.agency is not None:
            return self._known(party.agency, spot, at)
        area = party.under or (near or self.document.issuer[0]).split(".")[0]
        kinds = (party.kind,) if party.kind else KINDS
        known = area in self.registry
        hits = self.registry.select(kinds, under=area, role=party.role, on=self.day) if known else ()
        if len(hits) == 1:
            return hits[0].key
        self.cascade.note(
            "unknown-agency",
            self.document,
            spot.cited(at),
            agency=f"{party.kind or ''} {party.role or ''} @ {area}".strip(),
            candidates=tuple(hit.key for hit in hits),
            count=len(hits),
        )
        return None

    def _parties(self, parties: Iterable[Party], near: str | None, place: Place, at: str) -> tuple[str, ...]:
        found = (self._party(party, near, place, at) for party in parties)
        return tuple(dict.fromkeys(key for key in found if key is not None))

    def _selected(self, selector: Selector, assignment: Assignment) -> tuple[str, ...]:
        at = self.cascade.cited_at(assignment, self.document)
        place = (selector.place if selector.place.line else assignment.place_of("who")).cited(at)
        if selector.open is not None or selector.listed is not None:
            self.cascade.note("open-assignees", self.document, place, words=selector.open or selector.listed)
            return ()
        if selector.agency is not None:
            if selector.agency == "issuer" and self.document.issuer[0] not in self.registry:
                return self.document.issuer[:1]  # told once, at the document
            key = self._known(selector.agency, place, at)
            if key is not None:
                self._within_reach(key, place)
            return (key,) if key is not None else ()
        under = selector.under or self._reach()
        if under is not None and (under := self._known(under, place, at)) is None:
            return ()
        if under is not None:
            self._within_reach(under, place)
        hits, has_gone = self._of_kinds(selector, under, place)
        hits = [key for key in hits if key not in self.document.issuer]
        for left_out in selector.except_:
            if left_out not in hits:
                self.cascade.note("except-matches-nothing", self.document, place, agency=left_out, day=self.day)
        hits = [key for key in hits if key not in selector.except_]
        if not hits and not has_gone:
            self.cascade.note(
                "empty-selector", self.document, place, kind=", ".join(selector.kind), under=under or "–", day=self.day
            )
        if selector.count is not None and selector.count != len(hits):
            self.cascade.note(
                "count-mismatch",
                self.document,
                place,
                said=selector.count,
                found=len(hits),
                day=self.day,
                agencies=tuple(hits),
            )
        return tuple(hits)

    def _of_kinds(self, selector: Selector, under: str | None, place: Place) -> tuple[list[str], bool]:
        """The agencies of these kinds in force on the document's day, and whether some kind has ended.

        Of a kind of whom nobody is left, though there were some, those that the document says stand for it.
        """
        role, day = selector.role, self.day
        hits = self.registry.select(selector.kind or KINDS, under=under, role=role, on=day)
        absent = [kind for kind in selector.kind if kind not in {hit.kind for hit in hits}]
        gone = [kind for kind in absent if self.registry.select([kind], under=under, role=role)]
        said = {tier.tier: tier.now for tier in reversed(self.document.tiers)}
        now = selector.now or tuple(kind for tier in gone for kind in said.get(tier, ()))
        untold = [] if selector.now else [tier for tier in gone if tier not in said]
        if gone and now:
            hits = (*hits, *self.registry.select(now, under=under, role=role, on=day))
        if untold:
            facts = {"kinds": tuple(untold), "under": under or "–", "day": day}
            self.cascade.note("tier-gone", self.document, place, **facts)
        return sorted({hit.key for hit in hits}), bool(gone)

    def _reach(self) -> str | None:
        """None: the whole country, for a central issuer; else the issuer's own area."""
        issuer = self.document.issuer[0]
        if issuer not in self.registry or self.registry.get(issuer).level == "central":
            return None
        line = None if self.registry.get(issuer).in_force_on(self.day) else self._line_of_one(issuer)
        return issuer if line is None else line[-1].to_key

    def _within_reach(self, key: str, place: Place) -> None:
        reach = self._reach()
        if reach is not None and key not in self.document.issuer and not self.registry.is_under(key, reach):
            self.cascade.note("outside-authority", self.document, place, agency=key, issuer=reach)

    # -- assignments -------------------------------------------------------------------------------------------------

    def _work(self, assignment: Assignment) -> Iterator[_Work]:
        chosen: list[str] = []
        from_issuer, self._topic = False, assignment.topic
        for selector in assignment.who:
            from_issuer |= selector.agency == "issuer"
            chosen += self._selected(selector, assignment)
        agencies = tuple(dict.fromkeys(chosen))
        at = self.cascade.cited_at(assignment, self.document)
        self._co_workers(assignment, at)
        for agency in agencies:
            for duty in assignment.duty:
                where = self.cascade.cited_at(duty, assignment, self.document)
                self.cascade.duties.append(StandingDuty(self.document.key, agency, duty.content, where))
        if assignment.report is None and assignment.product is None:
            yield _Work(assignment, agencies, from_issuer, None, {}, False)
        for report in (assignment.report, assignment.product):
            if report is None:
                continue
            hops, is_via = self._hops(report, assignment, agencies, at)
            if any(selector.open is not None or selector.listed is not None for selector in assignment.who):
                hops |= self._hops(report, assignment, ("",), at)[0]
                self.cascade.open_receivers.update(hops[""])
            reporting = tuple(agency for agency in agencies if hops.get(agency))  # to nobody: an error, and left out
            work = _Work(assignment, reporting, from_issuer, report, hops, is_via)
            self._write_rules(work, report, at)
            yield work

    def _co_workers(self, assignment: Assignment, at: str) -> None:
        """They get no task, but they must exist."""
        place = assignment.place_of("with").cited(at)
        for selector in assignment.with_:
            if selector.agency is not None and selector.agency != "issuer":
                self._known(selector.agency, place, at)
            if selector.kind or selector.role:
                under = selector.under or self._reach()
                kinds = selector.kind or KINDS
                if not self.registry.select(kinds, under=under, role=selector.role, on=self.day):
                    said = ", ".join(selector.kind)
                    self.cascade.note(
                        "empty-selector", self.document, place, kind=said, under=under or "–", day=self.day
                    )

    def _hops(
        self, report: Report, assignment: Assignment, agencies: tuple[str, ...], at: str
    ) -> tuple[dict[str, tuple[str, ...]], bool]:
        """The first hop of each agency's report: `via`, else `to`, else the document's only consolidator."""
        place = report.place_of("via" if report.via else "to")
        if report.via or report.to:
            wanted = report.via or report.to
            if all(party.agency is not None for party in wanted):
                same = self._parties(wanted, None, place, at)
                return dict.fromkeys(agencies, same), bool(report.via)
            return {agency: self._parties(wanted, agency, place, at) for agency in agencies}, bool(report.via)
        consolidators = {party.agency for entry in self.document.consolidates for party in entry.who}
        if len(consolidators) == 1:
            only = self._parties(self.document.consolidates[0].who, None, place, at)
            return dict.fromkeys(agencies, only), True
        self.cascade.note(
            "no-consolidator",
            self.document,
            (report.place if report.place.line else place).cited(at),
            count=len(consolidators),
        )
        return dict.fromkeys(agencies, ()), False

    def _write_rules(self, work: _Work, report: Report, at: str) -> None:
        written = rules_by_word(report.due)
        is_product = work.assignment.product is report
        for word, rule in written.items():
            if word == "ad-hoc":
                continue
            if word == "*" and is_product:
                work.rules["once"] = rule
            elif word == "*" and rule.as_ is not None and self.cascade.library.loaded.get(rule.as_) is not None:
                work.borrowed = rule.as_
            elif word in ("*", "unspecified"):
                work.unspecified = rule
            elif _is_first_quarter(word, written):
                work.rules["Q1"] = rule
                place = report.due.place_of(word) if report.due.place.line else report.place
                self.cascade.note(
                    "reading",
                    self.document,
                    place.cited(self.cascade.cited_at(rule, report, work.assignment, self.document)),
                    why=rule.reading or report.reading or Said("rule.D104.first-quarter"),
                )
            else:
                for code in periods.expand(word):
                    work.rules[code] = rule

    def _merging(self, entry: Consolidates) -> _Merging:
        at, self._topic = self.cascade.cited_at(entry, self.document), None
        agencies = self._parties(entry.who, None, entry.place_of("who"), at)
        merging = _Merging(
            entry, agencies, self._parties(entry.to, agencies[0] if agencies else None, entry.place_of("to"), at)
        )
        written = rules_by_word(entry.due)
        for word, rule in written.items():
            if _is_first_quarter(word, written):
                merging.rules["Q1"] = rule
                place = (entry.due.place_of(word) if entry.due.place.line else entry.place).cited(at)
                why = rule.reading or entry.reading or Said("rule.D104.first-quarter")
                self.cascade.note("reading", self.document, place, why=why)
            elif word not in ("*", "unspecified", "ad-hoc"):
                merging.rules |= dict.fromkeys(periods.expand(word), rule)
            elif word == "*" and rule.as_ is not None and rule.as_ in self.cascade.library.loaded:
                merging.borrowed = rule.as_
        return merging

    # -- periods -----------------------------------------------------------------------------------------------------

    def find_codes(self, by_key: dict[str, _LinkedDocument]) -> None:
        """Periods named outright, borrowed from another document, or those of the reports sent to a consolidation.

        A document from which one borrows finds its own first; who borrows in a circle gets nothing.
        """
        if self._has_codes:
            return
        self._has_codes = True
        for work in self.work:
            for agency in work.agencies:
                whose = (agency, *self.document.issuer)
                work.rules |= self._borrowed(by_key, work.borrowed, whose)
                for code, rule in list(work.rules.items()):
                    work.rules[code] = self._borrowed(by_key, rule.as_, whose).get(code, rule)
        for merging in self.mergers:
            whose = (*merging.agencies, *self.document.issuer)
            merging.rules |= self._borrowed(by_key, merging.borrowed, whose)
            for code, named in list(merging.rules.items()):
                if named is not None:
                    merging.rules[code] = self._borrowed(by_key, named.as_, whose).get(code, named)
            self._take_sent(merging)

    def _borrowed(
        self, by_key: dict[str, _LinkedDocument], key: str | None, agencies: tuple[str, ...]
    ) -> dict[str, DueRule]:
        """The rules that a document referred to by `as: KEY` has for these agencies; none where it is not in force."""
        other = by_key.get(key) if key is not None else None
        if other is None or other is self:
            return {}
        other.find_codes(by_key)
        return other.rules_for(agencies)

    def _take_sent(self, merging: _Merging) -> None:
        for work in self.work:
            if any(set(hops) & set(merging.agencies) for hops in work.hops.values()):
                for code in work.rules:
                    merging.rules.setdefault(code, _whole_rule(merging.entry))

    def rules_for(self, agencies: Iterable[str]) -> dict[str, DueRule]:
        """The rules by which this document dates the reports of the first of these agencies that it asks."""
        for agency in agencies:
            for work in self.work:
                if agency in work.agencies and work.rules:
                    return dict(work.rules)
        return {}

    def fill_unspecified(self, linked: list[_LinkedDocument]) -> None:
        """Periods for reports asked "periodically": see decision (i) to (iii); `once` where nothing tells."""
        for work in self.work:
            if work.report is None or (work.unspecified is None and (work.borrowed is None or work.rules)):
                continue
            rule = work.unspecified or DueRule.model_validate({"as": work.borrowed})
            codes = self._unspecified_codes(work, linked)
            if not codes:
                at = self.cascade.cited_at(rule, work.report, work.assignment, self.document)
                self.cascade.note("no-period", self.document, work.report.place_of("due").cited(at))
            for code in codes or ("once",):
                work.rules.setdefault(code, rule)
        for merging in self.mergers:
            self._take_sent(merging)

    def _unspecified_codes(self, work: _Work, linked: list[_LinkedDocument]) -> tuple[str, ...]:
        hops = {hop for hops in work.hops.values() for hop in hops}
        merged_here = [code for merging in self.mergers if set(merging.agencies) & hops for code in merging.rules]
        if merged_here:
            return tuple(dict.fromkeys(merged_here))
        if work.from_issuer:
            upward = [
                code
                for merging in self.mergers
                if set(merging.to) & set(self.document.issuer)
                for code in merging.rules
            ]
            if upward:
                return tuple(dict.fromkeys(upward))
        receivers = {*self._parties(work.report.to, None, Place(), ""), *self.document.issuer} if work.report else set()
        asked = [
            code
            for other in linked
            if other is not self
            for item in other.work
            if set(item.agencies) & receivers
            for code in item.rules
        ]
        return tuple(dict.fromkeys(asked))

    # -- spelt out ---------------------------------------------------------------------------------------------------

    def spell_out(self, by_key: dict[str, _LinkedDocument]) -> None:
        """Every report, plan and order of this document, per agency and period of the year."""
        for work in self.work:
            codes = self._spell_reports(work) if work.report is not None else ()
            self._spell_plans(work, codes)
        for merging in self.mergers:
            for code, rule in merging.rules.items():
                self._spell_order(merging, Period(self.year, code), rule)

    def _spell_reports(self, work: _Work) -> tuple[str, ...]:
        report = work.report
        assert report is not None
        kept = []
        for code, rule in work.rules.items():
            period = Period(self.year, code)
            dated = self._dated(rule, period)
            if not self._belongs(period, dated, work.assignment.topic):
                continue
            kept.append(code)
            at = self.cascade.cited_at(rule, report, work.assignment, self.document)
            is_borrowed = bool(rule.place.line) and rule.place.file != self._file
            written = code if code in report.due.periods else "unspecified"
            place = rule.place if rule.place.line and not is_borrowed else report.due.place_of(written)
            place = (place if place.line else report.place_of("due")).cited(at)
            to_all = self._parties(report.to, None, report.place_of("to"), at) if _all_named(report.to) else None
            drafters = (
                self._parties(report.drafted_by, None, report.place, at) if _all_named(report.drafted_by) else None
            )
            for agency in work.agencies:
                to = to_all if to_all is not None else self._parties(report.to, agency, report.place_of("to"), at)
                drafted_by = (
                    drafters if drafters is not None else self._parties(report.drafted_by, agency, report.place, at)
                )
                hops = work.hops.get(agency, ())
                dated = self._dated(rule, period, agency)
                asked = AskedReport(
                    self.document,
                    work.assignment,
                    report,
                    agency,
                    work.assignment.topic,
                    period,
                    hops,
                    work.is_via,
                    to or hops,
                    DueDate(dated.last_day, phrase_of(rule), self.document.key, at),
                    dated.named,
                    rule,
                    drafted_by,
                    place,
                    work.from_issuer,
                    is_borrowed,
                )
                self.cascade.reports.append(asked)
                self.spelt.append(asked)
        return tuple(kept)

    def _dated(self, rule: DueRule | None, period: Period, agency: str | None = None) -> Dated:
        """The rule applied by the days that all work, or by those of one agency."""
        if rule is None:
            return Dated(None, None)
        calendar = self.cascade.calendar if agency is None else self.cascade.calendar.of(agency)
        return apply_rule(rule, period, calendar, self.document.date.value)

    @property
    def _file(self) -> str:
        return self.document.place.file

    def _belongs(self, period: Period, dated: Dated, topic: str | None) -> bool:
        """Whether this document, and not a later or earlier one, asks for that period."""
        day = dated.last_day or period.last_day
        if topic in self.superseded and day >= self.superseded[topic]:
            return False
        if dated.one_off:
            return self._is_nearest(period, day)
        issued = self.document.date.value
        if issued is not None and day < issued:
            return False
        return self.document.in_force_on(day if day.year == self.year else period.last_day)

    def _is_nearest(self, period: Period, day: date) -> bool:
        """Whether a full date belongs to this year's period, and not to that of the year before or after."""
        if self.document.applies is not None and self.document.applies.year is not None:
            return True
        if period.code == "once":
            return day.year == self.year
        ends = {
            year: abs((day - Period(year, period.code).last_day).days) for year in range(day.year - 1, day.year + 2)
        }
        return min(ends, key=lambda year: ends[year]) == self.year

    def _spell_plans(self, work: _Work, codes: tuple[str, ...]) -> None:
        plan = work.assignment.plan
        if plan is None or (
            work.report is not None and work.report is work.assignment.product and work.assignment.report is not None
        ):
            return
        if work.assignment.topic in self.superseded and not codes:
            return
        if plan.every == "once" and self._first_year() not in (None, self.year):
            return
        rules = rules_by_word(plan.due)
        rule = next(iter(rules.values()), None)
        period = Period(self.year, codes[0] if codes else "once")
        at = self.cascade.cited_at(rule, plan, work.assignment, self.document)
        for agency in work.agencies:
            due = DueDate(self._dated(rule, period, agency).last_day, phrase_of(rule), self.document.key, at)
            self.cascade.plans.append(
                AskedPlan(self.document, work.assignment, plan, agency, work.assignment.topic, codes or ("once",), due)
            )

    def _first_year(self) -> int | None:
        applies, issued = self.document.applies, self.document.date.value
        if applies is not None and applies.from_ is not None:
            return applies.from_.year
        return issued.year if issued is not None else None

    def _spell_order(self, merging: _Merging, period: Period, rule: DueRule | None) -> None:
        dated = self._dated(rule, period)
        sent = [report for report in self.spelt if report.period == period]
        is_taken = rule is _whole_rule(merging.entry)  # from the reports sent to it, not named by its own `due`
        hops = [*(report.hops for report in sent), *(work.hops.get("", ()) for work in self.work)]
        if not any(set(taken) & set(merging.agencies) for taken in hops) and (
            is_taken or not self._belongs(period, dated, None)
        ):
            return
        at = self.cascade.cited_at(rule, merging.entry, self.document)
        for agency in merging.agencies:
            dated = self._dated(rule, period, agency)
            due = DueDate(dated.last_day, phrase_of(rule), self.document.key, at)
            order = Order(
                self.document,
                merging.entry,
                agency,
                period,
                merging.to,
                due,
                dated.named,
                rule,
                merging.entry.place.cited(at),
                is_borrowed=rule is not None and bool(rule.place.line) and rule.place.file != self._file,
            )
            self.cascade.orders.append(order)


def _whole_rule(entry: Consolidates) -> DueRule | None:
    return entry.due.whole or entry.due.periods.get("unspecified")


def _all_named(parties: Iterable[Party]) -> bool:
    return all(party.agency is not None for party in parties)


def _is_first_quarter(word: str, written: Mapping[str, DueRule]) -> bool:
    """Whether `Q` stands beside named periods: then it is the first quarter, in what is asked and in what is merged."""
    return word == "Q" and bool(written.keys() - {"Q", "ad-hoc", "unspecified"})
