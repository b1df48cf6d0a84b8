"""A question costs what its answer holds, in a database of ten thousand tasks as in one of a million.

A cascade of a made-up country of 63 provinces, of some 8,600 tasks, with a year of history that was entered under
mandates and lacks its last period. Beside it in the larger databases stand copies of all its rows, of other directives
and agencies: each asked about has work in one cascade, so that the answers are equally long whether that is named or
not. The copies' rows are not rehashed: nothing here verifies. On both databases; 8,600 and 86,000 tasks, with
DONDOC_BENCH_FULL=1 (`--full`) 860,000 too, and 8.6 million where the disk has room.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from benchmarks.cascades import TickingClock, all_rows, open_raw, url_of
from benchmarks.country import ROOT, YEAR
from benchmarks.pairs import Goal, Row, Spread, interleave, milliseconds, timed
from benchmarks.profiles import peak_memory, profile
from benchmarks.stores import Store, both_stores
from benchmarks.year import a_year
from engine import Engine
from engine.scope import Scope
from engine.store.database import Transaction, connect

NAME = "questions"
_DAY = date(YEAR, 11, 20)
_KEY, _AGENCY, _PROVINCE = f"{ROOT}/{YEAR}", "mau-1.huyen-1", "mau-1"
_BYTES = 5_000  # of the disk for a task with its history, and what copying needs
_UNGUARDED = {  # copies hold what the first does
    "sqlite": ("PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF"),
    "postgresql": (
        "SET statement_timeout = 0",
        "SET synchronous_commit = off",
        "SET session_replication_role = replica",
    ),
}

Question = Callable[[Engine], Any]


def _questions(cascade: str | None) -> dict[str, Question]:
    return {
        "blocked --under": lambda dondoc: dondoc.on(_DAY).blocked(Scope(cascade, under=_PROVINCE)),
        "todo": lambda dondoc: dondoc.on(_DAY).todo(_AGENCY, cascade),
        "why": lambda dondoc: dondoc.on(_DAY).why(f"{_KEY.partition('/')[0]}/{YEAR}-Y/{_PROVINCE}", cascade=cascade),
        "status --under": lambda dondoc: dondoc.on(_DAY).status(Scope(cascade, under=_PROVINCE)),
    }


def run(folder: Path, quick: bool) -> Iterator[Row]:
    provinces, count = (8, 3) if quick else (63, 21)
    year = _a_year(folder / "year", provinces)
    sizes = (10,) if quick or not os.environ.get("DONDOC_BENCH_FULL") else (10, 100, 1_000)
    with both_stores(folder) as stores:
        for store in stores:
            small = _carried(year, store)
            grown = store.copy(small)
            tasks = len(store.rows(small, "task"))
            for size in sizes:
                if (room := shutil.disk_usage(folder).free) < tasks * size * _BYTES:
                    print(f"{NAME}: {tasks * size:,} tasks need more than the {room:,} bytes that the disk has left")
                    break
                _copy_up_to(grown, size)
                what = f"{tasks * size:,} tasks in {size} cascades ÷ {tasks:,} in one, {store.name}"
                yield from _compared(small, grown, what, count)
            store.drop(grown)


def explain(folder: Path) -> str:
    url = url_of(_a_year(folder / "year", 63))
    _copy_up_to(url, 10)
    with Engine.open(url, clock=TickingClock()) as dondoc:
        parts = [f"{name}:\n{profile(partial(question, dondoc), 12)}" for name, question in _questions(None).items()]
    return "\n\n".join(parts)


def _a_year(folder: Path, provinces: int) -> Path:
    return a_year(folder, provinces, ("Q1", "H1", "9M"), has_district_plans=False, with_mandates=True)


def _carried(path: Path, store: Store) -> str:
    """The same rows in a database of that kind."""
    url, rows = store.empty(), {}
    for table in SQLModel.metadata.sorted_tables:
        names = [name for name, *_ in open_raw(path).execute(f"SELECT * FROM {table.name} LIMIT 0").description]
        truths = [at for at, name in enumerate(names) if table.columns[name].type.python_type is bool]
        if listed := [_with_truths(row, truths) for row in all_rows(path, table.name)]:
            rows[table.name] = listed
    store.write(url, rows)
    return url


def _with_truths(row: Sequence[Any], truths: Sequence[int]) -> list[Any]:
    """The row as PostgreSQL takes it: SQLite keeps true and false as numbers."""
    changed = list(row)
    for at in truths:
        changed[at] = bool(row[at])
    return changed


def _compared(small: str, grown: str, what: str, count: int) -> Iterator[Row]:
    with ExitStack() as stack:
        left, right = (stack.enter_context(Engine.open(url, clock=TickingClock())) for url in (grown, small))
        for cascade, named in ((None, ""), (_KEY, ", its cascade named")):
            for name, question in _questions(cascade).items():
                if (answer := question(left)) != question(right):
                    raise AssertionError(f"{name}: the answers differ")
                pairs = interleave(timed(partial(question, left)), timed(partial(question, right)), count, warm_up=2)
                lines = f"{name}{named} ({len(answer)} lines)"
                times = milliseconds(pairs.left), milliseconds(pairs.right)
                yield Row(NAME, f"{lines}: {what}", pairs.time_ratio, *times, "ms", count, Goal("≤", 1.2))
        peaks = [peak_memory(partial(_questions(None)["status --under"], dondoc)) for dondoc in (left, right)]
    large, little = (Spread.of([peak]) for peak in peaks)
    figure = Spread.of([peaks[0] / peaks[1]])
    yield Row(NAME, f"status --under, peak memory: {what}", figure, large, little, "MB", 1, Goal("≤", 1.2))


def _copy_up_to(url: str, cascades: int) -> None:
    """Add copies of the first cascade until there are so many cascades, with fresh statistics of all."""
    tables = [table for table in SQLModel.metadata.sorted_tables if "cascade_id" in table.columns]
    raw, dialect = connect(url)
    with closing(raw):
        for setting in _UNGUARDED[dialect]:
            raw.execute(setting)
        first, there = raw.execute("SELECT min(cascade_id), count(*) FROM cascade").fetchone()
        for number in range(there, cascades):
            raw.execute("BEGIN")
            for table in tables:
                names = [column.name for column in table.columns]
                values = ", ".join(_other(table.name, name, number) for name in names)
                listed = ", ".join(f'"{name}"' for name in names)
                of_the_first = f"SELECT {values} FROM {table.name} WHERE cascade_id = {first}"
                raw.execute(f"INSERT INTO {table.name} ({listed}) {of_the_first}")
            raw.execute("COMMIT")
        Transaction(raw, dialect).analyze()


def _other(table: str, column: str, number: int) -> str:
    """What stands in that column of a copy: it is another cascade, of other agencies."""
    if column == "cascade_id":
        return f"cascade_id + {number}"
    if (table, column) == ("cascade", "directive"):
        return f"'ct-{number}-mau-2023'"
    if table == "agency" and column in ("key", "superior"):
        return f"'c{number}-' || \"{column}\""
    return f'"{column}"'
