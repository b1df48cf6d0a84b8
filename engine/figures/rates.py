"""Shares that show what they were made of: formula, numerator, denominator, and what was left out, reason by reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.figures.audit_results import LeftOut, Rate

# why something is left out of a figure: stable name -> in words
REASONS: dict[str, tuple[str, str]] = {
    "doing_in_time": ("đang thực hiện trong hạn", "doing in time"),
    "doing": ("đang thực hiện", "not done yet"),
    "no_due_date": ("không có hạn", "no due date"),
    "waived": ("được miễn", "waived"),
    "suspended": ("tạm dừng", "suspended"),
    "revoked": ("đã thu hồi", "revoked"),
    "launch": ("do mở đợt ghi", "recorded by the launch"),
    "correction": ("theo một đính chính", "followed from a correction"),
    "is_correction": ("là đính chính", "itself a correction"),
    "taken_back": ("đã rút lại", "taken back"),
    "before_launch": ("văn bản có trước khi mở đợt", "its document is older than the launch"),
    "by_itself": ("không do ai nhập", "entered by nobody"),
    "no_day": ("không có ngày làm", "of no day"),
    "finished": ("nhiệm vụ đã xong", "the task is finished"),
    "not_made": ("chưa tổng hợp", "not consolidated yet"),
    "not_a_consolidation": ("không phải tổng hợp", "no consolidation"),
}


class Formula(NamedTuple):
    """What a rate divides by what, in both languages."""

    name: str
    vi: str
    en: str


def rate(formula: Formula, numerator: int, denominator: int, left_out: Mapping[str, int] = {}) -> Rate:
    """The rate; reasons that left nothing out are not listed."""
    reasons = left_out_for(left_out)
    total = denominator + sum(reason.count for reason in reasons)
    return Rate(
        formula.name, formula.vi, formula.en, numerator, denominator, percent(numerator, denominator), total, reasons
    )


def left_out_for(counts: Mapping[str, int]) -> tuple[LeftOut, ...]:
    """What was left out, by reason, in the order of the reasons; none with a count of 0."""
    return tuple(LeftOut(name, counts[name], *words) for name, words in REASONS.items() if counts.get(name))


def percent(numerator: int, denominator: int) -> str | None:
    """`2` of `3` → `66.7`: one decimal, half a tenth rounded up, reckoned in integers; None for `0` of `0`."""
    if denominator == 0:
        return None
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
