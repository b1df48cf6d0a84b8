"""Which consolidations wait, for whom, and what to do next.

The database narrows: a consolidation's lateness, that of its open inputs too, is told by days that are stored. Who
holds it up is walked to, and how long is too long is reckoned, so that `stuck` is found among the answers; and which is
worst is known when all are answered, so that a page is cut from these.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from operator import itemgetter
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, RELEASE
from engine.cascade.lookup import names_of, of_agencies
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask, alike, is_blocked, task_key_of
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
from engine.questions.stuck import Standstill, stuck_tasks
from engine.questions.walks import OpenInputs, Root, WaitingDocument, Walk
from engine.results import BLOCKED_STATUSES, Blocked, BlockedStatus, OpenInput, RootBlocker, Stuck, WhyStep, later
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.periods import Period
from workflows.said import Name


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
        blocker = root_blocker(walk, root, today)
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
            blocker = root_blocker(walk, Root(True, document.number), today)
            steps.append(_release_step(blocker, current))
        current = following
    if not target.is_document and walk.is_paused(target.number):
        steps.append(_resume_step(root_blocker(walk, target, today), steps[-1]))
    if steps[-1].next_trigger == DRAFT_PLAN and not target.is_document:
        making = root_blocker(walk, target, today)
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
    roots = walk.roots(task.task_no)
    return min(roots, key=_Blockers(walk, _Telling(walk, today)).severity, default=Root(False, task.task_no))


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
    following = min(
        number
        for each in walk.below[task.task_no]
        for number in each.members
        if target in walk.roots_through(each, number)
    )
    walk.need([following])
    return walk.tasks[following], None


def _worst_first(item: Blocked) -> tuple[int, int, date, str]:
    return BLOCKED_STATUSES.index(item.status), -item.days_late, item.due or date.max, item.task


def _answers(walk: Walk, waiting: Sequence[LiveTask], today: date, *, tells_stuck: bool = False) -> list[Blocked]:
    """All is read here; what fills most of an answer, inputs and root blockers, is made once it is looked at."""
    numbers = [task.task_no for task in waiting]
    walk.go_down(numbers)
    telling = _Telling(walk, today)
    beside = _Beside(
        _Blockers(walk, telling, tells_stuck=tells_stuck),
        telling,
        _drafters(walk, numbers),
        of_agencies(walk.tx, walk.cascade, "kind", {task.agency_no for task in waiting}),
        not_accepted(walk.tx, walk.cascade, numbers),
    )
    return [_answer(walk, task, beside) for task in waiting]


class _Beside(NamedTuple):
    """What is read for many answers at once."""

    blockers: _Blockers
    telling: _Telling
    drafters: dict[int, str]
    kinds: dict[int, str]  # of agencies by their numbers
    not_accepted: dict[int, tuple[str, ...]]


def _answer(walk: Walk, task: LiveTask, beside: _Beside) -> Blocked:
    number, telling = task.task_no, beside.telling
    told = telling.waiting(task, walk.below[number])
    return Blocked(
        task.key,
        task.agency,
        task.period,
        told.due.last_day,
        told.own_due,
        told.status,
        task.inputs,
        task.open_inputs,
        told.worst.days,
        told.working_days_late,
        later(partial(beside.blockers.of, number)),
        task.agency_name,
        task.state,
        told.due.phrase,
        later(partial(_open_inputs, walk, number, telling)),
        told.own.days,
        beside.drafters.get(number),
        calendar_until=told.calendar_until,
        number=number,
        not_accepted=beside.not_accepted.get(number, ()),
        suspended_days=told.worst.suspended_days,
        own_suspended_days=told.own.suspended_days,
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
    due: Due
    late: Late
    working_days_late: int
    calendar_until: date | None


class _Waiting(NamedTuple):
    """What is told of each consolidation alike that waits for inputs alike. `own`: how late its own merged report is;
    `worst`: that, or of an open input, whichever is more.
    """

    due: Due
    own_due: date | None
    status: BlockedStatus
    own: Late
    worst: Late
    working_days_late: int
    calendar_until: date | None


class _Telling:
    """What is told of very many tasks today, reckoned once of all that are alike."""

    def __init__(self, walk: Walk, today: date) -> None:
        self.today = today
        self._walk, self._calendar = walk, walk.cascade.calendar
        self._told: dict[tuple[int, str], _Told] = {}  # by the task that stands for those alike
        self._alike: dict[tuple[Any, ...], _Told] = {}
        self._awaited: dict[tuple[int, str], tuple[date | None, Late]] = {}
        self._waiting: dict[tuple[Any, ...], _Waiting] = {}

    def of(self, task: LiveTask, agency: str) -> _Told:
        """Of one task of that agency; `task`: it, or what is said of all like it."""
        whose = agency if self._calendar.local else ""
        known = id(task), whose
        told = self._told.get(known)
        if told is None:
            kind = alike(task), whose
            told = self._alike.get(kind)
            if told is None:
                told = self._alike[kind] = self._reckoned(replace(task, agency=agency))
            self._told[known] = told
        return told

    def awaited(self, task: LiveTask, waits_for: str) -> tuple[date | None, Late]:
        """When what an edge waits for is due of that task, and how late it is."""
        known = id(task), waits_for
        awaited = self._awaited.get(known)
        if awaited is None:
            day = due_of_edge(task, waits_for).last_day
            awaited = self._awaited[known] = day, _late(task, day, self.today)
        return awaited

    def waiting(self, task: LiveTask, below: Sequence[OpenInputs]) -> _Waiting:
        """Of a consolidation, and of what is below it."""
        whose = task.task_no if self._calendar.local else 0
        kind = alike(task), whose, tuple([(id(each.like), each.waits_for) for each in below])
        told = self._waiting.get(kind)
        if told is None:
            told = self._waiting[kind] = self._compared(task, below)
        return told

    def _compared(self, task: LiveTask, below: Sequence[OpenInputs]) -> _Waiting:
        today, merged = self.today, due_of(task, "merged")
        own = worst = _late(task, merged.last_day, today)
        missed, by = merged.last_day, task
        dues: set[date] = set()
        for each in below:
            due, late = self.awaited(each.like, each.waits_for)
            if due is None:
                continue
            dues.add(due)
            if due < today and late > worst:
                worst, missed, by = late, due, self._first(each)
        return _Waiting(
            merged,
            day_from_iso(task.own_due),
            _status(task, merged.last_day, dues, today),
            own,
            worst,
            _working_days_late(by, missed, today),
            calendar_until(missed, today, task.calendar),
        )

    def _first(self, inputs: OpenInputs) -> LiveTask:
        """The first of these, as far as its agency's days off tell them apart."""
        agency, _ = self._walk.agency(min(inputs.members))
        return replace(inputs.like, agency=agency)

    def _reckoned(self, task: LiveTask) -> _Told:
        today, due = self.today, due_next(task)
        return _Told(
            str(task.cascade.judge.next_trigger(task)),
            due,
            _late(task, due.last_day, today),
            _working_days_late(task, due.last_day, today),
            calendar_until(due.last_day, today, task.calendar),
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


def _open_inputs(walk: Walk, consolidation_no: int, telling: _Telling) -> tuple[OpenInput, ...]:
    """The open inputs of a consolidation, in the order of their numbers."""
    found: list[tuple[int, str, OpenInput]] = []
    for waits_for, _, like, members in walk.below[consolidation_no]:
        due, late = telling.awaited(like, waits_for)
        told = like.state, waits_for, walk.judge.upcoming(like), due, late.days, late.suspended_days
        for number, agency_no in members.items():
            agency, name, *_ = walk.agencies[agency_no]
            found.append((number, waits_for, OpenInput(_key(like, agency), agency, name, *told)))
    return tuple([each for _, _, each in sorted(found, key=itemgetter(0, 1))])


def _key(task: LiveTask, agency: str) -> str:
    """The key of a task of that agency; `task`: it, or what is said of all like it."""
    return task_key_of(task.cascade.directive, (task.period, agency, task.topic))


def root_blocker(walk: Walk, root: Root, today: date) -> RootBlocker:
    """This one as an answer tells of it."""
    return _Blockers(walk, _Telling(walk, today), [root]).told(root)


class _Blockers:
    """Root blockers of one walk as answers tell of them, each made once it is looked at: all is read before.

    `roots`: these; None: those of every consolidation that was walked down from. `tells_stuck`: with whether they stand
    still without being overdue.
    """

    def __init__(
        self, walk: Walk, telling: _Telling, roots: Collection[Root] | None = None, *, tells_stuck: bool = False
    ) -> None:
        self._walk, self._telling = walk, telling
        led = walk.led() if roots is None else roots  # the rest are inputs that can move
        numbers = {root.number for root in led if not root.is_document}.union(walk.met if roots is None else ())
        walk.find_ways_up(led, numbers)
        issuers = {root.number: walk.documents[root.number].issuers for root in led if root.is_document}
        self._resumers = _resumers(walk, led)
        keys = {key for keys in (*issuers.values(), *self._resumers.values()) for key in keys}
        self._names = names_of(walk.tx, walk.cascade, keys)
        self._reminders = reminders_of(walk.tx, walk.cascade, None if walk.has_met_many else numbers)
        kinds = ((each.like, each.members) for each in walk.inputs if tells_stuck)
        levels = {number: agency.level for number, agency in walk.agencies.items()}
        self._inputs = Standstill(walk.tx, kinds, levels, telling.today)
        makers = [walk.tasks[number] for number in numbers - walk.met.keys() if tells_stuck]
        self._makers = stuck_tasks(walk.tx, walk.cascade, makers, telling.today)
        self._told: dict[Root, RootBlocker] = {}

    def of(self, consolidation_no: int) -> tuple[RootBlocker, ...]:
        """Those of a consolidation, worst first."""
        return tuple(map(self.told, sorted(self._walk.roots(consolidation_no), key=self._places.__getitem__)))

    @cached_property
    def _places(self) -> dict[Root, int]:
        """Of each its place among all, worst first."""
        return {root: place for place, root in enumerate(sorted(self._walk.every_root(), key=self.severity))}

    def severity(self, root: Root) -> tuple[int, bool, int, str]:
        """Worst first: latest, then who stands still, then holding most, then by key."""
        blocker = self.told(root)
        return -blocker.days_late, blocker.stuck is None, -blocker.holds, blocker.task or str(blocker.document)

    def told(self, root: Root) -> RootBlocker:
        """One of them."""
        known = self._told.get(root)
        if known is None:
            known = self._told[root] = self._tell(root)
        return known

    def _tell(self, root: Root) -> RootBlocker:
        walk, number, holds = self._walk, root.number, self._walk.holds(root)
        if root.is_document:
            return _issuer_as_blocker(walk, number, holds, self._names)
        if number in self._resumers:
            resumer = next(iter(self._resumers[number]), "")
            return _resumer_as_blocker(walk.tasks[number], resumer, holds, self._names)
        known = self._stuck(number), self._reminders.get(number, NEVER)
        return _task_as_blocker(walk, number, holds, self._telling, *known)

    def _stuck(self, number: int) -> Stuck | None:
        met = self._walk.met.get(number)
        if met is None:
            return self._makers.get(number)
        return self._inputs.of(number, met.like, self._walk.agencies[met.members[number]].level)


def _resumers(walk: Walk, roots: Collection[Root]) -> dict[int, tuple[str, ...]]:
    """Of those that are paused who can lead them back."""
    paused = [
        root.number
        for root in roots
        if not root.is_document and walk.stand(root.number).standing != ACTIVE and walk.is_paused(root.number)
    ]
    walk.need(paused)
    tasks = [walk.tasks[number] for number in paused]
    return {task.task_no: who_may(walk.tx, task, str(walk.judge.upcoming(task))) for task in tasks}


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
    walk: Walk, number: int, holds: int, telling: _Telling, stuck: Stuck | None, reminders: Reminders
) -> RootBlocker:
    task, (agency, name) = walk.stand(number), walk.agency(number)
    told = telling.of(task, agency)
    plans = walk.waiting_plans.get(agency, []) if told.following == DRAFT_PLAN else []
    return RootBlocker(
        _key(task, agency),
        agency,
        task.state,
        told.following,
        told.due.last_day,
        told.late.days,
        holds,
        name,
        told.working_days_late,
        told.due.phrase,
        plans[0].key if len(plans) == 1 else None,
        asks=plans[0].asks if len(plans) == 1 else (),
        calendar_until=told.calendar_until,
        number=number,
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
