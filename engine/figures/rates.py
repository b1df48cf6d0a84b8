"""Shares that show what they were made of: formula, numerator, denominator, and what was left out, reason by reason."""

from __future__ import annotations

from collections.abc import Mapping

from engine.figures.audit_results import LeftOut, Rate
from workflows.said import Said

REASONS = (
    "doing_in_time",
    "doing",
    "no_due_date",
    "waived",
    "suspended",
    "revoked",
    "launch",
    "correction",
    "is_correction",
    "taken_back",
    "before_launch",
    "by_itself",
    "no_day",
    "finished",
    "not_made",
    "not_a_consolidation",
)
"""Why something is left out of a figure, by stable names."""


def rate(name: str, numerator: int, denominator: int, left_out: Mapping[str, int] = {}) -> Rate:
    """The rate of that name (its formula is in the catalogue); reasons that left nothing out are not listed."""
    reasons = left_out_for(left_out)
    total = denominator + sum(reason.count for reason in reasons)
    formula, share = Said(f"formula.{name}"), percent(numerator, denominator)
    return Rate(name, formula, numerator, denominator, share, total, reasons)


def left_out_for(counts: Mapping[str, int]) -> tuple[LeftOut, ...]:
    """What was left out, by reason, in the order of the reasons; none with a count of 0."""
    return tuple(LeftOut(name, counts[name], Said(f"left_out.{name}")) for name in REASONS if counts.get(name))


def percent(numerator: int, denominator: int) -> str | None:
    """`2` of `3` → `66.7`: one decimal, half a tenth rounded up, reckoned in integers; None for `0` of `0`."""
    if denominator == 0:
        return None
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
