"""The columns of the tracking table: what stands in each, who may write there, how wide it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.results import ChainHead, TaskRow
from screen.due_phrases import period_words, phrase_words
from screen.look import Look

Cell = str | int | date | None
Kind = Literal["text", "day", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """`name`: its head is `tracking.head.NAME`; `width`: in signs; `take`: None where people write, not dondoc."""

    name: str
    width: int
    take: Callable[[TaskRow, ChainHead, Look], Cell] | None = None
    kind: Kind = "text"
    is_hidden: bool = False


def _doing(row: TaskRow, _: ChainHead, look: Look) -> Cell:
    standing = "" if row.standing == "active" else f" ({look.label('standing', row.standing)})"
    return look.label("state", row.state) + standing


COLUMNS: tuple[Column, ...] = (
    Column("task", 46, lambda row, *_: row.task),
    Column("agency_name", 32, lambda row, _, look: look.told(row.agency_name or row.agency)),
    Column("level", 11, lambda row, _, look: look.label("level", row.level) if row.level else None),
    Column("period", 12, lambda row, _, look: period_words(row.period, look)),
    Column("content", 42, lambda row, _, look: look.told(row.content) or row.topic),
    Column("assigned_by", 28, lambda row, *_: " · ".join(filter(None, (row.document, row.at)))),
    Column("due", 12, lambda row, *_: row.due, "day"),
    Column("due_phrase", 18, lambda row, _, look: phrase_words(row.due_phrase, look)),
    Column("state", 16, _doing),
    Column("timeliness", 15, lambda row, _, look: look.label("timeliness", row.timeliness)),
    Column("days_late", 10, lambda row, *_: row.days_late if row.timeliness == "overdue" else None, "number"),
    Column("open", 12, lambda row, *_: row.open if row.inputs else None, "number"),
    Column("trigger", 20),
    Column("on", 13, None, "day"),
    Column("document", 18),
    Column("by", 20),
    Column("reason", 30),
    Column("as", 20, lambda row, *_: row.agency, is_hidden=True),
    Column("seen", 20, lambda _, head, __: f"{head.seen.seq}:{head.seen.hash}", is_hidden=True),
)
