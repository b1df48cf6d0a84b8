"""`Engine.advance_many` of thousands of moves ÷ a plain bulk update and insert of the very rows that it writes.

Both work on a copy of one database, in one transaction. The bulk finds each task by its key, judges every move, hashes
every row; the plain program has in hand what is to be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cascades import TickingClock
from benchmarks.country import Country
from benchmarks.moves import NOW, TODAY, request
from benchmarks.pairs import Goal, Row, interleave, milliseconds, timed
from benchmarks.postgres import plans, reporting
from benchmarks.profiles import profile
from benchmarks.raw_moves import MOVED
from benchmarks.stores import Sqlite, Store, Updates, both_stores
from engine import Engine, MoveRequest

NAME = "bulk"
_TASK = ("open_inputs", *MOVED)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    graph = Country(folder / "country", 8 if quick else 79).graph()
    moves = _moves(graph)
    with both_stores(folder) as stores:
        for store in stores:
            base = _prepared(store, graph)
            yield _compare(store, base, moves, 3 if quick else 5)


def explain(folder: Path) -> str:
    graph, store = Country(folder / "country", 79).graph(), Sqlite(folder / "sqlite")
    return profile(partial(_advance, _prepared(store, graph), _moves(graph)))


def _moves(graph: Any) -> list[MoveRequest]:
    """Two moves for each task that owes a report."""
    return [request(key, trigger) for trigger in ("implement", "report") for key in reporting(graph)]


def _prepared(store: Store, graph: Any) -> str:
    url = store.empty()
    with Engine.open(url, clock=TickingClock()) as dondoc:
        dondoc.launch(graph, today=TODAY)
        dondoc.advance_many(plans(graph), today=TODAY)
    return url


def _advance(url: str, moves: list[MoveRequest]) -> None:
    with Engine.open(url, clock=TickingClock(NOW)) as dondoc:
        done = dondoc.advance_many(moves, today=TODAY)
    if done.bad_rows or len(done.moved) != len(moves):
        raise AssertionError(f"{len(done.bad_rows)} rows of the bulk were bad")


def _compare(store: Store, base: str, moves: list[MoveRequest], count: int) -> Row:
    model = store.copy(base)
    _advance(model, moves)
    before = {row[:3] for row in store.rows(base, "history")}
    history = {"history": [row for row in store.rows(model, "history") if row[:3] not in before]}
    updates = _updates(store, base, model)

    def through_the_engine() -> float:
        url = store.copy(base)
        seconds = timed(lambda: _advance(url, moves))()
        return _checked(store, url, model, seconds)

    def by_hand() -> float:
        url = store.copy(base)
        seconds = timed(lambda: store.write(url, history, updates))()
        return _checked(store, url, model, seconds)

    pairs = interleave(through_the_engine, by_hand, count)
    return Row(
        NAME,
        f"{len(moves)} moves at once, {store.name}: bulk ÷ plain update and insert, speed",
        pairs.speed_ratio,
        milliseconds(pairs.left),
        milliseconds(pairs.right),
        "ms",
        count,
        Goal("≥", 0.3),
    )


def _updates(store: Store, base: str, model: str) -> Updates:
    """What the bulk changed in tasks and in edges, row by row."""
    names = _columns(store, base)
    at = [names.index(name) for name in _TASK]
    pairs = zip(store.rows(base, "task"), store.rows(model, "task"), strict=True)
    tasks = [(*(new[index] for index in at), *new[:2]) for old, new in pairs if old != new]
    edges = [
        (new[4], *new[:4])
        for old, new in zip(store.rows(base, "feed"), store.rows(model, "feed"), strict=True)
        if old != new
    ]
    return [
        ("feed", ("closed",), ("cascade_id", "input_no", "consolidation_no", "waits_for"), edges),
        ("task", _TASK, ("cascade_id", "task_no"), tasks),
    ]


def _columns(store: Store, url: str) -> list[str]:
    from engine.store.database import connect

    connection, _ = connect(url)
    try:
        return [column[0] for column in connection.execute("SELECT * FROM task LIMIT 0").description]
    finally:
        connection.close()


def _checked(store: Store, url: str, model: str, seconds: float) -> float:
    """The seconds, after a look that as much was written on both sides."""
    for table in ("history", "task"):
        if len(store.rows(url, table)) != len(store.rows(model, table)):
            raise AssertionError(f"the two sides wrote different rows into {table}")
    store.drop(url)
    return seconds
