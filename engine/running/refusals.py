"""Every refusal: its rule's stable name, its particulars, who could act, and what would unblock it.

One function for each rule; what a caller has to know comes in as arguments. Nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from engine import proposals
from engine.cascade.judging import REPORT
from engine.cascade.live_documents import LiveDocument
from engine.cascade.tasks import LiveTask
from engine.errors import Refused
from engine.policies.pinned import PinnedRule
from engine.proposals import Proposal
from engine.results import Letter, OpenInput, RootBlocker
from workflows.mandates import REMIND
from workflows.said import Said

_SHOWN = 5  # particulars named in a sentence; the rest is counted


class LastMove(NamedTuple):
    """The last row of a chain: what was done, by whom, when."""

    trigger: str | None
    agency: str | None
    by: str | None
    occurred_on: str | None
    recorded_at: str


def not_yours(
    task: LiveTask,
    trigger: str,
    agency: str,
    who_can: Sequence[str],
    report: str | None = None,
    *,
    asks: Sequence[str] = (),
) -> Refused:
    """The agency has none of the roles that the lifecycle lets fire this trigger. `report`: the one to return."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "not-yours",
        task.key,
        trigger,
        Said("refusal.not-yours", {"agency": agency, "label": label, "who_can": who_can}),
        tuple(who_can),
        tuple(proposals.move(task, trigger, who, report=report, asks=asks) for who in who_can[:1]),
    )


def note_not_yours(task: LiveTask, agency: str) -> Refused:
    """Only the task's own agency notes something about it."""
    return Refused(
        "not-yours",
        task.key,
        "note",
        Said("refusal.note-not-yours", {"agency": agency, "who_can": (task.agency,)}),
        (task.agency,),
        (Proposal("note", {"task": task.key, "text": None, "as": task.agency, "by": None}),),
    )


def nothing_changes(task: LiveTask) -> Refused:
    """All that was asked to be noted is so already."""
    return Refused(
        "nothing-changes",
        task.key,
        "note",
        Said("refusal.nothing-changes", {"task": task.key}),
        (task.agency,),
        (Proposal("history", {"task": task.key}),),
    )


def not_on_behalf(task: LiveTask, trigger: str, agency: str, behalf: str, superiors: Sequence[str]) -> Refused:
    """Only the superior of the task's own agency enters for it, and only what that agency does itself."""
    label = task.cascade.judge.lifecycle.label(trigger)
    facts = {"agency": agency, "behalf": behalf, "own": task.agency, "label": label, "superiors": superiors}
    return Refused(
        "not-on-behalf",
        task.key,
        trigger,
        Said("refusal.not-on-behalf", facts),
        tuple(superiors),
        (Proposal("why", {"task": task.key}),),
    )


def not_issuer(document: LiveDocument, agency: str, trigger: str = "release") -> Refused:
    """Only its issuer releases or revokes a document."""
    key, issuers = document.key, document.issuers

    def command(issuer: str) -> Proposal:
        return proposals.release(key, issuer, document.asks) if trigger == "release" else proposals.revoke(key, issuer)

    return Refused(
        "not-yours",
        key,
        trigger,
        Said("refusal.not-issuer", {"agency": agency, "key": key, "issuers": issuers}),
        issuers,
        tuple(map(command, issuers[:1])),
    )


def not_out(
    task: LiveTask, trigger: str, document: str, who_can: Sequence[str], unblock: Sequence[Proposal]
) -> Refused:
    """The task is pending: the document that assigns it is not out."""
    return Refused(
        "not-out",
        task.key,
        trigger,
        Said("refusal.not-out", {"document": document, "who_can": who_can}),
        tuple(who_can),
        tuple(unblock),
    )


def release_by_document(task: LiveTask, document: str, issuers: Sequence[str], asks: Sequence[str]) -> Refused:
    """A task is released with its document, not by itself."""
    return Refused(
        "release-by-document",
        task.key,
        "release",
        Said("refusal.release-by-document", {"document": document}),
        tuple(issuers),
        tuple(proposals.release(document, issuer, asks) for issuer in issuers[:1]),
    )


