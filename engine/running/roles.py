"""Whether an agency may do what it asks for: the check of its role."""

from __future__ import annotations

from engine.cascade.judging import DRAFT_PLAN
from engine.cascade.lookup import get_agency
from engine.cascade.roles import agencies_in_role, who_may
from engine.cascade.tasks import LiveTask
from engine.running import refusals
from engine.running.ledger import Ledger


def check_role(ledger: Ledger, task: LiveTask, trigger: str, agency: str, report: str = "own") -> None:
    """The acting agency has one of the roles that the lifecycle's file names. Raises Refused."""
    roles = task.cascade.judge.lifecycle.who_may(trigger)
    if "assignee" in roles and agency == task.agency:
        return
    who_can = who_may(ledger.tx, task, trigger, report)
    if agency not in who_can:
        raise refusals.not_yours(task, trigger, agency, who_can, report, asks=_asks(ledger, task, trigger))


def check_for(ledger: Ledger, task: LiveTask, trigger: str, agency: str, on_behalf_of: str | None) -> str | None:
    """For whom the agency enters it: the task's own agency, whose superior it is. Raises Refused.

    So that what came on paper from an office without the system can be entered; None: for itself.
    """
    if on_behalf_of is None:
        return None
    behalf = get_agency(ledger.tx, task.cascade, on_behalf_of).key
    superiors = agencies_in_role(ledger.tx, task, "superior")
    if behalf != task.agency or task.cascade.judge.is_side(trigger) or agency not in superiors:
        raise refusals.not_on_behalf(task, trigger, agency, behalf, superiors)
    return behalf


def _asks(ledger: Ledger, task: LiveTask, trigger: str) -> tuple[str, ...]:
    """What has to be said with the move of the document that it puts out."""
    if trigger != DRAFT_PLAN:
        return ()
    return next((plan.asks for plan in ledger.plans_of(task.cascade, task.agency) if not plan.is_out), ())
