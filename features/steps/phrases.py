"""The grammar of a step: its words in both languages, what may stand in their holes, how a sentence is read by them.

In the words of a step `"{name}"` is a name in quotes, `{day}` a day (20/6/2023 or 2023-06-20), `{count}` a number;
what stands in `[…]` may be left out, of `(… | …)` one stands there, and a phrase such as `{task}` (who, for which
period, on which topic) is written out in every step alike.

A sentence is read as officers speak too: a name may stand without its quotes where it is the whole name of something
known (an agency of the registry, a document, a period, a state, a reason for a refusal), a reason if it goes on to the
end of the sentence. A name of several agencies means the one nearest to the others in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from features.steps.likeness import DAY, Piece, Token, tokens_of
from features.steps.likeness import Kind as TokenKind
from features.steps.names import LISTS, NAMES, listed, named, period_named
from features.steps.world import Folders, definitions
from words import told
from workflows.agencies import Agency
from workflows.agency_names import plain_words, spelled_out
from workflows.errors import BadPeriod
from workflows.rules.registry import RULES
from workflows.spelling import nfc

Values = Mapping[str, str | None]
Found = tuple[tuple[str, str], ...]  # hole and what fills it, in the order of the sentence

# what is written out in every step alike: in Vietnamese, in English
PHRASES = {
    "task": ('"{agency}" kỳ "{period}"[ chủ đề "{topic}"]', '"{agency}" for "{period}"[ on the topic "{topic}"]'),
    "work": (' kỳ "{period}"[ chủ đề "{topic}"]', ' for "{period}"[ on the topic "{topic}"]'),
    "in": ('[ ở kỳ "{period}"]', '[ in "{period}"]'),
    "scope": ('[ ở kỳ "{period}"][ thuộc "{agency}"]', '[ in "{period}"][ under "{agency}"]'),
    "when": ("[ vào ngày {day}]", "[ on {day}]"),
    "on": ('[ vào ngày {day}][ bằng văn bản số "{number}"]', '[ on {day}][ by document number "{number}"]'),
    "because": ('[ vì "{reason}"]', '[ because "{reason}"]'),
    "signed": ('[ do "{person}" ký]', '[ signed by "{person}"]'),
}
# what officers say for it; in order, each on what those before it have made
_SPOKEN = (
    ('[ kỳ "{period}"]', '[[ của][ kỳ] "{period}"]'),
    ('[ ở kỳ "{period}"]', '[[ (ở|trong)][ kỳ] "{period}"]'),
    (' kỳ "{period}"', '[ kỳ] "{period}"'),
    ("[ vào ngày {day}]", "[[ vào] ngày {day}]"),
    (' bằng văn bản số "{number}"', ' (bằng|theo) văn bản[ số] "{number}"'),
    ("quá hạn {count} ngày", "(quá|bị quá|trễ|bị trễ) hạn {count} ngày"),
    ("chưa quá hạn", "chưa[ bị] (quá|trễ) hạn"),
)


class Choice(NamedTuple):
    """One of the few words that a hole takes: what else is said for it, and in English: does, do, done."""

    others: tuple[str, ...]
    english: tuple[str, ...]

    def in_english(self, before: str) -> str:
        """Its form after that word."""
        return self.english[{"must": 1, "has": 2}.get(before, 0) % len(self.english)]


CHOICES: dict[str, dict[str, Choice]] = {
    "doing": {
        "lập kế hoạch": Choice((), ("draws up its plan", "draw up its plan", "drawn up its plan")),
        "thực hiện": Choice((), ("implements", "implement", "implemented")),
        "báo cáo": Choice(("gửi báo cáo", "nộp báo cáo"), ("reports", "report", "reported")),
        "tổng hợp": Choice(("tổng hợp báo cáo",), ("consolidates", "consolidate", "consolidated")),
    },
    "report": {"riêng": Choice((), ("own",)), "tổng hợp": Choice((), ("merged",))},
}


CLOSED: dict[str, dict[str, Choice]] = {}
"""Holes that take one phrase of a longer list; see `add_closed`."""


def add_closed(lists: Mapping[str, Mapping[str, str]]) -> None:
    """Further holes, each with the phrases that it takes and what they are in English."""
    for hole, phrases in lists.items():
        CLOSED[hole] = {vi: Choice((), (en,)) for vi, en in phrases.items()}


def taken(hole: str) -> Mapping[str, Choice]:
    """What such a hole takes, where that is one of a list; else nothing."""
    return CHOICES.get(hole) or CLOSED.get(hole, {})


_FIGURES = {"day": DAY, "count": r"\d+", "year": r"\d{4}"}
_QUOTE = '["“”]'
_AGENCY = frozenset(("agency", "actor", "other", "blocker", "proposed", "drafter"))
_AGENCIES = frozenset(("agencies", "blockers", "inputs", "missing", "consolidators", "receivers", "heirs"))
_DOCUMENT = frozenset(("document", "directive", "documents"))
_ONE_WORD = frozenset(("topic", "number", "at"))
_PERSON = frozenset(("person", "who"))
_TO_THE_END = frozenset(("reason",))
_LONGEST_NAME, _LONGEST_PERSON, _LONGEST_LINE, _MOST = 32, 8, 90, 32  # in words and marks

_folders: ContextVar[Folders] = ContextVar("folders", default=())


@contextmanager
def speaking_of(folders: Folders) -> Iterator[None]:
    """Within it, names without quotes are those of the definitions of these folders, beside the shipped ones."""
    token = _folders.set(folders)
    try:
        yield
    finally:
        _folders.reset(token)


def folders_spoken_of() -> Folders:
    """The folders whose definitions give names without quotes their meaning."""
    return _folders.get()


def written_out(words: str, lang: str = "vi") -> str:
    """The words with such phrases as `{task}` written out."""
    for name, phrase in PHRASES.items():
        words = words.replace(f"{{{name}}}", phrase[lang != "vi"])
    return words


def kind_of(hole: str) -> str:
    """`day2` → day: holes of one kind are numbered where there are several."""
    return re.sub(r"\d+$", "", hole)


def choices(hole: str, lang: str, before: str | None = None) -> list[str]:
    """The words that such a hole takes in that language, in English after the word that stands before it."""
    if lang != "en":
        return list(taken(hole))
    if before is None:
        return [form for choice in taken(hole).values() for form in choice.english]
    return [choice.in_english(before) for choice in taken(hole).values()]


# words


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark that has to stand there. `spaced`: whether a space stands before it."""

    text: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class Hole:
    """What differs from sentence to sentence."""

    name: str
    is_quoted: bool
    spaced: bool


