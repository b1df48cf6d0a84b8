"""What it costs to know whom a name means that says no province, over the agencies of every generation.

Each time in a registry that has read nothing yet, beside one that is only opened: what is left is the work of looking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.pairs import Goal, Row, interleave, milliseconds, timed
from benchmarks.profiles import profile
from workflows.agencies import Registry
from workflows.errors import AmbiguousAgency, UnknownAgency

NAME = "names"
_NAMES = {
    "an office of a district": "Phòng Nội vụ huyện Tuy Phước",
    "a commune that several provinces have": "UBND xã Phước Hòa",
    "a department, without its province": "Sở Nội vụ",
    "as offices shorten it": "Sở TN&MT Lâm Đồng",
    "a name that nobody has": "UBND xã Không Có Đâu",
}


def run(folder: Path, quick: bool) -> Iterator[Row]:
    count = 5 if quick else 21
    agencies = sum(1 for _ in Registry.load().everyone())
    for what, name in _NAMES.items():
        pairs = interleave(timed(lambda name=name: _look_up(name)), timed(Registry.load), count)
        yield Row(
            NAME,
            f"{what}, of {agencies:,} agencies",
            pairs.each(lambda left, right: left - right),
            milliseconds(pairs.left),
            milliseconds(pairs.right),
            "ms",
            count,
            Goal("≤", 0.3),
            figure_unit="seconds",
        )


def explain(folder: Path) -> str:
    return "\n\n".join(f"{what}:\n{profile(lambda name=name: _look_up(name))}" for what, name in _NAMES.items())


def _look_up(name: str) -> None:
    registry = Registry.load()
    with suppress(AmbiguousAgency, UnknownAgency):
        registry.find(name)
