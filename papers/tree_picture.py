"""The folded tree as one picture: each agency a bar of how far all below it is, the worst unfolded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.figures.progress import Progress, progress_of
from engine.results import TaskRow
from engine.scope import View
from papers.charts import box, class_patterns, classes_told
from papers.lettering import shorten, width_of
from papers.paint import LINE, SOFT, STYLE
from papers.svg import element, label, tooltip
from screen.folded import Line, folded
from screen.look import Look
from screen.past import past_title

_WIDTH, _MARGIN, _ROW, _STEP = 1240.0, 24.0, 27.0, 20.0
_NAMES, _BAR = 430.0, 380.0  # how wide the names and the bars may be
_COLUMNS = (("done", 955.0), ("overdue", 1045.0), ("longest", 1125.0), ("waits", 1216.0))  # each ends there
_TOP, _SIZE = 128.0, 13.5


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture is of. `everything`: whatever is unfinished has a line of its own."""

    cascades: Sequence[str]
    view: View
    everything: bool = False


def tree_svg(rows: Sequence[TaskRow], asked: Asked, look: Look) -> str:
    """The whole picture."""
    lines = folded(rows, look, limit=None) if asked.everything else folded(rows, look)
    height = _TOP + len(lines) * _ROW + _MARGIN
    whole = progress_of(rows)
    parts = [element("style", _STYLE), element("rect", width=_WIDTH, height=height, fill="#ffffff"), class_patterns()]
    parts += [*_head(rows, asked, whole, look), *_legend(whole, look), *_heads(look)]
    parts += [_line(line, _TOP + at * _ROW, look) for at, line in enumerate(lines)]
    parts += _stems(lines)
    title = f"{', '.join(asked.cascades)}: {look.say('status.tasks', n=len(rows))}"
    given = {"viewBox": f"0 0 {_WIDTH:g} {height:g}", "width": _WIDTH, "height": height}
    return element("svg", tooltip(title), *parts, xmlns="http://www.w3.org/2000/svg", role="img", **given)


_STYLE = f"""{STYLE}
svg text {{ font-size: {_SIZE:g}px; }} svg .sub {{ font-size: 12.5px; }} svg .agency {{ font-weight: 600; }}
"""


def _head(rows: Sequence[TaskRow], asked: Asked, whole: Progress, look: Look) -> Iterator[str]:
    day = look.day(look.today, with_year=True)
    title = " · ".join([*asked.cascades, day, look.say("status.tasks", n=len(rows))])
    yield label(title, _MARGIN, 34.0, "title")
    counts = [f"{count} {look.label('class', name)}" for name, count in whole.by_class if count]
    said = [" + ".join(counts), *([past_title(asked.view, replace(look, colour=False))] if asked.view.is_past else [])]
    yield label(" · ".join(filter(None, said)), _MARGIN, 56.0, "sub")


def _legend(whole: Progress, look: Look) -> Iterator[str]:
    left = _MARGIN
    for name, count in whole.by_class:
        if count:
            words = look.label("class", name)
            yield element("g", *box(name, left, 68.0, 22.0, 12.0), label(words, left + 28, 79.0, "soft"))
            left += 28 + width_of(words, _SIZE) + 18


def _heads(look: Look) -> Iterator[str]:
    y = _TOP - 14
    yield label(look.say("head.agency"), _MARGIN, y, "soft")
    yield from (label(look.say(f"head.{name}"), x, y, "soft", text_anchor="end") for name, x in _COLUMNS)
    yield element("line", x1=_MARGIN, y1=y + 7, x2=_WIDTH - _MARGIN, y2=y + 7, stroke=LINE)


def _line(line: Line, top: float, look: Look) -> str:
    found, middle = line.progress, top + _ROW / 2 + 5
    left = _MARGIN + len(line.stems) * _STEP
    name = shorten(line.name, _NAMES - len(line.stems) * _STEP, _SIZE, bold=True)
    counts = [(each, n) for each, n in found.by_class if n]
    parts = [tooltip(f"{line.name}: {classes_told(counts, look)}"), label(name, left, middle, line.kind)]
    parts += _bar(counts, found.total, _MARGIN + _NAMES + 8, top + 4)
    figures = {
        "done": f"{found.finished}/{found.counted}",
        "overdue": f"! {found.overdue}" if found.overdue else "",
        "longest": str(line.longest) if line.longest else "",
        "waits": f"{line.open}/{line.inputs}" if line.open else "",
    }
    for column, x in _COLUMNS:
        style = "late" if column == "overdue" else None
        if figures[column]:
            parts.append(label(figures[column], x, middle, style, text_anchor="end"))
    given = {f"data_{name}": n for name, n in counts}
    return element("g", *parts, class_="line", data_agency=line.key or None, data_total=found.total, **given)


def _bar(counts: Sequence[tuple[str, int]], total: int, left: float, top: float) -> Iterator[str]:
    for name, n in counts:
        wide = _BAR * n / total
        yield from box(name, left, top, wide, _ROW - 9)
        left += wide


def _stems(lines: Sequence[Line]) -> Iterator[str]:
    """What joins each line to the agency above it."""
    for at, line in enumerate(lines):
        top = _TOP + at * _ROW
        for depth, goes_on in enumerate(line.stems):
            x, is_last = _MARGIN + depth * _STEP + 7, depth == len(line.stems) - 1
            if is_last:
                path = f"M{x:g},{top:g} v{_ROW / 2:g} h9" + (f" M{x:g},{top:g} v{_ROW:g}" if goes_on else "")
                yield element("path", d=path, stroke=SOFT, fill="none")
            elif goes_on:
                yield element("path", d=f"M{x:g},{top:g} v{_ROW:g}", stroke=SOFT, fill="none")
