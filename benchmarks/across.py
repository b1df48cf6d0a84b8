"""Questions over all cascades cost what their answer holds: however many cascades there are, and however big they are.

Many cascades of one made-up country beside as many of a small one, and beside one of them named. What is asked for by
an agency's name should cost what it costs by its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.cascades import TODAY, TickingClock, empty_database, url_of
from benchmarks.country import ROOT, YEAR, Country
from benchmarks.pairs import Goal, Row, interleave, milliseconds, timed
from benchmarks.profiles import profile
from engine import Engine
from engine.scope import Scope

NAME = "across"
_AGENCY, _CALLED, _PROVINCE = "mau-1.huyen-1", "UBND huyện 1 tỉnh Mẫu 1", "mau-1"
_ONE = f"{ROOT}/{YEAR}"


def run(folder: Path, quick: bool) -> Iterator[Row]:
    cascades, provinces, count = (6, 2, 3) if quick else (47, 12, 11)
    with ExitStack() as stack:
        big = stack.enter_context(_launched(folder / "big", provinces, True, cascades))
        small = stack.enter_context(_launched(folder / "small", 3, False, cascades))
        tasks = tuple(sum(row.tasks for row in each.on(TODAY).cascades()) for each in (big, small))
        pairs = interleave(timed(partial(_cascades, big)), timed(partial(_cascades, small)), count)
        yield Row(
            NAME,
            f"cascades: {cascades} with {tasks[0]:,} tasks ÷ {cascades} with {tasks[1]:,}, time",
            pairs.time_ratio,
            milliseconds(pairs.left),
            milliseconds(pairs.right),
            "ms",
            count,
            Goal("≤", 3),
        )
        for what, question in (("todo --agency", _todo), ("blocked --under", _blocked)):
            lines = len(question(big, None)), len(question(big, _ONE))
            pairs = interleave(timed(partial(question, big, None)), timed(partial(question, big, _ONE)), count)
            yield Row(
                NAME,
                f"{what}, one line: over {cascades} cascades ÷ in one of them, time",
                pairs.each(lambda left, right, lines=lines: left / lines[0] / (right / lines[1])),
                milliseconds(seconds / lines[0] for seconds in pairs.left),
                milliseconds(seconds / lines[1] for seconds in pairs.right),
                "ms/line",
                count,
                Goal("≤", 1.2),
            )
        pairs = interleave(timed(partial(_todo_of, big, _CALLED)), timed(partial(_todo_of, big, _AGENCY)), count)
        yield Row(
            NAME,
            "todo: an agency by its name ÷ by its key, time",
            pairs.time_ratio,
            milliseconds(pairs.left),
            milliseconds(pairs.right),
            "ms",
            count,
            Goal("≤", 1.2),
        )


def explain(folder: Path) -> str:
    with _launched(folder / "big", 12, True, 12) as dondoc:
        parts = [f"cascades:\n{profile(partial(_cascades, dondoc))}", f"todo:\n{profile(partial(_todo, dondoc, None))}"]
        parts.append(f"blocked --under:\n{profile(partial(_blocked, dondoc, None))}")
    return "\n\n".join(parts)


def _cascades(dondoc: Engine) -> object:
    return dondoc.on(TODAY).cascades()


def _todo(dondoc: Engine, cascade: str | None) -> tuple[object, ...]:
    return dondoc.on(TODAY).todo(_AGENCY, cascade)


def _todo_of(dondoc: Engine, agency: str) -> object:
    return dondoc.on(TODAY).todo(agency)


def _blocked(dondoc: Engine, cascade: str | None) -> tuple[object, ...]:
    return dondoc.on(TODAY).blocked(Scope(cascade, under=_PROVINCE))


def _launched(folder: Path, provinces: int, has_district_plans: bool, cascades: int) -> Engine:
    """A database with so many cascades of one country, each of a directive of its own."""
    folder.mkdir()
    graph = Country(folder / "country", provinces, has_district_plans).graph()
    dondoc = Engine.open(url_of(empty_database(folder / "country.db")), clock=TickingClock())
    for number in range(1, cascades + 1):
        dondoc.launch(replace(graph, directive=f"ct-{number}-ttg-2023"), today=TODAY)
    return dondoc
