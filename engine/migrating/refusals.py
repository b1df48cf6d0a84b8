"""Why a cascade does not go to another graph: the rule's stable name, its particulars, who could act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.cascades import RunningCascade
from engine.errors import Refused
from engine.requests import ASK, SHARE
from workflows.said import Said

MIGRATE = "migrate"
_SHOWN = 5  # particulars named in a sentence; the rest is counted
_HEIRS = 3


@dataclass(frozen=True, slots=True)
class Stranded:
    """What would have no place after a migration, and why: `document`, `taken-away-before`, `no-revoke`."""

    why: str
    subject: str
    facts: Mapping[str, Any]


def not_issuer(
    cascade: RunningCascade, agency: str, issuers: Sequence[str], trigger: str = MIGRATE, *, proposes: bool = True
) -> Refused:
    """Only who issued a document of the cascade may change what it orders. `proposes`: to do it as one of these."""
    return Refused(
        "not-yours",
        cascade.key,
        trigger,
        Said("refusal.migrate-not-issuer", {"agency": agency, "who_can": tuple(issuers)}),
        tuple(issuers),
        tuple(proposals.of_cascade(trigger, cascade.key, issuer) for issuer in issuers[:1] if proposes),
    )


def without_reason(cascade: RunningCascade, agency: str, trigger: str = MIGRATE) -> Refused:
    """Why an order was changed stays readable for ever."""
    return Refused(
        "missing-reason",
        cascade.key,
        trigger,
        Said("refusal.migrate-without-reason"),
        (agency,),
        (proposals.of_cascade(trigger, cascade.key, agency),),
    )


def another_cascade(cascade: RunningCascade, key: str, agency: str) -> Refused:
    """A cascade goes to a graph of its own directive and year."""
    return Refused(
        "another-cascade", cascade.key, MIGRATE, Said("refusal.migrate-another-cascade", {"key": key}), (agency,), ()
    )


def another_lifecycle(cascade: RunningCascade, key: str, agency: str) -> Refused:
    """States mean what the pinned lifecycle says."""
    return Refused(
        "another-lifecycle",
        cascade.key,
        MIGRATE,
        Said("refusal.migrate-another-lifecycle", {"key": key}),
        (agency,),
        (),
    )


def another_calendar(cascade: RunningCascade, agency: str) -> Refused:
    """What was compiled goes by other days than the cascade does by now."""
    return Refused("another-calendar", cascade.key, MIGRATE, Said("refusal.another-calendar"), (agency,), ())


def not_on_that_day(cascade: RunningCascade, day: date, since: date, today: date) -> Refused:
    """A migration is of no day before what happened to the cascade last, and of none to come."""
    return Refused(
        "not-on-that-day",
        cascade.key,
        MIGRATE,
        Said("refusal.migrate-day", {"day": day, "since": since, "today": today}),
        (),
        (),
    )


def stranded(cascade: RunningCascade, agency: str, found: Sequence[Stranded]) -> Refused:
    """What would have no place afterwards, each with the reason."""
    named = [Said(f"refusal.migrate-stranded.{each.why}", {"key": each.subject, **each.facts}) for each in found]
    details = {"n": len(found), "named": named[:_SHOWN], "more": max(0, len(found) - _SHOWN)}
    return Refused("stranded", cascade.key, MIGRATE, Said("refusal.migrate-stranded", details), (agency,), ())


def nothing_to_undo(cascade: RunningCascade) -> Refused:
    """There is no migration, or it was taken back."""
    return Refused("nothing-to-undo", cascade.key, MIGRATE, Said("refusal.migrate-nothing-to-undo"), (), ())


def moved_since(cascade: RunningCascade, task: str, seq: int, day: str) -> Refused:
    """Somebody acted on the graph as it is now."""
    return Refused(
        "moved-since",
        cascade.key,
        MIGRATE,
        Said("refusal.migrate-moved-since", {"task": task, "seq": seq, "day": date.fromisoformat(day)}),
        (),
        (proposals.history(task),),
    )


def several_heirs(
    cascade: RunningCascade, agency: str, day: date, found: Sequence[tuple[str, Sequence[str]]]
) -> Refused:
    """Several took over an agency's work: whose the task is, somebody has to say."""
    named = [
        Said(
            "refusal.migrate-heirs.more" if len(heirs) > _HEIRS else "refusal.migrate-heirs",
            {"key": key, "n": len(heirs), "heirs": tuple(heirs[:_HEIRS])},
        )
        for key, heirs in found[:_SHOWN]
    ]
    return Refused(
        "several-heirs",
        cascade.key,
        MIGRATE,
        Said("refusal.migrate-several-heirs", {"n": len(found), "named": named}),
        (agency,),
        tuple(
            proposals.of_cascade(MIGRATE, cascade.key, agency).but(as_of_registry=day, several=several)
            for several in (ASK, SHARE)
        ),
    )


def already_closed(cascade: RunningCascade, since: str) -> Refused:
    """It is closed already."""
    facts = {"day": date.fromisoformat(since)}
    return Refused("already-closed", cascade.key, "close", Said("refusal.already-closed", facts), (), ())


def not_closed(cascade: RunningCascade) -> Refused:
    """It is open."""
    return Refused("not-closed", cascade.key, "reopen", Said("refusal.not-closed"), (), ())


def still_owed(cascade: RunningCascade, agency: str, owing: Sequence[tuple[str, Any]]) -> Refused:
    """Something of it is owed still; whoever closes it gives that up by name."""
    named = tuple(key for key, _ in owing[:_SHOWN])
    return Refused(
        "still-owed",
        cascade.key,
        "close",
        Said("refusal.still-owed", {"n": len(owing), "named": named}),
        (agency,),
        (proposals.of_cascade("close", cascade.key, agency).but(giving_up=True),),
    )