@dataclass(frozen=True, slots=True)
class Either:
    """One of these has to stand there; where one is empty, nothing has to."""

    ways: tuple[Nodes, ...]


Node = Word | Hole | Either
Nodes = tuple[Node, ...]
_PART = re.compile(r'[\[\]()|]|"?\{\w+\}"?|\s+|[^\W\d_]+|\d+|[^\w\s]')


@cache
def nodes_of(words: str) -> Nodes:
    """The words of a step, phrases written out, in their parts."""
    return _nodes(_PART.findall(words), False)[0]


def _nodes(parts: list[str], spaced: bool) -> tuple[Nodes, list[str]]:
    """The nodes up to the bracket that ends them, and the parts from that bracket on."""
    found: list[Node] = []
    while parts and parts[0] not in (")", "]", "|"):
        part, parts = parts[0], parts[1:]
        if part in "([":
            ways: list[Nodes] = []
            end = ")" if part == "(" else "]"
            while True:
                way, parts = _nodes(parts, spaced)
                ways.append(way)
                closes, parts = parts[0], parts[1:]
                if closes == end:
                    break
            found.append(Either((*ways, ()) if end == "]" else tuple(ways)))
            spaced = False
        elif part.isspace():
            spaced = True
        else:
            hole = re.fullmatch(r'("?)\{(\w+)\}"?', part)
            found.append(Hole(hole[2], bool(hole[1]), spaced) if hole else Word(part, spaced))
            spaced = False
    return tuple(found), parts


