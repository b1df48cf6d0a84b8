"""Tasks over time as one SVG picture: a lane for each, under a line of months, with a legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from engine.questions.timeline_results import TaskTimeline
from engine.scope import View
from papers.axis import Axis, axis_over
from papers.lanes import Lane
from papers.legend import draw_legend
from papers.lettering import width_of, wrap
from papers.paint import INK, LINE, STYLE, TINT, definitions
from papers.svg import element, escaped, label, tooltip
from screen.due_phrases import period_words
from screen.look import Look
from screen.past import moment
from screen.timeline import task_name
from words import sentence

WIDTH, _MARGIN, _NAMES, _BETWEEN = 1120.0, 14.0, 232.0, 16.0
_GROUP, _MONTHS = 24.0, 40.0
_SOON = timedelta(days=45)  # so long after the end of everything the day shown still stands in the picture
_MANY = 12  # lanes from which on the months stand below too


@dataclass(frozen=True, slots=True)
class Asked:
    """What the picture is about, for its title."""

    agency_name: str | None = None
    view: View = field(default_factory=View)


def timeline_svg(timelines: Sequence[TaskTimeline], asked: Asked, look: Look) -> str:
    """The whole picture: title, legend, lanes grouped by period."""
    picture = Picture(timelines, look, "t")
    title, subtitle = titles(timelines, asked, look)
    title_lines = wrap(title, WIDTH - 2 * _MARGIN, 17, lines=2, bold=True)
    parts = [label(line, _MARGIN, 30 + 22 * row, "title") for row, line in enumerate(title_lines)]
    y: float = 30 + 22 * len(title_lines)
    parts.append(label(subtitle, _MARGIN, y - 2, "sub"))
    legend, height = draw_legend(timelines, look, WIDTH - 2 * _MARGIN, "t")
    parts.append(element("g", legend, transform=f"translate({_MARGIN:g},{y + 8:g})"))
    y += 8 + height + 8
    parts.append(element("g", picture.draw(), transform=f"translate(0,{y:g})"))
    return _document(parts, y + picture.height + 10, title, picture.description, "t")


def lanes_svg(timelines: Sequence[TaskTimeline], look: Look, first: float, others: float) -> Iterator[str]:
    """Lanes for a page that has title and legend already: pictures on the same months, each no higher than given."""
    axis = axis_of(timelines) if timelines else None
    part: list[TaskTimeline] = []
    made = 0
    for timeline in timelines:
        longer = Picture([*part, timeline], look, "t", axis)
        if part and longer.height > (others if made else first):
            yield _inline(Picture(part, look, f"t{made}", axis), f"t{made}")
            made += 1
            part = []
        part.append(timeline)
    yield _inline(Picture(part, look, f"t{made}", axis), f"t{made}")


def _inline(picture: Picture, ids: str) -> str:
    return _document([picture.draw()], picture.height, picture.description, "", ids, is_inline=True)


def legend_svg(timelines: Sequence[TaskTimeline], look: Look) -> str:
    """The legend alone, for a page."""
    legend, height = draw_legend(timelines, look, WIDTH - 2 * _MARGIN, "legend")
    inner = element("g", legend, transform=f"translate({_MARGIN:g},0)")
    return _document([inner], height, look.say("timeline.legend"), "", "legend", is_inline=True)


def _document(
    parts: Sequence[str], height: float, title: str, description: str, ids: str, *, is_inline: bool = False
) -> str:
    """A picture by itself, or one inside of a page, which takes the page's width."""
    head = [
        element("title", escaped(title), id=f"{ids}-title"),
        element("desc", escaped(description), id=f"{ids}-desc") if description else "",
        f"<style>{STYLE}</style>",
        definitions(ids),
        element("rect", width=WIDTH, height=round(height), fill="#ffffff"),
    ]
    return element(
        "svg",
        *head,
        *parts,
        xmlns=None if is_inline else "http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:g} {height:.0f}",
        width=None if is_inline else WIDTH,
        height=None if is_inline else round(height),
        role="img",
        aria_labelledby=f"{ids}-title {ids}-desc" if description else f"{ids}-title",
    )


