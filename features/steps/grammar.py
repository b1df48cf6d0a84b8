"""The grammar of a sentence: words, holes, parts that may be left out; how it is said, read, and laid along a line.

In the words of a step `"{name}"` is a name in quotes, `{day}` a day (20/6/2023 or 2023-06-20), `{count}` a number;
what stands in `[…]` may be left out, of `(… | …)` one stands there, and a hole such as `{doing}` takes one of a few
phrases. These words are made into one automaton, on which a line is read, as it is written or as officers speak, and
along which a mistyped line is laid at the least cost: a word may be missing, too many or spelt differently, and a name
may stand without its quotes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from math import inf
from typing import Literal, NamedTuple

from features.steps.phrases import CHOICES, DAY, Found, Values, in_english, is_name, kind_of, may_end_in
from workflows.spelling import fold, nfc

_FIGURES = {"day": DAY, "count": r"\d+", "year": r"\d{4}"}
_LONGEST_NAME, _LONGEST_READ, _LONGEST_LINE, _MOST = 32, 90, 60, 32  # in words and marks; in readings
_TOKEN = re.compile(
    r"(?P<quoted>[\"“”„«][^\"“”«»]*[\"“”»]|(?<!\w)'[^']+'|‘[^’]+’)|(?P<blank><[^<>]+>)"
    rf"|(?P<day>(?:{DAY})(?!\d))|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<mark>\S)"
)


class Token(NamedTuple):
    """A word, a mark, a number, a day, a quoted name or an outline's `<blank>` of a line."""

    kind: Literal["word", "mark", "quoted", "blank", "day", "number"]
    text: str
    start: int
    end: int


def tokens_of(line: str) -> list[Token]:
    """The line in tokens; where a quotation mark has no partner, none counts."""
    line = nfc(line)
    if sum(line.count(mark) for mark in '"“”') % 2:
        line = re.sub('["“”]', " ", line)
    found = _TOKEN.finditer(line)
    return [Token(each.lastgroup, each[0], *each.span()) for each in found]  # type: ignore[arg-type]


def tokens_to_read(line: str) -> list[Token]:
    """The sentence in tokens, without its full stop; none where it is longer than any sentence."""
    tokens = tokens_of(line)
    if tokens and tokens[-1].text == ".":
        tokens = tokens[:-1]
    return tokens if len(tokens) <= _LONGEST_READ else []


# words


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark that has to stand there. `spaced`: whether a space stands before it."""

    text: str
    spaced: bool

    @property
    def is_word(self) -> bool:
        return self.text.isalpha()


@dataclass(frozen=True, slots=True)
class Hole:
    """What differs from sentence to sentence."""

    name: str
    is_quoted: bool
    spaced: bool

    @property
    def kind(self) -> str:
        return kind_of(self.name)


@dataclass(frozen=True, slots=True)
class Pick:
    """A hole that takes one of a few phrases. `ways`: each with what it means."""

    name: str
    spaced: bool
    ways: tuple[tuple[str, Nodes], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these has to stand there; where one is empty, nothing has to."""

    ways: tuple[Nodes, ...]


Node = Word | Hole | Pick | Either
Nodes = tuple[Node, ...]


