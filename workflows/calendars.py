"""Working days: public holidays of Viet Nam, the Government's yearly swaps, weekends.

The `holidays` package knows the law's holidays and most swaps; `definitions/calendars/` holds what it lacks, each day
with its source. A file may speak of one agency and all below it. A launch pins the resolved days, so a later release of
either changes no running cascade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from workflows.agencies import Registry

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked: Monday to Friday, less `days_off`, plus `days_worked` (Saturdays worked in exchange).

    `local`: what agencies, with all below them, have otherwise: days off and worked, by key.
    """

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()
    names: dict[date, str] = field(default_factory=dict, compare=False, hash=False)
    local: dict[str, WorkCalendar] = field(default_factory=dict, hash=False)
    _counted: dict[tuple[date, date], int] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )
    """Working days between two days, once they were asked for: lists ask for few pairs, thousands of times."""
    until: date | None = field(init=False, repr=False, compare=False, hash=False)
    """The last day whose holidays are known, the end of a year; later days are plain weekdays. None: none known."""

    def __post_init__(self) -> None:
        last = max((*self.days_off, *self.days_worked), default=None)
        object.__setattr__(self, "until", None if last is None else date(last.year, 12, 31))

    def of(self, agency: str) -> WorkCalendar:
        """The days of one agency: those of all, then those of each subtree that it lies in, the narrowest last."""
        found = self
        for above in sorted(self.local, key=len) if self.local else ():
            if agency == above or agency.startswith(f"{above}."):
                found = found.altered(self.local[above])
        return found

    def altered(self, by: WorkCalendar, under: str | None = None) -> WorkCalendar:
        """These days, but for those of which the other says something else; `under`: for that agency and all below."""
        if under is not None:
            days = self.local.get(under, WorkCalendar()).altered(by)
            return self if days == WorkCalendar() else replace(self, local={**self.local, under: days})
        return replace(
            self,
            days_off=(self.days_off - by.days_worked) | by.days_off,
            days_worked=(self.days_worked - by.days_off) | by.days_worked,
            names={day: name for day, name in self.names.items() if day not in by.days_worked} | by.names,
        )

    @property
    def content(self) -> dict[str, Any]:
        """The days as JSON data, as a launch pins them."""
        days: dict[str, Any] = {"off": sorted(map(str, self.days_off)), "worked": sorted(map(str, self.days_worked))}
        if self.local:
            days["local"] = {above: self.local[above].content for above in sorted(self.local)}
        return days

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> WorkCalendar:
        """What `content` told."""
        off, worked = (frozenset(map(date.fromisoformat, content[name])) for name in ("off", "worked"))
        local = {above: cls.from_content(days) for above, days in content.get("local", {}).items()}
        return cls(off, worked, local=local)

    def is_working_day(self, day: date) -> bool:
        """State offices work 40 hours, Saturday and Sunday off, unless a day was swapped."""
        return day in self.days_worked or (day.weekday() < 5 and day not in self.days_off)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days d there are with after < d <= until; 0 if `until` is not after `after`."""
        if until <= after:
            return 0
        if (after, until) not in self._counted:
            self._counted[after, until] = self._count_between(after, until)
        return self._counted[after, until]

    def _count_between(self, after: date, until: date) -> int:
        whole_weeks, rest = divmod((until - after).days, 7)
        count = whole_weeks * 5
        day = until
        for _ in range(rest):
            count += day.weekday() < 5
            day -= _DAY
        count -= sum(1 for day in self.days_off if after < day <= until and day.weekday() < 5)
        return count + sum(1 for day in self.days_worked if after < day <= until and self._adds(day))

    def _adds(self, day: date) -> bool:
        return day.weekday() >= 5 or day in self.days_off

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first one after it that is."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The day on which the `count`-th working day after `day` falls (the first day is not counted)."""
        for _ in range(count):
            day = self.next_working_day(day + _DAY)
        return day


def years_of(year: int) -> range:
    """The years whose days a launch of that year pins."""
    return range(year - 1, year + 3)


def load_calendar(
    years: Iterable[int], extra_folders: Iterable[Path] = (), registry: Registry | None = None
) -> WorkCalendar:
    """The working days of Viet Nam in these years, with those of the folders' files. Days beyond are plain weekdays.

    Raises BadDefinition, also where a file names an agency that the registry lacks.
    """
    import holidays

    from workflows.calendar_files import read_calendar

    wanted = frozenset(years)
    known = holidays.country_holidays("VN", years=sorted(wanted), language="vi")
    names = {day: name for day, name in known.items() if day.year in wanted}
    worked = frozenset(day for day in getattr(known, "weekend_workdays", ()) if day.year in wanted)
    calendar = WorkCalendar(frozenset(names), worked, names)
    for path in _files(extra_folders):
        file = read_calendar(path, registry)
        calendar = calendar.altered(file.days(wanted), file.under)
    return calendar


def _files(extra_folders: Iterable[Path]) -> Iterator[Path | Traversable]:
    from importlib.resources import files  # whoever runs a cascade has pinned days, and is there sooner without

    shipped = files("definitions").joinpath("calendars")
    entries = sorted(shipped.iterdir(), key=lambda entry: entry.name)
    yield from (entry for entry in entries if entry.name.endswith(".yaml"))
    for folder in extra_folders:
        yield from sorted((folder / "calendars").glob("*.yaml"))
