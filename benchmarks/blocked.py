"""A question costs what its answer costs, not what the cascade holds.

The same questions about one province, asked in a country of many provinces and in one of few, each province with a plan
of its own. The answers are alike, so the ratio should be about 1. The last lines ask about the whole country, whose
answer grows with it: time for one line of the answer; and the seconds of a nation's, where each district has a plan of
its own. What a line names, its open inputs and root blockers, is made when somebody looks at it: so both are measured
with every line looked at, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cascades import TODAY, TickingClock, launched_database, url_of
from benchmarks.country import YEAR, Country
from benchmarks.pairs import Goal, Row, interleave, milliseconds, timed
from benchmarks.profiles import profile
from engine import Engine
from engine.scope import Scope

NAME = "blocked"
_FEW = 2

Question = Callable[[Engine], Any]
_PROVINCE = "mau-1"
_ABOUT_ONE: dict[str, Question] = {
    "blocked --under": lambda dondoc: dondoc.on(TODAY).blocked(Scope(under=_PROVINCE)),
    "todo": lambda dondoc: dondoc.on(TODAY).todo(_PROVINCE),
    "why": lambda dondoc: dondoc.on(TODAY).why(f"{YEAR}-H1/{_PROVINCE}"),
    "status --under": lambda dondoc: dondoc.on(TODAY).status(Scope(under=_PROVINCE)),
}


def run(folder: Path, quick: bool) -> Iterator[Row]:
    many, count = (8, 5) if quick else (63, 21)
    with ExitStack() as stack:
        big = stack.enter_context(_launched(folder / "many", many))
        small = stack.enter_context(_launched(folder / "few", _FEW))
        for name, question in _ABOUT_ONE.items():
            if len(question(big)) != len(question(small)):
                raise AssertionError(f"{name}: the answers are not of one length")
            pairs = interleave(timed(partial(question, big)), timed(partial(question, small)), count, warm_up=2)
            yield Row(
                NAME,
                f"{name}: one of {many} provinces ÷ one of {_FEW}, time",
                pairs.time_ratio,
                milliseconds(pairs.left),
                milliseconds(pairs.right),
                "ms",
                count,
            )
        lines = len(_everything(big)), len(_everything(small))
        for what, ask in (("blocked", _everything), ("blocked, looked at", _looked_at)):
            pairs = interleave(timed(partial(ask, big)), timed(partial(ask, small)), count)
            yield Row(
                NAME,
                f"{what}, one line: {lines[0]} lines ÷ {lines[1]} lines, time",
                pairs.each(lambda left, right: left / lines[0] / (right / lines[1])),
                milliseconds(seconds / lines[0] for seconds in pairs.left),
                milliseconds(seconds / lines[1] for seconds in pairs.right),
                "ms/line",
                count,
                Goal("≤", 1.2) if ask is _everything else None,
            )
    if not quick:
        yield _of_a_nation(folder / "nation")


def _of_a_nation(folder: Path) -> Row:
    with _launched(folder, 63, has_district_plans=True) as nation:
        lines, count = len(_everything(nation)), 7
        pairs = interleave(timed(partial(_everything, nation)), timed(partial(_looked_at, nation)), count)
    return Row(
        NAME,
        f"blocked of a nation: {lines:,} lines; beside it, looked at",
        pairs.each(lambda left, _: left),
        milliseconds(pairs.left),
        milliseconds(pairs.right),
        "ms",
        count,
        Goal("≤", 0.3),
        figure_unit="seconds",
    )


def explain(folder: Path) -> str:
    with _launched(folder / "many", 63) as dondoc:
        parts = [f"{name}:\n{profile(partial(question, dondoc), 12)}" for name, question in _ABOUT_ONE.items()]
        parts.append(f"blocked, the whole country:\n{profile(partial(_everything, dondoc))}")
    return "\n\n".join(parts)


def _everything(dondoc: Engine) -> tuple[Any, ...]:
    return dondoc.on(TODAY).blocked()


def _looked_at(dondoc: Engine) -> int:
    """All that every line names; how much that is."""
    return sum(len(row.waiting) + len(row.root_blockers) for row in _everything(dondoc))


def _launched(folder: Path, provinces: int, *, has_district_plans: bool = False) -> Engine:
    folder.mkdir()
    graph = Country(folder / "country", provinces, has_district_plans).graph()
    return Engine.open(url_of(launched_database(folder / "country.db", graph)), clock=TickingClock())
