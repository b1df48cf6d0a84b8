"""How a rule is declared, and the table of all rules.

A rule is one function from the drafts of a cascade's year to hits. Its docstring is its page (`check --explain CODE`):
the meaning, then `Why:`, `Example:` and `Mend:`. A code is never used twice.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.periods import Period


@dataclass(frozen=True, slots=True)
class Both:
    """A fact whose words differ by language."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One place at which a rule speaks, in one year. `each`: what differs from year to year (joined in one finding)."""

    place: Place
    document: str
    facts: dict[str, Any] = field(default_factory=dict)
    period: Period | None = None
    each: Both | None = None

    @property
    def group(self) -> tuple[Any, ...]:
        """Hits of one rule with the same group are one finding, which lists their years."""
        return (self.place, self.place.at, self.period.code if self.period else None, self.facts.get("discriminator"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule with its words."""

    code: str
    name: str
    severity: Severity
    vi: str
    en: str
    hint_vi: str
    hint_en: str
    cites: tuple[str, ...]
    find: Callable[[Drafts], Iterable[Hit]]

    @property
    def page(self) -> str:
        """The rule's page: its docstring."""
        return inspect.cleandoc(self.find.__doc__ or "")

    def run(self, drafts: Drafts) -> Iterator[Hit]:
        """All hits in one cascade's year."""
        yield from self.find(drafts)


RULES: dict[str, Rule] = {}

DECREE_09_8_5 = "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5"
DECREE_09_12 = "Nghị định 09/2019/NĐ-CP, Điều 12"
DECREE_30 = "Nghị định 30/2020/NĐ-CP"


def rule(
    code: str,
    severity: Severity,
    *,
    vi: str,
    en: str,
    hint_vi: str = "",
    hint_en: str = "",
    cites: tuple[str, ...] = (),
) -> Callable[[Callable[[Drafts], Iterable[Hit]]], Callable[[Drafts], Iterable[Hit]]]:
    """Register a rule; its name is the function's, with hyphens."""

    def register(find: Callable[[Drafts], Iterable[Hit]]) -> Callable[[Drafts], Iterable[Hit]]:
        if code in RULES:
            raise ValueError(f"rule code used twice: {code}")
        name = find.__name__.replace("_", "-")
        RULES[code] = Rule(code, name, severity, vi, en, hint_vi, hint_en, cites, find)
        return find

    return register


def name_of(drafts: Drafts, key: str) -> Both:
    """An agency's name in both languages; its key where it is not in the registry."""
    registry = drafts.cascade.registry
    if key not in registry:
        return Both(key, key)
    agency = registry.get(key)
    return Both(agency.name, agency.name_en or agency.name)


def named(drafts: Drafts, keys: Iterable[str]) -> Both:
    """Agencies by key, each with its name: `binh-dinh.so-noi-vu (Sở Nội vụ tỉnh Bình Định)`."""
    names = {key: name_of(drafts, key) for key in keys}
    vi = ", ".join(f"{key} ({name.vi})" for key, name in names.items())
    en = ", ".join(f"{key} ({name.en})" for key, name in names.items())
    return Both(vi or "–", en or "–")


def met(drafts: Drafts, name: str, *, period: Period | None = None) -> Iterator[Hit]:
    """The linker's irregularities of that name as hits, their facts as they are."""
    for item in drafts.cascade.met(name):
        facts = {
            key: (", ".join(map(str, value)) or "–") if isinstance(value, tuple) else value
            for key, value in item.facts.items()
        }
        yield Hit(item.place, item.document, {**facts, "discriminator": str(facts.get("agency", ""))}, period)
