"""What a rule of the cascade bars of what an answer offers: each rule once, with sentence, place, and the tasks."""

from __future__ import annotations

from typing import Any

from engine.results import BrokenRule, RootBlocker
from screen import commands
from screen.figures import wrapped
from screen.look import Look
from screen.parts import parts_of

_SHOWN = 5


def barred_lines(answer: object, look: Look, indent: int = 0) -> list[str]:
    """One line for each rule and trigger; of many tasks the first ones."""
    found: dict[tuple[str, BrokenRule], dict[str, None]] = {}
    for row in parts_of(answer):
        for trigger, rule in (getattr(row, "barred", None) or {}).items():
            found.setdefault((trigger, rule), {})[_named(row, look)] = None
    lines: list[str] = []
    for (trigger, rule), names in found.items():
        shown = list(names)[:_SHOWN]
        if more := len(names) - len(shown):
            shown.append(look.say("exceptions.and_more", n=more))
        told = {"what": look.label("trigger", trigger), "tasks": ", ".join(shown)}
        said = look.say("barred.rule", sentence=rule.sentence, place=rule.place, **told)
        lines += [look.paint(line, "risk") for line in wrapped(said, look, indent)]
    return lines


def barred_words(undone: str, root: RootBlocker, look: Look) -> str:
    """What a root blocker has not done; that a rule bars it, where one does."""
    return look.say("barred.undone", undone=undone) if root.barred else undone


def _named(row: Any, look: Look) -> str:
    if row.task is None:
        return str(row.document)
    return commands.numbered(row.task, getattr(row, "number", 0), look) or commands.short_task(row.task, look)
