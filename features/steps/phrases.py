"""The phrases of which sentences are made: who, what, which period, which day, why; and which names mean something.

A phrase such as `{task}` (who, for which period, on which topic) is said in every step alike. A name may stand without
its quotes where it is the whole name of something known (an agency of the registry, a document, a period, a state, a
reason for a refusal), a reason if it goes on to the end of the sentence. A name of several agencies means the one
nearest to the others in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, lru_cache, partial
from typing import Literal, NamedTuple

from features.steps.cascades import Folders, definitions
from features.steps.names import LISTS, NAMES, labels_of, listed, named, period_named
from words import told
from workflows.agencies import Agency
from workflows.agency_names import plain_words, spelled_out
from workflows.errors import BadDefinition, BadPeriod
from workflows.lifecycle import Lifecycle
from workflows.rules.registry import RULES
from workflows.spelling import nfc

Values = Mapping[str, str | None]
Found = tuple[tuple[str, str], ...]  # hole and what fills it, in the order of the sentence
Form = Literal["written", "loose", "spoken"]

DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}"


class Phrase(NamedTuple):
    """What is written for it in Vietnamese and in English, and what officers say, where that is more.

    `is_loose`: it may be left out of a sentence, and something is meant by it all the same.
    """

    vi: str
    en: str
    spoken: str = ""
    is_loose: bool = False

    def words(self, lang: str, form: Form) -> str:
        """Written; loose: with what may be left out in brackets; spoken: as officers say it, in Vietnamese."""
        if form == "spoken" and lang == "vi" and self.spoken:
            return self.spoken
        own = self.vi if lang == "vi" else self.en
        return f"[{own}]" if self.is_loose and form != "written" else own


# each may be made of those below it
PHRASES: Mapping[str, Phrase] = {
    "task": Phrase('"{agency}"{work}', '"{agency}"{work}'),
    "work": Phrase('{for}[ chủ đề "{topic}"]', '{for}[ on the topic "{topic}"]'),
    "for": Phrase(' kỳ "{period}"', ' for "{period}"', '[[ của][ kỳ] "{period}"]', is_loose=True),
    "term": Phrase(' kỳ "{period}"', ' for "{period}"', '[ kỳ] "{period}"'),
    "over": Phrase('[ kỳ "{period}"]', '[ for "{period}"]', '[[ của][ kỳ] "{period}"]'),
    "scope": Phrase('{in}[ thuộc "{agency}"]', '{in}[ under "{agency}"]'),
    "in": Phrase('[ ở kỳ "{period}"]', '[ in "{period}"]', '[[ (ở|trong)][ kỳ] "{period}"]'),
    "on": Phrase("{when}{by}", "{when}{by}"),
    "by": Phrase(
        *('[ bằng văn bản số "{number}"]', '[ by document number "{number}"]'),
        '[ (bằng|theo) văn bản[ số] "{number}"]',
    ),
    "when": Phrase("[ vào ngày {day}]", "[ on {day}]", "[[ vào] ngày {day}]"),
    "because": Phrase('[ vì "{reason}"]', '[ because "{reason}"]'),
    "why": Phrase(' vì "{reason}"', ' because "{reason}"'),
    "signed": Phrase('[ do "{person}" ký]', '[ signed by "{person}"]'),
    "late": Phrase("quá hạn {count} ngày", "{count} days overdue", "(quá|bị quá|trễ|bị trễ) hạn {count} ngày"),
    "paused": Phrase("[, không tính {count3} ngày tạm dừng]", "[, {count3} suspended days not counted]"),
}


class Choice(NamedTuple):
    """One of the few phrases that a hole takes: in English does, do, done; what else is said for it in Vietnamese."""

    english: tuple[str, ...]
    others: tuple[str, ...] = ()

    def said(self, meant: str, lang: str, before: str, is_spoken: bool) -> Sequence[str]:
        """All that is said for it, in English after the word that stands before it."""
        if lang == "en":
            return [self.english[{"must": 1, "has": 2}.get(before, 0) % len(self.english)]]
        return (meant, *self.others) if is_spoken else [meant]


CHOICES: dict[str, dict[str, Choice]] = {
    "doing": {
        "lập kế hoạch": Choice(("draws up its plan", "draw up its plan", "drawn up its plan")),
        "thực hiện": Choice(("implements", "implement", "implemented")),
        "báo cáo": Choice(("reports", "report", "reported"), ("gửi báo cáo", "nộp báo cáo")),
        "tổng hợp": Choice(("consolidates", "consolidate", "consolidated"), ("tổng hợp báo cáo",)),
    },
    "report": {"riêng": Choice(("own",)), "tổng hợp": Choice(("merged",))},
    "merged": {"tổng hợp": Choice(("the merged report of",))},
    "of_merged": {"tổng hợp": Choice(("of its merged report",))},
}
"""Holes that take one of a few phrases, without quotes; rules add theirs."""

_AGENCY = frozenset(("agency", "actor", "other", "blocker", "proposed", "drafter"))
_AGENCIES = frozenset(("agencies", "blockers", "inputs", "missing", "consolidators", "receivers", "heirs"))
NAMES_OF_AGENCIES = _AGENCY | _AGENCIES
_DOCUMENT = frozenset(("document", "directive", "documents"))
_TRIGGER = frozenset(("act", "step"))  # of any lifecycle
_ONE_WORD = frozenset(("topic", "number", "at"))
_PERSON = frozenset(("person", "who"))
_LONGEST_PERSON = 8  # in words

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


def written_out(words: str, lang: str = "vi", form: Form = "written") -> str:
    """The words with such phrases as `{task}` in that form."""
    for name, phrase in PHRASES.items():
        words = words.replace(f"{{{name}}}", phrase.words(lang, form))
    return words


def kind_of(hole: str) -> str:
    """`day2` → day: holes of one kind are numbered where there are several."""
    return re.sub(r"\d+$", "", hole)


def in_english(kind: str, text: str) -> str:
    """What is said in English for a name that policy writers use; other names as they are."""
    if kind == "period" and _is_period(text):
        period = period_named(text, 0)
        return f"{told(period.said, 'en')} of {period.year}" if period.year else str(told(period.said, "en"))
    if kind not in NAMES:
        return text
    english = {vi.casefold(): en for vi, en in named(kind, definitions(_folders.get())[0].lifecycle("standard"))}
    names = listed(text) if kind in LISTS else [text]
    return ", ".join(english.get(name.casefold(), name) for name in names)


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
    if kind in _TRIGGER:
        return any(map(partial(_calls, text), _lifecycles()))
    is_listed = kind in NAMES_OF_AGENCIES | _DOCUMENT | NAMES.keys() or kind in ("period", "rule")
    return "…" not in text and (not is_listed or kind in CHOICES or is_name(kind, text))


def _lifecycles() -> Iterator[Lifecycle]:
    """Those by which documents of the definitions run, as far as they can be read."""
    library = definitions(_folders.get())[0]
    for key in dict.fromkeys(document.lifecycle for document in library.documents):
        with suppress(BadDefinition):
            yield library.lifecycle(key)


def _calls(text: str, lifecycle: Lifecycle) -> bool:
    every = labels_of("action", lifecycle).items()
    return text.casefold() in (name.casefold() for key, label in every for name in (key, label.vi, label.en))


def may_end_in(kind: str) -> bool:
    """Whether all words up to the end of the sentence may be such a name."""
    return kind == "reason"


def _is_period(text: str) -> bool:
    if text.isdigit() or text.casefold().startswith(("kỳ ", "báo cáo ")) or text.split()[:1] == ["Nam"]:
        return False  # so ends the name of a province (Hà Nam, Quảng Nam); the year is Năm
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
