"""Due dates: from the document's phrase to the last on-time day.

`before: D` leaves D out unless it names an hour of D; `by: D` counts it. A day off
moves nothing unless the phrase says `roll: next_working_day` (Civil Code 2015, art. 148): whether that article moves a
fixed date of an official letter is said nowhere, so it is policy, not law.
"""

from __future__ import annotations

import calendar as civil
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.calendars import WorkCalendar
from workflows.periods import Period, parse_period_key
from workflows.schema import DaySpec, Due, DueRule, Span

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule applied to a period. `named`: the day that the document names (D); `last_day`: the last on-time day."""

    last_day: date | None
    named: date | None
    one_off: bool = False


def apply_rule(rule: DueRule, period: Period, calendar: WorkCalendar, issued_on: date | None = None) -> Dated:
    """The last day on which a report of this period is still on time; None where no date can be computed.

    `issued_on`: the document's date, for `within: {working_days: N, after: issue}`; by that only the first period that
    ends after it is due. A day that the month lacks (29 February, day 31) is the month's last day, and that one is
    still before it.
    """
    spec = rule.before or rule.by
    named: date | None
    last: date | None
    if spec is not None:
        day, is_there = _named_day(spec, period, int(rule.year or 0))
        excluded = rule.before is not None and spec.hour is None and is_there  # "before 16:00 on D" leaves most of D
        named, last = day, day - _DAY if excluded else day
        one_off = spec.on is not None
    elif rule.within is not None:
        named = last = _end_of(rule.within, period, calendar, issued_on)
        one_off = bool(rule.within.period and rule.within.period[0].isdigit() and rule.within.period != "9M")
    else:
        return Dated(None, None)
    if last is not None and rule.roll == "next_working_day":
        last = calendar.next_working_day(last)
    return Dated(last, named, one_off)


def _named_day(spec: DaySpec, period: Period, years_later: int) -> tuple[date, bool]:
    """The day, and whether the calendar has it; else it is the last one of that month."""
    if spec.on is not None:
        return spec.on, True
    if spec.yearly is not None:
        day, month = spec.yearly
        return _within_month(period.year + years_later, month, day)
    assert spec.month_day is not None
    first, last = period.months
    month = {"first": first, "last": last, "next": last + 1}[spec.month_day.month]
    year = period.year + years_later + (month - 1) // 12
    month = (month - 1) % 12 + 1
    if spec.month_day.day == "end":
        return date(year, month, civil.monthrange(year, month)[1]), True
    return _within_month(year, month, int(spec.month_day.day))


def _within_month(year: int, month: int, day: int) -> tuple[date, bool]:
    longest = civil.monthrange(year, month)[1]
    return date(year, month, min(day, longest)), day <= longest


def _end_of(span: Span, period: Period, calendar: WorkCalendar, issued_on: date | None) -> date | None:
    if span.working_days is not None:
        start = {"closing": period.data_closes_on, "issue": issued_on, "period": period.last_day, None: issued_on}[
            span.after
        ]
        if start is None or (start is issued_on and not _is_first_after(issued_on, period)):
            return None
        return calendar.add_working_days(start, span.working_days)
    text = span.period or ""
    if text == "period":
        return period.last_day
    if text[0] == "9" or not text[0].isdigit():
        return parse_period_key(f"{period.year}-{text}").last_day
    if len(text) == 4:
        return date(int(text), 12, 31)
    year, code = text.split("-")
    return parse_period_key(f"{year}-M{code}" if code.isdigit() else text).last_day


def _is_first_after(day: date, period: Period) -> bool:
    """Whether it is the first period of its kind that ends on that day or later."""
    return Period(period.year - 1, period.code).last_day < day <= period.last_day


def phrase_of(rule: DueRule | None) -> str:
    """The rule in a form that stays the same in every language and is shown as words by the screen.

    `before 30/5`, `by 9/5 16:00`, `within 2023-05`, `as prescribed`, `meeting …`, `missing …`; empty for none.
    """
    if rule is None or rule.none:
        return ""
    for word, spec in (("before", rule.before), ("by", rule.by)):
        if spec is not None:
            return f"{word} {_day_text(spec)}"
    if rule.within is not None:
        span = rule.within
        return (
            f"within {span.period}"
            if span.period
            else f"within {span.working_days} working days after {span.after or 'issue'}"
        )
    if rule.as_ is not None:
        return f"as {rule.as_}"
    return f"meeting {rule.meeting}" if rule.meeting is not None else f"missing {rule.missing}"


def _day_text(spec: DaySpec) -> str:
    if spec.on is not None:
        day = f"{spec.on.day}/{spec.on.month}"
    elif spec.yearly is not None:
        day = f"{spec.yearly[0]}/{spec.yearly[1]}"
    else:
        assert spec.month_day is not None
        day = f"day {spec.month_day.day} of the {spec.month_day.month} month"
    return f"{day} {spec.hour}" if spec.hour else day


def rules_by_word(due: Due) -> dict[str, DueRule]:
    """The rule of each period word that the document names; one rule for all stands under `*`."""
    return {"*": due.whole} if due.whole is not None else dict(due.periods)
