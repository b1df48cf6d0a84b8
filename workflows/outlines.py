"""The outline of a report as it is filled: its chapters in order, each by the place that contributions name.

Which entry of a document asks for a report is told by the key of its assignment (`workflows/compiler.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workflows.said import Name
from workflows.schema import Assignment, Chapter, Consolidates, Document, Figure, Merge, Outline


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a report carries. `merge` None: nobody says how it is merged, so that it never is."""

    name: str
    called: Name
    unit: str | None
    merge: Merge | None


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter by its place (`III.7`). `level`: 1 for a chapter, 2 for what is inside one, and so on."""

    place: str
    title: Name
    level: int
    indicators: tuple[Indicator, ...]


def sections(outline: Outline) -> tuple[Section, ...]:
    """Its chapters, in the order of the report; one without a place is counted (`2`, `2.1`)."""
    return tuple(_sections(outline.chapters, "", 1))


def _sections(chapters: tuple[Chapter, ...], above: str, level: int) -> Iterator[Section]:
    for number, chapter in enumerate(chapters, 1):
        place = chapter.at or f"{above}{number}"
        title = Name.known(chapter.title, chapter.title_en)
        yield Section(place, title, level, tuple(map(_indicator, chapter.figures)))
        yield from _sections(chapter.items, f"{place}.", level + 1)


def _indicator(figure: Figure) -> Indicator:
    ours = figure.ours
    unit = figure.unit or (None if ours is None else ours.unit)
    merge = figure.merge or (None if ours is None else ours.merge)
    return Indicator(figure.name, Name.known(figure.name, figure.name_en), unit, merge)


def asked_outline(read: Callable[[str], Document | None], document: str, assignment: str) -> tuple[str, Outline] | None:
    """The outline by which an entry wants its report, with the document that holds it; None: no document says.

    `read`: gives a document by its key, where it is at hand. An entry without an outline of its own means that of its
    document.
    """
    asking = read(document)
    if asking is None:
        return None
    own = _own(_entry(asking, assignment))
    if own is not None and own.as_ is None:
        return document, own
    return whole_outline(read, document if own is None or own.as_ is None else own.as_)


def whole_outline(read: Callable[[str], Document | None], document: str) -> tuple[str, Outline] | None:
    """The outline that a document holds for all its reports."""
    holder = read(document)
    held = None if holder is None else holder.outline
    return None if held is None or held.as_ is not None else (document, held)


def _own(entry: Assignment | Consolidates | None) -> Outline | None:
    if isinstance(entry, Assignment):
        asked = entry.report or entry.product
        return None if asked is None else asked.outline
    return None if entry is None else entry.outline


def _entry(document: Document, assignment: str) -> Assignment | Consolidates | None:
    """The entry of that key: `DOCUMENT[/TOPIC][#plan][#N]`, or `DOCUMENT#consolidates[#N]`."""
    named, _, rest = assignment.partition("#")
    what, _, number = rest.rpartition("#")
    what, number = (what, number) if number.isdigit() else (rest, "1")
    topic = named.removeprefix(document.key).removeprefix("/") or None
    entries: tuple[Assignment | Consolidates, ...] = tuple(each for each in document.assigns if each.topic == topic)
    if what == "consolidates":
        entries = document.consolidates
    at = int(number) - 1
    return entries[at] if 0 <= at < len(entries) else None
