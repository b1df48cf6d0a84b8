"""Days on a line: where each stands, and the months and years written above."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from screen.look import Look

_DAY = timedelta(days=1)
_FULL, _SHORT = 58.0, 26.0  # so wide a month takes its full, its short name


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole months from `first` to `last`, both drawn. A day is as wide as any other; moves stand at its middle."""

    first: date
    last: date
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def day_width(self) -> float:
        return self.width / ((self.last - self.first).days + 1)

    def start(self, day: date) -> float:
        """Where the day begins."""
        return self.left + (day - self.first).days * self.day_width

    def end(self, day: date) -> float:
        """Where the day ends: what is due on it may still come before."""
        return self.start(day) + self.day_width

    def middle(self, day: date) -> float:
        """Where what was done on the day stands; at the edge where that day lies beyond it."""
        return min(self.start(day) + self.day_width / 2, self.right)

    def holds(self, day: date) -> bool:
        """Whether the day has a place of its own."""
        return day <= self.last

    def months(self) -> Iterator[tuple[date, float, float]]:
        """The first day of each month, with where the month begins and ends."""
        day = self.first
        while day <= self.last:
            end = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
            yield day, self.start(day), self.end(end)
            day = end + _DAY

    def month_name(self, day: date, look: Look) -> str:
        """`tháng 4`, `T4` or `4`, as there is room; in English `April`, `Apr` or `4`."""
        room = self.day_width * 30
        if room >= _FULL:
            return look.say(f"axis.month.{day.month}")
        if room >= _SHORT:
            return look.say(f"axis.month.short.{day.month}")
        return str(day.month) if room >= _SHORT / 2 or day.month in (1, 4, 7, 10) else ""


def axis_over(days: Iterable[date], left: float, width: float) -> Axis:
    """The whole months in which these days lie. Raises ValueError if there are none."""
    given = sorted(days)
    first, last = given[0], given[-1]
    end = date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])
    return Axis(first.replace(day=1), end, left, width)


def short_day(day: date, look: Look) -> str:
    """A day beside a mark, its year being on the axis: `19/06`, `19 Jun`."""
    return f"{day:%d/%m}" if look.lang == "vi" else f"{day.day} {calendar.month_abbr[day.month]}"
