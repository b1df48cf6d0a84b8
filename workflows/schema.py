"""One definition file: one document, as issued by one agency (or jointly by several).

What is written here is what was ordered, never what is running. Every fact cites, by `at`, the place in the document
where it stands; `at` is inherited by what stands inside. What is absent is not owed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from workflows import periods
from workflows.agency_records import Kind
from workflows.dates import parse_day
from workflows.errors import BadDate, BadPeriod
from workflows.facts import Fact
from workflows.keys import AGENCY_KEY, DOCUMENT_KEY, slug
from workflows.marked_yaml import MarkedMap
from workflows.said import Name, coded_period
from workflows.wrong import Wrong

MAX_CONTENT_WORDS = 20
YEARS = range(1945, 2200)

DOCUMENT_TYPES = (
    "chi-thi",
    "chuong-trinh",
    "cong-dien",
    "cong-van",
    "de-an",
    "huong-dan",
    "ke-hoach",
    "ket-luan",
    "nghi-dinh",
    "nghi-quyet",
    "phuong-an",
    "quy-che",
    "quy-dinh",
    "quyet-dinh",
    "thong-bao",
    "thong-tu",
)
PLAN_TYPES = frozenset({"ke-hoach", "chuong-trinh"})


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        day = parse_day(value)
        if day.year not in YEARS:
            raise BadDate(value)
        return day
    except BadDate:
        raise Wrong("not-a-day", value=value) from None


class _OneOrMany:
    """Lets a list of one be written without brackets."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_list, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def _list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _key_of(pattern: re.Pattern[str], what: str) -> Any:
    def check(value: Any) -> Any:
        if isinstance(value, str) and not pattern.match(value):
            raise Wrong(f"not-a-key-of-{what}", value=value)
        return value

    return BeforeValidator(check)


def _count(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"\d{1,6}", value):
            raise Wrong("not-a-number", value=value)
        return int(value)
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise Wrong("true-or-false", value=value)
        return value == "true"
    return value


_DAY_SCHEMA = {"type": "string", "description": "2023-06-20 or 20/06/2023"}
_STRETCH_SCHEMA = {"type": ["string", "integer"], "description": "2018, 3/2018, 2018-H1, 2018-06-30"}
Day = Annotated[datetime.date, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]
Number = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": ["integer", "string"]})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
AgencyKey = Annotated[str, _key_of(AGENCY_KEY, "agency")]
DocumentKey = Annotated[str, _key_of(DOCUMENT_KEY, "document")]
LifecycleKey = Annotated[str, _key_of(DOCUMENT_KEY, "lifecycle")]
PolicyKey = Annotated[str, _key_of(DOCUMENT_KEY, "policy")]
Topic = Annotated[str, _key_of(DOCUMENT_KEY, "topic")]
AgencyKeys = Annotated[tuple[AgencyKey, ...], _OneOrMany()]
Kinds = Annotated[tuple[Kind, ...], _OneOrMany()]
Texts = Annotated[tuple[str, ...], _OneOrMany()]


class Cited(Fact):
    """A fact with its place in the document."""

    at: str | None = None
    """Where it stands in the document (III.1, or of an annex I.3), or KEY#SECTION where another one is the witness."""
    printed: str | None = None
    """The few words printed there, never a sentence."""
    reading: str | None = None
    """Why the text was read this way, where it allows two readings."""

    @field_validator("printed")
    @classmethod
    def _a_few_words(cls, value: str | None) -> str | None:
        return _short(value, "printed")


def _short(value: str | None, key: str) -> str | None:
    if value is not None and len(value.split()) > MAX_CONTENT_WORDS:
        raise Wrong(
            "too-many-words",
            key=key,
            limit=MAX_CONTENT_WORDS,
        )
    return value


class DocumentNumber(Fact):
    """The document's number as printed, or why the copy on file has none."""

    shorthand: ClassVar[str | None] = "value"

    value: str | None = Field(None, max_length=200)
    """The number as printed: 1432/BNV-CTTN."""
    missing: str | None = None
    """Why there is none."""
    printed: str | None = None
    """What is printed of it: /KH-UBND."""

    @model_validator(mode="after")
    def _one(self) -> DocumentNumber:
        _exactly_one(self, "value", "missing")
        return self


