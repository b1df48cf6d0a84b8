"""From the document's phrase to the last day that is still on time."""

from __future__ import annotations

import calendar as civil
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_definitions import due, due_rule, working_days
from pydantic import ValidationError

from workflows.calendars import WorkCalendar
from workflows.due_dates import Dated, apply_rule, phrase_of, rules_by_word
from workflows.periods import CODES, Period, parse_period_key

DAY = timedelta(days=1)
PLAIN = WorkCalendar()
YEARS = st.integers(2021, 2026)
PERIODS = st.builds(Period, YEARS, st.sampled_from(CODES))
DAYS_OF_A_YEAR = st.dates(date(2024, 1, 1), date(2024, 12, 31))


def last_day(period: str, issued_on: date | None = None, **words: Any) -> date | None:
    return apply_rule(due_rule(**words), parse_period_key(period), working_days(2020, 2028), issued_on).last_day


# before and by


def test_a_day_before_the_30th_of_may_ends_on_the_29th() -> None:
    assert last_day("2023-H1", before="2023-05-30") == date(2023, 5, 29)


def test_by_the_30th_of_may_counts_the_30th() -> None:
    assert last_day("2023-H1", by="2023-05-30") == date(2023, 5, 30)


def test_before_the_first_of_january_ends_in_the_year_before() -> None:
    assert last_day("2023-Y", before="1/1", year="+1") == date(2023, 12, 31)


@given(st.dates(date(2000, 1, 2), date(2100, 1, 1)), PERIODS)
def test_before_is_always_the_day_before_by(day: date, period: Period) -> None:
    before = apply_rule(due_rule(before=day.isoformat()), period, PLAIN)
    by = apply_rule(due_rule(by=day.isoformat()), period, PLAIN)

    assert by == Dated(day, day, one_off=True)
    assert before == Dated(day - DAY, day, one_off=True)


@pytest.mark.parametrize("hour", ["16:00", "16h", "16h00", "16g", "16"])
def test_before_an_hour_of_a_day_is_still_that_day(hour: str) -> None:
    assert last_day("2024-H1", by=f"2024-05-09 {hour}") == date(2024, 5, 9)
    assert last_day("2024-H1", before=f"9/5 {hour}") == date(2024, 5, 9)


# A day of every year


@pytest.mark.parametrize(
    ("words", "period", "last"),
    [
        ({"before": "30/5"}, "2023-H1", date(2023, 5, 29)),
        ({"before": "30/5"}, "2024-H1", date(2024, 5, 29)),
        ({"by": "10/1", "year": "+1"}, "2023-Y", date(2024, 1, 10)),
        ({"by": "10/1", "year": "1"}, "2023-Y", date(2024, 1, 10)),
        ({"by": "10/1", "year": "+2"}, "2023-Y", date(2025, 1, 10)),
        ({"by": "29/2"}, "2024-once", date(2024, 2, 29)),
        ({"by": "29/2"}, "2023-once", date(2023, 2, 28)),
        ({"before": "29/2"}, "2024-once", date(2024, 2, 28)),
        ({"before": "29/2"}, "2023-once", date(2023, 2, 28)),  # which is still before the 29th
        ({"before": "1/3"}, "2023-once", date(2023, 2, 28)),
        ({"before": "1/3"}, "2024-once", date(2024, 2, 29)),
        ({"by": "29/2", "year": "+1"}, "2023-once", date(2024, 2, 29)),
    ],
)
def test_a_day_of_every_year_falls_in_the_periods_year_or_later(words: Any, period: str, last: date) -> None:
    assert last_day(period, **words) == last


@given(DAYS_OF_A_YEAR, PERIODS, st.sampled_from(["0", "+1", "2"]))
def test_a_day_of_every_year_is_that_day_or_the_months_last(day: date, period: Period, later: str) -> None:
    dated = apply_rule(due_rule(by=f"{day.day}/{day.month}", year=later), period, PLAIN)

    year = period.year + int(later)
    expected = day.replace(year=year) if (day.month, day.day) != (2, 29) or civil.isleap(year) else date(year, 2, 28)
    assert dated == Dated(expected, expected, one_off=False)


# A day of the period's month


