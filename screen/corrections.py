"""A correction as text: what it restates or takes back, row by row, and what waits again because of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.results import Corrected
from screen.commands import short_task
from screen.lists import receipt
from screen.look import Look
from screen.tables import Cell, lay_out, shorten

_SHOWN = 12


def corrected_text(corrected: Sequence[Corrected], look: Look) -> str:
    """One line a row that is corrected, with its receipt; below, the effects upstream."""
    shown = corrected if len(corrected) <= _SHOWN + 1 else corrected[:_SHOWN]
    lines = lay_out([_row(item, look, is_first=item is corrected[0]) for item in shown], look, flexible=(1,))
    if len(shown) < len(corrected):
        lines.append(look.say("moved.more", n=len(corrected) - len(shown)))
    first = corrected[0]
    if first.released:
        lines.append(look.say("moved.released", n=first.released))
    for word, tasks, style in (("moved.unblocked", first.unblocked, "done"), ("moved.blocked", first.blocked, "risk")):
        if tasks:
            words = look.say(word, tasks=", ".join(short_task(task, look) for task in tasks))
            lines.append(look.paint(shorten(words, look.width), style))
    return "\n".join(lines)


def _row(item: Corrected, look: Look, *, is_first: bool) -> list[Cell]:
    if item.undone:
        word = "corrected.undone" if is_first else "corrected.follows"
        rows = ", ".join(map(str, item.undone))
        before, after = look.label("state", item.from_), look.label("state", item.to)
        change = f"{before} → {after}" if before != after else after
        if item.standing != "active":
            change += f", {look.label('standing', item.standing)}"
    else:
        word, rows = "corrected.restated", str(item.ref_seq)
        parts = []
        if item.occurred_on != item.was_on:
            parts.append(f"{look.day(item.was_on)} → {look.day(item.occurred_on)}")
        if item.document != item.was_document:
            parts.append(f"{item.was_document or '–'} → {item.document}")
        change = ", ".join(parts)
    return [
        Cell(look.say(word), "risk" if item.undone else "done"),
        Cell(f"{short_task(item.task, look)} {look.say('audit.row', seq=rows)}"),
        Cell(change),
        Cell(f"#{item.seq}"),
        receipt(item.hash),
        Cell(look.say("moved.repeated") if item.repeated else "", "risk"),
    ]
