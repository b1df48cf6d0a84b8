"""Days as people write them: ISO (`2023-06-20`) or as documents print them (`20/06/2023`)."""

from __future__ import annotations

import re
from datetime import date

from workflows.errors import BadDate


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


def format_day(day: date | None, lang: str = "vi", *, year: int | None = None) -> str:
    """dd/mm/yyyy in Vietnamese (dd/mm where the year is `year`), ISO in English; an en dash for None."""
    if day is None:
        return "–"
    if lang != "vi":
        return day.isoformat()
    return f"{day:%d/%m}" if year == day.year else f"{day:%d/%m}/{day.year:04d}"  # %Y leaves out zeros