def plan_first(task: LiveTask, trigger: str, plans: Sequence[LiveDocument] = ()) -> Refused:
    """The task owes a plan, and it is not drafted yet. `plans`: those that wait for number and date."""
    return Refused(
        "plan-first",
        task.key,
        trigger,
        Said("refusal.plan-first"),
        (task.agency,),
        proposals.next_moves(task, plans),
    )


def inputs_open(
    task: LiveTask, trigger: str, inputs: Sequence[OpenInput], root_blockers: Sequence[RootBlocker]
) -> Refused:
    """The consolidation still waits for inputs; what to do is what its root blockers can do."""
    lifecycle = task.cascade.judge.lifecycle
    named: list[Any] = [
        Said(
            "refusal.open-input",
            {
                "agency": item.agency_name,
                "undone": "" if item.next_trigger is None else lifecycle.undone(item.next_trigger),
            },
        )
        for item in inputs[:_SHOWN]
    ]
    if len(inputs) > _SHOWN:
        named.append(Said("refusal.more-inputs", {"n": len(inputs) - _SHOWN}))
    return Refused(
        "inputs-open",
        task.key,
        trigger,
        Said("refusal.inputs-open", {"n": len(inputs), "named": tuple(named)}),
        tuple(dict.fromkeys(blocker.agency for blocker in root_blockers)),
        tuple(proposals.for_blocker(blocker) for blocker in root_blockers),
    )


def finished(task: LiveTask, trigger: str, last: LastMove | None) -> Refused:
    """The task is at its end, and never owed this trigger."""
    state = task.cascade.judge.lifecycle.data.states[task.state]
    return Refused(
        "finished",
        task.key,
        trigger,
        Said("refusal.finished", {"state": state, "meanwhile": meanwhile(task, last)}),
        (),
        (),
    )


