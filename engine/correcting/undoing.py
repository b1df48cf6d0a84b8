"""A mistaken move is taken back, with everything that followed from it.

Followed from it has what the lifecycle does not allow without it: later rows of the same chain, the other rows of the
same move, what a document set going that was put out by it, and every consolidation that could not have been passed on
with what is then open below it. Everything else stands.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.cascade.judging import REVOKE
from engine.cascade.tasks import LiveTask
from engine.chain.effective import Position, payload_of
from engine.correcting.correction_chains import FROM, SEQ, TASK_NO, TO, TRIGGER, Chains, Place, Row
from engine.running.ledger import LiveDocument


@dataclass(slots=True)
class Undoing:
    """What is taken back: rows by task, with where each chain then leads, and documents that are as before."""

    gone: dict[int, set[int]] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)
    unreleased: dict[str, LiveDocument] = field(default_factory=dict)
    unrevoked: dict[str, LiveDocument] = field(default_factory=dict)


def what_follows(chains: Chains, number: int, row: Row) -> Undoing:
    """Everything that goes with one row. The documents are still as they were."""
    undoing = Undoing()
    gone: defaultdict[int, set[int]] = defaultdict(set)
    queue = deque(chains.whole_move(number, row))
    while queue:
        touched = set()
        while queue:
            number, seq = queue.popleft()
            current = chains.row(number, seq)
            if seq in gone[number] or current is None:
                continue
            gone[number].add(seq)
            touched.add(number)
            queue += chains.whole_move(number, current)
            queue += _of_documents(chains, undoing, current)
            queue += [(number, illegal) for illegal in chains.position(number, gone[number]).illegal]
        undoing.positions |= {number: chains.position(number, gone[number]) for number in touched}
        for number in _to_hold_again(chains, undoing):
            queue += _passed_on_without(chains, undoing, gone, chains.task(number))
    undoing.gone = dict(gone)
    return undoing


def _of_documents(chains: Chains, undoing: Undoing, row: Row) -> Iterator[Place]:
    """What goes because a document is no longer out; a revoked one is in force again."""
    if row[TRIGGER] == REVOKE:
        if (document := chains.document_of(row)) is not None:
            undoing.unrevoked[document.key] = document
        return
    document = chains.put_out_by(row)
    if document is not None and document.is_out and document.key not in undoing.unreleased:
        undoing.unreleased[document.key] = document
        yield from ((other[TASK_NO], other[SEQ]) for other in chains.evidence(document))


def _to_hold_again(chains: Chains, undoing: Undoing) -> list[int]:
    """The consolidations that may no longer stand: those touched, and those above a task that was touched."""
    above = {
        edge.consolidation_no
        for number in undoing.positions
        for edge in chains.ledger.every_edge_above(chains.task(number))
    }
    return sorted(above | undoing.positions.keys())


def _passed_on_without(chains: Chains, undoing: Undoing, gone: dict[int, set[int]], task: LiveTask) -> Iterator[Place]:
    """The row by which a consolidation was passed on, if it could not have been with what is now open below."""
    judge = chains.judge
    if not task.consolidates or not judge.gives("merged", task, _state_and_standing(undoing, task)[0]):
        return
    left = [row for row in chains.counted(task.task_no) if row[SEQ] not in gone.get(task.task_no, ())]
    passing = next((row for row in reversed(left) if judge.passes_on(task, row[FROM], row[TO])), None)
    if passing is None:
        return
    if not judge.needs_inputs(passing[TRIGGER], task, passing[FROM]):
        return  # a lifecycle of its own
    missing = payload_of(passing).get("missing", ())
    for below, waits_for in _inputs(chains, task):
        closed = judge.closed_reports(below, *_state_and_standing(undoing, below))
        if waits_for not in closed and below.key not in missing:
            yield task.task_no, passing[SEQ]
            return


def _state_and_standing(undoing: Undoing, task: LiveTask) -> tuple[str, str]:
    position = undoing.positions.get(task.task_no)
    return (task.state, task.standing) if position is None else (position.state, position.standing)


def _inputs(chains: Chains, task: LiveTask) -> list[tuple[LiveTask, str]]:
    """What feeds a consolidation, and which report of it."""
    rows = chains.ledger.tx.rows(
        "SELECT input_no, waits_for FROM feed WHERE cascade_id = :cascade_id AND consolidation_no = :number "
        "ORDER BY input_no, waits_for",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    loaded = chains.ledger.load(task.cascade, sorted({number for number, _ in rows}))
    tasks = {below.task_no: below for below in loaded}
    return [(tasks[number], waits_for) for number, waits_for in rows]
