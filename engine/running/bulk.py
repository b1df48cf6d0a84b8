"""Many triggers at once: facts for many tasks loaded together, judged in memory, written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import DRAFT_PLAN
from engine.cascade.lookup import get_agency, get_trigger
from engine.cascade.tasks import LiveTask
from engine.errors import Refused
from engine.receipts import BadRow, Bulk, Moved
from engine.requests import MoveRequest
from engine.running.advance import advance
from engine.running.as_seen import ensure_as_seen
from engine.running.done_before import DoneBefore, fingerprint
from engine.running.ledger import Ledger
from engine.running.policies import may_refuse
from workflows.errors import BadKey, BadPeriod, DondocError
from workflows.keys import parse_task_key

Progress = Callable[[int, int], None]
_CHUNK = 10_000
_FIRST_ROW = 2  # of a file whose header is line 1

Of = tuple[str | None, int]  # a directive, or any; a year
Named = tuple[str, str, str]  # period, agency, topic


class NothingDone(DondocError):
    """Rows were bad, so that none may be kept. Carries the answer through the end of the transaction."""

    fields = ("bulk",)
    bulk: Bulk


def advance_many(
    ledger: Ledger,
    requests: Sequence[MoveRequest],
    *,
    keep_going: bool,
    once: bool = False,
    progress: Progress | None = None,
) -> Bulk:
    """Do all rows in their order; every bad one is listed, judged on what the good ones before it have made.

    With `once` the same rows again, in the same order, do nothing: each tells what it did the first time.
    Raises NothingDone, with that list, if there are bad rows and `keep_going` is off.
    """
    batch = fingerprint(requests) if once else ledger.new_batch()
    before = DoneBefore(ledger, batch) if once else None
    moved: list[Moved] = []
    bad: list[BadRow] = []
    for start in range(0, len(requests), _CHUNK):
        chunk = requests[start : start + _CHUNK]
        known = _load(ledger, chunk)
        for offset, request in enumerate(chunk, start):
            try:
                task = known.get(request.task.strip()) or ledger.find(request.task)
                again = before and _again(ledger, before, task, request)
                moved += again or _advanced(ledger, task, request, batch, known)
            except DondocError as error:
                if getattr(error, "rule", "") == "clock-behind" or error.code == "database":
                    raise
                bad.append(_bad_row(offset, request, error))
        ledger.flush()
        if progress is not None:
            progress(start + len(chunk), len(requests))
    if bad and not keep_going:
        raise NothingDone(Bulk((), tuple(bad), None))
    wrote = any(not move.repeated for move in moved)
    return Bulk(tuple(moved), tuple(bad), batch if wrote else None)


def _advanced(
    ledger: Ledger, task: LiveTask, request: MoveRequest, batch: str, known: dict[str, LiveTask]
) -> tuple[Moved, ...]:
    """Do one row. Of what it brings with it a pinned rule may refuse the last; the first is then taken back too.

    With that goes what was in hand, so that the rows after it are looked up one by one: nothing is `known` any more.
    """
    trigger = get_trigger(task.cascade.judge.lifecycle, request.trigger)
    ensure_as_seen(ledger, task, trigger, request.seen, batch)
    is_single = trigger in task.cascade.judge.lifecycle.data.triggers and trigger != DRAFT_PLAN and not request.through
    if is_single or not may_refuse(ledger, task, trigger):
        return advance(ledger, task, request, batch)
    ledger.flush()
    ledger.tx.run("SAVEPOINT row")
    try:
        moved = advance(ledger, task, request, batch)
    except Refused as refused:
        if refused.rule == "policy":
            ledger.tx.run("ROLLBACK TO SAVEPOINT row")
            ledger.forget()
            known.clear()
        ledger.tx.run("RELEASE SAVEPOINT row")
        raise
    ledger.tx.run("RELEASE SAVEPOINT row")
    return moved


def _again(ledger: Ledger, before: DoneBefore, task: LiveTask, request: MoveRequest) -> tuple[Moved, ...]:
    if request.idempotency_key is not None:  # which tells exactly what it did
        return ()
    agency = get_agency(ledger.tx, task.cascade, request.as_agency).key
    move = before.take(task, request, agency)
    return () if move is None else (move,)


def _load(ledger: Ledger, requests: Sequence[MoveRequest]) -> dict[str, LiveTask]:
    """Lock all tasks that these rows name by key, and the consolidations above them, in the order of their numbers.

    Gives them by the text that named them; what is not found so, or in several cascades, is looked up row by row.
    """
    texts: defaultdict[Of, dict[Named, list[str]]] = defaultdict(dict)
    for text in {request.task.strip() for request in requests}:
        try:
            key = parse_task_key(text)
        except (BadKey, BadPeriod):
            continue
        name = key.period.key, key.agency, key.topic or ""
        texts[key.directive, key.period.year].setdefault(name, []).append(text)
    known: dict[str, LiveTask] = {}
    ambiguous: set[str] = set()
    for cascade in ledger.cascades.all(ledger.tx):
        short, full = texts[None, cascade.year], texts[cascade.directive, cascade.year]
        for task in _lock(ledger, cascade, short.keys() | full.keys() if short else full.keys()):
            name = task.period, task.agency, task.topic
            for text in (*short.get(name, ()), *full.get(name, ())):
                if text in known:
                    ambiguous.add(text)
                known[text] = task
    return {text: task for text, task in known.items() if text not in ambiguous} if ambiguous else known


def _lock(ledger: Ledger, cascade: RunningCascade, wanted: Collection[Named]) -> list[LiveTask]:
    if not wanted:
        return []
    rows = ledger.tx.rows(
        "SELECT t.task_no, t.period, a.key, t.topic FROM agency a JOIN task t ON t.cascade_id = a.cascade_id "
        "AND t.agency_no = a.agency_no WHERE a.cascade_id = :cascade_id AND a.key = ANY(:agencies)",
        cascade_id=cascade.cascade_id,
        agencies=sorted({agency for _, agency, _ in wanted}),
    )
    numbers = [row[0] for row in rows if row[1:] in wanted]
    return ledger.load_with_edges(cascade, numbers) if numbers else []


def _bad_row(offset: int, request: MoveRequest, error: DondocError) -> BadRow:
    row = request.row if request.row is not None else offset + _FIRST_ROW
    rule = getattr(error, "rule", error.code)
    return BadRow(
        row,
        request.task,
        request.trigger,
        rule,
        error.said,
        dict(request.given),
        getattr(error, "who_can", ()),
        getattr(error, "proposals", ()),
    )
