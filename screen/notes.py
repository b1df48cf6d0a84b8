"""What an agency keeps about its own work, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.results import TaskRow
from screen.look import Look
from screen.tables import Cell


def note_words(said: Mapping[str, Any], look: Look) -> Iterator[str]:
    """What a note says, by the fields of its row's payload."""
    if person := said.get("assigned_to"):
        yield look.say("note.assigned", person=person)
    elif person == "":
        yield look.say("note.unassigned")
    if added := said.get("tags_added"):
        yield look.say("note.tagged", tags=_listed(added))
    if removed := said.get("tags_removed"):
        yield look.say("note.untagged", tags=_listed(removed))
    if day := said.get("follow_up"):
        yield look.say("note.follow_up", day=look.day(date.fromisoformat(str(day)), with_year=True))
    elif day == "":
        yield look.say("note.followed_up")
    if text := said.get("text"):
        yield look.say("note.text", text=text)
    yield from _attached(said, look)


def contribution_words(said: Mapping[str, Any], look: Look) -> Iterator[str]:
    """What a contribution to a report says, by the same fields."""
    if (place := said.get("chapter")) is not None:
        yield look.say("contributed.place", place=place)
    if said.get("report") == "merged":
        yield look.say("contributed.merged")
    if said.get("withdrawn"):
        yield look.say("contributed.withdrawn")
    if figures := said.get("figures"):
        told = "; ".join(f"{name}: {look.number(value)}" for name, value in figures.items())
        yield look.say("contributed.figures", told=told)
    yield from _attached(said, look)


def _attached(said: Mapping[str, Any], look: Look) -> Iterator[str]:
    for each in said.get("attachments", ()):
        yield look.say("note.attached", name=each["name"], size=each["size"], hash=each["sha256"][:12])


def kept_cell(row: TaskRow, look: Look) -> Cell:
    """Who has the task, its tags, when to look again; left out where room is scarce."""
    words = []
    if row.assigned_to is not None:
        words.append(look.say("note.of", person=row.assigned_to))
    if row.tags:
        words.append(look.say("note.tags", tags=_listed(row.tags)))
    if row.follow_up is not None:
        words.append(look.say("note.looked_at", day=look.day(row.follow_up)))
    return Cell(" · ".join(words), "dim", "")


def _listed(tags: Any) -> str:
    return ", ".join(f"“{tag}”" for tag in tags)
