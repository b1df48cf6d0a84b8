"""Named views with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.results import Answer
from screen.look import Look
from screen.tables import Cell, table


@dataclass(frozen=True, slots=True)
class ViewCount(Answer):
    """A named view: its command line, and how many rows it gives now; null where it cannot be asked (`problem`)."""

    name: str
    command: str
    count: int | None
    problem: str | None = None


def views_text(rows: Sequence[ViewCount], look: Look) -> str:
    """One line a view."""
    if not rows:
        return look.say("views.none")
    cells = [
        [
            Cell(row.name, "head"),
            Cell("–" if row.count is None else str(row.count)),
            Cell(row.command, "dim"),
            Cell(row.problem or "", "risk"),
        ]
        for row in rows
    ]
    return "\n".join(table(("view", "count", "command", "problem"), cells, look, flexible=(2, 3), right=(1,)))
