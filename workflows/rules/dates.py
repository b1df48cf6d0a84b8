"""Rules about dates (T)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from workflows.calendars import WorkCalendar
from workflows.cascade import AskedReport, Order
from workflows.compiler import Draft, Drafts
from workflows.findings import Place, Severity
from workflows.graph import DueDate
from workflows.periods import Period
from workflows.rules.registry import CIVIL_CODE_148, DECREE_09_8_5, DECREE_09_12, Hit, met, name_of, rule
from workflows.said import Said

Source = AskedReport | Order


@rule("T101", Severity.NOTE, cites=(DECREE_09_8_5,))
def no_due_date(drafts: Drafts) -> Iterator[Hit]:
    """A report or consolidation is asked for, and no document in force says by when."""
    asked_at: dict[Place, set[str]] = {}
    for report in drafts.cascade.reports:
        asked_at.setdefault(report.due_place, set()).add(report.agency)
    for draft in drafts.tasks.values():
        for source in draft.asked:
            if source.due.last_day is not None or (source.rule is not None and source.rule.as_ is not None):
                continue
            if any(due.last_day is not None for due in _dues_beside(draft, source)):
                continue
            count = len(asked_at.get(source.due_place, ())) or 1
            who = name_of(drafts, source.agency) if count == 1 else Said("count.agencies", {"n": count})
            what = Said("report.own" if isinstance(source, AskedReport) else "report.merged")
            yield Hit(source.due_place, source.document.key, {"agency": who, "what": what})


def _dues_beside(draft: Draft, source: Source) -> list[DueDate]:
    """Dates that other documents give the same report."""
    same: list[Source] = list(draft.reports) if isinstance(source, AskedReport) else [*draft.orders, *draft.reports]
    return [other.due for other in same if other is not source and other.document.key != source.document.key]


@rule("T102", Severity.NOTE, cites=(DECREE_09_8_5,))
def no_period(drafts: Drafts) -> Iterator[Hit]:
    """A report is asked for "periodically", and neither its consolidator nor the tier above says for which periods."""
    yield from met(drafts, "no-period")


@rule("T401", Severity.WARNING)
def due_before_issue(drafts: Drafts) -> Iterator[Hit]:
    """A one-off date lies before the date of the document that sets it."""
    for source in _sources(drafts):
        issued = source.document.date.value or source.document.date.not_before
        if issued is not None and source.due.last_day is not None and source.due.last_day < issued:
            yield Hit(
                source.place,
                source.document.key,
                {"day": source.due.last_day, "issued": issued},
                source.period,
            )


@rule("T402", Severity.NOTE, cites=(CIVIL_CODE_148,))
def due_on_day_off(drafts: Drafts) -> Iterator[Hit]:
    """The last on-time day is a Saturday, Sunday or public holiday."""
    for source in _sources(drafts):
        last, calendar = source.due.last_day, drafts.cascade.calendar.of(source.agency)
        if last is None or calendar.is_working_day(last):
            continue
        named = source.named
        each = Said("rule.T402.case", {"day": last, "why": _why_off(calendar, last)})
        if named is not None and named != last and not calendar.is_working_day(named):
            printed = {"case": each, "printed": named, "why": _why_off(calendar, named)}
            each = Said("rule.T402.case-printed", printed)
        yield Hit(source.place, source.document.key, {}, source.period, each)


def _why_off(calendar: WorkCalendar, day: date) -> Said | str:
    """The holiday's name, or the weekday, on which nobody works."""
    return calendar.names.get(day) or Said(f"weekday.{day.isoweekday()}")


@rule("T403", Severity.WARNING, cites=(DECREE_09_12,))
def period_not_over(drafts: Drafts) -> Iterator[Hit]:
    """A periodic report is due before the day on which the data of its period close."""
    for source in _sources(drafts):
        closes, last = source.period.data_closes_on, source.due.last_day
        if closes is None or last is None or _has_own_closing(source) or last >= closes:
            continue
        each = Said("rule.T403.case", {"day": last, "closes": closes})
        yield Hit(source.place, source.document.key, {}, source.period, each)


@rule("T404", Severity.WARNING, cites=(DECREE_09_8_5, DECREE_09_12))
def closing_gap(drafts: Drafts) -> Iterator[Hit]:
    """Between the closing of data and the due date lies less than one working day."""
    for source in _sources(drafts):
        closes, last = source.period.data_closes_on, source.due.last_day
        if closes is None or last is None or _has_own_closing(source) or last < closes:
            continue
        if drafts.cascade.calendar.of(source.agency).working_days_between(closes, last) < 1:
            each = Said("rule.T403.case", {"day": last, "closes": closes})
            yield Hit(source.place, source.document.key, {}, source.period, each)


