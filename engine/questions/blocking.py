"""Which consolidations wait, for whom, and what to do next.

The database narrows: a consolidation's lateness, that of its open inputs too, is told by days that are stored. Who
holds it up is walked to, and how long is too long is reckoned, so that `stuck` is found among the answers; and which is
worst is known when all are answered, so that a page is cut from these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, RELEASE
from engine.cascade.lookup import names_of, of_agencies
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask, alike, is_blocked
from engine.cascade.timeliness import (
    ON_TIME,
    Due,
    Late,
    calendar_until,
    days_late,
    due_next,
    due_of,
    due_of_edge,
    due_of_in_sql,
    is_due_soon,
    owed_in_sql,
    working_days_late,
)
from engine.chain.pauses import read_pauses
from engine.questions.accepted import not_accepted
from engine.questions.duties import duties_of
from engine.questions.filters import ALL, Filters, only_returned
from engine.questions.reminders import NEVER, Reminders, reminders_of
from engine.questions.requested import extensions_of, requests_on
from engine.questions.returned import returned_reports
from engine.questions.status import scope
from engine.questions.stuck import stuck_tasks
from engine.questions.walks import OpenEdge, Root, WaitingDocument, Walk
from engine.results import Blocked, BlockedStatus, OpenInput, RootBlocker, Stuck, WhyStep
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.periods import Period
from workflows.said import Name

_STATUS_ORDER = ("overdue", "at_risk", "waiting")


@dataclass(frozen=True, slots=True)
class DocumentReleaser:
    """Which document a pending task waits for, who issues it, and who can act first."""

    document: str
    issuers: tuple[str, ...]
    asks: tuple[str, ...]
    blocker: RootBlocker


def blocked(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: str | None,
    period: str | Period | None,
    today: date,
    filters: Filters = ALL,
) -> tuple[Blocked, ...]:
    """The active, unfinished consolidations of the scope that wait for inputs, worst first."""
    filters.check(cascades)
    found: list[Blocked] = []
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        walk = Walk(tx, cascade)
        narrower, more = _narrowed(cascade, filters, today)
        walk.is_whole = condition == narrower == "TRUE" and not filters.is_returned
        waiting = walk.take(f"t.open_inputs > 0 AND {condition} AND {narrower}", **parameters, **more)
        if filters.is_returned:
            waiting = only_returned(tx, cascade, waiting)
        if waiting := [task for task in waiting if is_blocked(task)]:
            found += _answers(walk, waiting, today, tells_stuck=True)
    if filters.is_stuck:
        found = [item for item in found if any(root.stuck is not None for root in item.root_blockers)]
    return filters.page(sorted(found, key=_worst_first))


def _narrowed(cascade: RunningCascade, filters: Filters, today: date) -> tuple[str, dict[str, Any]]:
    """What is stored of those asked for, and how late they are: overdue by their inputs too, due by their own day."""
    condition, parameters = filters.stored(cascade, today)
    own = due_of_in_sql("merged")
    if filters.is_overdue:
        merged, own_report = due_of_in_sql("merged", "i"), due_of_in_sql("own", "i")
        awaited = f"CASE WHEN f.waits_for = 'merged' THEN {merged} ELSE {own_report} END"
        condition += (
            f" AND ({own} < :overdue OR EXISTS (SELECT 1 FROM feed f JOIN task i ON i.cascade_id = f.cascade_id "
            "AND i.task_no = f.input_no WHERE f.cascade_id = t.cascade_id AND f.consolidation_no = t.task_no "
            f"AND NOT f.closed AND COALESCE({awaited}, {owed_in_sql(cascade.judge, 'i').due}) < :overdue))"
        )
        parameters["overdue"] = today.isoformat()
    if filters.due_within is not None:
        condition += f" AND {own} BETWEEN :due_from AND :due_to"
        parameters |= {"due_from": today.isoformat(), "due_to": (today + timedelta(filters.due_within)).isoformat()}
    return condition, parameters


def what_holds(tx: Transaction, task: LiveTask, today: date) -> tuple[tuple[OpenInput, ...], tuple[RootBlocker, ...]]:
    """A consolidation's open inputs, and its root blockers, worst first; asked while its row is locked."""
    walk = Walk(tx, task.cascade)
    walk.tasks[task.task_no] = task
    with tx.brief():
        answer = _answers(walk, [task], today)[0]
    return answer.waiting, answer.root_blockers


