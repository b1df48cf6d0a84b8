"""The history of a task, an agency or a cascade as a table."""

from __future__ import annotations

from collections.abc import Sequence

from engine.results import HistoryRow
from screen.commands import short_task
from screen.look import Look
from screen.tables import Cell, table
from workflows.dates import HANOI

_WIDE = 120


def history_text(rows: Sequence[HistoryRow], look: Look) -> str:
    """One row a line; on wide screens also when it was recorded and the row's hash."""
    if not rows:
        return look.say("history.none")
    tasks = {row.task for row in rows}
    lines = [
        look.paint(" · ".join([*(tasks if len(tasks) == 1 else ()), look.say("history.count", n=len(rows))]), "head")
    ]
    is_wide = look.width >= _WIDE
    columns = ["seq", "occurred_on", "trigger", "state", "agency", "by", "document", "reason"]
    if len(tasks) > 1:
        columns.insert(1, "task")
    if is_wide:
        columns += ["recorded_at", "hash"]
    if not is_wide and len(tasks) > 1:
        columns = [name for name in columns if name not in ("state", "agency")]
    elif all(row.agency is None or f"/{row.agency}/" in f"{row.task}/" for row in rows):
        columns.remove("agency")  # everybody acted on a task of their own, whose key names them
    columns = [name for name in columns if any(_cell(name, row, look).text for row in rows)]
    flexible = [columns.index(name) for name in ("task", "agency", "by", "document", "reason") if name in columns]
    cells = [[_cell(name, row, look) for name in columns] for row in rows]
    lines += ["", *table(columns, cells, look, flexible=flexible, right=(0,))]
    return "\n".join(lines)


def _what(row: HistoryRow, look: Look) -> Cell:
    """What was done; a row that was corrected says where."""
    if row.kind == "correction":
        undone = row.payload.get("undone")
        word = "history.correction" if undone is None else "history.undone"
        return Cell(look.say(word, seq=row.ref_seq if undone is None else ", ".join(map(str, undone))), "risk")
    text = look.label("trigger", row.trigger) if row.trigger else row.kind
    if row.superseded_by is not None:
        return Cell(f"{text} ({look.say('history.superseded', seq=row.superseded_by)})", "dim", f"{text} *")
    if row.known_then is False:
        return Cell(f"{text} ({look.say('history.late')})", "risk", f"{text} *")
    return Cell(text)


def _cell(name: str, row: HistoryRow, look: Look) -> Cell:
    match name:
        case "seq":
            return Cell(str(row.seq))
        case "task":
            return Cell(short_task(row.task, look))
        case "occurred_on":
            return Cell(look.day(row.occurred_on, with_year=True))
        case "recorded_at":
            moment = row.recorded_at.astimezone(HANOI)
            return Cell(f"{moment:%d/%m/%Y %H:%M}" if look.lang == "vi" else f"{moment:%Y-%m-%dT%H:%M+07:00}")
        case "trigger":
            return _what(row, look)
        case "state":
            to = look.label("state", row.to) if row.to else ""
            before = look.label("state", row.from_) if row.from_ else ""
            if before == to:  # a side road: what changed is the standing, or the due date
                standing = row.payload.get("standing")
                day = look.day(row.due_after) if row.due_after else ""
                return Cell(look.label("standing", standing) if standing else look.say("due", due=day) if day else to)
            return Cell(f"{before} → {to}" if before and to else to, "", f"→ {to}" if to else "")
        case "agency":
            return Cell(row.agency or "")
        case "hash":
            return Cell(row.hash[:12], "dim")
        case _:
            return Cell(getattr(row, name) or "")
