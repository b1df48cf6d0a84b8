"""What each entry of a document asks of a task: its place, content and date there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.results import DutyRow
from engine.store.database import Transaction
from workflows.said import Name

_ENTRY = (
    "JOIN assignment s ON s.cascade_id = d.cascade_id AND s.assignment_no = d.assignment_no "
    "JOIN document o ON o.cascade_id = s.cascade_id AND o.document_no = s.document_no"
)


def duties_of(tx: Transaction, cascade: RunningCascade, numbers: Collection[int]) -> dict[int, tuple[DutyRow, ...]]:
    """The duties of tasks by their numbers, in the order in which they were launched.

    A cascade launched before duties were kept has none.
    """
    if not numbers:
        return {}
    found: dict[int, tuple[DutyRow, ...]] = {}
    for number, _, document, what, at, content, content_en, printed, due, phrase in tx.rows(
        "SELECT d.task_no, d.duty_no, o.key, d.what, s.at, s.content, s.content_en, s.printed, d.due, d.phrase "
        f"FROM duty d {_ENTRY} WHERE d.cascade_id = :cascade_id AND d.task_no = ANY(:numbers) ORDER BY 1, 2",
        cascade_id=cascade.cascade_id,
        numbers=list(numbers),
    ):
        day = None if due is None else date.fromisoformat(due)
        named = Name.known(content, content_en)
        found[number] = (*found.get(number, ()), DutyRow(document, what, at, named, printed, day, phrase))
    return found
