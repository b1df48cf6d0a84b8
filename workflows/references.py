"""Which other documents a document names by key, and where: in citations, outlines, due dates, and as witnesses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflows.facts import Fact
from workflows.findings import Place
from workflows.keys import DOCUMENT_KEY
from workflows.schema import Citation, Document, DueRule, Outline


@dataclass(frozen=True, slots=True)
class Reference:
    """One document named by key. `is_key`: nothing but a key may stand there; else the text only looks like one."""

    key: str
    place: Place
    is_key: bool = True


def references(document: Document) -> Iterator[Reference]:
    """Every document that this one names by key, in the file's order of words."""
    for fact, place, at in _inside(document, document.place, ""):
        if isinstance(fact, Citation) and fact.document is not None:
            yield Reference(fact.document, _spot(fact, "document", place).cited(at))
        elif isinstance(fact, Outline) and fact.as_ is not None:
            yield Reference(fact.as_, _spot(fact, "as", place).cited(at))
        elif isinstance(fact, DueRule) and fact.as_ is not None and _looks_like_a_key(fact.as_):
            yield Reference(fact.as_, _spot(fact, "as", place).cited(at), is_key=False)
        witness, mark, _ = (getattr(fact, "at", None) or "").partition("#")
        if mark and _looks_like_a_key(witness):
            yield Reference(witness, _spot(fact, "at", place).cited(at), is_key=False)


def _inside(fact: Fact, place: Place, at: str) -> Iterator[tuple[Fact, Place, str]]:
    """The fact and all that stand inside it, each with its place in the file and the place that it cites."""
    at = getattr(fact, "at", None) or at
    yield fact, place, at
    for name, info in type(fact).model_fields.items():
        word = info.alias or name
        spot = _spot(fact, word, place)
        for value, where in _values(fact, word, getattr(fact, name), spot):
            if isinstance(value, Fact):
                yield from _inside(value, value.place if value.place.line else where, at)


def _values(fact: Fact, word: str, value: Any, spot: Place) -> Iterator[tuple[Any, Place]]:
    if isinstance(value, tuple):
        places = fact.places_in(word)
        yield from ((item, places[index] if index < len(places) else spot) for index, item in enumerate(value))
    elif isinstance(value, dict):
        yield from ((item, _spot(fact, key, spot)) for key, item in value.items())
    else:
        yield value, spot


def _spot(fact: Fact, word: str, place: Place) -> Place:
    """Where a word of the fact stands; a fact written in short form has no words, only its place."""
    return fact.place_of(word) if fact.place.line else place


def _looks_like_a_key(text: str) -> bool:
    """`cv-1432-bnv-2023`, but not words or `1432/BNV-CTTN`."""
    return bool(DOCUMENT_KEY.match(text) and "-" in text and re.search(r"\d", text))
