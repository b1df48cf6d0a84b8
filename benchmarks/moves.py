"""A durable move through the whole engine ÷ a raw sqlite3 program that writes the same rows.

Both work on a copy of one database: the launched cascade of 2023, all plans out. Each move is one transaction that is
on the disk before the next begins. The engine finds the task by its key, asks the machine, checks role and dates; the
raw program is told the numbers and checks nothing. In the end both databases must hold the same rows, to the last hash.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.cascades import (
    DIRECTIVE,
    TickingClock,
    all_rows,
    grant_to_all,
    launched_database,
    open_raw,
    real_cascade,
    url_of,
)
from benchmarks.pairs import Goal, Row, Side, interleave, seconds, speeds
from benchmarks.profiles import TimedConnection, breakdown, profile
from benchmarks.raw_moves import DESTINATIONS, RawWriter, numbers, task_key
from engine import Engine, MoveRequest
from engine.store.database import Database, login_of, open_database

NAME = "moves"
TODAY = date(2023, 12, 20)
NOW = datetime(2023, 12, 20, 2, 0, tzinfo=UTC)
BLOCK = 20
_WHO = "Nguyễn Văn A"
T = TypeVar("T")
_MEMORY = Path("/dev/shm")  # a file system in memory, on Linux


def run(folder: Path, quick: bool) -> Iterator[Row]:
    yield _compare(folder, quick, "one durable move: engine ÷ raw sqlite3, speed", Goal("≥", 0.7))
    (mandated := folder / "mandated").mkdir()
    yield _compare(mandated, quick, "the same, each by a mandate", None, with_mandates=True)
    with in_memory() as without_a_disk:
        if without_a_disk is not None:
            yield _compare(without_a_disk, quick, "the same where flushing costs nothing", None)


@contextmanager
def in_memory() -> Iterator[Path | None]:
    """A folder on a file system in memory; None: there is none to write to."""
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-", dir=_MEMORY) as folder:
        yield Path(folder)


def _compare(folder: Path, quick: bool, what: str, goal: Goal | None, *, with_mandates: bool = False) -> Row:
    base, requests = prepared(folder)
    mandates: dict[str, str] = {}
    if with_mandates:
        with Engine.open(url_of(base), clock=TickingClock()) as dondoc:
            mandates = grant_to_all(dondoc, real_cascade(), _WHO)
    blocks = [requests[at : at + BLOCK] for at in range(0, len(requests) - BLOCK + 1, BLOCK)]
    blocks = blocks[: 7 if quick else None]
    left, right = _copy(base, "engine.db"), _copy(base, "raw.db")
    raw = open_raw(right)
    writing = RawWriter(raw, "sqlite", _login(left), TickingClock(NOW), numbers(raw, requests), mandates)
    with Engine.open(url_of(left), clock=TickingClock(NOW)) as dondoc:

        def through_the_engine(block: Sequence[MoveRequest]) -> None:
            for request in block:
                advance(dondoc, request)

        def by_hand(block: Sequence[MoveRequest]) -> None:
            for request in block:
                writing.move(request)

        pairs = interleave(in_blocks(blocks, through_the_engine), in_blocks(blocks, by_hand), len(blocks) - 1)
    raw.close()
    for table in ("task", "feed", "history"):
        if all_rows(left, table) != all_rows(right, table):
            raise AssertionError(f"the two sides wrote different rows into {table}")
    return speeds(NAME, what, pairs, BLOCK, goal)


def explain(folder: Path) -> str:
    base, requests = prepared(folder)
    half = len(requests) // 2

    def advance_all(dondoc: Engine, some: Sequence[MoveRequest]) -> None:
        for request in some:
            advance(dondoc, request)

    engine_side = TimedConnection(open_raw(_copy(base, "engine.db")))
    with Engine(Database(url_of(base), engine_side, "sqlite"), TickingClock(NOW)) as dondoc:
        advance_all(dondoc, requests[:1])
        engine_side.forget()
        started = time.perf_counter()
        advance_all(dondoc, requests[1:half])
        parts = [f"engine, one move:\n{breakdown(engine_side, time.perf_counter() - started, half - 1)}"]
    raw_side = TimedConnection(open_raw(_copy(base, "raw.db")))
    writing = RawWriter(raw_side, "sqlite", "somebody", TickingClock(NOW), numbers(raw_side, requests))
    raw_side.forget()
    started = time.perf_counter()
    for request in requests[:half]:
        writing.move(request)
    parts.append(f"raw sqlite3, one move:\n{breakdown(raw_side, time.perf_counter() - started, half)}")
    with Engine.open(url_of(_copy(base, "profiled.db")), clock=TickingClock(NOW)) as dondoc:
        parts.append(f"engine, {len(requests)} moves:\n{profile(partial(advance_all, dondoc, requests))}")
    return "\n\n".join(parts)


def _login(path: Path) -> str:
    database = open_database(url_of(path))
    try:
        return login_of(database)
    finally:
        database.close()


def in_blocks(blocks: Sequence[Sequence[T]], work: Callable[[Sequence[T]], object]) -> Side:
    """A side that does the next block at each call."""
    following = iter(blocks)

    def side() -> float:
        block = next(following)
        started = seconds()
        work(block)
        return seconds() - started

    return side


def prepared(folder: Path) -> tuple[Path, list[MoveRequest]]:
    """The database with all plans out, and the moves that every reporting task can then make, two for each."""
    base = launched_database(folder / "base.db", real_cascade())
    with Engine.open(url_of(base), clock=TickingClock()) as dondoc:
        _put_plans_out(dondoc)
    raw = open_raw(base)
    found = raw.execute(
        "SELECT t.period, a.key, t.topic FROM task t JOIN agency a ON a.cascade_id = t.cascade_id "
        "AND a.agency_no = t.agency_no WHERE t.state = 'plan_drafted' AND t.owes_report ORDER BY t.task_no"
    ).fetchall()
    raw.close()
    return base, [request(task_key(DIRECTIVE, *task), trigger) for task in found for trigger in DESTINATIONS]


def request(key: str, trigger: str) -> MoveRequest:
    """That move of the task with this key, made by its own agency."""
    return MoveRequest(key, trigger, agency_of(key), _WHO, TODAY, document="12/BC")


def agency_of(key: str) -> str:
    """The agency in a task's full key."""
    return key.split("/")[2]


def _put_plans_out(dondoc: Engine) -> None:
    """The province's plan first, since it sets its departments and districts going."""
    for _ in range(2):
        done: set[str] = set()
        for row in dondoc.on(TODAY).status():
            if row.next_trigger == "draft_plan" and row.state == "issued" and row.agency not in done:
                done.add(row.agency)
                dondoc.advance(
                    row.task, "draft_plan", as_agency=row.agency, document="7/KH", on=date(2023, 4, 10), today=TODAY
                )


def advance(dondoc: Engine, request: MoveRequest) -> None:
    """That move, by a transaction of its own."""
    dondoc.advance(
        request.task,
        request.trigger,
        as_agency=request.as_agency,
        by=request.by,
        on=request.on,
        document=request.document,
        today=TODAY,
    )


def _copy(base: Path, name: str) -> Path:
    return Path(shutil.copy(base, base.with_name(name)))