def not_owed(task: LiveTask, trigger: str, plans: Sequence[LiveDocument] = ()) -> Refused:
    """The trigger stands nowhere on this task's path. `plans`: those that wait for number and date."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "not-owed",
        task.key,
        trigger,
        Said("refusal.report-not-owed" if trigger == REPORT else "refusal.not-owed", {"label": label}),
        _who_is_next(task),
        proposals.next_moves(task, plans),
    )


def wrong_state(task: LiveTask, trigger: str, last: LastMove | None, plans: Sequence[LiveDocument] = ()) -> Refused:
    """The trigger is owed, but not from here: it was done already, or others come before it.

    `plans`: those that wait for number and date.
    """
    data = task.cascade.judge.lifecycle.data
    state, label = data.states[task.state], task.cascade.judge.lifecycle.label(trigger)
    others = [source for source in task.cascade.judge.lifecycle.sources(trigger) if source != task.state]
    sources = [Said("refusal.quoted", {"text": data.states[source]}) for source in others or [task.state]]
    return Refused(
        "wrong-state",
        task.key,
        trigger,
        Said(
            "refusal.wrong-state",
            {"state": state, "meanwhile": meanwhile(task, last), "label": label, "sources": sources},
        ),
        _who_is_next(task),
        proposals.next_moves(task, plans),
    )


def before_previous(
    task: LiveTask,
    trigger: str,
    on: date,
    who_can: Sequence[str] = (),
    again: Proposal | None = None,
    mistaken: Proposal | None = None,
    about_since: str | None = None,
) -> Refused:
    """The day lies before the chain's previous move: an earlier truth is a correction, not a move.

    `mistaken`: to correct the row before, where its day may be what is wrong; `again`: what was asked, which is
    suggested with the first day that the chain allows: that of its last move, or `about_since`, that of
    the row that it is about.
    """
    since = date.fromisoformat(about_since or str(task.head_on))
    later = None if again is None else again.but(on=since)
    return Refused(
        "before-previous",
        task.key,
        trigger,
        Said("refusal.before-previous", {"on": on, "since": since}),
        tuple(who_can),
        tuple(each for each in (mistaken, later) if each is not None),
    )


def before_input(
    task: LiveTask, trigger: str, on: date, below: LiveTask, since: date, again: Proposal | None
) -> Refused:
    """A consolidation would be dated before an input that it rests on (`since`: the day from which that counts).

    `again`: what was asked; it is suggested with that day.
    """
    return Refused(
        "before-input",
        task.key,
        trigger,
        Said("refusal.before-input", {"on": on, "since": since, "below": below.agency_name, "task": below.short_key}),
        (task.agency,),
        () if again is None else (again.but(on=since),),
    )


def before_consolidation(
    task: LiveTask,
    trigger: str,
    on: date,
    above: LiveTask,
    since: date,
    who_can: Sequence[str],
    again: Proposal | None,
    first: date | None = None,
) -> Refused:
    """An input would change before the day on which a consolidation was passed on with or without it.

    `again`: what was asked; it is suggested with that day, or with `first` where only a later one will do.
    """
    return Refused(
        "before-input",
        task.key,
        trigger,
        Said(
            "refusal.before-consolidation",
            {"on": on, "since": since, "above": above.agency_name, "task": above.short_key},
        ),
        tuple(who_can),
        () if again is None else (again.but(on=first or since),),
    )


def in_the_future(key: str, trigger: str, on: date, today: date) -> Refused:
    """Nothing is recorded before it has happened."""
    return Refused(
        "in-the-future",
        key,
        trigger,
        Said("refusal.in-the-future", {"on": on, "today": today}),
        (),
        (),
    )


def too_early(document: str, trigger: str, on: date, not_before: date, key: str | None = None) -> Refused:
    """The document cannot be older than what it cites."""
    return Refused(
        "too-early",
        key or document,
        trigger,
        Said("refusal.too-early", {"document": document, "on": on, "not_before": not_before}),
        (),
        (),
    )


def number_taken(
    key: str, trigger: str, document: str, number: str, day: str, other: str, issuers: Sequence[str]
) -> Refused:
    """An agency gives a number once in a year (Decree 30/2020/ND-CP, Article 15)."""
    year = day[:4]
    return Refused(
        "number-taken",
        key,
        trigger,
        Said("refusal.number-taken", {"number": number, "year": year, "other": other, "document": document}),
        tuple(issuers),
        (),
    )


def missing_number_or_date(key: str, trigger: str, document: str, unblock: Proposal, issuers: Sequence[str]) -> Refused:
    """A document goes out under a number and a date."""
    return Refused(
        "missing-number-or-date",
        key,
        trigger,
        Said("refusal.missing-number-or-date", {"document": document}),
        tuple(issuers),
        (unblock,),
    )


def contradicts_file(key: str, trigger: str, document: LiveDocument, number: str | None, on: date | None) -> Refused:
    """What is typed is not what the document's file states. Another number or day is a matter of the file."""
    stated_on = date.fromisoformat(document.issued_on) if document.issued_on else None
    issuer = document.issuers[0]
    return Refused(
        "contradicts-file",
        key,
        trigger,
        Said(
            "refusal.contradicts-file",
            {"document": document.key, "number": document.number, "day": stated_on, "given": number, "given_day": on},
        ),
        document.issuers,
        (proposals.release(document.key, issuer, document.asks),),
    )


def several_plans(task: LiveTask, documents: Sequence[LiveDocument]) -> Refused:
    """Several plans of the agency wait: which one is meant must be said."""
    keys = tuple(each.key for each in documents)
    return Refused(
        "several-plans",
        task.key,
        "draft_plan",
        Said("refusal.several-plans", {"agency": task.agency, "n": len(documents), "keys": keys}),
        (task.agency,),
        tuple(proposals.release(each.key, task.agency, each.asks) for each in documents),
    )


