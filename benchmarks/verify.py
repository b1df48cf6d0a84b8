"""Verifying a whole database ÷ reading the same rows and hashing the same bytes.

The right side reads every column of every row of history in the same order through the same connection and takes the
SHA-256 of its canonical bytes, made beforehand and read from the page cache of the same run: what no verifier can do
without. The left side is `Engine.verify`: it makes those bytes, follows the links, folds each chain and holds tasks,
edges, counters and documents against it; by one process, and by two, whose start counts. 100 000 rows; 1 000 000 with
DONDOC_BENCH_FULL=1 (`--full`).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cascades import TickingClock, empty_database, open_raw, url_of
from benchmarks.pairs import Goal, Pairs, Row, Spread, interleave, milliseconds, timed
from benchmarks.profiles import peak_memory, profile
from benchmarks.raw_moves import MOVED
from engine import Engine
from engine.cascade.cascades import Cascades
from engine.cascade.tally import settle
from engine.chain.chains import HISTORY_COLUMNS
from engine.chain.rehash import COLUMNS
from engine.store.database import Transaction, connect
from engine.store.statements import quoted
from workflows.canonical import canonical
from workflows.graph import AgencyNode, AssignmentNode, DocumentNode, DueDate, Feed, Release, TaskGraph, TaskNode
from workflows.library import Library
from workflows.periods import parse_period_key

NAME = "verify"
_CHAIN = 4  # rows of a task: release, draft_plan, implement, report
_STEPS = (("draft_plan", "plan_drafted", 20), ("implement", "implemented", 22), ("report", "reported", 25))
_ON = date(2023, 1, 5)
_DUE = date(2023, 6, 19)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Rows per second, and the ratio."""
    rows = 20_000 if quick else 1_000_000 if os.environ.get("DONDOC_BENCH_FULL") else 100_000
    count = 1 if rows > 100_000 else 5
    path = _filled(folder / "verify.db", rows)
    written = _count(path)
    contents = _contents(path)
    for processes, goal in ((1, Goal("≤", 2.5)), (2, Goal("≤", 1.5))):
        pairs = interleave(
            timed(partial(_verify, path, written, processes)), timed(partial(_read_and_hash, path, contents)), count
        )
        yield Row(
            NAME,
            f"{written} rows by {processes} process{'es' * (processes > 1)} ÷ reading and SHA-256, time",
            pairs.time_ratio,
            milliseconds(pairs.left),
            milliseconds(pairs.right),
            "ms",
            count,
            goal,
        )
        if processes == 1:
            yield _speed(pairs, written)
    yield _memory(folder, rows)


def explain(folder: Path) -> str:
    """Where the time goes."""
    path = _filled(folder / "verify.db", 20_000)
    return profile(lambda: _verify(path, 0))


def _speed(pairs: Pairs, rows: int) -> Row:
    def speeds(seconds: tuple[float, ...]) -> Spread:
        return Spread.of(rows / value for value in seconds)

    left, right = speeds(pairs.left), speeds(pairs.right)
    return Row(NAME, "rows per second", pairs.speed_ratio, left, right, "rows/s", len(pairs.left))