@cache
def pieces_of(words: str) -> tuple[Piece, ...]:
    """The words in a row of pieces; a hole such as `{doing}` that is not filled in takes any few words."""
    pieces: list[Piece] = []
    _lay_out(nodes_of(words), pieces)
    return tuple(pieces)


def _lay_out(nodes: Nodes, pieces: list[Piece]) -> None:
    figures: dict[str, TokenKind] = {"day": "day", "count": "number", "year": "number"}
    for node in nodes:
        if isinstance(node, Either):
            begin = len(pieces)
            _lay_out(node.ways[0], pieces)
            pieces[begin] = replace(pieces[begin], past=len(pieces))
        elif isinstance(node, Hole):
            kind = "quoted" if node.is_quoted else figures.get(kind_of(node.name), "word")
            pieces.append(Piece(kind, kind_of(node.name), True, node.spaced))
        else:
            kind = "word" if node.text.isalpha() else "number" if node.text.isdigit() else "mark"
            pieces.append(Piece(kind, node.text, False, node.spaced))


def holes_of(nodes: Nodes) -> tuple[str, ...]:
    """The names of all holes."""
    return tuple(dict.fromkeys(_holes(nodes)))


def _holes(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Hole):
            yield node.name
        elif isinstance(node, Either):
            for way in node.ways:
                yield from _holes(way)


def needed_holes_of(nodes: Nodes) -> tuple[str, ...]:
    """The names of those that no sentence of all its words leaves out."""
    return tuple(node.name for node in nodes if isinstance(node, Hole))


@cache
def needed_words_of(nodes: Nodes) -> frozenset[str]:
    """The words and marks without which no sentence is such a one."""
    return frozenset(node.text.casefold() for node in nodes if isinstance(node, Word))


def filled(words: str, values: Values, lang: str = "vi") -> str:
    """The words of that language with these values in their holes; parts whose holes are empty are left out.

    A task's period may be left out of a sentence: ` kỳ "…"` goes with it.
    """
    if values.get("period", "") is None:
        words = re.sub(r' \w+ "\{period\}"', "", words)
    return _filled(nodes_of(words), values, lang)


def _filled(nodes: Nodes, values: Values, lang: str) -> str:
    text = ""
    for node in nodes:
        if isinstance(node, Either):
            way = node.ways[0]
            is_left_out = () in node.ways and not any(values.get(name) for name in _holes(way))
            text += "" if is_left_out else _filled(way, values, lang)
        elif isinstance(node, Word):
            text += " " * node.spaced + node.text
        else:
            kind, said = kind_of(node.name), str(values.get(node.name))
            if taken(kind) and not node.is_quoted:
                said = taken(kind)[said].in_english(text.rpartition(" ")[2]) if lang == "en" else said
            elif lang == "en":
                said = _in_english(kind, said)
            text += " " * node.spaced + (f'"{said}"' if node.is_quoted else said)
    return text


def _in_english(kind: str, text: str) -> str:
    """What is said in English for a name that policy writers use; other names as they are."""
    if kind == "period" and _is_period(text):
        period = period_named(text, 0)
        return f"{told(period.said, 'en')} of {period.year}" if period.year else str(told(period.said, "en"))
    if kind not in NAMES:
        return text
    english = {vi.casefold(): en for vi, en in named(kind, definitions(_folders.get())[0].lifecycle("standard"))}
    names = listed(text) if kind in LISTS else [text]
    return ", ".join(english.get(name.casefold(), name) for name in names)


@cache
def pattern_of(words: str, lang: str = "vi") -> re.Pattern[str]:
    """Sentences with every name in quotes, word by word, with a named group for each hole."""
    return re.compile(_pattern(nodes_of(words), lang) + r"\Z")


def _pattern(nodes: Nodes, lang: str) -> str:
    pattern = ""
    for node in nodes:
        if isinstance(node, Either):
            pattern += f"(?:{'|'.join(_pattern(way, lang) for way in node.ways)})"
            continue
        pattern += " " * node.spaced
        if isinstance(node, Word):
            pattern += re.escape(node.text)
        elif node.is_quoted:
            pattern += f'{_QUOTE}(?P<{node.name}>[^"“”]+){_QUOTE}'
        else:
            kind = kind_of(node.name)
            longest_first = sorted(map(re.escape, choices(kind, lang)), key=len, reverse=True) if taken(kind) else ()
            ways = "|".join(longest_first) or _FIGURES[kind]
            pattern += f"(?P<{node.name}>{ways})"
    return pattern


