"""What the registry knows: an agency with its names, codes and validity, and who succeeds whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from workflows.errors import InputError
from workflows.said import Name, Said

Kind: TypeAlias = Literal[
    "prime-minister",
    "ministry",
    "ministerial-agency",
    "government-agency",
    "province",
    "department",
    "district",
    "office",
    "ward",
    "party",
    "front",
    "vertical",
    "public-unit",
]
Level: TypeAlias = Literal["central", "province", "district", "commune"]

KINDS: tuple[str, ...] = get_args(Kind)
LEVELS: tuple[str, ...] = get_args(Level)
EXTENTS: tuple[str, ...] = ("whole", "part")

_LEVEL_OF_KIND: Mapping[str, str] = {
    "prime-minister": "central",
    "ministry": "central",
    "ministerial-agency": "central",
    "government-agency": "central",
    "province": "province",
    "department": "province",
    "district": "district",
    "office": "district",
    "ward": "commune",
}
ONLY_IN_CENTRAL_FILES = frozenset({"prime-minister", "ministry", "ministerial-agency", "government-agency", "province"})
REPORT_TO_THE_PRIME_MINISTER = ONLY_IN_CENTRAL_FILES - {"prime-minister"}
WITHOUT_SUPERIOR = frozenset({"prime-minister", "party", "front", "vertical"})
PRIME_MINISTER = "thu-tuong"


def kind_order(kind: str) -> tuple[int, str]:
    """What sorts kinds from the top; unknown ones come last."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS), kind


class BadAgencyFile(InputError):
    """A file of agencies that breaks the rules of such files. `line` is 0 where no line can be named."""

    code = "bad-agency-file"
    fields = ("path", "line", "key", "why")
    key: str

    @property
    def said(self) -> Said:
        return super().said if self.key else Said("failed.bad-agency-file.whole", self.facts)


class DatedCode(NamedTuple):
    """An official e-document code and the days on which it holds (None: open)."""

    code: str
    valid_from: date | None = None
    valid_until: date | None = None


class Renaming(NamedTuple):
    """A later name and the first day on which it is borne."""

    name: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that can be given work.

    `name` is the first Vietnamese name that the register knows, `names` the later ones in order. `valid_from` and
    `valid_until` are the first and the last day in force; None: not known to begin or end. `role` is the sector
    (`noi-vu`), the same for the ministry, the departments and the offices of that sector. `unit_code` is the code of
    the area in the lists of the General Statistics Office: no identity, a merged area takes over an old one's code.
    `decree`: by which it should be there, where nothing of the place confirms it; `stem`: its name before the place.
    """

    key: str
    name: str
    name_en: str = ""
    short: str | None = None
    kind: str = "department"
    role: str | None = None
    level: str = "province"
    superior: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    codes: tuple[DatedCode, ...] = ()
    unit_code: str | None = None
    names: tuple[Renaming, ...] = ()
    source: str | None = None
    decree: str | None = None
    stem: str = ""

    def in_force_on(self, day: date) -> bool:
        """Whether the agency exists on that day, both ends included."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def name_on(self, day: date) -> str:
        """The Vietnamese name that it bears on that day."""
        name = self.name
        for renaming in self.names:
            if renaming.valid_from <= day:
                name = renaming.name
        return name

    @property
    def called(self) -> Name:
        """What it is called in either language; the Vietnamese name where no English one is known."""
        return Name.known(self.name, self.name_en)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every Vietnamese name, the first one first."""
        return (self.name, *(renaming.name for renaming in self.names))

    @property
    def top(self) -> str:
        """The first part of the key: the province, or the central agency itself."""
        return self.key.partition(".")[0]

    def as_json(self) -> dict[str, Any]:
        """Stable fields, dates as ISO text; what is not known is null or empty."""
        return {
            "key": self.key,
            "name": self.name,
            "name_en": self.name_en,
            "short": self.short,
            "kind": self.kind,
            "role": self.role,
            "level": self.level,
            "superior": self.superior,
            "from": _iso(self.valid_from),
            "until": _iso(self.valid_until),
            "codes": [
                {"code": code.code, "from": _iso(code.valid_from), "until": _iso(code.valid_until)}
                for code in self.codes
            ],
            "unit_code": self.unit_code,
            "names": [{"name": later.name, "from": _iso(later.valid_from)} for later in self.names],
            "source": self.source,
            "by_decree": self.decree,
        }


@dataclass(frozen=True, slots=True)
class Succession:
    """One edge of the register's history: work of `from_key` is `to_key`'s from `on` (None: the day is not known).

    Edges are n:m. `extent` says how much of the predecessor went there: `whole`, or `part` of it.
    """

    from_key: str
    to_key: str
    on: date | None
    extent: str
    basis: str
    source: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Stable fields, the day as ISO text."""
        told = {"from": self.from_key, "to": self.to_key, "on": _iso(self.on), "extent": self.extent}
        return {**told, "basis": self.basis, "source": self.source}


