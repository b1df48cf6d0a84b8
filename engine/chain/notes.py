"""What an agency keeps about its own work on a task: told by rows of kind `note` that have no trigger.

Such a row changes neither state nor standing nor any date of the task. Its payload may hold `text`, `assigned_to` (a
person's name, empty: nobody any more), `tags_added` and `tags_removed`, `follow_up` (a day, empty: none any more), and
`attachments`, each with `name`, `sha256`, `size`, `media_type`. Folded in the order of seq they say who has the work,
with which tags, and when somebody wants to look again.

A row of kind `reminder` has no trigger either, and changes nothing at all: whoever waits for the task urged its agency
(`agency`), by the letter `document` of that day; its payload names the `step` of the ladder. One of kind `contribution`
(`engine/reports/contributions.py`) says what the task's report holds, and changes nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.chain.effective import Row, payload_of
from engine.chain.rehash import AT

NOTE, REMINDER, CONTRIBUTION = "note", "reminder", "contribution"
SILENT = (REMINDER, CONTRIBUTION)
"""The kinds of rows that never have a trigger."""

_KIND, _TRIGGER = AT["kind"], AT["trigger"]


@dataclass(frozen=True, slots=True)
class Kept:
    """How the agency keeps a task at one moment. `follow_up`: a day as ISO text; `tags`: sorted."""

    assigned_to: str | None = None
    follow_up: str | None = None
    tags: tuple[str, ...] = ()

    def after(self, payload: Mapping[str, Any]) -> Kept:
        """The same after one more note."""
        tags = (set(self.tags) - _texts(payload.get("tags_removed"))) | _texts(payload.get("tags_added"))
        return Kept(
            payload.get("assigned_to", self.assigned_to) or None,
            payload.get("follow_up", self.follow_up) or None,
            tuple(sorted(tags)),
        )


NOTHING = Kept()


def is_note(row: Row) -> bool:
    """Whether an agency wrote the row for itself; a note with a trigger tells of a document."""
    return row[_KIND] == NOTE and row[_TRIGGER] is None


def is_aside(row: Row) -> bool:
    """Whether the row stands beside what became of the task: a note for oneself, a reminder, a contribution."""
    return row[_KIND] in SILENT or is_note(row)


def kept(rows: Iterable[Row]) -> Kept:
    """Fold counted rows of one chain."""
    found = NOTHING
    for row in rows:
        if is_note(row):
            found = found.after(payload_of(row))
    return found


def attached(rows: Iterable[Row]) -> Iterator[tuple[Row, Mapping[str, Any]]]:
    """Each attachment that rows of one chain name, with its row."""
    for row in rows:
        if is_note(row) or row[_KIND] == CONTRIBUTION:
            found = payload_of(row).get("attachments")
            for each in found if isinstance(found, list) else ():
                if isinstance(each, dict):
                    yield row, each


def _texts(value: Any) -> set[str]:
    """The texts of a list; of anything else, which nobody here wrote, none."""
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()
