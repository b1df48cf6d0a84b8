"""A correction as text: what it restates or takes back, row by row, and what waits again because of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.receipts import Corrected, TakenBack
from screen.commands import key_cell, short_task
from screen.figures import wrapped
from screen.lists import receipt
from screen.look import Look
from screen.tables import Cell, lay_out

_SHOWN = 12


def corrected_text(corrected: Sequence[Corrected], look: Look) -> str:
    """One line a row that is corrected, with its receipt; below, the effects upstream."""
    shown = corrected if len(corrected) <= _SHOWN + 1 else corrected[:_SHOWN]
    cells = [row for item in shown for row in _rows(item, look, is_first=item is corrected[0])]
    lines = lay_out(cells, look, flexible=(3, 4))
    if len(shown) < len(corrected):
        lines.append(look.say("moved.more", n=len(corrected) - len(shown)))
    first = corrected[0]
    if first.released:
        lines.append(look.say("moved.released", n=first.released))
    for word, tasks, style in (("moved.unblocked", first.unblocked, "done"), ("moved.blocked", first.blocked, "risk")):
        if tasks:
            words = look.say(word, tasks=", ".join(short_task(task, look) for task in tasks))
            lines += [look.paint(line, style) for line in wrapped(words, look)]
    return "\n".join(lines)


def _rows(item: Corrected, look: Look, *, is_first: bool) -> Iterator[list[Cell]]:
    """A line for the correction, then one for each further row that it takes back, with the reason."""
    first, *others = item.taken_back or (None,)
    yield _row(item, look, first, is_first=is_first)
    for taken in others:
        assert taken is not None
        where = look.say("audit.row", seq=taken.seq)
        done = f"{look.label('trigger', taken.trigger)} {look.day(taken.occurred_on)}"
        reason = look.say(f"corrected.why.{taken.why}")
        yield [Cell(""), Cell(""), Cell(where), Cell(done), Cell(reason, "dim"), Cell(""), Cell(""), Cell("")]


def _row(item: Corrected, look: Look, taken: TakenBack | None, *, is_first: bool) -> list[Cell]:
    reason = ""
    if item.undone:
        word = "corrected.undone" if is_first else "corrected.follows"
        rows = str(item.undone[0]) if taken is not None else ", ".join(map(str, item.undone))
        before, after = look.label("state", item.from_), look.label("state", item.to)
        change = f"{before} → {after}" if before != after else after
        if item.standing != "active":
            change += f", {look.label('standing', item.standing)}"
        if taken is not None:
            change = f"{look.label('trigger', taken.trigger)} {look.day(taken.occurred_on)}: {change}"
            reason = "" if taken.why == "asked" else look.say(f"corrected.why.{taken.why}")
    else:
        word, rows = "corrected.restated", str(item.ref_seq)
        parts = []
        if item.occurred_on != item.was_on:
            parts.append(f"{look.day(item.was_on)} → {look.day(item.occurred_on)}")
        if item.document != item.was_document:
            parts.append(f"{item.was_document or '–'} → {item.document}")
        change = ", ".join(parts)
        reason = "" if is_first else look.say("corrected.ground")
    return [
        Cell(look.say(word), "risk" if item.undone else "done"),
        key_cell(item.task, item.number, look),
        Cell(look.say("audit.row", seq=rows)),
        Cell(change),
        Cell(reason, "dim"),
        Cell(look.say("audit.row", seq=item.seq)),
        receipt(item.hash),
        Cell(look.say("moved.repeated") if item.repeated else "", "risk"),
    ]
