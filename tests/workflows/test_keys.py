"""Keys of cascades and tasks: readable, and read back as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import BadKey, BadPeriod
from workflows.keys import AGENCY_KEY, DOCUMENT_KEY, CascadeKey, TaskKey, parse_cascade_key, parse_task_key
from workflows.periods import CODES, Period

SEGMENTS = st.sampled_from(["a", "ct-33-ttg-2021", "so-noi-vu", "quan-10", "phuong-14", "once", "h1", "x2023"])
AGENCIES = st.lists(SEGMENTS, min_size=1, max_size=3).map(".".join)
PERIODS = st.builds(Period, st.integers(1990, 2100), st.sampled_from(CODES))


@given(SEGMENTS, st.integers(1990, 2100))
def test_a_cascade_key_is_read_back(directive: str, year: int) -> None:
    key = CascadeKey(directive, year)

    assert parse_cascade_key(str(key)) == key


@given(PERIODS, AGENCIES, st.none() | SEGMENTS, st.none() | SEGMENTS)
def test_a_task_key_is_read_back(period: Period, agency: str, topic: str | None, directive: str | None) -> None:
    key = TaskKey(period, agency, topic, directive)

    assert parse_task_key(str(key)) == key


def test_the_keys_of_the_design_are_read() -> None:
    long = parse_task_key("ct-33-ttg-2021/2023-H1/ho-chi-minh.so-xay-dung/trat-tu-do-thi")
    short = parse_task_key(" 2023-once/binh-dinh ")

    assert long == TaskKey(Period(2023, "H1"), "ho-chi-minh.so-xay-dung", "trat-tu-do-thi", "ct-33-ttg-2021")
    assert short == TaskKey(Period(2023, "once"), "binh-dinh")


@pytest.mark.parametrize(
    "text", ["", "ct-33", "ct-33/", "/2023", "ct-33/23", "ct-33/2023/x", "CT-33/2023", "ct 33/2023"]
)
def test_what_is_no_cascade_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        parse_cascade_key(text)


@pytest.mark.parametrize(
    "text",
    ["", "/", "2023-H1", "2023-H1/", "ct-33/2023-H1", "2023-H1/Bình Định", "2023-H1/a/b/c", "2023-H1/a/B", "2023-H1/.a",
     "2023-H1/a..b", "CT/2023-H1/a"],
)  # fmt: skip
def test_what_is_no_task_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        parse_task_key(text)


def test_a_key_with_a_wrong_period_says_which_periods_there_are() -> None:
    with pytest.raises(BadPeriod):
        parse_task_key("2023-Q5/binh-dinh")


@pytest.mark.parametrize("text", ["a", "a-b", "ct-33-ttg-2021", "0"])
def test_a_document_key_is_lower_case_joined_by_hyphens(text: str) -> None:
    assert DOCUMENT_KEY.match(text)
    assert AGENCY_KEY.match(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "á", "a_b", "a b", "a/b", "a.b", "a\n", "a\n\n"])
def test_anything_else_is_no_document_key(text: str) -> None:
    assert not DOCUMENT_KEY.match(text)