def releaser_of(tx: Transaction, task: LiveTask, today: date) -> DocumentReleaser:
    """What a pending task waits for; asked while its row is locked."""
    walk = Walk(tx, task.cascade)
    walk.tasks[task.task_no] = task
    with tx.brief():
        walk.find_releasers([task.task_no])
        root = walk.root_of_pending(task.task_no)
        blocker = root_blockers(walk, [root], today)[root]
    releaser = walk.releaser(task.task_no)
    if releaser is None:
        return DocumentReleaser("–", (), (), blocker)
    return DocumentReleaser(releaser.document.key, releaser.document.issuers, releaser.document.asks, blocker)


def why(tx: Transaction, task: LiveTask, today: date) -> tuple[WhyStep, ...]:
    """The way from a task to who can act: to its worst root blocker, or to who releases it while it is pending."""
    walk = walk_from(tx, task)
    target = worst_root(walk, task, today)
    steps: list[WhyStep] = []
    current: LiveTask | None = task
    while current is not None:
        following, document = _next_towards(walk, current, target)
        steps.append(_step(tx, current, today, following, None if document is None else document.key))
        if following is None and document is not None:
            blocker = root_blockers(walk, [Root(True, document.number)], today)
            steps.append(_release_step(blocker[Root(True, document.number)], current))
        current = following
    if not target.is_document and walk.is_paused(target.number):
        blocker = root_blockers(walk, [target], today)
        steps.append(_resume_step(blocker[target], steps[-1]))
    if steps[-1].next_trigger == DRAFT_PLAN and not target.is_document:
        making = root_blockers(walk, [target], today)[target]
        steps[-1] = replace(steps[-1], document=making.document, asks=making.asks)
    return tuple(steps)


def walk_from(tx: Transaction, task: LiveTask) -> Walk:
    """All that has to be read to follow what a task waits for."""
    walk = Walk(tx, task.cascade)
    walk.tasks[task.task_no] = task
    walk.go_down([task.task_no])
    walk.find_releasers([task.task_no] if walk.is_pending(task.task_no) else [])
    return walk


def worst_root(walk: Walk, task: LiveTask, today: date) -> Root:
    """Who is to act first; the task itself where it can, where it is paused, or where nothing is owed any more."""
    following = task.cascade.judge.upcoming(task)
    if following is None or walk.is_paused(task.task_no):
        return Root(False, task.task_no)
    if walk.is_pending(task.task_no):
        return walk.root_of_pending(task.task_no)
    if not is_blocked(task) or task.cascade.judge.can_move(task):
        return Root(False, task.task_no)
    blockers = root_blockers(walk, walk.roots(task.task_no), today)
    return min(blockers, key=lambda root: _severity(blockers[root]), default=Root(False, task.task_no))


def _next_towards(walk: Walk, task: LiveTask, target: Root) -> tuple[LiveTask | None, WaitingDocument | None]:
    """The task to follow on the way to a root, and the document that a pending task waits for."""
    if target == Root(False, task.task_no):
        return None, None
    if walk.is_pending(task.task_no) and walk.root_of_pending(task.task_no) == target:
        releaser = walk.releaser(task.task_no)
        if releaser is None:
            return None, None
        if releaser.by_no is None or target == Root(True, releaser.document.number):
            return None, releaser.document
        return walk.tasks[releaser.by_no], releaser.document
    towards = [edge.task_no for edge in walk.below[task.task_no] if target in walk.roots_through(edge)]
    return walk.tasks[min(towards)], None


def _worst_first(item: Blocked) -> tuple[int, int, date, str]:
    return _STATUS_ORDER.index(item.status), -item.days_late, item.due or date.max, item.task