@rule("T405", Severity.WARNING)
def restated_date_differs(drafts: Drafts) -> Iterator[Hit]:
    """A document states its issuer's own upward report with another date than the document that asks for it."""
    for draft in drafts.tasks.values():
        own = [report for report in draft.reports if draft.agency in report.document.issuer and report.due.last_day]
        upper = [
            report for report in draft.reports if draft.agency not in report.document.issuer and report.due.last_day
        ]
        for mine in own:
            for theirs in upper:
                if mine.due.last_day != theirs.due.last_day:
                    each = Said("rule.T405.case", {"day": mine.due.last_day, "upper_day": theirs.due.last_day})
                    yield Hit(mine.place, mine.document.key, {"upper": theirs.document.key}, mine.period, each)


@rule("T406", Severity.WARNING, cites=(DECREE_09_8_5,))
def deadline_inversion(drafts: Drafts) -> Iterator[Hit]:
    """An input is due after the nearest dated consolidation above it, looking through undated tiers."""
    above = _Above(drafts)
    beside: defaultdict[tuple[Place, Period], set[str]] = defaultdict(set)
    for source in _all_sources(drafts):
        beside[source.place, source.period].add(source.agency)
    for draft in drafts.tasks.values():
        for source in draft.asked:
            last = source.due.last_day
            if last is None:
                continue
            merged = isinstance(source, Order) or source in drafts.merged_reports(draft)
            for upper, due in above.nearest_dated(draft, merged=merged):
                if due.last_day is not None and last > due.last_day:
                    same = beside[source.place, source.period]
                    inputs = (
                        Said("count.agencies", {"n": len(same)}) if len(same) > 1 else name_of(drafts, draft.agency)
                    )
                    each = Said("rule.T406.case", {"day": last, "upper_day": due.last_day})
                    facts = {
                        "inputs": inputs,
                        "consolidation": name_of(drafts, upper.agency),
                        "upper": f"{due.document} {due.at}".strip(),
                    }
                    yield Hit(source.place, source.document.key, facts, source.period, each)


class _Above:
    """The nearest dated consolidations above a task."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.feeds: dict[tuple[object, str], list[Draft]] = {}
        for (source, target), waits_for in drafts.feeds.items():
            self.feeds.setdefault((source, waits_for), []).append(drafts.tasks[target])

    def nearest_dated(self, draft: Draft, *, merged: bool) -> Iterator[tuple[Draft, DueDate]]:
        """Through undated tiers, each consolidation above once with the date of its merged report."""
        waiting = list(self.feeds.get((draft.id, "merged" if merged else "own"), ()))
        seen = set()
        while waiting:
            upper = waiting.pop()
            if upper.id in seen:
                continue
            seen.add(upper.id)
            due = self._merged_due(upper)
            if due is not None:
                yield upper, due
            else:
                waiting += self.feeds.get((upper.id, "merged"), ())

    def _merged_due(self, draft: Draft) -> DueDate | None:
        candidates = [report.due for report in self.drafts.merged_reports(draft)] + [
            order.due for order in draft.orders
        ]
        dated = [due for due in candidates if due.last_day is not None]
        return min(dated, key=lambda due: due.last_day or date.max) if dated else None


@rule("T407", Severity.WARNING)
def year_outside_applies(drafts: Drafts) -> Iterator[Hit]:
    """A one-off date lies in another year than the document applies to."""
    for source in _sources(drafts):
        applies = source.document.applies
        if applies is None or applies.year is None or source.named is None:
            continue
        if not date(applies.year, 1, 1) <= source.named <= date(applies.year + 1, 3, 31):
            yield Hit(source.place, source.document.key, {"day": source.named, "year": applies.year}, source.period)


def _all_sources(drafts: Drafts) -> Iterator[Source]:
    yield from drafts.cascade.reports
    yield from drafts.cascade.orders


def _sources(drafts: Drafts) -> Iterator[Source]:
    """All that the documents date themselves; a date taken over from another document is spoken of there."""
    yield from (report for report in drafts.cascade.reports if not report.is_borrowed)
    yield from (order for order in drafts.cascade.orders if not order.is_borrowed)


def _has_own_closing(source: Source) -> bool:
    return isinstance(source, AskedReport) and source.report.data_to is not None
