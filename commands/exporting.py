"""The event log of what holds, or the raw history, as a file of a format that other tools read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO

import click

from commands.common import Common, Missing, When, filled, scope_of
from commands.options import (
    cascade_argument,
    cascade_option,
    command,
    common,
    completed,
    option,
    scope_options,
    time_options,
    together,
)
from commands.whole_files import whole_file, whole_text_file, write_whole
from workflows.errors import InputError

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.event_logs.event_log import EventLog
    from engine.event_logs.records import Record
    from engine.scope import Scope, View
    from screen.look import Look

_of_a_log = together(cascade_argument, scope_options, time_options)
_of_records = together(
    cascade_argument, scope_options, option("--known-at", metavar="MOMENT", help="help.option.recorded_by")
)


@command()
@_of_a_log
@common("xes")
def export_xes(common: Common, when: When, **question: Any) -> None:
    """An event log in XES (IEEE 1849), a trace a task."""
    from exports.xes import write_xes

    _event_log(common, "xes", "binh-dinh.xes", write_xes, when, question)


@command()
@_of_a_log
@common("ocel")
def export_ocel(common: Common, when: When, **question: Any) -> None:
    """An object-centric event log, OCEL 2.0 in JSON."""
    from exports.ocel import write_ocel

    _event_log(common, "ocel", "binh-dinh.ocel.json", write_ocel, when, question)


@command()
@_of_records
@common("csv")
def export_csv(common: Common, **question: Any) -> None:
    """The raw history, every column as recorded, in CSV."""
    from exports.tables import write_csv

    _history(common, "csv", "lich-su.csv", write_csv, **question)


@command()
@_of_records
@common("jsonl")
def export_jsonl(common: Common, **question: Any) -> None:
    """The raw history, one JSON object a line."""
    from exports.tables import write_jsonl

    _history(common, "jsonl", "lich-su.jsonl", write_jsonl, **question)


@command()
@_of_records
@common("parquet")
def export_parquet(common: Common, known_at: str | None, **question: Any) -> None:
    """The raw history in Parquet (needs dondoc[parquet])."""
    from exports.parquet import load_pyarrow, write_parquet

    view, scope = When(common, None, known_at).view, scope_of(question)
    name = _bytes_file(common, "Parquet", "dondoc export parquet --out lich-su.parquet")
    load_pyarrow()
    with common.engine() as dondoc, whole_file(name) as out:
        rows = dondoc.seen(view).records(lambda rows: write_parquet(rows, out), scope)
    _tell_rows(common, "parquet", rows, view)


@command()
@cascade_argument
@scope_options
@option("--open", "open_only", is_flag=True)
@common("xlsx")
def export_xlsx(common: Common, open_only: bool, **question: Any) -> None:
    """The tracking table as a workbook (needs dondoc[office])."""
    from papers.office_libraries import load_openpyxl

    name = _bytes_file(common, "Excel", "dondoc export xlsx --under binh-dinh --out bang-theo-doi.xlsx")
    load_openpyxl()
    scope = scope_of(question)
    with common.engine() as dondoc, dondoc.on(common.today) as seen:
        content, count = workbook(seen, scope, common.look_over(seen, scope.cascade), open_only=open_only)
    write_whole(name, content)
    _tell_tasks(common, "xlsx", count)


def workbook(seen: Answers, scope: Scope, look: Look, *, open_only: bool = False) -> tuple[bytes, int]:
    """The tracking table of a scope, and how many tasks it has. `open_only`: those that can be moved now, by due date.

    Raises NoOffice, NotFound, Ambiguous.
    """
    from papers.tracking_table import write_tracking_table

    rows = list(seen.status(scope))
    if open_only:
        rows = sorted((row for row in rows if row.triggers), key=lambda row: row.due or date.max)
    cascades = seen.complete("cascade", "") if scope.cascade is None else (scope.cascade,)
    under = None if scope.under is None else look.told(seen.find_agency(scope.under, scope.cascade).called)
    facts = {"cascade": ", ".join(cascades), "under": under, "day": look.day(seen.day, with_year=True)}
    about = [(look.say(f"tracking.about.{word}"), text) for word, text in facts.items() if text is not None]
    return write_tracking_table(rows, seen.heads(rows), look, about), len(rows)


@command()
@option("--as", "as_agency", metavar="AGENCY", shell_complete=completed("agency"), help="help.option.whose_calendar")
@cascade_option
@common("ics")
def export_ics(common: Common, as_agency: str | None, cascade: str | None) -> None:
    """An agency's due dates as a calendar (needs dondoc[office])."""
    from papers.office_libraries import load_icalendar

    agency = filled(as_agency) or common.settings.acts_as
    example = "dondoc export ics --as binh-dinh --out han-bao-cao.ics"
    if agency is None:
        raise Missing("--as", example)
    name = _file(common, example)
    load_icalendar()
    with common.engine() as dondoc, dondoc.on(common.today) as seen:
        content, count = agenda(seen, agency, cascade, common.look_over(seen, cascade))
    write_whole(name, content)
    _tell_tasks(common, "ics", count)


