"""Two things measured side by side: A B A B …, a ratio for each pair, medians of the pairs.

Machines differ and one machine differs from minute to minute, so a time alone says little. What two neighbours in the
same run took, one divided by the other, says more.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

Side = Callable[[], float]  # does the work once and says how many seconds it took


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several measurements, with the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        listed = list(values)
        return cls(statistics.median(listed), min(listed), max(listed))

    def as_json(self) -> dict[str, float]:
        return {"median": self.median, "min": self.low, "max": self.high}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds of both sides, position by position taken one after the other."""

    left: tuple[float, ...]
    right: tuple[float, ...]

    def each(self, of_both: Callable[[float, float], float]) -> Spread:
        """A figure made of each pair, and its spread."""
        return Spread.of(map(of_both, self.left, self.right))

    @property
    def time_ratio(self) -> Spread:
        """Time of the left ÷ time of the right: above 1, the left is slower."""
        return self.each(lambda left, right: left / right)

    @property
    def speed_ratio(self) -> Spread:
        """Speed of the left ÷ speed of the right: below 1, the left is slower."""
        return self.each(lambda left, right: right / left)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be: at least or at most that much."""

    sign: Literal["≥", "≤", "<"]
    bound: float

    def is_met(self, value: float) -> bool:
        if self.sign == "≥":
            return value >= self.bound
        return value < self.bound if self.sign == "<" else value <= self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the answer: two sides in the same unit and the figure made of them, pair by pair."""

    bench: str
    what: str
    figure: Spread
    left: Spread
    right: Spread
    unit: str  # of both sides
    pairs: int
    goal: Goal | None = None
    figure_unit: str = ""  # empty: a ratio

    @property
    def is_met(self) -> bool | None:
        """Whether the median meets the goal; None where there is none."""
        return None if self.goal is None else self.goal.is_met(self.figure.median)

    def as_json(self) -> dict[str, Any]:
        return {
            "bench": self.bench,
            "what": self.what,
            "figure": self.figure.as_json(),
            "figure_unit": self.figure_unit or "ratio",
            "left": self.left.as_json(),
            "right": self.right.as_json(),
            "unit": self.unit,
            "pairs": self.pairs,
            "goal": None if self.goal is None else str(self.goal),
            "is_met": self.is_met,
        }


def speeds(bench: str, what: str, pairs: Pairs, moves: int, goal: Goal | None) -> Row:
    """How quick both sides were, of which each made so many moves in each turn."""
    left, right = (Spread.of(moves / seconds for seconds in side) for side in (pairs.left, pairs.right))
    return Row(bench, what, pairs.speed_ratio, left, right, "moves/s", len(pairs.left), goal)


def seconds() -> float:
    """What the clock shows that sides are timed by; with DONDOC_BENCH_CPU (`--cpu`) that of this process's own work."""
    return time.process_time() if os.environ.get("DONDOC_BENCH_CPU") else time.perf_counter()


def timed(work: Callable[[], object]) -> Side:
    """A side that is nothing but this work."""

    def side() -> float:
        started = seconds()
        work()
        return seconds() - started

    return side


def interleave(left: Side, right: Side, count: int, *, warm_up: int = 1) -> Pairs:
    """Run both in turns, `count` times each after some turns that do not count."""
    for _ in range(warm_up):
        left()
        right()
    taken = [(left(), right()) for _ in range(count)]
    return Pairs(tuple(pair[0] for pair in taken), tuple(pair[1] for pair in taken))


def milliseconds(seconds: Iterable[float]) -> Spread:
    """A spread in milliseconds."""
    return Spread.of(1000 * value for value in seconds)
