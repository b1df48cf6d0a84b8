"""What the registry knows: an agency with its names, codes and validity, and who succeeds whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
        return Name(self.name, self.name_en or self.name)

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


def level_of(kind: str, key: str) -> str:
    """The level that follows from the kind; for Party, Front, vertical and public units, from the key's depth."""
    return _LEVEL_OF_KIND.get(kind) or LEVELS[min(key.count("."), 3)]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
