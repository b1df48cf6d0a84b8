"""What if: some moves tried together, what they would change, and nothing kept.

Each is done by whoever may do it, on the day that counts as today; that somebody has a mandate is supposed too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import DRAFT_PLAN, RELEASE
from engine.cascade.lookup import get_task, get_trigger
from engine.cascade.roles import who_may
from engine.questions.blocking import blocked
from engine.receipts import WhatIf
from engine.requests import MoveRequest
from engine.results import Blocked
from engine.running.bulk import advance_many
from engine.running.ledger import Ledger

SUPPOSED = "supposed"  # stands for a reason, a number, an approval; it is never kept


@dataclass(frozen=True, slots=True)
class Supposed:
    """A move that is only thought of. `until`: of an extension the new last on-time day."""

    task: str
    trigger: str
    until: date | None = None


def what_if(
    ledger: Ledger, cascades: Sequence[RunningCascade], supposed: Sequence[Supposed], under: str | None
) -> WhatIf:
    """Try these moves in their order; the caller takes them back. Raises NotFound, Ambiguous, UnknownTrigger."""
    ledger.is_supposed = True
    asked = [request for number, each in enumerate(supposed) for request in _requests(ledger, each, number)]
    before = _blocked(ledger, cascades, under)
    done = advance_many(ledger, asked, keep_going=True)
    ledger.flush()
    after = _blocked(ledger, cascades, under)
    return WhatIf(tuple(move.tried() for move in done.moved), done.bad_rows, before, after)


def _blocked(ledger: Ledger, cascades: Sequence[RunningCascade], under: str | None) -> tuple[Blocked, ...]:
    return blocked(ledger.tx, cascades, under=under, period=None, today=ledger.today)


def _requests(ledger: Ledger, supposed: Supposed, number: int) -> Iterator[MoveRequest]:
    """The move as whoever may do it would ask for it; before a step of the main line those still owed before it."""
    task = get_task(ledger.tx, ledger.cascades, supposed.task)
    judge = task.cascade.judge
    trigger = get_trigger(judge.lifecycle, supposed.trigger)
    if trigger not in judge.lifecycle.data.triggers:
        agency = next(iter(who_may(ledger.tx, task, trigger)), task.agency)
        yield MoveRequest(task.key, trigger, agency, reason=SUPPOSED, until=supposed.until)
        return
    ahead, steps = replace(task), list[str]()
    while trigger not in steps and (following := judge.next_trigger(ahead)) is not None:
        verdict = judge.verdict(following, ahead)
        if following == RELEASE or not verdict.is_legal:
            break
        steps.append(following)
        ahead.state = str(verdict.dest)
    for step in steps if trigger in steps else [trigger]:
        document = f"{SUPPOSED}-{number}" if step == DRAFT_PLAN else None
        yield MoveRequest(task.key, step, task.agency, on=ledger.today, document=document)
