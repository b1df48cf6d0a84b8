"""What is asked for and what is decided: a request, its grant or denial, and the acceptance of a report.

Neither moves the task. A grant is followed, in the same batch, by the move that was asked for, as if the decider had
made it by itself; both rows point to the request. Only who takes a task over is decided for a migration to follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.judging import GRANT
from engine.cascade.lookup import get_agency
from engine.cascade.order import read_counted
from engine.cascade.requests import HAND_OVER, Asked, asked_for, given_report, requests_of
from engine.cascade.roles import who_decides, who_may
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import report_owed_next
from engine.chain.effective import DECISION, REQUEST, Row
from engine.chain.rehash import AT
from engine.errors import NotFound
from engine.receipts import Moved
from engine.requests import BadReport, clean
from engine.running import decision_refusals as refuse
from engine.running import refusals
from engine.running.days import day_of
from engine.running.ledger import Ledger
from engine.running.moves import Recording, write_move
from engine.running.policies import policy_notes
from engine.running.repeats import Repeat
from engine.running.roles import check_role
from engine.running.side_roads import (
    REPORTS,
    SideRoad,
    changed_standing,
    check_later,
    check_needs,
    take_upstream,
    wrong_standing,
)
from workflows.lifecycle import CHOOSE_HEIR

_SEQ, _OCCURRED, _REASON = AT["seq"], AT["occurred_on"], AT["reason"]


def counted_chain(ledger: Ledger, task: LiveTask) -> list[Row]:
    """The rows of a task in hand that count, also those that are not written yet."""
    ledger.flush()
    return read_counted(ledger.tx, task.cascade.cascade_id, [task.task_no])[task.task_no]


def ask(road: SideRoad) -> tuple[Moved, ...]:
    """Record a request, or raise Refused. Of what asks for the same thing, one may be pending."""
    ledger, task, trigger = road.ledger, road.task, road.trigger
    judge = task.cascade.judge
    request = judge.lifecycle.data.requests[trigger]
    check_role(ledger, task, trigger, road.agency)
    if task.standing not in request.standings:
        raise wrong_standing(ledger, task, trigger)
    if judge.next_trigger(task) is None:
        raise refusals.finished(task, trigger, ledger.last_move(task))
    deciders = who_may(ledger.tx, task, request.asks_for)
    for earlier in requests_of(judge, task, counted_chain(ledger, task)):
        if earlier.outcome == "pending" and asked_for(judge, earlier.trigger) == request.asks_for:
            raise refuse.already_requested(task, trigger, earlier, deciders)
    check_needs(road)
    day = day_of(ledger, task, trigger, road.request.on, road.agency)
    road.permit(day)
    details: dict[str, Any] = {}
    if "until" in request.needs and (until := road.request.until) is not None:
        details = {"report": report_owed_next(task), "until": until.isoformat()}
        check_later(road, details["report"], until, day)
    if (proposed := clean(road.request.proposed)) is not None:
        details["proposed"] = _known_as(road, proposed)
    recording = Recording(trigger, task.state, day, task.standing, road.repeat, details, road.fields(), REQUEST)
    return (replace(write_move(ledger, task, recording)[0], deciders=deciders),)


def _known_as(road: SideRoad, text: str) -> str:
    """The agency's key; where the cascade has no such agency, as it comes in later, what was typed."""
    try:
        return get_agency(road.ledger.tx, road.task.cascade, text).key
    except NotFound:
        return text


def decide(road: SideRoad) -> tuple[Moved, ...]:
    """Grant or deny a pending request, or raise Refused."""
    ledger, task, trigger = road.ledger, road.task, road.trigger
    asked = _which_request(road)
    trigger_asked_for = asked_for(task.cascade.judge, asked.trigger)
    who_can = who_decides(ledger.tx, task, asked)
    if road.agency not in who_can:
        raise refuse.not_the_decider(task, trigger, road.agency, who_can, asked)
    heirs = _chosen(road, asked)
    check_needs(road)
    again = refuse.decision(task, trigger, road.agency, asked)
    if heirs:
        again = again.but(to=tuple(heirs))
    requested_on = str(asked.row[_OCCURRED])
    on = road.request.on or ledger.today
    if on.isoformat() < requested_on:
        raise refusals.before_previous(task, trigger, on, who_can, again, about_since=requested_on)
    day = day_of(ledger, task, trigger, road.request.on, road.agency, asked=again)
    road.permit(day)
    about: dict[str, Any] = {"ref_seq": asked.seq}
    if trigger != GRANT or trigger_asked_for == HAND_OVER:
        details = {"heirs": heirs} if heirs else {}
        fields = road.fields(**about)
        recording = Recording(trigger, task.state, day, task.standing, road.repeat, details, fields, DECISION)
        return (write_move(ledger, task, recording)[0],)
    about["batch"] = road.batch or ledger.new_batch()
    policies = policy_notes(ledger, task, trigger)  # before the move that it brings changes a day
    move = _granted(road, asked, trigger_asked_for, day, about)
    recording = Recording(
        *(trigger, task.state, day, task.standing, road.repeat, {}, road.fields(**about), DECISION), policies=policies
    )
    decision = write_move(ledger, task, recording)[0]
    return (decision, take_upstream(ledger, task, write_move(ledger, task, move)[0]))


