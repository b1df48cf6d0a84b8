"""A launched province on a database of the test's own, and the whole database as a value."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from graphs import province

from engine import Engine, SimulatedClock
from engine.store.database import connect

TABLES = (
    *("cascade", "pinned", "attachment", "cascade_pin", "agency", "document", "assignment"),
    *(
        "task",
        "tally",
        "duty",
        "feed",
        "release_edge",
        "task_tag",
        "history",
        "cascade_event",
        "cascade_change",
        "mandate_event",
    ),
)
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

    def read() -> dict[str, list[Any]]:
        connection, _ = connect(database_url)
        try:
            return {
                table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}").fetchall())) for table in TABLES
            }
        finally:
            connection.close()

    return read
