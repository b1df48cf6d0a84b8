"""The provinces as tiles of one size in their rough places, or other agencies as tiles side by side.

Where provinces lie is data: `tiles/provinces-63.csv` of those up to 30 June 2025, `tiles/provinces-34.csv` of those
from 1 July 2025 on (Resolution 202/2025/QH15): key, column from the west, row from the north. Hoàng Sa and Trường Sa
stand beside the provinces that they belong to.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from engine.figures.progress import Progress
from papers.charts import box, classes_told
from papers.lettering import shorten, width_of
from papers.paint import INK, SOFT
from papers.svg import element, label, tooltip
from screen.look import Look

GENERATIONS = (63, 34)
_REFORM = date(2025, 7, 1)
_ISLANDS = {"da-nang": "hoang-sa", "khanh-hoa": "truong-sa"}  # by the province that they belong to
_WIDTH, _HEIGHT, _GAP = 140.0, 58.0, 4.0
_WIDER = 232.0
_NAME, _FIGURES = 18.5, 16.5
_CLOSEST = 1.25  # so much wider a name may be than its room
_ISLANDS_WIDE = 0.8  # of a tile


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. `progress` None: it has no task."""

    key: str
    name: str
    progress: Progress | None
    column: int
    row: int


@cache
def layout(generation: int) -> Mapping[str, tuple[int, int]]:
    """Column and row of each of the 63 or 34 provinces, by key."""
    text = files("papers").joinpath("tiles", f"provinces-{generation}.csv").read_text("utf-8")
    return {line["key"]: (int(line["column"]), int(line["row"])) for line in csv.DictReader(text.splitlines())}


def generation_of(provinces: Sequence[str], launched_on: date) -> int:
    """Which provinces there were when these were: 63, or 34 where all are among them and it was launched since."""
    is_since = launched_on >= _REFORM and set(provinces) <= set(layout(34))
    return 34 if is_since else 63


def map_svg(tiles: Sequence[Tile], look: Look, told: str) -> str:
    """Provinces as one picture. `told`: what a screen reader says of it as a whole."""
    columns = max(tile.column for tile in tiles) + 1
    drawn = [*(_tile(tile, _WIDTH, look) for tile in tiles), *_islands(tiles, look)]
    return _picture(drawn, (columns + _ISLANDS_WIDE) * (_WIDTH + _GAP), tiles, told)


def grid_svg(tiles: Sequence[Tile], look: Look, told: str) -> str:
    """Others as one picture: wider tiles, for longer names."""
    columns = max(tile.column for tile in tiles) + 1
    drawn = [_tile(tile, _WIDER, look) for tile in tiles]
    return _picture(drawn, columns * (_WIDER + _GAP), tiles, told)


def _picture(drawn: Sequence[str], width: float, tiles: Sequence[Tile], told: str) -> str:
    height = (max(tile.row for tile in tiles) + 1) * (_HEIGHT + _GAP)
    return element("svg", *drawn, class_="tiles", viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=told)


def _tile(tile: Tile, wide: float, look: Look) -> str:
    left, top = tile.column * (wide + _GAP) + 1, tile.row * (_HEIGHT + _GAP) + 1
    found = tile.progress
    frame = {"x": left, "y": top, "width": wide, "height": _HEIGHT, "rx": 3, "fill": "none", "stroke": INK}
    if found is None:
        said = f"{tile.name}: {look.say('board.no_tasks')}"
        name = _words(tile.name, left + 6, top + 23, _NAME, wide - 10, "soft")
        empty = element("rect", **{**frame, "stroke": SOFT}, stroke_dasharray="3 3")
        return element("g", tooltip(said), empty, name, class_="tile none", data_place=tile.key)
    said = classes_told(found.by_class, look)
    share = f"{found.finished}/{found.counted}"
    parts = [tooltip(f"{tile.name}: {said}"), *_ground(found, left, top, wide)]
    parts.append(_words(tile.name, left + 6, top + 23, _NAME, wide - 10, "place"))
    parts.append(label(share, left + 6, top + 48, "share", style=f"font-size:{_FIGURES:g}px"))
    if found.counted and found.finished == found.counted:
        parts.append(label("✓", left + wide - 6, top + 49, "all", text_anchor="end"))
    elif found.overdue:
        parts += _flag(f"! {found.overdue}", left + wide - 4, top + _HEIGHT - 25)
    parts.append(element("rect", **frame, stroke_width=1.3))
    given = {f"data_{name}": count for name, count in found.by_class if count}
    return element("g", *parts, class_="tile", data_place=tile.key, data_total=found.total, **given)


def _ground(found: Progress, left: float, top: float, wide: float) -> Iterator[str]:
    """The tile is a bar itself: what is finished from the left, what is overdue up to the right edge."""
    yield element("rect", x=left, y=top, width=wide, height=_HEIGHT, rx=3, fill="#ffffff")
    if not found.counted:
        yield from box("not_counted", left, top, wide, _HEIGHT)
        return
    done, late = (wide * count / found.counted for count in (found.finished, found.overdue))
    if done:
        yield element("rect", x=left, y=top, width=done, height=_HEIGHT, fill="#a9d4bd", stroke="#1f6b45")
    if late:
        place = {"x": left + wide - late, "y": top, "width": late, "height": _HEIGHT}
        yield element("rect", **place, fill="#d9705f", stroke="#8f1b12")
        yield element("rect", **place, fill="url(#late-tile)")


def _words(text: str, x: float, y: float, size: float, room: float, class_: str) -> str:
    """The name, in smaller letters where it would not fit; drawn closer where even these would not, and cut at last."""
    for fitting in (size, size - 2, size - 4):
        if width_of(text, fitting, bold=True) <= room:
            break
    shown = shorten(text, room * _CLOSEST, fitting, bold=True)
    closer = room if width_of(shown, fitting, bold=True) > room else None
    given = {"textLength": closer, "lengthAdjust": None if closer is None else "spacingAndGlyphs"}
    return label(shown, x, y, class_, style=f"font-size:{fitting:g}px", **given)


def _flag(text: str, right: float, top: float) -> Iterator[str]:
    wide = width_of(text, _FIGURES, bold=True) + 8
    yield element("rect", x=right - wide, y=top, width=wide, height=21, rx=3, fill="#8f1b12")
    style = f"font-size:{_FIGURES:g}px"
    yield label(text, right - wide / 2, top + 16, "flag", text_anchor="middle", style=style)


def tile_patterns() -> str:
    """What tiles refer to; stands in a page once."""
    stroke = element("path", d="M-1,1 l2,-2 M0,7 l7,-7 M6,8 l2,-2", stroke="#8f1b12", stroke_width=1.2, fill="none")
    made = element("pattern", stroke, id="late-tile", width=7, height=7, patternUnits="userSpaceOnUse")
    hidden = {"width": 0, "height": 0, "style": "position:absolute", "aria_hidden": "true"}
    return element("svg", element("defs", made), **hidden)


def _islands(tiles: Sequence[Tile], look: Look) -> Iterator[str]:
    for tile in tiles:
        if tile.key in _ISLANDS:
            left, top = (tile.column + 1) * (_WIDTH + _GAP), tile.row * (_HEIGHT + _GAP)
            name = _ISLANDS[tile.key]
            drawn = [element("circle", cx=left + 12 + x, cy=top + y, r=2.2, fill=INK) for x, y in _DOTS]
            said = label(look.say(f"board.{name}"), left + 34, top + 30, "soft", style="font-size:15px")
            yield element("g", *drawn, said, class_="islands", data_place=name)


_DOTS = ((0, 20), (8, 27), (-3, 32), (6, 36))