@pytest.mark.parametrize(
    ("month_day", "period", "named"),
    [
        ({"day": "6"}, "2023-Q1", date(2023, 3, 6)),
        ({"day": "6", "month": "last"}, "2023-H1", date(2023, 6, 6)),
        ({"day": "6", "month": "first"}, "2023-H2", date(2023, 7, 6)),
        ({"day": "6", "month": "next"}, "2023-Q1", date(2023, 4, 6)),
        ({"day": "6", "month": "next"}, "2023-Q4", date(2024, 1, 6)),
        ({"day": "6", "month": "next"}, "2023-M12", date(2024, 1, 6)),
        ({"day": "end"}, "2023-M02", date(2023, 2, 28)),
        ({"day": "end"}, "2024-M02", date(2024, 2, 29)),
        ({"day": "end", "month": "next"}, "2023-M01", date(2023, 2, 28)),
    ],
)
def test_a_day_of_a_periods_month(month_day: dict[str, str], period: str, named: date) -> None:
    assert last_day(period, by=month_day) == named
    assert last_day(period, before=month_day) == named - DAY


def test_a_day_that_the_month_lacks_is_its_last_one_and_not_yet_reached() -> None:
    assert last_day("2023-Q2", by={"day": "31"}) == last_day("2023-Q2", before={"day": "31"}) == date(2023, 6, 30)
    assert last_day("2023-M02", before={"day": "30", "month": "last"}) == date(2023, 2, 28)


def test_a_day_of_a_periods_month_can_lie_a_year_later() -> None:
    assert last_day("2023-Y", by={"day": "15", "month": "first"}, year="+1") == date(2024, 1, 15)


@given(PERIODS, st.integers(1, 31), st.sampled_from(["first", "last", "next"]))
def test_a_day_of_a_periods_month_agrees_with_walking_there(period: Period, day: int, month: str) -> None:
    named = apply_rule(due_rule(by={"day": str(day), "month": month}), period, PLAIN).named

    first = {
        "first": period.first_day,
        "last": period.last_day.replace(day=1),
        "next": period.last_day + DAY,
    }[month]
    reached = first
    while reached.day < day and (reached + DAY).month == first.month:
        reached += DAY
    assert named == reached


# within


@pytest.mark.parametrize(
    ("within", "period", "last"),
    [
        ("2023-05", "2023-once", date(2023, 5, 31)),
        ("2024-02", "2023-once", date(2024, 2, 29)),
        ("2023-Q2", "2023-once", date(2023, 6, 30)),
        ("2023-H1", "2023-once", date(2023, 6, 30)),
        ("2023", "2023-once", date(2023, 12, 31)),
        ("M05", "2024-once", date(2024, 5, 31)),
        ("Q2", "2024-Q1", date(2024, 6, 30)),
        ("9M", "2024-once", date(2024, 9, 30)),
        ("Y", "2024-H1", date(2024, 12, 31)),
        ("period", "2023-Q1", date(2023, 3, 31)),
    ],
)
def test_within_ends_with_the_stretch_of_time(within: str, period: str, last: date) -> None:
    assert last_day(period, within=within) == last


@pytest.mark.parametrize(
    ("within", "one_off"),
    [("2023-05", True), ("2023", True), ("2023-Q2", True), ("M05", False), ("9M", False), ("period", False)],
)
def test_within_a_named_year_is_one_off(within: str, one_off: bool) -> None:
    assert apply_rule(due_rule(within=within), Period(2023, "once"), PLAIN).one_off is one_off


@pytest.mark.parametrize(
    ("after", "last"),
    [
        ("closing", date(2023, 6, 21)),  # 14 June, a Wednesday, and five working days
        ("period", date(2023, 7, 7)),  # Friday 30 June and five working days
        ("issue", date(2023, 5, 5)),  # Tuesday 25 April; 29 April to 3 May are off
        (None, date(2023, 5, 5)),
    ],
)
def test_within_working_days_counts_from_closing_issue_or_the_periods_end(after: str | None, last: date) -> None:
    span = {"working_days": "5"} | ({"after": after} if after else {})

    assert last_day("2023-H1", date(2023, 4, 25), within=span) == last


def test_working_days_after_a_day_that_is_not_known_give_no_date() -> None:
    assert last_day("2023-H1", None, within={"working_days": "5", "after": "issue"}) is None
    assert last_day("2023-once", None, within={"working_days": "5", "after": "closing"}) is None


# What no date can be computed from


@pytest.mark.parametrize(
    "words", [{"meeting": "họp giao ban"}, {"as_": "theo quy định"}, {"none": "true"}, {"missing": "để trống"}]
)
def test_words_without_a_day_give_no_date(words: dict[str, str]) -> None:
    assert apply_rule(due_rule(**words), Period(2023, "H1"), PLAIN) == Dated(None, None)


