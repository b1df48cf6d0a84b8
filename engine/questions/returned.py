"""Reports that were sent back and not given again yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import RETURN
from engine.cascade.order import read_counted
from engine.chain.effective import payload_of
from engine.chain.rehash import AT
from engine.results import ReturnedReport
from engine.store.database import Transaction

_TRIGGER, _FROM, _TO, _ON, _AGENCY, _REASON = (
    AT[name] for name in ("trigger", "from", "to", "occurred_on", "agency", "reason")
)


def returned_reports(tx: Transaction, cascade: RunningCascade, numbers: Collection[int]) -> dict[int, ReturnedReport]:
    """Of these tasks those whose last step was a return, by number."""
    if not numbers:
        return {}
    rows = tx.rows(
        "SELECT DISTINCT task_no FROM history WHERE cascade_id = :cascade_id AND task_no = ANY(:numbers) "
        "AND trigger = :returns",
        cascade_id=cascade.cascade_id,
        numbers=list(numbers),
        returns=RETURN,
    )
    found: dict[int, ReturnedReport] = {}
    for number, chain in read_counted(tx, cascade.cascade_id, (row[0] for row in rows)).items():
        last = next((row for row in reversed(chain) if row[_FROM] != row[_TO]), None)
        if last is not None and last[_TRIGGER] == RETURN:
            what = str(payload_of(last).get("what", "own"))
            day = date.fromisoformat(last[_ON])
            found[number] = ReturnedReport(what, day, last[_AGENCY] or "", last[_REASON] or "")
    return found
