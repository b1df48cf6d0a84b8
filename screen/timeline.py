"""Tasks over time as text: for each task its states with their days, then its due dates."""

from __future__ import annotations

from collections.abc import Sequence

from engine.questions.timeline_results import DueMark, Spell, TaskTimeline
from screen.due_phrases import not_counting, period_words, phrase_words
from screen.look import Look
from screen.tables import Cell, lay_out
from words import sentence


def timeline_text(timelines: Sequence[TaskTimeline], look: Look) -> str:
    """A heading for each task, a line for each state, a line for each dated report."""
    if not timelines:
        return look.say("status.none")
    parts = []
    for timeline, lines in zip(timelines, _laid_out(timelines, look), strict=True):
        rows = [look.paint(task_name(timeline, look), "head"), *lines]
        rows += [f"  {due_words(mark, look)}" for mark in timeline.due_dates if mark.last_day is not None]
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def _laid_out(timelines: Sequence[TaskTimeline], look: Look) -> list[list[str]]:
    """The lines of the states of each task, all in the same columns."""
    cells = [_spell_cells(spell, look) for timeline in timelines for spell in timeline.spells]
    lines = iter(f"  {line}" for line in lay_out(cells, look, flexible=(2,), right=(3,), indent=2))
    return [[next(lines) for _ in timeline.spells] for timeline in timelines]


def _spell_cells(spell: Spell, look: Look) -> list[Cell]:
    until = "…" if spell.until is None else look.day(spell.until, with_year=True)
    return [
        Cell(look.day(spell.since, with_year=True)),
        Cell(f"→ {until}"),
        Cell(state_words(spell.state, spell.standing, look), "done" if spell.is_finished else ""),
        Cell(look.say("timeline.days", n=spell.days), "dim"),
    ]


def task_name(timeline: TaskTimeline, look: Look) -> str:
    """`UBND huyện An Lão, kỳ 6 tháng năm 2023`, with the topic where there is one."""
    period = look.say("word.period", period=period_words(timeline.period, look, with_year=True))
    return " · ".join(filter(None, (f"{look.told(timeline.agency_name)}, {period}", timeline.topic)))


def state_words(state: str, standing: str, look: Look) -> str:
    """`đã giao`, `đã giao, tạm dừng`."""
    words = look.label("state", state)
    return words if standing == "active" else f"{words}, {look.label('standing', standing)}"


def due_words(mark: DueMark, look: Look) -> str:
    """`Hạn báo cáo 19/06/2023 (trước 20/6), xong ngày 20/06/2023, muộn 1 ngày (không tính 3 ngày tạm dừng)`."""
    words = sentence(look.say(f"timeline.due.{mark.report}", day=look.day(mark.last_day, with_year=True)))
    if mark.phrase:
        words += f" ({phrase_words(mark.phrase, look)})"
    parts = [words]
    if mark.earlier:
        days = ", ".join(look.day(day, with_year=True) for day in mark.earlier)
        parts.append(look.say("timeline.due.old", day=days))
    if mark.given_on is not None:
        parts.append(look.say("timeline.given", day=look.day(mark.given_on, with_year=True)))
    late = not_counting(lateness_words(mark, look), mark.suspended_days, look)
    parts.append(late if mark.days_late else look.label("timeliness", mark.timeliness))
    return ", ".join(parts)


def lateness_words(mark: DueMark, look: Look) -> str:
    """`muộn 1 ngày` of what was given, `quá 2 ngày` of what is owed."""
    return look.say("late.days.short" if mark.given_on is None else "late.done.short", n=mark.days_late)
