"""The registry of agencies: who acts, at which level, under whom, and from which day to which day.

Data is `definitions/agencies/`: `central.yaml` and `provinces.yaml` are always read, a province's own file
(`binh-dinh.yaml`, and `units/binh-dinh.csv` made from the statistics lists) only when something asks below that
province. A key is the path from its top, so a subtree is a prefix: `binh-dinh`, `binh-dinh.so-noi-vu`.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from workflows.errors import AmbiguousAgency, InputError, UnknownAgency
from workflows.keys import AGENCY_KEY, fold, nfc, slug

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
_ONLY_IN_CENTRAL_FILES = frozenset(
    {"prime-minister", "ministry", "ministerial-agency", "government-agency", "province"}
)
_REPORT_TO_THE_PRIME_MINISTER = _ONLY_IN_CENTRAL_FILES - {"prime-minister"}
_WITHOUT_SUPERIOR = frozenset({"prime-minister", "party", "front", "vertical"})
PRIME_MINISTER = "thu-tuong"
CSV_COLUMNS = ("key", "name", "kind", "type", "unit_code", "superior", "from", "until")


class BadAgencyFile(InputError):
    """A file of agencies that breaks the rules of such files. `line` is 0 where no line can be named."""

    code = "bad-agency-file"
    fields = ("path", "line", "key", "why_vi", "why_en")
    vi = "{path}:{line}: cơ quan “{key}”: {why_vi}"
    en = '{path}:{line}: agency "{key}": {why_en}'


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


# What may stand in a file ---------------------------------------------------------------------------------------------


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("a day is written 2025-06-30")
    return date.fromisoformat(value)


_DAY_SCHEMA: dict[str, Any] = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_KEY_PATTERN = AGENCY_KEY.pattern.replace(r"\Z", "$").replace("(?:", "(")


def _a_day(description: str, alias: str) -> Any:
    return Field(None, alias=alias, description=description, json_schema_extra=_DAY_SCHEMA)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("valid_from", "valid_until", "on", mode="before", check_fields=False)
    @classmethod
    def _a_real_day(cls, value: object) -> date | None:
        return _day(value)

    @field_validator("key", "superior", "from_key", "to_key", check_fields=False)
    @classmethod
    def _a_key(cls, value: str | None) -> str | None:
        if value is not None and not AGENCY_KEY.match(value):
            raise ValueError("a key is a path of unaccented words, such as binh-dinh.so-noi-vu")
        return value

    @field_validator("name", "name_en", "short", "source", "basis", check_fields=False)
    @classmethod
    def _composed(cls, value: str | None) -> str | None:
        return None if value is None else nfc(value)


class _CodeRecord(_Strict):
    code: str = Field(min_length=1)
    valid_from: date | None = _a_day("first day on which the code holds", "from")
    valid_until: date | None = _a_day("last day on which the code holds", "until")


class _NameRecord(_Strict):
    name: str = Field(min_length=1)
    valid_from: date = Field(alias="from", json_schema_extra=_DAY_SCHEMA)


class _AgencyRecord(_Strict):
    """An agency. Level and superior are written only where they do not follow from kind and key."""

    key: str = Field(pattern=_KEY_PATTERN, description="path from its top, as binh-dinh.so-noi-vu")
    name: str = Field(min_length=1, description="Vietnamese name in full")
    name_en: str = Field(min_length=1, description="English name in full")
    short: str | None = Field(None, min_length=1, description="short name, as BNV")
    kind: Kind
    role: str | None = Field(None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="sector, as noi-vu")
    level: Level | None = None
    superior: str | None = Field(None, description="left out: the key before its last dot")
    valid_from: date | None = _a_day("first day in force", "from")
    valid_until: date | None = _a_day("last day in force", "until")
    codes: tuple[_CodeRecord, ...] = ()
    unit_code: str | None = Field(None, pattern=r"^\d+$", description="General Statistics code of its area, as text")
    names: tuple[_NameRecord, ...] = Field((), description="later names, in order")
    source: str | None = None

    def agency(self) -> Agency:
        parent = self.key.rpartition(".")[0] or None
        superior = self.superior
        if superior is None and self.kind not in _WITHOUT_SUPERIOR:
            superior = PRIME_MINISTER if self.kind in _REPORT_TO_THE_PRIME_MINISTER else parent
        return Agency(
            key=self.key,
            name=self.name,
            name_en=self.name_en,
            short=self.short,
            kind=self.kind,
            role=self.role,
            level=self.level or _level(self.kind, self.key),
            superior=superior,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            codes=tuple(DatedCode(code.code, code.valid_from, code.valid_until) for code in self.codes),
            unit_code=self.unit_code,
            names=tuple(Renaming(later.name, later.valid_from) for later in self.names),
            source=self.source,
        )


class _SuccessionRecord(_Strict):
    """From a day on, one agency's work, whole or in part, is another's."""

    from_key: str = Field(alias="from", pattern=_KEY_PATTERN)
    to_key: str = Field(alias="to", pattern=_KEY_PATTERN)
    on: date | None = _a_day("first day of the successor; left out where it is not known", "on")
    extent: Literal["whole", "part"]
    basis: str = Field(min_length=1, description="legal base")
    source: str | None = None


class _AgencyFile(_Strict):
    """A file of agencies, of successions, or of both."""

    agencies: tuple[_AgencyRecord, ...] = ()
    successors: tuple[_SuccessionRecord, ...] = ()


def agencies_json_schema() -> dict[str, Any]:
    """The JSON Schema of `definitions/agencies/*.yaml`, for editors."""
    schema = _AgencyFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "dondoc: agencies"
    return schema


def _level(kind: str, key: str) -> str:
    """The level that follows from the kind; for Party, Front, vertical and public units, from the key's depth."""
    return _LEVEL_OF_KIND.get(kind) or LEVELS[min(key.count("."), 3)]


