"""What is to be said, as a code and data: no sentence stands here, the catalogue of `words` has them in each language.

Findings, refusals and mistakes carry these values, so that a terminal, a page, a letter or an interface can each say
them in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to be said. `code`: its key in the catalogue; `facts`: what the words are filled with.

    A fact is text, a number, a day, a `Name`, another `Said`, or several of these in a list.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called in either language: an agency, a document, a state of somebody's own lifecycle."""

    vi: str
    en: str

    def say(self, lang: str) -> str:
        """The name in this language."""
        return self.vi if lang == "vi" else self.en

    @classmethod
    @lru_cache(maxsize=16384)  # one name is read of many tasks
    def known(cls, vi: str, en: str | None) -> Name:
        """What it is called; in Vietnamese too where no English name is held."""
        return cls(vi, en or vi)

    @classmethod
    def alike(cls, text: str) -> Name:
        """What is called the same in both: a key, a person."""
        return cls(text, text)

    def __bool__(self) -> bool:
        return bool(self.vi)

    def __str__(self) -> str:
        return self.vi


NAMELESS = Name("", "")


SHOWN = 4
"""How many of several values a sentence names before it counts the rest."""


def shortened(values: Sequence[Any]) -> Any:
    """The one value, or several as a list; of many the first ones and how many more there are."""
    if len(values) <= SHOWN + 1:
        return values[0] if len(values) == 1 else tuple(values)
    return Said("word.several", {"shown": tuple(values[:SHOWN]), "n": len(values) - SHOWN})


def coded_period(code: str) -> Said | str:
    """A period's code with what it is called: `H1` and the half year; the code alone where it stands for several."""
    if code in ("Q", "M") or "-" in code:
        return code
    is_month = re.fullmatch(r"M\d\d", code)
    name = Said("period.month", {"month": int(code[1:])}) if is_month else Said(f"period.{code}")
    return Said("word.named", {"key": code, "name": name})


def plain(value: Any) -> Any:
    """A fact as data: days as ISO text, several as a list; what is itself to be said stays for the door to say."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (int, str, Said)) or hasattr(value, "say"):
        return value
    if (as_json := getattr(value, "as_json", None)) is not None:
        return as_json()
    return getattr(value, "key", str(value))
