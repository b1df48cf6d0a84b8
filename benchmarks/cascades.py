"""What the benches run on: the real cascade of 2023 and databases with it, launched or empty."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from engine import Engine
from engine.requests import MandateRequest
from engine.store.upgrading import upgrade
from workflows.agencies import Registry
from workflows.graph import TaskGraph
from workflows.launching import prepare
from workflows.library import Library

DIRECTIVE, YEAR = "ct-33-ttg-2021", 2023
TODAY = date(2023, 6, 21)


@dataclass
class TickingClock:
    """A clock that goes on by a millisecond at every look, so that two runs record the same moments."""

    moment: datetime = datetime(2023, 6, 21, 2, 0, tzinfo=UTC)
    is_simulated = False  # marking the cascade as simulated is no part of an ordinary move

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


@cache
def real_cascade() -> TaskGraph:
    """The cascade of 2023 from the shipped definitions."""
    graph, _ = prepare(Library.load(), Registry.load(), DIRECTIVE, YEAR)
    return graph


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def empty_database(path: Path) -> Path:
    """A migrated database without a cascade."""
    upgrade(url_of(path))
    return path


def launched_database(path: Path, graph: TaskGraph) -> Path:
    """A database with this cascade launched."""
    with Engine.open(url_of(empty_database(path)), clock=TickingClock()) as dondoc:
        dondoc.launch(graph, today=TODAY)
    return path


def grant_to_all(dondoc: Engine, graph: TaskGraph, person: str) -> dict[str, str]:
    """Mandates of one person for every agency of the cascade and every move; their keys by agency."""
    since = date(graph.year, 1, 1)
    wanted = [MandateRequest(node.key, since, "quy chế làm việc", person) for node in graph.agencies]
    granted = dondoc.grant_mandates(wanted, by=None)
    return {request.agency: done.mandate for request, done in zip(wanted, granted, strict=True)}


def open_raw(path: Path) -> sqlite3.Connection:
    """A connection as the engine's: autocommit until BEGIN, foreign keys, full durability; the file is in WAL mode."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def all_rows(path: Path, table: str) -> list[tuple[object, ...]]:
    """A table's rows, sorted by primary key."""
    connection = open_raw(path)
    try:
        return list(connection.execute(every_row(table)))
    finally:
        connection.close()


def every_row(table: str) -> str:
    """The statement that gives a table's rows, sorted by primary key: the same rows come in the same order."""
    from engine.store import tables

    (described,) = (each for each in tables.SQLModel.metadata.sorted_tables if each.name == table)
    return f"SELECT * FROM {table} ORDER BY {', '.join(column.name for column in described.primary_key)}"
