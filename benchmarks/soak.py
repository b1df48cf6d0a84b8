"""A soak: mixed load at a steady rate for as long as one likes; do latency, memory and the size of a row stay flat?

`make soak MINUTES=30`. One process moves tasks of a made-up country and asks what coordinators ask, so many operations
a second; once all tasks of a year have ended, the next year's cascade is launched. Each span of time gives the latency
of each kind of work (median and 99th percentile), the memory of the process, and the bytes of the database for each row
of history. In the end the history is verified, the last third of the spans is held against the first, and the report is
drawn into `build/soak.svg`. `--db` names an empty PostgreSQL database instead of a SQLite file.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.cascades import TickingClock, empty_database, url_of
from benchmarks.country import ROOT, YEAR, Country
from engine import Engine
from engine.questions.filters import Filters
from engine.questions.stays import nearest_rank
from engine.scope import Scope
from engine.store.database import open_database
from engine.store.upgrading import upgrade
from papers.svg import FONT, element, label
from workflows.graph import TaskGraph

KINDS = ("move", "todo", "blocked", "history")
_WEIGHTS = (14, 3, 2, 1)
_SPANS = 60  # in the whole run
_PAGE = 64  # movable tasks that are looked up at once


@dataclass
class Span:
    """Some seconds of the soak. `latency`: milliseconds by kind; `memory`, `size`: bytes; `rows`: of history."""

    latency: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    memory: int = 0
    size: int = 0
    rows: int = 0

    def at(self, kind: str, percent: int) -> float | None:
        """A percentile of that kind's latency, by nearest rank; None: nothing of that kind was done."""
        return nearest_rank(sorted(self.latency[kind]), percent)

    @property
    def bytes_per_row(self) -> float:
        return self.size / max(self.rows, 1)


class Load:
    """Whoever works: moves what can be moved, and asks."""

    def __init__(self, dondoc: Engine, graph: TaskGraph, provinces: int, seed: int) -> None:
        self._dondoc, self._graph, self._random = dondoc, graph, Random(seed)
        self._provinces, self._years = provinces, count(YEAR)
        self._ready: list[tuple[str, str, str]] = []
        self.recorded = 0
        self._launch()

    def _launch(self) -> None:
        self._year = next(self._years)
        self._key, self._day = f"{ROOT}/{self._year}", date(self._year, 6, 1)
        periods = {task.period: replace(task.period, year=self._year) for task in self._graph.tasks}
        tasks = tuple(replace(task, period=periods[task.period]) for task in self._graph.tasks)
        documents = tuple(  # what was issued before counts from the year's first day
            each if each.out_on is None else replace(each, out_on=max(each.out_on, date(self._year, 1, 1)))
            for each in self._graph.documents
        )
        self._dondoc.launch(replace(self._graph, year=self._year, tasks=tasks, documents=documents), today=self._day)
        self._stage()

    def _stage(self) -> None:
        rows = self._dondoc.on(self._day).status(Scope(self._key), Filters(limit=None))
        self._ready = [(row.task, row.triggers[0], row.agency) for row in rows if row.triggers]
        self._random.shuffle(self._ready)

    def move(self) -> None:
        """The next step of some task; the next year's cascade once there is none."""
        if not self._ready:
            self._stage()
        if not self._ready:
            self._launch()
        task, trigger, agency = self._ready.pop()
        if trigger == "draft_plan" and self._dondoc.on(self._day).task(task).triggers[:1] != (trigger,):
            return  # the plan of another period moved it, too
        document = f"{self._random.randrange(10**6)}/KH" if trigger == "draft_plan" else None
        done = self._dondoc.advance(task, trigger, as_agency=agency, on=self._day, document=document, today=self._day)
        self.recorded += len(done)

    def todo(self) -> None:
        self._dondoc.on(self._day).todo(f"{self._province()}.huyen-1", self._key)

    def blocked(self) -> None:
        self._dondoc.on(self._day + timedelta(30)).blocked(Scope(self._key, self._province()))

    def history(self) -> None:
        self._dondoc.on(self._day).history(agency=f"{self._province()}.so-1", filters=Filters(limit=20))

    def _province(self) -> str:
        return f"mau-{1 + self._random.randrange(self._provinces)}"


def soak(
    dondoc: Engine, load: Load, spans: int, is_over: Callable[[int, int], bool], size: Callable[[], int], seed: int = 1
) -> Iterator[Span]:
    """So many spans; each ends when `is_over` says so, of its number and of how many operations it has done."""
    random = Random(seed)
    for number in range(spans):
        span, done = Span(), 0
        while not is_over(number, done):
            kind = random.choices(KINDS, _WEIGHTS)[0]
            started = time.perf_counter()
            getattr(load, kind)()
            span.latency[kind].append(1000 * (time.perf_counter() - started))
            done += 1
        span.memory, span.size, span.rows = _resident(), size(), load.recorded
        yield span


