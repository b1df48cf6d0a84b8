"""Which inputs a consolidation has, but did not accept, where a document asks that it accepts what it merges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from engine.cascade.cascades import RunningCascade
from engine.cascade.order import read_counted
from engine.cascade.requests import given_report
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask
from engine.store.database import Transaction


def not_accepted(tx: Transaction, cascade: RunningCascade, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """For each of these consolidations that is to accept its inputs: keys of those sent and not accepted, sorted.

    Others are left out. Of those that are to, the chains of all inputs are read.
    """
    if not numbers:
        return {}
    asked = tx.rows(
        "SELECT DISTINCT task_no FROM duty WHERE cascade_id = :cascade_id AND task_no = ANY(:numbers) "
        "AND what = 'acceptance'",
        cascade_id=cascade.cascade_id,
        numbers=sorted(numbers),
    )
    wanted = [row[0] for row in asked]
    if not wanted:
        return {}
    edges = [
        (consolidation_no, waits_for, LiveTask(cascade, *columns))
        for consolidation_no, waits_for, *columns in tx.rows(
            f"SELECT f.consolidation_no, f.waits_for, {TASK_COLUMNS} FROM {TASKS} "
            "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.input_no "
            "WHERE f.cascade_id = :cascade_id AND f.consolidation_no = ANY(:numbers)",
            cascade_id=cascade.cascade_id,
            numbers=wanted,
        )
    ]
    chains = read_counted(tx, cascade.cascade_id, (below.task_no for _, _, below in edges))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for consolidation_no, waits_for, below in edges:
        report = cascade.judge.awaited(waits_for, below)
        given = given_report(cascade.judge, below, chains[below.task_no], report)
        if given is not None and given.accepted is None:
            found[consolidation_no].add(below.key)
    return {number: tuple(sorted(keys)) for number, keys in found.items()}
