"""How near a mistyped line is to a step, word by word, and how the line would have to read to be that step.

The line is laid along the step's words at the least cost: a word may be missing, too many or spelt differently, an
optional part may be left out at no cost, and a name may stand without its quotes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple

from workflows.spelling import fold, nfc

Kind = Literal["word", "mark", "quoted", "blank", "day", "number"]
DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}"

_TOKEN = re.compile(
    r"(?P<quoted>[\"“”„«][^\"“”«»]*[\"“”»]|(?<!\w)'[^']+'|‘[^’]+’)|(?P<blank><[^<>]+>)"
    rf"|(?P<day>(?:{DAY})(?!\d))|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<mark>\S)"
)
_EXTRA, _MARK = 0.45, 0.1  # what a word too many costs, and a mark more or less
_LOST = 0.9  # what a name or a day too many costs
_BARE, _BARE_WORD = 0.2, 0.05  # what a name without quotes costs, and each of its words
_HOLE_WEIGHT, _NO_HOLE = 0.3, 0.8  # what a filled hole is worth, and what an empty one costs
_QUOTED_FIGURE = 0.2  # what a day or a number costs that stands in quotes
_OTHER = 0.5  # what other words cost where one of a few would have to stand
_LONGEST_NAME, _LONGEST_OTHER, _LONGEST_LINE = 12, 3, 60  # in words
_ALIKE = 0.7  # two words less like each other are different words
_NAMES_ALIKE = 0.5


class Token(NamedTuple):
    """A word, a mark, a number, a day, a quoted name or an outline's `<blank>` of a line."""

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a mark or a hole of a step. `past`: the piece after the optional part that begins here; 0: none does."""

    kind: Kind
    text: str
    is_hole: bool
    spaced: bool  # whether a space stands before it
    past: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """A line laid along a step. `likeness`: from 0 to 1; `line`: as it should be; `bare`: a name lacks its quotes.

    `sure`: no optional part is there that the line has no word of, and a line without quotes has most of the words.
    """

    likeness: float
    line: str
    bare: bool
    sure: bool


def tokens_of(line: str) -> list[Token]:
    """The line in tokens; where a quotation mark has no partner, none counts."""
    line = nfc(line)
    if sum(line.count(mark) for mark in '"“”') % 2:
        line = re.sub('["“”]', " ", line)
    found = _TOKEN.finditer(line)
    return [Token(each.lastgroup, each[0], *each.span()) for each in found]  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """The form in which words are compared: no accents, no capitals, and `kì` is `kỳ`."""
    return fold(word).replace("y", "i")


def lay(line: str, tokens: Sequence[Token], pieces: Sequence[Piece], weights: Mapping[str, float]) -> Laid:
    """Lay the line along the pieces. `weights`: what each word of the vocabulary tells steps apart by."""
    line = nfc(line)
    tokens = tokens[:_LONGEST_LINE]
    ends = len(pieces) + 1, len(tokens) + 1
    costs = [[inf] * ends[1] for _ in range(ends[0])]
    came: dict[tuple[int, int], tuple[int, int]] = {}
    costs[0][0] = 0
    for at in range(ends[0]):
        for read in range(ends[1]):
            if costs[at][read] == inf:
                continue
            for to, more in _onward(at, read, tokens, pieces, weights):
                cost = costs[at][read] + more
                if cost < costs[to[0]][to[1]]:
                    costs[to[0]][to[1]] = cost
                    came[to] = at, read
    here = len(pieces), len(tokens)
    cost, path = costs[here[0]][here[1]], [here]
    while here in came:
        here = came[here]
        path.append(here)
    return _laid(line, path[::-1], cost, tokens, pieces, weights)


def _onward(
    at: int, read: int, tokens: Sequence[Token], pieces: Sequence[Piece], weights: Mapping[str, float]
) -> list[tuple[tuple[int, int], float]]:
    """Where one can go on from after so many pieces and so many tokens, and at what cost."""
    on: list[tuple[tuple[int, int], float]] = []
    if read < len(tokens):
        extra = {"mark": _MARK, "quoted": _LOST, "day": _LOST}.get(tokens[read].kind, _EXTRA)
        on.append(((at, read + 1), extra))
    if at == len(pieces):
        return on
    piece = pieces[at]
    if piece.past:
        on.append(((piece.past, read), 0))
    on.append(((at + 1, read), _weight(piece, weights) if not piece.is_hole else _NO_HOLE))
    if read == len(tokens):
        return on
    if not piece.is_hole:
        alike = _alike(plain(piece.text), plain(tokens[read].text))
        if alike:
            on.append(((at + 1, read + 1), (1 - alike) * _weight(piece, weights)))
        return on
    if (cost := _fits(piece, tokens[read])) is not None:
        on.append(((at + 1, read + 1), cost))
    if piece.kind == "word":
        words = range(read, min(read + _LONGEST_OTHER, len(tokens)))
        on += [((at + 1, last + 1), _OTHER) for last in words if tokens[last].kind == "word"]
    if piece.kind == "quoted":
        for last in range(read, min(read + _LONGEST_NAME, len(tokens))):
            if tokens[last].kind == "quoted":
                break
            on.append(((at + 1, last + 1), _BARE + _BARE_WORD * (last + 1 - read)))
    return on


def _fits(piece: Piece, token: Token) -> float | None:
    """What it costs that the token fills the hole; None where it does not."""
    if token.kind in (piece.kind, "blank") and piece.kind != "quoted":
        return 0
    if token.kind == "quoted":
        if piece.kind == "quoted":
            return 0 if token.text[1:-1].strip() else None
        wanted = DAY if piece.kind == "day" else r"\d+"
        return _QUOTED_FIGURE if re.fullmatch(wanted, token.text[1:-1].strip()) else None
    return None


def _weight(piece: Piece, weights: Mapping[str, float]) -> float:
    return _MARK if piece.kind == "mark" else weights.get(plain(piece.text), 1)


@lru_cache(maxsize=8192)
def _alike(one: str, other: str) -> float:
    """How like each other two plain words are; 0 for different words."""
    if one == other:
        return 1
    shorter, longer = sorted((len(one), len(other)))
    if shorter < 3 or 2 * shorter <= _ALIKE * (shorter + longer):
        return 0
    ratio = difflib.SequenceMatcher(None, one, other).ratio()
    if sorted(one) == sorted(other):
        ratio = max(ratio, 0.8)
    return ratio if ratio > _ALIKE else 0


def _laid(
    line: str,
    path: Sequence[tuple[int, int]],
    cost: float,
    tokens: Sequence[Token],
    pieces: Sequence[Piece],
    weights: Mapping[str, float],
) -> Laid:
    said, worth, taken_words, lacking, bare, sure = "", 0.0, 0.0, 0.0, False, True
    past, is_meant = 0, True
    for (at, read), (next_at, next_read) in pairwise(path):
        if next_at == at or (next_read == read and pieces[at].past == next_at):
            continue  # a word too many, or an optional part that is left out
        piece, taken = pieces[at], tokens[read:next_read]
        if at >= past:
            sure, past, is_meant = sure and is_meant, piece.past, not piece.past
        if piece.is_hole:
            text = line[taken[0].start : taken[-1].end] if taken else "…"
            is_quoted = bool(taken) and taken[0].kind == "quoted"
            text = text[1:-1] if is_quoted else text
            is_bare = piece.kind == "quoted" and bool(taken) and not is_quoted
            bare = bare or is_bare
            if taken and piece.kind != "word":
                worth += _HOLE_WEIGHT / 2 if is_bare else _HOLE_WEIGHT
            text = f'"{text.strip()}"' if piece.kind == "quoted" else text.strip()
        else:
            text = piece.text
            weight = _weight(piece, weights)
            if taken:
                taken_words += weight * _alike(plain(text), plain(taken[0].text))
                is_meant = is_meant or piece.kind == "word"
            else:
                lacking += weight
        said += " " * (piece.spaced and bool(said)) + text
    likeness = (worth + taken_words) / (worth + taken_words + cost) if taken_words else 0
    return Laid(likeness, said, bare, sure and is_meant and not (bare and lacking > taken_words / 3))


def names_near(wanted: str, names: Sequence[str], most: int = 2) -> list[str]:
    """The names most like the wanted one, by their letters and by the words that they share, best first."""
    words = set(fold(wanted).split())

    def likeness(name: str) -> float:
        own = set(fold(name).split())
        shared = 2 * len(words & own) / (len(words) + len(own)) if own else 0
        return max(difflib.SequenceMatcher(None, fold(wanted), fold(name)).ratio(), shared)

    return _best(names, likeness, most)


def _best(names: Sequence[str], likeness: Callable[[str], float], most: int) -> list[str]:
    ranked = sorted(((likeness(name), name) for name in names), key=lambda pair: -pair[0])
    return [name for ratio, name in ranked[:most] if ratio >= max(_NAMES_ALIKE, ranked[0][0] - 0.1)]
