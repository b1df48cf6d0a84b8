"""How wide words will be, without knowing the font: good enough to wrap, to shorten and to keep labels apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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
    leaders: Iterable[tuple[float, int]] = (),
    marks: Iterable[float] = (),
) -> list[Placed]:
    """Put words to the right of each point, else to its left, on the first row where they touch nothing.

    A line leads from a point to words that are not on row 0: it runs through no words, where there is room for all.
    `wanted`: points and their words; all stays between `first` and `last`. `gap`: how far words stay from their point
    and from each other. `centred`: rather in the middle of their point. `beside`: words that stand there already,
    `leaders`: points with the row to which a line leads already; `marks`: points on row 0 whose signs they must not
    cover.
    """
    points = [(point, text, width_of(text, size, bold=bold)) for point, text in wanted]
    others, lines = list(beside), list(leaders)
    signs = [(mark - gap + 1, mark + gap - 1) for mark in marks]
    found: dict[int, Placed] = {}

    def is_free(left: float, right: float, row: int) -> bool:
        taken = [(other.left - gap, other.right + gap) for other in (*others, *found.values()) if other.row == row]
        taken += [(at - 1, at + 1) for at, to in lines if to > row]
        taken += signs if row == 0 else []
        return all(right <= low or high <= left for low, high in taken)

    for at, is_left in _in_turn(points, gap, last):
        point, text, width = points[at]
        left = min(max(first, point - gap - width), last - width) if is_left else point + gap
        anchor: Anchor = "end" if is_left and left + width <= point else "start"
        middle = point - width / 2
        is_alone = not any(
            middle - gap < each < middle + width + gap for n, (each, _, _) in enumerate(points) if n != at
        )
        row = 0
        if centred and is_alone and first <= middle and middle + width <= last and is_free(middle, middle + width, 0):
            left, anchor = middle, "middle"
        while not is_free(left, left + width, row):
            row += 1
        x = left + width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        found[at] = Placed(text, left, left + width, row, x, anchor)
        lines.append((point, row))
    return [found[at] for at in range(len(points))]


def _in_turn(points: Sequence[tuple[float, str, float]], gap: float, last: float) -> Iterator[tuple[int, bool]]:
    """In which order words are put, and whether to the left of their point, so that no line has to cross any.

    Those to the right of their points from the right on; then those that must stand to the left from the left on, with
    all whose words would lie across such a point.
    """
    to_the_left: set[int] = set()
    while True:
        edge = min((points[at][0] for at in to_the_left), default=last + gap)
        more = {
            at
            for at, (point, _, width) in enumerate(points)
            if at not in to_the_left and point < edge and point + gap + width > min(last, edge - gap)
        }
        more |= {at for at, (point, _, _) in enumerate(points) if at not in to_the_left and point >= edge}
        if not more:
            break
        to_the_left |= more
    to_the_right = [at for at in range(len(points)) if at not in to_the_left]
    yield from ((at, False) for at in sorted(to_the_right, key=lambda at: -points[at][0]))
    yield from ((at, True) for at in sorted(to_the_left, key=lambda at: points[at][0]))
