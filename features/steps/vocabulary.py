"""How a step is declared, and which steps a sentence says.

A step has its words in Vietnamese, the same in English, other ways in which officers say it, and one example line; how
they are read is said in `phrases.py`. The registry of all steps is what the documentation lists and what hints come
from.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Any, TypeVar

from pytest_bdd import parsers
from pytest_bdd import step as bdd_step

from engine.errors import Ambiguous
from features.steps.likeness import Laid, Piece, lay, plain, tokens_of
from features.steps.phrases import (
    folders_spoken_of,
    kind_of,
    may_be,
    names_in_full,
    needed_words_of,
    pattern_of,
    period_optional,
    pieces_of,
    readings_by,
    tokens_to_read,
    with_quotes,
    written_out,
)
from features.steps.sentences import KEYWORDS_IN, Kind, Reading, Said, StepWords, meant, parsed, sample_of, unclear
from features.steps.world import Folders, World
from workflows.errors import AmbiguousAgency

Work = TypeVar("Work", bound=Callable[..., Any])

_HINTS = 2
_FAR = 0.45  # below this likeness a hint would mislead
_WHOLE = 0.6  # below this likeness the line cannot be mended, and the example says more
_LIKELY = 24  # so many readings are looked at closely


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


def biet(
    words: str, example: str = "", *, en: str, table: Sequence[str] = (), also: Sequence[str] = ()
) -> Callable[[Work], Work]:
    """Declare what is so beforehand (Biết, Cho). `example`: a whole line, where a plain one would say too little."""
    return _declare("given", words, example, en, table, also)


def khi(
    words: str, example: str = "", *, en: str, table: Sequence[str] = (), also: Sequence[str] = ()
) -> Callable[[Work], Work]:
    """Declare what somebody does (Khi)."""
    return _declare("when", words, example, en, table, also)


def thi(
    words: str, example: str = "", *, en: str, table: Sequence[str] = (), also: Sequence[str] = ()
) -> Callable[[Work], Work]:
    """Declare what must then hold (Thì)."""
    return _declare("then", words, example, en, table, also)


def _declare(
    kind: Kind, words: str, example: str, english: str, table: Sequence[str], also: Sequence[str]
) -> Callable[[Work], Work]:
    parser = _Parser(words)
    register = bdd_step(parser, kind, stacklevel=2)

    def declare(work: Work) -> Work:
        own, ways = written_out(words), (tuple(map(written_out, also)), written_out(english, "en"))
        parser.step = StepWords(kind, own, example or sample_of(kind, own), work.__module__, tuple(table), *ways)
        VOCABULARY.append(parser.step)
        takes = inspect.signature(work).parameters.keys()

        def perform(world: World, said: Reading, datatable: Sequence[Sequence[str]] | None = None) -> None:
            """Do what the sentence says. Raises SeveralReadings for a name of several agencies."""
            try:
                values = meant(world, said)
                given: dict[str, Any] = {"said": Said.of(values)} if "said" in takes else parsed(values)
                work(world, **given | ({"datatable": datatable} if table else {}))
            except (Ambiguous, AmbiguousAgency) as error:
                raise unclear(world, said, error) from None

        register(perform)
        return work

    return declare


class _Parser(parsers.StepParser):
    """Tells pytest-bdd which sentences are the step."""

    step: StepWords

    def is_matching(self, name: str) -> bool:
        found = readings(self.step.kind, name)
        return len(found) == 1 and found[0].step is self.step

    def parse_arguments(self, name: str) -> dict[str, Any]:
        return {"said": readings(self.step.kind, name)[0]}


def readings(kind: str, text: str) -> tuple[Reading, ...]:
    """What a line without its keyword may mean: one thing, if it is clear.

    A line with all its names in quotes is the step whose words it has; only another is read as officers speak.
    """
    return _readings(kind, text, folders_spoken_of(), len(VOCABULARY))


@lru_cache(maxsize=4096)
def _readings(kind: str, text: str, _: Folders, __: int) -> tuple[Reading, ...]:
    steps = [step for step in VOCABULARY if step.kind == kind]
    strict = [
        Reading(step, tuple((name, said) for name, said in match.groupdict().items() if said is not None))
        for step in steps
        if (match := pattern_of(step.words).match(text))
    ]
    if strict:
        return tuple(strict)
    tokens = tokens_to_read(text)
    words = {token.text.casefold() for token in tokens}
    found = {
        (step, tuple(sorted(said))): Reading(step, said, lang)
        for step in steps
        for lang, way in step.ways
        if needed_words_of(way) <= words
        for said in map(names_in_full, readings_by(way, text, tokens, lang))
    }
    return tuple(found.values())


def matching(kind: str, text: str) -> list[StepWords]:
    """The steps of that kind that a line without its keyword says; one, if the vocabulary is sound."""
    return [reading.step for reading in readings(kind, text)]


def nearest(kind: str | None, text: str, lang: str = "vi") -> list[Near]:
    """The known steps that an unknown line most likely meant, best first; a step of another kind only if it matches.

    `kind`: None for a line whose keyword says nothing.
    """
    lang = lang if lang in KEYWORDS_IN else "vi"
    elsewhere = [
        Near(step, 1, f"{KEYWORDS_IN[lang][step.kind]} {text}", bare=False)
        for step in VOCABULARY
        if step.kind != kind and pattern_of(step.words_in(lang), lang).match(text)
    ]
    return [*elsewhere, *_near(kind, text, lang, folders_spoken_of(), len(VOCABULARY))][:_HINTS]


def example_in(step: StepWords, lang: str) -> str:
    """The step's example line in that language; the heads of a table below it stay Vietnamese."""
    if lang == "vi":
        return step.example
    _, below, table = step.example.partition("\n")
    return readings(step.kind, step.sample)[0].line(lang) + below + table


