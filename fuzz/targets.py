"""What is fuzzed: each parser takes bytes or text and gives a value or an error of ours, never anything else.

A target returns for a value as for an error of ours, and lets everything else through: that is a find. Where a value
can be written again, what is written must be read as the same value.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import openpyxl

import words
from commands.move_table import parse_moves
from commands.sheet_map import parse_map
from commands.sheets import parse_sheet
from engine.clock import format_moment
from engine.clock import parse_moment as parse_recorded
from features.steps.vocabulary import matching
from rules.files import FeatureFile, parse_file
from workflows.agency_files import read_yaml
from workflows.agency_units import read_successions, read_units
from workflows.calendar_files import read_calendar
from workflows.dates import format_day, parse_day, parse_moment
from workflows.errors import DondocError
from workflows.keys import parse_cascade_key, parse_task_key
from workflows.library import load_lifecycle
from workflows.loader import Loaded, load_text
from workflows.periods import parse_period, parse_period_key

Target = Callable[[bytes], None]

ROOT = Path(__file__).resolve().parents[1]
DEFINITIONS = ROOT / "definitions"


class Given:
    """Bytes in hand where a parser asks for a file."""

    name = "fuzz.yaml"

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def read_bytes(self) -> bytes:
        return self.raw


def definition(raw: bytes) -> None:
    """A document's YAML."""
    found = load_text(raw, "fuzz.yaml")
    if not isinstance(found, Loaded):
        assert found, "neither a document nor a problem"
        _are_told(words.message(problem, lang) for problem in found for lang in ("vi", "en"))


def lifecycle(raw: bytes) -> None:
    """A lifecycle's YAML, up to the machine that is built from it."""
    _value_or_ours(lambda: load_lifecycle(_file(raw), "fuzz.yaml").as_mermaid())


def calendar(raw: bytes) -> None:
    """A calendar's YAML."""
    _value_or_ours(lambda: list(read_calendar(_file(raw))))


def agencies(raw: bytes) -> None:
    """A YAML file of agencies and their heirs."""
    _value_or_ours(lambda: read_yaml(_file(raw), "fuzz.yaml"))


def units(raw: bytes) -> None:
    """The CSV files of a province's units and of their heirs."""
    _value_or_ours(lambda: list(read_units(_file(raw), "fuzz.csv", "binh-dinh")))
    _value_or_ours(lambda: list(read_successions(_file(raw), "fuzz.csv")))


def moves(raw: bytes) -> None:
    """The CSV of `advance --from`."""
    _value_or_ours(lambda: parse_moves(raw, "fuzz.csv"))


def sheet(raw: bytes) -> None:
    """A sheet within a workbook of `import xlsx`; the archive round it is sound."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as sound, zipfile.ZipFile(out, "w") as made:
        for name in sound.namelist():
            made.writestr(name, raw if name == SHEET else sound.read(name))
    _value_or_ours(lambda: parse_sheet(out.getvalue(), "fuzz.xlsx"))


def sheet_map(raw: bytes) -> None:
    """The TOML of `import xlsx --map`, and what it makes of a row."""
    found = _value_or_ours(lambda: parse_map(raw, "fuzz.toml"))
    if found is not None:
        found.applied(dict.fromkeys(found.columns, "x"))


SHEET = "xl/worksheets/sheet1.xml"


@cache
def _workbook() -> bytes:
    """A workbook with one move."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["task", "trigger", "as", "on"], ["2023-H1/x", "report", "x", date(2023, 6, 20)]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _sheet() -> str:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as file:
        return file.read(SHEET).decode()


def feature(raw: bytes) -> None:
    """A feature file, up to the steps that it is made of."""
    found = parse_file(raw, Path("fuzz.feature"))
    if not isinstance(found, FeatureFile):
        assert found, "neither a feature nor a problem"
        _are_told(words.message(problem, lang) for problem in found for lang in ("vi", "en"))
        return
    for scenario in found.scenarios:
        for step in scenario.steps:
            matching(step.kind, step.text)


