"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import words
from workflows.dates import format_day, parse_day
from workflows.errors import BadDate


@given(st.dates())
def test_a_day_is_read_back_as_iso_and_as_printed(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.day}/{day.month}/{day.year:04}") == day


@pytest.mark.parametrize("text", ["2023-6-5", "05/06/2023", "5/6/2023", " 2023-06-05 "])
def test_leading_zeros_and_outer_spaces_do_not_count(text: str) -> None:
    assert parse_day(text) == date(2023, 6, 5)


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "30/02/2023", "2023-13-01", "2023-00-10", "0/5/2023", "0000-01-01", "30/5", "05-06-2023", "20230605",
     "2023-06-05T00:00", "2023/06/05", "5.6.2023", "", "nay"],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_day(text)

    assert text in words.message(refusal.value, "vi")


def test_the_29th_of_february_is_a_day_in_leap_years_only() -> None:
    assert parse_day("29/02/2024") == date(2024, 2, 29)
    with pytest.raises(BadDate):
        parse_day("29/02/2100")


def test_vietnamese_shows_day_month_year_and_english_iso() -> None:
    day = date(2023, 6, 5)

    assert format_day(day) == "05/06/2023"
    assert format_day(day, "en") == "2023-06-05"
    assert format_day(day, year=2023) == "05/06"
    assert format_day(day, year=2024) == "05/06/2023"
    assert format_day(None) == format_day(None, "en") == "–"
