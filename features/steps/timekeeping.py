"""When a scenario records things: the simulated clock follows the scenario's days.

Once the scenario has said what day it is, or has corrected something, whatever is done is recorded on that day, however
early it is said to have occurred. Before that, everything is recorded on the day on which it occurs. So a view of what
was known on a day gives what the office would have known. Within a task's chain the clock never runs backwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from engine import SimulatedClock
from engine.errors import Refused

OFFICE_HOUR = time(2, 0)  # 9 in the morning in Viet Nam, in UTC
_SECOND = timedelta(seconds=1)

T = TypeVar("T")


def office_hour(day: date) -> datetime:
    """The moment at which that day's work begins to be recorded."""
    return datetime.combine(day, OFFICE_HOUR, UTC)


class Timekeeper:
    """One scenario's day and clock.

    `told`: the day that the scenario says it is; `acted_at`: the moment of what was done or tried last, its alone.
    """

    def __init__(self) -> None:
        self.clock = SimulatedClock(office_hour(date(2021, 11, 26)))
        self.told: date | None = None
        self.acted_at: datetime | None = None
        self._latest = self.clock.moment
        self._count = 0

    def follow(self, moment: datetime) -> None:
        """Something was recorded at that moment, before the scenario's own steps."""
        self._latest = max(self._latest, moment)

    def be_on(self, day: date) -> None:
        """Let it be that day."""
        self.told = day
        self.clock.moment = office_hour(day)

    def record_today(self, today: date, work: Callable[[], T]) -> T:
        """Let `work`, which is of no day but today's, be recorded; what comes after it is recorded today, too."""
        result = self.record(today, work)
        self.told = self.told or today
        return result

    def record(self, day: date, work: Callable[[], T]) -> T:
        """Let `work` be recorded: on the day told, else on `day`, on which it occurs; each a second later.

        Where a chain that it touches was recorded later than that, it follows all that was recorded.
        """
        self._count += 1
        self.clock.moment = office_hour(self.told or day) + self._count * _SECOND
        try:
            result = work()
        except Refused as refusal:
            if refusal.rule != "clock-behind":
                raise
            self.clock.moment = max(self.clock.moment, self._latest) + _SECOND
            result = work()
        finally:
            self.acted_at = self.clock.moment
        self._latest = max(self._latest, self.clock.moment)
        return result