def _all_roots(walk: Walk, numbers: Iterable[int]) -> set[Root]:
    return {root for number in numbers for root in walk.roots(number)}


def _answers(walk: Walk, waiting: Sequence[LiveTask], today: date, *, tells_stuck: bool = False) -> list[Blocked]:
    numbers = [task.task_no for task in waiting]
    walk.go_down(numbers)
    telling = _Telling(today)
    found = root_blockers(walk, _all_roots(walk, numbers), today, telling=telling, tells_stuck=tells_stuck)
    worst_first = sorted(found.items(), key=lambda item: _severity(item[1]))
    beside = _Beside(
        [blocker for _, blocker in worst_first],
        {root: place for place, (root, _) in enumerate(worst_first)},
        telling,
        _drafters(walk, numbers),
        of_agencies(walk.tx, walk.cascade, "kind", {task.agency_no for task in waiting}),
        not_accepted(walk.tx, walk.cascade, numbers),
    )
    return [_answer(walk, task, beside, today) for task in waiting]


class _Beside(NamedTuple):
    """What is read for many answers at once. `blockers`: all, worst first; `places`: of each root among them."""

    blockers: list[RootBlocker]
    places: dict[Root, int]
    telling: _Telling
    drafters: dict[int, str]
    kinds: dict[int, str]  # of agencies by their numbers
    not_accepted: dict[int, tuple[str, ...]]


def _answer(walk: Walk, task: LiveTask, beside: _Beside, today: date) -> Blocked:
    merged = due_of(task, "merged")
    inputs = tuple([_open_input(walk, edge, beside.telling) for edge in walk.below[task.task_no]])
    own = worst = _late(task, merged.last_day, today)
    missed, by = merged.last_day, task
    dues: set[date] = set()
    for edge, item in zip(walk.below[task.task_no], inputs, strict=True):
        if item.due is None:
            continue
        dues.add(item.due)
        if item.due < today and (item.days_late, item.suspended_days) > worst:
            worst, missed, by = Late(item.days_late, item.suspended_days), item.due, walk.tasks[edge.task_no]
    return Blocked(
        task.key,
        task.agency,
        task.period,
        merged.last_day,
        day_from_iso(task.own_due),
        _status(task, merged.last_day, dues, today),
        task.inputs,
        task.open_inputs,
        worst.days,
        _working_days_late(by, missed, today),
        tuple([beside.blockers[place] for place in sorted(map(beside.places.__getitem__, walk.roots(task.task_no)))]),
        task.agency_name,
        task.state,
        merged.phrase,
        inputs,
        own.days,
        beside.drafters.get(task.task_no),
        calendar_until=calendar_until(missed, today, task.calendar),
        number=task.task_no,
        not_accepted=beside.not_accepted.get(task.task_no, ()),
        suspended_days=worst.suspended_days,
        own_suspended_days=own.suspended_days,
        kind=beside.kinds.get(task.agency_no, ""),
    )


def _late(task: LiveTask, due: date | None, today: date) -> Late:
    """How late what is due of that task on that day is today."""
    return days_late(due, today, read_pauses(task.paused), is_active=task.standing == ACTIVE)


def _working_days_late(task: LiveTask, due: date | None, today: date) -> int:
    pauses, calendar = read_pauses(task.paused), task.calendar
    return working_days_late(due, today, calendar, pauses, is_active=task.standing == ACTIVE)


class _Told(NamedTuple):
    """What is told of each of the tasks that are alike. `late`, `working_days_late`: of what is due next."""

    following: str
    upcoming: str | None
    due: Due
    late: Late
    working_days_late: int
    calendar_until: date | None
    awaited: dict[str, tuple[date | None, Late]]  # by the report that an edge waits for


