"""Exceptions to the straight way: waivers, extensions, pauses, returns, partial consolidations, revocations.

Each with who decided it, why, and what came of it. What only followed from the return of a report below (a
consolidation that went back with it) is listed too, but counted apart: nobody decided it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, PARTIAL, REVOKE
from engine.cascade.lookup import all_agencies
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask, read_tasks
from engine.chain.folds import Arrows
from engine.clock import parse_moment
from engine.figures.audit_results import CountedBy, ExceptionCount, ExceptionRow, Exceptions, Rate
from engine.figures.deliverables import ScopedTask, tasks_in_scope
from engine.figures.rates import rate
from engine.questions.recorded import Recorded, chains
from engine.questions.status import Under, scope
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.graph import AgencyNode
from workflows.periods import Period
from workflows.said import NAMELESS, Name
from workflows.spelling import fold

_FOLLOWED = "superior"  # the cause of a row that followed from another
_TOUCHED = "touched"
_IN_PART = "in_part"
_NOT_ACTIVE = "not_active"


def exceptions(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: Under,
    period: str | Period | None,
    today: date,
) -> Exceptions:
    """All exceptions on the tasks of a scope. Raises NotFound, Ambiguous."""
    rows: list[ExceptionRow] = []
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        agencies, arrows = all_agencies(tx, cascade), cascade.judge.arrows
        tasks = {task.task_no: task for task in read_tasks(tx, cascade, condition, **parameters)}
        for number, chain in chains(tx, cascade, condition, parameters):
            rows += _of_task(tx, tasks[number], chain, agencies, arrows)
    rows.sort(key=lambda row: (row.occurred_on or date.min, row.recorded_at, row.task, row.seq))
    by_trigger = _counted(rows, "trigger", lambda row: (row.trigger, NAMELESS))
    by_agency = _counted(rows, "agency", lambda row: (row.agency, row.agency_name))
    by_reason = _counted(rows, "reason", lambda row: (fold(row.reason or "") or None, Name.alike(row.reason or "")))
    return Exceptions(
        tuple(cascade.key for cascade in cascades),
        today,
        _count("all", "all", NAMELESS, rows),
        tuple(sorted(by_trigger, key=_most_first)),
        tuple(sorted(by_agency, key=_most_first)),
        tuple(sorted(by_reason, key=_most_first)),
        _rates(rows, tasks_in_scope(tx, cascades, under, period)),
        tuple(rows),
    )


def _of_task(
    tx: Transaction, task: LiveTask, chain: Sequence[Recorded], agencies: Mapping[str, AgencyNode], arrows: Arrows
) -> Iterator[ExceptionRow]:
    standing: str = ACTIVE
    for row in chain:
        if not row.is_move or row.trigger is None:
            continue
        standing = arrows.steps[row.trigger, row.from_, row.to, standing] or standing
        if task.cascade.judge.is_side(row.trigger):
            missing = tuple(row.details.get("missing", ()))
            inputs = _inputs(tx, task) if missing else {}
            yield _as_row(task, row, standing, agencies.get(row.agency or ""), [(key, inputs[key]) for key in missing])


def _inputs(tx: Transaction, consolidation: LiveTask) -> dict[str, tuple[Name, bool]]:
    """Of each input the name of its agency, and whether all that is waited for is there by now."""
    judge = consolidation.cascade.judge
    found: dict[str, tuple[Name, bool]] = {}
    for *columns, waits_for in tx.rows(
        f"SELECT {TASK_COLUMNS}, f.waits_for FROM {TASKS} "
        "JOIN feed f ON f.cascade_id = t.cascade_id AND f.input_no = t.task_no "
        "WHERE f.cascade_id = :cascade_id AND f.consolidation_no = :number",
        cascade_id=consolidation.cascade.cascade_id,
        number=consolidation.task_no,
    ):
        given = LiveTask(consolidation.cascade, *columns)
        _, is_there = found.get(given.key, (NAMELESS, True))
        found[given.key] = given.agency_name, is_there and judge.gives(waits_for, given)
    return found


def _as_row(
    task: LiveTask,
    row: Recorded,
    standing: str,
    agency: AgencyNode | None,
    missing: Sequence[tuple[str, tuple[Name, bool]]],
) -> ExceptionRow:
    before, after = day_from_iso(row.due_before), day_from_iso(row.due_after)
    details = row.details
    return ExceptionRow(
        task.key,
        row.seq,
        str(row.trigger),
        row.agency,
        agency.called if agency else Name.alike(row.agency or ""),
        task.agency,
        task.agency_name,
        task.period,
        row.by,
        row.login,
        day_from_iso(row.occurred_on),
        parse_moment(row.recorded_at),
        row.reason,
        row.document,
        details.get("allowed_by"),
        tuple(key for key, _ in missing),
        tuple(name for _, (name, _) in missing),
        tuple(key for key, (_, is_there) in missing if is_there),
        before,
        after,
        None if before is None or after is None else (after - before).days,
        "merged" if row.trigger == PARTIAL else details.get("report") or details.get("what"),
        standing,
        row.cause == _FOLLOWED,
        details.get("returned"),
        row.cause,
        row.batch,
        task.cascade.key,
        row.hash,
    )


# figures


def _counted(
    rows: Sequence[ExceptionRow], by: CountedBy, key_of: Callable[[ExceptionRow], tuple[str | None, Name]]
) -> list[ExceptionCount]:
    """A count for each key; `key_of` gives the key and its name, of which the first met is kept."""
    names: dict[str | None, Name] = {}
    members: dict[str | None, list[ExceptionRow]] = {}
    for row in rows:
        key, name = key_of(row)
        names.setdefault(key, name)
        members.setdefault(key, []).append(row)
    return [_count(by, key, names[key], listed) for key, listed in members.items()]


def _count(by: CountedBy, key: str | None, name: Name, rows: Sequence[ExceptionRow]) -> ExceptionCount:
    decided = [row for row in rows if not row.is_consequence]
    decisions: set[Any] = {decision_of(row) for row in decided}
    return ExceptionCount(
        by, key, name, len(decisions), len(rows), len(rows) - len(decided), len({row.task for row in rows})
    )


def decision_of(row: ExceptionRow) -> tuple[str | int | None, ...]:
    """What tells one decision from another: a document is revoked once, for all its tasks."""
    return (row.cascade, row.batch) if row.trigger == REVOKE and row.batch else (row.task, row.seq)


def _most_first(count: ExceptionCount) -> tuple[int, str]:
    return -count.decisions, count.key or ""


def _rates(rows: Sequence[ExceptionRow], tasks: Sequence[ScopedTask]) -> tuple[Rate, ...]:
    merged = [owed for scoped in tasks for owed in scoped.owed if owed.report == "merged"]
    made = [owed.giving.row for owed in merged if owed.giving.row is not None]
    return (
        rate(_TOUCHED, len({row.task for row in rows}), len(tasks)),
        rate(
            _IN_PART,
            sum(row.trigger == PARTIAL for row in made),
            len(made),
            {"not_made": len(merged) - len(made), "not_a_consolidation": len(tasks) - len(merged)},
        ),
        rate(_NOT_ACTIVE, sum(scoped.task.standing != ACTIVE for scoped in tasks), len(tasks)),
    )
