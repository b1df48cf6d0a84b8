"""By what figures are grouped: by agency, person, tier, period, year or all together, each under a stable key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from workflows.agency_records import KINDS, LEVELS
from workflows.errors import BadPeriod, InputError
from workflows.periods import parse_period_key
from workflows.said import NAMELESS, Name
from workflows.spelling import fold

T = TypeVar("T")

BY = ("agency", "tier", "period", "year", "all")
BY_OF_ENTRIES = ("agency", "person", "tier", "period", "year", "all")


class UnknownGrouping(InputError):
    """Figures cannot be grouped by that."""

    code = "unknown-grouping"
    fields = ("by", "known")


Heirs = Callable[[str], tuple[str, Name] | None]
"""Of an agency: who holds its work today and what it is called, with whom it followed; None: the agency itself."""


class Subject(NamedTuple):
    """Whose a figure is, and of when. `period`: None for what serves all periods of its year."""

    agency: str
    name: Name
    level: str
    kind: str
    period: str | None
    year: int
    person: str = ""


class Group(NamedTuple):
    """One line of figures. `name`: of an agency or a person, else empty."""

    key: str
    name: Name = NAMELESS
    level: str = ""
    kind: str = ""


WHOLE = Group("all")
_GROUPS: Mapping[str, Callable[[Subject], Group]] = {
    "agency": lambda of: Group(of.agency, of.name, of.level, of.kind),
    "person": lambda of: Group(of.person, Name.alike(of.person)),
    "tier": lambda of: Group(f"{of.level}/{of.kind}", NAMELESS, of.level, of.kind),
    "period": lambda of: Group(of.period or f"{of.year}-plan"),
    "year": lambda of: Group(str(of.year)),
    "all": lambda of: WHOLE,
}


_TELLS_APART: Mapping[str, Callable[[Subject], Any]] = {
    "agency": attrgetter("agency"),
    "person": attrgetter("person"),
    "tier": attrgetter("level", "kind"),
    "period": lambda of: of.period or of.year,
    "year": attrgetter("year"),
    "all": lambda of: None,
}


def check_by(by: str, known: tuple[str, ...]) -> None:
    """Raises UnknownGrouping."""
    if by not in known:
        raise UnknownGrouping(by, ", ".join(known))


def grouped(
    items: Iterable[T], by: str, subject_of: Callable[[T], Subject], heirs: Heirs | None = None
) -> dict[Group, list[T]]:
    """The items of each group, the groups in the order in which people expect them.

    `heirs`: agencies count with those who took over their work.
    """
    tells_apart = _TELLS_APART[by]
    heir_of = None if heirs is None or by != "agency" else cache(heirs)
    known: dict[Any, Group] = {}
    members: dict[Any, list[T]] = {}
    for item in items:
        subject = subject_of(item)
        if heir_of is not None and (heir := heir_of(subject.agency)) is not None:
            subject = _as_heir(subject, *heir)
        which = tells_apart(subject)
        if which in members:
            members[which].append(item)
        else:
            known[which], members[which] = _GROUPS[by](subject), [item]
    ordered = sorted(known.items(), key=lambda each: _order(each[1], by))
    return {group: members[which] for which, group in ordered}


def _as_heir(of: Subject, key: str, name: Name) -> Subject:
    return of._replace(agency=key, name=name)


def _order(group: Group, by: str) -> tuple[Any, ...]:
    """Agencies as the tree has them, tiers from the top, periods by their end and plans before them, people by name."""
    if by == "agency":
        return (group.key.split("."),)
    if by == "tier":
        return (_at(LEVELS, group.level), _at(KINDS, group.kind), group.key)
    if by == "period":
        year, _, code = group.key.partition("-")
        return (year, () if code == "plan" else end_of(group.key), group.key)
    return (fold(group.key), group.key)


def end_of(period: str) -> tuple[date, date, bool]:
    """What sorts periods by their end; a key that is no period comes last."""
    try:
        return parse_period_key(period).sort_key
    except BadPeriod:
        return (date.max, date.max, True)


def _at(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)
