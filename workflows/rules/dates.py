"""Rules about dates (T)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from workflows.calendars import weekday
from workflows.cascade import AskedReport, Order
from workflows.compiler import Draft, Drafts
from workflows.dates import format_day
from workflows.findings import Place, Severity
from workflows.graph import DueDate
from workflows.periods import Period
from workflows.rules.registry import DECREE_09_8_5, DECREE_09_12, Both, Hit, met, name_of, rule

Source = AskedReport | Order


@rule(
    "T101",
    Severity.NOTE,
    vi="không văn bản nào nêu hạn cho {what} của {agency}",
    en="no document dates {what} of {agency}",
    hint_vi="phải nêu hạn của từng cấp; nhiệm vụ vẫn chạy nhưng không bao giờ quá hạn",
    hint_en="the due date of each tier must be stated; the task runs but is never overdue",
    cites=(DECREE_09_8_5,),
)
def no_due_date(drafts: Drafts) -> Iterator[Hit]:
    """A report or consolidation is asked for, and no document in force says by when.

    Why: where a report is merged through several tiers, the due date of every tier must be stated (Decree
    09/2019/NĐ-CP, art. 8(5)); what has no date cannot be late.
    Example: `due: {H1: none}`.
    Mend: state the date; until then the task is followed up without lateness.
    """
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
            who = name_of(drafts, source.agency) if count == 1 else Both(f"{count} cơ quan", f"{count} agencies")
            what = (
                Both("báo cáo", "the report")
                if isinstance(source, AskedReport)
                else Both("báo cáo tổng hợp", "the merged report")
            )
            yield Hit(source.due_place, source.document.key, {"agency": who, "what": what})


def _dues_beside(draft: Draft, source: Source) -> list[DueDate]:
    """Dates that other documents give the same report."""
    same: list[Source] = list(draft.reports) if isinstance(source, AskedReport) else [*draft.orders, *draft.reports]
    return [other.due for other in same if other is not source and other.document.key != source.document.key]


@rule(
    "T102",
    Severity.NOTE,
    vi="báo cáo “định kỳ” không nói kỳ nào; được coi là một lần",
    en='a "periodic" report names no period; it is taken as once',
    hint_vi="nêu kỳ: quý, 6 tháng, năm",
    hint_en="name the period: quarter, half year, year",
    cites=(DECREE_09_8_5,),
)
def no_period(drafts: Drafts) -> Iterator[Hit]:
    """A report is asked for "periodically", and neither its consolidator nor the tier above says for which periods.

    Why: without a period nobody knows when it is due or whether it is missing.
    Example: `due: {unspecified: {as: theo quy định}}` in a plan without an upper document.
    Mend: name the periods.
    """
    yield from met(drafts, "no-period")


@rule(
    "T401",
    Severity.WARNING,
    vi="hạn {day} trước ngày văn bản {issued}",
    en="due {day}, before the document's own date {issued}",
    hint_vi="không ai kịp nữa; kiểm tra năm",
    hint_en="nobody can meet it; check the year",
)
def due_before_issue(drafts: Drafts) -> Iterator[Hit]:
    """A one-off date lies before the date of the document that sets it.

    Why: it was missed before anybody knew of it.
    Example: a plan of 10 April asking for a report before 20 March of the same year.
    Mend: correct the date, or drop the period.
    """
    for source in _sources(drafts):
        issued = source.document.date.value or source.document.date.not_before
        if issued is not None and source.due.last_day is not None and source.due.last_day < issued:
            yield Hit(
                source.place,
                source.document.key,
                {"day": _shown(source.due.last_day), "issued": _shown(issued)},
                source.period,
            )


@rule(
    "T402",
    Severity.NOTE,
    vi="ngày cuối còn đúng hạn {period} là ngày nghỉ: {each}",
    en="the last on-time day of {period} is a day off: {each}",
    hint_vi="hạn không tự dời; nếu muốn dời, ghi roll: next_working_day (Bộ luật Dân sự 2015, Điều 148)",
    hint_en="it does not move by itself; to move it write roll: next_working_day (Civil Code 2015, art. 148)",
    cites=("Bộ luật Dân sự 2015, Điều 148",),
)
def due_on_day_off(drafts: Drafts) -> Iterator[Hit]:
    """The last on-time day is a Saturday, Sunday or public holiday.

    Why: strictly read the report must be in on the working day before; many offices will read it the other way. The
    law moves a civil term that ends on a day off (Civil Code 2015, art. 148), but no text says so of a letter.
    Example: `before: 2023-03-20` ends on Sunday 19 March 2023.
    Mend: name a working day, or write `roll: next_working_day`.
    """
    calendar = drafts.cascade.calendar
    for source in _sources(drafts):
        last = source.due.last_day
        if last is None or calendar.is_working_day(last):
            continue
        named = source.named
        vi, en = f"{format_day(last)} ({calendar.why_off(last)})", f"{last} ({weekday(last, 'en')})"
        if named is not None and named != last and not calendar.is_working_day(named):
            vi += f", ngày in trong văn bản {format_day(named)} ({calendar.why_off(named)}) cũng là ngày nghỉ"
            en += f", and so is the printed day {named} ({weekday(named, 'en')})"
        yield Hit(source.place, source.document.key, {}, source.period, Both(vi, en))


@rule(
    "T403",
    Severity.WARNING,
    vi="hạn {period} đến trước khi kỳ báo cáo chốt số liệu: {each}",
    en="{period} is due before the period's data close: {each}",
    hint_vi="ghi data_to nếu văn bản định ngày chốt riêng; nếu không, dời hạn sau ngày chốt",
    hint_en="write data_to if the document has a closing day of its own; else move the date after closing",
    cites=(DECREE_09_12,),
)
def period_not_over(drafts: Drafts) -> Iterator[Hit]:
    """A periodic report is due before the day on which the data of its period close.

    Why: data of the half year close on 14 June, of the year on 14 December (Decree 09/2019/NĐ-CP, art. 12); an earlier
    report must guess the rest.
    Example: the half year `before: 30/5`.
    Mend: move the date, or state the document's own closing day by `data_to`.
    """
    for source in _sources(drafts):
        closes, last = source.period.data_closes_on, source.due.last_day
        if closes is None or last is None or _has_own_closing(source) or last >= closes:
            continue
        each = Both(f"{format_day(last)}, chốt {format_day(closes)}", f"{last}, closing {closes}")
        yield Hit(source.place, source.document.key, {}, source.period, each)


@rule(
    "T404",
    Severity.WARNING,
    vi="từ ngày chốt số liệu đến hạn {period} không đủ 1 ngày làm việc: {each}",
    en="less than one working day from closing to the due date of {period}: {each}",
    hint_vi="cần ít nhất 1 ngày làm việc sau ngày chốt",
    hint_en="at least one working day after closing is needed",
    cites=(DECREE_09_8_5, DECREE_09_12),
)
def closing_gap(drafts: Drafts) -> Iterator[Hit]:
    """Between the closing of data and the due date lies less than one working day.

    Why: Decree 09/2019/NĐ-CP, art. 8(5)(b), asks for at least one.
    Example: the year `before: 15/12`: the last on-time day is the closing day itself, 14 December.
    Mend: move the date to the second working day after closing or later.
    """
    for source in _sources(drafts):
        closes, last = source.period.data_closes_on, source.due.last_day
        if closes is None or last is None or _has_own_closing(source) or last < closes:
            continue
        if drafts.cascade.calendar.working_days_between(closes, last) < 1:
            each = Both(f"{format_day(last)}, chốt {format_day(closes)}", f"{last}, closing {closes}")
            yield Hit(source.place, source.document.key, {}, source.period, each)


@rule(
    "T405",
    Severity.WARNING,
    vi="hạn {period} khác với văn bản cấp trên {upper}: {each}",
    en="the date of {period} differs from the upper document {upper}: {each}",
    hint_vi="hạn của cấp trên được dùng; sửa văn bản, hoặc dẫn chiếu bằng `as`",
    hint_en="the upper date counts; correct the document, or refer to it by `as`",
)
def restated_date_differs(drafts: Drafts) -> Iterator[Hit]:
    """A document states its issuer's own upward report with another date than the document that asks for it.

    Why: two dates for one report; whoever follows the wrong one is late.
    Example: the ministry wants the province before 30 May, the province's plan says it reports on 15 June.
    Mend: take over the upper date, best by `due: {as: KEY}`.
    """
    for draft in drafts.tasks.values():
        own = [report for report in draft.reports if draft.agency in report.document.issuer and report.due.last_day]
        upper = [
            report for report in draft.reports if draft.agency not in report.document.issuer and report.due.last_day
        ]
        for mine in own:
            for theirs in upper:
                if mine.due.last_day != theirs.due.last_day:
                    vi = f"{format_day(mine.due.last_day)} thay vì {format_day(theirs.due.last_day)}"
                    en = f"{mine.due.last_day} instead of {theirs.due.last_day}"
                    facts = {"upper": theirs.document.key, "discriminator": theirs.document.key}
                    yield Hit(mine.place, mine.document.key, facts, mine.period, Both(vi, en))


@rule(
    "T406",
    Severity.WARNING,
    vi="{inputs} phải báo cáo {period} sau hạn của {consolidation} ({upper}): {each}",
    en="{inputs} report for {period} after the date of {consolidation} ({upper}): {each}",
    hint_vi="đầu vào phải đến trước hạn tổng hợp; dời hạn của đầu vào",
    hint_en="inputs must come before the consolidation's date; move the inputs' date",
    cites=(DECREE_09_8_5,),
)
def deadline_inversion(drafts: Drafts) -> Iterator[Hit]:
    """An input is due after the nearest dated consolidation above it, looking through undated tiers.

    Why: the due date of every tier must be stated and fit the next (Decree 09/2019/NĐ-CP, art. 8(5)).
    Example: inputs `before: 2023-06-20`, consolidation `before: 30/5`, with an undated department between them.
    Mend: move the inputs' date before the consolidation's.
    """
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
                        Both(f"{len(same)} cơ quan", f"{len(same)} agencies")
                        if len(same) > 1
                        else name_of(drafts, draft.agency)
                    )
                    each = Both(f"{format_day(last)} sau {format_day(due.last_day)}", f"{last} after {due.last_day}")
                    facts = {
                        "inputs": inputs,
                        "consolidation": name_of(drafts, upper.agency),
                        "upper": f"{due.document} {due.at}".strip(),
                        "discriminator": upper.agency,
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


@rule(
    "T407",
    Severity.WARNING,
    vi="ngày {day} nằm ngoài năm {year} mà văn bản áp dụng",
    en="{day} lies outside the year {year} to which the document applies",
    hint_vi="kiểm tra năm",
    hint_en="check the year",
)
def year_outside_applies(drafts: Drafts) -> Iterator[Hit]:
    """A one-off date lies in another year than the document applies to.

    Why: almost always a mistyped year.
    Example: `before: 2032-06-20` in a plan with `applies: {year: 2023}`.
    Mend: correct the year; a day early in the next year is not this finding.
    """
    for source in _sources(drafts):
        applies = source.document.applies
        if applies is None or applies.year is None or source.named is None:
            continue
        if not date(applies.year, 1, 1) <= source.named <= date(applies.year + 1, 3, 31):
            yield Hit(
                source.place, source.document.key, {"day": _shown(source.named), "year": applies.year}, source.period
            )


def _all_sources(drafts: Drafts) -> Iterator[Source]:
    yield from drafts.cascade.reports
    yield from drafts.cascade.orders


def _sources(drafts: Drafts) -> Iterator[Source]:
    """All that the documents date themselves; a date taken over from another document is spoken of there."""
    yield from (report for report in drafts.cascade.reports if not report.is_borrowed)
    yield from (order for order in drafts.cascade.orders if not order.is_borrowed)


def _has_own_closing(source: Source) -> bool:
    return isinstance(source, AskedReport) and source.report.data_to is not None


def _shown(day: date) -> Both:
    return Both(format_day(day), day.isoformat())
