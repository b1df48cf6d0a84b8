"""What a rule's address has not been told yet.

What moves did lies in the outbox (`notice`); what is due soon or overdue is seen on the day. Told is only what still
holds: a report that was returned and is there again before anybody was told is no news any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from engine import proposals
from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, GRANT
from engine.cascade.lookup import get_agency_anywhere, names_of
from engine.cascade.notices import DUE, EVENTS, OVERDUE, REQUEST, RETURNED, UNBLOCKED
from engine.cascade.tasks import TASKS, LiveTask, read_tasks
from engine.cascade.timeliness import due_next, owed_in_sql, timeliness_of
from engine.clock import format_moment
from engine.notifying.results import News, Rule
from engine.questions.requested import to_decide
from engine.questions.status import rows_of, scope
from engine.results import RequestRow, TaskRow
from engine.store.database import Transaction
from workflows.dates import HANOI
from workflows.graph import AgencyNode
from workflows.said import NAMELESS, Name

_DAY = timedelta(1)
_MOST_DAYS_OFF = 30  # between two working days, at most and more


class Item(NamedTuple):
    """What `told` keeps of one thing told."""

    cascade_id: int
    task_no: int
    kind: str
    mark: str


Found = dict[Item, News | None]
"""What is new to an address, each with how it is told; None: it no longer holds, and need not be looked at again."""


def find_news(tx: Transaction, cascades: Sequence[RunningCascade], rule: Rule, today: date) -> Found:
    """What is new for the rule's address in these cascades, closed ones left out. Raises NotFound, Ambiguous."""
    closed = {row[0] for row in tx.rows("SELECT cascade_id FROM cascade WHERE closed_on IS NOT NULL")}
    here = [cascade for cascade in cascades if cascade.cascade_id not in closed]
    if not here:
        return {}
    having = get_agency_anywhere(tx, here, rule.agency)
    found: Found = {}
    for cascade, condition, parameters in _scoped(tx, here, rule, having):
        items = _of_tasks(tx, cascade, rule, today, condition, parameters)
        found.update(_told(tx, cascade, today, items, having[0][1]))
    if REQUEST in rule.events:
        for cascade, agency in having:
            found.update(_asked(tx, cascade, rule, agency, today))
    return found


def in_order(news: Iterable[News | None]) -> list[News]:
    """As it is told: by what happened, then by due date."""
    told = (each for each in news if each is not None)
    return sorted(told, key=lambda each: (EVENTS.index(each.event), each.due or date.max, each.task))


def _scoped(
    tx: Transaction, cascades: Sequence[RunningCascade], rule: Rule, having: Sequence[tuple[RunningCascade, AgencyNode]]
) -> Iterator[tuple[RunningCascade, str, dict[str, Any]]]:
    """The rule's tasks in each cascade, as a condition on `t` and `a`."""
    if rule.under is not None:
        yield from scope(tx, cascades, rule.under, None)
        return
    for cascade, agency in having:
        yield cascade, "a.key = :agency", {"agency": agency.key}


def _not_told(kind: str, mark: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM told o WHERE o.cascade_id = t.cascade_id AND o.task_no = t.task_no "
        f"AND o.kind = {kind} AND o.mark = {mark} AND o.address = :address)"
    )


_MARK = "n.by_no || ':' || n.by_seq"


def _since(rule: Rule) -> str:
    return format_moment(datetime.combine(rule.since, time(), HANOI))


def _of_tasks(
    tx: Transaction, cascade: RunningCascade, rule: Rule, today: date, condition: str, parameters: Mapping[str, Any]
) -> list[Item]:
    """What moves did to these tasks, and which of them are due soon or overdue, of what was not told yet."""
    given = {"address": rule.address, **parameters}
    found: list[Item] = []
    if kinds := [event for event in rule.events if event in (RETURNED, UNBLOCKED)]:
        for number, kind, mark in tx.rows(
            f"SELECT n.task_no, n.kind, {_MARK} FROM {TASKS} JOIN notice n "
            "ON n.cascade_id = t.cascade_id AND n.task_no = t.task_no WHERE n.cascade_id = :cascade_id "
            f"AND n.recorded_at >= :since AND n.kind = ANY(:kinds) AND {condition} AND {_not_told('n.kind', _MARK)} "
            "ORDER BY n.task_no, n.by_no, n.by_seq",
            cascade_id=cascade.cascade_id,
            since=_since(rule),
            kinds=kinds,
            **given,
        ):
            found.append(Item(cascade.cascade_id, number, kind, mark))
    owed = owed_in_sql(cascade.judge)
    is_timed = f"{condition} AND {owed.is_open} AND t.standing = '{ACTIVE}'"
    if OVERDUE in rule.events:
        where = f"{is_timed} AND {owed.due} < :today AND {owed.due} >= :since"
        span = {"today": today.isoformat(), "since": (rule.since - _DAY).isoformat()}
        found += _on_days(tx, cascade, OVERDUE, where, today, {**given, **span})
    if DUE in rule.events:
        where = f"{is_timed} AND {owed.due} >= :today AND {owed.due} <= :until"
        last = today + timedelta(rule.within * 3 + _MOST_DAYS_OFF)
        span = {"today": today.isoformat(), "until": last.isoformat()}
        found += _on_days(tx, cascade, DUE, where, today, {**given, **span}, rule.within)
    return found


