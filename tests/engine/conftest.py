"""A launched province on a database of the test's own, and the whole database as a value."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from graphs import province
from whole import read_all

from engine import Engine, SimulatedClock

LAUNCHED_ON = date(2023, 5, 1)
TODAY = date(2023, 6, 21)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 6, 21, 2, 0, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """An engine with one province launched; its plan is not out yet."""
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(province(), today=LAUNCHED_ON)
        yield opened


@pytest.fixture
def dump(database_url: str) -> Callable[[], dict[str, list[Any]]]:
    """Every row of every table, as it stands when called."""

    return lambda: read_all(database_url)
