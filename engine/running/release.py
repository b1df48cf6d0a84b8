"""A document goes out: what it assigns is issued, and a plan is its issuer's owed plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import DRAFT_PLAN, RELEASE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.tasks import LiveTask
from engine.errors import NotFound
from engine.receipts import Moved
from engine.requests import NUMBER_LIMIT, clean
from engine.running import refusals
from engine.running.days import day_above
from engine.running.ledger import Ledger
from engine.running.moves import Recording, task_to_note_on, unaccepted, write_move
from engine.running.permits import permit
from engine.running.regrounding import stand_on_earlier
from engine.running.repeats import Repeat, asked_for, find_repeated
from workflows.said import Said


@dataclass(slots=True)
class Outing:
    """How a document goes out. `fields`: what every row that follows carries; `repeat`: for the first of them.

    `restates`: whether tasks that a later document had set going count from this one.
    """

    document: LiveDocument
    agency: str
    fields: dict[str, Any]
    repeat: Repeat | None = None
    restates: bool = True
    moved: list[Moved] = field(default_factory=list)

    @property
    def on(self) -> str:
        return str(self.document.out_on)


def release_document(
    ledger: Ledger,
    document: LiveDocument,
    *,
    number: str | None,
    on: date | None,
    agency: str,
    by: str | None = None,
    reason: str | None = None,
    idempotency_key: str | None = None,
) -> tuple[Moved, ...]:
    """`dondoc release DOCUMENT`: the tasks that it sets going, then its issuer's tasks whose plan it is.

    A number or a date that the file knows already need not be given again.
    """
    given = clean(number, NUMBER_LIMIT)
    repeat = asked_for(RELEASE, clean(idempotency_key), subject=document.key, agency=agency, document=given, on=on)
    if repeated := find_repeated(ledger, document.cascade, repeat):
        return repeated
    if document.revoked_on is not None:
        raise refusals.already_revoked(document.key, RELEASE, document.revoked_on)
    if document.is_out:
        raise refusals.already_out(document.key, document.number, document.out_on)
    if agency not in document.issuers:
        raise refusals.not_issuer(document, agency)
    found = number_and_date(ledger, document, number, on, RELEASE)
    label = document.cascade.judge.lifecycle.label(RELEASE)
    permit(ledger, document.key, RELEASE, agency, clean(by), ledger.out_on(document, found[1]), label)
    ledger.put_out(document, *found)
    fields = {"by": clean(by), "reason": clean(reason), "batch": ledger.new_batch()}
    return follow(ledger, Outing(document, agency, fields, repeat)) or note_release(
        ledger, document, agency, fields, repeat
    )


def note_release(
    ledger: Ledger,
    document: LiveDocument,
    agency: str,
    fields: Mapping[str, Any],
    repeat: Repeat | None = None,
) -> tuple[Moved, ...]:
    """The row of a document that sets nothing going."""
    task = task_to_note_on(ledger, document)
    given = {"agency": agency, "document": document.number, **fields}
    columns = {name: value for name, value in given.items() if value is not None}
    details = {"released": document.key}
    recording = Recording(RELEASE, task.state, str(document.out_on), task.standing, repeat, details, columns, "note")
    return (write_move(ledger, task, recording)[0],)


def number_and_date(
    ledger: Ledger,
    document: LiveDocument,
    number: str | None,
    on: date | None,
    trigger: str,
    task: LiveTask | None = None,
) -> tuple[str, str]:
    """What the document goes out under. Raises Refused where something lacks or the day cannot be."""
    stated = date.fromisoformat(document.issued_on) if document.issued_on else None
    key = document.key if task is None else task.key
    given = clean(number, NUMBER_LIMIT)
    if stated is not None and stated > ledger.today:
        raise refusals.in_the_future(key, trigger, stated, ledger.today)
    if document.number not in (None, given) and given is not None:
        raise refusals.contradicts_file(key, trigger, document, given, on)
    if stated is not None and on not in (None, stated):
        raise refusals.contradicts_file(key, trigger, document, given, on)
    number, day = given or document.number, on or stated
    if number is None or day is None:
        asked = proposals.release(document.key, document.issuers[0], document.asks)
        if task is not None:
            asked = proposals.advance(task.key, trigger, task.agency, asks=document.asks)
        raise refusals.missing_number_or_date(key, trigger, document.key, asked, document.issuers)
    if day > ledger.today:
        raise refusals.in_the_future(key, trigger, day, ledger.today)
    if document.not_before is not None and day < (earliest := date.fromisoformat(document.not_before)):
        raise refusals.too_early(document.key, trigger, day, earliest, key)
    check_number(ledger, document, number, day.isoformat(), trigger, key)
    return number, day.isoformat()


def check_number(ledger: Ledger, document: LiveDocument, number: str, day: str, trigger: str, key: str) -> None:
    """Refuse a number that is another document's."""
    other = ledger.namesake(document, number, day[:4])
    if other is not None:
        raise refusals.number_taken(key, trigger, document.key, number, day, other.key, document.issuers)


