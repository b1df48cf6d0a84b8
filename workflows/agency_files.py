"""Reading the registry's files made by hand: YAML, checked, with the line of every record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from workflows.agency_records import (
    PRIME_MINISTER,
    REPORT_TO_THE_PRIME_MINISTER,
    WITHOUT_SUPERIOR,
    Agency,
    BadAgencyFile,
    DatedCode,
    Kind,
    Level,
    Renaming,
    Succession,
    level_of,
)
from workflows.file_errors import regular, why
from workflows.keys import AGENCY_KEY, nfc
from workflows.marked_yaml import not_utf8
from workflows.mistakes import mistake
from workflows.said import Said
from workflows.wrong import Wrong

# What may stand in a file ---------------------------------------------------------------------------------------------


def parse_day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Wrong("day-needed")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise Wrong("day-form", value=value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Wrong("no-such-day", value=value) from None


_DAY_SCHEMA: dict[str, Any] = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_KEY_PATTERN = AGENCY_KEY.pattern.replace(r"\Z", "$").replace("(?:", "(")


def _a_day(description: str, alias: str) -> Any:
    return Field(None, alias=alias, description=description, json_schema_extra=_DAY_SCHEMA)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("valid_from", "valid_until", "on", mode="before", check_fields=False)
    @classmethod
    def _a_real_day(cls, value: object) -> date | None:
        return parse_day(value)

    @field_validator("key", "superior", "from_key", "to_key", check_fields=False)
    @classmethod
    def _a_key(cls, value: str | None) -> str | None:
        if value is not None and not AGENCY_KEY.match(value):
            raise Wrong(
                "agency-key",
                value=value,
            )
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
        if superior is None and self.kind not in WITHOUT_SUPERIOR:
            superior = PRIME_MINISTER if self.kind in REPORT_TO_THE_PRIME_MINISTER else parent
        return Agency(
            key=self.key,
            name=self.name,
            name_en=self.name_en,
            short=self.short,
            kind=self.kind,
            role=self.role,
            level=self.level or level_of(self.kind, self.key),
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


_LAST_KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class _Confirmed(_Strict):
    """Bodies by decree that a province is known to have, and whence that is known."""

    source: str = Field(min_length=1)
    bodies: tuple[Annotated[str, Field(pattern=_KEY_PATTERN)], ...] = Field(min_length=1)


class _FileRecords(_Strict):
    """A file of agencies, of successions, or of both."""

    agencies: tuple[_AgencyRecord, ...] = ()
    successors: tuple[_SuccessionRecord, ...] = ()
    confirmed: tuple[_Confirmed, ...] = ()


class BodyRecord(_Strict):
    """A body by decree. `where` left out: everywhere; a list: in these provinces or units, and where confirmed."""

    key: str = Field(pattern=_LAST_KEY, description="last part of its key, as so-noi-vu")
    name: str = Field(min_length=1, description="Vietnamese name before that of the place")
    name_en: str = Field(min_length=1, description="English name before `of` and the place")
    short: str | None = None
    kind: Kind
    role: str | None = Field(None, pattern=_LAST_KEY)
    superior: str | None = Field(None, pattern=_LAST_KEY, description="another body of the unit; left out: the unit")
    areas: tuple[Literal["tinh", "thanh-pho", "quan", "thi-xa", "huyen", "xa", "phuong", "dac-khu"], ...] = ()
    place: Literal["full", "bare"] = Field("full", description="bare: the place's name without its type")
    where: tuple[str, ...] | None = None
    except_: tuple[str, ...] = Field((), alias="except")
    valid_from: date | None = _a_day("first day", "from")
    valid_until: date | None = _a_day("last day", "until")
    decree: str | None = None
    source: str | None = None

    def within(self, valid_from: date | None, valid_until: date | None) -> BodyRecord:
        """With the days of its file where it has none of its own."""
        days = {"valid_from": self.valid_from or valid_from, "valid_until": self.valid_until or valid_until}
        return self.model_copy(update=days)


class _Said(_Strict):
    """A sentence in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _BodyFile(_Strict):
    """A file of bodies by decree, of units of one kind."""

    of: Literal["province", "district", "ward"]
    decree: str = Field(min_length=1)
    valid_from: date | None = _a_day("first day of all of them", "from")
    valid_until: date | None = _a_day("last day of all of them", "until")
    ended: _Said | None = Field(None, description="why what ended on the last day, units and bodies, has no one heir")
    bodies: tuple[BodyRecord, ...] = Field(min_length=1)
    successions: tuple[_SuccessionRecord, ...] = ()

    def edges(self) -> list[Succession]:
        """Who took over whose work, by the last keys."""
        return _edges(self.successions)


def bodies_json_schema() -> dict[str, Any]:
    """The JSON Schema of `definitions/agencies/bodies/*.yaml`, for editors."""
    return {**_BodyFile.model_json_schema(by_alias=True), "title": "dondoc: bodies by decree"}


def agencies_json_schema() -> dict[str, Any]:
    """The JSON Schema of `definitions/agencies/*.yaml`, for editors."""
    return {**_FileRecords.model_json_schema(by_alias=True), "title": "dondoc: agencies"}


_File = TypeVar("_File", _FileRecords, _BodyFile)

