"""How wide words will be, without knowing the font: good enough to wrap, to shorten and to keep labels apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]

_NARROW, _WIDE = frozenset("iíìjlI.,;:'|!()[]ft·/ "), frozenset("mwMW—…@%ƠĐ→")
# parts of the size of the letters, rather too wide than too narrow: the widest of the usual sans fonts
_PARTS = {"narrow": 0.37, "wide": 0.92, "capital": 0.71, "digit": 0.62, "other": 0.6}
_BOLD = 1.07


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line, in the unit of `size`."""
    parts = sum(_part(sign) for sign in unicodedata.normalize("NFC", text))
    return parts * size * (_BOLD if bold else 1)


def _part(sign: str) -> float:
    base = unicodedata.normalize("NFD", sign)[0]
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1
    if base in _NARROW:
        return _PARTS["narrow"]
    if base in _WIDE:
        return _PARTS["wide"]
    if base.isupper():
        return _PARTS["capital"]
    return _PARTS["digit"] if base.isdigit() else _PARTS["other"]


def wrap(text: str, width: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """The text on at most so many lines of that width, broken between words; what does not fit ends in an ellipsis."""
    made: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width or not line:
            line = longer
            continue
        made.append(line)
        line = word
    made.append(line)
    if len(made) > lines:
        made = [*made[: lines - 1], " ".join(made[lines - 1 :])]
    return [shorten(line, width, size, bold=bold) for line in made if line]


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut to the width with an ellipsis at its end if it is longer."""
    if width_of(text, size, bold=bold) <= width:
        return text
    while text and width_of(f"{text}…", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Placed:
    """Words beside a point: from about `left` to `right`, on a row counted from 0.

    `x` and `anchor`: where they are written from, so that they stay where they should beside their point.
    """

    text: str
    left: float
    right: float
    row: int
    x: float
    anchor: Anchor


def place(
    wanted: Iterable[tuple[float, str]],
    size: float,
    *,
    first: float,
    last: float,
    gap: float,
    bold: bool = False,
    centred: bool = False,
    beside: Iterable[Placed] = (),
    marks: Iterable[float] = (),
) -> list[Placed]:
    """Put words to the right of each point, else to its left, on the first row where they touch nothing.

    `wanted`: points and their words, in the order in which they may choose; all stays between `first` and `last`.
    `gap`: how far words stay from their point and from each other. `centred`: rather in the middle of their point.
    `beside`: words that stand there already; `marks`: points on row 0 whose signs they must not cover.
    """
    placed: list[Placed] = []
    others = list(beside)
    signs = [(mark - gap + 1, mark + gap - 1) for mark in marks]
    for point, text in wanted:
        width = width_of(text, size, bold=bold)
        sides: list[tuple[float, Anchor]] = [(point + gap, "start"), (point - gap - width, "end")]
        if centred:
            sides.insert(0, (point - width / 2, "middle"))
        fitting = [(left, anchor) for left, anchor in sides if first <= left and left + width <= last]
        fitting = fitting or [(max(first, min(point + gap, last - width)), "start")]
        row = 0
        while True:
            taken = [(other.left - gap, other.right + gap) for other in (*others, *placed) if other.row == row]
            taken += signs if row == 0 else []
            free = [side for side in fitting if all(side[0] + width <= low or high <= side[0] for low, high in taken)]
            if free:
                left, anchor = free[0]
                x = left + width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
                placed.append(Placed(text, left, left + width, row, x, anchor))
                break
            row += 1
    return placed
