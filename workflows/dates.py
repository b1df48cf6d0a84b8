"""Days and moments as people write them: ISO (`2023-06-20`) or as documents print them (`20/06/2023`)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from workflows.errors import BadDate, BadMoment

HANOI = timezone(timedelta(hours=7))  # Vietnam has kept this offset since 1975, without summer time


def parse_day(text: str) -> date:
    """ISO or dd/mm/yyyy → date. Raises BadDate, also for 29 Feb 2023."""
    stripped = text.strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", stripped):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", stripped):
        day, month, year = match.groups()
    else:
        raise BadDate(text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadDate(text) from None


@lru_cache(maxsize=4096)  # many tasks are due on few days
def day_from_iso(text: str | None) -> date | None:
    """A day as rows hold it; none where there is none."""
    return None if text is None else date.fromisoformat(text)


def day_to_iso(day: date | None) -> str | None:
    """The opposite of `day_from_iso`."""
    return None if day is None else day.isoformat()


def parse_moment(text: str) -> datetime:
    """`2023-06-21T17:00`, `21/06/2023 17:00` → moment, in Hanoi where no offset is given; a bare day → its end.

    Raises BadMoment.
    """
    stripped = text.strip()
    day, _, clock = stripped.replace("T", " ", 1).partition(" ")
    try:
        on = parse_day(day)
        if not clock:
            return end_of_day(on)
        moment = datetime.fromisoformat(f"{on.isoformat()}T{clock.strip()}")
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=HANOI)
        moment.astimezone(UTC)  # near the first and the last year there may be no such moment elsewhere
    except (BadDate, ValueError, OverflowError):
        raise BadMoment(text) from None
    return moment


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Hanoi."""
    return datetime.combine(day, time.max, HANOI)


def format_day(day: date | None, lang: str = "vi", *, year: int | None = None) -> str:
    """dd/mm/yyyy in Vietnamese (dd/mm where the year is `year`), ISO in English; an en dash for None."""
    if day is None:
        return "–"
    if lang != "vi":
        return day.isoformat()
    return f"{day:%d/%m}" if year == day.year else f"{day:%d/%m}/{day.year:04d}"  # %Y leaves out zeros