class IssueDate(Fact):
    """The document's date, or why the copy on file has none."""

    shorthand: ClassVar[str | None] = "value"

    value: Day | None = None
    """The date as printed."""
    missing: str | None = None
    """Why there is none."""
    not_before: Day | None = None
    """A lower bound: the youngest document that this one cites."""
    printed: str | None = None
    """What is printed of it."""

    @model_validator(mode="after")
    def _one(self) -> IssueDate:
        _exactly_one(self, "value", "missing")
        return self


def _exactly_one(fact: Any, *names: str) -> None:
    given = [name for name in names if getattr(fact, name) is not None]
    if len(given) != 1:
        listed = ", ".join(names)
        raise Wrong("exactly-one", listed=listed)


class Signer(Fact):
    """Who signed, and for whom (TM., KT., TL., TUQ., Q.); as printed."""

    name: str
    form: str = ""
    at: str | None = None


class Applies(Fact):
    """The time for which the document's duties hold: one year, or from a day until a day or until it is replaced."""

    shorthand: ClassVar[str | None] = "year"

    year: Number | None = None
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    by: str | None = None
    """What ends it, where that is no date."""
    at: str | None = None

    @model_validator(mode="after")
    def _year_or_span(self) -> Applies:
        if (self.year is None) == (self.from_ is None):
            raise Wrong("year-or-span")
        if self.year is not None and self.year not in YEARS:
            raise Wrong("no-such-year", year=self.year)
        if self.until is not None and (self.from_ is None or self.until < self.from_):
            raise Wrong("until-before-from")
        return self


class _WithUnit(Fact):
    """May name a unit inside an agency that has no entry in the registry: `{unit: NAME, of: KEY}`."""

    unit: str | None = None
    """What it is called, within the agency `of`."""
    unit_en: str | None = None
    of: AgencyKey | None = None

    def _take_unit(self) -> None:
        """A key stands for it as for an agency: that of `of`, a dot, and its own name as in keys."""
        if (self.unit is None) != (self.of is None):
            raise Wrong("unit-of")
        if self.unit is not None and self.__dict__.get("agency") is None:
            self.__dict__["agency"] = f"{self.of}.{slug(self.unit)}"


class Party(_WithUnit):
    """One agency, a unit inside one, or one picked by role near the reporter (`{role: noi-vu, kind: department}`)."""

    shorthand: ClassVar[str | None] = "agency"

    agency: str | None = None
    """An agency's key, or `issuer`."""
    role: str | None = None
    kind: Kind | None = None
    under: AgencyKey | None = None

    @model_validator(mode="after")
    def _named(self) -> Party:
        self._take_unit()
        if (self.agency is None) == (self.role is None and self.kind is None):
            raise Wrong("agency-or-role")
        return self


Parties = Annotated[tuple[Party, ...], _OneOrMany()]


class Selector(_WithUnit):
    """Some of those who must act: one agency, a unit of one, or all of a kind; others cannot be enumerated."""

    shorthand: ClassVar[str | None] = "agency"

    agency: str | None = None
    """An agency's key, or `issuer`."""
    kind: Kinds = ()
    role: str | None = None
    under: AgencyKey | None = None
    """Left out: the issuer's reach (the whole country for a central agency, else its own area)."""
    except_: AgencyKeys = Field((), alias="except")
    now: Kinds = ()
    """Who is meant instead of a kind that has ended since: `ward` for districts after 30 June 2025."""
    count: Number | None = None
    """How many the document says they are; checked."""
    open: str | None = None
    """Words for those whom nobody can enumerate."""
    listed: str | None = None
    """Words for a list annexed to the document that is not on file."""

    @model_validator(mode="after")
    def _one_way(self) -> Selector:
        self._take_unit()
        ways = [self.agency is not None, bool(self.kind or self.role), self.open is not None, self.listed is not None]
        if sum(ways) != 1:
            raise Wrong(
                "one-way",
            )
        chosen_by = {"agency": self.agency, "open": self.open}
        way = next((name for name, value in chosen_by.items() if value is not None), None)
        narrowing = [name for name in ("under", "except_", "now") if getattr(self, name)]
        narrowing += ["count"] if self.count is not None else []
        if way is not None and narrowing:
            words = ", ".join(name.rstrip("_") for name in narrowing)
            raise Wrong("does-not-go-with", words=words, way=way)
        return self


Selectors = Annotated[tuple[Selector, ...], _OneOrMany(), Field(min_length=1)]


