"""Columns that fit the screen."""

import pytest
from own_definitions import shipped_agencies

from screen.lists import agencies_text
from screen.look import Look
from screen.tables import Cell, lay_out, shorten, text_width

ROWS = [
    [
        Cell("Sở Nông nghiệp và Phát triển nông thôn tỉnh Bình Định"),
        Cell("hạn 19/06 (trước 20/6)", "", "hạn 19/06"),
        "quá 2 ngày",
    ],
    [Cell("UBND huyện Tuy Phước"), Cell("hạn 19/06 (trước 20/6)", "", "hạn 19/06"), ""],
]


def test_wide_screens_cut_nothing() -> None:
    lines = lay_out(ROWS, Look(width=160))

    assert lines[0] == "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bình Định   hạn 19/06 (trước 20/6)   quá 2 ngày"


def test_narrow_screens_first_say_it_shorter_then_cut_names() -> None:
    lines = lay_out(ROWS, Look(width=60))

    assert lines[0] == "Sở Nông nghiệp và Phát triển nông thô…  hạn 19/06  quá 2 ngày".replace(
        "nông thô…  ", "nông th…  "
    )
    assert all(text_width(line) <= 60 for line in lines)


def test_colours_do_not_count_as_width() -> None:
    row = [[Cell("A", "late"), Cell("B")]]

    assert lay_out(row, Look(width=40, colour=True)) == ["\x1b[1;31mA\x1b[0m   B"]


def test_a_column_that_is_empty_takes_no_room() -> None:
    assert lay_out([["a", "", "b"], ["c", "", "d"]], Look(width=40)) == ["a   b", "c   d"]


def test_shortening_leaves_no_blank_before_the_ellipsis() -> None:
    assert shorten("Bộ Nội vụ", 4) == "Bộ…"
    assert shorten("Bộ", 4) == "Bộ"


def test_wide_and_combining_signs_count_as_terminals_count_them() -> None:
    assert text_width("tổng hợp") == 8
    assert text_width("to\u0302\u0309ng") == 4
    assert text_width("表") == 2


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_agencies_are_shown_with_their_whole_keys_at_any_width(width: int) -> None:
    found = list(shipped_agencies().search("hoài ân"))

    shown = agencies_text(found, Look(width=width)).split()

    assert len(found) > 10
    assert {agency.key for agency in found} <= set(shown)


@pytest.mark.parametrize("width", [30, 40, 60])
def test_what_a_row_is_typed_by_goes_from_no_row(width: int) -> None:
    rows = [[*row, Cell("2023#118", "dim", is_key=True)] for row in ROWS]

    assert all(line.endswith("2023#118") for line in lay_out(rows, Look(width=width)))
