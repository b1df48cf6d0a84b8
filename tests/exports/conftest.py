"""A launched province on either database, the demo as a file, and an export as a text."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

import pytest
from click.testing import CliRunner
from graphs import province
from questions import scope_and_view

from cli import main
from engine import Engine, SimulatedClock
from engine.event_logs.event_log import EventLog
from engine.scope import View

LAUNCHED_ON = date(2023, 5, 1)
Write = Callable[[EventLog, TextIO], Counter[str]]


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 6, 21, 2, 0, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """One province launched; its plan is not out yet."""
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(province(), today=LAUNCHED_ON)
        yield opened


@pytest.fixture
def sqlite_engine(sqlite_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """The same, where the database makes no difference."""
    with Engine.open(sqlite_url, clock=clock) as opened:
        opened.launch(province(), today=LAUNCHED_ON)
        yield opened


@pytest.fixture
def exported() -> Callable[..., str]:
    """Export an engine's event log: `exported(engine, write_xes, under=…, as_of=…)`."""

    def export(engine: Engine, write: Write, cascade: str | None = None, **asked: Any) -> str:
        out = io.StringIO()
        scope, view = scope_and_view({"cascade": cascade, **asked})
        engine.seen(View(**view)).event_log(lambda log: write(log, out), scope)
        return out.getvalue()

    return export


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as of 21 June 2023, made once. Not to be changed."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    result = CliRunner().invoke(main, ["demo", "--db", str(path)])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def old_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control characters are recorded, as they were before they were refused."""
    monkeypatch.setattr("engine.requests.control_at", lambda _: None)
