"""One trigger on one task: who asks, what the machine says, what is recorded."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from engine import blocking, refusals
from engine.errors import Refused
from engine.judging import DRAFT_PLAN, RELEASE
from engine.ledger import Ledger
from engine.lookup import get_agency
from engine.release import Outing, follow, make_move, number_and_date, plans_waiting
from engine.repeats import Repeat, asked_for, find_repeated
from engine.requests import MoveRequest, clean
from engine.results import Moved
from engine.tasks import LiveTask
from workflows.lifecycle import Role


def advance(ledger: Ledger, task: LiveTask, request: MoveRequest, batch: str | None = None) -> tuple[Moved, ...]:
    """Do what is asked, or raise Refused and leave the ledger as it was. `batch`: the name of a bulk's rows."""
    trigger = task.cascade.judge.lifecycle.trigger_name(request.trigger)
    agency = task.agency
    if request.as_agency != agency:
        agency = get_agency(ledger.tx, task.cascade, request.as_agency).key
    document = clean(request.document)
    repeat = asked_for(
        trigger, clean(request.idempotency_key), subject=task.key, agency=agency, document=document, on=request.on
    )
    if repeated := find_repeated(ledger, task.cascade, repeat):
        return repeated
    _check_role(ledger, task, trigger, agency)
    _check_state(ledger, task, trigger)
    day = _day_of(ledger, task, trigger, request.on)
    fields = {"agency": agency, "by": clean(request.by), "reason": clean(request.reason), "document": document}
    if trigger == DRAFT_PLAN:
        fields["batch"] = batch or ledger.new_batch()
        return _draft_plan(ledger, task, request.on, day, repeat, fields)
    fields["batch"] = batch
    return (make_move(ledger, task, trigger, day, repeat, **fields),)


def _draft_plan(
    ledger: Ledger, task: LiveTask, on: date | None, day: str, repeat: Repeat, fields: dict[str, str | None]
) -> tuple[Moved, ...]:
    """Move all tasks of the same plan; where its file waits for number and date, the document goes out with it."""
    waiting = plans_waiting(ledger, task)
    if len(waiting) > 1:
        raise refusals.several_plans(task, [document.key for document in waiting])
    if waiting:
        number, issued_on = number_and_date(ledger, waiting[0], fields["document"], on, DRAFT_PLAN, task)
        fields["document"], day = number, max(issued_on, task.since or issued_on)
        ledger.put_out(waiting[0], number, issued_on)
    judge = task.cascade.judge
    together = [other for other in _plan_group(ledger, task) if judge.verdict(DRAFT_PLAN, other).is_legal]
    moved = []
    for other in sorted(together, key=lambda other: other is not task):
        moved.append(make_move(ledger, other, DRAFT_PLAN, max(day, other.since or day), repeat, **fields))
        repeat = replace(repeat, idempotency_key=None)
    if waiting:
        followed = follow(ledger, Outing(waiting[0], str(fields["agency"]), fields))
        moved[0] = replace(moved[0], released=sum(move.trigger == RELEASE for move in followed))
    return tuple(moved)


def _plan_group(ledger: Ledger, task: LiveTask) -> list[LiveTask]:
    if task.plan_group is None:
        return [task]
    rows = ledger.tx.rows(
        "SELECT task_no FROM task WHERE cascade_id = :cascade_id AND plan_group = :plan_group ORDER BY task_no",
        cascade_id=task.cascade.cascade_id,
        plan_group=task.plan_group,
    )
    return ledger.load(task.cascade, [row[0] for row in rows])


def _check_role(ledger: Ledger, task: LiveTask, trigger: str, agency: str) -> None:
    """The acting agency has one of the roles that the lifecycle's file names. Raises Refused."""
    roles = task.cascade.judge.lifecycle.who_may(trigger)
    if "assignee" in roles and agency == task.agency:
        return
    who_can = [key for role in roles for key in agencies_in_role(ledger, task, role)]
    if agency not in who_can:
        raise refusals.not_yours(task, trigger, agency, tuple(dict.fromkeys(who_can)))


def agencies_in_role(ledger: Ledger, task: LiveTask, role: Role) -> list[str]:
    """Who has that role: the task's agency, its consolidators, the issuers of what assigns it, its superior."""
    if role == "assignee":
        return [task.agency]
    ids = {"cascade_id": task.cascade.cascade_id, "number": task.task_no}
    if role == "consolidator":
        found = ledger.tx.rows(
            "SELECT DISTINCT a.key FROM feed f JOIN task t ON t.cascade_id = f.cascade_id "
            "AND t.task_no = f.consolidation_no JOIN agency a ON a.cascade_id = t.cascade_id "
            "AND a.agency_no = t.agency_no WHERE f.cascade_id = :cascade_id AND f.input_no = :number ORDER BY a.key",
            **ids,
        )
        return [row[0] for row in found]
    if role == "superior":
        found = ledger.tx.rows(
            "SELECT superior FROM agency WHERE cascade_id = :cascade_id AND agency_no = :number "
            "AND superior IS NOT NULL",
            cascade_id=task.cascade.cascade_id,
            number=task.agency_no,
        )
        return [row[0] for row in found]
    found = ledger.tx.rows(
        "SELECT d.issuers FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
        "ORDER BY d.document_no",
        **ids,
    )
    return [issuer for row in found for issuer in json.loads(row[0])]


def _check_state(ledger: Ledger, task: LiveTask, trigger: str) -> None:
    """The machine allows it; otherwise the rule that says best why not is raised."""
    judge = task.cascade.judge
    verdict = judge.verdict(trigger, task)
    if verdict.is_legal and trigger != RELEASE:
        return
    if task.state == judge.initial:
        raise _not_out(ledger, task, trigger)
    following = judge.next_trigger(task)
    if "inputs_closed" in verdict.objections and following == trigger:
        ledger.flush()
        inputs, root_blockers = blocking.what_holds(ledger.tx, task, ledger.today)
        raise refusals.inputs_open(task, trigger, inputs, root_blockers)
    if not judge.is_owed(trigger, task):
        raise (
            refusals.not_owed(task, trigger) if following else refusals.finished(task, trigger, ledger.last_move(task))
        )
    if following == DRAFT_PLAN and trigger not in (DRAFT_PLAN, RELEASE):
        raise refusals.plan_first(task, trigger)
    raise refusals.wrong_state(task, trigger, ledger.last_move(task))


def _not_out(ledger: Ledger, task: LiveTask, trigger: str) -> Refused:
    ledger.flush()
    releaser = blocking.releaser_of(ledger.tx, task, ledger.today)
    if trigger == RELEASE:
        return refusals.release_by_document(task, releaser.document, releaser.issuers)
    blocker = releaser.blocker
    return refusals.not_out(task, trigger, releaser.document, (blocker.agency,), (refusals.blocker_command(blocker),))


def _day_of(ledger: Ledger, task: LiveTask, trigger: str, on: date | None) -> str:
    """The day that the row carries: the one asked for, else today; within what the chain and the calendar allow.

    A plan may be older than the letter that asks for it: it then counts from the letter's day.
    """
    day = on or ledger.today
    if day > ledger.today:
        raise refusals.in_the_future(task.key, trigger, day, ledger.today)
    if task.since is not None and day.isoformat() < task.since:
        if trigger != DRAFT_PLAN or ledger.today.isoformat() < task.since:
            raise refusals.before_previous(task, trigger, day)
        return task.since
    return day.isoformat()
