"""Working days of Viet Nam: weekends, holidays, swapped days; counted as a plain loop would."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_definitions import OwnDefinitions, place_of, shipped_agencies, working_days

import words
from workflows.calendars import WorkCalendar, load_calendar
from workflows.canonical import canonical
from workflows.errors import BadDefinition

DAY = timedelta(days=1)
NEAR = st.dates(date(2022, 12, 1), date(2023, 3, 31))
CALENDARS = st.builds(WorkCalendar, st.frozensets(NEAR, max_size=25), st.frozensets(NEAR, max_size=10))


def counted_by_hand(calendar: WorkCalendar, after: date, until: date) -> int:
    return sum(calendar.is_working_day(after + n * DAY) for n in range(1, (until - after).days + 1))


def swap(day: str) -> str:
    return f"- {{date: {day}, why: hoán đổi, source: Công văn thử}}"


# The real days


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2023, 1, 2), False),  # in lieu of Sunday 1 January
        (date(2023, 1, 3), True),
        (date(2023, 1, 20), False),  # Tết
        (date(2023, 1, 26), False),
        (date(2023, 1, 27), True),
        (date(2023, 3, 19), False),  # a Sunday
        (date(2023, 4, 29), False),  # Hùng Kings, a Saturday
        (date(2023, 5, 2), False),
        (date(2023, 5, 3), False),
        (date(2023, 9, 1), False),
        (date(2023, 9, 4), False),
        (date(2024, 4, 29), False),  # a Monday, swapped
        (date(2024, 5, 4), True),  # the Saturday worked for it
        (date(2024, 5, 11), False),
        (date(2026, 1, 2), False),  # a Friday, swapped
        (date(2026, 1, 10), True),  # the Saturday worked for it
        (date(2026, 1, 3), False),
    ],
)
def test_days_off_and_worked_are_those_that_the_government_set(day: date, is_worked: bool) -> None:
    assert working_days(2022, 2026).is_working_day(day) is is_worked


def test_a_day_off_says_why() -> None:
    calendar = working_days(2022, 2026)

    assert not calendar.is_working_day(date(2023, 3, 19))
    assert date(2023, 3, 19) not in calendar.names
    assert calendar.names[date(2026, 1, 2)] == "nghỉ hoán đổi dịp Tết Dương lịch"
    assert words.say(f"weekday.{date(2023, 6, 19).isoweekday()}") == "thứ Hai"


def test_a_calendar_holds_the_days_of_its_years_only() -> None:
    calendar = working_days(2022, 2025)

    assert {day.year for day in calendar.days_off | calendar.days_worked} == {2022, 2023, 2024, 2025}


def test_beyond_its_years_a_calendar_knows_weekends_only() -> None:
    calendar = working_days(2023, 2023)

    assert calendar.is_working_day(date(2026, 1, 2))
    assert not calendar.is_working_day(date(2026, 1, 10))


# One's own days


def test_an_own_file_adds_days_off_and_days_worked(tmp_path: Path) -> None:
    OwnDefinitions(tmp_path).file(
        "calendars/tinh.yaml", f"key: tinh\noff:\n  {swap('2023-08-07')}\nworked:\n  {swap('19/08/2023')}\n"
    )

    calendar = load_calendar([2023], [tmp_path])

    assert not calendar.is_working_day(date(2023, 8, 7))
    assert calendar.is_working_day(date(2023, 8, 19))
    assert calendar.names[date(2023, 8, 7)] == "hoán đổi"


def test_an_own_file_can_make_a_holiday_a_working_day(tmp_path: Path) -> None:
    OwnDefinitions(tmp_path).file("calendars/tinh.yaml", f"key: tinh\nworked:\n  {swap('2023-09-01')}\n")

    calendar = load_calendar([2023], [tmp_path])

    assert calendar.is_working_day(date(2023, 9, 1))
    assert date(2023, 9, 1) not in calendar.days_off


def test_an_own_file_has_the_last_word_whatever_its_name(tmp_path: Path) -> None:
    OwnDefinitions(tmp_path).file("calendars/a.yaml", f"key: a\nworked:\n  {swap('2026-01-02')}\n")

    assert load_calendar([2026], [tmp_path]).is_working_day(date(2026, 1, 2))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"key: tinh\noff:\n  {swap('2023-02-30')}\n", "date"),
        ("key: tinh\noff:\n  - {date: 2023-08-07, why: x}\n", "{date"),
        (f"key: tinh\noof:\n  {swap('2023-08-07')}\n", "oof"),
        ("key: !!str tinh\n", "!!str"),
    ],
)
def test_a_wrong_calendar_file_is_refused_with_its_place(tmp_path: Path, text: str, wrong: str) -> None:
    OwnDefinitions(tmp_path).file("calendars/tinh.yaml", text)

    with pytest.raises(BadDefinition) as refusal:
        load_calendar([2023], [tmp_path])

    (problem,) = refusal.value.problems
    assert problem.place.line == place_of(text, wrong).line
    assert problem.place.file.endswith("tinh.yaml")


# Counting


@settings(max_examples=60)
@given(CALENDARS, NEAR, NEAR)
def test_working_days_between_are_those_that_one_counts_by_hand(
    calendar: WorkCalendar, after: date, until: date
) -> None:
    assert calendar.working_days_between(after, until) == counted_by_hand(calendar, after, until)


@given(st.dates(date(2022, 6, 1), date(2026, 6, 30)), st.integers(0, 400))
def test_real_working_days_between_are_those_that_one_counts_by_hand(after: date, days: int) -> None:
    calendar, until = working_days(2022, 2026), after + days * DAY

    assert calendar.working_days_between(after, until) == counted_by_hand(calendar, after, until)
    assert calendar.working_days_between(until, after) == 0


@settings(max_examples=60)
@given(CALENDARS, NEAR, st.integers(1, 40))
def test_the_nth_working_day_after_a_day_is_a_working_day_n_away(calendar: WorkCalendar, day: date, count: int) -> None:
    reached = calendar.add_working_days(day, count)

    assert calendar.is_working_day(reached)
    assert counted_by_hand(calendar, day, reached) == count


@settings(max_examples=60)
@given(CALENDARS, NEAR)
def test_the_next_working_day_is_the_first_that_is_worked(calendar: WorkCalendar, day: date) -> None:
    reached = calendar.next_working_day(day)

    assert calendar.is_working_day(reached)
    assert reached >= day
    assert not any(calendar.is_working_day(day + n * DAY) for n in range((reached - day).days))


def test_no_working_days_from_a_day_is_the_day_itself() -> None:
    assert WorkCalendar().add_working_days(date(2023, 3, 19), 0) == date(2023, 3, 19)


def test_over_the_swap_of_2024_both_days_count() -> None:
    calendar = working_days(2022, 2026)

    assert calendar.working_days_between(date(2024, 4, 26), date(2024, 5, 4)) == 3  # 2, 3 and 4 May
    assert calendar.add_working_days(date(2024, 4, 26), 1) == date(2024, 5, 2)


# Days of one agency and all below it


def test_days_of_an_agency_hold_below_it_and_the_narrowest_has_the_last_word(tmp_path: Path) -> None:
    own = OwnDefinitions(tmp_path)
    own.file("calendars/tinh.yaml", f"key: tinh\nunder: binh-dinh\noff:\n  {swap('2023-08-07')}\n")
    district = "binh-dinh.huyen-tuy-phuoc"
    own.file("calendars/a.yaml", f"key: a\nunder: {district}\nworked:\n  {swap('2023-08-07')}\n")

    calendar = load_calendar([2023], [tmp_path], shipped_agencies())

    day = date(2023, 8, 7)
    assert calendar.is_working_day(day)
    assert not calendar.of("binh-dinh").is_working_day(day)
    assert not calendar.of("binh-dinh.so-noi-vu").is_working_day(day)
    assert calendar.of(district).is_working_day(day)
    assert calendar.of("binh-dinh-khac").is_working_day(day)


DAYS = st.dates(date(2023, 1, 1), date(2023, 2, 28))
SOME_DAYS = st.frozensets(DAYS, max_size=6)
AGENCIES = ("a", "a.b", "a.b.c", "a.d", "ab", "e")


@given(national=SOME_DAYS, local=st.dictionaries(st.sampled_from(AGENCIES), st.tuples(SOME_DAYS, SOME_DAYS)), day=DAYS)
def test_an_agency_works_by_the_last_word_on_each_day(
    national: frozenset[date], local: dict[str, tuple[frozenset[date], frozenset[date]]], day: date
) -> None:
    calendar = WorkCalendar(national)
    for above, (off, worked) in local.items():
        calendar = calendar.altered(WorkCalendar(off - worked, worked), above)

    again = WorkCalendar.from_content(json.loads(canonical(calendar.content)))

    for agency in AGENCIES:
        expected = day.weekday() < 5 and day not in national
        for above in ("a", "e", "ab", "a.b", "a.d", "a.b.c"):  # from the widest to the narrowest
            off, worked = local.get(above, (frozenset(), frozenset()))
            if agency.split(".")[: above.count(".") + 1] == above.split("."):
                expected = (expected or day in worked) and day not in off - worked
        assert calendar.of(agency).is_working_day(day) == again.of(agency).is_working_day(day) == expected