# Reading --------------------------------------------------------------------------------------------------------------

_EVENTS: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 16


class _File(NamedTuple):
    """A YAML file as read: its records with the line on which each starts."""

    path: str
    agencies: list[tuple[Agency, int]]
    successions: list[Succession]


class _Record(dict[str, Any]):
    """A mapping of a file with the line on which it starts."""

    line: int = 0


def _parse(text: str, path: str) -> Any:
    """The one YAML document of a file as text, lists and `_Record`s; None if the file is empty.

    Built from parser events, with a limit of depth: composing nodes recurses in C, and a deeply nested file would
    end the process. Scalars stay text; what a file of plain facts has no use for is refused.
    """
    open_nodes: list[_Record | list[Any]] = []
    names: list[str | None] = []  # of each open mapping: the field whose value is awaited
    document: Any = None
    documents = 0

    def line_of(event: yaml.Event) -> int:
        return event.start_mark.line + 1 if event.start_mark else 0

    def refuse(event: yaml.Event, why_vi: str, why_en: str) -> BadAgencyFile:
        return BadAgencyFile(path, line_of(event), "", why_vi, why_en)

    def place(event: yaml.Event, value: Any) -> None:
        nonlocal document
        if not open_nodes:
            document = value
        elif isinstance(above := open_nodes[-1], list):
            above.append(value)
        elif (name := names[-1]) is not None:
            above[name] = value
            names[-1] = None
        elif not isinstance(value, str):
            raise refuse(event, "tên trường phải là chữ", "the name of a field is text")
        elif value in above:
            raise refuse(event, f"trường “{value}” viết hai lần", f'the field "{value}" is written twice')
        else:
            names[-1] = value

    loader = _EVENTS(text)
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise refuse(event, "chỉ được có một tài liệu YAML trong tệp", "a file holds one YAML document")
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise refuse(event, "không dùng bí danh (&, *) trong tệp", "anchors and aliases (&, *) are not allowed")
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
                names.pop()
            elif isinstance(event, yaml.NodeEvent):
                if (tag := getattr(event, "tag", None)) is not None:
                    raise refuse(event, f"không dùng nhãn {tag} trong tệp", f"the tag {tag} is not allowed")
                if isinstance(event, yaml.ScalarEvent):
                    place(event, event.value)
                    continue
                if len(open_nodes) == _DEEPEST:
                    raise refuse(event, "lồng quá sâu", "is nested too deeply")
                node: _Record | list[Any] = [] if isinstance(event, yaml.SequenceStartEvent) else _Record()
                if isinstance(node, _Record):
                    node.line = line_of(event)
                place(event, node)
                open_nodes.append(node)
                names.append(None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, why = (mark.line + 1 if mark else 0), getattr(error, "problem", None) or str(error)
        raise BadAgencyFile(path, line, "", f"YAML hỏng: {why}", f"broken YAML: {why}") from error
    finally:
        loader.dispose()
    return document


def _read_text(file: Traversable | Path, path: str) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadAgencyFile(path, line, "", "không phải là UTF-8", "is not UTF-8") from error
    except OSError as error:
        raise BadAgencyFile(path, 0, "", f"không đọc được ({error})", f"cannot be read ({error})") from error


def _read_yaml(file: Traversable | Path, path: str) -> _File:
    """One file of agencies. Raises BadAgencyFile with the line and the key."""
    content = _parse(_read_text(file, path), path)
    if content is None:
        content = _Record()
    if not isinstance(content, _Record):
        raise BadAgencyFile(path, 1, "", "phải bắt đầu bằng agencies:", "must begin with agencies:")
    try:
        records = _AgencyFile.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, path, content) from error
    agencies: dict[str, tuple[Agency, int]] = {}
    for record, written in zip(records.agencies, content.get("agencies", ()), strict=True):
        if record.key in agencies:
            first = agencies[record.key][1]
            why_vi, why_en = f"khai hai lần, lần đầu ở dòng {first}", f"is declared twice, first on line {first}"
            raise BadAgencyFile(path, written.line, record.key, why_vi, why_en)
        agencies[record.key] = (record.agency(), written.line)
    successions = [
        Succession(edge.from_key, edge.to_key, edge.on, edge.extent, edge.basis, edge.source)
        for edge in records.successors
    ]
    return _File(path, list(agencies.values()), successions)