def already_out(document: str, number: str | None, on: str | None) -> Refused:
    """A document goes out once."""
    day = None if on is None else date.fromisoformat(on)
    return Refused(
        "already-out",
        document,
        "release",
        Said("refusal.already-out", {"document": document, "number": number, "day": day}),
        (),
        (),
    )


def already_launched(cascade: str, launched_on: str) -> Refused:
    """A directive's cascade of a year is launched once."""
    return Refused(
        "already-launched",
        cascade,
        "launch",
        Said("refusal.already-launched", {"cascade": cascade, "day": date.fromisoformat(launched_on)}),
        (),
        (Proposal("status", {"cascade": cascade}),),
    )


def policy(
    task: LiveTask, trigger: str, pinned: PinnedRule, who_can: Sequence[str], unblock: Sequence[Proposal]
) -> Refused:
    """A rule that the cascade pinned is to refuse what breaks it."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "policy",
        task.key,
        trigger,
        Said("refusal.policy", {"label": label, **pinned.note()}),
        tuple(who_can),
        tuple(unblock),
    )


def key_reused(task_key: str, trigger: str, idempotency_key: str, earlier: str) -> Refused:
    """An idempotency key stands for one request."""
    return Refused(
        "idempotency-key-reused",
        task_key,
        trigger,
        Said("refusal.key-reused", {"idempotency_key": idempotency_key, "earlier": earlier}),
        (),
        (),
    )


def clock_behind(task: LiveTask, trigger: str | None, now: str) -> Refused:
    """`recorded_at` never runs backwards in a chain; the clock that does is to be put right, not history."""
    return Refused(
        "clock-behind",
        task.key,
        trigger or "",
        Said("refusal.clock-behind", {"now": now, "last": task.head_at}),
        (),
        (),
    )


# side roads


def wrong_standing(task: LiveTask, trigger: str, back: str | None, who_can: Sequence[str]) -> Refused:
    """The task's standing forbids the trigger. `back`: the trigger that would make it active again."""
    lifecycle = task.cascade.judge.lifecycle
    label = lifecycle.label(trigger)
    standing = lifecycle.data.standings.get(task.standing)
    return Refused(
        "wrong-standing",
        task.key,
        trigger,
        Said("refusal.wrong-standing", {"standing": standing, "label": label}),
        tuple(who_can),
        () if back is None else tuple(proposals.move(task, back, who) for who in who_can[:1]),
    )


_LACKING = {
    "reason": "missing-reason",
    "until": "missing-until",
    "what": "missing-what",
    "allowed_by": "missing-allowed-by",
    "proposed": "missing-proposed",
}


def lacks(task: LiveTask, trigger: str, need: str, who_can: Sequence[str], unblock: Sequence[Proposal]) -> Refused:
    """The lifecycle demands something with this trigger that was not given."""
    rule = _LACKING[need]
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        rule,
        task.key,
        trigger,
        Said(f"refusal.{rule}", {"label": label}),
        tuple(who_can),
        tuple(unblock),
    )


