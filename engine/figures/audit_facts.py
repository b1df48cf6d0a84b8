"""All that an audit report tells of a cascade, from one snapshot: so that its parts agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.stated import called
from engine.cascade.tasks import remember_tasks
from engine.chain.mandates import are_configured
from engine.errors import Ambiguous
from engine.figures.audit_results import Durations, Exceptions, LateEntries, Lateness
from engine.figures.durations import durations
from engine.figures.exceptions import exceptions
from engine.figures.late_entries import late_entries
from engine.figures.lateness import lateness
from engine.proving.broken import Verification
from engine.proving.parts import Crew
from engine.proving.seals import Seal
from engine.proving.verifying import find_ids, verify
from engine.questions.blocking import blocked
from engine.questions.formers import formers, with_formers
from engine.questions.recorded import remember_chains
from engine.questions.status import status, summary
from engine.results import Blocked, CascadeSummary, TaskRow
from engine.scope import View
from engine.store.database import Transaction
from workflows.errors import DondocError
from workflows.lifecycle import Facts
from workflows.said import Name, Said

Progress = Callable[[int, int], None]
Mandates = Literal["none", "named", "bound"]

_ALL_DUTIES = Facts(owes_plan=True, owes_report=True, consolidates=True)
# what reading rows comes to that nobody recorded: a day that is none, a state or an agency that does not exist
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RuntimeError, DondocError)


@dataclass(frozen=True, slots=True)
class Figures:
    """A cascade on one day. `tasks`: how they stand, bare; `by_tier`, `by_period`: the same deliverables twice.

    `states`: those of the lifecycle in order, each with its words in Vietnamese and English.
    """

    states: tuple[tuple[str, str, str], ...]
    summary: CascadeSummary
    tasks: tuple[TaskRow, ...]
    blocked: tuple[Blocked, ...]
    by_tier: Lateness
    by_period: Lateness
    durations: Durations
    exceptions: Exceptions
    late_entries: LateEntries


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """What a report is made of. `made_on`: the day on the clock; `shown_on`: the day that the figures are about.

    `verification` is of the history as it is stored now, whatever the view of the figures. `figures`: None where the
    history does not hold and what is stored cannot even be read. `mandates`: whether any are configured (`none`), name
    persons and posts (`named`), or are bound to logins (`bound`).
    """

    cascade: str
    title: Name
    made_on: date
    shown_on: date
    as_of: date | None
    known_at: datetime | None
    verification: Verification
    figures: Figures | None
    mandates: Mandates


def audit_facts(
    tx: Transaction,
    cascades: Cascades,
    text: str,
    *,
    seals: Sequence[Seal],
    public_key: str | None,
    view: View,
    seen: Callable[[RunningCascade], Transaction],
    today: date,
    made_on: date,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> AuditFacts:
    """Verify the history of the cascade, and reckon its figures in the view, which `seen` gives.

    `crew`: who verifies meanwhile. Raises NotFound, Ambiguous.
    """
    ids = find_ids(tx, text)
    named = tx.rows("SELECT directive, year, title FROM cascade WHERE cascade_id = ANY(:ids)", ids=ids)
    if len(ids) > 1:
        keys = tuple(f"{directive}/{year}" for directive, year, _ in named)
        raise Ambiguous(Said("what.cascade", {"n": 2}), text, keys)
    directive, year, title = named[0]
    reckoned: list[Figures | Exception] = []

    def reckon() -> None:
        try:
            reckoned.append(_in_view(cascades, cascades.get(tx, ids[0]), seen, today))
        except _UNREADABLE as error:
            reckoned.append(error)

    given: dict[str, Any] = {"seals": seals, "public_key": public_key, "progress": progress}
    found = verify(tx, ids, **given, crew=crew, meanwhile=reckon)
    (figures,) = reckoned
    if isinstance(figures, Exception) and found.holds:
        raise figures
    days = made_on, today, view.as_of, view.known_at
    named_so = called(tx, ids[0], directive, title)
    is_configured, is_bound = are_configured(tx)
    configured: Mandates = "bound" if is_bound else "named" if is_configured else "none"
    return AuditFacts(
        f"{directive}/{year}", named_so, *days, found, None if isinstance(figures, Exception) else figures, configured
    )


def _in_view(
    cascades: Cascades, cascade: RunningCascade, seen: Callable[[RunningCascade], Transaction], day: date
) -> Figures:
    """By the days off that held then; before the launch was known there is nothing to count."""
    then = seen(cascade)
    launched = {each.cascade_id: each for each in cascades.all(then)}
    return _figures(then, launched.get(cascade.cascade_id, cascade), day)


def _figures(tx: Transaction, cascade: RunningCascade, day: date) -> Figures:
    """Every figure of the cascade on that day."""
    one, before = (cascade,), formers(tx, cascade)
    everything: dict[str, Any] = {"under": None, "period": None}
    remember_tasks(tx, cascade)
    remember_chains(tx, cascade)
    tasks = status(tx, one, **everything, today=day, is_bare=True)
    return Figures(
        _states(cascade),
        summary(tx, cascade, day),
        with_formers(tasks, before),
        blocked(tx, one, **everything, today=day),
        lateness(tx, one, **everything, by="tier", today=day),
        lateness(tx, one, **everything, by="period", today=day),
        durations(tx, one, **everything, by="tier", today=day),
        exceptions(tx, one, **everything, today=day),
        late_entries(tx, one, **everything, by="agency", today=day),
    )


def _states(cascade: RunningCascade) -> tuple[tuple[str, str, str], ...]:
    """The states of its lifecycle, in the order in which a task with all duties passes them."""
    lifecycle = cascade.judge.lifecycle
    order = dict.fromkeys((*lifecycle.path(_ALL_DUTIES), *lifecycle.data.states))
    return tuple((name, lifecycle.data.states[name].vi, lifecycle.data.states[name].en) for name in order)
