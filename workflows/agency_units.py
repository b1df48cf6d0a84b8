"""Reading the registry's files made by machine: CSV with the districts and communes of a province, and their heirs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources.abc import Traversable

from workflows.agency_files import parse_day, read_text
from workflows.agency_names import bare_word
from workflows.agency_records import EXTENTS, KINDS, Agency, BadAgencyFile, Succession, level_of
from workflows.keys import AGENCY_KEY, fold, nfc
from workflows.said import Said
from workflows.wrong import Wrong

CSV_COLUMNS = ("key", "name", "kind", "type", "unit_code", "superior", "from", "until", "source")
SUCCESSION_COLUMNS = ("from", "to", "on", "extent", "basis", "source")


def read_units(file: Traversable, path: str, top: str) -> Iterator[tuple[Agency, int]]:
    """The units below a province, with their lines."""
    for row, line in _rows(file, path, CSV_COLUMNS):
        key = row[0]
        try:
            if len(row) != len(CSV_COLUMNS):
                raise _wrong_count(row, CSV_COLUMNS)
            _, name, kind, kind_of_area, unit_code, superior, valid_from, valid_until, source = row
            if not AGENCY_KEY.match(key) or not key.startswith(top + ".") or kind not in KINDS or not name:
                raise Wrong("unit-row")
            agency = Agency(
                key,
                nfc(name),
                _unit_name_en(name, kind_of_area),
                None,
                kind,
                None,
                level_of(kind, key),
                superior or key.rpartition(".")[0],
                _day(valid_from),
                _day(valid_until),
                (),
                unit_code or None,
                (),
                source or None,
            )
        except Wrong as error:
            raise _bad_row(path, line, key, error) from error
        yield agency, line


def read_successions(file: Traversable, path: str) -> Iterator[Succession]:
    """The successions into a province's units, and among the units that came to it."""
    for row, line in _rows(file, path, SUCCESSION_COLUMNS):
        try:
            if len(row) != len(SUCCESSION_COLUMNS):
                raise _wrong_count(row, SUCCESSION_COLUMNS)
            from_key, to_key, on, extent, basis, source = row
            if not AGENCY_KEY.match(from_key) or not AGENCY_KEY.match(to_key) or extent not in EXTENTS or not basis:
                raise Wrong("succession-row")
            yield Succession(from_key, to_key, _day(on), extent, basis, source or None)
        except Wrong as error:
            raise _bad_row(path, line, row[0], error) from error


def _rows(file: Traversable, path: str, columns: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    rows = csv.reader(read_text(file, path).splitlines())
    if next(rows, []) != list(columns):
        expected = ",".join(columns)
        raise BadAgencyFile(path, 1, "", Said("mistake.first-line", {"expected": expected}))
    for row in rows:
        if row:
            yield row, rows.line_num


def _wrong_count(row: Sequence[str], columns: Sequence[str]) -> Wrong:
    return Wrong("columns", columns=len(columns), found=len(row))


def _bad_row(path: str, line: int, key: str, error: Wrong) -> BadAgencyFile:
    return BadAgencyFile(path, line, key, Said("mistake.bad-row", {"why": error.said}))


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    return parse_day(text or None)


_TYPES_EN: Mapping[str, str] = {
    "phuong": "Ward",
    "xa": "Commune",
    "thi tran": "Township",
    "dac khu": "Special Zone",
    "quan": "District",
    "huyen": "District",
    "thi xa": "Town",
    "thanh pho": "City",
}


@lru_cache(maxsize=64)
def _type_of_area(text: str) -> tuple[str, int]:
    """A type of area as the lists write it (`xa`, `thi-tran`) → its English word, its number of words."""
    words = fold(text.replace("-", " ")).split()
    return _TYPES_EN.get(" ".join(words), ""), len(words)


def _unit_name_en(name: str, kind_of_area: str) -> str:
    """a commune's → `People's Committee of Nhon Chau Commune`; of a ward that is a number → `… Ward 4, District 3`."""
    area, comma, around = name.partition(", ")
    area_en = _area_en(area, kind_of_area)
    if comma and area_en:
        around_en = _area_en(around, " ".join(around.split()[:2])) or _area_en(around, around.split()[0])
        return f"People's Committee of {area_en}, {around_en}" if around_en else ""
    return f"People's Committee of {area_en}" if area_en else ""


def _area_en(name: str, kind_of_area: str) -> str:
    type_en, length = _type_of_area(kind_of_area)
    words = [bare_word(word) for word in name.casefold().split()]
    start = length + (words[0] == "ubnd")
    if not type_en or _type_of_area(" ".join(words[start - length : start]))[0] != type_en:
        return ""
    area = " ".join([word.capitalize() for word in words[start:]])
    return f"{type_en} {area}" if area.isdigit() else f"{area} {type_en}"
