"""Rows of cells laid out in columns that fit the screen: nothing wraps, long names end in an ellipsis."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from screen.look import Look

GAP = 2
WIDE_GAP = 3
_LEAST = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `short`: what stands there where room is scarce; None: none shorter. `is_key`: a row is typed by it."""

    text: str
    style: str = ""
    short: str | None = None
    is_key: bool = False


Row = Sequence[Cell | str]


def text_width(text: str) -> int:
    """How many columns a terminal needs for the text."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def shorten(text: str, width: int) -> str:
    """The text, cut to the width with an ellipsis at its end if it is longer."""
    if text_width(text) <= width:
        return text
    kept = text[: max(width - 1, 0)]
    while text_width(kept) > max(width - 1, 0):
        kept = kept[:-1]
    return kept.rstrip() + "…"


def lay_out(
    rows: Iterable[Row],
    look: Look,
    *,
    flexible: Sequence[int] = (0,),
    right: Sequence[int] = (),
    indent: int = 0,
    least: Sequence[int] = (),
) -> list[str]:
    """The rows as lines, without their indentation.

    `flexible`: columns that may be cut; `right`: columns of figures; `indent`: how many columns stand before each line
    already; `least`: widths that the first columns should have, as `fit` gave them for other rows.
    """
    given = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    chosen, widths, gap = _fit(given, look.width - indent, flexible, least)
    lines = []
    for row in chosen:
        line, column = "", indent
        for position, cell in enumerate(row):
            if not widths[position]:
                continue
            is_last = position == len(row) - 1
            room = look.width - column if is_last else widths[position]
            text = shorten(cell.text, max(room, 1))
            blanks = max(widths[position] - text_width(text), 0)
            before = blanks if position in right else 0
            after = 0 if is_last else blanks - before + gap
            line += " " * before + look.paint(text, cell.style) + " " * after
            column += widths[position] + gap
        lines.append(line.rstrip())
    return lines


def fit(rows: Iterable[Row], look: Look, *, flexible: Sequence[int] = (0,), indent: int = 0) -> list[int]:
    """The widths of the columns with which the rows fit the screen."""
    given = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    return _fit(given, look.width - indent, flexible)[1]


def table(
    head: Sequence[str], rows: Sequence[Row], look: Look, *, flexible: Sequence[int], right: Sequence[int] = ()
) -> list[str]:
    """The rows below a heading."""
    titles = []
    for column, name in enumerate(head):
        may_go = all(isinstance(row[column], Cell) and row[column].short == "" for row in rows)  # type: ignore[union-attr]
        titles.append(Cell(look.say(f"head.{name}"), "dim", "" if may_go else None))
    return lay_out([titles, *rows], look, flexible=flexible, right=right)


def _natural(rows: list[list[Cell]]) -> list[int]:
    count = max((len(row) for row in rows), default=0)
    return [
        max((text_width(row[column].text) for row in rows if column < len(row)), default=0) for column in range(count)
    ]


def _fit(
    rows: list[list[Cell]], room: int, flexible: Sequence[int], least: Sequence[int] = ()
) -> tuple[list[list[Cell]], list[int], int]:
    """Rows, widths, gap: wide gaps if they fit; short forms from the right; then the widest flexible column is cut."""
    widths = _natural(rows)
    wished = [max(width, wish) for width, wish in zip_longest(widths, least[: len(widths)], fillvalue=0)]
    for wide, gap in ((wished, WIDE_GAP), (wished, GAP), (widths, WIDE_GAP)):
        if _total(wide, gap) <= room:
            return rows, wide, gap
    for column in reversed(range(len(widths))):
        if _total(widths, GAP) <= room:
            break
        rows = [_with_short(row, column) for row in rows]
        widths = _natural(rows)
    while _total(widths, GAP) > room:
        widest = max(
            (column for column in flexible if column < len(widths)), key=lambda column: widths[column], default=None
        )
        if widest is None or widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    keys = {column for row in rows for column, cell in enumerate(row) if cell.is_key}
    for column in reversed(range(1, len(widths))):  # no room at all: the last columns go, but for keys
        if _total(widths, GAP) <= room:
            break
        if column not in keys:
            widths[column] = 0
    return rows, widths, GAP


def _with_short(row: list[Cell], column: int) -> list[Cell]:
    if column >= len(row) or row[column].short is None:
        return row
    return [*row[:column], Cell(row[column].short or "", row[column].style), *row[column + 1 :]]


def _total(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * max(sum(width > 0 for width in widths) - 1, 0)
