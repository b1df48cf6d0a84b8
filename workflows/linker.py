"""Files → cascade: which documents are in force in a year, whom each names, which reports it asks for which periods.

Nobody writes the whole tree down; it is what comes out when the documents are linked by `implements` and `carries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from workflows import periods
from workflows.agencies import Agency, Registry
from workflows.calendars import WorkCalendar, load_calendar, years_of
from workflows.cascade import AskedPlan, AskedReport, Cascade, Order, StandingDuty, as_of
from workflows.due_dates import Dated, apply_rule, phrase_of, rules_by_word
from workflows.errors import BadYear
from workflows.findings import Place
from workflows.graph import DueDate
from workflows.library import Library
from workflows.naming import Names, Naming, Route, all_named
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
        item.spell_out()
    _meet(cascade, linked)
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
    """One assignment of a document with one report of it, and the codes of that one's periods (code → rule).

    `agencies`, `hops`: whom it names as the year begins; who is asked in a period is seen on the period's own day.
    `meant`: whom it asks on a day, and where they report.
    """

    assignment: Assignment
    report: Report | None
    agencies: tuple[str, ...]
    hops: dict[str, tuple[str, ...]]
    rules: dict[str, DueRule] = field(default_factory=dict)
    unspecified: DueRule | None = None
    borrowed: str | None = None
    meant: dict[date, tuple[tuple[str, ...], Route]] = field(default_factory=dict)

    @property
    def from_issuer(self) -> bool:
        return any(selector.agency == "issuer" for selector in self.assignment.who)

    @property
    def is_open(self) -> bool:
        """Whether some who report cannot be enumerated."""
        return any(selector.open is not None or selector.listed is not None for selector in self.assignment.who)


@dataclass
class _Merging:
    """One `consolidates` entry and the codes of the periods that it merges; `agencies`, `to`: as the year begins."""

    entry: Consolidates
    agencies: tuple[str, ...]
    to: tuple[str, ...]
    rules: dict[str, DueRule | None] = field(default_factory=dict)
    borrowed: str | None = None


class _LinkedDocument:
    """One document while its periods are found and spelt out, each with those whom it names on the period's day."""

    def __init__(self, cascade: Cascade, document: Document) -> None:
        self.cascade, self.document, self.year = cascade, document, cascade.year
        self.day = as_of(document, cascade.year)
        self.naming = Naming(cascade, document)
        self.superseded = self._superseded_topics()
        self._has_codes = False
        self.spelt: list[AskedReport] = []
        for key in document.issuer:
            if (document.assigns or document.consolidates) and key not in cascade.registry:
                self.naming.on(self.day).known(key, document.place_of("issuer"), document.at or "")
        self.work = [work for assignment in document.assigns for work in self._work(assignment)]
        self.mergers = [self._merging(entry) for entry in document.consolidates]

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

    # -- assignments -------------------------------------------------------------------------------------------------

    def _work(self, assignment: Assignment) -> Iterator[_Work]:
        for duty in assignment.duty:
            where = self.cascade.cited_at(duty, assignment, self.document)
            for agency in self.naming.on(self.day, assignment.topic).assignees(assignment):
                self.cascade.duties.append(StandingDuty(self.document.key, agency, duty.content, where))
        first = self.naming.on(self.day, assignment.topic, is_quiet=True)
        agencies = first.assignees(assignment)
        if assignment.report is None and assignment.product is None:
            yield _Work(assignment, None, agencies, {})
        for report in filter(None, (assignment.report, assignment.product)):
            work = _Work(assignment, report, agencies, {})
            work.hops = first.route(report, assignment, (*agencies, *(("",) if work.is_open else ()))).hops
            self._write_rules(work, report)
            yield work

    def _asked(self, work: _Work, day: date) -> tuple[tuple[str, ...], Route]:
        """Whom an assignment asks on a day, and where they report; who would report to nobody is left out."""
        if day not in work.meant:
            names = self.naming.on(day, work.assignment.topic)
            agencies = names.assignees(work.assignment)
            route = Route({}, False)
            if work.report is not None:
                beside = ("",) if work.is_open else ()
                route = names.route(work.report, work.assignment, (*agencies, *beside))
                self.cascade.open_receivers.update(route.hops.get("", ()))
                agencies = tuple(agency for agency in agencies if route.hops.get(agency))
            work.meant[day] = agencies, route
        return work.meant[day]

    def _write_rules(self, work: _Work, report: Report) -> None:
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
        at = self.cascade.cited_at(entry, self.document)
        merging = _Merging(entry, *self._merged_by(entry, self.naming.on(self.day, is_quiet=True)))
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

    def _merged_by(self, entry: Consolidates, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who consolidates by that entry, and for whom."""
        at = self.cascade.cited_at(entry, self.document)
        agencies = names.parties(entry.who, None, entry.place_of("who"), at)
        return agencies, names.parties(entry.to, agencies[0] if agencies else None, entry.place_of("to"), at)

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
        first = self.naming.on(self.day, work.assignment.topic, is_quiet=True)
        named = first.parties(work.report.to, None, Place(), "") if work.report else ()
        receivers = {*named, *self.document.issuer} if work.report else set()
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

    def spell_out(self) -> None:
        """Every report, plan and order of this document, per agency and period of the year."""
        for work in self.work:
            asked = self._spell_reports(work)
            self._spell_plans(work, asked)
            if not work.meant:
                self._asked(work, self.day)  # nothing is owed of it; whom it names must exist even so
        for merging in self.mergers:
            spelt = [self._spell_order(merging, Period(self.year, code), rule) for code, rule in merging.rules.items()]
            if not any(spelt):
                self._merged_by(merging.entry, self.naming.on(self.day))  # likewise

    def _day_of(self, period: Period, dated: Dated) -> date:
        """The day on which a period's work is owed, when its names are taken.

        The last on-time day, or the period's last day where that is earlier or no day is named; of work asked once
        without a day, and of a document issued later, the day of `as_of`.
        """
        if period.code == "once" and dated.last_day is None:
            return self.day
        return max(self.day, min(period.last_day, dated.last_day or period.last_day))

    def _spell_reports(self, work: _Work) -> dict[str, tuple[str, ...]]:
        """The periods for which a report is asked (code), with those who are asked for it."""
        report, asked = work.report, dict[str, tuple[str, ...]]()
        if report is None:
            return asked
        for code, rule in work.rules.items():
            period = Period(self.year, code)
            dated = self._dated(rule, period)
            if not self._belongs(period, dated, work.assignment.topic):
                continue
            day = self._day_of(period, dated)
            names = self.naming.on(day, work.assignment.topic)
            asked[code], route = self._asked(work, day)
            at = self.cascade.cited_at(rule, report, work.assignment, self.document)
            is_borrowed = bool(rule.place.line) and rule.place.file != self._file
            written = code if code in report.due.periods else "unspecified"
            place = rule.place if rule.place.line and not is_borrowed else report.due.place_of(written)
            place = (place if place.line else report.place_of("due")).cited(at)
            to_all = names.parties(report.to, None, report.place_of("to"), at) if all_named(report.to) else None
            drafters = (
                names.parties(report.drafted_by, None, report.place, at) if all_named(report.drafted_by) else None
            )
            for agency in asked[code]:
                to = to_all if to_all is not None else names.parties(report.to, agency, report.place_of("to"), at)
                drafted_by = (
                    drafters if drafters is not None else names.parties(report.drafted_by, agency, report.place, at)
                )
                hops = route.hops.get(agency, ())
                dated = self._dated(rule, period, agency)
                spelt = AskedReport(
                    self.document,
                    work.assignment,
                    report,
                    agency,
                    work.assignment.topic,
                    period,
                    hops,
                    route.is_via,
                    to or hops,
                    DueDate(dated.last_day, phrase_of(rule), self.document.key, at),
                    dated.named,
                    rule,
                    drafted_by,
                    place,
                    work.from_issuer,
                    day,
                    is_borrowed,
                )
                self.cascade.reports.append(spelt)
                self.spelt.append(spelt)
        return asked

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

    def takers(self, keys: tuple[str, ...], day: date, holders: Mapping[str, date]) -> tuple[str, ...]:
        """These receivers, named on a day, each as who has a task of the period (`holders`, with their days)."""
        return tuple(dict.fromkeys(self._taker(key, day, holders) for key in keys))

    def _taker(self, key: str, day: date, holders: Mapping[str, date]) -> str:
        if key in holders:
            return key
        for later in sorted({on for on in holders.values() if on > day}):
            heir = self.naming.on(later, is_quiet=True).holder_of(key)
            if heir is not None and holders.get(heir) == later:
                return heir
        registry = self.cascade.registry
        before = (each for each, on in holders.items() if on < day and each in registry)
        gone = (each for each in before if not registry.get(each).in_force_on(day))
        return next((each for each in gone if self.naming.on(day, is_quiet=True).holder_of(each) == key), key)

    def _spell_plans(self, work: _Work, asked: dict[str, tuple[str, ...]]) -> None:
        plan = work.assignment.plan
        if plan is None or (
            work.report is not None and work.report is work.assignment.product and work.assignment.report is not None
        ):
            return
        if work.assignment.topic in self.superseded and not asked:
            return
        if plan.every == "once" and self._first_year() not in (None, self.year):
            return
        rules = rules_by_word(plan.due)
        rule = next(iter(rules.values()), None)
        period = Period(self.year, next(iter(asked), "once"))
        at = self.cascade.cited_at(rule, plan, work.assignment, self.document)
        for agency, (day, codes) in self._planners(work, asked, self._dated(rule, period)).items():
            due = DueDate(self._dated(rule, period, agency).last_day, phrase_of(rule), self.document.key, at)
            topic = work.assignment.topic
            self.cascade.plans.append(AskedPlan(self.document, work.assignment, plan, agency, topic, codes, due, day))

    def _planners(
        self, work: _Work, asked: dict[str, tuple[str, ...]], dated: Dated
    ) -> dict[str, tuple[date, tuple[str, ...]]]:
        """Who makes the plan, taken on which day, and the periods that it precedes (code).

        A plan with a day is owed by those whom the assignment names on that day, one without by all who are asked for
        any period.
        """
        if dated.last_day is None and asked:
            makers = dict.fromkeys(agency for agencies in asked.values() for agency in agencies)
            day = max(self._day_of(Period(self.year, code), dated) for code in asked)
        else:
            day = self._day_of(Period(self.year, "once"), dated)
            makers = dict.fromkeys(self._asked(work, day)[0])
        periods_of = {agency: tuple(code for code in asked if agency in asked[code]) for agency in makers}
        return {agency: (day, codes or ("once",)) for agency, codes in periods_of.items()}

    def _first_year(self) -> int | None:
        applies, issued = self.document.applies, self.document.date.value
        if applies is not None and applies.from_ is not None:
            return applies.from_.year
        return issued.year if issued is not None else None

    def _spell_order(self, merging: _Merging, period: Period, rule: DueRule | None) -> bool:
        """The orders to merge that period; whether it is merged at all."""
        dated = self._dated(rule, period)
        day = self._day_of(period, dated)
        agencies, _ = self._merged_by(merging.entry, self.naming.on(day, is_quiet=True))
        sent = [(report.hops, report.day) for report in self.spelt if report.period == period]
        sent += [(work.hops.get("", ()), self.day) for work in self.work]
        is_sent = any(
            self.naming.are_one(hop, on, agency, day) for hops, on in sent for hop in hops for agency in agencies
        )
        is_taken = rule is _whole_rule(merging.entry)  # from the reports sent to it, not named by its own `due`
        if not is_sent and (is_taken or not self._belongs(period, dated, None)):
            return False
        agencies, to = self._merged_by(merging.entry, self.naming.on(day))
        at = self.cascade.cited_at(rule, merging.entry, self.document)
        for agency in agencies:
            dated = self._dated(rule, period, agency)
            due = DueDate(dated.last_day, phrase_of(rule), self.document.key, at)
            order = Order(
                self.document,
                merging.entry,
                agency,
                period,
                to,
                due,
                dated.named,
                rule,
                merging.entry.place.cited(at),
                day,
                is_borrowed=rule is not None and bool(rule.place.line) and rule.place.file != self._file,
            )
            self.cascade.orders.append(order)
        return True


def _meet(cascade: Cascade, linked: Iterable[_LinkedDocument]) -> None:
    """Bring together who sends a report and who takes it in, where an agency ends between the days of both."""
    holders: dict[Period, dict[str, date]] = {}
    general = [report for report in cascade.reports if report.topic is None]
    for each in general:
        holders.setdefault(each.period, {})[each.agency] = each.day
    for order in cascade.orders:
        holders.setdefault(order.period, {})[order.agency] = order.day
    of = {item.document.key: item for item in linked}

    @cache
    def takers(document: str, keys: tuple[str, ...], day: date, period: Period) -> tuple[str, ...]:
        return of[document].takers(keys, day, holders.get(period, {}))

    for at, report in enumerate(cascade.reports):
        hops, to = (takers(report.document.key, keys, report.day, report.period) for keys in (report.hops, report.to))
        if (hops, to) != (report.hops, report.to):
            cascade.reports[at] = replace(report, hops=hops, to=to)
    for at, order in enumerate(cascade.orders):
        to = takers(order.document.key, order.to, order.day, order.period)
        if to != order.to:
            cascade.orders[at] = replace(order, to=to)


def _whole_rule(entry: Consolidates) -> DueRule | None:
    return entry.due.whole or entry.due.periods.get("unspecified")


def _is_first_quarter(word: str, written: Mapping[str, DueRule]) -> bool:
    """Whether `Q` stands beside named periods: then it is the first quarter, in what is asked and in what is merged."""
    return word == "Q" and bool(written.keys() - {"Q", "ad-hoc", "unspecified"})
