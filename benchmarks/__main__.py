"""`python -m benchmarks [NAME…] [--json FILE] [--quick] [--profile]`: run the benches, print the ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    across,
    beside,
    blocked,
    bodies,
    bulk,
    check,
    distributed,
    drafting,
    launch,
    moves,
    names,
    others,
    policies,
    postgres,
    questions,
    start,
    verify,
)
from benchmarks.pairs import Row, Spread

_ALL = (
    *(moves, others, postgres, launch, bulk, beside, start, check),
    *(bodies, names, blocked, questions, across, verify, policies, drafting, distributed),
)
BENCHES = {bench.NAME: bench for bench in _ALL}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which benches: {', '.join(BENCHES)} (all)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures as JSON, too")
    parser.add_argument("--quick", action="store_true", help="fewer pairs and smaller cascades, for trying out")
    parser.add_argument("--full", action="store_true", help="a million rows to verify, a million tasks to ask about")
    parser.add_argument("--cpu", action="store_true", help="take processor time, beside other work")
    parser.add_argument("--profile", action="store_true", help="print where the time goes, too")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.names if name not in BENCHES]:
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    if given.full:
        os.environ["DONDOC_BENCH_FULL"] = "1"
    if given.cpu:
        os.environ["DONDOC_BENCH_CPU"] = "1"
    rows: list[Row] = []
    print(_line("", ("ratio", "min", "max"), "left", "right", "unit", "pairs", "goal"))
    for name in dict.fromkeys(given.names or BENCHES):
        with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
            for row in BENCHES[name].run(Path(folder), given.quick):
                rows.append(row)
                print(_shown(row), flush=True)
    if given.json is not None:
        content = {"machine": _machine(), "is_quick": given.quick, "rows": [row.as_json() for row in rows]}
        given.json.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if given.profile:
        for name in dict.fromkeys(given.names or BENCHES):
            with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
                print(f"\n== {name} ==\n\n{BENCHES[name].explain(Path(folder))}", flush=True)


def _shown(row: Row) -> str:
    goal = "" if row.goal is None else f"{row.goal} {'met' if row.is_met else 'MISSED'}"
    figure, unit = row.figure, f" {row.figure_unit}" if row.figure_unit else ""
    spread = tuple(f"{value:.2f}" for value in (figure.median, figure.low, figure.high))
    what = f"{row.bench}: {row.what}{f' [{unit.strip()}]' if unit else ''}"
    return _line(what, spread, _figure(row.left), _figure(row.right), row.unit, str(row.pairs), goal)


def _line(what: str, spread: Sequence[str], left: str, right: str, unit: str, pairs: str, goal: str) -> str:
    ratio, low, high = spread
    text = f"{what:<66} {ratio:>6} {low:>6} {high:>6}  {left:>9} {right:>9} {unit:<8} {pairs:>5}  {goal}"
    return text.rstrip()


def _figure(spread: Spread) -> str:
    value = spread.median
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _machine() -> dict[str, object]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


if __name__ == "__main__":
    main()
