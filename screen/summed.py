"""Long lists summed up: by tier and by whom the agencies stand under, so that a page tells of any number of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Protocol, TypeVar

from screen.look import Look
from screen.tables import Cell, table
from screen.tree import flow
from workflows.agency_records import kind_order
from workflows.said import Name

SHOWN = 10  # parts that a page names; the rest are one line
WORST = 3  # of what a page tells at length


class Placed(Protocol):
    """A row about a task of an agency."""

    @property
    def agency(self) -> str: ...
    @property
    def agency_name(self) -> Name: ...
    @property
    def kind(self) -> str: ...


Told = TypeVar("Told", bound=Placed)


def shared_path(rows: Iterable[Placed]) -> list[str]:
    """The names that the keys of all their agencies begin with; of no rows none."""
    paths = [agency.split(".") for agency in {row.agency for row in rows}]
    first, last = min(paths, default=[]), max(paths, default=[])
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return [name for name, _ in alike]


def by_part(rows: Sequence[Told]) -> dict[str, list[Told]]:
    """The rows by the agency that stands right below what all of them have above them: a province with all below it.

    Keys of agencies are paths, so that a part can be asked for as `--under` it.
    """
    above = len(shared_path(rows))
    parts: defaultdict[str, list[Told]] = defaultdict(list)
    part_of = cache(lambda agency: ".".join(agency.split(".")[: above + 1]))
    for row in rows:
        parts[part_of(row.agency)].append(row)
    return dict(parts)


def tiers_line(rows: Iterable[Placed], look: Look) -> list[str]:
    """`cấp  bộ 4 · tỉnh 252  = 256`: how many of each kind of agency, from the top."""
    counts = Counter(row.kind for row in rows)
    order = sorted(counts, key=kind_order)
    figures = [f"{look.label('kind', kind) if kind else '–'} {counts[kind]}" for kind in order]
    return flow(f"{look.say('summed.tiers'):<12}", [*figures, f"= {counts.total()}"], look)


def parts_table(
    rows: Sequence[Told], heads: Sequence[str], figures: Callable[[Sequence[Told]], Sequence[int]], look: Look
) -> list[str]:
    """A line for each part, those with the greatest figures first, the rest as one, so that all add up.

    `figures` begin with those by which parts are ranked; the first two of `heads` name the part.
    """
    parts = by_part(rows)
    names: Mapping[str, str] = {row.agency: look.told(row.agency_name or row.agency) for row in rows}
    counted = {part: figures(items) for part, items in parts.items()}
    ranked = sorted(parts, key=lambda part: ([-figure for figure in counted[part]], part))
    lines = [_line(names.get(part, part), part, counted[part]) for part in ranked[:SHOWN]]
    if rest := ranked[SHOWN:]:
        together = [row for part in rest for row in parts[part]]
        lines.append(_line(look.say("summed.rest", n=len(rest)), "", figures(together)))
    right = tuple(range(2, len(heads)))
    return table(heads, lines, look, flexible=(0,), right=right)


def _line(name: str, part: str, figures: Sequence[int]) -> list[Cell]:
    return [Cell(name), Cell(part, "dim"), *(Cell(str(figure)) for figure in figures)]
