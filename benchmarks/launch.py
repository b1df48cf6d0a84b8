"""`Engine.launch` of a compiled cascade ÷ a plain bulk insert of the very rows that it writes.

Both write into a fresh copy of an empty migrated database, in one transaction. The launch also judges every release,
hashes what it pins and each row of history, and makes the rows; the insert has them in hand.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.cascades import (
    TODAY,
    TickingClock,
    all_rows,
    empty_database,
    launched_database,
    open_raw,
    real_cascade,
    url_of,
)
from benchmarks.country import Country
from benchmarks.pairs import Goal, Row, interleave, milliseconds
from benchmarks.profiles import TimedConnection, breakdown, profile
from engine import Engine
from engine.store.database import Database
from workflows.graph import TaskGraph

NAME = "launch"
TABLES = (
    *("cascade", "pinned", "cascade_pin", "agency", "document", "assignment"),
    *("task", "feed", "release_edge", "history"),
)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    graph = real_cascade()
    yield _compare(folder / "real", graph, f"launch, 2023 ({len(graph.tasks)} tasks), speed", 5 if quick else 31)
    provinces = 8 if quick else 63
    graph = Country(folder / "country", provinces).graph()
    what = f"launch, {provinces} plans ({len(graph.tasks)} tasks), speed"
    yield _compare(folder / "big", graph, what, 3 if quick else 7)


def explain(folder: Path) -> str:
    parts = []
    for name, graph in (("2023", real_cascade()), ("63 plans", Country(folder / "country", 63).graph())):
        here = folder / name
        here.mkdir()
        empty = empty_database(here / "empty.db")
        connection = TimedConnection(open_raw(_copy(empty, "timed.db")))
        with Engine(Database(url_of(empty), connection, "sqlite"), TickingClock()) as dondoc:
            started = time.perf_counter()
            dondoc.launch(graph, today=TODAY)
            parts.append(f"launch of {name}:\n{breakdown(connection, time.perf_counter() - started, 1)}")
        with Engine.open(url_of(_copy(empty, "profiled.db")), clock=TickingClock()) as dondoc:
            parts.append(profile(partial(dondoc.launch, graph, today=TODAY)))
    return "\n\n".join(parts)


def _compare(folder: Path, graph: TaskGraph, what: str, pairs_count: int) -> Row:
    folder.mkdir()
    empty = empty_database(folder / "empty.db")
    model = launched_database(folder / "model.db", graph)
    rows = {table: all_rows(model, table) for table in TABLES}
    number = count()

    def through_the_engine() -> float:
        path = _copy(empty, f"left-{next(number)}.db")
        with Engine.open(url_of(path), clock=TickingClock()) as dondoc:
            started = time.perf_counter()
            dondoc.launch(graph, today=TODAY)
            seconds = time.perf_counter() - started
        return _checked(path, rows, seconds)

    def by_hand() -> float:
        path = _copy(empty, f"right-{next(number)}.db")
        raw = open_raw(path)
        started = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        for table, listed in rows.items():
            raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(listed[0]))})", listed)
        raw.execute("COMMIT")
        seconds = time.perf_counter() - started
        raw.close()
        return _checked(path, rows, seconds)

    pairs = interleave(through_the_engine, by_hand, pairs_count)
    return Row(
        NAME,
        what,
        pairs.speed_ratio,
        milliseconds(pairs.left),
        milliseconds(pairs.right),
        "ms",
        pairs_count,
        Goal("≥", 0.3),
    )


def _copy(base: Path, name: str) -> Path:
    return Path(shutil.copy(base, base.with_name(name)))


def _checked(path: Path, rows: dict[str, list[tuple[object, ...]]], seconds: float) -> float:
    """The seconds, after a look that as many rows were written on both sides."""
    written = {table: len(all_rows(path, table)) for table in TABLES}
    path.unlink()
    if written != {table: len(listed) for table, listed in rows.items()}:
        raise AssertionError(f"the two sides wrote different rows: {written}")
    return seconds