class _Telling:
    """What is told of very many tasks today, reckoned once of all that are alike."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._told: dict[int, _Told] = {}
        self._alike: dict[tuple[Any, ...], _Told] = {}

    def of(self, task: LiveTask) -> _Told:
        """Of one task."""
        told = self._told.get(task.task_no)
        if told is None:
            kind = alike(task), task.agency if task.cascade.calendar.local else None
            told = self._alike.get(kind)
            if told is None:
                told = self._alike[kind] = self._reckoned(task)
            self._told[task.task_no] = told
        return told

    def _reckoned(self, task: LiveTask) -> _Told:
        today, due, outlook = self._today, due_next(task), task.cascade.judge.outlook(task)
        dues = {waits_for: due_of_edge(task, waits_for).last_day for waits_for in ("own", "merged")}
        return _Told(
            str(outlook.following),
            outlook.upcoming,
            due,
            _late(task, due.last_day, today),
            _working_days_late(task, due.last_day, today),
            calendar_until(due.last_day, today, task.calendar),
            {waits_for: (day, _late(task, day, today)) for waits_for, day in dues.items()},
        )


def _status(task: LiveTask, due: date | None, inputs: Collection[date], today: date) -> BlockedStatus:
    """Overdue: its own day or an open input's has passed. At risk: an input is due after it, or little time is left."""
    if any(day is not None and day < today for day in (due, *inputs)):
        return "overdue"
    if due is not None and any(day > due for day in inputs):
        return "at_risk"
    if any(is_due_soon(day, today, task.calendar) for day in (due, *inputs)):
        return "at_risk"
    return "waiting"


def _open_input(walk: Walk, edge: OpenEdge, telling: _Telling) -> OpenInput:
    task = walk.tasks[edge.task_no]
    told = telling.of(task)
    due, late = told.awaited[edge.waits_for]
    return OpenInput(
        task.key,
        task.agency,
        task.agency_name,
        task.state,
        edge.waits_for,
        told.upcoming,
        due,
        late.days,
        late.suspended_days,
    )


def root_blockers(
    walk: Walk, roots: Iterable[Root], today: date, *, telling: _Telling | None = None, tells_stuck: bool = False
) -> dict[Root, RootBlocker]:
    """Each of these as an answer tells of it. `tells_stuck`: with whether it stands still without being overdue."""
    listed, telling = list(roots), telling or _Telling(today)
    holds = walk.held_by(listed)
    tasks = [walk.tasks[root.number] for root in listed if not root.is_document]
    stuck = stuck_tasks(walk.tx, walk.cascade, tasks, today) if tells_stuck else {}
    issuers = {root.number: walk.documents[root.number].issuers for root in listed if root.is_document}
    paused = [task for task in tasks if task.standing != ACTIVE and walk.is_paused(task.task_no)]
    resumers = {task.task_no: _resumers(walk, task) for task in paused}
    names = names_of(walk.tx, walk.cascade, {key for keys in (*issuers.values(), *resumers.values()) for key in keys})
    reminders = reminders_of(walk.tx, walk.cascade, [root.number for root in listed if not root.is_document])
    blockers: dict[Root, RootBlocker] = {}
    for root in listed:
        if root.is_document:
            blockers[root] = _issuer_as_blocker(walk, root.number, holds[root], names)
        elif root.number in resumers:
            resumer = next(iter(resumers[root.number]), "")
            blockers[root] = _resumer_as_blocker(walk.tasks[root.number], resumer, holds[root], names)
        else:
            task = walk.tasks[root.number]
            known = stuck.get(root.number), reminders.get(root.number, NEVER)
            blockers[root] = _task_as_blocker(walk, task, holds[root], telling.of(task), *known)
    return blockers


def _resumers(walk: Walk, task: LiveTask) -> tuple[str, ...]:
    return who_may(walk.tx, task, str(walk.judge.upcoming(task)))


def _resumer_as_blocker(task: LiveTask, resumer: str, holds: int, names: dict[str, Name]) -> RootBlocker:
    judge = task.cascade.judge
    back = str(judge.upcoming(task))
    name = names.get(resumer, Name.alike(resumer))
    return RootBlocker(
        task.key,
        resumer,
        task.state,
        back,
        None,
        0,
        holds,
        name,
        of=task.agency,
        of_name=task.agency_name,
        asks=judge.lifecycle.needs(back),
        number=task.task_no,
    )