class Arc(NamedTuple):
    """A way on. `node`: what is read on it, None: nothing; `option`: the part it is of that may be left out, 0: none.

    `fills`: a hole that is filled with it.
    """

    to: int
    node: Word | Hole | None
    option: int = 0
    fills: tuple[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Way:
    """One way of saying something. `arcs`: from each state on, always to a later one; the last is the end."""

    nodes: Nodes
    lang: str
    arcs: tuple[tuple[Arc, ...], ...]

    @cached_property
    def holes(self) -> tuple[str, ...]:
        """The names of all holes."""
        return tuple(dict.fromkeys(_holes(self.nodes)))

    @cached_property
    def needed_holes(self) -> tuple[str, ...]:
        """The names of those that no sentence of all its words leaves out."""
        return tuple(node.name for node in self.nodes if isinstance(node, (Hole, Pick)))

    @cached_property
    def needed_words(self) -> frozenset[str]:
        """The words and marks without which no sentence is such a one."""
        return frozenset(node.text.casefold() for node in self.nodes if isinstance(node, Word))


@cache
def way_of(words: str, lang: str = "vi", *, is_spoken: bool = False) -> Way:
    """The words as they are written; `is_spoken`: with all that is said for the phrases that a hole takes."""
    nodes = _nodes(_PART.findall(words), False, lang, is_spoken)[0]
    arcs: list[list[Arc]] = [[]]
    _lay_out(nodes, 0, 0, arcs)
    return Way(nodes, lang, tuple(map(tuple, arcs)))


_PART = re.compile(r'[\[\]()|]|"?\{\w+\}"?|\s+|[^\W\d_]+|\d+|[^\w\s]')


def _nodes(parts: list[str], spaced: bool, lang: str, is_spoken: bool, before: str = "") -> tuple[Nodes, list[str]]:
    """The nodes up to the bracket that ends them, and the parts from that bracket on."""
    found: list[Node] = []
    while parts and parts[0] not in (")", "]", "|"):
        part, parts = parts[0], parts[1:]
        if part in "([":
            inside: list[Nodes] = []
            end = ")" if part == "(" else "]"
            while True:
                way, parts = _nodes(parts, spaced, lang, is_spoken, before)
                inside.append(way)
                closes, parts = parts[0], parts[1:]
                if closes == end:
                    break
            found.append(Either((*inside, ()) if end == "]" else tuple(inside)))
            spaced = False
        elif part.isspace():
            spaced = True
        else:
            hole = re.fullmatch(r'("?)\{(\w+)\}"?', part)
            if hole and not hole[1] and (choices := CHOICES.get(kind_of(hole[2]))):
                ways = [
                    (meant, tuple(Word(word, spaced or at > 0) for at, word in enumerate(said.split())))
                    for meant, choice in choices.items()
                    for said in choice.said(meant, lang, before, is_spoken)
                ]
                found.append(Pick(hole[2], spaced, tuple(ways)))
            else:
                found.append(Hole(hole[2], bool(hole[1]), spaced) if hole else Word(part, spaced))
            spaced, before = False, part
    return tuple(found), parts


def _lay_out(nodes: Nodes, here: int, option: int, arcs: list[list[Arc]]) -> int:
    """Lead on from that state by these nodes; the state to which that leads."""
    for node in nodes:
        if isinstance(node, (Word, Hole)):
            arcs.append([])
            arcs[here].append(Arc(len(arcs) - 1, node, option))
            here = len(arcs) - 1
            continue
        fills: list[tuple[str, str] | None]
        if isinstance(node, Pick):
            ends = [_lay_out(way, here, option, arcs) for _, way in node.ways]
            fills = [(node.name, meant) for meant, _ in node.ways]
        else:
            inside = option or (len(arcs) if () in node.ways else 0)
            ends = [_lay_out(way, here, inside, arcs) for way in node.ways]
            fills = [None] * len(ends)
        arcs.append([])
        for end, filled_with in zip(ends, fills, strict=True):
            arcs[end].append(Arc(len(arcs) - 1, None, option, filled_with))
        if isinstance(node, Pick):  # any other words may have been meant for it
            arcs[here].append(Arc(len(arcs) - 1, Hole(node.name, False, node.spaced), option))
        here = len(arcs) - 1
    return here


def words_of(nodes: Nodes) -> Iterator[str]:
    """All words, plain, but for those of the phrases that a hole takes."""
    for node in nodes:
        if isinstance(node, Word) and node.is_word:
            yield plain(node.text)
        elif isinstance(node, Either):
            for way in node.ways:
                yield from words_of(way)


def _holes(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, (Hole, Pick)):
            yield node.name
        elif isinstance(node, Either):
            for way in node.ways:
                yield from _holes(way)


def filled(words: str, values: Values, lang: str = "vi") -> str:
    """The words of that language with these values in their holes; parts whose holes are empty are left out.

    A task's period may be left out of a sentence: ` kỳ "…"` goes with it.
    """
    if values.get("period", "") is None:
        words = re.sub(r' \w+ "\{period\}"', "", words)
    return _filled(way_of(words, lang).nodes, values, lang)


def _filled(nodes: Nodes, values: Values, lang: str) -> str:
    text = ""
    for node in nodes:
        if isinstance(node, Either):
            told = (way for way in node.ways if way and all(values.get(name) for name in _holes(way)))
            way = next(told, node.ways[0])
            is_left_out = () in node.ways and not any(values.get(name) for name in _holes(way))
            text += "" if is_left_out else _filled(way, values, lang)
        elif isinstance(node, Word):
            text += " " * node.spaced + node.text
        elif isinstance(node, Pick):
            text += _filled(dict(node.ways)[str(values[node.name])], values, lang)
        else:
            said = str(values.get(node.name))
            said = in_english(node.kind, said) if lang == "en" else said
            text += " " * node.spaced + (f'"{said}"' if node.is_quoted else said)
    return text


# reading


def readings_by(way: Way, line: str, tokens: Sequence[Token], *, in_quotes: bool = False) -> Iterator[Found]:
    """Each way in which the whole line is such a sentence, as far as these are few. `in_quotes`: names have quotes."""
    dead: set[tuple[int, int]] = set()

    def read(here: int, at: int) -> Iterator[Found]:
        if (here, at) in dead:
            return
        is_read = here == len(way.arcs) - 1 and at == len(tokens)
        if is_read:
            yield ()
        for to, node, _, fills in way.arcs[here]:
            for name, text, end in [("", "", at)] if node is None else _read(node, line, tokens, at, in_quotes):
                for found in read(to, end):
                    is_read = True
                    own = fills or ((name, text) if name else None)
                    yield (own, *found) if own else found
        if not is_read:
            dead.add((here, at))

    yield from islice(dict.fromkeys(read(0, 0)), _MOST)


def _read(
    node: Word | Hole, line: str, tokens: Sequence[Token], at: int, in_quotes: bool
) -> Iterator[tuple[str, str, int]]:
    """The hole that is filled from there on, if it is one, what with, and where that ends."""
    if at == len(tokens):
        return
    first = tokens[at]
    if isinstance(node, Word):
        if first.text.casefold() == node.text.casefold():
            yield "", "", at + 1
    elif not node.is_quoted:
        if node.kind in _FIGURES and re.fullmatch(_FIGURES[node.kind], first.text):
            yield node.name, first.text, at + 1
    elif first.kind == "quoted":
        if inner := first.text[1:-1].strip():
            yield node.name, inner, at + 1
    elif not in_quotes:
        yield from ((node.name, text, end) for text, end in _bare(node.kind, line, tokens, at))


def _bare(kind: str, line: str, tokens: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    """The names without quotes that begin there."""
    for end in range(at + 1, min(at + _LONGEST_NAME, len(tokens)) + 1):
        if tokens[end - 1].kind in ("quoted", "blank"):
            return
        text = line[tokens[at].start : tokens[end - 1].end]
        if is_name(kind, text) or (end == len(tokens) and may_end_in(kind)):
            yield text, end


def with_quotes(line: str) -> str:
    """The line with the names of agencies in quotes, each as long as it goes."""
    tokens, text, at, done = tokens_of(line), "", 0, 0
    while at < len(tokens):
        names = [] if tokens[at].kind == "quoted" else list(_bare("agency", line, tokens, at))
        if names:
            name, at = names[-1]
            text += f'{line[done : tokens[at - 1].end].removesuffix(name)}"{name}"'
            done = tokens[at - 1].end
        else:
            at += 1
    return text + line[done:]


# laying along

_EXTRA = {"mark": 0.1, "quoted": 0.9, "day": 0.9}  # what a token too many costs, by its kind
_EXTRA_WORD, _MARK = 0.45, 0.1
_BARE, _BARE_WORD = 0.2, 0.05  # what a name without quotes costs, and each of its words
_HOLE_WEIGHT, _NO_HOLE = 0.3, 0.8  # what a filled hole is worth, and what an empty one costs
_QUOTED_FIGURE = 0.2  # what a day or a number costs that stands in quotes
_OTHER, _LONGEST_OTHER = 0.5, 3  # what other words cost where one of a few phrases would stand; how many they are
_LONGEST_BARE = 12  # in words
_FAR_OFF = 5  # what costs more is another sentence
_GAIN = 0.5  # what is found makes up for so much of what it is worth
_ALIKE = 0.7  # two words less like each other are different words


@dataclass(frozen=True, slots=True)
class Laid:
    """A line laid along a way. `likeness`: from 0 to 1; `line`: as it should be; `bare`: a name lacks its quotes.

    `sure`: no optional part is there that the line has no word of, and a line without quotes has most of the words.
    """

    likeness: float
    line: str
    bare: bool
    sure: bool


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """The form in which words are compared: no accents, no capitals, and `kì` is `kỳ`."""
    return fold(word).replace("y", "i")


def lay(line: str, tokens: Sequence[Token], way: Way, weights: Mapping[str, float]) -> Laid:
    """Lay the line along the way. `weights`: what each word of the vocabulary tells steps apart by."""
    tokens = tokens[:_LONGEST_LINE]
    last, end = len(way.arcs) - 1, len(tokens)
    costs = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int, Arc | None]] = {}  # from where, on which arc; None: a token too many
    for here, arcs in enumerate(way.arcs):
        for at in range(end + 1):
            if (so_far := costs.get((here, at), inf)) > _FAR_OFF:
                continue
            on = [(here, at + 1, _EXTRA.get(tokens[at].kind, _EXTRA_WORD), None)] if at < end else []
            for arc in arcs:
                on += [(arc.to, to, cost - _GAIN * worth, arc) for to, cost, worth in _onward(arc, at, tokens, weights)]  # type: ignore[misc]
            for state, to, cost, by in on:
                if so_far + cost < costs.get((state, to), inf):
                    costs[state, to] = so_far + cost
                    came[state, to] = here, at, by
    path: list[tuple[Arc | None, Sequence[Token]]] = []
    place = last, end
    while place in came:
        before, since, on_arc = came[place]
        path.append((on_arc, tokens[since : place[1]]))
        place = before, since
    return _laid(nfc(line), path[::-1], costs.get((last, end), inf), weights)


