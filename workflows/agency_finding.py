"""Which agency a text means: by ever wider ways of reading it, each tried only if those before it found nobody.

The same for the registry of the country and for the agencies of running cascades; several hits are never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from workflows.agency_names import (
    MOST_WORDS,
    TIERS,
    A,
    Shelf,
    bare_word,
    highest,
    in_order,
    office_words,
    plain_words,
    spelled_out,
    squeezed,
    unique,
)
from workflows.errors import AmbiguousAgency, UnknownAgency
from workflows.keys import nfc

_OFFERED, _ALIKE = 3, 0.5


class Shelves(Protocol[A]):
    """Where agencies stand: the centre and the provinces on one shelf, what lies below a province on one each."""

    @property
    def base(self) -> Shelf[A]: ...
    def shelf(self, top: str) -> Shelf[A]: ...
    def everywhere(self) -> Iterable[Shelf[A]]: ...
    def likely(self, plain: str, short: str) -> Iterable[Shelf[A]]: ...
    def nearby(self, plain: str) -> Iterable[Shelf[A]]: ...


def find(shelves: Shelves[A], text: str, near: str | None = None) -> A:
    """The one agency that the text means: its accented or unaccented name, short name or part of these.

    NFC and NFD, any case; with or without the words for its committee; as offices shorten it. `near`: the key of an
    agency; hits beside it, then in its district, then in its province go before all others. Raises AmbiguousAgency, and
    UnknownAgency with the nearest in meaning.
    """
    spelled = spelled_out(nfc(text).strip())
    plain = " ".join(bare_word(word) for word in spelled)
    if not 0 < len(spelled) <= MOST_WORDS or not plain.strip():
        raise UnknownAgency(text, ())
    exact = (" ".join(spelled), plain, squeezed(text), plain)
    for hits in _hits(shelves, exact, plain, near):
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise AmbiguousAgency(text, tuple(hits))
    if (written_out := office_words(text)) is not None:
        return find(shelves, written_out, near)
    raise UnknownAgency(text, _nearest_in_meaning(shelves, plain))


def _hits(shelves: Shelves[A], exact: Sequence[str], plain: str, near: str | None) -> Iterator[list[A]]:
    """Ever wider sets of hits, each tried only if those before it were empty."""
    base = shelves.base
    if near is not None:
        yield from _hits_near(shelves, near, exact, plain)
    for tier in range(TIERS):
        hits = base.exact(tier, exact[tier])
        # A city can share its name with a city below it: look there before answering.
        below = [hit for agency in hits for hit in shelves.shelf(agency.key).exact(tier, exact[tier])]
        yield hits + below
    words = plain.split()
    halves = [(words[:split], words[split:]) for split in range(1, len(words))]
    for own, area in (*halves, *((own, area) for area, own in halves)):
        provinces = unique(hit for tier in (1, 3) for hit in base.exact(tier, " ".join(area)))
        yield unique(hit for each in provinces for hit in shelves.shelf(each.key).inside(each.key, own))
    likely = list(shelves.likely(plain, exact[2]))
    for tier in range(TIERS):
        yield [hit for shelf in likely for hit in shelf.exact(tier, exact[tier])]
    yield unique(hit for shelf in likely for hit in shelf.inside_any(words))
    yield from _part_hits(plain, likely)


def _hits_near(shelves: Shelves[A], around: str, exact: Sequence[str], plain: str) -> Iterator[list[A]]:
    top = around.partition(".")[0]
    shelf = shelves.shelf(top)
    for tier in range(TIERS):  # the province itself, unless a city in it bears the very name
        if province := [hit for hit in shelves.base.exact(tier, exact[tier]) if hit.key == top]:
            yield province + shelf.exact(tier, exact[tier])
    parts = around.split(".")
    surrounding = [".".join(parts[:count]) + "." for count in range(len(parts), 0, -1)]
    for prefix in surrounding:
        for tier in range(TIERS):
            yield highest([hit for hit in shelf.exact(tier, exact[tier]) if hit.key.startswith(prefix)])
    for tier in range(TIERS):
        yield shelves.base.exact(tier, exact[tier])
    for hits in _part_hits(plain, [shelf]):
        for prefix in surrounding:
            yield highest([hit for hit in hits if hit.key.startswith(prefix)])
        yield hits


def _part_hits(plain: str, among: Sequence[Shelf[A]]) -> Iterator[list[A]]:
    padded, wanted = f" {plain} ", plain.split()
    in_any_order, every = sorted(wanted), set(wanted)
    yield [
        agency for shelf in among for names, key_words, agency in shelf.parts if padded in names or padded in key_words
    ]
    yield [
        agency
        for shelf in among
        for names, key_words, agency in shelf.parts
        if any(in_order(wanted, words.split()) for words in (*names.split("|"), key_words))
    ]
    yield [
        agency
        for shelf in among
        for names, _, agency in shelf.parts
        if any(sorted(words.split()) == in_any_order for words in names.split("|"))
    ]
    yield [
        agency
        for shelf in among
        for names, _, agency in shelf.parts
        if any(every <= set(words.split()) for words in names.split("|"))
    ]


def _nearest_in_meaning(shelves: Shelves[A], plain: str) -> tuple[A, ...]:
    """Those most like it by name: of the province that the text names, else of all; nobody where none is like it."""
    base = shelves.base
    words = plain.split()
    spans = (" ".join(words[at:to]) for at in range(len(words)) for to in range(len(words), at + 1, -1))
    provinces = next((found for span in spans if (found := _provinces(base.exact(3, span)))), [])
    known: Iterable[A] = (
        agency for province in provinces for agency in (province, *shelves.shelf(province.key).agencies.values())
    )
    if not provinces:
        known = (agency for shelf in shelves.nearby(plain) for agency in shelf.agencies.values())
    matcher = SequenceMatcher(None, "", plain)
    ranked: list[tuple[float, str, A]] = []
    for agency in known:
        matcher.set_seq1(plain_words(agency.all_names[0]))
        least = -ranked[-1][0] if len(ranked) == _OFFERED else _ALIKE
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least or (ratio := matcher.ratio()) < least:
            continue
        ranked = sorted([*ranked, (-ratio, agency.key, agency)], key=lambda each: each[:2])[:_OFFERED]
    return tuple(agency for _, _, agency in ranked)


def _provinces(found: Sequence[A]) -> list[A]:
    return [agency for agency in found if agency.kind == "province"]