# sentences


def period_optional(words: str) -> str:
    """The words with the period in brackets where it goes with a task: it may be left out of a sentence."""
    words = re.sub(r'(agency\}") (kỳ|for) "\{period\}"', r'\1[ \2 "{period}"]', words)
    return re.sub(r'(?<!\[) (kỳ|for) "\{period\}"(?=\[ (chủ đề|on the topic))', r'[ \1 "{period}"]', words)


def spoken(words: str) -> str:
    """The words with all that officers say for them."""
    words = period_optional(words)
    for written, said in _SPOKEN:
        words = words.replace(written, said)
    return words


def readings_by(nodes: Nodes, line: str, tokens: Sequence[Token], lang: str = "vi") -> Iterator[Found]:
    """Each way in which the whole line is such a sentence of that language, as far as these are few."""
    dead: set[tuple[Nodes, int]] = set()

    def read(left: Nodes, at: int) -> Iterator[Found]:
        if not left:
            if at == len(tokens):
                yield ()
            return
        if (left, at) in dead:
            return
        is_read = False
        node, rest = left[0], left[1:]
        if isinstance(node, Either):
            for way in node.ways:
                for found in read(way + rest, at):
                    is_read = True
                    yield found
        elif isinstance(node, Word):
            if at < len(tokens) and tokens[at].text.casefold() == node.text.casefold():
                for found in read(rest, at + 1):
                    is_read = True
                    yield found
        else:
            for text, end in _fillings(node, line, tokens, at, lang):
                for found in read(rest, end):
                    is_read = True
                    yield ((node.name, text), *found)
        if not is_read:
            dead.add((left, at))

    yield from islice(dict.fromkeys(read(nodes, 0)), _MOST)


def _fillings(hole: Hole, line: str, tokens: Sequence[Token], at: int, lang: str) -> Iterator[tuple[str, int]]:
    """What can stand in the hole from there on, and where it ends."""
    if at == len(tokens):
        return
    kind, first = kind_of(hole.name), tokens[at]
    if taken(kind) and not hole.is_quoted:
        for meant, choice in taken(kind).items():
            for way in choice.english if lang == "en" else (meant, *choice.others):
                end = at + way.count(" ") + 1
                if [token.text.casefold() for token in tokens[at:end]] == way.split():
                    yield meant, end
    elif not hole.is_quoted:
        if re.fullmatch(_FIGURES[kind], first.text):
            yield first.text, at + 1
    elif first.kind == "quoted":
        if inner := first.text[1:-1].strip():
            yield inner, at + 1
    else:
        yield from _bare(kind, line, tokens, at)


