"""Reporting periods: what they span, how they are named, and what a mistyped one most likely meant."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import words
from workflows.errors import BadPeriod
from workflows.periods import CODES, WORDS, Period, expand, nearest_codes, parse_period, parse_period_key

PERIODS = st.builds(Period, st.integers(1990, 2100), st.sampled_from(CODES))


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31)),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31)),
        ("2023-H1", date(2023, 1, 1), date(2023, 6, 30)),
        ("2023-H2", date(2023, 7, 1), date(2023, 12, 31)),
        ("2023-9M", date(2023, 1, 1), date(2023, 9, 30)),
        ("2023-Y", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-M02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-M02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-once", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_a_period_spans_its_months(key: str, first: date, last: date) -> None:
    period = parse_period_key(key)

    assert (period.first_day, period.last_day) == (first, last)
    assert period.months == (first.month, last.month)


@pytest.mark.parametrize(
    ("key", "closes"),
    [("2023-H1", date(2023, 6, 14)), ("2023-Y", date(2023, 12, 14)), ("2023-Q1", date(2023, 3, 14)),
     ("2023-9M", date(2023, 9, 14)), ("2023-M05", date(2023, 5, 14)), ("2023-once", None)],
)  # fmt: skip
def test_data_close_on_the_14th_of_the_last_month(key: str, closes: date | None) -> None:
    assert parse_period_key(key).data_closes_on == closes


@given(PERIODS)
def test_a_key_is_read_back(period: Period) -> None:
    assert parse_period_key(str(period)) == period
    assert parse_period_key(str(period).lower()) == period
    assert parse_period(period.key) == period


@given(PERIODS)
def test_the_name_on_screen_is_read_back(period: Period) -> None:
    name = words.message(period.said_with_year)

    assert parse_period(name) == period
    assert parse_period(unicodedata.normalize("NFD", name.upper())) == period
    assert parse_period(words.message(period), period.year) == period


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("6 tháng đầu năm 2023", "2023-H1"),
        ("kỳ 6 tháng đầu năm 2023", "2023-H1"),
        ("06 tháng năm 2023", "2023-H1"),
        ("6 tháng cuối năm 2023", "2023-H2"),
        ("quý I/2023", "2023-Q1"),
        ("Quý IV năm 2023", "2023-Q4"),
        ("quý 2/2023", "2023-Q2"),
        ("báo cáo 9 tháng đầu năm 2023", "2023-9M"),
        ("năm 2023", "2023-Y"),
        ("cả năm 2023", "2023-Y"),
        ("tháng 5/2023", "2023-M05"),
        ("tháng 12 năm 2023", "2023-M12"),
        ("H1 2023", "2023-H1"),
        ("2023-h1", "2023-H1"),
    ],
)
def test_a_period_is_read_as_people_name_it(text: str, key: str) -> None:
    assert str(parse_period(text)) == key


def test_a_year_beside_completes_a_name_without_one() -> None:
    assert parse_period("quý III", 2023) == Period(2023, "Q3")
    assert parse_period("9 tháng 2022", 2023) == Period(2022, "9M")


@pytest.mark.parametrize(
    "text", ["", " ", "quý", "quý V/2023", "tháng 13/2023", "tháng 0/2023", "6 tuần 2023", "quý I"]
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        parse_period(text)


@pytest.mark.parametrize("text", ["", "   "])
def test_no_text_is_no_period_whatever_the_year(text: str) -> None:
    with pytest.raises(BadPeriod):
        parse_period(text, 2023)


@pytest.mark.parametrize("text", ["2023", "2023-", "23-H1", "2023-Q5", "2023-M13", "2023-Q", "2023-ad-hoc", "3023-H1"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        parse_period_key(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("6T", "H1"), ("6 tháng đầu năm", "H1"), ("cả năm", "Y"), ("quy1", "Q1"),
     ("9T", "9M"), ("hằng quý", "Q"), ("hàng tháng", "M"), ("M5", "M05")],
)  # fmt: skip
def test_a_mistyped_period_finds_the_one_it_meant(text: str, nearest: str) -> None:
    assert nearest_codes(text)[0] == nearest


@pytest.mark.parametrize(
    ("word", "codes"),
    [("Q", ["Q1", "Q2", "Q3", "Q4"]), ("M", [f"M{n:02}" for n in range(1, 13)]), ("H1", ["H1"]), ("unspecified", []),
     ("ad-hoc", [])],
)  # fmt: skip
def test_a_word_stands_for_its_periods(word: str, codes: list[str]) -> None:
    assert word in WORDS
    assert list(expand(word)) == codes


@given(st.lists(PERIODS, max_size=8))
def test_periods_sort_by_their_end_then_their_beginning(periods: list[Period]) -> None:
    ordered = sorted(periods)

    assert [p.last_day for p in ordered] == sorted(p.last_day for p in periods)
    assert all(one.first_day <= two.first_day for one, two in pairwise(ordered) if one.last_day == two.last_day)


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [("2023-H1", "6 tháng năm 2023", "first half 2023"), ("2023-H2", "6 tháng cuối năm 2023", "second half 2023"),
     ("2023-Q3", "quý III năm 2023", "Q3 2023"), ("2023-Y", "năm 2023", "year 2023"),
     ("2023-M05", "tháng 5 năm 2023", "month 5 2023"), ("2023-once", "một lần năm 2023", "once 2023")],
)  # fmt: skip
def test_a_period_has_a_name_in_both_languages(key: str, vi: str, en: str) -> None:
    period = parse_period_key(key)

    assert words.message(period.said_with_year) == vi
    assert words.message(period.said_with_year, "en") == en
