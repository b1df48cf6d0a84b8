"""History as it is read: of a task, of an agency, of a cascade, in the order of recording."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import LiveTask, read_tasks, task_key_of
from engine.chain.chains import HISTORY_COLUMNS
from engine.chain.effective import COLUMNS, CORRECTION, DECISION, REQUEST, superseded
from engine.chain.rehash import AT
from engine.clock import parse_moment
from engine.questions.filters import ALL, Filters, UnknownCursor, find_by_key
from engine.questions.people import recorded_by
from engine.questions.requested import Outcome, outcomes_of
from engine.questions.stuck import only_stuck
from engine.results import HistoryRow
from engine.store.database import Row, Transaction
from engine.store.statements import quoted
from workflows.dates import day_from_iso
from workflows.said import Name

_SHOWN = (
    *("seq", "kind", "trigger", "from", "to", "agency", "by", "occurred_on", "recorded_at"),
    *("document", "reason", "hash", "login", "cause", "batch", "prev_hash", "due_before", "due_after", "payload"),
    *("ref_seq", "on_behalf_of", "mandate"),
)
_STATEMENT = (
    f"SELECT t.period, a.key, t.topic, a.name, a.name_en, t.task_no, {quoted(_SHOWN, 'h.')} FROM history h "
    "JOIN task t ON t.cascade_id = h.cascade_id AND t.task_no = h.task_no "
    "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
    "WHERE h.cascade_id = :cascade_id"
)
_TASK_NO, _KIND = 5, 6 + _SHOWN.index("kind")
_PLACE = "h.recorded_at, h.task_no, h.seq"
Whose = Sequence[tuple[RunningCascade, str, dict[str, Any]]]
"""Cascades, each with a condition on `h`, `t` and `a` and its parameters."""


def of_task(task: LiveTask) -> Whose:
    """The task's chain."""
    return [(task.cascade, "h.task_no = :number", {"number": task.task_no})]


def of_agency(tx: Transaction, cascades: Sequence[RunningCascade], agency: str) -> Whose:
    """What the agency did, on its own tasks and on others'. Raises NotFound, Ambiguous."""
    found = get_agency_anywhere(tx, cascades, agency)
    return [(cascade, "h.agency = :agency", {"agency": node.key}) for cascade, node in found]


def of_cascades(cascades: Sequence[RunningCascade]) -> Whose:
    """Everything recorded in these cascades."""
    return [(cascade, "TRUE", {}) for cascade in cascades]


def history(
    tx: Transaction, whose: Whose, *, by: str | None = None, filters: Filters = ALL, today: date
) -> tuple[HistoryRow, ...]:
    """The rows, cascade by cascade in the order of recording; `by`: a person's.

    Filters are about the task that a row is of; a `document` is also the one that the row itself names. A page goes on
    after the row `TASK#SEQ`. Raises NotFound, UnknownState, UnknownCursor.
    """
    filters.check([cascade for cascade, _, _ in whose])
    rows: list[HistoryRow] = []
    after = None if filters.after is None else _cursor(tx, [cascade for cascade, _, _ in whose], filters.after)
    limit = filters.limit if by is None else None  # who answers to a name is told by all of them
    for cascade, condition, parameters in whose:
        narrower, more = filters.condition(cascade, today)
        if filters.is_stuck:
            stuck = only_stuck(tx, cascade, list(read_tasks(tx, cascade, narrower, **more)), today)
            narrower, more = f"{narrower} AND t.task_no = ANY(:stuck)", {**more, "stuck": [t.task_no for t in stuck]}
        if filters.document is not None:
            rest, _ = replace(filters, document=None).condition(cascade, today)
            narrower = f"({narrower} OR (h.document = :document AND {rest}))"
        statement = f"{_STATEMENT} AND {condition} AND {narrower}"
        if after is not None and after[0] is not cascade:
            continue
        if after is not None:
            statement += f" AND ({_PLACE}) > (:after_at, :after_task, :after_seq)"
            more |= dict(zip(("after_at", "after_task", "after_seq"), after[1], strict=True))
            after = None
        statement += f" ORDER BY {_PLACE}"
        if limit is not None:
            statement, more = f"{statement} LIMIT :limit", {**more, "limit": limit - len(rows)}
        found = tx.rows(statement, cascade_id=cascade.cascade_id, **parameters, **more)
        corrected_by = _superseded(tx, cascade, parameters.get("number")) if found else {}
        outcomes = outcomes_of(tx, cascade, {row[_TASK_NO] for row in found if row[_KIND] in (REQUEST, DECISION)})
        told = (_as_row(cascade, row, corrected_by) for row in found)
        rows += [_with_outcome(row, outcomes.get((row.number, row.seq))) for row in told]
        if limit is not None and len(rows) >= limit:
            break
    if by is not None:
        return recorded_by(rows, by)[: filters.limit]
    return tuple(rows)


def _cursor(tx: Transaction, cascades: Sequence[RunningCascade], text: str) -> tuple[RunningCascade, Row]:
    """The cascade of the row `TASK#SEQ`, and its place in the order."""
    key, _, seq = text.rpartition("#")
    task = None if not seq.isdigit() else find_by_key(tx, cascades, key)
    if task is not None:
        place = tx.row(
            f"SELECT {_PLACE} FROM history h WHERE h.cascade_id = :cascade_id AND h.task_no = :number AND h.seq = :seq",
            cascade_id=task.cascade.cascade_id,
            number=task.task_no,
            seq=int(seq),
        )
        if place is not None:
            return task.cascade, place
    raise UnknownCursor(text)


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


def _with_outcome(row: HistoryRow, outcome: Outcome | None) -> HistoryRow:
    if outcome is None:
        return row
    return replace(row, outcome=outcome.what, outcome_seq=outcome.seq, lapse=outcome.lapse)


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
        number,
        on_behalf_of=shown["on_behalf_of"],
        mandate=shown["mandate"],
    )