def follow(ledger: Ledger, outing: Outing) -> tuple[Moved, ...]:
    """Everything that follows once a document is out, the issued tasks first; the first answer counts them.

    A plan that was out before the letter that asks for it counts from the day of the letter.
    """
    document, judge = outing.document, outing.document.cascade.judge
    if outing.restates:
        stand_on_earlier(ledger, document, outing.on, outing.agency, outing.fields)
    issued = []
    for task in ledger.assigned_by(document):
        if task.state == judge.initial and judge.verdict(RELEASE, task).is_legal:
            day = max(outing.on, task.head_on or outing.on)
            day = day_above(ledger, task, str(judge.verdict(RELEASE, task).dest), day)
            _move(ledger, outing, task, RELEASE, day, outing.agency, document.number)
            issued.append(task)
    for task in _owing_plan(ledger, outing, issued):
        plan = document if document.is_plan and task.agency in document.issuers else plan_out(ledger, task)
        if plan is not None:
            day = max(str(plan.out_on), task.head_on or outing.on)
            day = day_above(ledger, task, str(judge.verdict(DRAFT_PLAN, task).dest), day)
            _move(ledger, outing, task, DRAFT_PLAN, day, task.agency, plan.number)
    if outing.moved:
        outing.moved[0] = replace(outing.moved[0], released=len(issued))
    return tuple(outing.moved)


def _owing_plan(ledger: Ledger, outing: Outing, issued: list[LiveTask]) -> list[LiveTask]:
    """The tasks for which a plan may be out now: those just issued, and the issuer's if this is a plan."""
    judge = outing.document.cascade.judge
    if DRAFT_PLAN not in judge.lifecycle.data.triggers:
        return []
    candidates = {task.ident: task for task in issued if task.owes_plan}
    if outing.document.is_plan:
        for issuer in outing.document.issuers:
            candidates.update({task.ident: task for task in ledger.plan_tasks(outing.document.cascade, issuer)})
    return [task for _, task in sorted(candidates.items()) if judge.verdict(DRAFT_PLAN, task).is_legal]


def plan_out(ledger: Ledger, task: LiveTask) -> LiveDocument | None:
    """The agency's plan of the year that is out already."""
    return next((plan for plan in ledger.plans_of(task.cascade, task.agency) if plan.is_out), None)


def plans_waiting(ledger: Ledger, task: LiveTask) -> list[LiveDocument]:
    """The agency's plans of the year that are not out yet."""
    return [plan for plan in ledger.plans_of(task.cascade, task.agency) if not plan.is_out]


def plans_to_number(ledger: Ledger, task: LiveTask) -> list[LiveDocument]:
    """The same, where the plan is what the task owes next: it goes out under a number and a date."""
    if task.cascade.judge.next_trigger(task) != DRAFT_PLAN:
        return []
    return plans_waiting(ledger, task)


def _move(
    ledger: Ledger, outing: Outing, task: LiveTask, trigger: str, on: str, agency: str, number: str | None
) -> None:
    fields = {"agency": agency, "document": number, **outing.fields}
    outing.moved.append(make_move(ledger, task, trigger, on, outing.repeat, **fields))
    outing.repeat = None


def make_move(
    ledger: Ledger, task: LiveTask, trigger: str, on: str, repeat: Repeat | None = None, **fields: Any
) -> Moved:
    """Record one move of the main line that the machine allows, and close the edges that it closes."""
    judge = task.cascade.judge
    to = str(judge.verdict(trigger, task).dest)
    details = unaccepted(ledger, task) if task.consolidates and judge.passes_on(task, task.state, to) else {}
    return write_move(ledger, task, Recording(trigger, to, on, task.standing, repeat, details, fields))[0]


def get_document(ledger: Ledger, cascades: Iterable[RunningCascade], key: str) -> LiveDocument:
    """The document of that key; where several cascades hold it, the first in which it waits. Raises NotFound."""
    found = [document for cascade in cascades if (document := ledger.document(cascade, key)) is not None]
    if not found:
        raise NotFound(Said("what.document"), key, ())
    return next((document for document in found if not document.is_out), found[0])
