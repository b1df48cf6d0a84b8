"""Working days: public holidays of Viet Nam, the Government's yearly swaps, weekends.

The `holidays` package knows the law's holidays and most swaps; `definitions/calendars/` holds what it lacks, each day
with its source. A launch pins the resolved days, so a later release of either changes no running cascade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked: Monday to Friday, less `days_off`, plus `days_worked` (Saturdays worked in exchange)."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()
    names: dict[date, str] = field(default_factory=dict, compare=False, hash=False)

    @property
    def until(self) -> date | None:
        """The last day whose holidays are known, the end of a year; later days are plain weekdays. None: none known."""
        last = max((*self.days_off, *self.days_worked), default=None)
        return None if last is None else date(last.year, 12, 31)

    def is_working_day(self, day: date) -> bool:
        """State offices work 40 hours, Saturday and Sunday off, unless a day was swapped."""
        return day in self.days_worked or (day.weekday() < 5 and day not in self.days_off)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days d there are with after < d <= until; 0 if `until` is not after `after`."""
        if until <= after:
            return 0
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


def load_calendar(years: Iterable[int], extra_folders: Iterable[Path] = ()) -> WorkCalendar:
    """The working days of Viet Nam in these years, local corrections included. Days beyond them are plain weekdays."""
    import holidays

    wanted = sorted(set(years))
    known = holidays.country_holidays("VN", years=wanted, language="vi")
    names = {day: name for day, name in known.items() if day.year in wanted}
    off = set(names)
    worked = {day for day in getattr(known, "weekend_workdays", ()) if day.year in wanted}
    corrections = (item for item in _corrections(extra_folders) if item[0].year in wanted)
    for day, name, is_worked in corrections:
        if is_worked:
            worked.add(day)
            off.discard(day)
            names.pop(day, None)
        else:
            off.add(day)
            worked.discard(day)
            names[day] = name
    return WorkCalendar(frozenset(off), frozenset(worked), names)


def _corrections(extra_folders: Iterable[Path]) -> Iterator[tuple[date, str, bool]]:
    from workflows.calendar_files import read_calendar

    shipped = files("definitions").joinpath("calendars")
    entries = sorted(shipped.iterdir(), key=lambda entry: entry.name)
    paths = [entry for entry in entries if entry.name.endswith(".yaml")]
    for folder in extra_folders:
        paths += sorted((folder / "calendars").glob("*.yaml"))
    for path in paths:
        yield from read_calendar(path)