def moment(raw: bytes) -> None:
    """A moment as typed."""
    found = _value_or_ours(lambda: parse_moment(_text(raw)))
    if found is not None:
        assert found.tzinfo is not None
        assert parse_recorded(format_moment(found)) == found


def day(raw: bytes) -> None:
    """A day as typed."""
    found = _value_or_ours(lambda: parse_day(_text(raw)))
    if found is not None:
        assert parse_day(format_day(found, "vi")) == parse_day(format_day(found, "en")) == found


def period(raw: bytes) -> None:
    """A period as typed, with and without a year around it."""
    text = _text(raw)
    for found in (
        _value_or_ours(lambda: parse_period(text)),
        _value_or_ours(lambda: parse_period(text, 2023)),
        _value_or_ours(lambda: parse_period_key(text)),
    ):
        if found is not None:
            assert parse_period_key(found.key) == parse_period(words.message(found.said_with_year)) == found


def key(raw: bytes) -> None:
    """The key of a task or of a cascade as typed."""
    text = _text(raw)
    for parse in (parse_task_key, parse_cascade_key):
        parse_any = cast(Callable[[str], Any], parse)
        found = _value_or_ours(partial(parse_any, text))
        if found is not None:
            assert parse_any(str(found)) == found


# target → where it starts from: files, or texts
TARGETS: Mapping[str, tuple[Target, Iterable[Path | str]]] = {
    "definition": (definition, sorted((DEFINITIONS / "documents").glob("*.yaml"))),
    "lifecycle": (lifecycle, sorted((DEFINITIONS / "lifecycles").glob("*.yaml"))),
    "calendar": (calendar, sorted((DEFINITIONS / "calendars").glob("*.yaml"))),
    "agencies": (agencies, [DEFINITIONS / "agencies" / "binh-dinh.yaml"]),
    "units": (
        units,
        [
            "key,name,kind,type,unit_code,superior,from,until,source\n"
            "binh-dinh.xa-nhon-chau,UBND xã Nhơn Châu,commune,xa,21583,,,2025-06-30,x\n",
            "from,to,on,extent,basis,source\nbinh-dinh.xa-a,binh-dinh.xa-b,2025-07-01,whole,NQ 1,x\n",
        ],
    ),
    "moves": (
        moves,
        ["task,trigger,as,by,on\n2023-H1/x,report,x,,20/06/2023\n", "as;task;trigger\n# x\n“x”;2023-H1/x;report\n"],
    ),
    "sheet": (sheet, [_sheet()]),
    "sheet_map": (
        sheet_map,
        [
            'sheet = "x"\nhead_row = 3\n[columns]\ntrigger = "Kết quả"\n'
            '[fixed]\nperiod = "2023-H1"\n[triggers]\n"đã gửi" = "report"\n'
        ],
    ),
    "feature": (feature, sorted((ROOT / "features").glob("*.feature"))[:6]),
    "day": (day, ["2023-06-20", "20/06/2023", "29/2/2023"]),
    "moment": (moment, ["2023-06-21T17:00", "21/06/2023 17:00", "2023-06-21", "2023-06-21T10:00:00+00:00"]),
    "period": (period, ["2023-H1", "6 tháng đầu năm 2023", "quý I/2023", "năm 2023", "tháng 5", "mot lan"]),
    "key": (key, ["ct-33-ttg-2021/2023-H1/binh-dinh.so-noi-vu/kiem-tra", "ct-33-ttg-2021/2023"]),
}


def _value_or_ours(parse: Callable[[], Any]) -> Any:
    """The value; None for an error of ours, which has words in both languages."""
    try:
        return parse()
    except DondocError as error:
        _are_told(words.message(error, lang) for lang in ("vi", "en"))
        error.as_json()
        return None


def _are_told(messages: Iterable[str]) -> None:
    for message in messages:
        assert message.strip(), "an error without words"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")  # as a command line arrives


def _file(raw: bytes) -> Any:
    return Given(raw)
