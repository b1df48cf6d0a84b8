"""Bars of classes, each with its number on it, told apart by pattern as well as by colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.figures.audit_results import Classes
from papers.lettering import width_of
from papers.markup import tag, words
from papers.paint import INK, LATE, PAPER
from papers.svg import element, label, tooltip
from screen.look import Look

CLASSES = ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted")
_WIDTH, _HEIGHT, _SIZE = 200.0, 18.0, 9.5


@dataclass(frozen=True, slots=True)
class _Look:
    ground: str
    ink: str
    pattern: str | None = None


_LOOKS = {
    "done_on_time": _Look("#2f8f5f", "#ffffff"),
    "done_late": _Look("#f3d08b", INK, "slant"),
    "doing_in_time": _Look("#dfe7f2", INK),
    "doing_overdue": _Look(LATE, "#ffffff", "bars"),
    "no_due_date": _Look(PAPER, INK, "dots"),
    "not_counted": _Look("#ededed", INK, "cross"),
    # of a board: light, white, dark, so that a copier keeps them apart even where it loses the patterns
    "finished": _Look("#a9d4bd", INK),
    "in_time": _Look(PAPER, INK),
    "overdue": _Look("#a3281d", "#ffffff", "bars"),
    "undated": _Look(PAPER, INK, "dots"),
}


def patterns() -> str:
    """What the bars of a page refer to; stands in it once."""
    return tag("svg", class_patterns(), width=0, height=0, style="position:absolute", aria_hidden="true")


def class_patterns() -> str:
    """The patterns themselves: what the bars of a picture refer to."""

    def pattern(name: str, *marks: str) -> str:
        return element("pattern", *marks, id=f"class-{name}", width=6, height=6, patternUnits="userSpaceOnUse")

    def stroke(path: str, colour: str) -> str:
        return element("path", d=path, stroke=colour, stroke_width=1, fill="none")

    return element(
        "defs",
        pattern("slant", stroke("M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", "#a86f00")),
        pattern("bars", stroke("M1.5,0 v6 M4.5,0 v6", "#f3c1bb")),
        pattern("dots", element("circle", cx=3, cy=3, r=0.9, fill="#8b96a8")),
        pattern("cross", stroke("M0,0 l6,6 M0,6 l6,-6", "#9aa0a8")),
    )


def legend(look: Look, classes: Sequence[str] = CLASSES) -> str:
    """What each pattern means."""
    entries = []
    for name in classes:
        swatch = tag("svg", *box(name, 0.5, 0.5, 21, 11), viewBox="0 0 22 12", width=22, height=12, aria_hidden="true")
        entries.append(tag("span", swatch, " ", words(look.label("class", name))))
    return tag("p", *entries, class_="legend")


def class_bar(counts: Classes, look: Look) -> str:
    """One bar, as long as any other, divided by the classes."""
    return divided_bar([(name, getattr(counts, name)) for name in CLASSES], look)


def divided_bar(counts: Sequence[tuple[str, int]], look: Look, wide: float = _WIDTH) -> str:
    """A bar as long as any other, divided by how many there are of each class; there is at least one.

    `wide`: how many units its length has; the letters on it are 9.5 high.
    """
    figures = [(name, count) for name, count in counts if count]
    total = sum(count for _, count in figures)
    told = classes_told(figures, look)
    parts, left = [tooltip(told)], 0.0
    for name, count in figures:
        width = wide * count / total
        parts.append(element("g", *_segment(name, count, left, width), class_="class", data_class=name, data_n=count))
        left += width
    view = f"0 0 {wide:g} {_HEIGHT:g}"
    return tag("svg", *parts, class_="bar", viewBox=view, role="img", aria_label=told)


def classes_told(counts: Iterable[tuple[str, int]], look: Look) -> str:
    """`đã xong 14, đang quá hạn 3`: those of which there are any."""
    return ", ".join(f"{look.label('class', name)} {count}" for name, count in counts if count)


def _segment(name: str, count: int, left: float, width: float) -> list[str]:
    parts = box(name, left, 0.5, width, _HEIGHT - 1)
    wide = width_of(str(count), _SIZE, bold=True)
    if wide + 4 > width:
        return parts
    middle = left + width / 2
    look = _LOOKS[name]
    if look.pattern:
        patch = {"x": middle - wide / 2 - 1.5, "y": 3, "width": wide + 3, "height": _HEIGHT - 6}
        parts.append(element("rect", **patch, fill=look.ground, rx=2))
    style = f"font-size:{_SIZE:g}px;font-weight:600;fill:{look.ink}"
    parts.append(label(str(count), middle, 12.7, text_anchor="middle", style=style))
    return parts


def box(name: str, left: float, top: float, width: float, height: float) -> list[str]:
    """A field in the look of a class."""
    look = _LOOKS[name]
    box = {"x": left, "y": top, "width": width, "height": height, "stroke": INK, "stroke_width": 0.6}
    parts = [element("rect", **box, fill=look.ground)]
    if look.pattern:
        parts.append(element("rect", **box, fill=f"url(#class-{look.pattern})"))
    return parts