class MonthDay(Fact):
    """A day of a period's month: `{day: 6, month: last}`; day `end` is the month's last one."""

    day: str
    month: Literal["first", "last", "next"] = "last"

    @field_validator("day")
    @classmethod
    def _possible(cls, value: str) -> str:
        if value != "end" and not (value.isdigit() and 1 <= int(value) <= 31):
            raise Wrong("day-or-end", value=value)
        return value


class Span(Fact):
    """A stretch of time to finish in: a month, quarter or year, or a number of working days."""

    shorthand: ClassVar[str | None] = "period"

    period: str | None = None
    """2023-05, 2023-Q2, 2023 (or M05, Q2, Y of every year; `period`: the reporting period itself)."""
    working_days: Number | None = None
    after: Literal["closing", "issue", "period"] | None = None
    """What the working days are counted from: data closing, the document's date, the period's last day."""

    @model_validator(mode="after")
    def _one(self) -> Span:
        if (self.period is None) == (self.working_days is None):
            raise Wrong(
                "span",
            )
        if self.period is not None and not re.fullmatch(
            r"period|[12]\d{3}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?|M(0[1-9]|1[0-2])|Q[1-4]|H[12]|9M|Y", self.period
        ):
            raise Wrong(
                "not-a-span",
                period=self.period,
            )
        return self


_DAY_OF_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})\Z")
_WITH_HOUR = re.compile(r"(.+?)\s+(\d{1,2})(?:[:hg](\d{2})?)?\Z")


class DaySpec(Fact):
    """A day as a due date names it: a full date, a day of every year (`30/5`), a day of the period's month; an hour."""

    shorthand: ClassVar[str | None] = "on"

    on: Day | None = None
    yearly: tuple[int, int] | None = None
    month_day: MonthDay | None = None
    hour: str | None = None

    @classmethod
    def written_schema(cls, canonical: dict[str, Any]) -> list[dict[str, Any]]:
        forms = "2023-06-20, 20/06/2023, 30/5 (every year), 2024-05-09 16:00"
        month_day = next(form for form in canonical["properties"]["month_day"]["anyOf"] if "$ref" in form)
        return [{"type": "string", "description": forms}, month_day]

    @classmethod
    def from_text(cls, text: str) -> dict[str, Any]:
        hour = None
        if not re.search(r"[-/]", text.split()[-1] if text.split() else "") and (match := _WITH_HOUR.match(text)):
            text, hour = match[1], f"{int(match[2]):02d}:{match[3] or '00'}"
            if int(match[3] or 0) > 59 or hour > "24:00":
                raise Wrong("not-an-hour", hour=match[2], minute=match[3])
        if match := _DAY_OF_YEAR.match(text.strip()):
            day, month = int(match[1]), int(match[2])
            if not (1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1]):
                raise Wrong("no-such-day-of-year", text=text)
            return {"yearly": (day, month), "hour": hour}
        if re.fullmatch(r"\d{1,2}-\d{1,2}", text.strip()):
            raise Wrong(
                "day-month-order",
                text=text,
            )
        return {"on": text, "hour": hour}

    @model_validator(mode="before")
    @classmethod
    def _a_day_of_the_month(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and "day" in data:
            return {"month_day": data}
        if isinstance(data, MarkedMap) and not data.keys() - cls.model_fields.keys():
            raise Wrong("day-or-month-day")
        return data


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DueRule(Cited):
    """When something is due, in the document's own terms. `before` leaves the day out, `by` counts it."""

    shorthand: ClassVar[str | None] = "text"

    before: DaySpec | None = None
    by: DaySpec | None = None
    within: Span | None = None
    meeting: str | None = None
    as_: str | None = Field(None, alias="as")
    """The document (key) whose dates hold, or the words of the document ("as prescribed")."""
    none: Flag = False
    missing: str | None = None
    year: str | None = Field(None, pattern=r"^\+?[0-2]$")
    """+1: the day falls in the year after the period's."""
    roll: Literal["next_working_day"] | None = None

    @classmethod
    def from_text(cls, text: str) -> dict[str, Any]:
        if text == "none":
            return {"none": True}
        raise Wrong(
            "before-or-by",
            text=text,
        )

    @classmethod
    def written_schema(cls, canonical: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"const": "none"}, canonical]

    @model_validator(mode="after")
    def _one(self) -> DueRule:
        given = [
            name for name in ("before", "by", "within", "meeting", "as_", "missing") if getattr(self, name) is not None
        ]
        if len(given) + self.none != 1:
            raise Wrong(
                "one-due",
            )
        spec = self.before or self.by
        if self.year is not None and spec is not None and spec.on is not None:
            raise Wrong(
                "year-with-full-date",
            )
        return self


