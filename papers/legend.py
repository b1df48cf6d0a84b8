"""What the bars and marks of a timeline mean: those that occur in it, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.questions.timeline_results import TaskTimeline
from papers.lanes import symbol
from papers.lettering import width_of
from papers.paint import INK, LATE, NOT_COUNTED, PAPER, SOFT, of_state
from papers.svg import element, label
from screen.look import Look

_ROW, _SWATCH, _GAP = 18.0, 26.0, 18.0


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    draw: Callable[[float], str]  # given the middle line of its row; from 0 to `_SWATCH` wide


def draw_legend(timelines: Sequence[TaskTimeline], look: Look, width: float, ids: str) -> tuple[str, float]:
    """The legend's markup, its upper left corner at 0, and its height."""
    x = y = 0.0
    parts = []
    for entry in _entries(timelines, look, ids):
        wide = _SWATCH + 6 + width_of(entry.words, 11)
        if x and x + wide > width:
            x, y = 0.0, y + _ROW
        words = label(entry.words, _SWATCH + 6, y + 13, "soft")
        parts.append(element("g", entry.draw(y + 9), words, transform=f"translate({x:.2f},0)"))
        x += wide + _GAP
    return element("g", *parts, class_="legend"), y + _ROW if parts else 0.0


def _entries(timelines: Sequence[TaskTimeline], look: Look, ids: str) -> Iterator[_Entry]:
    spells = [spell for timeline in timelines for spell in timeline.spells]
    dues = [mark for timeline in timelines for mark in timeline.due_dates]
    moves = [move for timeline in timelines for move in timeline.moves]
    for state in look.ordered("state", (spell.state for spell in spells)):
        yield _Entry(look.label("state", state), _bar(state))
    if any(spell.is_finished and spell.standing == "active" for spell in spells):
        yield _Entry(look.say("timeline.finished"), _finished)
    awaited = {spell.standing: spell.is_awaited for spell in spells if spell.standing != "active"}
    for standing in look.ordered("standing", awaited):
        pattern, ground = ("hatch", PAPER) if awaited[standing] else ("void", NOT_COUNTED.fill)
        yield _Entry(look.label("standing", standing), _over(f"url(#{ids}-{pattern})", ground))
    for report in ("plan", "own", "merged"):
        if any(mark.report == report and mark.last_day is not None for mark in dues):
            yield _Entry(look.say(f"timeline.due.{report}", day="").strip(), _symbol(report))
    if any(mark.earlier for mark in dues):
        yield _Entry(look.say("timeline.before_extension"), _symbol("own", is_old=True))
    if any(mark.days_late for mark in dues):
        yield _Entry(look.say("timeline.late"), _late(ids))
    if moves:
        yield _Entry(look.say("timeline.move"), _tick)
    if any(move.days_to_record for move in moves):
        yield _Entry(look.say("timeline.late_entry"), _circle(None))
    if any(move.said_on is not None for move in moves):
        yield _Entry(look.say("timeline.said_first"), _circle("1.5 1.5"))
    if any(move.kind == "correction" for move in moves):
        yield _Entry(look.say("timeline.corrected"), _correction)
    if any(not move.counts and move.kind != "correction" for move in moves):
        yield _Entry(look.say("timeline.gone"), _cross)


def _bar(state: str) -> Callable[[float], str]:
    paint = of_state(state)
    return lambda y: element(
        "rect", x=0, y=y - 6, width=_SWATCH, height=12, fill=paint.fill, stroke=paint.edge, stroke_dasharray=paint.dash
    )


def _finished(y: float) -> str:
    paint = of_state("reported")
    return element("rect", x=0, y=y - 3, width=_SWATCH, height=6, fill=paint.fill, stroke=paint.edge)


def _over(fill: str, ground: str) -> Callable[[float], str]:
    box = {"x": 0, "width": _SWATCH, "height": 12, "stroke": SOFT}
    return lambda y: element("rect", y=y - 6, fill=ground, **box) + element("rect", y=y - 6, fill=fill, **box)


def _symbol(report: str, *, is_old: bool = False) -> Callable[[float], str]:
    return lambda y: symbol(report, _SWATCH / 2, y + 5, is_old=is_old)


def _late(ids: str) -> Callable[[float], str]:
    return lambda y: element("rect", x=0, y=y - 2.5, width=_SWATCH, height=5, fill=f"url(#{ids}-late)", stroke=LATE)


def _tick(y: float) -> str:
    return element("line", x1=_SWATCH / 2, y1=y - 4, x2=_SWATCH / 2, y2=y + 4, stroke=INK, stroke_width=1.6)


def _circle(dash: str | None) -> Callable[[float], str]:
    def draw(y: float) -> str:
        tick = element("line", x1=3, y1=y - 4, x2=3, y2=y + 4, stroke=INK, stroke_width=1.6)
        line = element("line", x1=3, y1=y, x2=_SWATCH - 7, y2=y, stroke=INK, stroke_dasharray="1 2")
        circle = element("circle", cx=_SWATCH - 4, cy=y, r=2.8, fill=PAPER, stroke=INK, stroke_dasharray=dash)
        return tick + line + circle

    return draw


def _correction(y: float) -> str:
    middle = _SWATCH / 2
    return element("path", d=f"M{middle:g},{y + 4:g} l-4,-4 l4,-4 l4,4 z", fill=PAPER, stroke=INK)


def _cross(y: float) -> str:
    middle = _SWATCH / 2
    tick = element("line", x1=middle, y1=y - 4, x2=middle, y2=y + 4, stroke=SOFT, stroke_width=1.6)
    cross = f"M{middle - 3.5:g},{y - 3.5:g} l7,7 m0,-7 l-7,7"
    return tick + element("path", d=cross, stroke=LATE, stroke_width=1.4, fill="none")