def not_wanted(task: LiveTask, trigger: str, names: Sequence[str], who_can: Sequence[str]) -> Refused:
    """Something was given that this trigger does not take. Who can do it comes with who asked, if allowed, first."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "not-wanted",
        task.key,
        trigger,
        Said("refusal.not-wanted", {"label": label, "names": tuple(names)}),
        tuple(who_can),
        tuple(proposals.move(task, trigger, who) for who in who_can[:1]),
    )


def consolidation_passed_on(task: LiveTask, trigger: str, above: Sequence[tuple[LiveTask, Sequence[str]]]) -> Refused:
    """A consolidation that counts on the task, or was made without it, is passed on: it has to be returned first."""
    named = tuple(consolidation.agency_name for consolidation, _ in above)
    return Refused(
        "consolidation-passed-on",
        task.key,
        trigger,
        Said("refusal.consolidation-passed-on", {"named": named}),
        tuple(dict.fromkeys(who for _, returners in above for who in returners)),
        tuple(
            proposals.move(consolidation, "return_report", returners[0], report="merged")
            for consolidation, returners in above
            if returners
        ),
    )


def nothing_missing(task: LiveTask, trigger: str, plans: Sequence[LiveDocument] = ()) -> Refused:
    """No input is open: what comes next is done without leaving anything out. `plans`: as in `next_moves`."""
    return Refused(
        "nothing-missing",
        task.key,
        trigger,
        Said("refusal.nothing-missing"),
        (task.agency,),
        proposals.next_moves(task, plans),
    )


def missing_not_named(task: LiveTask, left_out: Sequence[str], open_agencies: Sequence[str]) -> Refused:
    """A partial consolidation names every input that it leaves out."""
    return Refused(
        "missing-not-named",
        task.key,
        "consolidate_partial",
        Said("refusal.missing-not-named", {"left_out": left_out}),
        (task.agency,),
        (proposals.move(task, "consolidate_partial", task.agency, missing=open_agencies),),
    )


def not_missing(task: LiveTask, named: Sequence[str], open_agencies: Sequence[str]) -> Refused:
    """A partial consolidation names nobody whose input is there."""
    return Refused(
        "not-missing",
        task.key,
        "consolidate_partial",
        Said("refusal.not-missing", {"named": named}),
        (task.agency,),
        (proposals.move(task, "consolidate_partial", task.agency, missing=open_agencies),),
    )


def nothing_to_return(task: LiveTask, report: str, last: LastMove | None) -> Refused:
    """The report that should be returned is not given, or not owed."""
    state = task.cascade.judge.lifecycle.data.states[task.state]
    return Refused(
        "nothing-to-return",
        task.key,
        "return_report",
        Said(
            "refusal.nothing-to-return",
            {
                "report": Said("report.own" if report == "own" else "report.merged"),
                "state": state,
                "meanwhile": meanwhile(task, last),
            },
        ),
        (),
        (),
    )


def not_later(task: LiveTask, trigger: str, until: date, present: date | None, day: date | str) -> Refused:
    """An extension, or a day for sending again, leads to a later day than the present one, and not into the past."""
    since = date.fromisoformat(str(day))
    return Refused(
        "not-later",
        task.key,
        trigger,
        Said("refusal.not-later", {"until": until, "present": present, "since": since})
        if present
        else Said("refusal.not-in-the-past", {"until": until, "since": since}),
        (),
        (),
    )


def cascade_closed(task: LiveTask, trigger: str | None, on: str) -> Refused:
    """Nothing is recorded in a cascade that was closed."""
    return Refused(
        "closed",
        task.key,
        trigger or "",
        Said("refusal.closed", {"cascade": task.cascade.key, "day": date.fromisoformat(on)}),
        (),
        (proposals.of_cascade("reopen", task.cascade.key, None),),
    )


def moved_meanwhile(task: LiveTask, trigger: str, kind: str, last: LastMove) -> Refused:
    """Others have changed the task since whoever asks has seen it. `kind`: of their last row."""
    label = task.cascade.judge.lifecycle.label
    done = label(last.trigger) if last.trigger else Said(f"refusal.moved-meanwhile.{kind}")
    assert last.occurred_on is not None
    day = date.fromisoformat(last.occurred_on)
    facts = {"done": tuple(filter(None, (done, last.agency))), "day": day}
    return _seen_otherwise(task, trigger, Said("refusal.moved-meanwhile", facts))


def another_history(task: LiveTask, trigger: str) -> Refused:
    """What whoever asks has seen of the task is none of its rows: it is of another database."""
    return _seen_otherwise(task, trigger, Said("refusal.moved-meanwhile.another-history"))


def _seen_otherwise(task: LiveTask, trigger: str, said: Said) -> Refused:
    history = Proposal("history", {"task": task.key})
    return Refused("moved-meanwhile", task.key, trigger, said, (), (history,))


def handed_over(task: LiveTask, trigger: str, heirs: Sequence[str]) -> Refused:
    """Its agency ended; those who took its work over act on tasks of their own."""
    agencies = tuple(dict.fromkeys(key.split("/")[2] for key in heirs))
    return Refused(
        "handed-over",
        task.key,
        trigger,
        Said("refusal.handed-over", {"to": tuple(heirs)}),
        agencies,
        tuple(proposals.why(key) for key in heirs[:1]),
    )


def revoke_by_document(task: LiveTask, documents: Sequence[tuple[str, Sequence[str]]]) -> Refused:
    """A task is taken away with its documents, not by itself. `documents`: in force, each with its issuers."""
    named = tuple(document for document, _ in documents)
    return Refused(
        "revoke-by-document",
        task.key,
        "revoke",
        Said("refusal.revoke-by-document", {"named": named}),
        tuple(dict.fromkeys(issuer for _, issuers in documents for issuer in issuers)),
        tuple(proposals.revoke(document, issuers[0]) for document, issuers in documents if issuers),
    )


def already_revoked(document: str, trigger: str, on: str, key: str | None = None) -> Refused:
    """A document is revoked once, and for good. `key`: of the task that was asked about, if one was."""
    return Refused(
        "already-revoked",
        key or document,
        trigger,
        Said("refusal.already-revoked", {"document": document, "on": date.fromisoformat(on)}),
        (),
        (),
    )


def revoke_without_reason(document: str, agency: str) -> Refused:
    """Revoking needs a reason."""
    return Refused(
        "missing-reason",
        document,
        "revoke",
        Said("refusal.revoke-without-reason"),
        (agency,),
        (proposals.revoke(document, agency),),
    )


def _who_is_next(task: LiveTask) -> tuple[str, ...]:
    """The task's agency, if it can do something now."""
    return (task.agency,) if task.cascade.judge.can_move(task) else ()


