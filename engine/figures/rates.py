"""Shares that show what they were made of: formula, numerator, denominator, and what was left out, reason by reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from engine.cascade.cascades import RunningCascade
from engine.figures.audit_results import LeftOut, Rate
from workflows.said import Name, Said

REASONS = (
    "doing_in_time",
    "doing",
    "no_due_date",
    "standing",
    "launch",
    "backfill",
    "correction",
    "is_correction",
    "taken_back",
    "before_launch",
    "by_itself",
    "note",
    "no_day",
    "finished",
    "not_made",
    "not_a_consolidation",
)
"""Why something is left out of a figure, by stable names; `standing`: by that of the task, each by its own name."""


Standings = Mapping[str, Name]
"""What the standings in which nothing counts are called, in their order."""
NO_STANDINGS: Standings = MappingProxyType({})


def not_counted(cascades: Iterable[RunningCascade]) -> Standings:
    """The standings in which nothing counts, over the lifecycles of these cascades."""
    found: dict[str, Name] = {}
    for lifecycle in {id(cascade.judge): cascade.judge.lifecycle for cascade in cascades}.values():
        found |= {name: Name(words.vi, words.en) for name, words in lifecycle.standings_not_counted()}
    return found


def rate(
    name: str, numerator: int, denominator: int, left_out: Mapping[str, int] = {}, standings: Standings = NO_STANDINGS
) -> Rate:
    """The rate of that name (its formula is in the catalogue); reasons that left nothing out are not listed."""
    reasons = left_out_for(left_out, standings)
    total = denominator + sum(reason.count for reason in reasons)
    formula, share = Said(f"formula.{name}"), percent(numerator, denominator)
    return Rate(name, formula, numerator, denominator, share, total, reasons)


def left_out_for(counts: Mapping[str, int], standings: Standings = NO_STANDINGS) -> tuple[LeftOut, ...]:
    """What was left out, by reason, in the order of the reasons; none with a count of 0."""
    found: list[LeftOut] = []
    for reason in REASONS:
        if reason == "standing":
            said = {name: Said("left_out.standing", {"standing": words}) for name, words in standings.items()}
            found += (LeftOut(name, counts[name], words) for name, words in said.items() if counts.get(name))
        elif counts.get(reason):
            found.append(LeftOut(reason, counts[reason], Said(f"left_out.{reason}")))
    return tuple(found)


def each_once(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """What several figures left out, each reason once."""
    found: dict[str, LeftOut] = {}
    for item in left_out:
        before = found.get(item.reason)
        found[item.reason] = item if before is None else replace(item, count=before.count + item.count)
    return tuple(found.values())


def percent(numerator: int, denominator: int) -> str | None:
    """`2` of `3` → `66.7`: one decimal, half a tenth rounded up, reckoned in integers; None for `0` of `0`."""
    if denominator == 0:
        return None
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
