"""Why a request, a decision about it or an acceptance is refused: rule, particulars, who could act, what unblocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.judging import DENY, GRANT
from engine.cascade.requests import Asked
from engine.cascade.tasks import LiveTask
from engine.chain.effective import Row
from engine.chain.rehash import AT
from engine.errors import Refused
from engine.proposals import Proposal
from engine.running.refusals import LastMove, meanwhile
from workflows.lifecycle import CHOOSE_HEIR
from workflows.said import Said, shortened

_HEIRS = 3  # of those that could be chosen, proposed one by one

_SEQ, _OCCURRED, _AGENCY, _TRIGGER = AT["seq"], AT["occurred_on"], AT["agency"], AT["trigger"]


def already_requested(task: LiveTask, trigger: str, earlier: Asked, deciders: Sequence[str]) -> Refused:
    """The same was asked for before and is not decided yet: it is decided, or taken back, first."""
    return Refused(
        "already-requested",
        task.key,
        trigger,
        Said("refusal.already-requested", {**_about(task, earlier), "deciders": tuple(deciders)}),
        tuple(deciders),
        tuple(decision(task, name, who, earlier) for who in deciders[:1] for name in (GRANT, DENY)),
    )


def nothing_requested(task: LiveTask, trigger: str, seq: int | None) -> Refused:
    """Nothing was asked for on this task, or not by that row."""
    said = Said("refusal.nothing-requested") if seq is None else Said("refusal.no-request-there", {"seq": seq})
    return Refused("nothing-requested", task.key, trigger, said, (), (Proposal("history", {"task": task.key}),))


def no_longer_pending(task: LiveTask, trigger: str, asked: Asked) -> Refused:
    """It was decided, or has lapsed."""
    by: Row = asked.by or asked.row
    label = task.cascade.judge.lifecycle.called(by[_TRIGGER])
    facts = {**_about(task, asked), "by_seq": by[_SEQ], "done": label, "by_on": date.fromisoformat(by[_OCCURRED])}
    if asked.outcome != "lapsed":
        said = Said("refusal.already-decided", {**facts, "agency": by[_AGENCY]})
        return Refused("already-decided", task.key, trigger, said, (), (Proposal("history", {"task": task.key}),))
    said = Said("refusal.request-lapsed", {**facts, "why": Said(f"lapse.{asked.lapse}")})
    return Refused("request-lapsed", task.key, trigger, said, (), (Proposal("history", {"task": task.key}),))


def several_requests(task: LiveTask, trigger: str, pending: Sequence[Asked], agency: str) -> Refused:
    """Several things are asked for: which one is meant must be said."""
    named = tuple(Said("refusal.request", _about(task, each)) for each in pending)
    return Refused(
        "several-requests",
        task.key,
        trigger,
        Said("refusal.several-requests", {"n": len(pending), "named": named}),
        (agency,),
        tuple(decision(task, trigger, agency, each) for each in pending),
    )


def not_the_decider(task: LiveTask, trigger: str, agency: str, who_can: Sequence[str], asked: Asked) -> Refused:
    """Whoever may do what is asked for decides, and nobody else."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "not-yours",
        task.key,
        trigger,
        Said("refusal.not-yours", {"agency": agency, "label": label, "who_can": tuple(who_can)}),
        tuple(who_can),
        tuple(decision(task, trigger, who, asked) for who in who_can[:1]),
    )


def beyond_asked(task: LiveTask, trigger: str, asked: Asked, until: date, agency: str) -> Refused:
    """A request is granted as far as it goes; more is given without being asked."""
    facts = {**_about(task, asked), "until": until, "asked_until": date.fromisoformat(str(asked.until))}
    more = proposals.move(task, "extend", agency).but(until=until)
    can_extend = "extend" in task.cascade.judge.lifecycle.data.side_triggers
    return Refused(
        "beyond-asked",
        task.key,
        trigger,
        Said("refusal.beyond-asked", facts),
        (agency,),
        (decision(task, trigger, agency, asked), *((more,) if can_extend else ())),
    )


def no_heir_named(task: LiveTask, trigger: str, asked: Asked, agency: str) -> Refused:
    """Who takes the task over is to be said: one of the heirs, or several, each with its share."""
    return Refused(
        "missing-heir",
        task.key,
        trigger,
        Said("refusal.missing-heir", {"n": len(asked.heirs), "heirs": shortened(asked.heirs)}),
        (agency,),
        _for_each_heir(task, asked, agency),
    )


def not_an_heir(task: LiveTask, trigger: str, asked: Asked, others: Sequence[str], agency: str) -> Refused:
    """Only who took over the work of the task's agency, by the registry, can take the task over."""
    facts = {"n": len(asked.heirs), "others": tuple(others), "heirs": shortened(asked.heirs)}
    return Refused(
        "not-an-heir",
        task.key,
        trigger,
        Said("refusal.not-an-heir", facts),
        (agency,),
        _for_each_heir(task, asked, agency),
    )


def _for_each_heir(task: LiveTask, asked: Asked, agency: str) -> tuple[Proposal, ...]:
    return tuple(decision(task, GRANT, agency, asked).but(to=heir) for heir in asked.heirs[:_HEIRS])


def nothing_to_accept(task: LiveTask, trigger: str, report: str, last: LastMove | None) -> Refused:
    """The report is not there, or was sent back."""
    state = task.cascade.judge.lifecycle.data.states[task.state]
    facts = {"report": Said(f"report.{report}"), "state": state, "meanwhile": meanwhile(task, last)}
    can_move = task.cascade.judge.can_move(task)
    return Refused(
        "nothing-to-accept",
        task.key,
        trigger,
        Said("refusal.nothing-to-accept", facts),
        (task.agency,) if can_move else (),
        proposals.next_moves(task, ()),
    )


def already_accepted(task: LiveTask, trigger: str, report: str, accepted: Row) -> Refused:
    """A report is accepted once; sent back and given again, anew."""
    facts: dict[str, Any] = {"report": Said(f"report.{report}"), "seq": accepted[_SEQ], "agency": accepted[_AGENCY]}
    facts["on"] = date.fromisoformat(accepted[_OCCURRED])
    return Refused("already-accepted", task.key, trigger, Said("refusal.already-accepted", facts), (), ())


def which_report(task: LiveTask, trigger: str, agency: str, reports: Sequence[str]) -> Refused:
    """Both reports are there and this agency receives both."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "missing-what",
        task.key,
        trigger,
        Said("refusal.missing-what", {"label": label}),
        (agency,),
        tuple(proposals.move(task, trigger, agency).but(what=report) for report in reports),
    )


def _about(task: LiveTask, asked: Asked) -> dict[str, Any]:
    label = task.cascade.judge.lifecycle.called(asked.trigger)
    return {"label": label, "seq": asked.seq, "on": date.fromisoformat(asked.row[_OCCURRED])}


def decision(task: LiveTask, trigger: str, agency: str, asked: Asked) -> Proposal:
    """To decide that request; of which heirs take the task over, whoever decides has to say it."""
    proposal = proposals.move(task, trigger, agency).but(seq=asked.seq)
    return proposal.but(to=None) if asked.trigger == CHOOSE_HEIR and trigger == GRANT else proposal
