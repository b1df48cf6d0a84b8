"""One trigger on one task: who asks, what the machine says, what is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter

from engine import proposals
from engine.cascade.judging import ACCEPT, ACTIVE, DENY, DRAFT_PLAN, GRANT, RELEASE
from engine.cascade.lookup import get_agency, get_trigger
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask
from engine.errors import Refused
from engine.questions import blocking
from engine.receipts import Moved
from engine.requests import NUMBER_LIMIT, MoveRequest, clean
from engine.running import deciding, refusals, side_roads
from engine.running.days import check_order, day_above, day_of
from engine.running.ledger import Ledger
from engine.running.offers import with_legal_offers
from engine.running.permits import permit
from engine.running.release import Outing, follow, make_move, number_and_date, plans_to_number, plans_waiting
from engine.running.repeats import Repeat, asked_for, find_repeated
from engine.running.roles import check_for, check_role


def advance(ledger: Ledger, task: LiveTask, request: MoveRequest, batch: str | None = None) -> tuple[Moved, ...]:
    """Do what is asked, or raise Refused and leave the ledger as it was. `batch`: the name of a bulk's rows."""
    try:
        return _advanced(ledger, task, request, batch)
    except Refused as refusal:
        raise with_legal_offers(ledger, task, refusal) from None


def _advanced(ledger: Ledger, task: LiveTask, request: MoveRequest, batch: str | None) -> tuple[Moved, ...]:
    ledger.permit = None  # that of a row before is none for this one
    trigger = get_trigger(task.cascade.judge.lifecycle, request.trigger)
    agency = task.agency
    if request.as_agency != agency:
        agency = get_agency(ledger.tx, task.cascade, request.as_agency).key
    behalf = check_for(ledger, task, trigger, agency, request.on_behalf_of)
    document = clean(request.document, NUMBER_LIMIT)
    beside = _given_beside(request)
    repeat = Repeat(None, trigger, {})
    if idempotency_key := clean(request.idempotency_key):
        repeat = asked_for(
            trigger,
            idempotency_key,
            subject=task.key,
            agency=agency,
            document=document,
            on=request.on,
            **({} if behalf is None else {"on_behalf_of": behalf}),
            **beside,
        )
    if repeated := find_repeated(ledger, task.cascade, repeat):
        return repeated
    ledger.check_open(task, trigger)
    if beside and (unwanted := [name for name in beside if name not in _wanted(task, trigger)]):
        who_can = sorted(who_may(ledger.tx, task, trigger), key=lambda who: who != agency)
        raise refusals.not_wanted(task, trigger, unwanted, who_can)
    if trigger not in task.cascade.judge.lifecycle.data.triggers:
        return _beside_the_main_line(side_roads.SideRoad(ledger, task, trigger, agency, request, repeat, batch))
    if request.through and (steps := _owed_before(ledger, task, trigger)):
        return _through(ledger, task, request, (*steps, trigger), agency, batch)
    check_role(ledger, task, trigger, behalf or agency)
    _check_state(ledger, task, trigger)
    day = day_of(ledger, task, trigger, request.on, behalf or agency)
    check_order(ledger, task, trigger, day, behalf or agency)
    fields = {"agency": agency, "by": clean(request.by), "reason": clean(request.reason), "document": document}
    fields["on_behalf_of"] = behalf
    if trigger == DRAFT_PLAN:
        fields["batch"] = batch or ledger.new_batch()
        return _draft_plan(ledger, task, request.on, day, repeat, fields)
    fields["batch"] = batch
    _permit(ledger, task, trigger, fields, day)
    return (make_move(ledger, task, trigger, day, repeat, **fields),)


def _beside_the_main_line(road: side_roads.SideRoad) -> tuple[Moved, ...]:
    judge = road.task.cascade.judge
    if judge.is_side(road.trigger):
        return side_roads.take(road)
    if judge.is_request(road.trigger):
        return deciding.ask(road)
    return deciding.accept(road) if road.trigger == ACCEPT else deciding.decide(road)


def _permit(ledger: Ledger, task: LiveTask, trigger: str, fields: Mapping[str, str | None], day: str) -> None:
    label = task.cascade.judge.lifecycle.label(trigger)
    permit(ledger, task.key, trigger, str(fields["agency"]), fields["by"], day, label)


def _owed_before(ledger: Ledger, task: LiveTask, trigger: str) -> list[str]:
    """The steps that lead from where the task stands to where it can do this; none where they do not all hold."""
    judge, ahead = task.cascade.judge, replace(task)
    steps: list[str] = []
    while (following := judge.next_trigger(ahead)) not in (None, trigger):
        verdict = judge.verdict(str(following), ahead)
        if not verdict.is_legal or following == RELEASE or (following == DRAFT_PLAN and plans_waiting(ledger, task)):
            return []
        steps.append(str(following))
        ahead.state = str(verdict.dest)
    return steps if following == trigger and judge.verdict(trigger, ahead).is_legal else []


