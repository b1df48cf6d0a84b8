"""`advance --from FILE`, `import xlsx FILE`: many moves, every bad row reported with its line or its cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commands.common import Common, ensure_writable, filled
from commands.move_table import MoveTable, read_moves
from commands.whole_files import whole_file
from engine.receipts import BadRow, Bulk
from screen.lists import bad_row_data, bad_rows_text, bulk_text
from workflows.errors import InputError
from workflows.said import Said

_WORKBOOK = ".xlsx"


class BesideFile(InputError):
    """Something of one move, given beside a file of moves: it would hold for no row."""

    code = "beside-file"
    fields = ("names", "what_to_do")


class RejectsOverSource(InputError):
    """`--rejects` names the very file that is read."""

    code = "rejects-over-source"
    fields = ("path",)


def advance(
    common: Common,
    source: str,
    keep_going: bool,
    rejects: str | None,
    backfill: str | None,
    given: Mapping[str, Any],
) -> int:
    """Do all rows of a CSV file or a workbook, or with `--keep-going` the good ones; 1 if any was bad.

    `backfill`: why a past season is taken in by this file. `given`: what else stands on the command line. It belongs
    into the rows. Raises BesideFile.
    """
    _ensure_nothing_beside(given)
    path = Path(source)
    if path.suffix.lower() == _WORKBOOK:
        from commands.sheets import read_sheet  # loads what reads workbooks

        return record(common, read_sheet(path), source, keep_going, rejects, backfill)
    return record(common, read_moves(path), source, keep_going, rejects, backfill)


def record(
    common: Common,
    table: MoveTable,
    source: str,
    keep_going: bool = False,
    rejects: str | None = None,
    backfill: str | None = None,
    nothing_done: str = "bulk.nothing",
) -> int:
    """Do all rows of a table, or with `keep_going` the good ones; 1 if any was bad. `nothing_done`: what is said then.

    Raises RejectsOverSource.
    """
    requests, unread = table.moves, table.bad
    if table.passed_over:
        common.tell("bulk.passed_over", columns=table.passed_over)
    if rejects is not None:
        if Path(rejects).exists() and Path(rejects).samefile(source):
            raise RejectsOverSource(rejects)
        ensure_writable(Path(rejects))
    with common.engine() as dondoc, common.progress("progress.bulk") as progress:
        is_dry = common.is_dry or (bool(unread) and not keep_going)
        bulk = dondoc.advance_many(
            requests,
            today=common.today,
            keep_going=keep_going,
            once=True,
            backfill=filled(backfill),
            dry_run=is_dry,
            progress=progress,
        )
        look = common.look_over(dondoc.seen())
    bad = tuple(sorted((*bulk.bad_rows, *unread), key=lambda row: row.row))
    moved = bulk.moved if keep_going or not bad else ()
    whole = Bulk(moved, bad, None if is_dry else bulk.batch)
    common.show(whole.moved, lambda: bulk_text(whole, look))
    if bad:
        _tell_bad(common, table, bad, None if keep_going else nothing_done)
    is_stale = rejects is not None and not common.is_dry and Path(rejects).is_file()
    if rejects is not None and (bad or is_stale):  # those of an earlier run are not to be fed in again
        heads = look.say("bulk.head.line"), look.say("bulk.head.why")
        refused = {row.row for row in bad}
        done = [int(move.row or 0) for move in requests if move.row not in refused] if keep_going else []
        with whole_file(rejects) as out:
            out.write(table.handed_back(bad, done, heads, lambda row: look.message(row.message)))
        common.tell("bulk.rejects" if bad else table.nothing_refused, file=rejects)
    if common.is_dry:
        common.tell("word.dry_run")
    return 1 if bad else 0


def _ensure_nothing_beside(given: Mapping[str, Any]) -> None:
    columns = {"as_agency": "as"}
    names = [name for name, value in given.items() if value not in (None, (), False)]
    if not names:
        return
    of_rows = [columns.get(name, name) for name in names if name != "cascade"]
    to_do: list[Said] = []
    if of_rows:
        to_do.append(Said("file.into-columns", {"columns": of_rows}))
    if "cascade" in names:
        to_do.append(Said("file.directive-in-task"))
    written = [_written(columns.get(name, name)) for name in names]
    raise BesideFile(written, to_do)


def _written(name: str) -> Any:
    return Said(f"metavar.{name.upper()}") if name in ("task", "trigger") else "--" + name.replace("_", "-")


def _tell_bad(common: Common, table: MoveTable, bad: tuple[BadRow, ...], nothing_done: str | None) -> None:
    from commands.failures import say
    from screen.formats import to_json

    if common.format in ("json", "jsonl"):
        data = {"error": "bad-rows", "message": common.look.say("bulk.bad", n=len(bad)), "hint": "", "exit_code": 1}
        say(to_json({**data, "bad_rows": [bad_row_data(row, common.look, table.where(row)) for row in bad]}))
        return
    say(f"{common.look.say('bulk.bad', n=len(bad))}\n{bad_rows_text(bad, common.look, table.where)}")
    if nothing_done is not None:
        say(common.look.say(nothing_done))
