"""A document that went out before another had set its tasks going, and is entered after: they count from it.

A task is given on the day on which the first document that asks for it is out. Where a later one had set it going, a
correction makes its release read for the earlier one; so also where a document is put out again that had been taken
back, and its tasks stood on another meanwhile. A plan that was out before the letter goes along: it counts from the
letter's day, and from the first plan that is out. Of a document that went out at run time its rows are all the evidence
there is: what stands on it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.cascade.judging import DRAFT_PLAN, RELEASE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.order import read_counted
from engine.cascade.stated import pinned_document
from engine.cascade.tasks import LiveTask
from engine.chain.effective import CORRECTION, replay, whose
from engine.chain.rehash import AT
from engine.running.days import day_above
from engine.running.ledger import Ledger
from engine.store.database import Row
from workflows.canonical import canonical

_SEQ, _KIND, _TRIGGER, _FROM, _TO, _OCCURRED, _DOCUMENT, _AGENCY = (
    AT[name] for name in ("seq", "kind", "trigger", "from", "to", "occurred_on", "document", "agency")
)


@dataclass(slots=True)
class _Standing:
    """What a document that is out since `on` changes. `agency`: whoever put it out; `fields`: what each row carries."""

    ledger: Ledger
    document: LiveDocument
    on: str
    agency: str
    fields: dict[str, Any]


def stand_on_earlier(ledger: Ledger, document: LiveDocument, on: str, agency: str, fields: Mapping[str, Any]) -> None:
    """What a document of a later day set going stands on this one, which is out since `on`, from now on."""
    if ledger.is_fresh:  # documents go out in the order of their days
        return
    initial, cascade = document.cascade.judge.initial, document.cascade
    asked = {task.task_no: task for task in ledger.assigned_by(document) if task.state != initial}
    owing = [task for each in document.issuers if document.is_plan for task in ledger.plan_tasks(cascade, each)]
    tasks = asked | {task.task_no: task for task in owing if task.state != initial}
    if not tasks:
        return
    ledger.flush()
    given = {name: fields[name] for name in ("by", "reason", "batch") if fields.get(name) is not None}
    standing = _Standing(ledger, document, on, agency, given)
    for number, rows in read_counted(ledger.tx, cascade.cascade_id, tasks).items():
        released = _release(standing, tasks[number], rows) if number in asked else None
        counted = rows if released is None else _with(rows, released)
        if released is not None:
            _record(standing, tasks[number], counted, released, {"agency": agency})
        planned = _plan(standing, tasks[number], rows, counted)
        if planned is not None:
            _record(standing, tasks[number], _with(counted, planned), planned, {})


def _release(standing: _Standing, task: LiveTask, rows: list[Row]) -> Row | None:
    """The release of a task as it reads for this document; None: it stays as it is."""
    moves, document = _moves(rows), standing.document
    at = next((index for index, row in enumerate(moves) if row[_TRIGGER] == RELEASE), None)
    if at is None:
        return None
    day = max([standing.on, *(row[_OCCURRED] for row in moves[:at])])
    if day >= moves[at][_OCCURRED]:
        return None
    if not any(_is_by_its_file(standing.ledger, each) for each in _set_going_by(standing, task, moves[at])):
        return None
    return _restated(moves[at], day, document.number, standing.agency)


def _plan(standing: _Standing, task: LiveTask, before: list[Row], now: list[Row]) -> Row | None:
    """The row of a plan that counted from the day of the letter, or of the plan, as it reads now; None: as it was.

    `before` and `now`: the rows of the task without and with its release as it reads now.
    """
    ledger, document = standing.ledger, standing.document
    moves, restated = _moves(before), _moves(now)
    at = next((index for index, row in enumerate(moves) if row[_TRIGGER] == DRAFT_PLAN), None)
    if not at:  # a plan follows a letter
        return None
    row = moves[at]
    plans = {each.number: each for each in ledger.plans_of(document.cascade, str(whose(row))) if each.is_out}
    plan = plans.get(row[_DOCUMENT])
    if plan is None or row[_OCCURRED] != max(str(plan.out_on), moves[at - 1][_OCCURRED]):
        return None
    if document.key in {each.key for each in plans.values()} and _is_by_its_file(ledger, plan):
        plan = min(plan, document, key=lambda each: str(each.out_on))
    day = max(str(plan.out_on), restated[at - 1][_OCCURRED])
    day = day_above(ledger, task, row[_TO], day, since=row[_FROM])
    return _restated(row, day, plan.number, row[_AGENCY]) if day < row[_OCCURRED] else None


def _moves(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row[_KIND] == "move"]


def _with(rows: Iterable[Row], new: Row) -> list[Row]:
    return [new if row[_SEQ] == new[_SEQ] else row for row in rows]


def _restated(row: Row, day: str, number: str | None, agency: str) -> Row:
    new = list(row)
    new[_OCCURRED], new[_DOCUMENT], new[_AGENCY] = day, number, agency
    return tuple(new)


def _record(standing: _Standing, task: LiveTask, counted: list[Row], new: Row, content: Mapping[str, str]) -> None:
    """A correction by which a row reads so from now on. `counted`: the chain with it."""
    position = replay(task.cascade.judge.arrows, counted)
    more = {"agency": standing.agency, "document": new[_DOCUMENT], "ref_seq": new[_SEQ], "cause": CORRECTION}
    given = {**standing.fields, **more, **({"payload": canonical(content)} if content else {})}
    standing.ledger.record(task, None, position.state, new[_OCCURRED], kind=CORRECTION, **given)
    standing.ledger.correct(task, position)


def _set_going_by(standing: _Standing, task: LiveTask, row: Row) -> list[LiveDocument]:
    """The documents that ask for a task under the number, and of the issuer, that its release names."""
    keys = standing.ledger.tx.rows(
        "SELECT d.key FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
        "AND d.number = :name AND d.is_out",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
        name=row[_DOCUMENT],
    )
    found = (standing.ledger.document(task.cascade, key) for (key,) in keys)
    return [each for each in found if each is not None and row[_AGENCY] in each.issuers]


def _is_by_its_file(ledger: Ledger, document: LiveDocument) -> bool:
    """Whether a document is out under the very number and from the very day that its file states, since the launch."""
    cascade = document.cascade
    stated = pinned_document(ledger.tx, cascade.cascade_id, document.key)
    if stated is None:
        return False
    since = stated.out_on(cascade.year)
    is_as_stated = (stated.number, since) == (document.number, document.out_on)
    return is_as_stated and str(since) <= cascade.launched_on.isoformat()