def _first_problem(error: ValidationError, path: str, content: _Record) -> BadAgencyFile:
    """pydantic's first finding as ours: the line of the record, its key, the field."""
    problem = error.errors()[0]
    where: tuple[int | str, ...] = problem["loc"]
    line, key, field = content.line, "", ".".join(str(part) for part in where)
    if len(where) > 1 and isinstance(where[1], int):
        record = content[str(where[0])][where[1]]
        if isinstance(record, _Record):
            line, key = record.line, str(record.get("key", record.get("from", "")))
        field = ".".join(str(part) for part in where[2:]) or str(where[0])
    if problem["type"] == "extra_forbidden":
        return BadAgencyFile(path, line, key, f"không có trường “{field}”", f'there is no field "{field}"')
    if problem["type"] == "missing":
        return BadAgencyFile(path, line, key, f"thiếu trường “{field}”", f'the field "{field}" is missing')
    why = problem["msg"].removeprefix("Value error, ")
    return BadAgencyFile(path, line, key, f"trường “{field}” sai: {why}", f'the field "{field}" is wrong: {why}')


@lru_cache(maxsize=4096)
def _csv_day(text: str) -> date | None:
    return _day(text or None)


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


def _read_csv(file: Traversable, path: str, top: str) -> Iterator[tuple[Agency, int]]:
    """The machine-made units of a province, with their lines."""
    rows = csv.reader(_read_text(file, path).splitlines())
    header = tuple(next(rows, ()))
    if header != CSV_COLUMNS:
        expected = ",".join(CSV_COLUMNS)
        raise BadAgencyFile(path, 1, "", f"dòng đầu phải là {expected}", f"the first line must be {expected}")
    for row in rows:
        if not row:
            continue
        key = row[0]
        try:
            _, name, kind, kind_of_area, unit_code, superior, valid_from, valid_until = row
            if not AGENCY_KEY.match(key) or not key.startswith(top + ".") or kind not in KINDS or not name:
                raise ValueError("key, kind or name is wrong")
            agency = Agency(
                key,
                nfc(name),
                _unit_name_en(name, kind_of_area),
                None,
                kind,
                None,
                _level(kind, key),
                superior or key.rpartition(".")[0],
                _csv_day(valid_from),
                _csv_day(valid_until),
                (),
                unit_code or None,
            )
        except ValueError as error:
            raise BadAgencyFile(path, rows.line_num, key, f"dòng sai: {error}", f"bad row: {error}") from error
        yield agency, rows.line_num


