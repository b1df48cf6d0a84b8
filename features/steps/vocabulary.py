"""How a step is declared, and which steps a sentence says.

A step has its words in Vietnamese, the same in English, other ways in which officers say it, and one example line; how
they are read is said in `grammar.py`. The registry of all steps is what the documentation lists and what hints come
from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial, wraps
from math import log2
from typing import Any

from pytest_bdd import parsers

from engine.errors import Ambiguous
from features.steps.cascades import Folders
from features.steps.claiming import Claim, claiming
from features.steps.grammar import (
    Laid,
    Nodes,
    Pick,
    Token,
    Way,
    Word,
    lay,
    plain,
    readings_by,
    tokens_of,
    tokens_to_read,
    way_of,
    with_quotes,
    words_of,
)
from features.steps.phrases import CHOICES, Form, Found, folders_spoken_of, kind_of, may_be, names_in_full, written_out
from features.steps.sentences import (
    KEYWORDS_IN,
    Kind,
    Reading,
    Said,
    StepWords,
    Work,
    meant,
    sample_of,
    unclear,
)
from features.steps.world import World
from workflows.errors import AmbiguousAgency

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


def _declare(
    kind: Kind,
    words: str,
    example: str = "",
    *,
    en: str,
    table: Sequence[str] = (),
    also: Sequence[str] = (),
    do: Work | None = None,
) -> Callable[[Work], Work]:
    """`example`: a whole line, where a plain one would say too little; `also`: other words for the same.

    `do`: what the step does, where it is not what this decorates.
    """

    def declare(work: Work) -> Work:
        own, ways = written_out(words), (tuple(map(written_out, also)), written_out(en, "en"))
        every = *(("vi", each) for each in (words, *also)), ("en", en)
        step = own, example or sample_of(kind, own), work.__module__, tuple(table), *ways, every, work
        VOCABULARY.append(StepWords(kind, *step))
        return work

    if do is not None:
        declare(do)
    return declare


biet = partial(_declare, "given")
"""Declare what is so beforehand (Biết, Cho)."""
khi = partial(_declare, "when")
"""Declare what somebody does (Khi)."""


def thi(
    words: str,
    example: str = "",
    *,
    en: str,
    also: Sequence[str] = (),
    of: Callable[[World, Said], Any] | None = None,
    **claims: Claim,
) -> Callable[[Work], Work]:
    """Declare what must then hold (Thì). `of`, `claims`: what is asked, and what each hole says of it."""
    return _declare("then", words, example, en=en, also=also, do=None if of is None else claiming(of, claims))


def khi_biet(words: str, *, en: str, also: Sequence[str] = (), do: Work | None = None) -> Callable[[Work], Work]:
    """Declare what somebody does (Khi), and also as done beforehand (Biết), when it may not be refused.

    Where the second says đã stands `{đã}`; `{does|has done}` is so in English.
    """

    def so(words: str, *, is_done: bool) -> str:
        words = words.replace("{đã}", "đã " * is_done)
        return re.sub(r"\{([\w ]+)\|([\w ]+)\}", r"\2" if is_done else r"\1", words)

    def declare(work: Work) -> Work:
        @wraps(work)
        def have_done(world: World, said: Said) -> None:
            work(world, said)
            world.no_refusal()

        for declares, each, is_done in ((khi, work, False), (biet, have_done, True)):
            own, english, *others = (so(way, is_done=is_done) for way in (words, en, *also))
            declares(own, en=english, also=others)(each)
        return work

    if do is not None:
        declare(do)
    return declare


class AnyStep(parsers.StepParser):
    """Tells pytest-bdd which sentences of that kind are a step: those that have one meaning."""

    def is_matching(self, name: str) -> bool:
        return len(readings(self.name, name)) == 1

    def parse_arguments(self, name: str) -> dict[str, Any]:
        return {"said": readings(self.name, name)[0]}


def perform(world: World, said: Reading, datatable: Sequence[Sequence[str]] | None = None) -> None:
    """Do what the sentence says. Raises SeveralReadings for a name of several agencies."""
    work = said.step.work
    assert work is not None
    try:
        parts = Said.of(meant(world, said))
        parts.table = datatable
        work(world, parts)
    except (Ambiguous, AmbiguousAgency) as error:
        raise unclear(world, said, error) from None


def readings(kind: str, text: str) -> tuple[Reading, ...]:
    """What a line without its keyword may mean: one thing, if it is clear.

    A line with all its names in quotes is the step whose words it has; only another is read as officers speak.
    """
    return _readings(kind, text, folders_spoken_of(), len(VOCABULARY))


@lru_cache(maxsize=4096)
def _readings(kind: str, text: str, _: Folders, __: int) -> tuple[Reading, ...]:
    steps = [step for step in VOCABULARY if step.kind == kind]
    tokens = tokens_to_read(text)
    if strict := [
        Reading(step, said) for step in steps for said in _said(way_of(step.words), text, tokens, in_quotes=True)
    ]:
        return tuple(strict)
    found = {
        (step, tuple(sorted(said))): Reading(step, said, way.lang)
        for step in steps
        for way in step.ways
        for said in map(names_in_full, _said(way, text, tokens))
    }
    return tuple(found.values())


def _said(way: Way, text: str, tokens: Sequence[Token], *, in_quotes: bool = False) -> Iterator[Found]:
    if way.needed_words <= {token.text.casefold() for token in tokens}:
        yield from readings_by(way, text, tokens, in_quotes=in_quotes)


def matching(kind: str, text: str) -> list[StepWords]:
    """The steps of that kind that a line without its keyword says; one, if the vocabulary is sound."""
    return [reading.step for reading in readings(kind, text)]


def nearest(kind: str | None, text: str, lang: str = "vi") -> list[Near]:
    """The known steps that an unknown line most likely meant, best first; a step of another kind only if it matches.

    `kind`: None for a line whose keyword says nothing.
    """
    lang = lang if lang in KEYWORDS_IN else "vi"
    tokens = tokens_to_read(text)
    elsewhere = [
        Near(step, 1, f"{KEYWORDS_IN[lang][step.kind]} {text}", bare=False)
        for step in VOCABULARY
        if step.kind != kind and any(_said(way_of(step.words_in(lang), lang), text, tokens, in_quotes=True))
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
        laid = lay(text, tokens, _way(words, lang), weights)
        if id(step) not in found or laid.likeness > found[id(step)][0].likeness:
            found[id(step)] = laid, step, words
    ranked = sorted(found.values(), key=lambda each: -each[0].likeness)
    near = [each for each in ranked if each[0].likeness >= max(_FAR, ranked[0][0].likeness - 0.1)]
    return tuple(_mended(text, laid, step, words, lang) for laid, step, words in near)


def _mended(text: str, laid: Laid, step: StepWords, words: str, lang: str) -> Near:
    """The line as it should be, if that is plain and what it says is known; else the example."""
    if laid.likeness >= _WHOLE and not step.table:
        in_quotes, loose = with_quotes(text), _way(words, lang, "loose")
        other = lay(in_quotes, tokens_of(in_quotes), loose, _weights(lang, len(VOCABULARY)))
        for line, laid_so in ((text, laid), (in_quotes, other)):
            if laid_so.sure and _says(step, laid_so.line, text):
                is_bare = (laid_so.bare or line != text) and not matching(step.kind, laid_so.line.replace('"', ""))
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
    """The steps that share most with what is said, each with its words."""
    own = sum(weights.get(word, 0) for word in said)

    def shared(pair: tuple[StepWords, str]) -> float:
        words = _needed(_way(pair[1], lang).nodes, said, weights)
        return _worth(words & said, weights) / (own + _worth(words, weights) or 1)

    every = [(step, words) for step in VOCABULARY if kind in (step.kind, None) for words in step.all_in(lang)]
    yield from sorted(every, key=shared, reverse=True)[:_LIKELY]


def _needed(nodes: Nodes, said: Set[str], weights: Mapping[str, float]) -> frozenset[str]:
    """The words that cannot be left out; of several phrases those of the one that shares most with what is said."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Word) and node.is_word:
            found.add(plain(node.text))
        elif isinstance(node, Pick):
            ways = (_needed(way, said, weights) for _, way in node.ways)
            found |= max(ways, key=lambda words: _worth(words & said, weights))
    return frozenset(found)


def _worth(words: Set[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 1) for word in words)


def _way(words: str, lang: str, form: Form = "written") -> Way:
    return way_of(written_out(words, lang, form), lang)


@lru_cache(maxsize=4)
def _weights(lang: str, _: int) -> Mapping[str, float]:
    """How much each word tells steps apart: 1 for a word of one step, less for one of many."""
    in_steps: Counter[str] = Counter()
    for step in VOCABULARY:
        in_steps.update({word for words in step.all_in(lang) for word in words_of(_way(words, lang).nodes)})
    for choices in CHOICES.values():
        said = (way for meant, each in choices.items() for way in each.said(meant, lang, "", False))
        in_steps.update({plain(word) for way in said for word in way.split()})
    return {word: max(0.3, 1 - 0.12 * log2(count)) for word, count in in_steps.items()}
