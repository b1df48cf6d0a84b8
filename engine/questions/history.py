"""History as it is read: of a task, of an agency, of a cascade, in the order of recording."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import LiveTask, task_key_of
from engine.chain.chains import HISTORY_COLUMNS
from engine.chain.effective import COLUMNS, CORRECTION, superseded
from engine.chain.rehash import AT
from engine.clock import parse_moment
from engine.results import HistoryRow
from engine.store.database import Row, Transaction
from engine.store.statements import quoted
from workflows.dates import day_from_iso
from workflows.said import Name

_SHOWN = (
    *("seq", "kind", "trigger", "from", "to", "agency", "by", "occurred_on", "recorded_at"),
    *("document", "reason", "hash", "login", "cause", "batch", "prev_hash", "due_before", "due_after", "payload"),
    "ref_seq",
)
_STATEMENT = (
    f"SELECT t.period, a.key, t.topic, a.name, a.name_en, t.task_no, {quoted(_SHOWN, 'h.')} FROM history h "
    "JOIN task t ON t.cascade_id = h.cascade_id AND t.task_no = h.task_no "
    "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
    "WHERE h.cascade_id = :cascade_id"
)
_IN_ORDER = " ORDER BY h.recorded_at, h.task_no, h.seq"


def of_task(tx: Transaction, task: LiveTask) -> tuple[HistoryRow, ...]:
    """The task's chain, first to last."""
    rows = tx.rows(
        f"{_STATEMENT} AND h.task_no = :number ORDER BY h.seq",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    corrected_by = _superseded(tx, task.cascade, task.task_no)
    return tuple(_as_row(task.cascade, row, corrected_by) for row in rows)


def of_agency(tx: Transaction, cascades: Sequence[RunningCascade], agency: str) -> tuple[HistoryRow, ...]:
    """What the agency did, on its own tasks and on others'. Raises NotFound, Ambiguous."""
    rows: list[HistoryRow] = []
    for cascade, found in get_agency_anywhere(tx, cascades, agency):
        rows += _rows(tx, cascade, "h.agency = :agency", agency=found.key)
    return tuple(rows)


def of_cascades(tx: Transaction, cascades: Sequence[RunningCascade]) -> tuple[HistoryRow, ...]:
    """Everything recorded in these cascades."""
    return tuple(row for cascade in cascades for row in _rows(tx, cascade, "TRUE"))


def _rows(tx: Transaction, cascade: RunningCascade, condition: str, **parameters: Any) -> list[HistoryRow]:
    corrected_by = _superseded(tx, cascade)
    rows = tx.rows(f"{_STATEMENT} AND {condition}{_IN_ORDER}", cascade_id=cascade.cascade_id, **parameters)
    return [_as_row(cascade, row, corrected_by) for row in rows]


def _superseded(tx: Transaction, cascade: RunningCascade, task_no: int | None = None) -> dict[tuple[int, int], int]:
    """Which rows a correction restated or took back: (task's number, seq) -> seq of the last such correction."""
    of_task = "" if task_no is None else " AND task_no = :number"
    rows = tx.rows(
        f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :cascade_id AND kind = :kind{of_task} "
        "ORDER BY task_no, seq",
        cascade_id=cascade.cascade_id,
        kind=CORRECTION,
        **({} if task_no is None else {"number": task_no}),
    )
    chains = groupby(rows, itemgetter(AT["task_no"]))
    return {(number, seq): by for number, chain in chains for seq, by in superseded(chain).items()}


def chain_of(tx: Transaction, task: LiveTask) -> list[dict[str, Any]]:
    """The task's rows with every column by name, as `chains.verify_chain` takes them."""
    rows = tx.rows(
        f"SELECT {quoted(HISTORY_COLUMNS)} FROM history "
        "WHERE cascade_id = :cascade_id AND task_no = :number ORDER BY seq",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    return [dict(zip(HISTORY_COLUMNS, row, strict=True)) for row in rows]


def _as_row(cascade: RunningCascade, row: Row, corrected_by: Mapping[tuple[int, int], int]) -> HistoryRow:
    key, name, number = task_key_of(cascade.directive, row[:3]), Name(row[3], row[4] or row[3]), row[5]
    shown = dict(zip(_SHOWN, row[6:], strict=True))
    return HistoryRow(
        key,
        shown["seq"],
        shown["kind"],
        shown["trigger"],
        shown["from"],
        shown["to"],
        shown["agency"],
        shown["by"],
        day_from_iso(shown["occurred_on"]),
        parse_moment(shown["recorded_at"]),
        shown["document"],
        shown["reason"],
        shown["hash"],
        name,
        shown["login"],
        shown["cause"],
        shown["batch"],
        shown["prev_hash"],
        day_from_iso(shown["due_before"]),
        day_from_iso(shown["due_after"]),
        json.loads(shown["payload"] or "{}"),
        shown["ref_seq"],
        corrected_by.get((number, shown["seq"])),
    )
