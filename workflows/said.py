"""What is to be said, as a code and data: no sentence stands here, the catalogue of `words` has them in each language.

Findings, refusals and mistakes carry these values, so that a terminal, a page, a letter or an interface can each say
them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
