"""How a rule is declared, and the table of all rules.

A rule is one function from the drafts of a cascade's year to hits. What it says, its hint and its page (`check
--explain CODE`: the meaning, why it matters, an example, how to mend it) stand in the catalogue under its code. A code
is never used twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.periods import Period
from workflows.said import Name, Said


@dataclass(frozen=True, slots=True)
class Hit:
    """One place at which a rule speaks, in one year. `each`: a case in itself, where facts are told in pairs."""

    place: Place
    document: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    period: Period | None = None
    each: Said | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule. `cites`: the law behind it, by the codes of the catalogue (`law.…`)."""

    code: str
    name: str
    severity: Severity
    cites: tuple[str, ...]
    find: Callable[[Drafts], Iterable[Hit]]

    def run(self, drafts: Drafts) -> Iterator[Hit]:
        """All hits in one cascade's year."""
        yield from self.find(drafts)


RULES: dict[str, Rule] = {}

DECREE_09_8_5 = "decree-09-2019-8-5"
DECREE_09_12 = "decree-09-2019-12"
DECREE_30 = "decree-30-2020"
RESOLUTION_190 = "resolution-190-2025"
CIVIL_CODE_148 = "civil-code-2015-148"


def rule(
    code: str, severity: Severity, *, cites: tuple[str, ...] = ()
) -> Callable[[Callable[[Drafts], Iterable[Hit]]], Callable[[Drafts], Iterable[Hit]]]:
    """Register a rule; its name is the function's, with hyphens."""

    def register(find: Callable[[Drafts], Iterable[Hit]]) -> Callable[[Drafts], Iterable[Hit]]:
        if code in RULES:
            raise ValueError(f"rule code used twice: {code}")
        RULES[code] = Rule(code, find.__name__.replace("_", "-"), severity, cites, find)
        return find

    return register


def name_of(drafts: Drafts, key: str) -> Name:
    """An agency's name in both languages; its key where it is not in the registry."""
    registry = drafts.cascade.registry
    return registry.get(key).called if key in registry else Name.alike(key)


def named(drafts: Drafts, keys: Iterable[str]) -> tuple[Said, ...]:
    """Agencies by key, each with its name: `binh-dinh (Binh Dinh Province)`."""
    return tuple(Said("word.named", {"key": key, "name": name_of(drafts, key)}) for key in keys)


def met(drafts: Drafts, name: str, *, period: Period | None = None) -> Iterator[Hit]:
    """The linker's irregularities of that name as hits, their facts as they are."""
    for item in drafts.cascade.met(name):
        yield Hit(item.place, item.document, item.facts, period)