def _unit_name_en(name: str, kind_of_area: str) -> str:
    """`UBND xã Nhơn Châu` → `People's Committee of Nhon Chau Commune`; `Phường 14` → `Ward 14`."""
    words = _words(name).split()
    type_words = fold(kind_of_area.replace("-", " ")).split()
    type_en = _TYPES_EN.get(" ".join(type_words))
    if type_en is None or words[: len(type_words)] != type_words:
        return ""
    area = " ".join(word.capitalize() for word in words[len(type_words) :])
    return f"People's Committee of {type_en} {area}" if area.isdigit() else f"People's Committee of {area} {type_en}"


# Names as people write them -------------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_ANYWHERE = {"tp": ("thành", "phố"), "tx": ("thị", "xã")}
_AT_THE_START = {**_ANYWHERE, "tt": ("thị", "trấn"), "q": ("quận",), "h": ("huyện",), "p": ("phường",), "x": ("xã",)}
_AREA_TYPES = (
    ("thanh", "pho"),
    ("thi", "xa"),
    ("thi", "tran"),
    ("dac", "khu"),
    ("tinh",),
    ("quan",),
    ("huyen",),
    ("phuong",),
    ("xa",),
)
_AREA_KINDS = frozenset({"province", "district", "ward"})
_COMMITTEE = ("uy", "ban", "nhan", "dan")


@lru_cache(maxsize=16384)
def _bare_word(word: str) -> str:
    return fold(word)


def _spelled_out(text: str) -> list[str]:
    """The name's words, accents kept, in one spelling: `Ủy ban nhân dân TP. X`, `UBND thành phố X` → thành phố x."""
    words = _WORD.findall(nfc(text).casefold().replace("_", " "))
    plain = [_bare_word(word) for word in words]
    spelled: list[str] = []
    position = 0
    while position < len(words):
        if tuple(plain[position : position + 4]) == _COMMITTEE:
            word, position = "ubnd", position + 4
        else:
            word, position = words[position], position + 1
        if word == "ubnd" and not spelled:
            continue  # a committee is called by its area
        more = position < len(words)
        longer = (_ANYWHERE if spelled else _AT_THE_START).get(word) if more else None
        spelled.extend(longer or (word,))
    return spelled or words


def _words(text: str) -> str:
    """The name spelled out, without accents."""
    return " ".join(_bare_word(word) for word in _spelled_out(text))


def _squeezed(text: str) -> str:
    """A short name for comparison: `TP.HCM`, `tphcm` → tphcm."""
    return "".join(_WORD.findall(fold(text)))


def _without_type(words: str) -> str:
    """`huyen tuy phuoc` → `tuy phuoc`; a number alone (`quan 10`) keeps its type."""
    split = words.split()
    for kind_of_area in _AREA_TYPES:
        if tuple(split[: len(kind_of_area)]) == kind_of_area:
            rest = " ".join(split[len(kind_of_area) :])
            return words if not rest or rest.isdigit() else rest
    return words


def _in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    remaining = iter(words)
    return all(word in remaining for word in wanted)


