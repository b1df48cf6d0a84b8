"""Moves on PostgreSQL ÷ a raw psycopg program that writes the same rows: alone, side by side, and on siblings.

Each side has its own copy of one database on one server, and in the end both must hold the same rows, to the last hash.
Writers are processes; each has tasks of its own, in provinces of their own or below one consolidation for all, whose
counter every report lowers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cascades import TickingClock
from benchmarks.country import ROOT, YEAR, Country
from benchmarks.crews import Share, crew
from benchmarks.moves import NOW, TODAY, advance, agency_of, in_memory, request
from benchmarks.pairs import Goal, Row, interleave, speeds
from benchmarks.profiles import profile
from benchmarks.raw_moves import RawWriter, numbers, task_key
from benchmarks.servers import Server, all_rows, open_raw, postgres_server
from engine import Engine, MoveRequest
from engine.store.upgrading import upgrade
from workflows.graph import TaskGraph

NAME = "postgres"
_GOAL = Goal("≥", 0.6)

Requests = Sequence[MoveRequest]


@dataclass(frozen=True, slots=True)
class Work:
    """What the writers do: for each writer its shares, one for each pair. `done_before`: so that they can."""

    what: str
    graph: TaskGraph
    shares: Sequence[Sequence[Requests]]
    done_before: Requests


def run(folder: Path, quick: bool) -> Iterator[Row]:
    with postgres_server(folder) as server:
        for work in _works(folder, quick):
            yield _compare(server, work, _GOAL)
    with in_memory() as without_a_disk:
        if without_a_disk is None:
            return
        with postgres_server(without_a_disk) as server:
            work = _on_provinces(Country(folder / "alone", 1).graph(), 1, quick)
            yield _compare(server, work, None, ", where flushing costs nothing")


def explain(folder: Path) -> str:
    work = _on_provinces(Country(folder / "alone", 1).graph(), 1, quick=False)
    with postgres_server(folder) as server:
        share = _through_the_engine(prepared(server, work.graph, work.done_before), work)(0)
        return profile(lambda: [share(at) for at in range(len(work.shares[0]))])


def _works(folder: Path, quick: bool) -> Iterator[Work]:
    country = Country(folder / "country", 16).graph()
    for writers in (1, 4, 16):
        yield _on_provinces(country, writers, quick)
    province = Country(folder / "province", 1, districts=160).graph()
    for writers in (1, 4, 16):
        yield _on_siblings(province, writers, quick)


def _on_provinces(graph: TaskGraph, writers: int, quick: bool) -> Work:
    """Each writer implements and reports what a province of its own owes."""
    shares, before = [], plans(graph)
    for writer in range(1, writers + 1):
        shares.append(_cut(moves_in(graph, writer), 3 if quick else 7))
    where = "on separate provinces" if writers > 1 else "alone"
    return Work(f"one move, {writers} {where}", graph, shares, before)


def _on_siblings(graph: TaskGraph, writers: int, quick: bool) -> Work:
    """The writers report, all at once, below the same consolidation: one for each pair."""
    periods = ("Q1", "H1", "9M", "Y")
    districts = [key for key in reporting(graph) if ".huyen-" in key]
    shares: list[list[Requests]] = [[] for _ in range(writers)]
    for period in periods[: 3 if quick else 4]:
        inputs = [request(key, "report") for key in districts if f"{YEAR}-{period}/" in key]
        for writer, own in enumerate(shares):
            own.append(inputs[writer :: max(writers, 4)])
    before = [*plans(graph), *(request(key, "implement") for key in districts)]
    where = "on siblings of one consolidation" if writers > 1 else "below one consolidation"
    return Work(f"one report, {writers} {where}", graph, shares, before)


def moves_in(graph: TaskGraph, province: int) -> list[MoveRequest]:
    """All that agencies below the province of that number still owe once their plans are made."""
    tasks = [key for key in reporting(graph) if agency_of(key).startswith(f"mau-{province}.")]
    return [request(key, trigger) for key in tasks for trigger in ("implement", "report")]


def plans(graph: TaskGraph) -> list[MoveRequest]:
    """The plan of every agency that is asked for a report, drafted."""
    first = {agency_of(key): key for key in reversed(reporting(graph))}
    return [request(key, "draft_plan") for key in sorted(first.values())]


def reporting(graph: TaskGraph) -> list[str]:
    """The tasks below the provinces that owe a plan and a report."""
    return [
        task_key(ROOT, node.key)
        for node in graph.tasks
        if node.owes_plan and node.owes_report and not node.consolidates and "." in node.agency
    ]


def _cut(requests: Requests, count: int) -> list[Requests]:
    size = len(requests) // count
    return [requests[at * size : (at + 1) * size] for at in range(count)]


def prepared(server: Server, graph: TaskGraph, done_before: Sequence[MoveRequest]) -> str:
    """The URL of a database in which the cascade is launched and these moves were made."""
    url = server.create()
    upgrade(url)
    with Engine.open(url, clock=TickingClock()) as dondoc:
        dondoc.launch(graph, today=TODAY)
        dondoc.advance_many(done_before, today=TODAY)
    return url


def _through_the_engine(url: str, work: Work) -> Callable[[int], Share]:
    def start(writer: int) -> Share:
        dondoc = Engine.open(url, clock=TickingClock(NOW))

        def share(at: int) -> None:
            for asked in work.shares[writer][at]:
                advance(dondoc, asked)

        return share

    return start


def _by_hand(url: str, work: Work) -> Callable[[int], Share]:
    def start(writer: int) -> Share:
        raw = open_raw(url)
        mine = [asked for share in work.shares[writer] for asked in share]
        writing = RawWriter(raw, "postgresql", "postgres", TickingClock(NOW), numbers(raw, mine))

        def share(at: int) -> None:
            for asked in work.shares[writer][at]:
                writing.move(asked)

        return share

    return start


def _compare(server: Server, work: Work, goal: Goal | None, where: str = "") -> Row:
    left = prepared(server, work.graph, work.done_before)
    right = server.copy(left)
    writers, shares = len(work.shares), len(work.shares[0])
    with (
        crew(writers, _through_the_engine(left, work)) as engine_side,
        crew(writers, _by_hand(right, work)) as raw_side,
    ):
        pairs = interleave(engine_side, raw_side, shares - 1)
    for table in ("task", "feed", "history"):
        if all_rows(left, table) != all_rows(right, table):
            raise AssertionError(f"the two sides wrote different rows into {table}")
    moves = sum(len(own[-1]) for own in work.shares)
    return speeds(NAME, f"{work.what}{where}: engine ÷ raw psycopg, speed", pairs, moves, goal)
