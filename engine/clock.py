"""Where `recorded_at` comes from: the engine's injected clock, never a flag and never a caller's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the moment at which something is recorded. `is_simulated` marks every cascade that it touches."""

    is_simulated: bool

    def now(self) -> datetime:
        """The moment, aware and in UTC."""


class SystemClock:
    """The machine's clock."""

    is_simulated = False

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class SimulatedClock:
    """A clock that stands at a moment until it is moved on; for the demo and for tests."""

    moment: datetime
    is_simulated = True

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)

    def move_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by


CLOCKS_DIFFER = timedelta(seconds=1)
"""By how much less the clocks of two servers that write one chain may differ."""


def follow_on(moment: str, last: str) -> str | None:
    """What is recorded at that moment after something that was recorded last, as texts: never earlier than it.

    None: it is a whole second earlier or more, so that a clock is wrong.
    """
    if moment >= last:
        return moment
    return last if parse_moment(last) - parse_moment(moment) < CLOCKS_DIFFER else None


def format_moment(moment: datetime) -> str:
    """ISO text in UTC, always with microseconds and `Z`, so that moments sort as texts do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_moment(text: str) -> datetime:
    """The opposite of `format_moment`."""
    return datetime.fromisoformat(text)