def _on_days(
    tx: Transaction,
    cascade: RunningCascade,
    kind: str,
    where: str,
    today: date,
    parameters: Mapping[str, Any],
    within: int | None = None,
) -> Iterator[Item]:
    """The tasks of which that is true today: overdue (days on which a task was paused do not count), or due soon."""
    not_told = _not_told(f"'{kind}'", owed_in_sql(cascade.judge).due)
    for task in read_tasks(tx, cascade, f"{where} AND {not_told}", **parameters):
        if (_days_left(task, today) or 0) <= within if within is not None else timeliness_of(task, today) == OVERDUE:
            yield Item(*task.ident, kind, str(due_next(task).last_day))


def _days_left(task: LiveTask, today: date) -> int | None:
    """Working days up to the due date, today not counted."""
    due = due_next(task).last_day
    return None if due is None else task.calendar.working_days_between(today, due)


# as it is told


def _told(
    tx: Transaction, cascade: RunningCascade, today: date, items: Sequence[Item], whom: AgencyNode
) -> Iterator[tuple[Item, News | None]]:
    """Of each of these items that still holds how its task stands; what happened twice is told once."""
    numbers = sorted({item.task_no for item in items})
    tasks = {task.task_no: task for task in read_tasks(tx, cascade, "t.task_no = ANY(:numbers)", numbers=numbers)}
    rows = dict(zip(tasks, rows_of(tx, list(tasks.values()), today), strict=True)) if tasks else {}
    senders = {row.returned.agency for row in rows.values() if row.returned is not None}
    names = names_of(tx, cascade, senders) if senders else {}
    told = set[tuple[int, str]]()
    for item in items:
        row = rows[item.task_no]
        if not _holds(item.kind, row) or (item.task_no, item.kind) in told:
            yield item, None
            continue
        told.add((item.task_no, item.kind))
        news = _news(item.kind, row, whom)
        if item.kind == RETURNED and (returned := row.returned) is not None:
            news = _by(news, returned.agency, names.get(returned.agency, NAMELESS), returned.on, returned.reason)
        if item.kind == DUE:
            news = replace(news, days_left=_days_left(tasks[item.task_no], today))
        yield item, news


def _holds(kind: str, row: TaskRow) -> bool:
    if kind == RETURNED:
        return row.returned is not None and row.next_trigger is not None
    if kind == UNBLOCKED:
        return row.open == 0 and row.next_trigger is not None
    return True


def _news(kind: str, row: TaskRow, whom: AgencyNode) -> News:
    is_own = row.agency == whom.key
    next_ = proposals.advance(row.task, row.triggers[0], row.agency) if is_own and row.triggers else None
    return News(
        kind,
        *(row.task, row.number, row.agency, row.agency_name.vi, row.agency_name.en, row.period, row.next_trigger),
        *(row.due, row.due_phrase, row.days_late, row.working_days_late),
        *(whom.key, whom.called.vi, whom.called.en),
        next=next_ or proposals.why(row.task),
    )


def _by(news: News, agency: str, name: Name, on: date, reason: str | None) -> News:
    return replace(
        news,
        by_agency=agency,
        by_agency_name=name.vi,
        by_agency_name_en=name.en,
        on=on,
        reason=reason or None,
    )


def _asked(
    tx: Transaction, cascade: RunningCascade, rule: Rule, agency: AgencyNode, today: date
) -> Iterator[tuple[Item, News]]:
    """The requests that wait for this agency's decision, of those that were not told yet."""
    new = {
        (number, seq): mark
        for number, seq, mark in tx.rows(
            f"SELECT n.task_no, n.by_seq, {_MARK} FROM notice n JOIN task t "
            "ON t.cascade_id = n.cascade_id AND t.task_no = n.task_no WHERE n.cascade_id = :cascade_id "
            f"AND n.kind = '{REQUEST}' AND n.recorded_at >= :since AND {_not_told('n.kind', _MARK)}",
            cascade_id=cascade.cascade_id,
            since=_since(rule),
            address=rule.address,
        )
    }
    if not new:
        return
    pending = to_decide(tx, cascade, agency.key, today)
    for (_, number), requests in sorted(pending.items()):
        wanted = [request for request in requests if (number, request.seq) in new]
        if not wanted:
            continue
        (row,) = rows_of(tx, list(read_tasks(tx, cascade, "t.task_no = :number", number=number)), today)
        for request in wanted:
            item = Item(cascade.cascade_id, number, REQUEST, new[number, request.seq])
            yield item, _request(request, row, agency)


def _request(request: RequestRow, row: TaskRow, agency: AgencyNode) -> News:
    news = _by(_news(REQUEST, row, agency), request.agency, request.agency_name, request.on, request.reason)
    grant = proposals.advance(request.task, GRANT, agency.key)
    return replace(news, next_trigger=request.trigger, until=request.until, next=grant)


def grouped(rules: Iterable[Rule]) -> list[tuple[Rule, ...]]:
    """Rules whose news goes in one message: to one address, at the same pace."""
    found: defaultdict[tuple[str, bool], list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.address, rule.is_daily].append(rule)
    return [tuple(group) for group in found.values()]