def _memory(folder: Path, rows: int) -> Row:
    """The peak of Python's memory on a history ten times as long; the same number of tasks to a row."""
    peaks = []
    for number, size in enumerate((rows // 20, rows // 2)):
        path = _filled(folder / f"memory-{number}.db", max(size, 1_000))
        peaks.append(peak_memory(partial(_verify, path, 0)))
    small, large = (Spread.of([peak]) for peak in peaks)
    ratio = Spread.of([peaks[1] / peaks[0]])
    return Row(NAME, "peak memory, 10 times the rows", ratio, large, small, "MB", 1, Goal("≤", 1.5))


def _verify(path: Path, rows: int, processes: int = 1) -> None:
    with Engine.open(url_of(path)) as dondoc:
        found = dondoc.verify(processes=processes)
    if not found.holds or (rows and found.rows != rows):
        raise AssertionError(f"{found.rows} rows, {found.broken[:3]}")


def _read_and_hash(path: Path, contents: Path) -> None:
    statement = f"SELECT {quoted(COLUMNS)} FROM history ORDER BY cascade_id, task_no, seq"
    connection, sha256 = open_raw(path), hashlib.sha256
    with contents.open("rb") as lines:
        for _ in connection.execute(statement):
            sha256(lines.readline()).hexdigest()
    connection.close()


def _contents(path: Path) -> Path:
    """A file with the canonical bytes of each row."""
    file = path.with_suffix(".bytes")
    connection = open_raw(path)
    with file.open("wb") as lines:
        for row in connection.execute(f"SELECT {quoted(COLUMNS)} FROM history ORDER BY cascade_id, task_no, seq"):
            named = dict(zip(COLUMNS, row, strict=True))
            covered = {name: value for name, value in named.items() if value is not None and name != "hash"}
            lines.write(canonical(covered).encode() + b"\n")
    connection.close()
    return file


def _count(path: Path) -> int:
    connection = open_raw(path)
    try:
        return int(connection.execute("SELECT count(*) FROM history").fetchone()[0])
    finally:
        connection.close()


def _filled(path: Path, rows: int) -> Path:
    """A launched cascade with that many rows, all moves made; one consolidation for every 50 inputs."""
    if path.exists():
        path.unlink()
    empty_database(path)
    graph = graph_of(max(rows // _CHAIN, 1))
    with Engine.open(url_of(path), clock=TickingClock()) as dondoc:
        dondoc.launch(graph, today=date(2023, 1, 10))
    _move_all(path)
    return path


def graph_of(tasks: int) -> TaskGraph:
    """A Ministry's letter that asks so many districts for a plan and a report; provinces merge 50 of them each."""
    lifecycle = Library.load().lifecycle("standard").data.model_dump(mode="json", by_alias=True)
    issuer, letter = "bo-noi-vu", "cv-1-bnv-2023"
    document = DocumentNode(letter, "cong-van", "văn bản", (issuer,), "1/BNV", _ON, _ON, False)
    inputs = [f"tinh-{number // 50:06}.huyen-{number:07}" for number in range(tasks)]
    merging = [f"tinh-{number:06}" for number in range((tasks + 49) // 50)]
    period, due = parse_period_key("2023-H1"), DueDate(_DUE, "trước ngày 20/6")
    blank = TaskNode(period, "", None, letter, (letter,), False, False, True, merged_due=due)
    nodes = [replace(blank, agency=key) for key in merging]
    for key in inputs:
        plan = f"{key}|{letter}|2023"
        report = TaskNode(period, key, None, letter, (letter,), True, True, False, plan, None, due)
        nodes.append(report)
    nodes.sort(key=lambda node: node.key)
    at = {node.agency: position for position, node in enumerate(nodes)}
    feeds = [Feed(at[key], at[key.partition(".")[0]], "own") for key in inputs]
    agencies = [AgencyNode(key, key, "", "", "", key.rpartition(".")[0] or None) for key in at]
    return TaskGraph(
        "ct-1-ttg-2023",
        2023,
        (document,),
        (AssignmentNode(letter, letter, None, "III.2", "báo cáo"),),
        tuple(agencies),
        tuple(nodes),
        tuple(sorted(feeds, key=lambda feed: (feed.consolidation, feed.input))),
        tuple(Release(letter, position, None) for position in range(len(nodes))),
        lifecycle,
        pins={f"document/{letter}": canonical({"key": letter})},
    )


def _move_all(path: Path) -> None:
    """The inputs' moves, written as the engine writes them, in the order of days: each chain's rows lie far apart."""
    connection, dialect = connect(url_of(path))
    connection.execute("BEGIN IMMEDIATE")
    tx = Transaction(connection, dialect)
    heads = connection.execute(
        "SELECT t.cascade_id, t.task_no, a.key, t.head_seq, t.head_hash, t.state FROM task t "
        "JOIN agency a USING (cascade_id, agency_no) WHERE t.owes_report ORDER BY t.task_no"
    ).fetchall()
    last = steps_of(heads, lambda rows: tx.insert("history", HISTORY_COLUMNS, rows))
    tx.update("task", MOVED, ("cascade_id", "task_no"), last)
    connection.execute("UPDATE feed SET closed = true")
    connection.execute("UPDATE task SET open_inputs = 0")
    count_again(tx)
    connection.execute("COMMIT")
    _settle(connection)


def count_again(tx: Transaction) -> None:
    """Keep how many tasks are alike as they are now."""
    for cascade in Cascades().all(tx):
        settle(tx, cascade)


def steps_of(heads: Sequence[Sequence[Any]], write: Callable[[list[tuple[Any, ...]]], None]) -> list[tuple[Any, ...]]:
    """The moves of tasks from their heads on, handed over step by step.

    `heads`: cascade_id, task_no, agency, seq, hash, state. Given back: state, since, seq, hash, moment and day of the
    head, cascade_id, task_no of each.
    """
    from engine.chain.chains import FORM, hash_covered

    at = on = ""
    for trigger, state, day in _STEPS:
        on, at = f"2023-07-{day}", f"2023-07-{day}T02:00:00.000000Z"
        rows: list[tuple[Any, ...]] = []
        moved: list[Sequence[Any]] = []
        for cascade_id, task_no, agency, seq, head, before in heads:
            row = {
                **{"cascade_id": cascade_id, "task_no": task_no, "seq": seq + 1, "kind": "move", "trigger": trigger},
                **{"from": before, "to": state, "agency": agency, "by": "Văn thư", "login": "dondoc"},
                **{"occurred_on": on, "recorded_at": at, "document": f"{task_no}/BC-UBND", "form": FORM},
                "prev_hash": head,
            }
            row["hash"] = hash_covered(row)
            rows.append(tuple(map(row.get, HISTORY_COLUMNS)))
            moved.append((cascade_id, task_no, agency, seq + 1, row["hash"], state))
        heads = moved
        write(rows)
    return [(state, on, seq, head, at, on, cascade_id, task_no) for cascade_id, task_no, _, seq, head, state in heads]


def _settle(connection: sqlite3.Connection) -> None:
    """Nothing of the writing is left for the first reader to do."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
