"""What was written by an export, in a line."""

from __future__ import annotations

from collections import Counter

from engine.scope import View
from screen.look import Look
from screen.past import past_title

_OBJECTS = ("cascade", "document", "agency", "task", "consolidation")


def log_written_text(form: str, file: str, written: Counter[str], view: View, look: Look) -> str:
    """How many tasks and events, or how many objects of each type."""
    kinds = ("task", "event") if form == "xes" else (*_OBJECTS, "event")
    figures = ", ".join(look.say(f"export.{kind}", n=written[kind]) for kind in kinds)
    said = look.say("export.written", file=_shown(file), form=look.say(f"export.form.{form}"), figures=figures)
    return f"{said}\n{past_title(view, look)}" if view.is_past else said


def rows_written_text(form: str, file: str, rows: int, view: View, look: Look) -> str:
    """How many rows of history."""
    figures = look.say("history.count", n=rows)
    said = look.say("export.written", file=_shown(file), form=look.say(f"export.form.{form}"), figures=figures)
    return f"{said}\n{past_title(view, look)}" if view.is_past else said


def tasks_written_text(form: str, file: str, tasks: int, look: Look) -> str:
    """How many tasks stand in a workbook or a calendar."""
    figures = look.say("export.task", n=tasks)
    return look.say("export.written", file=_shown(file), form=look.say(f"export.form.{form}"), figures=figures)


def _shown(file: str) -> str:
    return "stdout" if file == "-" else file