def _chosen(road: SideRoad, asked: Asked) -> list[str]:
    """The heirs that are decided for: of several each has its share. Raises Refused, NotFound, Ambiguous."""
    task, trigger, request = road.task, road.trigger, road.request
    named = [name for name in map(clean, request.to) if name is not None]
    if asked_for(task.cascade.judge, asked.trigger) != HAND_OVER:
        if named:
            raise refusals.not_wanted(task, trigger, ["to"], (road.agency,))
        return []
    if request.until is not None:
        raise refusals.not_wanted(task, trigger, ["until"], (road.agency,))
    if trigger != GRANT:
        return []
    if not named:
        raise refuse.no_heir_named(task, trigger, asked, road.agency)
    chosen = list(dict.fromkeys(get_agency(road.ledger.tx, task.cascade, name).key for name in named))
    if others := [key for key in chosen if key not in asked.heirs]:
        raise refuse.not_an_heir(task, trigger, asked, others, road.agency)
    return chosen


def _granted(road: SideRoad, asked: Asked, trigger: str, day: str, about: dict[str, Any]) -> Recording:
    """The move that was asked for. Its reason is that of the grant; where none is given, that of the request."""
    until = road.request.until
    if asked.until is not None:
        until = until or date.fromisoformat(asked.until)
        if until.isoformat() > asked.until:
            raise refuse.beyond_asked(road.task, road.trigger, asked, until, road.agency)
    elif until is not None:
        raise refusals.not_wanted(road.task, road.trigger, ["until"], (road.agency,))
    reason = clean(road.request.reason) or asked.row[_REASON]
    request = replace(road.request, until=until, reason=reason, on=date.fromisoformat(day))
    inner = replace(road, trigger=trigger, request=request, repeat=Repeat(None, trigger, {}), is_permitted=True)
    again = proposals.move(road.task, road.trigger, road.agency).but(seq=asked.seq)
    return changed_standing(inner, report=asked.report, again=again, **about)


def _which_request(road: SideRoad) -> Asked:
    """The one that is meant; where an heir is named, it is who takes the task over. Raises Refused where none is
    pending, or several are and none is named."""
    task, wanted = road.task, road.request.seq
    every = requests_of(task.cascade.judge, task, counted_chain(road.ledger, task))
    found = [each for each in every if wanted in (None, each.seq)]
    pending = [each for each in found if each.outcome == "pending"]
    if road.request.to:
        pending = [each for each in pending if each.trigger == CHOOSE_HEIR] or pending
    if len(pending) == 1:
        return pending[0]
    if pending:
        raise refuse.several_requests(task, road.trigger, pending, road.agency)
    if not found:
        raise refuse.nothing_requested(task, road.trigger, wanted)
    raise refuse.no_longer_pending(task, road.trigger, found[-1])


def accept(road: SideRoad) -> tuple[Moved, ...]:
    """Record that a report which was sent will do, or raise Refused. It may be dated from the report's own day on."""
    ledger, task, trigger = road.ledger, road.task, road.trigger
    judge = task.cascade.judge
    rows = counted_chain(ledger, task)
    given = {report: each for report in _owed(task) if (each := given_report(judge, task, rows, report)) is not None}
    report = _which_report(road, tuple(given) or _owed(task))
    check_role(ledger, task, trigger, road.agency, report)
    check_needs(road)
    if report not in given:
        raise refuse.nothing_to_accept(task, trigger, report, ledger.last_move(task))
    if (accepted := given[report].accepted) is not None:
        raise refuse.already_accepted(task, trigger, report, accepted)
    sent, on = given[report].row, road.request.on or ledger.today
    if on > ledger.today:
        raise refusals.in_the_future(task.key, trigger, on, ledger.today)
    if on.isoformat() < sent[_OCCURRED]:
        again = proposals.move(task, trigger, road.agency, report=report)
        raise refusals.before_previous(task, trigger, on, (road.agency,), again, about_since=sent[_OCCURRED])
    road.permit(on.isoformat())
    fields = road.fields(ref_seq=sent[_SEQ])
    details = {"what": report}
    recording = Recording(trigger, task.state, on.isoformat(), task.standing, road.repeat, details, fields, DECISION)
    return (write_move(ledger, task, recording)[0],)


def _owed(task: LiveTask) -> tuple[str, ...]:
    owes = {"own": task.owes_report, "merged": task.consolidates}
    return tuple(report for report in REPORTS if owes[report])


def _which_report(road: SideRoad, possible: Sequence[str]) -> str:
    """The one that was named; else the only one that this agency may accept, or that there is."""
    what = clean(road.request.what)
    if what is not None:
        if what not in REPORTS:
            raise BadReport(what, REPORTS)
        return what
    receivers = {report: who_may(road.ledger.tx, road.task, road.trigger, report) for report in possible}
    own = [report for report, who in receivers.items() if road.agency in who]
    if len(own) > 1:
        raise refuse.which_report(road.task, road.trigger, road.agency, own)
    return (own or list(possible) or ["own"])[0]
