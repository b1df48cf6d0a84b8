"""One task as a lane: the bar of its states, due dates above it, late days and recorded moves below.

A bar begins and ends at the middle of the days on which moves occurred; a due date stands at the end of its last
on-time day, so that what was done on that day is to its left, and what was late to its right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engine.questions.timeline_results import DueMark, Spell, TaskTimeline, TimelineMove
from papers.axis import Axis, short_day
from papers.lettering import Placed, place, width_of, wrap
from papers.paint import INK, LATE, NOT_COUNTED, PAPER, SOFT, Paint, of_state
from papers.svg import element, label, number, tooltip
from screen.due_phrases import not_counting
from screen.look import Look
from screen.timeline import due_words, lateness_words, state_words
from words import sentence

_PAD, _DUE_ROW, _BAR, _BAND, _TICK_ROW, _LINE = 7.0, 13.0, 16.0, 7.0, 12.0, 15.0
_SYMBOL, _GAP, _SMALL = 9.0, 7.0, 10.0
_THIN = 7.0  # the bar of a finished task


@dataclass(frozen=True)
class Lane:
    """A lane of the picture. `name`: what stands before it, from `left` on, at most `room` wide."""

    timeline: TaskTimeline
    name: str
    axis: Axis
    left: float
    room: float
    look: Look
    ids: str

    # how much room it takes

    @cached_property
    def _name_lines(self) -> list[str]:
        return wrap(self.name, self.room, 12, lines=3, bold=True)

    @cached_property
    def _status_lines(self) -> list[str]:
        return wrap(self._status(), self.room, 11, lines=2)

    @cached_property
    def _due_labels(self) -> list[Placed]:
        wanted = [(self.axis.end(day), words) for day, words, _ in self._due_days()]
        return self._place(wanted, bold=True, marks=[point for point, _ in wanted])

    @cached_property
    def _late_labels(self) -> list[Placed]:
        wanted = [
            (self.axis.middle(self._late_until(mark)), lateness_words(mark, self.look)) for mark in self._late_marks
        ]
        leaders = [(point, words.row) for point, words in zip(self._tick_points, self._tick_labels, strict=True)]
        return self._place(wanted, bold=True, beside=self._tick_labels, leaders=leaders)

    @cached_property
    def _tick_points(self) -> list[float]:
        return [self.axis.middle(day) for day in self._tick_words()]

    @cached_property
    def _tick_labels(self) -> list[Placed]:
        wanted = list(zip(self._tick_points, self._tick_words().values(), strict=True))
        return self._place(wanted, centred=True)

    def _place(self, wanted: Sequence[tuple[float, str]], **how: Any) -> list[Placed]:
        return place(wanted, _SMALL, first=self.axis.left, last=self.axis.right, gap=_GAP, **how)

    @cached_property
    def _bar_top(self) -> float:
        rows = max((words.row + 1 for words in self._due_labels), default=0)
        return _PAD + rows * _DUE_ROW

    @cached_property
    def _ticks_top(self) -> float:
        return self._bar_top + _BAR + len(self._late_marks) * _BAND

    @cached_property
    def height(self) -> float:
        rows = max((words.row + 1 for words in (*self._late_labels, *self._tick_labels)), default=0)
        drawn = self._ticks_top + 5 + rows * _TICK_ROW + _PAD
        return max(drawn, _PAD + _LINE * (len(self._name_lines) + len(self._status_lines)) + _PAD)

    # drawing

    def draw(self, top: float) -> str:
        """The lane, `top` being its upper edge."""
        parts = [*self._draw_names(), *self._draw_dues(), *self._draw_bars(), *self._draw_late(), *self._draw_moves()]
        return element(
            "g",
            *parts,
            class_="lane",
            data_task=self.timeline.task,
            transform=f"translate(0,{number(top)})",
            role="group",
            aria_label=f"{self.name}: {self._status()}",
        )

    def _draw_names(self) -> Iterator[str]:
        y = _PAD + 10
        full = f"{self.name}\n{self.timeline.task}\n{self.look.told(self.timeline.content)}".strip()
        lines = []
        for line in self._name_lines:
            lines.append(label(line, self.left, y, "name"))
            y += _LINE
        for line in self._status_lines:
            lines.append(label(line, self.left, y, f"status {self._status_style()}".strip()))
            y += _LINE
        yield element("g", tooltip(full), *lines)

    def _status(self) -> str:
        it, look = self.timeline, self.look
        words = [look.label("state", it.state)]
        if it.standing != "active":
            words.append(look.label("standing", it.standing))
        elif it.timeliness in ("overdue", "done_late"):
            late = [(mark.days_late, mark.suspended_days) for mark in it.due_dates if mark.timeliness == it.timeliness]
            days, suspended_days = max(late, default=(0, 0))
            said = look.say("late.days" if it.timeliness == "overdue" else "late.done", n=days)
            words.append(not_counting(said, suspended_days, look))
        else:
            words.append(look.label("timeliness", it.timeliness))
        return " · ".join(words)

    def _status_style(self) -> str:
        if self.timeline.standing != "active":
            return "soft"
        styles = {"overdue": "late", "done_late": "late", "due_soon": "risk", "done_on_time": "done"}
        return styles.get(self.timeline.timeliness, "soft")

    # states

    def _draw_bars(self) -> Iterator[str]:
        spells = self.timeline.spells
        if not spells:
            yield label(self.look.say("timeline.nothing"), self.axis.left + 4, self._bar_top + 12, "soft")
        for spell in spells:
            yield self._bar(spell)

    def _bar(self, spell: Spell) -> str:
        left = self.axis.middle(spell.since)
        right = min(self.axis.middle(spell.until or self.timeline.shown_on), self.axis.right)
        is_void = not spell.is_awaited
        paint = NOT_COUNTED if is_void else of_state(spell.state)
        height = _THIN if spell.is_finished else _BAR
        top = self._bar_top + (_BAR - height) / 2
        words = self.look.label("state", spell.state)
        if spell.standing != "active":
            words = self.look.label("standing", spell.standing)
        box = {"x": left, "y": top, "width": right - left, "height": height}
        parts = [tooltip(self._spell_words(spell)), self._box(box, paint)]
        if spell.standing != "active":
            parts.append(element("rect", **box, fill=f"url(#{self.ids}-{'void' if is_void else 'hatch'})"))
        if height == _BAR and width_of(words, _SMALL) + 8 <= right - left:
            parts += self._bar_words(words, left, top, spell.standing, paint)
        return element(
            "g",
            *parts,
            class_="spell",
            data_state=spell.state,
            data_standing=spell.standing,
            data_since=spell.since,
            data_until=spell.until,
        )

    @staticmethod
    def _box(box: dict[str, float], paint: Paint) -> str:
        return element("rect", **box, fill=paint.fill, stroke=paint.edge, stroke_dasharray=paint.dash, class_="bar")

    @staticmethod
    def _bar_words(words: str, left: float, top: float, standing: str, paint: Paint) -> Iterator[str]:
        if standing != "active":  # a patch under the words, or the hatching runs through them
            width = width_of(words, _SMALL) + 6
            yield element("rect", x=left + 2, y=top + 2, width=width, height=_BAR - 4, fill=paint.fill, rx=2)
        yield label(words, left + 5, top + 11.5, style=f"font-size:{_SMALL:g}px;fill:{paint.ink}")

    def _spell_words(self, spell: Spell) -> str:
        state, since = state_words(spell.state, spell.standing, self.look), self.look.day(spell.since, with_year=True)
        if spell.until is None:
            return sentence(self.look.say("timeline.spell_open", state=state, since=since, n=spell.days))
        until = self.look.day(spell.until, with_year=True)
        return sentence(self.look.say("timeline.spell", state=state, since=since, until=until, n=spell.days))

    # due dates

    def _due_days(self) -> list[tuple[date, str, DueMark]]:
        """What stands above the bar: first the due dates in force, then those from before an extension."""
        present, old = [], []
        for mark in self.timeline.due_dates:
            if mark.last_day is not None:
                words = self.look.say(f"timeline.due.{mark.report}", day=short_day(mark.last_day, self.look))
                present.append((mark.last_day, words, mark))
            for day in mark.earlier:
                old.append((day, self.look.say("timeline.due.old", day=short_day(day, self.look)), mark))
        return [*sorted(present, key=lambda due: due[0]), *sorted(old, key=lambda due: due[0])]

    def _draw_dues(self) -> Iterator[str]:
        for (day, _, mark), words in zip(self._due_days(), self._due_labels, strict=True):
            is_old = day != mark.last_day
            x, bottom = self.axis.end(day), self._bar_top
            baseline = bottom - 2.5 - words.row * _DUE_ROW
            parts = [tooltip(self._due_words(day, mark))]
            parts.append(
                element(
                    "line",
                    x1=x,
                    y1=baseline if words.row else bottom,
                    x2=x,
                    y2=self._ticks_top,
                    stroke=SOFT if is_old else INK,
                    stroke_width=1 if is_old else 1.4,
                    stroke_dasharray="2 2" if is_old else None,
                )
            )
            parts.append(symbol(mark.report, x, bottom - 0.5, is_old=is_old))
            parts.append(_written(words, baseline, "due old" if is_old else "due"))
            yield element(
                "g", *parts, class_="due-date", data_report=mark.report, data_day=day, data_in_force=int(not is_old)
            )

    def _due_words(self, day: date, mark: DueMark) -> str:
        if day == mark.last_day:
            return due_words(mark, self.look)
        full, until = (self.look.day(each, with_year=True) for each in (day, mark.last_day))
        return sentence(self.look.say("timeline.due.moved", day=full, until=until))

    # late days

    @cached_property
    def _late_marks(self) -> list[DueMark]:
        return [mark for mark in self.timeline.due_dates if mark.days_late > 0]

    def _late_until(self, mark: DueMark) -> date:
        return mark.given_on or self.timeline.shown_on

    def _draw_late(self) -> Iterator[str]:
        for position, (mark, words) in enumerate(zip(self._late_marks, self._late_labels, strict=True)):
            assert mark.last_day is not None
            place = {"y": self._bar_top + _BAR + position * _BAND + 1, "height": _BAND - 2}
            bands = [
                element("rect", x=left, width=right - left, **place, fill=f"url(#{self.ids}-late)", stroke=LATE)
                for left, right in self._late_spans(mark.last_day, self._late_until(mark))
            ]
            yield element(
                "g",
                tooltip(self._due_words(mark.last_day, mark)),
                *bands,
                _written(words, self._row_below(words), "lateness"),
                class_="late-days",
                data_report=mark.report,
                data_days=mark.days_late,
            )

    def _late_spans(self, last_day: date, until: date) -> Iterator[tuple[float, float]]:
        """From where to where the late days lie: those on which the task was not active are left free."""
        left, right = self.axis.end(last_day), self.axis.middle(until)
        for spell in self.timeline.spells:
            if spell.standing == "active" or not spell.days or spell.since >= until:
                continue
            paused = self.axis.start(spell.since)
            if left < paused:
                yield left, min(paused, right)
            left = max(left, right if spell.until is None else self.axis.start(spell.until))
        if left < right:
            yield left, right

    def _row_below(self, words: Placed) -> float:
        return self._ticks_top + 13 + words.row * _TICK_ROW

    # moves

    def _drawn_on(self) -> dict[date, list[TimelineMove]]:
        """The moves by the day on which they are drawn: that on which they occurred, a correction's when recorded."""
        days: defaultdict[date, list[TimelineMove]] = defaultdict(list)
        for move in self.timeline.moves:
            is_correction = move.kind == "correction"
            days[move.recorded_on if is_correction else move.occurred_on or move.recorded_on].append(move)
        return dict(sorted(days.items()))

    def _tick_words(self) -> dict[date, str]:
        """What stands below each tick: its day; the trigger too where the bar does not show it."""
        found = {}
        for day, moves in self._drawn_on().items():
            beside = [self._what(move) for move in moves if move.is_side or not move.counts]
            shown = short_day(day, self.look) if self.axis.holds(day) else f"{self.look.day(day, with_year=True)} →"
            found[day] = " ".join([shown, *dict.fromkeys(beside)])
        return found

    def _draw_moves(self) -> Iterator[str]:
        for (day, moves), words in zip(self._drawn_on().items(), self._tick_labels, strict=True):
            x = self.axis.middle(day)
            told = "\n".join(self._move_words(move) for move in moves)
            parts = [tooltip(told), *(self._tick(move, x) for move in moves)]
            baseline = self._row_below(words)
            if words.row:
                end = self._ticks_top + 6
                parts.append(element("line", x1=x, y1=end, x2=x, y2=baseline - 3, stroke="#c3c8cf"))
            style = "tick side" if any(move.is_side or not move.counts for move in moves) else "tick"
            parts.append(_written(words, baseline, style))
            yield element("g", *parts, class_="day", data_day=day)

    def _tick(self, move: TimelineMove, x: float) -> str:
        """A stroke where it occurred; a circle where it was recorded later; a cross if it was taken back."""
        top, parts = self._bar_top + _BAR, []
        middle, bottom = self._ticks_top + 3, self._ticks_top + 6
        stroke = {"stroke": INK if move.counts else SOFT}
        if move.kind == "correction":
            parts.append(element("path", d=_diamond(x, bottom, 7), fill=PAPER, stroke=INK))
        else:
            parts.append(element("line", x1=x, y1=top, x2=x, y2=bottom, stroke_width=1.6, **stroke))
        if move.days_to_record > 0:
            parts += self._recorded_later(x, move.recorded_on, middle)
        if move.said_on is not None:
            parts += self._elsewhere(x, self.axis.middle(move.said_on), middle, dash="1.5 1.5")
        if not move.counts and move.kind != "correction":
            cross = f"M{x - 3.5:.2f},{bottom - 6:.2f} l7,7 m0,-7 l-7,7"
            parts.append(element("path", d=cross, stroke=LATE, stroke_width=1.4, fill="none"))
        return element(
            "g",
            *parts,
            class_="move",
            data_seq=move.seq,
            data_day=move.occurred_on,
            data_recorded=move.recorded_on if move.days_to_record > 0 else None,
            data_counts=None if move.counts else 0,
        )

    def _recorded_later(self, x: float, day: date, y: float) -> list[str]:
        """A hollow circle on the day of recording; an arrow to the edge where that lies beyond it."""
        if self.axis.holds(day):
            return self._elsewhere(x, self.axis.middle(day), y)
        edge = self.axis.right
        head = f"M{edge - 4:.2f},{y - 3:.2f} l4,3 l-4,3"
        return [
            element("line", x1=x, y1=y, x2=edge, y2=y, stroke=INK, stroke_dasharray="1 2"),
            element("path", d=head, stroke=INK, stroke_width=1.1, fill="none", class_="beyond"),
        ]

    @staticmethod
    def _elsewhere(x: float, other: float, y: float, dash: str | None = None) -> list[str]:
        """A hollow circle at another day of a move, with a dotted line to it."""
        side = 2.8 if other > x else -2.8
        return [
            element("line", x1=x, y1=y, x2=other - side, y2=y, stroke=INK, stroke_dasharray="1 2"),
            element("circle", cx=other, cy=y, r=2.8, fill=PAPER, stroke=INK, stroke_width=1.1, stroke_dasharray=dash),
        ]

    def _what(self, move: TimelineMove) -> str:
        if move.kind == "correction":
            return self.look.say("timeline.correction", seq=move.ref_seq)
        return self.look.done(move.trigger, move.kind)

    def _move_words(self, move: TimelineMove) -> str:
        look = self.look
        words = [f"#{move.seq} {self._what(move)}", look.day(move.occurred_on, with_year=True)]
        words += filter(None, (look.told(move.agency_name or move.agency), move.by))
        if move.document:
            words.append(look.say("timeline.number", number=move.document))
        if move.due_after is not None:
            words.append(look.say("word.due", due=look.day(move.due_after, with_year=True)))
        if move.allowed_by:
            words.append(look.say("timeline.allowed_by", who=move.allowed_by))
        if move.days_to_record > 0:
            day = look.day(move.recorded_on, with_year=True)
            words.append(look.say("timeline.recorded_late", day=day, n=move.days_to_record))
        if move.said_on is not None:
            day = look.day(move.said_on, with_year=True)
            words.append(look.say("timeline.restated", day=day, seq=move.superseded_by))
        elif not move.counts and move.superseded_by is not None:
            words.append(look.say("timeline.taken_back", seq=move.superseded_by))
        if move.reason:
            words.append(move.reason)
        return " · ".join(words)


def symbol(report: str, x: float, bottom: float, *, is_old: bool = False) -> str:
    """The mark of a due date: a triangle for the own report, a diamond for the merged one, a dot for the plan."""
    given = {"fill": PAPER if is_old else INK, "stroke": SOFT if is_old else INK, "stroke_width": 1.2}
    if report == "merged":
        return element("path", d=_diamond(x, bottom, _SYMBOL), **given)
    if report == "plan":
        return element("circle", cx=x, cy=bottom - 4.5, r=4, **given)
    half = _SYMBOL / 2
    return element("path", d=f"M{x - half:.2f},{bottom - _SYMBOL:.2f} h{_SYMBOL:g} l{-half:g},{_SYMBOL:g} z", **given)


def _written(words: Placed, baseline: float, style: str) -> str:
    anchor = None if words.anchor == "start" else words.anchor
    return label(words.text, words.x, baseline, style, text_anchor=anchor)


def _diamond(x: float, bottom: float, size: float) -> str:
    half = size / 2
    return f"M{x:.2f},{bottom:.2f} l{-half:g},{-half:g} l{half:g},{-half:g} l{half:g},{half:g} z"
