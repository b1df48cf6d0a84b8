"""Names as people write them: accented or not, spelled out or short, with or without what they lie in."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Generic, Protocol, TypeVar

from workflows.keys import fold, nfc
from workflows.vocabulary import vocabulary

_WORD = re.compile(r"\w+")
AREA_KINDS = frozenset({"province", "district", "ward"})
MOST_WORDS = 60  # no agency's name is longer, and a pasted page is not looked up
_COMMITTEE = ["uy", "ban", "nhan", "dan"]


class _ShortForms:
    """How offices shorten names, as `definitions/vocabulary.yaml` has it: words accented, or folded."""

    def __init__(self) -> None:
        forms = vocabulary()["short_forms"]
        self.anywhere = {short: tuple(nfc(name).split()) for short, name in forms["anywhere"].items()}
        self.at_the_start = {short: tuple(nfc(name).split()) for short, name in forms["at_the_start"].items()}
        folded = ("numbered", "offices", "bodies", "places", "fields", "words")
        self.numbered, self.offices, self.bodies, self.places, self.fields, self.words = (
            {short: fold(name) for short, name in forms[name_of].items()} for name_of in folded
        )
        self.of_fields = tuple(map(fold, forms["of_fields"]))
        self.area_types = tuple(f"{fold(each)} " for each in vocabulary()["areas"])


@cache
def _short() -> _ShortForms:
    return _ShortForms()


@lru_cache(maxsize=16384)
def bare_word(word: str) -> str:
    return fold(word)


def spelled_out(text: str) -> list[str]:
    """The name's words, accents kept, in one spelling: `Ủy ban nhân dân TP. X`, `UBND thành phố X` → thành phố x."""
    words = _WORD.findall(nfc(text).casefold().replace("_", " "))
    plain = [bare_word(word) for word in words]
    spelled: list[str] = []
    position, short = 0, _short()
    while position < len(words):
        if plain[position] == "uy" and plain[position : position + 4] == _COMMITTEE:
            word, position = "ubnd", position + 4
        else:
            word, position = words[position], position + 1
        if word == "ubnd" and not spelled:
            continue  # a committee is called by its area
        more = position < len(words)
        longer = (short.anywhere if spelled else short.at_the_start).get(word) if more else None
        spelled.extend(longer or (word,))
    return spelled or words


def plain_words(text: str) -> str:
    """The name spelled out, without accents."""
    return " ".join(bare_word(word) for word in spelled_out(text))


def squeezed(text: str) -> str:
    """A short name for comparison: `TP.HCM`, `tphcm` → tphcm."""
    return "".join(_WORD.findall(fold(text)))


_MOST_PARTS = 4  # `LĐ-TB&XH`: four words of one field


def office_words(text: str) -> str | None:
    """The name with the short forms that offices use written out, without accents; None where it has none.

    `SNV Bình Định` → so noi vu binh dinh, `Phòng NV Q10` → phong noi vu quan 10.
    """
    typed = re.findall(r"[a-z0-9]+", fold(text))
    words = [_without_telex(word) for word in typed]
    found: list[str] = []
    at = 0
    while at < len(words):
        word, took = _written_out(words, at, found)
        found += word.split()
        at += took
    return None if found == typed else " ".join(found)


_TELEX = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("aw", "a"), ("ow", "o"), ("uw", "u"), ("dd", "d"))
_TONES = "sfrxj"


def _without_telex(word: str) -> str:
    """`huyeenj` → huyen: keys typed without the input method that makes accents of them. No plain word ends so."""
    short = _short()
    if len(word) < 3 or word in short.bodies or word in short.fields or word[1:] in short.fields:
        return word
    bare = word[:-1] if word[-1] in _TONES else word
    for typed, meant in _TELEX:
        bare = bare.replace(typed, meant)
    return bare