@lru_cache(maxsize=512)
def _near(kind: str | None, text: str, lang: str, _: Folders, __: int) -> tuple[Near, ...]:
    tokens, weights = tokens_of(text), _weights(lang, len(VOCABULARY))
    said = {plain(token.text) for token in tokens if token.kind == "word"}
    found: dict[int, tuple[Laid, StepWords, str]] = {}
    for step, words in _likely(kind, said, lang, weights):
        laid = lay(text, tokens, pieces_of(words), weights)
        if id(step) not in found or laid.likeness > found[id(step)][0].likeness:
            found[id(step)] = laid, step, words
    ranked = sorted(found.values(), key=lambda each: -each[0].likeness)
    near = [each for each in ranked if each[0].likeness >= max(_FAR, ranked[0][0].likeness - 0.1)]
    return tuple(_mended(text, laid, step, words, lang) for laid, step, words in near)


def _mended(text: str, laid: Laid, step: StepWords, words: str, lang: str) -> Near:
    """The line as it should be, if that is plain and what it says is known; else the example."""
    if laid.likeness >= _WHOLE and not step.table:
        in_quotes, pieces = with_quotes(text), pieces_of(period_optional(words))
        other = lay(in_quotes, tokens_of(in_quotes), pieces, _weights(lang, len(VOCABULARY)))
        for line, laid_so in ((text, laid), (in_quotes, other)):
            if laid_so.sure and _says(step, laid_so.line, text):
                is_bare = laid_so.bare or line != text
                return Near(step, laid.likeness, f"{KEYWORDS_IN[lang][step.kind]} {laid_so.line}", is_bare)
    return Near(step, laid.likeness, example_in(step, lang), bare=False)


def _says(step: StepWords, line: str, text: str) -> bool:
    """Whether the line is that step alone, and each name in it known, or in quotes in the text itself."""
    found = readings(step.kind, line)
    if len(found) != 1 or found[0].step is not step:
        return False
    quoted = [token.text[1:-1].strip() for token in tokens_of(text) if token.kind == "quoted"]
    return all(said in quoted or may_be(kind_of(hole), said) for hole, said in found[0].found)


def _likely(
    kind: str | None, said: Set[str], lang: str, weights: Mapping[str, float]
) -> Iterator[tuple[StepWords, str]]:
    """The steps that share most with what is said, each with its words, such holes as `{doing}` filled."""
    own = sum(weights.get(word, 0) for word in said)

    def shared(pair: tuple[StepWords, str]) -> float:
        words = {plain(piece.text) for piece in _needed(pieces_of(pair[1]))}
        both = sum(weights[word] for word in words & said)
        return both / (own + sum(weights[word] for word in words) or 1)

    every = [(step, words) for step in VOCABULARY if kind in (step.kind, None) for words in step.chosen(lang)]
    yield from sorted(every, key=shared, reverse=True)[:_LIKELY]


def _needed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The words that cannot be left out."""
    past = 0
    for at, piece in enumerate(pieces):
        past = max(past, piece.past)
        if at >= past and piece.kind == "word":
            yield piece


@lru_cache(maxsize=4)
def _weights(lang: str, _: int) -> Mapping[str, float]:
    """How much each word tells steps apart: 1 for a word of one step, less for one of many."""
    in_steps: Counter[str] = Counter()
    for step in VOCABULARY:
        pieces = (piece for words in step.chosen(lang) for piece in pieces_of(words))
        in_steps.update({plain(piece.text) for piece in pieces if piece.kind == "word"})
    return {word: max(0.3, 1 - 0.12 * log2(count)) for word, count in in_steps.items()}