def _bare(kind: str, line: str, tokens: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    """The names without quotes that begin there."""
    for end in range(at + 1, min(at + _LONGEST_NAME, len(tokens)) + 1):
        last = tokens[end - 1]
        if last.kind in ("quoted", "blank"):
            return
        text = line[tokens[at].start : last.end]
        if is_name(kind, text) or (kind in _TO_THE_END and end == len(tokens)):
            yield text, end


def is_name(kind: str, text: str) -> bool:
    """Whether the text is the whole name of something of that kind that is known."""
    if kind in _AGENCY:
        return bool(agencies_called(text))
    if kind in _AGENCIES:
        return all(map(agencies_called, re.split(", ?", text)))
    if kind in _DOCUMENT:
        known = definitions(_folders.get())[0].loaded
        return all(name in known for name in (listed(text) if kind == "documents" else [text]))
    if kind == "period":
        return _is_period(text)
    if kind == "rule":
        return any(text in (rule.name, rule.code) for rule in RULES.values())
    if kind in NAMES:
        return all(_is_known(kind, name) for name in (listed(text) if kind in LISTS else [text]))
    if kind in _PERSON:
        return text[:1].isupper() and text.count(" ") < _LONGEST_PERSON and text.replace(" ", "").isalpha()
    return kind in _ONE_WORD and not re.search(r"\s", text) and bool(re.search(r"\w$", text))


def may_be(kind: str, text: str) -> bool:
    """Whether the text may stand in such a hole: a known name, or any text where no list of names is kept."""
    is_listed = kind in _AGENCY | _AGENCIES | _DOCUMENT | NAMES.keys() or kind in ("period", "rule")
    return "…" not in text and (not is_listed or bool(taken(kind)) or is_name(kind, text))


def _is_period(text: str) -> bool:
    if text.isdigit() or text.casefold().startswith(("kỳ ", "báo cáo ")):
        return False
    try:
        period_named(text, 2023)
    except BadPeriod:
        return False
    return True


def _is_known(hole: str, name: str) -> bool:
    said = " ".join(name.casefold().split())
    known = named(hole, definitions(_folders.get())[0].lifecycle("standard"))
    return any(said == words.casefold() for pair in known for words in pair)


# agencies


def agencies_called(text: str) -> tuple[str, ...]:
    """The keys of all agencies whose whole name this is; none for a part of a name, however few have it."""
    text = nfc(text).strip()
    if not (text[:1].isupper() or "." in text or "-" in text):
        return ()
    return _called(_folders.get(), text)


@lru_cache(maxsize=4096)
def _called(folders: Folders, text: str) -> tuple[str, ...]:
    registry = definitions(folders)[1]
    if text in registry:
        return (text,)
    accented, plain = " ".join(spelled_out(text)), plain_words(text)
    for tier, name in ((0, accented), (1, plain), (3, plain)):
        if hits := _exact(folders, tier, name):
            return tuple(agency.key for agency in hits)
    words = plain.split()
    for split in range(1, len(words)):  # its own name, then that of what it lies in
        for above in (*_exact(folders, 1, " ".join(words[split:])), *_exact(folders, 3, " ".join(words[split:]))):
            own = _exact(folders, 1, " ".join(words[:split]))
            if within := tuple(agency.key for agency in own if agency.key.startswith(f"{above.key}.")):
                return within
    return ()


def _exact(folders: Folders, tier: int, name: str) -> list[Agency]:
    return [agency for shelf in definitions(folders)[1].everywhere() for agency in shelf.exact(tier, name)]


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


def nearest_of(keys: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    """Those of the agencies that lie nearest to the others: below the same agency, as far down as that goes."""

    def shared(key: str) -> int:
        return max((_common(key.split("."), other.split(".")) for other in others), default=0)

    others = [other for other in others if other not in keys]
    most = max(map(shared, keys), default=0)
    return tuple(key for key in keys if shared(key) == most)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@cache
def full_name(folders: Folders, key: str) -> str:
    """A name that only this agency has: its own, with that of its superior where it has to be, else its key."""
    registry = definitions(folders)[1]
    agency = registry.get(key)
    names = [agency.name]
    if agency.superior in registry:
        names.append(f"{agency.name} {registry.get(agency.superior).name.removeprefix('UBND ')}")
    return next((name for name in names if _called(folders, name) == (key,)), key)


def names_in_full(found: Found) -> Found:
    """The same with each name of several agencies that the sentence tells apart written in full."""
    named = {text: agencies_called(text) for hole, text in found if kind_of(hole) in _AGENCY}
    sure = [keys[0] for keys in named.values() if len(keys) == 1]
    if not sure:
        return found
    meant = {text: nearest_of(keys, sure) for text, keys in named.items() if len(keys) > 1}
    full = {text: full_name(_folders.get(), keys[0]) for text, keys in meant.items() if len(keys) == 1}
    return tuple((hole, full.get(text, text) if kind_of(hole) in _AGENCY else text) for hole, text in found)


def tokens_to_read(line: str) -> list[Token]:
    """The sentence in tokens, without its full stop; none where it is longer than any sentence."""
    tokens = tokens_of(line)
    if tokens and tokens[-1].text == ".":
        tokens = tokens[:-1]
    return tokens if len(tokens) <= _LONGEST_LINE else []