def titles(timelines: Sequence[TaskTimeline], asked: Asked, look: Look) -> tuple[str, str]:
    """Whose timeline it is; and of which cascade, up to which day, by which knowledge, simulated or not."""
    tasks = {timeline.task for timeline in timelines}
    agencies = {look.told(timeline.agency_name) for timeline in timelines}
    if len(tasks) == 1:
        of = task_name(timelines[0], look)
    else:
        of = look.told(asked.agency_name) if asked.agency_name else (agencies.pop() if len(agencies) == 1 else "")
    title = look.say("timeline.title", of=of) if of else look.say("timeline.title_all")
    cascades = list(dict.fromkeys(timeline.cascade for timeline in timelines))
    words = [", ".join(cascades), look.say("status.tasks", n=len(timelines))]
    if timelines:
        words.append(look.say("timeline.until", day=look.day(timelines[0].shown_on, with_year=True)))
    if asked.view.known_at is not None:
        words.append(look.say("past.known_at", at=moment(asked.view.known_at, look)))
    if any(timeline.simulated for timeline in timelines):
        words.append(look.say("word.simulated").upper())
    return title, " · ".join(filter(None, words))


def axis_of(timelines: Sequence[TaskTimeline]) -> Axis:
    """The whole months in which anything about these tasks happened or is due, and up to the day shown if any lasts."""
    left = _MARGIN + _NAMES + _BETWEEN
    days = list(_days(timelines))
    if days:  # what was recorded long after everything stands at the edge, and the season keeps its width
        until = max(days) + _SOON
        days += [day for day in _recorded(timelines) if day <= until]
    shown_on = timelines[0].shown_on
    is_over = all(timeline.spells and timeline.spells[-1].is_finished for timeline in timelines)
    if not is_over or not days or shown_on <= max(days) + _SOON:
        days.append(shown_on)
    return axis_over(days, left, WIDTH - _MARGIN - left)


def _days(timelines: Sequence[TaskTimeline]) -> Iterator[date]:
    for timeline in timelines:
        yield from (spell.since for spell in timeline.spells)
        for mark in timeline.due_dates:
            yield from mark.earlier
            if mark.last_day is not None:
                yield mark.last_day
        for move in timeline.moves:
            yield from (day for day in (move.occurred_on, move.said_on) if day is not None)


def _recorded(timelines: Sequence[TaskTimeline]) -> Iterator[date]:
    """The days of recording that a picture shows."""
    for timeline in timelines:
        for move in timeline.moves:
            if move.days_to_record > 0 or move.kind == "correction":
                yield move.recorded_on


