"""Who may act on a task: the agencies in each of the roles that a lifecycle's file names."""

from __future__ import annotations

import json

from engine.cascade.judging import DRAFT_PLAN
from engine.cascade.tasks import LiveTask
from engine.running import refusals
from engine.running.ledger import Ledger
from workflows.lifecycle import Role


def check_role(ledger: Ledger, task: LiveTask, trigger: str, agency: str, report: str = "own") -> None:
    """The acting agency has one of the roles that the lifecycle's file names. Raises Refused."""
    roles = task.cascade.judge.lifecycle.who_may(trigger)
    if "assignee" in roles and agency == task.agency:
        return
    who_can = who_may(ledger, task, trigger, report)
    if agency not in who_can:
        raise refusals.not_yours(task, trigger, agency, who_can, report, asks=_asks(ledger, task, trigger))


def _asks(ledger: Ledger, task: LiveTask, trigger: str) -> tuple[str, ...]:
    """What has to be said with the move of the document that it puts out."""
    if trigger != DRAFT_PLAN:
        return ()
    return next((plan.asks for plan in ledger.plans_of(task.cascade, task.agency) if not plan.is_out), ())


def who_may(ledger: Ledger, task: LiveTask, trigger: str, report: str = "own") -> tuple[str, ...]:
    """All agencies that may fire the trigger on the task. `report`: which one is returned, for its receivers."""
    roles = task.cascade.judge.lifecycle.who_may(trigger)
    return tuple(dict.fromkeys(key for role in roles for key in agencies_in_role(ledger, task, role, report)))


def agencies_in_role(ledger: Ledger, task: LiveTask, role: Role, report: str = "own") -> list[str]:
    """Who has that role: the task's agency, its consolidators, the issuers of what assigns it, its superior.

    `receiver`: who consolidates that report; where nobody does, whom the documents name.
    """
    if role == "assignee":
        return [task.agency]
    if role == "consolidator":
        return list(dict.fromkeys(agency for _, agency in _consolidators(ledger, task)))
    if role == "receiver":
        judge = task.cascade.judge
        found = [
            agency for waits_for, agency in _consolidators(ledger, task) if judge.awaited(waits_for, task) == report
        ]
        return list(dict.fromkeys(found)) or _receivers(ledger, task)
    if role == "superior":
        rows = ledger.tx.rows(
            "SELECT superior FROM agency WHERE cascade_id = :cascade_id AND agency_no = :number "
            "AND superior IS NOT NULL",
            cascade_id=task.cascade.cascade_id,
            number=task.agency_no,
        )
        return [row[0] for row in rows]
    return _issuers(ledger, task)


def _consolidators(ledger: Ledger, task: LiveTask) -> list[tuple[str, str]]:
    rows = ledger.tx.rows(
        "SELECT DISTINCT f.waits_for, a.key FROM feed f JOIN task t ON t.cascade_id = f.cascade_id "
        "AND t.task_no = f.consolidation_no JOIN agency a ON a.cascade_id = t.cascade_id "
        "AND a.agency_no = t.agency_no WHERE f.cascade_id = :cascade_id AND f.input_no = :number "
        "ORDER BY a.key, f.waits_for",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    return [(row[0], row[1]) for row in rows]


def _receivers(ledger: Ledger, task: LiveTask) -> list[str]:
    row = ledger.tx.row(
        "SELECT receivers FROM task WHERE cascade_id = :cascade_id AND task_no = :number",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    numbers = json.loads(row[0]) if row else []
    if not numbers:
        return []
    rows = ledger.tx.rows(
        "SELECT key FROM agency WHERE cascade_id = :cascade_id AND agency_no = ANY(:numbers) ORDER BY key",
        cascade_id=task.cascade.cascade_id,
        numbers=numbers,
    )
    return [row[0] for row in rows]


def _issuers(ledger: Ledger, task: LiveTask) -> list[str]:
    """Of the documents in force that ask for the task; where all are revoked, of those."""
    rows = ledger.tx.rows(
        "SELECT d.issuers, d.revoked_on FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
        "ORDER BY d.document_no",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    in_force = [row for row in rows if row[1] is None]
    return list(dict.fromkeys(issuer for row in in_force or rows for issuer in json.loads(row[0])))