# Days off


def test_a_day_off_moves_nothing_by_itself() -> None:
    assert last_day("2023-Q1", before="2023-03-20") == date(2023, 3, 19)


def test_a_day_off_rolls_to_the_next_working_day_where_the_document_says_so() -> None:
    assert last_day("2023-Q1", before="2023-03-20", roll="next_working_day") == date(2023, 3, 20)
    assert last_day("2023-H1", by="30/4", roll="next_working_day") == date(2023, 5, 4)


def test_rolling_leaves_the_named_day_as_the_document_names_it() -> None:
    dated = apply_rule(due_rule(before="20/3", roll="next_working_day"), Period(2023, "Q1"), working_days(2020, 2028))

    assert dated.named == date(2023, 3, 20)


def test_a_saturday_worked_in_exchange_is_not_rolled() -> None:
    assert last_day("2024-H1", by="2024-05-04", roll="next_working_day") == date(2024, 5, 4)


@given(DAYS_OF_A_YEAR, PERIODS)
def test_rolling_ends_on_the_first_working_day_from_there(day: date, period: Period) -> None:
    calendar, rule = working_days(2020, 2028), {"before": f"{day.day}/{day.month}"}

    plain = apply_rule(due_rule(**rule), period, calendar).last_day
    rolled = apply_rule(due_rule(**rule, roll="next_working_day"), period, calendar).last_day

    assert plain is not None
    while not calendar.is_working_day(plain):
        plain += DAY
    assert rolled == plain


# Phrases


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ({"before": "2023-05-30"}, "before 30/5"),
        ({"by": "30/5 16h"}, "by 30/5 16:00"),
        ({"by": {"day": "end", "month": "next"}}, "by day end of the next month"),
        ({"within": "2023-05"}, "within 2023-05"),
        ({"within": {"working_days": "5"}}, "within 5 working days after issue"),
        ({"as_": "theo quy định"}, "as theo quy định"),
        ({"meeting": "họp giao ban"}, "meeting họp giao ban"),
        ({"missing": "để trống"}, "missing để trống"),
        ({"none": "true"}, ""),
    ],
)
def test_a_rule_has_one_phrase(words: dict[str, Any], phrase: str) -> None:
    assert phrase_of(due_rule(**words)) == phrase


def test_no_rule_has_no_phrase() -> None:
    assert phrase_of(None) == ""


def test_one_rule_for_all_stands_under_a_star_and_a_map_under_its_words() -> None:
    assert list(rules_by_word(due({"before": "30/5"}))) == ["*"]
    assert list(rules_by_word(due("none"))) == ["*"]
    assert list(rules_by_word(due({"H1": {"before": "30/5"}, "Q": "none"}))) == ["H1", "Q"]


@given(
    st.integers(2020, 2032),
    st.sampled_from(["Q1", "H1", "9M", "Y", "M02"]),
    st.integers(1, 31),
    st.sampled_from(["first", "last"]),
)
def test_before_a_day_is_the_eve_of_the_first_day_that_is_not_earlier(year, code, day, month):
    """The reference: walk on from the month's first day until the day named, or the next month, is reached."""
    period = Period(year, code)
    at = date(year, period.months[month == "last"], 1)
    first = at.month
    while at.month == first and at.day < day:
        at += timedelta(1)

    rule = due_rule(before={"day": str(day), "month": month})

    assert apply_rule(rule, period, PLAIN).last_day == at - timedelta(1)


def test_the_29th_of_february_is_not_reached_in_a_common_year():
    rule = due_rule(before="29/2")

    assert apply_rule(rule, Period(2023, "Q1"), PLAIN).last_day == date(2023, 2, 28)
    assert apply_rule(rule, Period(2024, "Q1"), PLAIN).last_day == date(2024, 2, 28)


def test_days_after_the_issue_date_only_the_first_period():
    rule = due_rule(within={"working_days": "5", "after": "issue"})
    issued = date(2021, 5, 3)

    days = [apply_rule(rule, Period(year, "Y"), PLAIN, issued).last_day for year in (2021, 2022, 2023)]

    assert days == [date(2021, 5, 10), None, None]


def test_a_year_beside_a_full_date_is_refused():
    with pytest.raises(ValidationError, match="year-with-full-date"):
        due_rule(before="2023-06-20", year="+1")