RULE_WORDS = frozenset(
    {"before", "by", "within", "meeting", "as", "none", "missing", "year", "roll", "at", "printed", "reading"}
)


def _period_word(value: Any) -> Any:
    if isinstance(value, str) and value not in periods.WORDS:
        nearest = tuple(map(coded_period, periods.nearest_codes(value)))
        raise Wrong(
            "not-a-period-word",
            value=value,
            nearest=nearest,
        )
    return value


PeriodWord = Annotated[str, BeforeValidator(_period_word)]


class Due(Fact):
    """Due dates: one rule for every period (`whole`), or a map from periods to rules."""

    shorthand: ClassVar[str | None] = "whole"

    whole: DueRule | None = None
    periods: dict[PeriodWord, DueRule] = Field(default_factory=dict)

    @classmethod
    def written_schema(cls, canonical: dict[str, Any]) -> list[dict[str, Any]]:
        rule = canonical["properties"]["periods"]["additionalProperties"]
        by_period = {
            "type": "object",
            "properties": dict.fromkeys(periods.WORDS, rule),
            "additionalProperties": False,
        }
        return [rule, by_period]

    @model_validator(mode="before")
    @classmethod
    def _written(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and not data:
            raise Wrong("no-due-written")
        if not isinstance(data, Mapping) or set(data) <= {"whole", "periods"}:
            return data
        words = set(data)
        if words & RULE_WORDS and not words & set(periods.WORDS):
            return {"whole": data}
        return {"periods": data}


class Citation(Cited):
    """Another document that this one names: by key where it is on file, else by number, date and issuer."""

    shorthand: ClassVar[str | None] = "document"

    document: DocumentKey | None = None
    number: str | None = None
    date: Day | None = None
    issuer: AgencyKeys = ()
    title: str | None = None
    attached: Flag = False
    """Whether the document travels with this one."""
    due: Due | None = None
    """When a document that it follows up is due by this letter: dates as in a report; the later of both days counts.
    A bare day is the one that the letter names as missed (`follows_up`)."""
    from_: Day | None = Field(None, alias="from")
    """The day from which it is amended or replaced."""

    @field_validator("due", mode="before")
    @classmethod
    def _missed(cls, value: Any) -> Any:
        """A bare day moves nothing: the report was due before it, or by it."""
        is_day = isinstance(value, str) and value != "none"
        return {"before": value} if is_day else value

    @model_validator(mode="after")
    def _named(self) -> Citation:
        if self.document is None and self.number is None:
            raise Wrong(
                "citation-unnamed",
            )
        return self


Merge = Literal["sum", "average", "last"]


class OwnReading(Fact):
    """What a document does not say of a figure, and whoever wrote the file says in its stead."""

    unit: str | None = None
    merge: Merge | None = None


class Figure(Fact):
    """A figure that reports carry. `unit` and `merge` (how a consolidation merges it) are the document's own words."""

    name: str
    name_en: str | None = None
    at: str | None = None
    unit: str | None = None
    merge: Merge | None = None
    ours: OwnReading | None = None
    """What is not in the document."""

    @model_validator(mode="after")
    def _said_once(self) -> Figure:
        for name in ("unit", "merge"):
            if self.ours is not None and getattr(self, name) is not None and getattr(self.ours, name) is not None:
                raise Wrong(
                    "said-once",
                    name=name,
                )
        return self


class Chapter(Fact):
    """A chapter of a report's outline; the title in our own words."""

    shorthand: ClassVar[str | None] = "title"

    title: str
    title_en: str | None = None
    at: str | None = None
    items: tuple[Chapter, ...] = ()
    figures: tuple[Figure, ...] = ()

    def inside(self) -> Iterator[Chapter]:
        """The chapter and all below it, in the order of the report."""
        yield self
        for item in self.items:
            yield from item.inside()


class Outline(Cited):
    """The outline of a report: its chapters, or the key of the document that holds them."""

    shorthand: ClassVar[str | None] = "as_"

    as_: DocumentKey | None = Field(None, alias="as")
    chapters: tuple[Chapter, ...] = ()

    @classmethod
    def written_schema(cls, canonical: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"type": "string"}, canonical["properties"]["chapters"], canonical]

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, data: Any) -> Any:
        return {"chapters": data} if isinstance(data, list) else data

    @model_validator(mode="after")
    def _told_apart(self) -> Outline:
        """A contribution is to a chapter by its place, and a figure is reported by its name."""
        chapters = [each for chapter in self.chapters for each in chapter.inside()]
        for word, names in (
            ("chapter-twice", [each.at for each in chapters if each.at is not None]),
            ("figure-twice", [figure.name for each in chapters for figure in each.figures]),
        ):
            if (twice := next((name for name in names if names.count(name) > 1), None)) is not None:
                raise Wrong(word, name=twice)
        return self


