"""What the checker finds: a finding has a place, a rule, a severity and words for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Severity(Enum):
    """`error`: cannot be compiled; `warning`: contradicts the law, another document or itself; `note`: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        return ("error", "warning", "note").index(self.value)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file; line and column count from 1. `at`: the cited place of the document itself."""

    file: str = ""
    line: int = 0
    column: int = 0
    at: str = field(default="", compare=False)

    def cited(self, at: str | None) -> Place:
        """The same spot in the file, with the place of the document that is cited there."""
        return Place(self.file, self.line, self.column, at or "")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `years`: the years in which it holds. `acknowledged`: the reason why it is known and accepted."""

    code: str
    rule: str
    severity: Severity
    place: Place
    message_vi: str
    message_en: str
    hint_vi: str = ""
    hint_en: str = ""
    cites: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    acknowledged: str | None = None

    def message(self, lang: str = "vi") -> str:
        return self.message_vi if lang == "vi" else self.message_en

    def hint(self, lang: str = "vi") -> str:
        return self.hint_vi if lang == "vi" else self.hint_en

    @property
    def sort_key(self) -> tuple[Any, ...]:
        return (self.place.file, self.place.line, self.place.column, self.severity.rank, self.code, self.message_en)

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """Stable fields, as `check --format json` prints them."""
        return {
            "code": self.code,
            "rule": self.rule,
            "severity": self.severity.value,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "at": self.place.at,
            "years": list(self.years),
            "message": self.message(lang),
            "hint": self.hint(lang),
            "cites": list(self.cites),
            "acknowledged": self.acknowledged,
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read as a definition: one thing wrong at one place."""

    place: Place
    vi: str
    en: str
    hint_vi: str = ""
    hint_en: str = ""

    def message(self, lang: str = "vi") -> str:
        return self.vi if lang == "vi" else self.en

    def hint(self, lang: str = "vi") -> str:
        return self.hint_vi if lang == "vi" else self.hint_en

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": self.message(lang),
            "hint": self.hint(lang),
        }
