"""Why somebody may not act for an agency, or not grant: the rule, whose mandate would do, and where to look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from engine.chain.mandates import GRANTING, Mandate
from engine.errors import Refused
from engine.proposals import Proposal
from workflows.lifecycle import Label
from workflows.said import Said, shortened

MANDATE = GRANTING


def outside_mandate(
    subject: str,
    trigger: str,
    label: Label | Said,
    agency: str | None,
    day: str,
    by: str | None,
    login: str,
    known: Collection[Mandate],
    others: Collection[Mandate],
) -> Refused:
    """Nobody of that name or login may do this on that day. `known`: mandates of the agency; `others`: would do.

    `agency` None: of any.
    """
    on = date.fromisoformat(day)
    facts = {
        "who": who(by, login),
        "label": label,
        "on": on,
        "why": _why_not(by, login, known, day),
        "others": shortened([_holder(each) for each in others]) if others else Said("mandate.nobody"),
    }
    code = "refusal.outside-mandate" if agency is not None else "refusal.outside-mandate-to-launch"
    given = {"on": on} if agency is None else {"agency": agency, "on": on}
    return Refused(
        "outside-mandate",
        subject,
        trigger,
        Said(code, facts if agency is None else {**facts, "agency": agency}),
        tuple(dict.fromkeys(each.agency for each in others)) or (() if agency is None else (agency,)),
        (Proposal("mandate list", given),),
    )


def who(by: str | None, login: str) -> Said:
    """Whoever asks: by the name given, and by the login that cannot be chosen."""
    return Said("mandate.login", {"login": login}) if by is None else Said("mandate.who", {"by": by, "login": login})


def _why_not(by: str | None, login: str, known: Iterable[Mandate], day: str) -> Said | str:
    """What lacks in the mandate that names who asks, where one does."""
    mine = [each for each in known if each.names(by) or each.bound_to == login]
    if not mine:
        return ""
    in_force = [each for each in mine if each.is_in_force(day)]
    if not in_force:
        last = mine[-1]
        until = last.last_day()
        return Said(
            "mandate.why.days",
            {
                "since": date.fromisoformat(last.since),
                "until": Said("mandate.open") if until is None else date.fromisoformat(until),
            },
        )
    if all(each.bound_to not in (None, login) for each in in_force):
        return Said("mandate.why.login")
    return Said("mandate.why.trigger")


def _holder(mandate: Mandate) -> Said:
    code = "mandate.holder" if mandate.bound_to is None else "mandate.holder.bound"
    return Said(code, {"name": mandate.holder, "login": mandate.bound_to or ""})


def may_not_grant(agency: str, granter: str, by: str | None, login: str, holders: Collection[Mandate]) -> Refused:
    """Only who has a mandate to grant, of the agency or of one above it, grants and ends."""
    facts = {
        "who": who(by, login),
        "agency": agency,
        "granter": granter,
        "others": shortened([_holder(each) for each in holders]) if holders else Said("mandate.nobody"),
    }
    return Refused(
        "may-not-grant",
        agency,
        MANDATE,
        Said("refusal.may-not-grant", facts),
        tuple(dict.fromkeys(each.agency for each in holders)),
        _where_to_look(agency, holders),
    )


def _where_to_look(agency: str, holders: Collection[Mandate]) -> tuple[Proposal, ...]:
    found = dict.fromkeys(each.agency for each in holders) or {agency: None}
    return tuple(Proposal("mandate list", {"agency": each}) for each in found)


def not_above(agency: str, granter: str) -> Refused:
    """The granting agency is neither the agency itself nor above it, as far as the running cascades know."""
    return Refused(
        "not-above",
        agency,
        MANDATE,
        Said("refusal.mandate-not-above", {"agency": agency, "granter": granter}),
        (agency,),
        (Proposal("mandate list", {"agency": agency}),),
    )


def differs(mandate: Mandate, subject: str) -> Refused:
    """A mandate of that key was granted, and says something else."""
    facts = {"key": mandate.key, "name": mandate.holder, "agency": mandate.agency}
    return Refused(
        "mandate-differs",
        subject,
        MANDATE,
        Said("refusal.mandate-differs", facts),
        (mandate.agency,),
        (Proposal("mandate list", {"agency": mandate.agency}),),
    )


def not_earlier(mandate: Mandate, on: date, last: date) -> Refused:
    """An end is earlier than the last day that holds; a longer one is granted anew."""
    return Refused(
        "not-earlier",
        mandate.key,
        MANDATE,
        Said("refusal.mandate-not-earlier", {"key": mandate.key, "on": on, "last": last}),
        (mandate.agency,),
        (Proposal("mandate list", {"agency": mandate.agency}),),
    )


def launch_handed_on(agency: str) -> Refused:
    """Who may not launch cannot let others do so."""
    return Refused(
        "may-not-grant",
        agency,
        MANDATE,
        Said("refusal.mandate-launch"),
        (),
        (Proposal("mandate list", {}),),
    )


def clock_behind(now: str, last: str) -> Refused:
    """The machine's clock is behind the last event of the chain."""
    return Refused("clock-behind", MANDATE, MANDATE, Said("refusal.mandate-clock", {"now": now, "last": last}), (), ())