def agenda(seen: Answers, agency: str, cascade: str | None, look: Look) -> tuple[bytes, int]:
    """The calendar of an agency's own dated tasks, and how many they are. Raises NoOffice, NotFound, Ambiguous."""
    from engine.scope import Scope
    from papers.due_calendar import write_due_calendar

    found = seen.find_agency(agency, cascade)
    rows = [row for row in seen.status(Scope(cascade, under=found.key)) if row.agency == found.key and row.due]
    name = look.say("calendar.name", agency=look.told(found.called))
    return write_due_calendar(rows, seen.heads(rows), look, name=name, made_at=seen.moment), len(rows)


class NotToStdout(InputError):
    """A format of bytes, which no terminal shows."""

    code = "not-to-stdout"
    fields = ("format", "example")


def _event_log(
    common: Common,
    form: str,
    example: str,
    write: Callable[[EventLog, TextIO], Counter[str]],
    when: When,
    question: dict[str, Any],
) -> None:
    """Write the event log of what holds."""
    from screen.exports import log_written_text

    name = _file(common, f"dondoc export {form} --under binh-dinh --out {example}")
    with common.engine() as dondoc, whole_text_file(name) as out:
        written = dondoc.seen(when.view).event_log(lambda log: write(log, out), scope_of(question))
    _tell(common, log_written_text(form, name, written, when.view, common.look))


def _history(
    common: Common,
    form: str,
    example: str,
    write: Callable[[Iterator[Record], TextIO], int],
    known_at: str | None,
    **question: Any,
) -> None:
    """Write the raw history as text."""
    view, scope = When(common, None, known_at).view, scope_of(question)
    name = _file(common, f"dondoc export {form} --out {example}")
    # spreadsheets take a file without this mark for an old code page
    encoding = "utf-8-sig" if form == "csv" and name != "-" else "utf-8"
    with common.engine() as dondoc, whole_text_file(name, encoding) as out:
        rows = dondoc.seen(view).records(lambda rows: write(rows, out), scope)
    if form == "csv":
        _tell(common, common.look.say("exported.raw"))
    _tell_rows(common, form, rows, view)


def _file(common: Common, example: str) -> str:
    if common.settings.out is None:
        raise Missing("--out", example)
    return common.settings.out


def _bytes_file(common: Common, form: str, example: str) -> str:
    """The file of a format that goes to no terminal. Raises Missing, NotToStdout."""
    name = _file(common, example)
    if name == "-":
        raise NotToStdout(form, example)
    return name


def _tell_rows(common: Common, form: str, rows: int, view: View) -> None:
    from screen.exports import rows_written_text

    _tell(common, rows_written_text(form, str(common.settings.out), rows, view, common.look))


def _tell_tasks(common: Common, form: str, count: int) -> None:
    from screen.exports import tasks_written_text

    _tell(common, tasks_written_text(form, str(common.settings.out), count, common.look))


def _tell(common: Common, text: str) -> None:
    if not common.settings.quiet:
        click.echo(text, err=True)
