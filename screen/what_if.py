"""What some moves would change, as text: what becomes possible, what is freed in part, what would be refused."""

from __future__ import annotations

from engine.receipts import WhatIf
from engine.results import Blocked
from screen import commands
from screen.due_phrases import period_words
from screen.figures import wrapped
from screen.look import Look
from screen.tables import Cell, lay_out

SHOWN = 12


def what_if_text(found: WhatIf, look: Look) -> str:
    """The consolidations that the moves touch, with their open inputs before and after; nothing was recorded."""
    after = {row.task: row for row in found.after}
    touched = [row for row in found.before if _differs(row, after.get(row.task))]
    before = {row.task for row in found.before}
    touched += [row for row in found.after if row.task not in before]
    freed = [row for row in touched if row.task not in after]
    given = {"n": len(found.moved), "freed": len(freed), "eased": len(touched) - len(freed)}
    lines = [look.paint(look.say("whatif.title", **given), "head")]
    if touched:
        rows = [
            _row(row, None if row.task not in before else row, after.get(row.task), look) for row in touched[:SHOWN]
        ]
        lines += ["", *lay_out(rows, look, flexible=(0,))]
        if len(touched) > SHOWN:
            lines.append(look.say("figures.more", n=len(touched) - SHOWN))
    for bad in found.bad_rows:
        trigger = look.label("trigger", bad.trigger)
        said = look.say(
            "whatif.refused", task=commands.short_task(bad.task, look), trigger=trigger, why=look.message(bad.message)
        )
        lines += ["", *(look.paint(line, "risk") for line in wrapped(said, look))]
    return "\n".join([*lines, "", look.say("whatif.nothing")])


def _differs(before: Blocked, after: Blocked | None) -> bool:
    return after is None or (before.open, before.status, before.days_late) != (
        after.open,
        after.status,
        after.days_late,
    )


def _row(row: Blocked, before: Blocked | None, after: Blocked | None, look: Look) -> list[Cell]:
    return [
        Cell(look.told(row.agency_name or row.agency)),
        Cell(period_words(row.period, look)),
        _state(before, look),
        Cell("→"),
        _state(after, look),
        commands.number_cell(row.task, row.number, look),
    ]


def _state(row: Blocked | None, look: Look) -> Cell:
    """`thiếu 2/30, quá hạn`; None: it is not blocked."""
    if row is None:
        return Cell(look.say("whatif.free"), "done")
    status = look.label("blocked", row.status).lower()
    full = look.say("whatif.open", open=row.open, inputs=row.inputs, status=status)
    return Cell(full, "", look.say("whatif.open.short", open=row.open, inputs=row.inputs))
