"""`Engine.launch` of a compiled cascade ÷ a plain bulk insert of the very rows that it writes.

Both write into a fresh copy of an empty migrated database, in one transaction, on SQLite by `executemany`, on
PostgreSQL by COPY. The launch also judges every release, hashes what it pins and each row of history, and makes the
rows; the insert has them in hand.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.cascades import (
    TODAY,
    TickingClock,
    empty_database,
    open_raw,
    real_cascade,
    url_of,
)
from benchmarks.country import Country
from benchmarks.pairs import Goal, Row, Spread, interleave, milliseconds, timed
from benchmarks.profiles import TimedConnection, breakdown, peak_memory, profile
from benchmarks.stores import Rows, Store, both_stores
from engine import Engine
from engine.store.database import Database
from workflows.graph import TaskGraph

NAME = "launch"
TABLES = (
    *("cascade", "pinned", "cascade_pin", "agency", "document", "assignment"),
    *("task", "tally", "duty", "feed", "release_edge", "history"),
)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    small, big = real_cascade(), Country(folder / "big", 8 if quick else 63).graph()
    nation = None if quick else Country(folder / "nation", 63, has_district_plans=True, districts=8).graph()
    with both_stores(folder) as stores:
        for store in stores:
            yield _compare(store, small, "2023", 5 if quick else 21, Goal("≥", 0.3))
            yield _compare(store, big, "a plan for each province", 3 if quick else 7, Goal("≥", 0.3))
            if nation is not None:
                yield _compare(store, nation, "a plan for each district", 3, Goal("≥", 0.4))
    yield from _memory(folder / "memory", 2 if quick else 8)


def _memory(folder: Path, provinces: int) -> Iterator[Row]:
    """By how much the process grows: for each task, whatever the size; and whatever else the database holds."""
    folder.mkdir()
    sizes = provinces, 4 * provinces
    small, large = (Country(folder / f"country-{size}", size, has_district_plans=True).graph() for size in sizes)
    empty = empty_database(folder / "empty.db")
    full = _copy(empty, "full.db")
    with Engine.open(url_of(full), clock=TickingClock()) as dondoc:
        for number in range(1, 21):
            dondoc.launch(replace(small, directive=f"ct-{number}-mau-2023"), today=TODAY)

    def grown(base: Path, graph: TaskGraph) -> float:
        with Engine.open(url_of(_copy(base, "launched.db")), clock=TickingClock()) as dondoc:
            return peak_memory(partial(dondoc.launch, graph, today=TODAY))

    alone, beside, of_large = grown(empty, small), grown(full, small), grown(empty, large)
    of_a_task = 1e3 * of_large / len(large.tasks), 1e3 * alone / len(small.tasks)
    of_cascades = (
        f"{len(large.tasks):,} tasks ÷ {len(small.tasks):,}",
        f"beside 20 cascades of {len(small.tasks):,} tasks",
    )
    yield _peaks(f"peak memory for a task, {of_cascades[0]}", of_a_task, "kB/task")
    yield _peaks(f"peak memory, {of_cascades[1]} ÷ in an empty database", (beside, alone), "MB")


def _peaks(what: str, peaks: tuple[float, float], unit: str) -> Row:
    left, right = (Spread.of([peak]) for peak in peaks)
    return Row(NAME, what, Spread.of([peaks[0] / peaks[1]]), left, right, unit, 1, Goal("≤", 1.2))


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


def _compare(store: Store, graph: TaskGraph, what: str, pairs_count: int, goal: Goal) -> Row:
    empty = store.empty()
    model = store.copy(empty)
    with Engine.open(model, clock=TickingClock()) as dondoc:
        dondoc.launch(graph, today=TODAY)
    rows = {table: listed for table in TABLES if (listed := store.rows(model, table))}
    store.drop(model)

    def through_the_engine() -> float:
        url = store.copy(empty)
        with Engine.open(url, clock=TickingClock()) as dondoc:
            seconds = timed(lambda: dondoc.launch(graph, today=TODAY))()
        return _checked(store, url, rows, seconds)

    def by_hand() -> float:
        url = store.copy(empty)
        return _checked(store, url, rows, timed(lambda: store.write(url, rows))())

    pairs = interleave(through_the_engine, by_hand, pairs_count)
    return Row(
        NAME,
        f"launch on {store.name}, {what} ({len(graph.tasks)} tasks), speed",
        pairs.speed_ratio,
        milliseconds(pairs.left),
        milliseconds(pairs.right),
        "ms",
        pairs_count,
        goal,
    )


def _copy(base: Path, name: str) -> Path:
    return Path(shutil.copy(base, base.with_name(name)))


def _checked(store: Store, url: str, rows: Rows, seconds: float) -> float:
    """The seconds, after a look that as many rows were written on both sides."""
    written = {table: len(store.rows(url, table)) for table in rows}
    store.drop(url)
    if written != {table: len(listed) for table, listed in rows.items()}:
        raise AssertionError(f"the two sides wrote different rows: {written}")
    return seconds