# Reading --------------------------------------------------------------------------------------------------------------

_EVENTS: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 16


class AgencyFile(NamedTuple):
    """A YAML file as read: its records with the line on which each starts."""

    path: str
    agencies: list[tuple[Agency, int]]
    successions: list[Succession]
    confirmed: Mapping[str, str] = {}


class _Record(dict[str, Any]):
    """A mapping of a file with the lines on which it and each of its fields start."""

    line: int = 0

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


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

    def refuse(event: yaml.Event, code: str, **facts: Any) -> BadAgencyFile:
        return BadAgencyFile(path, line_of(event), "", Said(f"mistake.{code}", facts))

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
            raise refuse(event, "field-not-text")
        elif value in above:
            raise refuse(event, "field-twice", value=value)
        else:
            names[-1] = value
            above.lines[value] = line_of(event)

    loader = _EVENTS(text)
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise refuse(event, "one-yaml")
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise refuse(event, "alias")
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
                names.pop()
            elif isinstance(event, yaml.NodeEvent):
                if (tag := getattr(event, "tag", None)) is not None:
                    raise refuse(event, "label", tag=tag)
                if isinstance(event, yaml.ScalarEvent):
                    place(event, event.value)
                    continue
                if len(open_nodes) == _DEEPEST:
                    raise refuse(event, "too-deep")
                node: _Record | list[Any] = [] if isinstance(event, yaml.SequenceStartEvent) else _Record()
                if isinstance(node, _Record):
                    node.line = line_of(event)
                place(event, node)
                open_nodes.append(node)
                names.append(None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, why = (mark.line + 1 if mark else 0), getattr(error, "problem", None) or str(error)
        raise BadAgencyFile(path, line, "", Said("mistake.broken-yaml", {"why": why})) from error
    finally:
        loader.dispose()
    return document


def read_text(file: Traversable | Path, path: str) -> str:
    try:
        return regular(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = not_utf8(error, path)
        raise BadAgencyFile(path, problem.place.line, "", problem.said) from error
    except OSError as error:
        raise BadAgencyFile(path, 0, "", Said("mistake.file-unreadable", {"why": why(error)})) from error


def read_yaml(file: Traversable | Path, path: str) -> AgencyFile:
    """One file of agencies. Raises BadAgencyFile with the line and the key."""
    content = _parse(read_text(file, path), path)
    if content is None:
        content = _Record()
    records, content = _checked(_FileRecords, content, path)
    agencies: dict[str, tuple[Agency, int]] = {}
    for record, written in zip(records.agencies, content.get("agencies", ()), strict=True):
        if record.key in agencies:
            first = agencies[record.key][1]
            raise BadAgencyFile(path, written.line, record.key, Said("mistake.declared-twice", {"line": first}))
        agencies[record.key] = (record.agency(), written.line)
    confirmed = {key: each.source for each in records.confirmed for key in each.bodies}
    return AgencyFile(path, list(agencies.values()), _edges(records.successors), confirmed)


def read_bodies(file: Traversable | Path, path: str) -> tuple[_BodyFile, list[int]]:
    """A file of bodies by decree, and the line of each. Raises BadAgencyFile."""
    records, content = _checked(_BodyFile, _parse(read_text(file, path), path), path)
    return records, [written.line for written in content["bodies"]]


def _checked(model: type[_File], content: Any, path: str) -> tuple[_File, _Record]:
    """What was read, as that model and as it stands in the file."""
    if not isinstance(content, _Record):
        raise BadAgencyFile(path, 1, "", Said("mistake.begins-with-agencies"))
    try:
        return model.model_validate(content), content
    except ValidationError as error:
        raise _first_problem(error, path, content) from error


def _edges(records: Iterable[_SuccessionRecord]) -> list[Succession]:
    return [Succession(edge.from_key, edge.to_key, edge.on, edge.extent, edge.basis, edge.source) for edge in records]


def _first_problem(error: ValidationError, path: str, content: _Record) -> BadAgencyFile:
    """pydantic's first finding as ours: the line of the field, the record's key, the field."""
    problem = error.errors()[0]
    where: tuple[int | str, ...] = problem["loc"]
    line, key, field = content.line, "", ".".join(str(part) for part in where)
    node: Any = content
    for part in where:
        if isinstance(node, _Record) and part in node:
            line, node = node.lines[str(part)], node[str(part)]
        elif isinstance(node, list) and isinstance(part, int):
            node = node[part]
            line = node.line if isinstance(node, _Record) else line
    if len(where) > 1 and isinstance(where[1], int):
        record = content[str(where[0])][where[1]]
        if isinstance(record, _Record):
            key = str(record.get("key", record.get("from", "")))
        field = ".".join(str(part) for part in where[2:]) or str(where[0])
    if problem["type"] == "extra_forbidden":
        return BadAgencyFile(path, line, key, Said("mistake.no-field", {"field": field}))
    if problem["type"] == "missing":
        return BadAgencyFile(path, line, key, Said("mistake.field-missing", {"field": field}))
    said = mistake(problem, field)
    if said.facts.get("key") != field:
        said = Said("mistake.field-wrong", {"field": field, "why": said})
    return BadAgencyFile(path, line, key, said)
