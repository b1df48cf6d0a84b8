"""How quickly the command line is there: whole processes beside the import that they cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cascades import TODAY, launched_database, real_cascade, url_of
from benchmarks.pairs import Goal, Row, interleave, milliseconds
from benchmarks.processes import DONDOC, PYTHON, Processes

NAME = "start"


def run(folder: Path, quick: bool) -> Iterator[Row]:
    count = 7 if quick else 31
    processes = Processes(folder)
    for what, command, module, bound in (
        ("dondoc --help ÷ import click, time", [DONDOC, "--help"], "click", 1.4),
        ("dondoc blocked ÷ import sqlmodel, time", _blocked(folder), "sqlmodel", 0.8),
    ):
        pairs = interleave(processes.side(command), processes.side([PYTHON, "-c", f"import {module}"]), count)
        yield Row(
            NAME,
            what,
            pairs.time_ratio,
            milliseconds(pairs.left),
            milliseconds(pairs.right),
            "ms",
            count,
            Goal("≤", bound),
        )


def explain(folder: Path) -> str:
    processes = Processes(folder)
    blocked = _blocked(folder)
    return "\n\n".join(
        f"{' '.join(Path(word).name for word in command)}:\n{_slowest_imports(processes, command)}"
        for command in ([DONDOC, "--help"], blocked)
    )


def _blocked(folder: Path) -> list[str]:
    database = folder / "small.db"
    if not database.exists():
        launched_database(database, real_cascade())
    return [DONDOC, "blocked", "--db", url_of(database), "--today", TODAY.isoformat()]


def _slowest_imports(processes: Processes, command: Sequence[str], lines: int = 20) -> str:
    """The imports that took most, with all that they import (µs); a module within another counts in both."""
    timed_command = [PYTHON, "-X", "importtime", *command]
    processes.run(timed_command)
    found = re.findall(r"^import time:\s+\d+ \|\s+(\d+) \| ( *\S+)$", processes.run(timed_command), re.MULTILINE)
    slowest = sorted(((int(total), name.strip()) for total, name in found), reverse=True)
    return "\n".join(f"  {total:>8,} µs  {name}" for total, name in slowest[:lines])
