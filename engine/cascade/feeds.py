"""The edges below consolidations. Closed ones stand in no index by consolidation: many are found by reading all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from engine.cascade.cascades import RunningCascade
from engine.store.database import Transaction

_FEW = 8

Below = dict[int, list[tuple[int, str]]]
"""By the number of a consolidation its inputs, each with the report that is waited for."""


def edges_below(tx: Transaction, cascade: RunningCascade, numbers: Collection[int] | None = None) -> Below:
    """Every edge below these consolidations, open or closed; None: below all. Inputs come by number."""
    condition, given = "", {}
    if numbers is not None and len(numbers) <= _FEW:
        condition, given = " AND consolidation_no = ANY(:numbers)", {"numbers": sorted(numbers)}
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for above, number, waits_for in tx.rows(
        "SELECT consolidation_no, input_no, waits_for FROM feed "
        f"WHERE cascade_id = :cascade_id{condition} ORDER BY input_no, consolidation_no, waits_for",
        cascade_id=cascade.cascade_id,
        **given,
    ):
        found[above].append((number, waits_for))
    return found if numbers is None else {number: found[number] for number in numbers if number in found}
