"""A mistaken move is taken back, with everything that followed from it.

Followed from it has what the lifecycle does not allow without it: later rows of the same chain, the other rows of the
same move, what a document set going that was put out by it, and every consolidation that could be passed on only with
what is taken back. Everything else stands.
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
        for number in sorted(touched):
            queue += _passed_on_with(chains, undoing, gone, chains.task(number))
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


def _passed_on_with(chains: Chains, undoing: Undoing, gone: dict[int, set[int]], task: LiveTask) -> Iterator[Place]:
    """The consolidations above that were passed on with a report which this task no longer gives."""
    judge, position = chains.judge, undoing.positions[task.task_no]
    before = judge.closed_reports(task, task.state, task.standing)
    after = judge.closed_reports(task, position.state, position.standing)
    for edge in chains.ledger.every_edge_above(task):
        if edge.waits_for not in before or edge.waits_for in after:
            continue
        above = chains.task(edge.consolidation_no)
        state = undoing.positions[above.task_no].state if above.task_no in undoing.positions else above.state
        if not judge.gives("merged", above, state):
            continue
        left = [row for row in chains.counted(above.task_no) if row[SEQ] not in gone.get(above.task_no, ())]
        passing = next(
            (
                row
                for row in reversed(left)
                if row[FROM] != row[TO]
                and judge.gives("merged", above, row[TO])
                and not judge.gives("merged", above, row[FROM])
            ),
            None,
        )
        if passing is not None and task.key not in payload_of(passing).get("missing", ()):
            yield above.task_no, passing[SEQ]
