"""Files of `definitions/calendars/`: days off and worked that the `holidays` package lacks, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from workflows.errors import BadDefinition
from workflows.facts import Fact
from workflows.loader import translate
from workflows.marked_yaml import MarkedMap, decode, read_tree
from workflows.schema import Day


class SwappedDay(Fact):
    """One day that is off, or worked, against the general rule."""

    date: Day
    why: str
    source: str
    """The letter that orders it."""


class CalendarFile(Fact):
    """One file of swapped days."""

    key: str
    off: tuple[SwappedDay, ...] = ()
    worked: tuple[SwappedDay, ...] = ()


def read_calendar(path: Path | Traversable) -> Iterator[tuple[date, str, bool]]:
    """The days of one file: day, reason, whether it is worked. Raises BadDefinition with every problem."""
    shown_as = str(path) if isinstance(path, Path) else f"definitions/calendars/{path.name}"
    text, problems = decode(path.read_bytes(), shown_as)
    tree = read_tree(text, shown_as)
    problems = problems or tree.problems
    if not problems and isinstance(tree.root, MarkedMap):
        try:
            calendar = CalendarFile.model_validate(tree.root)
        except ValidationError as error:
            keys = {*CalendarFile.model_fields, *SwappedDay.model_fields}
            problems += translate(error, tree.root, shown_as, keys)
        else:
            yield from ((day.date, day.why, False) for day in calendar.off)
            yield from ((day.date, day.why, True) for day in calendar.worked)
            return
    raise BadDefinition(tuple(problems))
