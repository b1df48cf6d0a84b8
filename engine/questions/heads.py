"""Where the chains of tasks end: what somebody who has them on paper has seen of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from engine.cascade.cascades import RunningCascade
from engine.requests import SeenHead
from engine.results import ChainHead
from engine.store.database import Transaction

CHANGING = ("move", "correction", "migration", "calendar")
"""The kinds of rows that change a task; others (notes, requests, what was decided) leave it as it is."""


def heads(tx: Transaction, cascades: Sequence[RunningCascade], numbers: Sequence[tuple[str, int]]) -> list[ChainHead]:
    """Of these tasks, given by cascade and number, in their order."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for key, number in numbers:
        wanted[key].append(number)
    kinds = ", ".join(f"'{kind}'" for kind in CHANGING)
    found: dict[tuple[str, int], ChainHead] = {}
    for cascade in cascades:
        if cascade.key not in wanted:
            continue
        rows = tx.rows(
            "SELECT t.task_no, t.head_seq, t.head_hash, (SELECT count(*) FROM history h WHERE "
            f"h.cascade_id = t.cascade_id AND h.task_no = t.task_no AND h.kind IN ({kinds})) FROM task t "
            "WHERE t.cascade_id = :cascade_id AND t.task_no = ANY(:numbers)",
            cascade_id=cascade.cascade_id,
            numbers=wanted[cascade.key],
        )
        for number, seq, digest, changes in rows:
            found[cascade.key, number] = ChainHead(SeenHead(seq, digest), changes)
    return [found[each] for each in numbers]
