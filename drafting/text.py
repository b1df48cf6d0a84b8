"""A text beside the forms in which it is read: sign for sign, so that a place in one is the place in all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from typing import Any

from workflows.spelling import nfc
from workflows.vocabulary import vocabulary


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    if sign in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", sign)[0].lower()
    return base if len(base) == 1 else sign


@lru_cache(maxsize=4096)
def _small(sign: str) -> str:
    small = sign.lower()
    return small if len(small) == 1 else sign


class Text:
    """`said`: as printed, in NFC; `lower`: in small letters; `plain`: these without accents. All of one length."""

    def __init__(self, said: str) -> None:
        self.said = nfc(said)

    @cached_property
    def lower(self) -> str:
        return "".join(map(_small, self.said))

    @cached_property
    def plain(self) -> str:
        return "".join(map(_bare, self.said))

    def part(self, start: int, end: int | None = None) -> Text:
        return Text(self.said[start:end])

    def masked(self, spans: Iterable[tuple[int, int]]) -> Text:
        """The same with these stretches blank, every other sign at its place."""
        signs = list(self.said)
        for start, end in spans:
            signs[start:end] = " " * (end - start)
        return Text("".join(signs))

    def __len__(self) -> int:
        return len(self.said)

    def __repr__(self) -> str:
        return f"Text({self.said!r})"


def starts_with(plain: str, phrases: Iterable[str]) -> bool:
    """Whether a plain text begins with one of these phrases, whole words."""
    found = plain.lstrip(" *-").replace(",", "")
    return any(
        found.startswith(each) and not found[len(each) : len(each) + 1].isalnum() for each in map(plainly, phrases)
    )


@lru_cache(maxsize=4096)
def plainly(phrase: str) -> str:
    return Text(phrase).plain


@cache
def one_of(name: str) -> str:
    """A pattern for plain text: one of the phrases of that list of the vocabulary, whole words, the longest first."""
    found: Any = vocabulary()
    for part in name.split("."):
        found = found[part]
    phrases = sorted({plainly(each) for each in found}, key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, phrases))})\b"
