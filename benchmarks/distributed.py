"""The same cascades, moves and questions on Citus ÷ in a plain database of the coordinator's own server.

Only where `DONDOC_CITUS_URL` names a database on a coordinator, with the extension: it is emptied. All machines on one
show what Citus itself costs, not what several win.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.cascades import TickingClock
from benchmarks.country import ROOT, YEAR, Country
from benchmarks.moves import NOW, TODAY, advance
from benchmarks.pairs import Pairs, Row, Side, interleave, milliseconds, speeds, timed
from benchmarks.postgres import moves_in, plans
from benchmarks.servers import name_of, open_raw
from engine import Engine, MoveRequest
from engine.scope import Scope
from engine.store.distributing import distribute
from engine.store.grants import TABLES
from engine.store.upgrading import upgrade
from workflows.graph import TaskGraph

NAME = "distributed"
_URL = "DONDOC_CITUS_URL"
_AGENCY, _PROVINCE = "mau-1.huyen-1", "mau-1"
_ONE = f"{ROOT}/{YEAR}"
_QUESTIONS: dict[str, Callable[[Engine], object]] = {
    "cascades": lambda dondoc: dondoc.on(TODAY).cascades(),
    "todo --agency": lambda dondoc: dondoc.on(TODAY).todo(_AGENCY),
    "todo --agency --cascade": lambda dondoc: dondoc.on(TODAY).todo(_AGENCY, _ONE),
    "blocked --under": lambda dondoc: dondoc.on(TODAY).blocked(Scope(under=_PROVINCE)),
    "blocked --under --cascade": lambda dondoc: dondoc.on(TODAY).blocked(Scope(_ONE, under=_PROVINCE)),
    "status --under": lambda dondoc: dondoc.on(TODAY).status(Scope(under=_PROVINCE)),
    "audit verify": lambda dondoc: dondoc.verify(),
}


def run(folder: Path, quick: bool) -> Iterator[Row]:
    url = os.environ.get(_URL)
    if url is None:
        return
    cascades, count = (3, 3) if quick else (12, 7)
    graph = Country(folder / "country", 3 if quick else 12, has_district_plans=True).graph()
    with _beside(url) as plain:
        _empty(url)
        for each in (url, plain):
            upgrade(each)
        distribute(url)
        sides = [Engine.open(each, clock=TickingClock(NOW)) for each in (url, plain)]
        yield _launches(sides, graph, cascades)
        yield _moves(sides, graph, count)
        for what, question in _QUESTIONS.items():
            pairs = interleave(*(timed(partial(question, side)) for side in sides), count)
            left, right = milliseconds(pairs.left), milliseconds(pairs.right)
            yield Row(
                NAME, f"{what}, {cascades} cascades: Citus ÷ plain, time", pairs.time_ratio, left, right, "ms", count
            )
        for side in sides:
            side.close()


def explain(folder: Path) -> str:
    return "no profile: the time goes to the machines"


def _launches(sides: Sequence[Engine], graph: TaskGraph, cascades: int) -> Row:
    """All cascades, of a directive each; the first does not count."""

    def launching(dondoc: Engine) -> Side:
        directives = iter([ROOT, *(f"ct-{number}-ttg-{YEAR}" for number in range(2, cascades + 1))])
        return timed(lambda: dondoc.launch(replace(graph, directive=next(directives)), today=TODAY))

    return _row(f"launch of {len(graph.tasks):,} tasks", interleave(*map(launching, sides), cascades - 1))


def _row(what: str, pairs: Pairs) -> Row:
    left, right = milliseconds(pairs.left), milliseconds(pairs.right)
    return Row(NAME, f"{what}: Citus ÷ plain, time", pairs.time_ratio, left, right, "ms", len(pairs.left))


def _moves(sides: Sequence[Engine], graph: TaskGraph, count: int) -> Row:
    """What one province owes, in so many shares."""
    for side in sides:
        side.advance_many(plans(graph), today=TODAY)
    moves = moves_in(graph, 1)
    size = len(moves) // (count + 1)

    def moving(dondoc: Engine) -> Side:
        shares = iter([moves[at * size : (at + 1) * size] for at in range(count + 1)])
        return timed(lambda: _move(dondoc, next(shares)))

    return speeds(NAME, "one move: Citus ÷ plain, speed", interleave(*map(moving, sides), count), size, None)


def _move(dondoc: Engine, share: Sequence[MoveRequest]) -> None:
    for asked in share:
        advance(dondoc, asked)


@contextmanager
def _beside(url: str) -> Iterator[str]:
    """A new database on the coordinator's server, without the extension."""
    name = f"{name_of(f'{url}?')}_plain"
    with open_raw(url) as raw:
        raw.execute(f"DROP DATABASE IF EXISTS {name}")
        raw.execute(f"CREATE DATABASE {name}")
        yield re.sub(r"/\w+(?=\?|\Z)", f"/{name}", url)
        raw.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _empty(url: str) -> None:
    with open_raw(url) as raw:
        raw.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)} CASCADE")
        raw.execute("DROP FUNCTION IF EXISTS history_refuses_change, mandate_event_refuses_change CASCADE")