class _Shelf:
    """The agencies of one province, or the always-read ones, with indexes made when first searched."""

    def __init__(self, agencies: Mapping[str, Agency], ancestors: Callable[[str], Agency | None]) -> None:
        self.agencies = agencies
        self._ancestors = ancestors
        self._exact: tuple[dict[str, list[Agency]], ...] | None = None
        self._parts: list[tuple[str, str, Agency]] | None = None

    def exact(self, tier: int, wanted: str) -> list[Agency]:
        """Hits of one way of naming: 0 accented, 1 unaccented, 2 short, 3 unaccented area without its type."""
        if self._exact is None:
            self._index()
        assert self._exact is not None
        return self._exact[tier].get(wanted, [])

    @property
    def parts(self) -> list[tuple[str, str, Agency]]:
        """Each agency with its names and its key as unaccented words, for looking up a part."""
        if self._parts is None:
            self._parts = [
                (
                    " | ".join(f" {_words(name)} " for name in agency.all_names),
                    f" {agency.key.replace('.', ' ').replace('-', ' ')} ",
                    agency,
                )
                for agency in self.agencies.values()
            ]
        return self._parts

    def _index(self) -> None:
        accented: dict[str, list[Agency]] = {}
        plain: dict[str, list[Agency]] = {}
        short: dict[str, list[Agency]] = {}
        bare: dict[str, list[Agency]] = {}
        for agency in self.agencies.values():
            for name in agency.all_names:
                words = _spelled_out(name)
                for spelled in self._callings(words, agency):
                    unaccented = " ".join(_bare_word(word) for word in spelled)
                    _add(accented, " ".join(spelled), agency)
                    _add(plain, unaccented, agency)
                    if agency.kind in _AREA_KINDS:
                        _add(bare, _without_type(unaccented), agency)
            _add(plain, agency.key.rpartition(".")[2].replace("-", " "), agency)
            if agency.short:
                _add(short, _squeezed(agency.short), agency)
        self._exact = (accented, plain, short, bare)

    def _callings(self, words: list[str], agency: Agency) -> Iterator[list[str]]:
        """The name in full and as it is shortened: `Sở Nội vụ`, `Sở Nội vụ Bình Định`, `Sở Nội vụ TP.HCM`."""
        yield words
        plain = [_bare_word(word) for word in words]
        above = agency.key.rpartition(".")[0]
        while above:
            ancestor = self._ancestors(above)
            callings = _area_callings(ancestor) if ancestor else []
            for ending in (calling.split() for calling in callings):
                if len(ending) < len(plain) and plain[-len(ending) :] == ending:
                    stem = words[: -len(ending)]
                    yield stem
                    yield from (stem + calling.split() for calling in callings)
                    return
            above = above.rpartition(".")[0]


def _area_callings(area: Agency) -> list[str]:
    """What follows `Sở Nội vụ` where the area is meant, unaccented: with its type, without, short."""
    callings = [words for name in area.all_names for words in (_words(name), _without_type(_words(name)))]
    if area.short:
        callings += [_words(area.short), _squeezed(area.short)]
    return callings


def _add(index: dict[str, list[Agency]], name: str, agency: Agency) -> None:
    hits = index.setdefault(name, [])
    if not hits or hits[-1] is not agency:
        hits.append(agency)


# The registry ---------------------------------------------------------------------------------------------------------


