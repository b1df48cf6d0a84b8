"""A day that is not certain: the days on which it may fall, each with its chance. Exact but for floats.

Chances of different spreads are taken as independent of each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate


class Spread:
    """Chances by day, adding up to 1. Days are whole numbers, such as those of `date.toordinal`."""

    __slots__ = ("days", "up_to")

    def __init__(self, chances: Mapping[int, float]) -> None:
        self.days = sorted(chances)
        self.up_to = list(accumulate(chances[day] for day in self.days))

    @classmethod
    def of(cls, days: Sequence[int]) -> Spread:
        """Each of these days as likely as the others; a day that stands twice twice as likely. Raises ValueError."""
        if not days:
            raise ValueError("of no days")
        chances: defaultdict[int, float] = defaultdict(float)
        for day in days:
            chances[day] += 1 / len(days)
        return cls(chances)

    def chance_by(self, day: int) -> float:
        """How likely it falls on that day or before."""
        at = bisect_right(self.days, day)
        return min(1.0, self.up_to[at - 1]) if at else 0.0

    def day_by(self, chance: float) -> int:
        """The first day by which it has fallen with that chance, up to a rounding of floats."""
        return next(
            (day for day, sum_ in zip(self.days, self.up_to, strict=True) if sum_ >= chance - 1e-9), self.days[-1]
        )

    def and_then(self, lasting: Sequence[int]) -> Spread:
        """The day when what then lasts so many days is over; each length as likely as the others. Raises ValueError."""
        if not lasting:
            raise ValueError("of no lengths")
        chances: defaultdict[int, float] = defaultdict(float)
        before = 0.0
        for day, sum_ in zip(self.days, self.up_to, strict=True):
            for length in lasting:
                chances[day + length] += (sum_ - before) / len(lasting)
            before = sum_
        return Spread(chances)


def last_of(spreads: Iterable[Spread]) -> Spread:
    """The day on which the last of them has fallen: the product of their chances. Raises ValueError for none."""
    every = list(spreads)
    if not every:
        raise ValueError("of no spreads")
    first = max(each.days[0] for each in every)
    days = sorted({day for each in every for day in each.days if day >= first})
    chances: dict[int, float] = {}
    before = 0.0
    for day in days:
        product = 1.0
        for each in every:
            product *= each.chance_by(day)
        chances[day] = product - before
        before = product
    return Spread(chances)
