"""Mandates as text: who may act for whom, what was granted or ended, and who is at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.receipts import MandateRecorded
from engine.results import MandateRow, WhoAmI
from screen.figures import with_notes, wrapped
from screen.lists import receipt
from screen.look import Look
from screen.tables import Cell, lay_out

_COLUMNS = ("agency", "holder", "signature", "triggers", "validity")


def mandates_text(rows: Sequence[MandateRow], day: date, look: Look) -> str:
    """A line a mandate, those that are not in force on the day dimmed."""
    title = look.say("mandate.title", day=look.day(day, with_year=True), n=sum(row.in_force for row in rows))
    return "\n".join([look.paint(title, "head"), *(["", *_table(rows, look)] if rows else [])])


def who_am_i_text(found: WhoAmI, look: Look) -> str:
    """The login, its mandates, and what that means for `--as` and `--by`."""
    lines = [look.paint(look.say("mandate.login", login=found.login), "head")]
    if found.mandates:
        lines += ["", *_table(found.mandates, look), ""]
    state = "none" if not found.configured else "named" if not found.bound else "own" if found.mandates else "nothing"
    return "\n".join([*lines, *wrapped(look.say(f"mandate.state.{state}"), look)])


def recorded_text(recorded: Sequence[MandateRecorded], look: Look) -> str:
    """A line a mandate that was granted or ended, with its receipt."""
    rows = [
        [
            Cell(look.say("mandate.repeated" if item.repeated else f"mandate.done.{item.kind}"), "done"),
            Cell(item.mandate),
            Cell(item.holder),
            Cell(_days(item.since, item.until, look)),
            receipt(item.hash),
        ]
        for item in recorded
    ]
    return "\n".join(lay_out(rows, look, flexible=(2,)))


def _table(rows: Sequence[MandateRow], look: Look) -> list[str]:
    """A line a mandate; its key and the ground on which it rests behind, or below where there is no room."""
    kept = [name for name in _COLUMNS if any(_cell(name, row, look).text for row in rows)]
    head = [Cell(look.say(f"head.{name}"), "dim") for name in kept]
    lines = [([_cell(name, row, look) for name in kept], _note(row, look)) for row in rows]
    flexible = [at for at, name in enumerate(kept) if name in ("holder", "triggers")]
    return with_notes(head, lines, look, flexible=flexible)


def _note(row: MandateRow, look: Look) -> str:
    """The key, by which it is ended, the ground, the login, for whom it stands in."""
    login = None if row.bound_to is None else look.say("mandate.login", login=row.bound_to)
    absent = None if row.absent is None else look.say("mandate.absent", name=row.absent)
    return " · ".join(filter(None, (row.mandate, row.basis, login, absent)))


def _cell(name: str, row: MandateRow, look: Look) -> Cell:
    style = "" if row.in_force else "dim"
    match name:
        case "agency":
            return Cell(row.agency, style, row.agency.rpartition(".")[2])
        case "holder":
            return Cell(" · ".join(filter(None, (row.person, row.post))), style)
        case "triggers":
            if row.for_triggers is None:
                return Cell(look.say("mandate.every_move"), "dim")
            return Cell(", ".join(look.label("trigger", each) for each in row.for_triggers), style)
        case "validity":
            return Cell(_days(row.since, row.until, look), style)
        case _:
            return Cell(getattr(row, name) or "", style)


def _days(since: date, until: date | None, look: Look) -> str:
    first = look.day(since, with_year=True)
    if until is None:
        return look.say("mandate.from", since=first)
    return look.say("mandate.from_to", since=first, until=look.day(until, with_year=True))
