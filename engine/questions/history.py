"""History as it is read: of a task, of an agency, of a cascade, in the order of recording."""

from __future__ import annotations

import json
from collections import defaultdict
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
from engine.questions.filters import ALL, Filters, UnknownCursor, find_by_key, in_order
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
_OF_TASKS = (
    "history h JOIN task t ON t.cascade_id = h.cascade_id AND t.task_no = h.task_no "
    "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no"
)
_STATEMENT = (
    f"SELECT t.period, a.key, t.topic, a.name, a.name_en, t.task_no, {quoted(_SHOWN, 'h.')} FROM {_OF_TASKS} "
    "WHERE h.cascade_id = :cascade_id"
)
_TASK_NO, _ROW_SEQ, _KIND = 5, 6 + _SHOWN.index("seq"), 6 + _SHOWN.index("kind")
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
    """The rows, cascade by cascade in the order of recording; sorted, task by task as lists of tasks have them.

    `by`: a person's. Filters are about the task that a row is of; a `document` is also the one that the row itself
    names. A page goes on after the row `TASK#SEQ`. Raises NotFound, UnknownState, UnknownCursor.
    """
    cascades = [cascade for cascade, _, _ in whose]
    filters.check(cascades)
    parts = [_narrowed(tx, *each, filters, today) for each in whose]
    after = None if filters.after is None else _cursor(tx, cascades, filters.after)
    limit = filters.limit if by is None else None  # who answers to a name is told by all of them
    if filters.sort is None:
        found = _as_recorded(tx, parts, after, limit)
    else:
        found = _by_task(tx, parts, after, limit, filters.sort, today)
    rows: list[HistoryRow] = []
    for cascade, group in groupby(found, itemgetter(0)):
        rows += _told(tx, cascade, [row for _, row in group])
    if by is not None:
        return recorded_by(rows, by)[: filters.limit]
    return tuple(rows)


Part = tuple[RunningCascade, str, dict[str, Any]]
Cursor = tuple[LiveTask, Row]


def _narrowed(
    tx: Transaction, cascade: RunningCascade, condition: str, parameters: dict[str, Any], filters: Filters, today: date
) -> Part:
    """The rows asked for of a cascade, as a condition on `h`, `t` and `a`, with its parameters."""
    narrower, more = filters.condition(cascade, today)
    if filters.is_stuck:
        stuck = only_stuck(tx, cascade, list(read_tasks(tx, cascade, narrower, **more)), today)
        narrower, more = f"{narrower} AND t.task_no = ANY(:stuck)", {**more, "stuck": [t.task_no for t in stuck]}
    if filters.document is not None:
        rest, _ = replace(filters, document=None).condition(cascade, today)
        narrower = f"({narrower} OR (h.document = :document AND {rest}))"
    return cascade, f"{condition} AND {narrower}", {**parameters, **more}


def _as_recorded(
    tx: Transaction, parts: Sequence[Part], after: Cursor | None, limit: int | None
) -> list[tuple[RunningCascade, Row]]:
    found: list[tuple[RunningCascade, Row]] = []
    for cascade, condition, given in parts:
        if after is not None and after[0].cascade is not cascade:
            continue
        statement, parameters = f"{_STATEMENT} AND {condition}", dict(given)
        if after is not None:
            statement += f" AND ({_PLACE}) > (:after_at, :after_task, :after_seq)"
            parameters |= dict(zip(("after_at", "after_task", "after_seq"), after[1], strict=True))
            after = None
        statement += f" ORDER BY {_PLACE}"
        if limit is not None:
            statement, parameters = f"{statement} LIMIT :limit", {**parameters, "limit": limit - len(found)}
        found += [(cascade, row) for row in tx.rows(statement, cascade_id=cascade.cascade_id, **parameters)]
        if limit is not None and len(found) >= limit:
            break
    return found


def _by_task(
    tx: Transaction, parts: Sequence[Part], after: Cursor | None, limit: int | None, sort: str, today: date
) -> list[tuple[RunningCascade, Row]]:
    """Of bare tasks the order is taken; the rows of so many of them as the page needs are read at once."""
    tasks = [] if after is None else [after[0]]
    for cascade, condition, given in parts:
        having = f"t.task_no IN (SELECT h.task_no FROM {_OF_TASKS} WHERE h.cascade_id = :cascade_id AND {condition})"
        tasks += [
            task for task in read_tasks(tx, cascade, having, **given) if after is None or task.ident != after[0].ident
        ]
    tasks = in_order(tasks, [cascade for cascade, _, _ in parts], sort, today)
    if after is not None:
        tasks = tasks[[task.ident for task in tasks].index(after[0].ident) :]
    if limit is not None:
        tasks = tasks[: limit + 1]  # each has a row, but for the one after whose row the page goes on
    rows: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for cascade, condition, given in parts:
        numbers = [task.task_no for task in tasks if task.cascade.cascade_id == cascade.cascade_id]
        statement = f"{_STATEMENT} AND {condition} AND h.task_no = ANY(:of_tasks) ORDER BY h.task_no, h.seq"
        for row in tx.rows(statement, cascade_id=cascade.cascade_id, of_tasks=numbers, **given) if numbers else ():
            rows[cascade.cascade_id, row[_TASK_NO]].append(row)
    if after is not None:
        task, (_, _, seq) = after
        rows[task.ident] = [row for row in rows[task.ident] if row[_ROW_SEQ] > seq]
    found = [(task.cascade, row) for task in tasks for row in rows[task.ident]]
    return found[:limit]


def _told(tx: Transaction, cascade: RunningCascade, found: Sequence[Row]) -> list[HistoryRow]:
    numbers = {row[_TASK_NO] for row in found}
    corrected_by = _superseded(tx, cascade, next(iter(numbers)) if len(numbers) == 1 else None)
    outcomes = outcomes_of(tx, cascade, {row[_TASK_NO] for row in found if row[_KIND] in (REQUEST, DECISION)})
    told = (_as_row(cascade, row, corrected_by) for row in found)
    return [_with_outcome(row, outcomes.get((row.number, row.seq))) for row in told]


def _cursor(tx: Transaction, cascades: Sequence[RunningCascade], text: str) -> Cursor:
    """The task of the row `TASK#SEQ`, and the row's place in the order of recording."""
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
            return task, place
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