def _through(
    ledger: Ledger, task: LiveTask, request: MoveRequest, steps: Sequence[str], agency: str, batch: str | None
) -> tuple[Moved, ...]:
    """All steps in order, in one batch; every one is tried before the first is written."""
    ahead, whose = replace(task), agency if request.on_behalf_of is None else task.agency
    for step in steps:
        check_role(ledger, ahead, step, whose)
        day = day_of(ledger, ahead, step, request.on, whose)
        check_order(ledger, ahead, step, day, whose)
        _permit(ledger, ahead, step, {"agency": agency, "by": clean(request.by)}, day)
        ahead.state = str(task.cascade.judge.verdict(step, ahead).dest)
    batch = batch or ledger.new_batch()
    asked = replace(request, through=False)
    bare = replace(asked, document=None, reason=None, idempotency_key=None)
    moved: list[Moved] = []
    for step in steps:
        moved += advance(ledger, task, replace(asked if step == steps[-1] else bare, trigger=step), batch)
    return tuple(moved)


def _given_beside(request: MoveRequest) -> dict[str, str]:
    """What only side roads take, as far as it is given."""
    if _BESIDE(request) == _NOTHING_BESIDE:
        return {}
    given = {
        "until": None if request.until is None else request.until.isoformat(),
        "what": clean(request.what),
        "missing": "; ".join(sorted(request.missing)) or None,
        "allowed_by": clean(request.allowed_by),
        "proposed": clean(request.proposed),
        "seq": None if request.seq is None else str(request.seq),
        "to": "; ".join(sorted(request.to)) or None,
    }
    return {name: value for name, value in given.items() if value is not None}


_BESIDE = attrgetter("until", "what", "missing", "allowed_by", "proposed", "seq", "to")
_NOTHING_BESIDE = (None, None, (), None, None, None, ())
_USUAL = {
    "extend": ("until",),
    "return_report": ("what", "until"),
    "consolidate_partial": ("missing", "allowed_by"),
    GRANT: ("until", "seq", "to"),
    DENY: ("seq",),
    ACCEPT: ("what",),
}


def _wanted(task: LiveTask, trigger: str) -> tuple[str, ...]:
    return (*task.cascade.judge.lifecycle.needs(trigger), *_USUAL.get(trigger, ()))


def _draft_plan(
    ledger: Ledger, task: LiveTask, on: date | None, day: str, repeat: Repeat, fields: dict[str, str | None]
) -> tuple[Moved, ...]:
    """Move all tasks of the same plan; where its file waits for number and date, the document goes out with it."""
    waiting, issued_on = plans_waiting(ledger, task), ""
    if len(waiting) > 1:
        raise refusals.several_plans(task, waiting)
    if waiting:
        number, issued_on = number_and_date(ledger, waiting[0], fields["document"], on, DRAFT_PLAN, task)
        fields["document"], day = number, max(issued_on, task.head_on or issued_on)
    judge = task.cascade.judge
    to = str(judge.verdict(DRAFT_PLAN, task).dest)
    _permit(ledger, task, DRAFT_PLAN, fields, day_above(ledger, task, to, max(day, task.head_on or day)))
    if waiting:
        ledger.put_out(waiting[0], str(fields["document"]), issued_on)
    together = [other for other in _plan_group(ledger, task) if judge.verdict(DRAFT_PLAN, other).is_legal]
    moved = []
    for other in sorted(together, key=lambda other: other is not task):
        drafted_on = day_above(
            ledger, other, str(judge.verdict(DRAFT_PLAN, other).dest), max(day, other.head_on or day)
        )
        moved.append(make_move(ledger, other, DRAFT_PLAN, drafted_on, repeat, **fields))
        repeat = replace(repeat, idempotency_key=None)
    if waiting:
        shared = {name: fields[name] for name in ("by", "reason", "batch")}  # what follows, the document sets going
        followed = follow(ledger, Outing(waiting[0], fields["on_behalf_of"] or str(fields["agency"]), shared))
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


def _check_state(ledger: Ledger, task: LiveTask, trigger: str) -> None:
    """The machine allows it; otherwise the rule that says best why not is raised."""
    judge = task.cascade.judge
    verdict = judge.verdict(trigger, task)
    if verdict.is_legal and trigger != RELEASE:
        return
    if "standing" in verdict.objections and task.standing != ACTIVE:
        raise side_roads.wrong_standing(ledger, task, trigger)
    if task.state == judge.initial:
        raise _not_out(ledger, task, trigger)
    following = judge.next_trigger(task)
    if "inputs_closed" in verdict.objections and following == trigger:
        ledger.flush()
        inputs, root_blockers = blocking.what_holds(ledger.tx, task, ledger.today)
        raise refusals.inputs_open(task, trigger, inputs, root_blockers)
    last, plans = ledger.last_move(task), plans_to_number(ledger, task)
    if not judge.is_owed(trigger, task):
        raise refusals.not_owed(task, trigger, plans) if following else refusals.finished(task, trigger, last)
    if following == DRAFT_PLAN and trigger not in (DRAFT_PLAN, RELEASE):
        raise refusals.plan_first(task, trigger, plans)
    raise refusals.wrong_state(task, trigger, last, plans)


def _not_out(ledger: Ledger, task: LiveTask, trigger: str) -> Refused:
    ledger.flush()
    releaser = blocking.releaser_of(ledger.tx, task, ledger.today)
    if trigger == RELEASE:
        return refusals.release_by_document(task, releaser.document, releaser.issuers, releaser.asks)
    blocker = releaser.blocker
    return refusals.not_out(task, trigger, releaser.document, (blocker.agency,), (proposals.for_blocker(blocker),))
