"""A question costs what its answer holds, in a database of ten thousand tasks as in one of a million.

A cascade of a made-up country, of some 11,000 tasks, with a year of history that was entered under mandates and lacks
its last period. Beside it in the larger databases stand copies of all its rows, of other directives and agencies: each
asked about has work in one cascade, so that the answers are equally long whether that is named or not. The copies' rows
are not rehashed: nothing here verifies. 11,000 and 110,000 tasks; a million too, and ten million where the disk has
room, with DONDOC_BENCH_FULL=1 (`--full`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from benchmarks.cascades import TickingClock, open_raw, url_of
from benchmarks.country import ROOT, YEAR
from benchmarks.pairs import Goal, Row, Spread, interleave, milliseconds, timed
from benchmarks.profiles import peak_memory, profile
from benchmarks.year import a_year
from engine import Engine
from engine.scope import Scope

NAME = "questions"
_DAY = date(YEAR, 11, 20)
_KEY, _AGENCY, _PROVINCE = f"{ROOT}/{YEAR}", "mau-1.huyen-1", "mau-1"
_BYTES = 5_000  # of the disk for a task with its history, and what copying needs

Question = Callable[[Engine], Any]


def _questions(cascade: str | None) -> dict[str, Question]:
    return {
        "blocked --under": lambda dondoc: dondoc.on(_DAY).blocked(Scope(cascade, under=_PROVINCE)),
        "todo": lambda dondoc: dondoc.on(_DAY).todo(_AGENCY, cascade),
        "why": lambda dondoc: dondoc.on(_DAY).why(f"{_KEY.partition('/')[0]}/{YEAR}-Y/{_PROVINCE}", cascade=cascade),
        "status --under": lambda dondoc: dondoc.on(_DAY).status(Scope(cascade, under=_PROVINCE)),
    }


def run(folder: Path, quick: bool) -> Iterator[Row]:
    provinces, count = (2, 3) if quick else (12, 21)
    small = _a_year(folder / "small", provinces)
    grown = Path(shutil.copy(small, folder / "grown.db"))
    tasks = _count(small)
    sizes = (10,) if quick or not os.environ.get("DONDOC_BENCH_FULL") else (10, 100, 1_000)
    for size in sizes:
        if (room := shutil.disk_usage(folder).free) < tasks * size * _BYTES:
            print(f"{NAME}: {tasks * size:,} tasks need more than the {room:,} bytes that the disk has left")
            return
        _copy_up_to(grown, size)
        yield from _compared(small, grown, f"{tasks * size:,} tasks in {size} cascades ÷ {tasks:,} in one", count)


def explain(folder: Path) -> str:
    path = _a_year(folder / "year", 12)
    _copy_up_to(path, 10)
    with _opened(path) as dondoc:
        parts = [f"{name}:\n{profile(partial(question, dondoc), 12)}" for name, question in _questions(None).items()]
    return "\n\n".join(parts)


def _a_year(folder: Path, provinces: int) -> Path:
    return a_year(folder, provinces, ("Q1", "H1", "9M"), with_mandates=True)


def _opened(path: Path) -> Engine:
    return Engine.open(url_of(path), clock=TickingClock())


def _compared(small: Path, grown: Path, what: str, count: int) -> Iterator[Row]:
    with ExitStack() as stack:
        left, right = (stack.enter_context(_opened(path)) for path in (grown, small))
        for cascade, named in ((None, ""), (_KEY, ", its cascade named")):
            for name, question in _questions(cascade).items():
                if (answer := question(left)) != question(right):
                    raise AssertionError(f"{name}: the answers differ")
                pairs = interleave(timed(partial(question, left)), timed(partial(question, right)), count, warm_up=2)
                lines = f"{name}{named} ({len(answer)} lines)"
                times = milliseconds(pairs.left), milliseconds(pairs.right)
                yield Row(NAME, f"{lines}: {what}, time", pairs.time_ratio, *times, "ms", count, Goal("≤", 1.2))
        peaks = [peak_memory(partial(_questions(None)["status --under"], dondoc)) for dondoc in (left, right)]
    large, little = (Spread.of([peak]) for peak in peaks)
    figure = Spread.of([peaks[0] / peaks[1]])
    yield Row(NAME, f"status --under, peak memory: {what}", figure, large, little, "MB", 1, Goal("≤", 1.2))


def _count(path: Path) -> int:
    with closing(open_raw(path)) as raw:
        return int(raw.execute("SELECT count(*) FROM task").fetchone()[0])


def _copy_up_to(path: Path, cascades: int) -> None:
    """Add copies of the first cascade until there are so many cascades."""
    tables = [table for table in SQLModel.metadata.sorted_tables if "cascade_id" in table.columns]
    with closing(open_raw(path)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        first, there = raw.execute("SELECT min(cascade_id), count(*) FROM cascade").fetchone()
        for number in range(there, cascades):
            raw.execute("BEGIN")
            for table in tables:
                names = [column.name for column in table.columns]
                values = ", ".join(_other(table.name, name, number) for name in names)
                listed = ", ".join(f'"{name}"' for name in names)
                raw.execute(
                    f"INSERT INTO {table.name} ({listed}) SELECT {values} FROM {table.name} WHERE cascade_id = {first}"
                )
            raw.execute("COMMIT")


def _other(table: str, column: str, number: int) -> str:
    """What stands in that column of a copy: it is another cascade, of other agencies."""
    if column == "cascade_id":
        return f"cascade_id + {number}"
    if (table, column) == ("cascade", "directive"):
        return f"'ct-{number}-mau-2023'"
    if table == "agency" and column in ("key", "superior"):
        return f"'c{number}-' || \"{column}\""
    return f'"{column}"'
