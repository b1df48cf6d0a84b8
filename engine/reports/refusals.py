"""Why a contribution is refused: rule, particulars, who could act, what unblocks."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.judging import RETURN
from engine.cascade.tasks import LiveTask
from engine.chain.rehash import AT
from engine.errors import Refused
from engine.proposals import Proposal
from engine.store.database import Row
from workflows.mandates import CONTRIBUTE
from workflows.said import Said

_SEQ, _OCCURRED = AT["seq"], AT["occurred_on"]


def not_yours(task: LiveTask, agency: str, again: dict[str, Any]) -> Refused:
    """Only the task's own agency says what its report holds. `again`: the same command's arguments."""
    facts = {"agency": agency, "who_can": (task.agency,)}
    proposed = Proposal(CONTRIBUTE, {"task": task.key, **again, "as": task.agency})
    return _refused("not-yours", task, Said("refusal.contribution-not-yours", facts), (task.agency,), (proposed,))


def no_report_owed(task: LiveTask, report: str) -> Refused:
    """The task owes no report of that kind, so that nothing can be put into it."""
    facts = {"report": Said(f"report.{report}")}
    return _refused("no-report-owed", task, Said("refusal.no-report-owed", facts), (), (proposals.why(task.key),))


def not_awaited(task: LiveTask) -> Refused:
    """Nobody waits for the report of a task in that standing."""
    standing = task.cascade.judge.lifecycle.data.standings.get(task.standing)
    details = Said("refusal.contribution-not-awaited", {"standing": standing})
    return _refused("not-awaited", task, details, (), (proposals.history(task.key),))


def report_given(task: LiveTask, report: str, row: Row, receivers: tuple[str, ...]) -> Refused:
    """The report was sent: what it says stays as whoever received it has it, until it is sent back."""
    facts = {"report": Said(f"report.{report}"), "seq": row[_SEQ], "on": date.fromisoformat(row[_OCCURRED])}
    back = tuple(proposals.move(task, RETURN, who, report=report) for who in receivers[:1])
    taken_back = proposals.correct(task, row[_SEQ], task.agency, {"undo": True})
    details = Said("refusal.report-given", facts)
    return _refused("report-given", task, details, (*receivers, task.agency), (*back, taken_back))


def nothing_to_withdraw(task: LiveTask) -> Refused:
    """Nothing of that kind holds."""
    return _refused(
        "nothing-to-withdraw", task, Said("refusal.nothing-to-withdraw"), (), (proposals.history(task.key),)
    )


def _refused(
    rule: str, task: LiveTask, details: Said, who_can: tuple[str, ...], ways_out: tuple[Proposal, ...]
) -> Refused:
    return Refused(rule, task.key, CONTRIBUTE, details, who_can, ways_out)
