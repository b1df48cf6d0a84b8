"""Order by day along feeds edges: nothing is passed on before what it rests on.

A consolidation passed on on day C rests on every input that it does not name as missing: each was there by the end of
that day, and stayed until the consolidation itself went back. An input that it names as missing was not there yet on
that day. So every view of a past day is lawful, and not only that of today. The same day is in order both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.cascade.judging import Judge, Judged
from engine.chain.effective import counted, payload_of
from engine.chain.rehash import AT, COLUMNS
from engine.store.database import Row, Transaction
from engine.store.statements import quoted

_SEQ, _KIND, _TRIGGER, _FROM, _TO, _OCCURRED, _TASK_NO = (
    AT[name] for name in ("seq", "kind", "trigger", "from", "to", "occurred_on", "task_no")
)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A consolidation that was passed on. Days are ISO text; `until`: of the return that took it back, None: none did.

    `seq`: of the row; `missing`: keys of the inputs that it names as missing.
    """

    since: str
    until: str | None
    missing: frozenset[str]
    seq: int


@dataclass(frozen=True, slots=True)
class Turn:
    """From that day on an edge is closed, or open again. `seq`: of the input's row that made it so."""

    on: str
    closed: bool
    seq: int


@dataclass(frozen=True, slots=True)
class Breach:
    """An edge that was open when it should have been closed, or the other way about. `turn`: of the input, too late."""

    passed: PassedOn
    turn: Turn | None


def passings(judge: Judge, task: Judged, rows: Iterable[Row]) -> list[PassedOn]:
    """Each time that a consolidation was passed on, by the counted rows of its chain.

    A lifecycle of its own may let it pass on whatever its inputs are; nothing then rests on them.
    """
    found: list[PassedOn] = []
    path = set(judge.path(task))
    for row in rows:
        before, after = row[_FROM], row[_TO]
        if before not in path or after not in path or before == after:
            continue
        if judge.passes_on(task, before, after):
            if judge.needs_inputs(row[_TRIGGER], task, before):
                missing = payload_of(row).get("missing", ())
                named = frozenset(missing) if isinstance(missing, list) else frozenset[str]()
                found.append(PassedOn(row[_OCCURRED], None, named, row[_SEQ]))
        elif found and found[-1].until is None and not judge.gives("merged", task, after):
            last = found[-1]
            found[-1] = PassedOn(last.since, row[_OCCURRED], last.missing, last.seq)
    return found


def turns(judge: Judge, task: Judged, rows: Iterable[Row], report: str) -> list[Turn]:
    """When the edge above a task that waits for that report was closed and opened, by the counted rows of its chain."""
    found: list[Turn] = []
    arrows = judge.arrows
    state, was_closed = judge.initial, False
    standing: str = arrows.standing
    for row in rows:
        if row[_KIND] != "move":
            continue
        source, dest = row[_FROM], row[_TO]
        if source == dest and row[_TRIGGER] in arrows.staying:
            source = dest = state
        after = arrows.steps[row[_TRIGGER], source, dest, standing] if source == state else None
        if after is None:
            continue
        state, standing = dest, after
        is_closed = report in judge.closed_reports(task, state, standing)
        if is_closed is not was_closed:
            found.append(Turn(row[_OCCURRED], is_closed, row[_SEQ]))
            was_closed = is_closed
    return found


def breaches(passed: Iterable[PassedOn], key: str, edge: Sequence[Turn]) -> Iterator[Breach]:
    """Where an edge was not as each passing on needed it. `key`: of the input."""
    for each in passed:
        if key in each.missing:
            if not _was_ever(edge, each.since, closed=False):
                yield Breach(each, next((turn for turn in reversed(edge) if turn.on < each.since), None))
            continue
        was_there = _was_ever(edge, each.since, closed=True)
        if not was_there or (each.until != each.since and not _at_end_of(edge, each.since)):
            yield Breach(each, next((turn for turn in edge if turn.closed and turn.on > each.since), None))
        for day in sorted({turn.on for turn in edge if each.since < turn.on < (each.until or "9999")}):
            if not _at_end_of(edge, day):
                yield Breach(each, next(turn for turn in edge if turn.on == day and not turn.closed))
                break


def _at_end_of(edge: Sequence[Turn], day: str) -> bool:
    """Whether the edge is closed at the end of that day."""
    return next((turn.closed for turn in reversed(edge) if turn.on <= day), False)


def _was_ever(edge: Sequence[Turn], day: str, *, closed: bool) -> bool:
    """Whether the edge was so at any moment of that day."""
    before = next((turn.closed for turn in reversed(edge) if turn.on < day), False)
    return before is closed or any(turn.on == day and turn.closed is closed for turn in edge)


def read_counted(tx: Transaction, cascade_id: int, numbers: Iterable[int]) -> dict[int, list[Row]]:
    """The rows that count of each of these tasks."""
    wanted = sorted(set(numbers))
    chains: dict[int, list[Row]] = {number: [] for number in wanted}
    if wanted:
        for row in tx.rows(
            f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :cascade_id AND task_no = ANY(:numbers) "
            "ORDER BY task_no, seq",
            cascade_id=cascade_id,
            numbers=wanted,
        ):
            chains[row[_TASK_NO]].append(row)
    return {number: counted(rows) for number, rows in chains.items()}