class Registry:
    """All agencies, read as they are needed. Built by `Registry.load()`."""

    _EXACT_TIERS: ClassVar[int] = 4

    def __init__(self, shipped: Traversable, own: Iterable[_File] = ()) -> None:
        self._shipped = shipped
        self._places: dict[str, str] = {}
        self._replaced: dict[str, str] = {}
        self._own: dict[str, dict[str, Agency]] = {}
        self._own_successions: list[Succession] = []
        self._shelves: dict[str, _Shelf] = {}
        self._successions: list[Succession] | None = None
        own_places: dict[str, str] = {}
        for file in own:
            self._own_successions += file.successions
            for agency, line in file.agencies:
                if agency.key in own_places:
                    first = own_places[agency.key]
                    why = f"khai hai lần, lần đầu ở {first}", f"is declared twice, first at {first}"
                    raise BadAgencyFile(file.path, line, agency.key, *why)
                own_places[agency.key] = f"{file.path}:{line}"
                self._own.setdefault(agency.top if "." in agency.key else "", {})[agency.key] = agency
        self._places.update(own_places)
        base: dict[str, Agency] = {}
        for name in ("central.yaml", "provinces.yaml"):
            self._take(self._yaml(name), base)
        base.update(self._own.get("", {}))
        self._shelves[""] = _Shelf(base, base.get)

    @classmethod
    def load(cls, extra_folders: Iterable[Path | str] = ()) -> Registry:
        """The shipped registry with a user's own files beside it.

        `extra_folders`: folders of definitions; their `agencies/*.yaml` add agencies or replace them by key.
        Raises BadAgencyFile, also for an own record whose superior does not exist.
        """
        own = [
            _read_yaml(path, str(path))
            for folder in extra_folders
            for path in sorted((Path(folder) / "agencies").glob("*.yaml"))
        ]
        registry = cls(files("definitions") / "agencies", own)
        for file in own:
            for agency, line in file.agencies:
                if agency.superior is not None and registry._look_up(agency.superior) is None:
                    why = f"không có cấp trên “{agency.superior}”", f'there is no superior "{agency.superior}"'
                    raise BadAgencyFile(file.path, line, agency.key, *why)
        return registry

    # look-ups

    def get(self, key: str) -> Agency:
        """The agency of that key. Raises UnknownAgency, with the nearest ones."""
        agency = self._look_up(key)
        if agency is None:
            raise UnknownAgency(key, self._nearest(key, self._scope_of(key)))
        return agency

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._look_up(key) is not None

    def find(self, text: str, near: str | None = None) -> Agency:
        """The one agency that the text means: its key, accented or unaccented name, short name or part of these.

        NFC and NFD, any case; `UBND huyện X`, `Ủy ban nhân dân huyện X` and `huyện X` are one. `near`: the key of an
        agency; hits beside it, then in its district, then in its province go before all others. Several hits are
        never guessed: AmbiguousAgency. None: UnknownAgency.
        """
        text = nfc(text).strip()
        agency = self._look_up(text.casefold())
        if agency is not None:
            return agency
        spelled = _spelled_out(text)
        plain = " ".join(_bare_word(word) for word in spelled)
        if not plain:
            raise UnknownAgency(text, ())
        exact = (" ".join(spelled), plain, _squeezed(text), plain)
        for hits in self._hits(exact, plain, near):
            if len(hits) == 1:
                return hits[0]
            if hits:
                raise AmbiguousAgency(text, tuple(hits))
        raise UnknownAgency(text, self._nearest(slug(text), self._everywhere()))

    def search(self, text: str) -> Iterator[Agency]:
        """Every agency with the text in its names, key or short name, or with it as a code; province by province."""
        text = nfc(text).strip()
        plain, short, code = _words(text), _squeezed(text), text.casefold()
        for shelf in self._everywhere():
            for names, key_words, agency in shelf.parts:
                codes = (agency.unit_code, *(dated.code.casefold() for dated in agency.codes))
                by_short = short and agency.short is not None and _squeezed(agency.short) == short
                if (
                    (plain and (plain in names or plain in key_words))
                    or by_short
                    or code in codes
                    or code == agency.key
                ):
                    yield agency

    # selections

    def select(
        self,
        kinds: Collection[str],
        under: str | None = None,
        role: str | None = None,
        except_: Collection[str] = (),
        on: date | None = None,
    ) -> tuple[Agency, ...]:
        """The agencies of these kinds in force on that day, sorted by key. None for `on`: of any day.

        `under`: strictly below that agency; below a central agency lies the whole country. Raises UnknownAgency.
        """
        shelves: Iterable[_Shelf]
        if set(kinds) <= _ONLY_IN_CENTRAL_FILES:
            shelves = [self._shelves[""]]
        elif under is None or self.get(under).level == "central":
            shelves = self._everywhere()
        else:
            shelves = [self._shelf(under.partition(".")[0]), *self._own_shelves()]
        wanted, left_out = frozenset(kinds), frozenset(except_)
        if under is not None:
            self.get(under)
        chosen = {
            agency.key: agency
            for shelf in shelves
            for agency in shelf.agencies.values()
            if agency.kind in wanted
            and agency.key not in left_out
            and (role is None or agency.role == role)
            and (on is None or agency.in_force_on(on))
            and (under is None or self.is_under(agency.key, under))
        }
        return tuple(chosen[key] for key in sorted(chosen))

    def subtree(self, key: str) -> tuple[Agency, ...]:
        """The agency and all whose key begins with it, sorted by key. Raises UnknownAgency."""
        found = {key: self.get(key)}
        prefix = key + "."
        shelf = self._shelf(key.partition(".")[0])
        found.update((other, agency) for other, agency in shelf.agencies.items() if other.startswith(prefix))
        return tuple(found[each] for each in sorted(found))

    def superior_of(self, key: str) -> Agency | None:
        """The agency right above; None where it has none in the registry. Raises UnknownAgency."""
        superior = self.get(key).superior
        return None if superior is None else self.get(superior)

    def is_under(self, key: str, ancestor: str) -> bool:
        """Whether the agency lies strictly below the other, by its key or by its superiors.

        A central agency reaches the whole country, except itself and those above it. Raises UnknownAgency.
        """
        if key == ancestor:
            return False
        if key.startswith(ancestor + "."):
            return True
        if ancestor in self._superiors(key):
            return True
        return self.get(ancestor).level == "central" and key not in self._superiors(ancestor)

    def everyone(self) -> Iterator[Agency]:
        """All agencies of the country: reads every file."""
        for shelf in self._everywhere():
            yield from shelf.agencies.values()

    # history

    def successors_of(self, key: str) -> tuple[Succession, ...]:
        """Who took over the agency's work, sorted by day and key; empty if nobody is recorded."""
        return tuple(edge for edge in self._all_successions() if edge.from_key == key)

    def predecessors_of(self, key: str) -> tuple[Succession, ...]:
        """Whose work the agency took over, sorted by day and key."""
        return tuple(edge for edge in self._all_successions() if edge.to_key == key)

    # where a record stands

    def place_of(self, key: str) -> str:
        """File and line of the record that counts, as `definitions/agencies/binh-dinh.yaml:12`."""
        self.get(key)
        return self._places[key]

    @property
    def replaced(self) -> Mapping[str, str]:
        """Key → place of the shipped record that a user's own one replaces, as far as read."""
        return dict(self._replaced)

    # reading, province by province

    def _look_up(self, key: str) -> Agency | None:
        base = self._shelves[""].agencies
        if key in base:
            return base[key]
        if "." not in key or not AGENCY_KEY.match(key):
            return None
        return self._shelf(key.partition(".")[0]).agencies.get(key)

    def _shelf(self, top: str) -> _Shelf:
        """The agencies below a province, read when first asked for; empty where there is no file."""
        if top not in self._shelves:
            found: dict[str, Agency] = {}
            units = self._shipped / "units" / f"{top}.csv"
            if units.is_file():
                path = f"definitions/agencies/units/{top}.csv"
                self._take((path, list(_read_csv(units, path, top))), found)
            by_hand = f"{top}.yaml"
            if (self._shipped / by_hand).is_file() and top in self._shelves[""].agencies:
                self._take(self._yaml(by_hand), found)
            found.update(self._own.get(top, {}))
            base = self._shelves[""].agencies
            self._shelves[top] = _Shelf(found, lambda key: found.get(key) or base.get(key))
        return self._shelves[top]

    def _yaml(self, name: str) -> tuple[str, list[tuple[Agency, int]]]:
        path = f"definitions/agencies/{name}"
        return path, _read_yaml(self._shipped / name, path).agencies

    def _take(self, records: tuple[str, list[tuple[Agency, int]]], into: dict[str, Agency]) -> None:
        path, agencies = records
        for agency, line in agencies:
            own = self._own.get(agency.top if "." in agency.key else "", {})
            if agency.key in own:
                self._replaced[agency.key] = f"{path}:{line}"
            else:
                into[agency.key] = agency
                self._places[agency.key] = f"{path}:{line}"

    def _everywhere(self) -> Iterator[_Shelf]:
        base = self._shelves[""]
        yield base
        tops = {key for key, agency in base.agencies.items() if agency.kind == "province"} | (self._own.keys() - {""})
        for top in sorted(tops):
            yield self._shelf(top)

    def _own_shelves(self) -> Iterator[_Shelf]:
        """Shelves with a user's own records, whose superiors may lie in another province."""
        yield from (self._shelf(top) for top in sorted(self._own))

    def _scope_of(self, key: str) -> Iterable[_Shelf]:
        """Where a mistyped key is looked for: its province if there is one, else the provinces and the centre."""
        top = key.partition(".")[0]
        base = self._shelves[""]
        return [self._shelf(top)] if "." in key and top in base.agencies else [base]

    def _all_successions(self) -> list[Succession]:
        if self._successions is None:
            path = "definitions/agencies/successors.yaml"
            shipped = self._shipped / "successors.yaml"
            edges = _read_yaml(shipped, path).successions if shipped.is_file() else []
            replaced = {(edge.from_key, edge.to_key): edge for edge in [*edges, *self._own_successions]}
            self._successions = sorted(
                replaced.values(), key=lambda edge: (edge.on or date.min, edge.from_key, edge.to_key)
            )
        return self._successions

    def _superiors(self, key: str) -> set[str]:
        chain: set[str] = set()
        superior = self.get(key).superior
        while superior is not None and superior not in chain:
            chain.add(superior)
            agency = self._look_up(superior)
            superior = None if agency is None else agency.superior
        return chain

    # finding by name

    def _hits(self, exact: tuple[str, ...], plain: str, near: str | None) -> Iterator[list[Agency]]:
        """Ever wider sets of hits, each tried only if those before it were empty."""
        base = self._shelves[""]
        if near is not None:
            yield from self._hits_near(near, exact, plain)
        for tier in range(self._EXACT_TIERS):
            hits = base.exact(tier, exact[tier])
            # A city can share its name with a city below it (Huế): look there before answering.
            below = [hit for agency in hits for hit in self._shelf(agency.key).exact(tier, exact[tier])]
            yield hits + below
        for province in self._provinces_named_last(plain):
            hits = self._shelf(province.key).exact(1, plain)
            if all(hit.kind not in _AREA_KINDS for hit in hits):
                yield hits  # its full name ends in the province's: no other can bear it
        for tier in range(self._EXACT_TIERS):
            yield [hit for shelf in self._everywhere() for hit in shelf.exact(tier, exact[tier])]
        yield from self._part_hits(plain, self._everywhere)

    def _hits_near(self, near: str, exact: tuple[str, ...], plain: str) -> Iterator[list[Agency]]:
        around = self.get(near).key
        shelf = self._shelf(around.partition(".")[0])
        while around:
            prefix = around + "."

            def inside(agency: Agency, prefix: str = prefix) -> bool:
                return agency.key.startswith(prefix)

            for tier in range(self._EXACT_TIERS):
                hits = [hit for hit in shelf.exact(tier, exact[tier]) if inside(hit)]
                if all(hit.kind not in _AREA_KINDS for hit in hits):  # the province's inspectorate before a district's
                    floor = min((hit.key.count(".") for hit in hits), default=0)
                    hits = [hit for hit in hits if hit.key.count(".") == floor]
                yield hits
            around = around.rpartition(".")[0]
        for tier in range(self._EXACT_TIERS):
            yield self._shelves[""].exact(tier, exact[tier])
        yield from self._part_hits(plain, lambda: [shelf])

    def _provinces_named_last(self, plain: str) -> Iterator[Agency]:
        for agency in self._shelves[""].agencies.values():
            if agency.kind == "province" and any(plain.endswith(" " + calling) for calling in _area_callings(agency)):
                yield agency

    def _part_hits(self, plain: str, shelves: Callable[[], Iterable[_Shelf]]) -> Iterator[list[Agency]]:
        padded, wanted = f" {plain} ", plain.split()
        yield [
            agency
            for shelf in shelves()
            for names, key_words, agency in shelf.parts
            if padded in names or padded in key_words
        ]
        yield [
            agency
            for shelf in shelves()
            for names, key_words, agency in shelf.parts
            if any(_in_order(wanted, words.split()) for words in (*names.split("|"), key_words))
        ]

    def _nearest(self, key: str, shelves: Iterable[_Shelf]) -> tuple[Agency, ...]:
        agencies = {agency.key: agency for shelf in shelves for agency in shelf.agencies.values()}
        return tuple(agencies[each] for each in difflib.get_close_matches(key, agencies, n=3, cutoff=0.7))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
