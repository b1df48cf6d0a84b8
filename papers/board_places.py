"""Which tiles a board has, and what each stands for: provinces, or what is right below one agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from engine.figures.board import Board
from engine.figures.progress import Progress, progress_of, together
from engine.results import TaskRow
from papers.markup import tag, words
from papers.tile_map import Tile, generation_of, grid_svg, layout, map_svg
from screen.look import Look
from screen.summed import shared_path
from screen.tree import without_place
from workflows.agencies import Registry

_MOST = 64  # tiles side by side; of more the worst, the rest counted
_COLUMNS = 4


@dataclass(frozen=True)
class Places:
    """The tasks of a board by place, in the order of a table: worst first, those of no place last (`is_rest`).

    `is_map`: they are provinces.
    """

    board: Board
    registry: Registry
    look: Look

    @cached_property
    def _provinces(self) -> dict[str, list[TaskRow]]:
        """The tasks of each province with all below it; `""`: those of agencies that are below none."""
        return grouped(self.board.tasks, self._province)

    def _province(self, row: TaskRow) -> str:
        top = row.agency.partition(".")[0]
        agency = self.board.agencies.get(top)
        return top if agency is not None and agency.kind == "province" else ""

    @cached_property
    def whole(self) -> Progress:
        """How far all of it is."""
        return progress_of(self.board.tasks)

    @cached_property
    def is_map(self) -> bool:
        return len(self._provinces.keys() - {""}) > 1

    @cached_property
    def generation(self) -> int:
        """Which of the maps: 63 or 34."""
        used = [key for key, agency in self.board.agencies.items() if agency.kind == "province"]
        return generation_of(used, self.board.launched_on)

    @cached_property
    def parts(self) -> dict[str, Progress]:
        """How far each place is, worst first."""
        parts = self._provinces if self.is_map else grouped(self.board.tasks, self._part)
        found = {key: progress_of(rows) for key, rows in parts.items()}
        return dict(sorted(found.items(), key=lambda item: (item[0] == "", *_rank(item[1]), item[0])))

    def _part(self, row: TaskRow) -> str:
        """The agency right below the one that all have above them; of a province's own ministries each by itself."""
        names = row.agency.split(".")
        return ".".join(names[: self._depth + 1]) if names[: self._depth] == self._above else names[0]

    @cached_property
    def _above(self) -> list[str]:
        """What all places lie below: the agency asked about, or the only province."""
        if self.board.below is not None:
            return shared_path(self.board.tasks)
        only = [key for key in self._provinces if key]
        return only[:1]

    @property
    def _depth(self) -> int:
        return len(self._above)

    def name(self, key: str) -> str:
        """What a place is called on its tile."""
        if not key:
            return self.look.say("board.elsewhere")
        agency = self.board.agencies.get(key)
        called = self.look.told(agency.called) if agency is not None else self._registered(key)
        above = self.board.agencies.get(".".join(self._above))
        if above is not None and key != above.key:
            called = without_place(called, self.look.told(above.called)) or called
        return short_name(called, self.look)

    def _registered(self, key: str) -> str:
        return self.look.told(self.registry.get(key).called) if key in self.registry else key

    # the picture and the table behind it

    @property
    def _tiled(self) -> list[str]:
        """Those that have a tile, where they are no map."""
        return [key for key in self.parts if key][:_MOST]

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to compare."""
        return self.is_map or len(self._tiled) > 1

    def picture(self) -> str:
        """The tiles; words why there are none."""
        if self.is_map:
            placed = layout(self.generation)
            tiles = [Tile(key, self.name(key), self.parts.get(key), *at) for key, at in placed.items()]
            said = self.look.say("board.map_alt", n=len(tiles))
            return map_svg(tiles, self.look, said)
        if not self.has_picture:
            return tag("p", words(self.look.say("board.no_map")), class_="why")
        tiles = [
            Tile(key, self.name(key), self.parts[key], number % _COLUMNS, number // _COLUMNS)
            for number, key in enumerate(self._tiled)
        ]
        return grid_svg(tiles, self.look, self.look.say("board.tiles_alt", n=len(tiles)))

    def beside(self) -> str:
        """What the tiles mean, and what they leave out, so that all adds up; nothing where there are none."""
        if not self.has_picture:
            return ""
        said = [self.look.say("board.tile_legend")]
        shown = set(layout(self.generation) if self.is_map else self._tiled)
        rest = [found for key, found in self.parts.items() if key not in shown]
        if rest:
            found = together(rest)
            said.append(self.look.say("board.beside", n=found.total, finished=found.finished, overdue=found.overdue))
        if self.is_map and (without := [key for key in layout(self.generation) if key not in self.parts]):
            said.append(self.look.say("board.without", n=len(without)))
        return " ".join(said)

    def worst(self, count: int) -> list[tuple[str, Progress]]:
        """The places with most that is overdue, if any."""
        late = [(key, found) for key, found in self.parts.items() if key and found.overdue]
        return late[:count]


def _rank(found: Progress) -> tuple[float, float, int]:
    """First those with the greatest share overdue, then with the least finished."""
    counted = found.counted or 1
    return -found.overdue / counted, found.finished / counted, -found.total


def grouped(rows: Iterable[TaskRow], by: Callable[[TaskRow], str]) -> dict[str, list[TaskRow]]:
    """The rows by something of each, in the order in which it is met."""
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return found


def short_name(called: str, look: Look) -> str:
    """`UBND tỉnh Hà Giang` → `Hà Giang`, `People's Committee of Ha Giang Province` → `Ha Giang`."""
    for form in look.say("board.place_forms", place="\n").split("|"):
        before, after = form.split("\n")
        if called.casefold().startswith(before.casefold()) and called.endswith(after):
            return called[len(before) : len(called) - len(after)]
    return called
