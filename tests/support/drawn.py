"""Where the words and the arrows of a drawn diagram stand, read from its SVG."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import NamedTuple

from papers.lettering import width_of

_SVG = "{http://www.w3.org/2000/svg}"
_STEPS = 40  # points taken of each curve
Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle; `words`: what stands in it."""

    left: float
    top: float
    right: float
    bottom: float
    words: str = ""

    def holds(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def meets(self, other: Box) -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not is_beside and not (self.bottom <= other.top or other.bottom <= self.top)

    def is_within(self, other: Box) -> bool:
        is_wide = other.left <= self.left and self.right <= other.right
        return is_wide and other.top <= self.top and self.bottom <= other.bottom


class Drawn(NamedTuple):
    """`arrows`: points along each; `words`: each line of text; `frames`: what encloses groups."""

    arrows: list[list[Point]]
    words: list[Box]
    frames: list[Box]


def read_drawn(svg: str) -> Drawn:
    """What stands where."""
    groups = [(group.get("class"), group) for group in ET.fromstring(svg).iter(f"{_SVG}g")]
    words = [_written(text) for kind, group in groups if kind in ("node", "edge") for text in group.iter(f"{_SVG}text")]
    arrows = [_points(group) for kind, group in groups if kind == "edge"]
    return Drawn(arrows, words, [_around(_points(group)) for kind, group in groups if kind == "cluster"])


def _points(group: ET.Element) -> list[Point]:
    return [point for path in group.iter(f"{_SVG}path") for point in _along(path)]


def _along(path: ET.Element) -> Iterator[Point]:
    """Points along the cubic curves of a path."""
    numbers = [float(each) for each in re.findall(r"-?\d+\.?\d*", path.get("d", ""))]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    for at in range(0, len(points) - 3, 3):
        for step in range(_STEPS + 1):
            t = step / _STEPS
            weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
            ends = list(zip(weights, points[at : at + 4], strict=True))
            yield sum(w * x for w, (x, _) in ends), sum(w * y for w, (_, y) in ends)


def _written(text: ET.Element) -> Box:
    size, x, y = (float(text.get(name, 0)) for name in ("font-size", "x", "y"))
    words = text.text or ""
    width = width_of(words, size)
    left = x - width / 2 if text.get("text-anchor") == "middle" else x
    return Box(left, y - 0.75 * size, left + width, y + 0.2 * size, words)


def _around(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
