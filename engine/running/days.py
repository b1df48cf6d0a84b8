"""The day that a row carries: within its own chain, and along the feeds edges above and below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine import proposals
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, RELEASE
from engine.cascade.order import PassedOn, Turn, breaches, passings, read_counted, turns
from engine.cascade.roles import who_may
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask
from engine.proposals import Proposal
from engine.running import refusals
from engine.running.ledger import Ledger


def day_of(
    ledger: Ledger,
    task: LiveTask,
    trigger: str,
    on: date | None,
    agency: str,
    *,
    report: str = "own",
    missing: Sequence[str] = (),
    asked: Proposal | None = None,
) -> str:
    """The day that the row carries: the one asked for, else today; within what the chain and the calendar allow.

    A plan may be older than the letter that asks for it: it then counts from the letter's day. `agency`, `report` and
    `missing`, or what was `asked` as a whole, are for what a refusal proposes.
    """
    day = on or ledger.today
    if day > ledger.today:
        raise refusals.in_the_future(task.key, trigger, day, ledger.today)
    stated = day.isoformat()
    if task.head_on is not None and stated < task.head_on:
        if trigger != DRAFT_PLAN or ledger.today.isoformat() < task.head_on:
            again = asked or proposals.move(task, trigger, agency, report=report, missing=missing)
            who_can = who_may(ledger.tx, task, trigger, report) or (agency,)
            again_since = _until_today(ledger, task.head_on, again)
            mistaken = _earlier_row(ledger, task, stated)
            raise refusals.before_previous(task, trigger, day, who_can, again_since, mistaken)
        return task.head_on
    return stated


def _earlier_row(ledger: Ledger, task: LiveTask, day: str) -> Proposal | None:
    """To correct the row before, where that could be what is wrong: a move that may have been made on that day."""
    ledger.flush()
    rows = ledger.tx.rows(
        "SELECT seq, kind, agency, occurred_on, trigger FROM history "
        "WHERE cascade_id = :cascade_id AND task_no = :number AND seq >= :seq ORDER BY seq",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
        seq=task.head_seq - 1,
    )
    (seq, kind, agency, _, done), before = rows[-1], rows[0] if len(rows) > 1 else None
    if (
        kind != "move"
        or agency is None
        or done in (RELEASE, DRAFT_PLAN)
        or (before is not None and (before[1] != "move" or before[3] > day))
    ):
        return None
    return proposals.correct(task, seq, agency, {"on": date.fromisoformat(day)})


def check_order(ledger: Ledger, task: LiveTask, trigger: str, day: str, agency: str) -> None:
    """Along edges too the days are in order: what a move of the main line rests on, what was passed on without it.

    Raises Refused (`before-input`).
    """
    judge = task.cascade.judge
    to = str(judge.verdict(trigger, task).dest)
    if task.consolidates and judge.passes_on(task, task.state, to) and judge.needs_inputs(trigger, task, task.state):
        check_inputs(ledger, task, trigger, day, agency)
    check_above(ledger, task, trigger, to, task.standing, day, agency)


def check_inputs(
    ledger: Ledger, task: LiveTask, trigger: str, day: str, agency: str, missing: Mapping[str, str] | None = None
) -> None:
    """A consolidation is passed on with what was there on that day. Raises Refused (`before-input`).

    Only inputs that moved after that day can stand against it, so that their chains alone are read. `missing`: the
    inputs that are named as missing, key -> agency.
    """
    if not task.inputs:
        return
    ledger.flush()
    cascade, named = task.cascade, missing or {}
    rows = ledger.tx.rows(
        f"SELECT f.waits_for, {TASK_COLUMNS} FROM {TASKS} "
        "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.input_no "
        "WHERE f.cascade_id = :cascade_id AND f.consolidation_no = :number AND t.head_on > :day",
        cascade_id=cascade.cascade_id,
        number=task.task_no,
        day=day,
    )
    below = [(waits_for, LiveTask(cascade, *columns)) for waits_for, *columns in rows]
    chains = read_counted(ledger.tx, cascade.cascade_id, (each.task_no for _, each in below))
    passed = [PassedOn(day, None, frozenset(named), 0)]
    late: list[tuple[str, LiveTask]] = []
    for waits_for, each in below:
        edge = turns(cascade.judge, each, chains[each.task_no], waits_for)
        if any(breaches(passed, each.key, edge)):
            late.append((edge[-1].on, each))
    if late:
        on, last = max(late, key=lambda item: (item[0], item[1].key))
        again = proposals.move(task, trigger, agency, missing=sorted(set(named.values())))
        raise refusals.before_input(
            task, trigger, date.fromisoformat(day), last, date.fromisoformat(on), _until_today(ledger, on, again)
        )


def check_above(
    ledger: Ledger,
    task: LiveTask,
    trigger: str,
    to: str,
    standing: str,
    day: str,
    agency: str,
    again: Proposal | None = None,
) -> None:
    """No consolidation was passed on without what was there, or with what was gone. Raises Refused (`before-input`).

    Also one that went back since: a past day keeps what was so. Only consolidations that moved after that day can stand
    against it. `again`: what was asked, where it is no move of this task alone.
    """
    judge = task.cascade.judge
    closed = judge.closed_reports(task, to, standing)
    if closed == judge.closed_reports(task, task.state, task.standing):  # the edges are as these decide
        return
    edges = ledger.edges_above(task)
    changed = [edge for edge in edges if (edge.waits_for in closed) is not edge.closed]
    later = [each for each in changed if (ledger.at_end_of(task, each).head_on or "") > day]
    if not later:
        return
    ledger.flush()
    chains = read_counted(
        ledger.tx, task.cascade.cascade_id, (task.task_no, *(each.consolidation_no for each in later))
    )
    for edge in later:
        above = ledger.at_end_of(task, edge)
        passed = passings(judge, above, chains[above.task_no])
        before = turns(judge, task, chains[task.task_no], edge.waits_for)
        now = [*before, Turn(day, edge.waits_for in closed, task.head_seq + 1)]
        known = {each.passed for each in breaches(passed, task.key, before)}
        if new := [each.passed for each in breaches(passed, task.key, now) if each.passed not in known]:
            last = max(new, key=lambda each: each.since)
            first = last.since if edge.waits_for in closed else last.until or last.since
            suggested = _until_today(ledger, first, again or proposals.move(task, trigger, agency))
            since = date.fromisoformat(last.since)
            raise refusals.before_consolidation(
                task, trigger, date.fromisoformat(day), above, since, (agency,), suggested, date.fromisoformat(first)
            )


def day_above(ledger: Ledger, task: LiveTask, to: str, day: str, *, since: str | None = None) -> str:
    """The day for what follows from a document: no earlier than a consolidation that named the task as missing.

    Nobody chose that day, so that it gives way instead of being refused. `since`: the state that the move left, where
    it was made before and only its day is to change.
    """
    if ledger.is_fresh:  # nothing was passed on yet
        return day
    judge = task.cascade.judge
    if since is None:
        closed = set(judge.closed_reports(task, to, task.standing))
        if closed == {*judge.closed_reports(task, task.state, task.standing)}:
            return day
        edges = [edge for edge in ledger.edges_above(task) if not edge.closed and edge.waits_for in closed]
    else:
        closed = {*judge.closed_reports(task, to, ACTIVE)} - {*judge.closed_reports(task, since, ACTIVE)}
        edges = [edge for edge in ledger.every_edge_above(task) if edge.waits_for in closed]
    later = [above for edge in edges if ((above := ledger.at_end_of(task, edge)).head_on or "") > day]
    if later:
        ledger.flush()
        chains = read_counted(ledger.tx, task.cascade.cascade_id, (above.task_no for above in later))
        passed = [each for above in later for each in passings(judge, above, chains[above.task_no])]
        day = max([day, *(each.since for each in passed if task.key in each.missing)])
    return day


def _until_today(ledger: Ledger, day: str, asked: Proposal) -> Proposal | None:
    return asked if day <= ledger.today.isoformat() else None
