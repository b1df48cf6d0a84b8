"""How a step is declared: its Vietnamese words with holes, and one example line.

In the words, `"{name}"` is a quoted text, `{day}` a day (20/06/2023 or 2023-06-20), `{count}` a number, and what stands
in `[…]` may be left out. The registry of all steps is what the documentation lists and what hints come from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log2
from typing import Any, Literal, TypeVar

from pytest_bdd import parsers
from pytest_bdd import step as bdd_step

from features.steps.likeness import DAY, Piece, lay, pieces_of, plain, tokens_of

Kind = Literal["given", "when", "then"]
KEYWORDS: dict[str, str] = {"given": "Biết", "when": "Khi", "then": "Thì"}

Work = TypeVar("Work", bound=Callable[..., Any])

_HOLES = {
    "doing": "lập kế hoạch|thực hiện|báo cáo|tổng hợp",
    "report": "riêng|tổng hợp",
    "day": DAY,
    "count": r"\d+",
    "year": r"\d{4}",
}


def add_holes(holes: Mapping[str, str]) -> None:
    """Further kinds of holes: what may stand in each, as a regular expression."""
    _HOLES.update(holes)


_CHOICES = ("doing", "report")  # holes that take one of a few words
_QUOTE = '["“”]'
_HINTS = 2
_FAR = 0.45  # below this likeness a hint would mislead
_WHOLE = 0.6  # below this likeness the line cannot be mended, and the example says more
_LIKELY = 24  # so many readings are looked at closely


@dataclass(frozen=True)
class StepWords:
    """One step that policy writers may use. `module`: where it is worked out; `example`: a whole line.

    `table`: the columns that the table below the line may have; empty where it takes none.
    """

    kind: Kind
    words: str
    example: str
    module: str
    table: tuple[str, ...] = ()

    @property
    def sample(self) -> str:
        """The example without its keyword."""
        return self.example.partition(" ")[2].partition("\n")[0]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(pattern_of(self.words))

    @cached_property
    def readings(self) -> tuple[tuple[Piece, ...], ...]:
        """The words in pieces, for each way to fill such holes as `{doing}`, first as in the example; and unfilled."""
        every = [self.words]
        for hole in _CHOICES:
            if f"{{{hole}}}" in self.words.replace(f'"{{{hole}}}"', ""):
                ways = sorted(_HOLES[hole].split("|"), key=lambda way: f" {way} " not in self.example)
                every = [words.replace(f"{{{hole}}}", way) for words in every for way in ways]
        return tuple(pieces_of(words) for words in dict.fromkeys((*every, self.words)))


@dataclass(frozen=True, slots=True)
class Near:
    """A step that an unknown line may have meant. `bare`: only with names in quotes is it that step.

    `line`: with its keyword, as it should be where that is plain, else the example.
    """

    step: StepWords
    likeness: float
    line: str
    bare: bool


VOCABULARY: list[StepWords] = []


def biet(words: str, example: str, table: Sequence[str] = ()) -> Callable[[Work], Work]:
    """Declare what is so beforehand (Biết, Cho)."""
    return _declare("given", words, example, tuple(table))


def khi(words: str, example: str, table: Sequence[str] = ()) -> Callable[[Work], Work]:
    """Declare what somebody does (Khi)."""
    return _declare("when", words, example, tuple(table))


def thi(words: str, example: str, table: Sequence[str] = ()) -> Callable[[Work], Work]:
    """Declare what must then hold (Thì)."""
    return _declare("then", words, example, tuple(table))


def _declare(kind: Kind, words: str, example: str, table: tuple[str, ...]) -> Callable[[Work], Work]:
    register = bdd_step(parsers.re(pattern_of(words)), kind, stacklevel=2)

    def declare(work: Work) -> Work:
        VOCABULARY.append(StepWords(kind, words, example, work.__module__, table))
        return register(work)  # type: ignore[return-value]

    return declare


def pattern_of(words: str) -> str:
    """The words as a regular expression with a named group for each hole; the whole line must match."""
    pattern = ""
    for part in re.split(r"(\[|\]|\"?\{\w+\}\"?)", words):
        if part == "[":
            pattern += "(?:"
        elif part == "]":
            pattern += ")?"
        elif hole := re.fullmatch(r"(\"?)\{(\w+)\}\"?", part):
            inner = '[^"“”]+' if hole[1] else _HOLES.get(re.sub(r"\d+$", "", hole[2]), r"\S+")
            quote = _QUOTE if hole[1] else ""
            pattern += f"{quote}(?P<{hole[2]}>{inner}){quote}"
        else:
            pattern += re.escape(part)
    return pattern + r"\Z"


def matching(kind: str, text: str) -> list[StepWords]:
    """The steps of that kind that a line without its keyword says; one, if the vocabulary is sound."""
    return [step for step in VOCABULARY if step.kind == kind and step.pattern.match(text)]


def nearest(kind: str | None, text: str) -> list[Near]:
    """The known steps that an unknown line most likely meant, best first; a step of another kind only if it matches.

    `kind`: None for a line whose keyword says nothing.
    """
    elsewhere = [
        Near(step, 1, f"{KEYWORDS[step.kind]} {text}", bare=False)
        for step in VOCABULARY
        if step.kind != kind and step.pattern.match(text)
    ]
    return [*elsewhere, *_near(kind, text, len(VOCABULARY))][:_HINTS]


@lru_cache(maxsize=512)
def _near(kind: str | None, text: str, _: int) -> tuple[Near, ...]:
    tokens, weights = tokens_of(text), _weights(len(VOCABULARY))
    said = {plain(token.text) for token in tokens if token.kind == "word"}
    found: dict[int, Near] = {}
    for step, pieces in _likely(kind, said, weights):
        laid = lay(text, tokens, pieces, weights)
        if id(step) not in found or laid.likeness > found[id(step)].likeness:
            is_whole = laid.likeness >= _WHOLE and laid.sure and step.pattern.match(laid.line) and not step.table
            line = f"{KEYWORDS[step.kind]} {laid.line}" if is_whole else step.example
            found[id(step)] = Near(step, laid.likeness, line, laid.bare and bool(is_whole))
    ranked = sorted(found.values(), key=lambda near: -near.likeness)
    return tuple(near for near in ranked if near.likeness >= max(_FAR, ranked[0].likeness - 0.1))


def _likely(
    kind: str | None, said: Set[str], weights: Mapping[str, float]
) -> Iterator[tuple[StepWords, tuple[Piece, ...]]]:
    """The steps that share most with what is said, with the pieces of each of their readings."""
    own = sum(weights.get(word, 0) for word in said)

    def shared(pair: tuple[StepWords, tuple[Piece, ...]]) -> float:
        words = {plain(piece.text) for piece in _needed(pair[1])}
        both = sum(weights[word] for word in words & said)
        return both / (own + sum(weights[word] for word in words) or 1)

    every = [(step, pieces) for step in VOCABULARY if kind in (step.kind, None) for pieces in step.readings]
    yield from sorted(every, key=shared, reverse=True)[:_LIKELY]


def _needed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The words that cannot be left out."""
    past = 0
    for at, piece in enumerate(pieces):
        past = max(past, piece.past)
        if at >= past and piece.kind == "word":
            yield piece


@lru_cache(maxsize=2)
def _weights(_: int) -> Mapping[str, float]:
    """How much each word tells steps apart: 1 for a word of one step, less for one of many."""
    in_steps = Counter(
        word
        for step in VOCABULARY
        for word in {plain(piece.text) for pieces in step.readings for piece in pieces if piece.kind == "word"}
    )
    return {word: max(0.3, 1 - 0.12 * log2(count)) for word, count in in_steps.items()}