def _task_as_blocker(
    walk: Walk, task: LiveTask, holds: int, told: _Told, stuck: Stuck | None, reminders: Reminders
) -> RootBlocker:
    plans = walk.waiting_plans.get(task.agency, []) if told.following == DRAFT_PLAN else []
    return RootBlocker(
        task.key,
        task.agency,
        task.state,
        told.following,
        told.due.last_day,
        told.late.days,
        holds,
        task.agency_name,
        told.working_days_late,
        told.due.phrase,
        plans[0].key if len(plans) == 1 else None,
        asks=plans[0].asks if len(plans) == 1 else (),
        calendar_until=told.calendar_until,
        number=task.task_no,
        stuck=stuck,
        suspended_days=told.late.suspended_days,
        reminders=reminders.times,
        reminded_on=reminders.last_on,
    )


def _issuer_as_blocker(walk: Walk, number: int, holds: int, names: dict[str, Name]) -> RootBlocker:
    document = walk.documents[number]
    issuer = document.issuers[0] if document.issuers else ""
    name = names.get(issuer, Name.alike(issuer))
    return RootBlocker(
        None, issuer, walk.judge.initial, RELEASE, None, 0, holds, name, document=document.key, asks=document.asks
    )


def _drafters(walk: Walk, numbers: Sequence[int]) -> dict[int, str]:
    """Whom to ring about each of these tasks, where the documents name somebody."""
    if not numbers:
        return {}
    rows = walk.tx.rows(
        "SELECT t.task_no, a.key FROM task t JOIN agency a ON a.cascade_id = t.cascade_id "
        "AND a.agency_no = t.drafted_by WHERE t.cascade_id = :cascade_id AND t.task_no = ANY(:numbers)",
        cascade_id=walk.cascade.cascade_id,
        numbers=list(numbers),
    )
    return dict(rows)


def _severity(blocker: RootBlocker) -> tuple[int, bool, int, str]:
    """Worst first: latest, then who stands still, then holding most, then by key."""
    return -blocker.days_late, blocker.stuck is None, -blocker.holds, blocker.task or str(blocker.document)


def _step(tx: Transaction, task: LiveTask, today: date, following: LiveTask | None, document: str | None) -> WhyStep:
    due = due_next(task).last_day
    since = None if task.since is None else date.fromisoformat(task.since)
    upcoming = task.cascade.judge.upcoming(task)
    late = ON_TIME if upcoming is None or task.standing != ACTIVE else _late(task, due, today)
    reminders = reminders_of(tx, task.cascade, [task.task_no]).get(task.task_no, NEVER)
    return WhyStep(
        task.key,
        task.agency,
        task.state,
        upcoming,
        since,
        task.agency_name,
        due,
        late.days,
        task.open_inputs,
        document,
        None if following is None else following.key,
        task.standing,
        duties=duties_of(tx, task.cascade, [task.task_no]).get(task.task_no, ()),
        returned=returned_reports(tx, task.cascade, [task.task_no]).get(task.task_no),
        requests=requests_on(tx, [task], today).get(task.ident, ()),
        extensions=extensions_of(tx, task),
        not_accepted=not_accepted(tx, task.cascade, [task.task_no] if task.consolidates else ()).get(task.task_no, ()),
        stuck=stuck_tasks(tx, task.cascade, [task], today).get(task.task_no),
        suspended_days=late.suspended_days,
        reminders=reminders.times,
        reminded_on=reminders.last_on,
    )


def _resume_step(blocker: RootBlocker, paused: WhyStep) -> WhyStep:
    return WhyStep(
        *(blocker.task, blocker.agency, paused.state, blocker.next_trigger, None, blocker.agency_name),
        standing=paused.standing,
        asks=blocker.asks,
    )


def _release_step(blocker: RootBlocker, pending: LiveTask) -> WhyStep:
    return WhyStep(
        *(None, blocker.agency, pending.state, RELEASE, None, blocker.agency_name),
        document=blocker.document,
        asks=blocker.asks,
    )