def _onward(
    arc: Arc, at: int, tokens: Sequence[Token], weights: Mapping[str, float]
) -> Iterator[tuple[int, float, float]]:
    """How far one can read on that arc, at what cost, and what that is worth."""
    node = arc.node
    if node is None:
        yield at, 0, 0
        return
    yield at, _weight(node, weights) if isinstance(node, Word) else _NO_HOLE, 0
    if at == len(tokens):
        return
    token = tokens[at]
    if isinstance(node, Word):
        if alike := _alike(plain(node.text), plain(token.text)):
            yield at + 1, (1 - alike) * _weight(node, weights), alike * _weight(node, weights)
    elif node.is_quoted:
        if token.kind == "quoted":
            if token.text[1:-1].strip():
                yield at + 1, 0, _HOLE_WEIGHT
            return
        for last in range(at, min(at + _LONGEST_BARE, len(tokens))):
            if tokens[last].kind == "quoted":
                break
            yield last + 1, _BARE + _BARE_WORD * (last + 1 - at), _HOLE_WEIGHT / 2
    elif node.kind in _FIGURES:
        if token.kind in ("day" if node.kind == "day" else "number", "blank"):
            yield at + 1, 0, _HOLE_WEIGHT
        elif token.kind == "quoted" and re.fullmatch(_FIGURES[node.kind], token.text[1:-1].strip()):
            yield at + 1, _QUOTED_FIGURE, _HOLE_WEIGHT
    else:
        words = range(at, min(at + _LONGEST_OTHER, len(tokens)))
        yield from ((last + 1, _OTHER, 0) for last in words if tokens[last].kind == "word")


