"""Files of `definitions/calendars/`: days off and worked that the `holidays` package lacks, each with its source."""

from __future__ import annotations

from collections.abc import Container
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from workflows.agencies import Registry
from workflows.calendars import WorkCalendar
from workflows.errors import BadDefinition
from workflows.facts import Fact
from workflows.findings import Problem
from workflows.loader import translate
from workflows.marked_yaml import MarkedMap, decode, read_tree
from workflows.said import Said
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
    under: str | None = None
    """The agency for which, and for all below it, these days are so; left out: for the whole country."""
    off: tuple[SwappedDay, ...] = ()
    worked: tuple[SwappedDay, ...] = ()

    def days(self, years: Container[int]) -> WorkCalendar:
        """What it says of these years; a day that it calls off and worked is worked."""
        off = {day.date: day.why for day in self.off if day.date.year in years}
        worked = frozenset(day.date for day in self.worked if day.date.year in years)
        return WorkCalendar(frozenset(off) - worked, worked, off)


def read_calendar(path: Path | Traversable, registry: Registry | None = None) -> CalendarFile:
    """One file. Raises BadDefinition with every problem, also where the registry lacks the agency that it names."""
    shown_as = str(path) if isinstance(path, Path) else f"definitions/calendars/{path.name}"
    text, problems = decode(path.read_bytes(), shown_as)
    tree = read_tree(text, shown_as)
    problems = problems or tree.problems
    if not problems and isinstance(tree.root, MarkedMap):
        try:
            file = CalendarFile.model_validate(tree.root)
        except ValidationError as error:
            keys = {*CalendarFile.model_fields, *SwappedDay.model_fields}
            problems += translate(error, tree.root, shown_as, keys)
        else:
            if registry is None or file.under is None or file.under in registry:
                return file
            problems.append(Problem(file.place_of("under"), Said("mistake.no-agency", {"agency": file.under})))
    raise BadDefinition(tuple(problems))