def _stretch(value: Any) -> periods.Period | None:
    """A year, month or period where a day could stand: `2018`, `3/2018`, `2018-03`, `2018-H1`; None: something else."""
    text = str(value).strip()
    if re.fullmatch(r"[12]\d{3}", text):
        return periods.Period(int(text), "Y")
    if match := re.fullmatch(r"(\d{1,2})/([12]\d{3})|([12]\d{3})-(\d{2})", text):
        month, year = int(match[1] or match[4]), int(match[2] or match[3])
        return periods.Period(year, f"M{month:02}") if 1 <= month <= 12 else None
    try:
        return periods.parse_period_key(text)
    except BadPeriod:
        return None


def _first_day(value: Any) -> Any:
    found = _stretch(value)
    return _day(value) if found is None else found.first_day


def _last_day(value: Any) -> Any:
    found = _stretch(value)
    return _day(value) if found is None else found.last_day


class Covers(Fact):
    """The stretch of time that a report is about, where that is not its period; both ends included.

    Each end is a day, or a whole year, month or period: `{from: 2018, to: 2021}`.
    """

    from_: Annotated[datetime.date, BeforeValidator(_first_day), WithJsonSchema(_STRETCH_SCHEMA)] = Field(alias="from")
    to: Annotated[datetime.date, BeforeValidator(_last_day), WithJsonSchema(_STRETCH_SCHEMA)]


class Duty(Cited):
    """Standing conduct that makes no task ("regularly guide and urge"); kept and shown with the agency."""

    shorthand: ClassVar[str | None] = "content"

    content: str
    content_en: str | None = None
    """The same in English."""

    @field_validator("content")
    @classmethod
    def _own_words(cls, value: str) -> str | None:
        return _short(value, "content")


class Plan(Cited):
    """A plan to draw up: once or every year."""

    every: Literal["year", "once"] = "year"
    or_within: Flag = False
    """Whether it may be folded into another plan."""
    due: Due = Due(whole=DueRule(none=True))
    content: str | None = None
    content_en: str | None = None
    """The same in English."""

    @field_validator("content")
    @classmethod
    def _own_words(cls, value: str | None) -> str | None:
        return _short(value, "content")


class Report(Cited):
    """A report owed: to whom, through whom, for which periods, by when."""

    due: Due
    content: str | None = None
    content_en: str | None = None
    """The same in English."""
    to: Parties = ()
    """Who receives it in the end."""
    via: Parties = ()
    """The agency that it passes through, a tier of its own (the first hop)."""
    desk: str | None = None
    """A unit inside the receiver; no tier."""
    drafted_by: Parties = ()
    outline: Outline | None = None
    covers: Covers | None = None
    data_to: str | None = None
    """The day on which its data close, where the document says so (14, or 14/6)."""

    @field_validator("content")
    @classmethod
    def _own_words(cls, value: str | None) -> str | None:
        return _short(value, "content")


class Product(Report):
    """Something to hand over once (a draft law, a scheme); its delivery is its report."""


class Assignment(Cited):
    """One piece of work given to a set of agencies. Without `topic` it is the agencies' general duty."""

    who: Selectors
    topic: Topic | None = None
    with_: Annotated[tuple[Selector, ...], _OneOrMany()] = Field((), alias="with")
    """Co-workers: no task, no report, they block nothing."""
    desk: str | None = None
    plan: Plan | None = None
    duty: Annotated[tuple[Duty, ...], _OneOrMany()] = ()
    report: Report | None = None
    product: Product | None = None

    @model_validator(mode="after")
    def _something_is_owed(self) -> Assignment:
        if not (self.plan or self.duty or self.report or self.product):
            raise Wrong(
                "nothing-owed",
            )
        return self


class Consolidates(Cited):
    """Who merges the reports that this document sends to it, and sends the result where."""

    who: Parties
    to: Parties = ()
    due: Due = Due(whole=DueRule(none=True))
    accepts: Flag = False
    """The document asks that each report is accepted before it is merged; those that were not are named."""
    outline: Outline | None = None


