"""Reporting periods: `2023-Q1`, `2023-H1`, `2023-9M`, `2023-Y`, `2023-M05`, `2023-once`."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workflows.errors import BadPeriod
from workflows.said import Said
from workflows.spelling import fold

# first and last month of each period's code
_MONTHS: dict[str, tuple[int, int]] = {
    **{f"M{month:02d}": (month, month) for month in range(1, 13)},
    **{f"Q{quarter}": (3 * quarter - 2, 3 * quarter) for quarter in range(1, 5)},
    "H1": (1, 6),
    "H2": (7, 12),
    "9M": (1, 9),
    "Y": (1, 12),
    "once": (1, 12),
}
CODES = tuple(_MONTHS)
# words that a definition may use where a period is asked, beside the codes themselves
WORDS = (*CODES, "Q", "M", "unspecified", "ad-hoc")

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period of one year; `code` is one of `CODES`. Orders by its last, then first, month."""

    year: int
    code: str

    def __str__(self) -> str:
        return f"{self.year}-{self.code}"

    @property
    def key(self) -> str:
        return str(self)

    @property
    def first_day(self) -> date:
        """The first day of the period by the civil calendar."""
        return date(self.year, _MONTHS[self.code][0], 1)

    @property
    def last_day(self) -> date:
        """The last day of the period by the civil calendar (not the day on which its data close)."""
        month = _MONTHS[self.code][1]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def months(self) -> tuple[int, int]:
        """Its first and last month, 1 to 12."""
        return _MONTHS[self.code]

    @property
    def data_closes_on(self) -> date | None:
        """The day on which a periodic report's data close: the 14th of the period's last month.

        Decree 09/2019/ND-CP, art. 12; the nine months' day is provincial practice (Khanh Hoa, Decision
        01/2023/QD-UBND). None for `once`, which is no periodic report.
        """
        return None if self.code == "once" else date(self.year, _MONTHS[self.code][1], 14)

    @property
    def said(self) -> Said:
        """What a person reads, without the year: the half year, the first quarter, the year, May."""
        return (
            Said("period.month", {"month": int(self.code[1:])}) if self.code[0] == "M" else Said(f"period.{self.code}")
        )

    @property
    def said_with_year(self) -> Said:
        """The same with its year."""
        if self.code in ("H2", "Y"):
            return Said(f"period.{self.code}.in_year", {"year": self.year})
        return Said("period.in_year", {"period": self.said, "year": self.year})

    def __lt__(self, other: Period) -> bool:
        return self.sort_key < other.sort_key

    @property
    def sort_key(self) -> tuple[date, date, bool]:
        return (self.last_day, self.first_day, self.code != "once")


@lru_cache(maxsize=1024)  # a file of moves names few of them
def parse_period_key(text: str) -> Period:
    """`2023-H1` (any case) → Period. Raises BadPeriod."""
    match = re.fullmatch(r"([12]\d{3})-([A-Za-z0-9]+)", text.strip())
    if match:
        for code in CODES:
            if code.casefold() == match[2].casefold():
                return Period(int(match[1]), code)
    raise BadPeriod(text, nearest_codes(match[2] if match else text))


def parse_period(text: str, year: int | None = None) -> Period:
    """A key or a Vietnamese name → Period: `2023-H1`, `6 thang dau nam 2023`, `quy I/2023`, with or without accents.

    `year` completes a text that names none. Raises BadPeriod.
    """
    folded = fold(text)
    match = re.fullmatch(r"([12]\d{3})-([a-z0-9]+)", folded)
    if match:
        return parse_period_key(text)
    found = re.search(r"(?:^|[^\d])([12]\d{3})\Z", folded)
    said_year = int(found[1]) if found else year
    rest = re.sub(r"[12]\d{3}\Z", "", folded).strip(" /,-")
    rest = re.sub(r"^ky ", "", re.sub(r"^bao cao ", "", rest)).strip()
    code = _code_of(rest) if folded else None
    if code is None or said_year is None:
        raise BadPeriod(text, nearest_codes(text))
    return Period(said_year, code)


def _code_of(rest: str) -> str | None:
    for code in CODES:
        if rest == code.casefold():
            return code
    rest = (
        re.sub(r"\s*\bnam\Z", "", rest).strip() if rest not in {"nam", "ca nam", "hang nam", "bao cao nam"} else "nam"
    )
    if rest in {"", "nam"}:
        return "Y"
    if quarter := re.fullmatch(r"quy (i{1,3}|iv|[1-4])", rest):
        return f"Q{_ROMAN[quarter[1]]}"
    if month := re.fullmatch(r"thang (\d{1,2})", rest):
        return f"M{int(month[1]):02d}" if 1 <= int(month[1]) <= 12 else None
    phrases = {
        "H1": ("6 thang", "06 thang", "6 thang dau", "06 thang dau", "nua dau"),
        "H2": ("6 thang cuoi", "06 thang cuoi", "nua cuoi"),
        "9M": ("9 thang", "09 thang", "9 thang dau"),
        "once": ("mot lan", "1 lan"),
    }
    return next((code for code, known in phrases.items() if rest in known), None)


# folded, as `fold` leaves what people write
_NAMES = {
    **{"6 thang": "H1", "6 thang cuoi nam": "H2", "9 thang": "9M", "nam": "Y", "mot lan": "once"},
    **{f"quy {roman}": f"Q{number}" for roman, number in _ROMAN.items() if not roman.isdigit()},
    **{f"thang {number}": f"M{number:02d}" for number in range(1, 13)},
}


def nearest_codes(text: str) -> tuple[str, ...]:
    """The codes that a mistyped period most likely meant, best first."""
    names = _NAMES | {code.casefold(): code for code in CODES}
    names |= {"6t": "H1", "6th": "H1", "9t": "9M", "ca nam": "Y", "nam": "Y", "hang nam": "Y", "6 thang dau nam": "H1"}
    names |= {f"quy{n}": f"Q{n}" for n in range(1, 5)} | {"quy": "Q", "hang quy": "Q", "thang": "M", "hang thang": "M"}
    hits = difflib.get_close_matches(fold(text), names, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(names[hit] for hit in hits))


def expand(word: str) -> Iterator[str]:
    """The period codes that one word of a definition stands for; a lone `Q` or `M` is every one of the year."""
    if word == "Q":
        yield from (f"Q{quarter}" for quarter in range(1, 5))
    elif word == "M":
        yield from (f"M{month:02d}" for month in range(1, 13))
    elif word in _MONTHS:
        yield word
