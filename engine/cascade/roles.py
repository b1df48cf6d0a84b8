"""Who may act on a task: the agencies in each of the roles that a lifecycle's file names."""

from __future__ import annotations

import json

from engine.cascade.requests import Asked, asked_for
from engine.cascade.tasks import LiveTask
from engine.store.database import Transaction
from workflows.lifecycle import Role


def who_may(tx: Transaction, task: LiveTask, trigger: str, report: str = "own") -> tuple[str, ...]:
    """All agencies that may fire the trigger on the task. `report`: which one is returned, for its receivers."""
    roles = task.cascade.judge.lifecycle.who_may(trigger)
    return tuple(dict.fromkeys(key for role in roles for key in agencies_in_role(tx, task, role, report)))


def who_decides(tx: Transaction, task: LiveTask, asked: Asked) -> tuple[str, ...]:
    """All agencies that may decide a request on the task: those that it names, else who may do what it asks for."""
    return asked.deciders or who_may(tx, task, asked_for(task.cascade.judge, asked.trigger))


def agencies_in_role(tx: Transaction, task: LiveTask, role: Role, report: str = "own") -> list[str]:
    """Who has that role: the task's agency, its consolidators, the issuers of what assigns it, its superior.

    `receiver`: who consolidates that report; where nobody does, whom the documents name.
    """
    if role == "assignee":
        return [task.agency]
    if role == "consolidator":
        return list(dict.fromkeys(agency for _, agency in _consolidators(tx, task)))
    if role == "receiver":
        judge = task.cascade.judge
        found = [agency for waits_for, agency in _consolidators(tx, task) if judge.awaited(waits_for, task) == report]
        return list(dict.fromkeys(found)) or receivers_of(tx, task)
    if role == "superior":
        rows = tx.rows(
            "SELECT superior FROM agency WHERE cascade_id = :cascade_id AND agency_no = :number "
            "AND superior IS NOT NULL",
            cascade_id=task.cascade.cascade_id,
            number=task.agency_no,
        )
        return [row[0] for row in rows]
    return _issuers(tx, task)


def _consolidators(tx: Transaction, task: LiveTask) -> list[tuple[str, str]]:
    rows = tx.rows(
        "SELECT DISTINCT f.waits_for, a.key FROM feed f JOIN task t ON t.cascade_id = f.cascade_id "
        "AND t.task_no = f.consolidation_no JOIN agency a ON a.cascade_id = t.cascade_id "
        "AND a.agency_no = t.agency_no WHERE f.cascade_id = :cascade_id AND f.input_no = :number "
        "ORDER BY a.key, f.waits_for",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    return [(row[0], row[1]) for row in rows]


def receivers_of(tx: Transaction, task: LiveTask) -> list[str]:
    """Whom the documents name as receivers of its report."""
    row = tx.row(
        "SELECT receivers FROM task WHERE cascade_id = :cascade_id AND task_no = :number",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    numbers = json.loads(row[0]) if row else []
    if not numbers:
        return []
    rows = tx.rows(
        "SELECT key FROM agency WHERE cascade_id = :cascade_id AND agency_no = ANY(:numbers) ORDER BY key",
        cascade_id=task.cascade.cascade_id,
        numbers=numbers,
    )
    return [row[0] for row in rows]


def _issuers(tx: Transaction, task: LiveTask) -> list[str]:
    """Of the documents in force that ask for the task; where all are revoked, of those."""
    rows = tx.rows(
        "SELECT d.issuers, d.revoked_on FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
        "ORDER BY d.document_no",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    in_force = [row for row in rows if row[1] is None]
    return list(dict.fromkeys(issuer for row in in_force or rows for issuer in json.loads(row[0])))
