"""What the checker finds: a finding has a place, a rule, a severity and the cases for which it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from workflows.periods import Period
from workflows.said import SHOWN, Said, plain, shortened


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
class Case:
    """Whom and when a finding holds for: the rule's facts, the period, the years; `each`: the case told as one."""

    facts: Mapping[str, Any]
    period: Period | None
    each: Said | None
    years: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """Its facts by name, with period and years."""
        period = self.period.key if self.period else None
        each = {} if self.each is None else self.each.facts
        return {**{name: plain(fact) for name, fact in {**self.facts, **each}.items()}, "period": period}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what a rule says of one place, with all cases. `acknowledged`: why it is known and accepted."""

    code: str
    rule: str
    severity: Severity
    place: Place
    cases: tuple[Case, ...]
    cites: tuple[str, ...] = ()
    acknowledged: str | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which it holds."""
        return tuple(sorted({year for case in self.cases for year in case.years}))

    @property
    def said(self) -> Said:
        """The sentence: the facts of all cases, shortened where they are many."""
        names = dict.fromkeys(name for case in self.cases for name in case.facts)
        facts = {name: _together(case.facts.get(name, "") for case in self.cases) for name in names}
        periods = {case.period.code: case.period for case in self.cases if case.period is not None}
        period = Said("rule.period", {"period": shortened(list(periods.values()))}) if periods else ""
        each = {str(case.each): case.each for case in self.cases if case.each is not None}
        return Said(f"rule.{self.code}", {**facts, "period": period, "each": _one_by_one(list(each.values()))})

    @property
    def sort_key(self) -> tuple[Any, ...]:
        return (self.place.file, self.place.line, self.place.column, self.severity.rank, self.code, str(self.said))

    def as_json(self) -> dict[str, Any]:
        """Stable fields, as `check --format json` prints them beside the words; `cites` by code."""
        return {
            "code": self.code,
            "rule": self.rule,
            "severity": self.severity.value,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "at": self.place.at,
            "years": list(self.years),
            "cases": [case.as_json() for case in self.cases],
            "cites": list(self.cites),
            "acknowledged": self.acknowledged,
        }


def _together(values: Iterable[Any]) -> Any:
    """The values of one fact in all cases, each once."""
    known: dict[str, Any] = {}
    for value in values:
        for each in value if isinstance(value, tuple) else (value,):
            known.setdefault(str(each), each)
    return shortened(list(known.values()))


def _one_by_one(cases: Sequence[Said]) -> Said | str:
    """Cases told one after the other."""
    if not cases:
        return ""
    joined = cases[0]
    for case in cases[1:SHOWN]:
        joined = Said("word.joined", {"first": joined, "next": case})
    return Said("word.several", {"shown": joined, "n": len(cases) - SHOWN}) if len(cases) > SHOWN else joined


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read as a definition: one thing wrong at one place."""

    place: Place
    said: Said

    def as_json(self) -> dict[str, Any]:
        """Where it is; the words come beside."""
        return {"file": self.place.file, "line": self.place.line, "column": self.place.column}
