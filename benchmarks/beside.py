"""What others feel while a national cascade is launched: p99 of their moves during the launch ÷ before it.

On PostgreSQL, with processes: coordinators who each report at a steady pace in a province of their own, and one more
process that launches a cascade of some 44,000 tasks into the same database. Time is taken in turns: a while without a
launch, a launch. A move's time begins when it was due, so that one that stalls delays those behind it too, as a queue
at a counter does. Two cores serve all processes and the server; what the launch takes of them others do not get.

A server in its first hours makes every segment of its log anew, one that has served keeps those that were written
(`min_wal_size`): the goal is asked of the second, the first stands beside it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from benchmarks.cascades import TickingClock
from benchmarks.country import Country
from benchmarks.crews import PROCESSES, Share, crew, workers
from benchmarks.moves import NOW, TODAY, advance
from benchmarks.pairs import Goal, Row, Spread
from benchmarks.postgres import moves_in, plans, prepared
from benchmarks.profiles import profile
from benchmarks.servers import postgres_server
from engine import Engine, MoveRequest
from engine.questions.stays import nearest_rank
from engine.store.upgrading import upgrade
from workflows.graph import TaskGraph

NAME = "beside"
_COORDINATORS = 4
_PACE = 0.1  # seconds between the moves of each
_SEGMENTS = 64  # of 16 MB, a gigabyte: what the launches of a run write

During = Callable[[], object]


def run(folder: Path, quick: bool) -> Iterator[Row]:
    country = Country(folder / "country", _COORDINATORS, districts=100 if quick else 600).graph()
    nation = Country(folder / "nation", 8 if quick else 63, has_district_plans=True, districts=8).graph()
    count = 2 if quick else 4
    with postgres_server(folder) as server:
        url = prepared(server, country, plans(country))
        shares = [moves_in(country, number) for number in range(1, _COORDINATORS + 1)]
        with crew(1, _launching(url, nation)) as launch, _coordinators(url, shares) as moves_during:
            launch()  # the first one fills caches
            for log, goal in (("a log that grows", None), ("a log that is kept", Goal("≤", 2))):
                if goal is not None:
                    server.keep_log(_SEGMENTS)
                yield _felt(launch, moves_during, len(nation.tasks), count, log, goal)


def _felt(
    launch: Callable[[], object],
    moves_during: Callable[[During], list[float]],
    tasks: int,
    count: int,
    log: str,
    goal: Goal | None,
) -> Row:
    before, meanwhile, seconds = [], [], []
    for _ in range(count):
        started = time.perf_counter()
        launched = moves_during(launch)
        seconds.append(time.perf_counter() - started)
        quiet = moves_during(partial(time.sleep, seconds[-1]))
        before.append(_p99(quiet))
        meanwhile.append(_p99(launched))
    return Row(
        NAME,
        f"p99 of {_COORDINATORS} others' moves while {tasks} tasks are launched "
        f"({statistics.median(seconds):.0f} s) ÷ without, {log}, time",
        Spread.of(during / quiet for during, quiet in zip(meanwhile, before, strict=True)),
        Spread.of(meanwhile),
        Spread.of(before),
        "ms",
        count,
        goal,
    )


def explain(folder: Path) -> str:
    nation = Country(folder / "nation", 63, has_district_plans=True, districts=8).graph()
    with postgres_server(folder) as server:
        url = server.create()
        upgrade(url)
        return profile(lambda: _launching(url, nation)(0)(0))


def _p99(milliseconds: Sequence[float]) -> float:
    found = nearest_rank(sorted(milliseconds), 99)
    assert found is not None
    return found


def _launching(url: str, nation: TaskGraph) -> Callable[[int], Share]:
    def start(_: int) -> Share:
        dondoc = Engine.open(url, clock=TickingClock())
        return lambda at: dondoc.launch(replace(nation, directive=f"ct-{at + 2}-ttg-2023"), today=TODAY)

    return start


@contextmanager
def _coordinators(url: str, shares: Sequence[Sequence[MoveRequest]]) -> Iterator[Callable[[During], list[float]]]:
    """Gives how long each move took, in milliseconds, that they make while something is done."""
    over = PROCESSES.Event()
    with workers(len(shares), partial(_coordinate, url, shares, over)) as lines:

        def moves_during(what: During) -> list[float]:
            over.clear()
            for line in lines:
                line.send(True)
            what()
            over.set()
            return [taken for line in lines for taken in line.recv()]

        yield moves_during


def _coordinate(url: str, shares: Sequence[Sequence[MoveRequest]], over: Event, number: int, line: Connection) -> None:
    following = iter(shares[number])
    with Engine.open(url, clock=TickingClock(NOW)) as dondoc:
        advance(dondoc, next(following))
        line.send(None)
        while line.recv():
            taken, due = [], time.perf_counter()
            while not over.is_set():
                time.sleep(max(0.0, due - time.perf_counter()))
                advance(dondoc, next(following))
                taken.append(1000 * (time.perf_counter() - due))
                due += _PACE
            line.send(taken)