def _weight(word: Word, weights: Mapping[str, float]) -> float:
    return weights.get(plain(word.text), 1) if word.text.isalnum() else _MARK


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
    line: str, path: Sequence[tuple[Arc | None, Sequence[Token]]], cost: float, weights: Mapping[str, float]
) -> Laid:
    said, worth, taken_words, lacking, bare = "", 0.0, 0.0, 0.0, False
    meant: dict[int, bool] = {}  # parts that may be left out → whether the line has a word of them
    for arc, taken in path:
        if arc is None or (node := arc.node) is None:
            continue
        meant.setdefault(arc.option, not arc.option)
        if isinstance(node, Word):
            text = node.text
            if taken:
                taken_words += _weight(node, weights) * _alike(plain(text), plain(taken[0].text))
                meant[arc.option] |= node.is_word
            else:
                lacking += _weight(node, weights)
        else:
            text = line[taken[0].start : taken[-1].end] if taken else "…"
            is_quoted = bool(taken) and taken[0].kind == "quoted"
            is_bare = node.is_quoted and bool(taken) and not is_quoted
            bare = bare or is_bare
            if taken and (node.is_quoted or node.kind in _FIGURES):
                worth += _HOLE_WEIGHT / 2 if is_bare else _HOLE_WEIGHT
            text = (text[1:-1] if is_quoted else text).strip()
            text = f'"{text}"' if node.is_quoted else text
        said += " " * (node.spaced and bool(said)) + text
    found = worth + taken_words
    likeness = found / (found + cost + _GAIN * found) if taken_words else 0
    return Laid(likeness, said, bare, all(meant.values()) and not (bare and lacking > taken_words / 3))