class Acknowledged(Fact):
    """A finding of the checker that is known and accepted, with the reason."""

    rule: str
    reason: str
    at: str | None = None
    """Only findings at this cited place; left out: all of that rule in this file."""


class Succeeds(Cited):
    """Who holds the work of an agency that is gone, where several do or none is told; for one topic or for all."""

    agency: str
    by: str
    topic: Topic | None = None


class Tier(Cited):
    """Who is meant where a tier is named that has ended since, wherever a selector does not say so itself."""

    tier: Kind
    now: Kinds
    """The tier that took the work; an empty list: nobody."""


class Overlay(Fact):
    """What an office says of a document without writing it anew: its file bears the document's key as name."""

    succeeds: Annotated[tuple[Succeeds, ...], _OneOrMany()] = ()
    """Who stands today for agencies that it names; counts before what the document itself answers."""
    tiers: Annotated[tuple[Tier, ...], _OneOrMany()] = ()
    """Who stands today for tiers that it names; likewise."""
    acknowledged: tuple[Acknowledged, ...] = ()


class Document(Fact):
    """One issued document."""

    key: DocumentKey
    """The file's name without `.yaml`: type, number, issuer and year, for instance ct-33-ttg-2021."""
    type: Literal[DOCUMENT_TYPES]  # type: ignore[valid-type]
    number: DocumentNumber
    date: IssueDate
    issuer: AgencyKeys
    """One agency, or several for a joint document."""
    title: str
    """What it is about, in a few words."""
    title_en: str | None = None
    """The same in English."""
    at: str | None = None
    text: Literal["held", "head-missing", "partial", "not-held"] = "held"
    """What the copy on file has: all; all but its head (number, date); only a part; nothing: others cite it, and
    nothing in it is a finding for being absent."""
    signer: Signer | None = None
    applies: Applies | None = None
    """Left out: from its own date on."""
    lifecycle: LifecycleKey = "standard"
    policies: Annotated[tuple[PolicyKey, ...], _OneOrMany()] = ()
    """Rules that hold for the whole cascade: the names of files of `policies/`, without `.feature`."""
    implements: tuple[Citation, ...] = ()
    carries: tuple[Citation, ...] = ()
    """Documents that it asks to go on making known."""
    follows_up: tuple[Citation, ...] = ()
    amends: tuple[Citation, ...] = ()
    replaces: tuple[Citation, ...] = ()
    basis: tuple[Citation, ...] = ()
    assigns: tuple[Assignment, ...] = ()
    consolidates: tuple[Consolidates, ...] = ()
    succeeds: Annotated[tuple[Succeeds, ...], _OneOrMany()] = ()
    """Who stands today for agencies that it names and that have ended since."""
    tiers: Annotated[tuple[Tier, ...], _OneOrMany()] = ()
    """Who stands today for tiers that it names and that have ended since."""
    outline: Outline | None = None
    acknowledged: tuple[Acknowledged, ...] = ()

    @model_validator(mode="after")
    def _dated_or_applied(self) -> Document:
        if self.date.value is None and self.applies is None:
            raise Wrong(
                "undated",
            )
        return self

    @property
    def called(self) -> Name:
        """What it is about in either language; in Vietnamese where no English title is held."""
        return Name.known(self.title, self.title_en)

    @property
    def is_plan(self) -> bool:
        """Plan or programme: issuing it is its issuer's owed plan (types: Decree 30/2020/ND-CP, art. 7)."""
        return self.type in PLAN_TYPES

    def in_force_in(self, year: int) -> bool:
        """Whether any of its duties can hold in that year."""
        if self.applies is not None and self.applies.year is not None:
            return self.applies.year == year
        start = (self.applies.from_ if self.applies else None) or self.date.value
        end = self.applies.until if self.applies else None
        return (start is None or start.year <= year) and (end is None or end.year >= year)

    def in_force_on(self, day: datetime.date) -> bool:
        """Whether its duties hold on that day; a document whose date is blank holds all the year it applies to."""
        if not self.in_force_in(day.year):
            return False
        if self.date.value is not None and day < self.date.value:
            return False
        if self.applies is not None and self.applies.year is None:
            return self.applies.from_ <= day and (self.applies.until is None or day <= self.applies.until)  # type: ignore[operator]
        return True