def meanwhile(task: LiveTask, last: LastMove | None) -> Said | str:
    """What happened last, by whom and when, in brackets."""
    if last is None or last.trigger is None:
        return ""
    label = task.cascade.judge.lifecycle.called(last.trigger)
    who = tuple(filter(None, (last.agency, last.by)))
    day = None if last.occurred_on is None else date.fromisoformat(last.occurred_on)
    return Said("refusal.meanwhile", {"label": label, "day": day, "who": who})


def reminded_already(task: LiveTask, sender: str, number: str, seq: int) -> Refused:
    """The same letter is recorded on the task already."""
    return Refused(
        "reminded-already",
        task.key,
        REMIND,
        Said("refusal.reminded-already", {"task": task.key, "number": number, "seq": seq}),
        (sender,),
        (Proposal("history", {"task": task.key}),),
    )


def nobody_to_remind(sender: str, to: str | None, others: Sequence[Letter]) -> Refused:
    """Nothing is held up, or nothing below `to`; `others`: the letters that there are."""
    there = tuple(proposals.remind(sender, each.to, None, each.period, each.within) for each in others[:_SHOWN])
    return Refused(
        "nobody-to-remind",
        sender,
        REMIND,
        Said("refusal.nobody-to-remind" if to is None else "refusal.nobody-to-remind-there", {"to": to or ""}),
        (),
        there or (Proposal("today", {"as": sender}),),
    )


def several_letters(letters: Sequence[Letter], number: str) -> Refused:
    """A number is of one letter, and several are due."""
    sender, to = letters[0].sender, tuple(each.to for each in letters)
    cascades = {each.cascade for each in letters}

    def recording(letter: Letter) -> Proposal:
        made = proposals.remind(sender, letter.to, number, letter.period, letter.within)
        return made.but(cascade=letter.cascade) if len(cascades) > 1 else made

    return Refused(
        "several-letters",
        sender,
        REMIND,
        Said("refusal.several-letters", {"number": number, "n": len(to), "to": to}),
        (sender,),
        tuple(map(recording, letters[:_SHOWN])),
    )