def _resident() -> int:
    """The memory of this process that is in use now; where the system does not tell, the most that ever was."""
    statm = Path("/proc/self/statm")
    if statm.is_file():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def drift(spans: Sequence[Span], value: Callable[[Span], float | None]) -> float | None:
    """The median of the last third ÷ that of the first; None where too little was measured."""
    found = [each for each in map(value, spans) if each]
    third = len(found) // 3
    return median(found[-third:]) / median(found[:third]) if third else None


def drawn(spans: Sequence[Span], title: str) -> str:
    """Latency of moves, memory and bytes for each row, one below the other, over time."""
    panels = (
        ("moves, ms: median, 99th percentile", [[s.at("move", 50) for s in spans], [s.at("move", 99) for s in spans]]),
        ("memory of the process, MB", [[s.memory / 1e6 for s in spans]]),
        ("bytes of the database for each row of history", [[s.bytes_per_row for s in spans]]),
    )
    width, height, left, top = 640, 560, 70, 50
    parts = [element("rect", x=0, y=0, width=width, height=height, fill="#ffffff")]
    parts.append(label(title, left, 24, style="font-size:14px;font-weight:600"))
    for at, (name, lines) in enumerate(panels):
        base = top + 170 * at + 130
        known = [value for line in lines for value in line if value is not None]
        most = max(known, default=1.0) or 1.0
        parts.append(label(name, left, base - 118, style="font-size:11px;fill:#5b6472"))
        parts.append(label(f"{most:,.1f}", left - 6, base - 96, text_anchor="end", style="font-size:10px;fill:#5b6472"))
        parts.append(label("0", left - 6, base, text_anchor="end", style="font-size:10px;fill:#5b6472"))
        parts.append(element("path", d=f"M{left},{base} h540", stroke="#d5dae2", fill="none"))
        for line, dash in zip(lines, (None, "4 3"), strict=False):
            step = 540 / max(len(line) - 1, 1)
            points = [(left + step * i, base - 100 * value / most) for i, value in enumerate(line) if value is not None]
            path = "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(element("path", d=path, stroke="#2f6fb0", stroke_dasharray=dash, fill="none"))
    size = {"width": width, "height": height, "viewBox": f"0 0 {width} {height}", "font_family": FONT}
    return element("svg", *parts, xmlns="http://www.w3.org/2000/svg", **size)


def _sizes(url: str, path: Path | None) -> Callable[[], int]:
    if path is not None:
        return lambda: sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
    database = open_database(url)
    return lambda: database.read(lambda tx: int(tx.rows("SELECT pg_database_size(current_database())")[0][0]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=50, help="operations a second")
    parser.add_argument("--provinces", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--db", help="URL of an empty PostgreSQL database")
    parser.add_argument("--out", type=Path, default=Path("build") / "soak.svg")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        path = None if given.db else empty_database(folder / "soak.db")
        url = given.db or url_of(folder / "soak.db")
        if given.db:
            upgrade(url)
        graph = Country(folder / "country", given.provinces).graph()
        dondoc = stack.enter_context(Engine.open(url, clock=TickingClock()))
        load = Load(dondoc, graph, given.provinces, given.seed)
        length = 60 * given.minutes / _SPANS
        begun = time.monotonic()

        def is_over(number: int, done: int) -> bool:
            now = time.monotonic() - begun
            time.sleep(max(0.0, number * length + done / given.rate - now))  # a steady rate, if it can be held
            return time.monotonic() - begun >= (number + 1) * length

        spans = list(soak(dondoc, load, _SPANS, is_over, _sizes(url, path), given.seed))
        holds = dondoc.verify().holds
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(drawn(spans, f"dondoc, {given.minutes:g} min, {given.rate:g} operations a second"), "utf-8")
    for kind in KINDS:
        done = sum(len(span.latency[kind]) for span in spans)
        for percent in (50, 99):
            each = [found for span in spans if (found := span.at(kind, percent)) is not None]
            found = drift(spans, lambda span, kind=kind, percent=percent: span.at(kind, percent))  # type: ignore[misc]
            middle = f"{median(each):8.2f}" if each else "–"
            print(f"{kind:<8} {done:>7}  p{percent} {middle} ms   last third ÷ first {_shown(found)}")
    for name, value in (("memory", lambda s: float(s.memory)), ("bytes a row", lambda s: s.bytes_per_row)):
        found = drift(spans, value)
        print(f"{name:<16} last {value(spans[-1]):,.0f}   last third ÷ first {_shown(found)}")
    print(f"{spans[-1].rows} rows recorded by moves; the history {'holds' if holds else 'DOES NOT HOLD'}; {given.out}")
    if not holds:
        raise SystemExit(3)


def _shown(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"


if __name__ == "__main__":
    main()
