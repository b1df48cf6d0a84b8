"""What a refusal offers to do instead is legal at that moment.

Form and role are looked at before the machine is asked, so that a refusal may offer the same move in a better form
which the machine would then refuse. Each offer about the task in hand is put to the machine here, and what it would
refuse gives way to what can be done.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine import proposals
from engine.cascade.judging import ACCEPT, DRAFT_PLAN, GRANT, RELEASE
from engine.cascade.requests import Asked, asked_for, given_report, requests_of
from engine.cascade.tasks import LiveTask
from engine.errors import Refused
from engine.proposals import Proposal
from engine.running import side_roads
from engine.running.days import check_order
from engine.running.deciding import counted_chain
from engine.running.ledger import Ledger
from engine.running.release import plans_to_number

if TYPE_CHECKING:
    from engine.policies.barred import Bars

_OPTIONS = {"number": "document", "on": "on"}


def with_legal_offers(ledger: Ledger, task: LiveTask, refusal: Refused) -> Refused:
    """The refusal of a move of this task, offering nothing that would be refused as well."""
    offered: list[Proposal] = []
    for offer in refusal.proposals:
        offered += [each for each in _legal(ledger, task, offer) if each not in offered]
    offered = _not_barred(ledger, task, offered)
    told = refusal.rule, refusal.task, refusal.trigger, refusal.details, refusal.who_can
    return Refused(*told, tuple(offered))


def _legal(ledger: Ledger, task: LiveTask, offer: Proposal) -> tuple[Proposal, ...]:
    """The offer, or what can be done in its place."""
    if offer.action != "advance" or offer.arguments["task"] != task.key:
        return (offer,)
    judge, trigger = task.cascade.judge, offer.arguments["trigger"]
    if trigger in judge.lifecycle.data.triggers:
        return _on_the_main_line(ledger, task, offer, trigger)
    report = offer.arguments.get("what")
    if judge.is_side(trigger):
        is_legal = side_roads.may_go(ledger, task, trigger, report)
    elif judge.is_request(trigger):
        is_legal = _may_ask(ledger, task, trigger)
    elif trigger == ACCEPT:
        is_legal = _may_accept(ledger, task, side_roads.REPORTS if report is None else (report,))
    else:
        is_legal = _may_decide(ledger, task, trigger, offer.arguments.get("seq"))
    return (offer,) if is_legal else ()


def _not_barred(ledger: Ledger, task: LiveTask, offers: list[Proposal]) -> list[Proposal]:
    """Instead of what a rule that the cascade pinned would refuse the question that tells of the rule."""
    rules = ledger.rules.get(task.cascade.cascade_id)
    if not rules or not offers:
        return offers
    from engine.policies.barred import Bars  # few cascades pin rules

    bars = Bars(ledger.tx, task.cascade, ledger.today, rules)
    if not bars.is_asked:
        return offers
    ledger.flush()
    kept: list[Proposal] = []
    for offer in offers:
        if _is_barred(ledger, bars, task, offer):
            offer = proposals.why(str(offer.arguments.get("task", task.key)))
        if offer not in kept:
            kept.append(offer)
    return kept


def _is_barred(ledger: Ledger, bars: Bars, task: LiveTask, offer: Proposal) -> bool:
    given = offer.arguments
    if offer.action == "release":
        return bars.release(given["document"]) is not None
    if offer.action != "advance":
        return False
    meant, trigger, until = bars.task_of(given["task"]), given["trigger"], given.get("until")
    if trigger == GRANT and meant.key == task.key:
        asked = _pending(ledger, task, given.get("seq"))
        asks_for = None if asked[0].heirs else asked_for(task.cascade.judge, asked[0].trigger)
        asked_until = None if asked[0].until is None else date.fromisoformat(asked[0].until)
        return bars.grant(meant, asks_for, until or asked_until, asked[0].report) is not None
    return bars.move(meant, trigger, until) is not None


def _on_the_main_line(ledger: Ledger, task: LiveTask, offer: Proposal, trigger: str) -> tuple[Proposal, ...]:
    """The move, on a day on which all is in order; else what comes next. No plan goes out before the day it states."""
    plans, today = plans_to_number(ledger, task), ledger.today.isoformat()
    to_come = [plan for plan in plans if plan.issued_on is not None and plan.issued_on > today]
    if to_come:
        return ()
    if trigger == RELEASE or not task.cascade.judge.verdict(trigger, task).is_legal or len(plans) > 1:
        return proposals.next_moves(task, plans)
    asks = plans[0].asks if plans else ()
    offer = offer.but(**{_OPTIONS[each]: None for each in asks})
    if not isinstance(on := offer.arguments.get("on"), date) or trigger == DRAFT_PLAN:
        return (offer,)
    try:
        check_order(ledger, task, trigger, on.isoformat(), offer.arguments["as"])
    except Refused as later:  # it offers a later day, if there is one
        return with_legal_offers(ledger, task, later).proposals
    return (offer,)


def _may_ask(ledger: Ledger, task: LiveTask, trigger: str) -> bool:
    judge = task.cascade.judge
    request = judge.lifecycle.data.requests[trigger]
    if task.standing not in request.standings or judge.next_trigger(task) is None:
        return False
    earlier = requests_of(judge, task, counted_chain(ledger, task))
    return not any(each.outcome == "pending" and asked_for(judge, each.trigger) == request.asks_for for each in earlier)


def _may_accept(ledger: Ledger, task: LiveTask, reports: tuple[str, ...]) -> bool:
    rows = counted_chain(ledger, task)
    given = [given_report(task.cascade.judge, task, rows, report) for report in reports]
    return any(each is not None and each.accepted is None for each in given)


def _may_decide(ledger: Ledger, task: LiveTask, trigger: str, seq: int | None) -> bool:
    """A day that was asked for and has passed can only be denied."""
    meant = _pending(ledger, task, seq)
    if len(meant) != 1:
        return False
    return trigger != GRANT or meant[0].until is None or meant[0].until >= ledger.today.isoformat()


def _pending(ledger: Ledger, task: LiveTask, seq: int | None) -> list[Asked]:
    """The requests that may be meant, and wait for a decision."""
    asked = requests_of(task.cascade.judge, task, counted_chain(ledger, task))
    return [each for each in asked if each.outcome == "pending" and seq in (None, each.seq)]
