"""What counts of the history of many tasks: their chains one by one, corrections applied, never all in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.chain.effective import counted
from engine.chain.folds import Arrows
from engine.chain.rehash import AT, COLUMNS
from engine.store.database import Row, Transaction
from engine.store.statements import quoted


class Recorded(NamedTuple):
    """A row of history that counts, with the day and the document's number as corrected. Days are ISO text."""

    task_no: int
    seq: int
    kind: str
    trigger: str | None
    from_: str | None
    to: str | None
    agency: str | None
    by: str | None
    login: str | None
    occurred_on: str | None
    recorded_at: str
    document: str | None
    reason: str | None
    due_before: str | None
    due_after: str | None
    cause: str | None
    batch: str | None
    payload: str | None
    hash: str

    @property
    def details(self) -> Mapping[str, Any]:
        """What the row keeps beside its columns."""
        return json.loads(self.payload) if self.payload else {}

    @property
    def is_move(self) -> bool:
        """Whether a trigger was fired; else it is a note, a reminder or the like."""
        return self.kind == "move"


def known_by(known_at: str | None, chain: list[Row]) -> list[Row]:
    """Of a chain the rows that were recorded by that moment; None: all."""
    return chain if known_at is None else [row for row in chain if row[_RECORDED] <= known_at]


def counted_by(day: str | None, known: Sequence[Row]) -> list[Row]:
    """Of these rows those that count and had occurred by the end of that day; None: whenever."""
    return [row for row in counted(known) if day is None or row[_OCCURRED] <= day]


def put_in_standing(arrows: Arrows, rows: Sequence[Recorded]) -> str | None:
    """The day of the move that led a task into the standing that it is in; None: it never left that one."""
    standing, since = arrows.standing, None
    for row in rows:
        after = arrows.steps[row.trigger, row.from_, row.to, standing] if row.is_move else None
        if after is not None and after != standing:
            standing, since = after, row.occurred_on
    return since


def remember_chains(tx: Transaction, cascade: RunningCascade) -> None:
    """Hold the chains of all tasks until the transaction ends: for whoever goes through them several times."""
    tx.remembered["chains", cascade.cascade_id] = list(whole_chains(tx, cascade, "TRUE", {}))


_TASK_NO, _SEQ, _OCCURRED, _RECORDED = (AT[name] for name in ("task_no", "seq", "occurred_on", "recorded_at"))
_take = itemgetter(*(AT[name.rstrip("_")] for name in Recorded._fields))


def chains(
    tx: Transaction, cascade: RunningCascade, condition: str, parameters: Mapping[str, Any]
) -> Iterator[tuple[int, list[Recorded]]]:
    """(number, rows by seq) of each task that fulfils a condition on `t` and of which something is recorded."""
    for number, rows, _ in whole_chains(tx, cascade, condition, parameters):
        yield number, rows


def stored_chains(
    tx: Transaction, cascade: RunningCascade, condition: str, parameters: Mapping[str, Any]
) -> Iterator[tuple[int, list[Row]]]:
    """Of each task that fulfils a condition on `t`, and has any, its number and all its rows as they are stored."""
    rows = tx.stream(
        f"SELECT {quoted(COLUMNS, 'h.')} FROM history h "
        "JOIN task t ON t.cascade_id = h.cascade_id AND t.task_no = h.task_no "
        f"WHERE h.cascade_id = :cascade_id AND {condition} ORDER BY h.task_no, h.seq",
        cascade_id=cascade.cascade_id,
        **parameters,
    )
    return ((number, list(chain)) for number, chain in groupby(rows, itemgetter(_TASK_NO)))


def whole_chains(
    tx: Transaction, cascade: RunningCascade, condition: str, parameters: Mapping[str, Any]
) -> Iterator[tuple[int, list[Recorded], list[Recorded]]]:
    """As `chains`, and third the rows that do not count: corrections, and what they took back."""
    if condition == "TRUE" and (kept := tx.remembered.get(("chains", cascade.cascade_id))) is not None:
        yield from kept
        return
    for number, chain in stored_chains(tx, cascade, condition, parameters):
        counting = counted(chain)
        left = [Recorded._make(_take(row)) for row in counting]
        if len(counting) == len(chain):
            yield number, left, []
            continue
        seqs = {row.seq for row in left}
        yield number, left, [Recorded._make(_take(row)) for row in chain if row[_SEQ] not in seqs]
