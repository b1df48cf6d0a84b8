"""The raw history: every row as it was recorded, corrections too, so that its hash can be computed again from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.tasks import TASKS, task_key_of
from engine.chain.chains import HISTORY_COLUMNS
from engine.chain.effective import superseded
from engine.chain.rehash import AT, COLUMNS
from engine.clock import format_moment
from engine.questions.status import scope
from engine.store.database import Transaction
from engine.store.statements import quoted
from workflows.periods import Period

ADDED = ("task", "agency_name", "superseded_by")
RECORD_COLUMNS = (*HISTORY_COLUMNS, *ADDED)
Record = dict[str, Any]
INTEGERS = ("cascade_id", "task_no", "seq", "ref_seq", "form", "superseded_by")

_STATEMENT = (
    f"SELECT {quoted(COLUMNS, 'h.')}, t.period, a.key, t.topic, x.name FROM {TASKS} "
    "JOIN history h ON h.cascade_id = t.cascade_id AND h.task_no = t.task_no "
    "LEFT JOIN agency x ON x.cascade_id = h.cascade_id AND x.key = h.agency WHERE h.cascade_id = :cascade_id"
)


def records(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: str | None,
    period: str | Period | None,
    known_at: datetime | None,
) -> Iterator[Record]:
    """The rows of the scope's tasks, chain by chain, each a value for every name of `RECORD_COLUMNS`.

    `agency_name`: of the agency that acted; `superseded_by`: the seq of the last correction of the row, among those
    recorded by `known_at`. Raises NotFound, Ambiguous, BadPeriod.
    """
    recorded = "" if known_at is None else " AND h.recorded_at <= :known_at"
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        if known_at is not None:
            parameters["known_at"] = format_moment(known_at)
        rows = tx.stream(
            f"{_STATEMENT} AND {condition}{recorded} ORDER BY h.task_no, h.seq",
            cascade_id=cascade.cascade_id,
            **parameters,
        )
        for _, of_a_task in groupby(rows, itemgetter(AT["task_no"])):
            chain = list(of_a_task)
            corrected_by = superseded(chain)
            for row in chain:
                record = dict(zip(COLUMNS, row, strict=False))
                added = task_key_of(cascade.directive, row[-4:-1]), row[-1], corrected_by.get(record["seq"])
                yield {name: record[name] for name in HISTORY_COLUMNS} | dict(zip(ADDED, added, strict=True))
