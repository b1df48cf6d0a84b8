"""Which inputs a consolidation has, but did not accept, where a document asks that it accepts what it merges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from engine.cascade.cascades import RunningCascade
from engine.cascade.feeds import edges_below
from engine.cascade.order import read_counted
from engine.cascade.requests import given_report
from engine.cascade.tasks import read_tasks
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
    edges = edges_below(tx, cascade, wanted)
    inputs = sorted({number for below in edges.values() for number, _ in below})
    tasks = {task.task_no: task for task in read_tasks(tx, cascade, "t.task_no = ANY(:numbers)", numbers=inputs)}
    chains = read_counted(tx, cascade.cascade_id, inputs)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for above, below in edges.items():
        for number, waits_for in below:
            task = tasks[number]
            report = cascade.judge.awaited(waits_for, task)
            given = given_report(cascade.judge, task, chains[number], report)
            if given is not None and given.accepted is None:
                found[above].add(task.key)
    return {number: tuple(sorted(keys)) for number, keys in found.items()}
