"""`dondoc export`: the event log of what holds, or the raw history, as a file of a format that other tools read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import click

from commands.asking import When, scope_of
from commands.common import Common, Missing
from commands.whole_files import whole_file, whole_text_file
from engine.event_logs.event_log import EventLog
from engine.event_logs.records import Record
from engine.scope import Scope, View
from exports.ocel import write_ocel
from exports.parquet import load_pyarrow, write_parquet
from exports.tables import write_csv, write_jsonl
from exports.xes import write_xes
from screen.exports import log_written_text, rows_written_text
from workflows.errors import InputError

_LOGS: dict[str, tuple[str, Callable[[EventLog, TextIO], Counter[str]]]] = {
    "xes": ("binh-dinh.xes", write_xes),
    "ocel": ("binh-dinh.ocel.json", write_ocel),
}
_TABLES: dict[str, tuple[str, Callable[[Iterator[Record], TextIO], int]]] = {
    "csv": ("lich-su.csv", write_csv),
    "jsonl": ("lich-su.jsonl", write_jsonl),
}


class NotToStdout(InputError):
    """A format of bytes, which no terminal shows."""

    code = "not-to-stdout"
    fields = ("format", "example")


def event_log(common: Common, form: str, when: When, **question: Any) -> None:
    """Write the event log of what holds, as `xes` or `ocel`."""
    example, write = _LOGS[form]
    name = _file(common, f"dondoc export {form} --under binh-dinh --out {example}")
    with common.engine() as dondoc, whole_text_file(name) as out:
        written = dondoc.seen(when.view).event_log(lambda log: write(log, out), scope_of(question))
    _tell(common, log_written_text(form, name, written, when.view, common.look))


def history(common: Common, form: str, known_at: str | None, **question: Any) -> None:
    """Write the raw history, as `csv`, `jsonl` or `parquet`."""
    view, scope = When(common, None, known_at).view, scope_of(question)
    rows = _parquet(common, view, scope) if form == "parquet" else _table(common, form, view, scope)
    if form == "csv":
        _tell(common, common.look.say("exported.raw"))
    _tell(common, rows_written_text(form, str(common.settings.out), rows, view, common.look))


def _table(common: Common, form: str, view: View, scope: Scope) -> int:
    example, write = _TABLES[form]
    name = _file(common, f"dondoc export {form} --out {example}")
    # spreadsheets take a file without this mark for an old code page
    encoding = "utf-8-sig" if form == "csv" and name != "-" else "utf-8"
    with common.engine() as dondoc, whole_text_file(name, encoding) as out:
        return dondoc.seen(view).records(lambda rows: write(rows, out), scope)


def _parquet(common: Common, view: View, scope: Scope) -> int:
    example = "dondoc export parquet --out lich-su.parquet"
    name = _file(common, example)
    if name == "-":
        raise NotToStdout("Parquet", example)
    load_pyarrow()
    with common.engine() as dondoc, whole_file(name) as out:
        return dondoc.seen(view).records(lambda rows: write_parquet(rows, out), scope)


def _file(common: Common, example: str) -> str:
    if common.settings.out is None:
        raise Missing("--out", example)
    return common.settings.out


def _tell(common: Common, text: str) -> None:
    if not common.settings.quiet:
        click.echo(text, err=True)
