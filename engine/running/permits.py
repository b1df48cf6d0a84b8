"""The one gate to recording: whether somebody has a mandate for what he is about to do.

Every way of writing asks here before it changes anything, and `Ledger.record` refuses rows that nobody asked for. Where
no mandate was ever granted, `--by` is a name and nothing more. Where an agency has mandates, what is done for it needs
one that names the person, covers the trigger and is in force on the day. Once any mandate is bound to a login,
everything needs one that is bound to the login at work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.chain.mandates import EXPLICIT, Mandate, acted_on, are_configured, read_mandates, trigger_of
from engine.running import mandate_refusals
from workflows.lifecycle import Label
from workflows.said import Said

if TYPE_CHECKING:
    from engine.running.ledger import Ledger

LAUNCH = EXPLICIT[0]
_READING = "SELECT pg_advisory_xact_lock_shared(:key)"
LOCK = 0x6D616E64  # of PostgreSQL: who records holds it shared, who grants or ends a mandate alone


@dataclass(frozen=True, slots=True)
class Permit:
    """What somebody may do: for this agency, by this trigger. `mandate` None: none is needed."""

    trigger: str
    by: str | None
    mandate: Mandate | None

    def add_to(self, row: dict[str, Any], *, is_backfill: bool) -> None:
        """What a row says of it: the person, and the mandate if that covers the row by itself.

        What merely follows, as a task of another agency that a document sets going, is nobody's own move.
        """
        if self.by is not None:
            row.setdefault("by", self.by)
        if self.mandate is not None:
            day = acted_on(row["kind"], row["occurred_on"], row["recorded_at"], is_backfill=is_backfill)
            trigger = trigger_of(row["kind"], row.get("trigger")) or self.trigger
            if self.mandate.is_for(str(row.get("agency")), trigger, str(day), row["recorded_at"]):
                row["mandate"] = self.mandate.key


def permit(
    ledger: Ledger,
    subject: str,
    trigger: str,
    agency: str,
    by: str | None,
    day: str,
    label: Label | Said,
    *,
    kind: str = "move",
) -> None:
    """Let the rows that follow be recorded, or raise Refused (`outside-mandate`).

    `day`: on which it is done; `label`: the trigger in words; `kind`: of the rows.
    """
    day = str(acted_on(kind, day, ledger.recorded_at, is_backfill=ledger.backfill is not None))
    asked = (agency, trigger, by, day)
    if asked not in ledger.permits:
        ledger.permits[asked] = _permitted(ledger, subject, trigger, agency, by, day, label)
    ledger.permit = ledger.permits[asked]


def permit_launch(ledger: Ledger, directive: str, by: str | None, day: str) -> Mandate | None:
    """The same for a launch: no agency's move, but of whoever has a mandate that names it."""
    label = Said("trigger.launch")
    if not _any(ledger)[0]:
        ledger.permit = Permit(LAUNCH, by, None)
        return None
    known = read_mandates(ledger.tx).values()
    found = [each for each in known if each.gives(LAUNCH) and each.is_in_force(day, ledger.recorded_at)]
    mine = _first_of(found, ledger, by)
    if mine is None and (found or _any(ledger)[1]):
        raise mandate_refusals.outside_mandate(directive, LAUNCH, label, None, day, by, ledger.login, known, found)
    ledger.permit = Permit(LAUNCH, by or (mine.holder if mine else None), None)
    return mine


def _permitted(
    ledger: Ledger, subject: str, trigger: str, agency: str, by: str | None, day: str, label: Label | Said
) -> Permit:
    is_configured, is_bound = _any(ledger)
    if not is_configured or ledger.is_supposed:
        return Permit(trigger, by, None)
    if agency not in ledger.mandates:
        ledger.mandates[agency] = read_mandates(ledger.tx, agency)
    known = ledger.mandates[agency].values()
    if not known and not is_bound:
        return Permit(trigger, by, None)
    found = [each for each in known if each.is_for(agency, trigger, day, ledger.recorded_at)]
    mine = _first_of(found, ledger, by)
    if mine is None:
        others = [each for each in found if not is_bound or each.bound_to is not None]
        raise mandate_refusals.outside_mandate(subject, trigger, label, agency, day, by, ledger.login, known, others)
    return Permit(trigger, by or mine.holder, mine)


def _first_of(found: list[Mandate], ledger: Ledger, by: str | None) -> Mandate | None:
    is_bound = _any(ledger)[1]
    return next((each for each in found if each.is_of(by, ledger.login, must_be_bound=is_bound)), None)


def _any(ledger: Ledger) -> tuple[bool, bool]:
    """Whether there are mandates, and bound ones. Where there are, none is granted or ended until this is recorded."""
    if ledger.are_configured is None:
        ledger.are_configured = ledger.seen_configured or are_configured(ledger.tx)
        if ledger.are_configured[0] and ledger.tx.dialect == "postgresql":
            ledger.tx.run(_READING, key=LOCK)
            ledger.are_configured = are_configured(ledger.tx)
    return ledger.are_configured