class Picture:
    """The lanes of some tasks below the line of months, all in one coordinate system that begins at the top left."""

    def __init__(self, timelines: Sequence[TaskTimeline], look: Look, ids: str, axis: Axis | None = None) -> None:
        self._timelines, self._look, self._ids = timelines, look, ids
        self._axis = axis or (axis_of(timelines) if timelines else None)
        self._rows = list(self._arranged()) if timelines else []

    @property
    def description(self) -> str:
        """What a person who does not see the picture is told of it."""
        if not self._timelines:
            return self._look.say("status.none")
        axis = self._axis
        assert axis is not None
        first, last = (self._look.day(day, with_year=True) for day in (axis.first, axis.last))
        return self._look.say("timeline.about", n=len(self._timelines), first=first, last=last)

    @property
    def height(self) -> float:
        if not self._rows:
            return 40
        lanes = sum(_height(row) for row in self._rows)
        return _MONTHS + lanes + (_MONTHS if self._has_foot else 18)

    @property
    def _has_foot(self) -> bool:
        return len(self._timelines) >= _MANY

    def _arranged(self) -> Iterator[Lane | str]:
        """Lanes, before those of each period its heading; a single lane needs none."""
        is_single = len(self._timelines) == 1
        has_one_agency = len({timeline.agency for timeline in self._timelines}) == 1
        cascades = {timeline.cascade for timeline in self._timelines}
        assert self._axis is not None
        for (cascade, period), members in groupby(self._timelines, lambda it: (it.cascade, it.period)):
            if not is_single:
                words = sentence(self._look.say("word.period", period=period_words(period, self._look, with_year=True)))
                yield f"{cascade} · {words}" if len(cascades) > 1 else words
            for timeline in members:
                name = self._lane_name(timeline, has_one_agency and not is_single)
                yield Lane(timeline, name, self._axis, _MARGIN, _NAMES, self._look, self._ids)

    def _lane_name(self, timeline: TaskTimeline, has_one_agency: bool) -> str:
        name, content = self._look.told(timeline.agency_name), self._look.told(timeline.content) or timeline.topic
        if has_one_agency:
            return sentence(content or name)
        return f"{name} · {content}" if timeline.topic else name

    # drawing

    def draw(self) -> str:
        """The picture's markup."""
        if not self._rows:
            return label(self._look.say("status.none"), _MARGIN, 20, "soft")
        y = _MONTHS + sum(_height(row) for row in self._rows)
        parts = [*self._months(0, self.height), self._shown_on(y)]
        y = _MONTHS
        for position, row in enumerate(self._rows):
            parts.append(self._heading(row, y) if isinstance(row, str) else self._lane(row, y, position))
            y += _height(row)
        if self._has_foot:
            parts += self._month_names(y + 22, y + 36)
        return "".join(parts)

    def _heading(self, words: str, y: float) -> str:
        ground = element("rect", x=_MARGIN, y=y, width=WIDTH - 2 * _MARGIN, height=_GROUP - 4, fill=TINT)
        return element("g", ground, label(words, _MARGIN + 6, y + 14.5, "group"))

    def _lane(self, lane: Lane, y: float, position: int) -> str:
        line = ""
        if position and not isinstance(self._rows[position - 1], str):
            line = element("line", x1=_MARGIN, y1=y, x2=WIDTH - _MARGIN, y2=y, stroke=LINE)
        return line + lane.draw(y)

    def _months(self, top: float, height: float) -> Iterator[str]:
        assert self._axis is not None
        lower = height - (_MONTHS if self._has_foot else 18)
        for day, left, right in self._axis.months():
            if day.month % 2 == 0:
                yield element("rect", x=left, y=_MONTHS, width=right - left, height=lower - _MONTHS, fill="#fafbfc")
            yield element("line", x1=left, y1=_MONTHS - 6, x2=left, y2=lower, stroke=LINE)
        yield element("line", x1=self._axis.right, y1=_MONTHS - 6, x2=self._axis.right, y2=lower, stroke=LINE)
        yield from self._month_names(top + 14, top + 29)

    def _month_names(self, year_line: float, month_line: float) -> Iterator[str]:
        axis = self._axis
        assert axis is not None
        for year, months in groupby(axis.months(), lambda month: month[0].year):
            listed = list(months)
            left, right = listed[0][1], listed[-1][2]
            if right - left >= width_of(str(year), 11):
                yield label(str(year), left + 2, year_line, "year")
            for day, start, end in listed:
                name = axis.month_name(day, self._look)
                if name:
                    yield label(name, (start + end) / 2, month_line, "month", text_anchor="middle")

    def _shown_on(self, bottom: float) -> str:
        """The line of the day shown; where the picture ends before it, only its name at the edge."""
        axis, day = self._axis, self._timelines[0].shown_on
        assert axis is not None
        words = self._look.say("timeline.day", day=self._look.day(day, with_year=True))
        if day > axis.last:
            name = label(f"{words} →", axis.right, bottom + 13, "today", text_anchor="end")
            return element("g", name, class_="shown-on", data_day=day)
        x = axis.middle(day)
        half = width_of(words, 10.5, bold=True) / 2
        place = min(max(x, axis.left + half), axis.right - half)
        line = element(
            "line", x1=x, y1=_MONTHS - 4, x2=x, y2=bottom + 2, stroke=INK, stroke_width=1.2, stroke_dasharray="5 3"
        )
        name = label(words, place, bottom + 13, "today", text_anchor="middle")
        return element("g", tooltip(words), line, name, class_="shown-on", data_day=day)


def _height(row: Lane | str) -> float:
    return _GROUP if isinstance(row, str) else row.height