_REMARKS: tuple[tuple[str, str], ...] = (
    (r"(?P<law>[^;]+); (?P<next>.+)", "remark.both"),
    (r"(?P<law>[^,]+), amended by (?P<next>.+)", "remark.amended"),
    (r"Decree (?P<number>[\w/-]+)", "remark.decree"),
    (r"(?:Resolution )?(?P<number>\d+(?:/\d+)?/(?:NQ-UBTVQH|QH)\d+)", "remark.resolution"),
    (r"(?:Resolution )?(?P<number>\d+/NQ-UBTVQH\d+), art\. (?P<article>\d+)\((?P<clause>\d+)\)", "remark.clause"),
    (r"Decision (?P<number>\S+)", "remark.decision"),
    (r"Law on the Viet Nam Fatherland Front", "remark.front-law"),
    (r"Statute of the Party", "remark.party-statute"),
    (r"A resolution of the National Assembly's Standing Committee of (?P<years>\S+)", "remark.some-resolution"),
    (r"Decision of the City Party Committee announced on 3 February 2025", "remark.city-party-decision"),
    (r"Decisions of the Politburo announced on 3 February 2025", "remark.politburo-decisions"),
    (r"The end of Party civil affairs committees, early in 2025", "remark.civil-affairs-ended"),
    (r"The merger of the two commissions at every level, early in 2025", "remark.commissions-merged"),
    (r"Not confirmed by a text", "remark.not-confirmed"),
    (r"Not confirmed by a text: (?P<what>.+)", "remark.not-confirmed-that"),
    (r"the press", "remark.the-press"),
    (r"social protection and children", "remark.social-protection"),
    (r"vocational training", "remark.vocational-training"),
    (r"passed to a ministry in the reform of 1 March 2025", "remark.passed-to-a-ministry"),
    (r"police at district level ended in the reform of 1 March 2025", "remark.district-police-ended"),
    (r"The day and the number of the resolution are not recorded", "remark.resolution-not-recorded"),
    (r"Through (?P<unit>.+), a unit of early 2025 that has no record", "remark.through"),
    (r"Merged early in 2025; the day is not known, the date is the latest possible", "remark.merged-early"),
    (r"Merged before 2025-07-01, the day is not recorded: the date is the latest possible", "remark.merged-before"),
    (r"What became of it when the province ended is not known", "remark.not-known"),
)
"""How the shipped files put it, and its code; of several that fit the last one counts."""


_PARTS = ("law", "next", "what")  # of a remark that are remarks themselves


@lru_cache(maxsize=256)  # a few remarks stand beside thousands of agencies
def in_words(remark: str) -> Said | str:
    """A legal base or a source, as the registry's files have it, to be said in the reader's language.

    The shipped files cite in English (`Resolution 202/2025/QH15`); what somebody else's file says stays as written.
    """
    for pattern, code in reversed(_REMARKS):
        if (found := re.fullmatch(pattern, remark)) is not None:
            return Said(
                code, {name: in_words(part) if name in _PARTS else part for name, part in found.groupdict().items()}
            )
    return remark


def level_of(kind: str, key: str) -> str:
    """The level that follows from the kind; for Party, Front, vertical and public units, from the key's depth."""
    return _LEVEL_OF_KIND.get(kind) or LEVELS[min(key.count("."), 3)]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
