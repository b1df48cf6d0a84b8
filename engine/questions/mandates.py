"""Who may act for whom: the mandates of a day, as known at a moment, and what whoever is at work may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from engine.chain.mandates import Mandate, are_configured, read_mandates
from engine.clock import format_moment, parse_moment
from engine.results import MandateRow, WhoAmI
from engine.store.database import Transaction
from workflows.dates import day_from_iso


def mandates(
    tx: Transaction, *, on: date, known_at: datetime | None, agency: str | None = None, everything: bool = False
) -> tuple[MandateRow, ...]:
    """The mandates that were in force on that day by what had been recorded until then; `everything`: the others too.

    `agency`: of this one alone.
    """
    at = None if known_at is None else format_moment(known_at)
    return tuple(_rows(tx, on, at, agency, everything))


def who_am_i(tx: Transaction, login: str, on: date) -> WhoAmI:
    """The login at work, and the mandates that are bound to it and in force on that day."""
    is_configured, is_bound = are_configured(tx)
    mine = [row for row in _rows(tx, on, None, None, everything=False) if row.bound_to == login]
    return WhoAmI(login, is_configured, is_bound, tuple(mine))


def _rows(tx: Transaction, on: date, at: str | None, agency: str | None, everything: bool) -> Iterator[MandateRow]:
    known = read_mandates(tx, agency).values()
    for mandate in sorted(known, key=lambda each: (each.agency, each.since, each.seq)):
        is_in_force = mandate.is_in_force(on.isoformat(), at)
        if mandate.is_known(at) and (everything or is_in_force):
            yield _row(mandate, at, is_in_force)


def _row(mandate: Mandate, at: str | None, is_in_force: bool) -> MandateRow:
    is_ended = mandate.ended_at is not None and (at is None or mandate.ended_at <= at)
    return MandateRow(
        mandate.key,
        mandate.agency,
        mandate.person,
        mandate.post,
        mandate.triggers,
        date.fromisoformat(mandate.since),
        day_from_iso(mandate.last_day(at)),
        mandate.basis,
        mandate.signature,
        mandate.bound_to,
        mandate.absent,
        mandate.granter,
        mandate.under,
        parse_moment(mandate.granted_at),
        parse_moment(str(mandate.ended_at)) if is_ended else None,
        mandate.end_reason if is_ended else None,
        is_in_force,
    )
