"""What a task's agency put into its report, folded from its chain: rows of kind `contribution`, which move nothing.

A payload has either `chapter` (its place in the outline) with one of `attachments`, or `figures` (text by name) with
the file that they were read from; `report`: `merged` where it is about all that a consolidation merges; `withdrawn`:
what was said of that chapter, or of figures at all, is taken back. The last that was said holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.chain.effective import Row, payload_of
from engine.chain.notes import CONTRIBUTION
from engine.chain.rehash import AT

_KIND = AT["kind"]


@dataclass(frozen=True, slots=True)
class Contributions:
    """What holds. `chapters`: by place and by whether it is about the merged report; `figures`: by name."""

    chapters: dict[tuple[str, bool], tuple[Row, dict[str, Any]]] = field(default_factory=dict)
    figures: dict[str, tuple[Row, str]] = field(default_factory=dict)


def contributions(rows: Iterable[Row]) -> Contributions:
    """Fold counted rows of one chain."""
    found = Contributions()
    for row in rows:
        if row[_KIND] != CONTRIBUTION:
            continue
        said = payload_of(row)
        is_withdrawn = said.get("withdrawn") is True
        if isinstance(place := said.get("chapter"), str):
            about = place, said.get("report") == "merged"
            attached = next((each for each in said.get("attachments") or () if isinstance(each, dict)), None)
            if is_withdrawn:
                found.chapters.pop(about, None)
            elif attached is not None:
                found.chapters[about] = row, attached
        elif is_withdrawn:
            found.figures.clear()
        elif isinstance(figures := said.get("figures"), dict):
            found.figures.update({name: (row, str(value)) for name, value in figures.items()})
    return found