def _written_out(words: Sequence[str], at: int, before: Sequence[str]) -> tuple[str, int]:
    """What stands for the words from there on, and how many they are."""
    word, short = words[at], _short()
    if word in short.bodies:
        return short.bodies[word], 1
    if word == "ubnd" and list(before[-1:]) == ["vu"]:  # `Phòng Nội vụ UBND Quận 10`
        return "", 1
    if words[at : at + 3] == ["uy", "ban", "nd"]:
        return "ubnd", 3
    if word == "t" and list(before) in ([], ["ubnd"]) and len(words) > at + 1:
        return "tinh", 1
    if word == "s" and not before and len(words) > at + 1:
        return "so", 1
    if word in short.numbered and words[at + 1 : at + 2] and words[at + 1].isdigit():
        return f"{short.numbered[word]} {int(words[at + 1])}", 2
    if word == "tp" and words[at + 1 : at + 2] in (["hcm"], ["hn"]):
        return short.places[words[at + 1]], 2
    if word in short.places:
        return short.places[word], 1
    if word in short.at_the_start and len(words) > at + 1 and before in ([], ["ubnd"]):
        return " ".join(bare_word(part) for part in short.at_the_start[word]), 1
    if numbered := re.fullmatch(r"([qph])(\d{1,2})", word):
        return f"{short.numbered[numbered[1]]} {int(numbered[2])}", 1
    if word[:1] in ("s", "p") and word[1:] in short.fields:
        return f"{short.offices[word[:1]]} {short.fields[word[1:]]}", 1
    if word in short.words and before and before[0] in short.of_fields:
        return short.words[word], 1
    if before and before[-1] in short.of_fields:
        for count in range(_MOST_PARTS, 0, -1):
            joined = "".join(part for part in words[at : at + count] if part != "va")
            if joined in short.fields and at + count <= len(words):
                return short.fields[joined], count
    return word, 1


def without_type(words: str) -> str:
    """`huyen tuy phuoc` → `tuy phuoc`; a number alone (`quan 10`) keeps its type."""
    for kind_of_area in _short().area_types:
        if words.startswith(kind_of_area):
            rest = words[len(kind_of_area) :]
            return words if not rest or rest.isdigit() else rest
    return words


def in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    remaining = iter(words)
    return all(word in remaining for word in wanted)


