"""`dondoc mandate`: who may act for whom; granting, ending, listing, and who is at work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import Common, Missing, filled, given_day
from commands.options import agency_option, argument, by_option, command, common, completed, option, together
from workflows.dates import parse_moment
from workflows.errors import AmbiguousAgency, BadDefinition, InputError, UnknownAgency

if TYPE_CHECKING:
    from engine import Engine
    from engine.receipts import MandateRecorded
    from engine.requests import MandateRequest
    from workflows.mandate_files import MandateEntry

_EXAMPLE = 'dondoc mandate grant binh-dinh.so-noi-vu --person "…" --since 01/01/2023 --basis "…" --signature KT.'


class NoSuchTrigger(InputError):
    """A mandate for a trigger that no lifecycle knows."""

    code = "no-such-trigger"
    fields = ("name", "candidates")


# whose decision it is, and who records it
_granting_options = together(
    option("--as", "as_agency", metavar="AGENCY", shell_complete=completed("agency"), help="help.option.granter"),
    by_option,
)


@command()
@argument("agency", shell_complete=completed("agency"))
@option("--person", metavar="PERSON")
@option("--post", metavar="TEXT")
@option("--since", metavar="DATE")
@option("--until", metavar="DATE", help="help.option.last_day")
@option("--trigger", "triggers", metavar="TRIGGER", multiple=True)
@option("--basis", metavar="TEXT")
@option("--signature", type=click.Choice(["TM.", "KT.", "TL.", "TUQ.", "Q."]))
@option("--login", metavar="TEXT")
@option("--absent", metavar="PERSON")
@option("--reason", metavar="TEXT")
@_granting_options
@common(writes=True)
def mandate_grant(common: Common, agency: str, **given: Any) -> None:
    """Give one person, or one post, the right to act for an agency."""
    from engine.requests import MandateRequest

    for name in ("since", "basis"):
        if filled(given[name]) is None:
            raise Missing(f"--{name}", _EXAMPLE)
    since = given_day(given["since"])
    assert since is not None
    triggers = tuple(name.strip().replace("-", "_") for name in given["triggers"]) or None
    with common.engine() as dondoc:
        known = _triggers(common, dondoc)
        for name in triggers or ():
            if name not in known:
                raise NoSuchTrigger(name, known)
        request = MandateRequest(
            _agency(common, dondoc, agency),
            since,
            str(filled(given["basis"])),
            filled(given["person"]),
            filled(given["post"]),
            triggers,
            given_day(given["until"]),
            given["signature"],
            filled(given["login"]),
            filled(given["absent"]),
            filled(given["reason"]),
        )
        recorded = dondoc.grant_mandates([request], **_granter(common, dondoc, given))
    _show(common, recorded)


@command()
@argument("file", type=click.Path())
@_granting_options
@common(writes=True)
def mandate_load(common: Common, file: str, **given: Any) -> None:
    """Grant all that a file lists, or nothing."""
    from workflows.mandate_files import read_mandate_file

    with common.engine() as dondoc:
        entries = read_mandate_file(Path(file), _triggers(common, dondoc))
        recorded = dondoc.grant_mandates(_requests(common, dondoc, entries), **_granter(common, dondoc, given))
    _show(common, recorded)


@command()
@argument("mandate")
@option("--on", metavar="DATE", help="help.option.last_day")
@option("--reason", metavar="TEXT")
@_granting_options
@common(writes=True)
def mandate_end(common: Common, mandate: str, **given: Any) -> None:
    """Say which day was a mandate's last."""
    with common.engine() as dondoc:
        day, reason = given_day(given["on"]), filled(given["reason"])
        recorded = dondoc.end_mandate(mandate, on=day, reason=reason, **_granter(common, dondoc, given))
    _show(common, recorded)


@command()
@agency_option
@option("--on", metavar="DATE", help="help.option.in_force_on")
@option("--known-at", metavar="MOMENT")
@option("--all", "everything", is_flag=True, help="help.option.all_mandates")
@common()
def mandate_list(common: Common, agency: str | None, on: str | None, known_at: str | None, everything: bool) -> None:
    """The mandates in force on a day, as known at a moment."""
    from engine.scope import View
    from screen.mandates import mandates_text

    day, moment = given_day(on) or common.today, filled(known_at)
    with common.engine() as dondoc:
        key = None if agency is None else _agency(common, dondoc, agency)
        seen = dondoc.seen(View(day, None, None if moment is None else parse_moment(moment)))
        rows = seen.mandates(key, everything=everything)
        look = common.look_over(dondoc.seen())
    common.show(rows, lambda: mandates_text(rows, day, look))


@command()
@common()
def mandate_whoami(common: Common) -> None:
    """Who is at work, and what that one may do."""
    from screen.mandates import who_am_i_text

    with common.engine() as dondoc:
        found = dondoc.who_am_i(common.today)
        look = common.look_over(dondoc.seen())
    common.show(found, lambda: who_am_i_text(found, look))


def _show(common: Common, recorded: Sequence[MandateRecorded]) -> None:
    from screen.mandates import recorded_text

    common.show_done(recorded, lambda: recorded_text(recorded, common.look))


def _agency(common: Common, dondoc: Engine, text: str) -> str:
    """Its key: of the one that the running cascades know by that text, else of the registry."""
    from engine.errors import NotFound

    try:
        return dondoc.seen().find_agency(text).key
    except NotFound:
        return common.registry.find(text).key


def _granter(common: Common, dondoc: Engine, given: dict[str, Any]) -> dict[str, Any]:
    agency = filled(given["as_agency"])
    key = None if agency is None else _agency(common, dondoc, agency)
    return {"as_agency": key, "by": filled(given["by"]), "dry_run": common.is_dry}


def _triggers(common: Common, dondoc: Engine) -> tuple[str, ...]:
    """All that a mandate can name: what the standard lifecycle and the running ones know, granting and launching."""
    from engine.chain.notes import NOTE
    from workflows.mandates import CONTRIBUTE, EXPLICIT, REMIND

    standard = common.library().lifecycle("standard").every_trigger
    running = [key.partition(".")[2] for key in dondoc.seen().own_words() if key.startswith("trigger.")]
    return tuple(dict.fromkeys([*standard, *running, NOTE, REMIND, CONTRIBUTE, *EXPLICIT]))


def _requests(common: Common, dondoc: Engine, entries: Sequence[MandateEntry]) -> list[MandateRequest]:
    """The entries with the agencies that they mean. Raises BadDefinition with the place of each that means none."""
    from engine.errors import Ambiguous
    from engine.requests import MandateRequest
    from workflows.findings import Problem

    requests, problems = [], []
    for entry in entries:
        try:
            agency = _agency(common, dondoc, entry.agency)
        except (UnknownAgency, AmbiguousAgency, Ambiguous) as error:
            problems.append(Problem(entry.place_of("agency"), error.said))
            continue
        requests.append(
            MandateRequest(
                agency,
                entry.since,
                entry.basis,
                entry.person,
                entry.post,
                entry.triggers,
                entry.until,
                entry.signature,
                entry.login,
                entry.absent,
                entry.reason,
            )
        )
    if problems:
        raise BadDefinition(tuple(problems))
    return requests
