"""What checking costs: the shipped files beyond start-up, and a country that grows.

Start-up is `dondoc check --explain CODE`: everything that a check loads before it reads a definition. The countries are
checked in this process, their registry read beforehand; a document of a big one should cost what one of a small costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.country import Country
from benchmarks.pairs import Goal, Row, interleave, milliseconds, timed
from benchmarks.processes import DONDOC, Processes
from benchmarks.profiles import profile
from workflows.agencies import Registry
from workflows.checker import check
from workflows.library import Library
from workflows.rules.registry import RULES

NAME = "check"


@dataclass(frozen=True, slots=True)
class _Size:
    provinces: int
    has_district_plans: bool
    pairs: int


_SMALL_PROVINCES = 8  # each size stands beside a country of so many provinces that is made alike
_SIZES = (_Size(24, False, 5), _Size(63, False, 5), _Size(24, True, 3), _Size(63, True, 1))
_QUICK_SIZES = (_Size(16, False, 3), _Size(16, True, 1))


def run(folder: Path, quick: bool) -> Iterator[Row]:
    yield _beyond_start_up(folder, 5 if quick else 21)
    for size in _QUICK_SIZES if quick else _SIZES:
        yield _growth(folder / f"{size.provinces}-{size.has_district_plans}", size)


def explain(folder: Path) -> str:
    registry = Registry.load()
    country = Country(folder / "country", 24, has_district_plans=True)
    country.prepare()
    return "\n\n".join(
        [
            f"the shipped files, the first time:\n{profile(lambda: check(Library.load(), registry), by='cumtime')}",
            f"a country of {country.documents} plans, checked:\n{profile(country.check)}",
            f"a country of {country.documents} plans, compiled:\n{profile(country.graph)}",
        ]
    )


def _beyond_start_up(folder: Path, count: int) -> Row:
    processes = Processes(folder)
    pairs = interleave(
        processes.side([DONDOC, "check"]), processes.side([DONDOC, "check", "--explain", next(iter(RULES))]), count
    )
    return Row(
        NAME,
        "all shipped files: dondoc check − its start-up",
        pairs.each(lambda left, right: left - right),
        milliseconds(pairs.left),
        milliseconds(pairs.right),
        "ms",
        count,
        Goal("<", 1),
        figure_unit="seconds",
    )


def _growth(folder: Path, size: _Size) -> Row:
    folder.mkdir()
    big = Country(folder / "big", size.provinces, size.has_district_plans)
    small = Country(folder / "small", _SMALL_PROVINCES, size.has_district_plans)
    big.prepare()
    small.prepare()
    pairs = interleave(timed(big.check), timed(small.check), size.pairs, warm_up=0 if size.pairs == 1 else 1)
    return Row(
        NAME,
        f"a document's check: {big.documents} plans ÷ {small.documents} plans, time",
        pairs.each(lambda left, right: left / big.documents / (right / small.documents)),
        milliseconds(seconds / big.documents for seconds in pairs.left),
        milliseconds(seconds / small.documents for seconds in pairs.right),
        "ms/plan",
        size.pairs,
    )