class Named(Protocol):
    """What is looked for by name. `all_names`: every name that it bears or bore."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def short(self) -> str | None: ...
    @property
    def all_names(self) -> tuple[str, ...]: ...


A = TypeVar("A", bound=Named)
TIERS = 4  # ways of naming that `Shelf.exact` knows


class Shelf(Generic[A]):
    """The agencies of one province, or the always-read ones, with indexes made when first searched."""

    def __init__(self, agencies: Mapping[str, A], ancestors: Callable[[str], A | None]) -> None:
        self.agencies = agencies
        self._ancestors = ancestors
        self._exact: tuple[dict[str, list[A]], ...] | None = None
        self._parts: list[tuple[str, str, A]] | None = None

    def exact(self, tier: int, wanted: str) -> list[A]:
        """Hits of one way of naming: 0 accented, 1 unaccented, 2 short, 3 unaccented area without its type."""
        if self._exact is None:
            self._index()
        assert self._exact is not None
        return self._exact[tier].get(wanted, [])

    def called(self, left_out: Collection[str] = ()) -> Iterator[str]:
        """Every text by which somebody here, but for these keys, is found: exactly, or by a part of it."""
        if self._exact is None:
            self._index()
        assert self._exact is not None
        for called in self._exact[1:]:
            yield from (name for name, hits in called.items() if any(hit.key not in left_out for hit in hits))
        for names, key_words, agency in self.parts:
            if agency.key not in left_out:
                yield from (name.strip() for name in names.split("|"))
                yield key_words.split(" ", 2)[2].strip() if key_words.count(" ") > 2 else key_words.strip()

    @property
    def parts(self) -> list[tuple[str, str, A]]:
        """Each agency with its names and its key as unaccented words, for looking up a part."""
        if self._parts is None:
            self._parts = [
                (
                    " | ".join(f" {plain_words(name)} " for name in agency.all_names),
                    f" {agency.key.replace('.', ' ').replace('-', ' ')} ",
                    agency,
                )
                for agency in self.agencies.values()
            ]
        return self._parts

    def inside(self, above: str, words: Sequence[str]) -> list[A]:
        """Hits strictly below an agency: `sở nội vụ`, `huyện tuy phước`, `xã phước hòa huyện tuy phước`."""
        prefix = above + "."
        for found in (self.exact(1, " ".join(words)), self.inside_any(words)):
            if hits := [hit for hit in found if hit.key.startswith(prefix)]:
                return highest(hits)
        # an area called without its type: the larger one, `Tuy Phước` is the district before its town
        bare = [hit for hit in self.exact(3, " ".join(words)) if hit.key.startswith(prefix)]
        return _topmost(bare)

    def inside_any(self, words: Sequence[str]) -> Iterator[A]:
        """Hits of an agency's name followed by its district's."""
        for split in range(1, len(words)):
            for area in self.exact(1, " ".join(words[split:])):
                if area.kind == "district":
                    yield from self.inside(area.key, words[:split])

    def _index(self) -> None:
        accented: dict[str, list[A]] = {}
        plain: dict[str, list[A]] = {}
        short: dict[str, list[A]] = {}
        bare: dict[str, list[A]] = {}
        endings: dict[str, list[list[str]]] = {}
        for agency in self.agencies.values():
            is_area = agency.kind in AREA_KINDS
            for name in agency.all_names:
                words = spelled_out(name)
                unaccented = [bare_word(word) for word in words]
                stem = len(words) - self._ending(unaccented, agency, endings)
                for length in {len(words), stem}:
                    calling = " ".join(unaccented[:length])
                    _add(accented, " ".join(words[:length]), agency)
                    _add(plain, calling, agency)
                    if is_area:
                        _add(bare, without_type(calling), agency)
            _add(plain, agency.key.rpartition(".")[2].replace("-", " "), agency)
            if agency.short:
                _add(short, squeezed(agency.short), agency)
                if is_area:
                    _add(plain, plain_words(agency.short), agency)
                    _add(plain, squeezed(agency.short), agency)
        self._exact = (accented, plain, short, bare)

    def _ending(self, words: Sequence[str], agency: A, endings: dict[str, list[list[str]]]) -> int:
        """How many words at the end only say where: three in `so noi vu tinh binh dinh`; 0 if none."""
        above = agency.key.rpartition(".")[0]
        while above:
            if above not in endings:
                ancestor = self._ancestors(above)
                names = [plain_words(name) for name in ancestor.all_names] if ancestor else []
                endings[above] = [name.split() for name in (*names, *map(without_type, names))]
            known = endings[above]
            if agency.kind in AREA_KINDS:  # `phường Bình Định` is no `phường` of Bình Định
                known = known[: len(known) // 2]
            for ending in known:
                if words[-len(ending) :] == ending and len(ending) < len(words):
                    return len(ending)
            above = above.rpartition(".")[0]
        return 0


def highest(hits: list[A]) -> list[A]:
    """Of offices of one name those nearest to the top: the province's inspectorate before a district's."""
    if any(hit.kind in AREA_KINDS for hit in hits):
        return hits
    return _topmost(hits)


def _topmost(hits: list[A]) -> list[A]:
    floor = min((hit.key.count(".") for hit in hits), default=0)
    return [hit for hit in hits if hit.key.count(".") == floor]


def unique(agencies: Iterable[A]) -> list[A]:
    return list({agency.key: agency for agency in agencies}.values())


def _add(index: dict[str, list[A]], name: str, agency: A) -> None:
    hits = index.setdefault(name, [])
    if not hits or hits[-1] is not agency:
        hits.append(agency)
