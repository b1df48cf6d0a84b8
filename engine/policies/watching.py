"""Whether a graph, a run or a history keeps rules: what each task of a rule's extent comes to, row by row.

Rules are watched while events go by in the order of days, each against the cascade in memory. A condition on a move is
asked of the moment before it, but for what the move itself decides: its day. What depends on today is asked at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from engine.cascade.judging import ACTIVE, Judge
from engine.chain.effective import MIGRATION
from engine.event_logs.event_log import CascadeLog
from engine.policies.facts import holds, is_unfinished
from engine.policies.rules import Condition, Extent, Happening, Rule
from engine.policies.running import Happened, Running, Task, from_log
from workflows.calendars import WorkCalendar
from workflows.lifecycle import Role

_Look = Callable[[Task, Happened, date], None]
_OF_THE_MOVE = frozenset({"due_past_above", "due_before_above"})  # facts that the move itself changes
_LOOKS_UP = frozenset({"urged", *_OF_THE_MOVE})  # facts that another task above may change
_LOOKS_DOWN = frozenset({"inputs_open", "blocked", "urged", "can_go_on"})  # facts that another task below may change


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a rule broke: the task that it speaks of, and what broke it (`event` None: how things stood on `day`)."""

    task: str
    day: date
    event: Happened | None = None
    on_task: str | None = None


@dataclass(slots=True)
class Watched:
    """A rule and what became of it. Of the tasks of its extent (`matched`) each is `broken`, `undecided` (it may still
    go either way), `untouched` (nothing that the rule speaks of ever happened to it), or it held."""

    rule: Rule
    matched: int = 0
    fired: set[str] = field(default_factory=set)
    breaches: dict[str, Breach] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)

    @property
    def broken(self) -> int:
        return len(self.breaches)

    @property
    def untouched(self) -> int:
        return self.matched - len(self.fired | self.breaches.keys() | self.undecided)

    @property
    def held(self) -> int:
        return self.matched - self.broken - len(self.undecided - self.breaches.keys()) - self.untouched

    @property
    def is_vacuous(self) -> bool:
        """Whether nothing was of its extent, or nothing that it speaks of ever happened."""
        return not self.fired and not self.breaches and not self.undecided


class Watch:
    """Watches rules over one cascade in memory, from its launch on."""

    def __init__(self, rules: Iterable[Rule], running: Running, launched_on: date) -> None:
        self.running, self.day = running, launched_on
        self.found = [Watched(rule) for rule in rules]
        self._watchers = [_WATCHERS[each.rule.pattern](each, running) for each in self.found]
        self._looking: dict[str, tuple[list[_Look], list[_Look]]] = {}  # by activity: who looks, before and after
        for watcher in self._watchers:
            watcher.begin(launched_on)

    def happens(self, task: Task, event: Happened) -> None:
        """An event of a task: the rules look at it, before and after it is so."""
        day = self.day = max(self.day, event.day)
        before, after = self._looking.get(event.activity) or self._who_looks(event.activity)
        for look in before:
            look(task, event, day)
        self.running.of_log(task, event)
        for look in after:
            look(task, event, day)

    def _who_looks(self, activity: str) -> tuple[list[_Look], list[_Look]]:
        caring = [each for each in self._watchers if each.cares_for(activity)]
        before: list[_Look] = [each.before for each in caring if type(each).before is not _Watcher.before]
        after: list[_Look] = [each.after for each in caring if type(each).after is not _Watcher.after]
        self._looking[activity] = before, after
        return before, after

    def end(self, today: date) -> list[Watched]:
        """What became of each rule by the end of that day."""
        for watcher in self._watchers:
            watcher.end(max(today, self.day))
        return self.found

    def memory(self) -> tuple[Hashable, ...]:
        """What of the past decides how the rules go on, beside where every task stands now."""
        return tuple(watcher.memory() for watcher in self._watchers)


def replayed(
    log: CascadeLog,
    rules: Iterable[Rule],
    calendar: WorkCalendar,
    judge: Judge,
    tell: Callable[[tuple[Happened, Task]], object] | None = None,
) -> Watch:
    """A watch that has seen all that the log has, in the order of days, which is told to `tell`, too."""
    running, happened = from_log(log, calendar, judge)
    watch = Watch(rules, running, date.fromisoformat(log.cascade().launched_on))
    for event, task in happened:
        watch.happens(task, event)
        if tell is not None:
            tell((event, task))
    return watch


def check_graph(rules: Iterable[Rule], running: Running, day: date) -> list[Watched]:
    """What dates and routes alone say of those rules that they decide; the others are left out."""
    found = [Watched(rule) for rule in rules if rule.is_of_the_graph]
    for each in found:
        watcher = _Universality(each, running)
        watcher.begin(day)
    return found


def is_of(extent: Extent, task: Task) -> bool:
    """Whether a rule of that extent speaks of the task."""
    return (
        (extent.document is None or extent.document in task.documents)
        and (not extent.kinds or task.kind in extent.kinds)
        and (extent.period is None or task.period == extent.period)
        and (not extent.agencies or task.agency in extent.agencies)
        and task.agency not in extent.excepted
    )


class _Watcher:
    """Watches one rule; what it looks at differs by the rule's pattern."""

    def __init__(self, watched: Watched, running: Running) -> None:
        self.watched, self.rule, self.running = watched, watched.rule, running
        self.tasks = running.tasks
        if self.rule.extent != Extent():
            self.tasks = {key: task for key, task in running.tasks.items() if is_of(self.rule.extent, task)}
        watched.matched = len(self.tasks)
        facts = {each.fact for each in (self.rule.given, self.rule.then) if each is not None}
        self._looks_down, self._looks_up = bool(facts & _LOOKS_DOWN), bool(facts & _LOOKS_UP)

    def cares_for(self, activity: str) -> bool:
        """Whether such an event can be what the rule speaks of, or change it."""
        spoken_of = [each for each in (self.rule.event, self.rule.other) if each is not None]
        return any(each.gives or activity in each.triggers for each in spoken_of)

    def begin(self, day: date) -> None:
        """At the launch."""

    def before(self, task: Task, event: Happened, day: date) -> None:
        """Right before an event."""

    def after(self, task: Task, event: Happened, day: date) -> None:
        """Right after it."""

    def end(self, today: date) -> None:
        """At the end of the day asked about."""

    def memory(self) -> Hashable:
        """What of the past decides how the rule goes on."""
        return ()

    def _breaks(self, task: Task, day: date, event: Happened | None = None, on_task: Task | None = None) -> None:
        self.watched.fired.add(task.key)
        self.watched.breaches.setdefault(
            task.key, Breach(task.key, day, event, None if on_task is None else on_task.key)
        )

    def _holds(self, condition: Condition, task: Task, day: date) -> bool | None:
        return holds(condition, task, self.running, day)

    def _near(self, task: Task) -> Iterator[Task]:
        """The tasks of the extent of which an event on this task may change what the rule asks."""
        if task.key in self.tasks:
            yield task
        if self._looks_down:
            yield from (above for above, _ in task.above if above.key in self.tasks)
        if self._looks_up:
            yield from (low for low, _ in task.inputs if low.key in self.tasks)

    def _concerned(self, happening: Happening, task: Task, event: Happened) -> Iterable[Task]:
        """The tasks of the extent for which the event is what the rule speaks of."""
        if not self._is_it(happening, task, event):
            return ()
        found = task.of_which_it_is(happening.whose, self.running.judge)
        return [each for each in found if each.key in self.tasks]

    def _is_it(self, happening: Happening, task: Task, event: Happened) -> bool:
        if happening.kinds and task.kind not in happening.kinds:
            return False
        if happening.to is not None and happening.to not in task.to:
            return False
        if happening.gives:
            if not task.above:
                return event.activity == self._last_step(task)
            return bool(event.gives) and self.running.judge.lifecycle.is_awaited(event.standing)  # not, if waived
        if happening.report is not None and event.entry.details().get("what") != happening.report:
            return False
        return event.activity in happening.triggers

    def _last_step(self, task: Task) -> str:
        return "consolidate" if task.consolidates else "report"


def _is_by_another(roles: Collection[Role], task: Task, event: Happened) -> bool:
    """Whether whoever did it has none of these roles on the task; not, where it only followed from something else."""
    entry = event.entry
    agency = entry.on_behalf_of or entry.agency
    if agency is None or entry.cause in ("superior", "definition", "correction"):
        return False
    having: dict[str, Collection[str]] = {
        "assignee": (task.agency,),
        "consolidator": {above.agency for above, _ in task.above},
        "receiver": task.to,
        "issuer": task.issuers,
    }
    return all(agency not in having.get(role, ()) for role in roles)


class _Absence(_Watcher):
    """`event` never happens while `given` holds; without a condition it holds of whoever it never happens to."""

    def begin(self, day: date) -> None:
        if self.rule.given is None:
            self.watched.fired.update(self.tasks)

    def before(self, task: Task, event: Happened, day: date) -> None:
        if self.rule.given is None or self.rule.given.fact not in _OF_THE_MOVE:
            self._look(task, event, day)

    def after(self, task: Task, event: Happened, day: date) -> None:
        if self.rule.given is not None and self.rule.given.fact in _OF_THE_MOVE:
            self._look(task, event, day)

    def _look(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.event is not None
        allowed = self.rule.event.not_by
        is_allowed = bool(allowed) and not _is_by_another(allowed, task, event)
        for concerned in self._concerned(self.rule.event, task, event):
            found = True if self.rule.given is None else self._holds(self.rule.given, concerned, day)
            if found and not is_allowed:
                self._breaks(concerned, day, event, task)
            elif found is not None:
                self.watched.fired.add(concerned.key)


class _AbsenceAfter(_Watcher):
    """Once `other` has happened, `event` does not, as long as the step of `other` stands."""

    def __init__(self, watched: Watched, running: Running) -> None:
        super().__init__(watched, running)
        self._since: defaultdict[str, set[str]] = defaultdict(set)  # by task: where it happened, and still stands

    def before(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.event is not None
        for concerned in self._concerned(self.rule.event, task, event):
            if any(self._still(key) for key in self._since[concerned.key]):
                self._breaks(concerned, day, event, task)

    def after(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.other is not None
        for concerned in self._concerned(self.rule.other, task, event):
            self._since[concerned.key].add(task.key)
            self.watched.fired.add(concerned.key)

    def memory(self) -> Hashable:
        since = ((key, frozenset(filter(self._still, where))) for key, where in self._since.items())
        return frozenset((key, where) for key, where in since if where)

    def _still(self, key: str) -> bool:
        """Whether what was done there has not been taken back since: by a return, or by leading it back."""
        task, judge, other = self.running.tasks[key], self.running.judge, self.rule.other
        assert other is not None
        sides = judge.lifecycle.data.side_triggers
        stands = {arrow.dest for name in other.triggers if name in sides for arrow in sides[name].standings}
        if stands - {ACTIVE} and task.standing not in stands:
            return False
        steps = [name for name in other.triggers if name not in sides and judge.is_owed(name, task)]
        return not steps or any(self._holds(Condition("done", name), task, date.min) for name in steps)


class _Universality(_Watcher):
    """`then` holds whenever `given` does."""

    def __init__(self, watched: Watched, running: Running) -> None:
        super().__init__(watched, running)
        facts = [each.fact for each in (self.rule.given, self.rule.then) if each is not None]
        self._is_of_days = all(fact in _OF_THE_MOVE for fact in facts)  # nothing but another day changes it

    def cares_for(self, activity: str) -> bool:
        return True

    def begin(self, day: date) -> None:
        for task in self.tasks.values():
            self._look(task, day, None)

    def after(self, task: Task, event: Happened, day: date) -> None:
        if self._is_of_days and event.entry.due_after is None and event.entry.kind != MIGRATION:
            return
        for each in self._near(task):
            self._look(each, day, event, task)

    def end(self, today: date) -> None:
        for task in self.tasks.values():
            self._look(task, today, None)

    def _look(self, task: Task, day: date, event: Happened | None, on_task: Task | None = None) -> None:
        if not self._is_asked(task, day):
            return
        assert self.rule.then is not None
        found = self._holds(self.rule.then, task, day)
        if found is False:
            self._breaks(task, day, event, on_task)
        elif found:
            self.watched.fired.add(task.key)

    def _is_asked(self, task: Task, day: date) -> bool:
        return self.rule.given is None or bool(self._holds(self.rule.given, task, day))


class _Precedence(_Watcher):
    """`event` happens only after `other` has, on every task that `other` speaks of and that is still waited for."""

    def before(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.event is not None
        for concerned in self._concerned(self.rule.event, task, event):
            late = next((each for each in self._first(concerned) if not self._is_done(each)), None)
            if late is not None:
                self._breaks(concerned, day, event, late)
            elif any(True for _ in self._first(concerned)):
                self.watched.fired.add(concerned.key)

    def _first(self, task: Task) -> Iterable[Task]:
        other = self.rule.other
        assert other is not None
        found = task.which_are(other.whose, self.running.judge)
        return (each for each in found if not other.kinds or each.kind in other.kinds)

    def _is_done(self, task: Task) -> bool:
        judge, other = self.running.judge, self.rule.other
        assert other is not None
        if not judge.lifecycle.is_awaited(task.standing):
            return True
        if other.gives:
            report = "merged" if task.consolidates else "own"
            return task.state in judge.path(task) and judge.gives(report, task)
        found = [self._holds(Condition("done", name), task, date.min) for name in other.triggers]
        return all(each is not False for each in found)


class _Response(_Watcher):
    """After `event`, `other` happens; within so many working days, where these are given."""

    def __init__(self, watched: Watched, running: Running) -> None:
        super().__init__(watched, running)
        self._waiting: dict[str, tuple[date, Happened]] = {}

    def after(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.event is not None
        assert self.rule.other is not None
        for concerned in self._concerned(self.rule.other, task, event):
            if (since := self._waiting.pop(concerned.key, None)) is not None and self._is_late(
                concerned, since[0], day
            ):
                self._breaks(concerned, day, event, task)
        for concerned in self._concerned(self.rule.event, task, event):
            self.watched.fired.add(concerned.key)
            self._waiting.setdefault(concerned.key, (day, event))

    def _is_late(self, task: Task, since: date, day: date) -> bool:
        calendar = self.running.calendar.of(task.agency)
        return self.rule.within is not None and calendar.working_days_between(since, day) > self.rule.within

    def end(self, today: date) -> None:
        for key, (since, event) in self._waiting.items():
            task = self.tasks[key]
            if self._is_late(task, since, today):
                self._breaks(task, today, event, task)
            elif self.running.judge.lifecycle.is_awaited(task.standing):
                self.watched.undecided.add(key)

    def memory(self) -> Hashable:
        return frozenset((key, day) for key, (day, _) in self._waiting.items())


class _Effect(_Watcher):
    """`then` holds right after each `event`."""

    def after(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.event is not None
        assert self.rule.then is not None
        for concerned in self._concerned(self.rule.event, task, event):
            found = self._holds(self.rule.then, concerned, day)
            if found is False:
                self._breaks(concerned, day, event, task)
            elif found:
                self.watched.fired.add(concerned.key)


class _Until(_Universality):
    """`then` holds until `event` happens."""

    def __init__(self, watched: Watched, running: Running) -> None:
        super().__init__(watched, running)
        self._is_of_days = False  # what ends it, and the task's own end, are no days
        self._over: set[str] = set()

    def before(self, task: Task, event: Happened, day: date) -> None:
        assert self.rule.event is not None
        for concerned in self._concerned(self.rule.event, task, event):
            self._over.add(concerned.key)

    def end(self, today: date) -> None:
        super().end(today)
        self.watched.undecided.update(key for key, task in self.tasks.items() if self._is_asked(task, today))

    def memory(self) -> Hashable:
        return frozenset(self._over)

    def _is_asked(self, task: Task, day: date) -> bool:
        return task.key not in self._over and is_unfinished(task, self.running.judge)


_WATCHERS: dict[str, type[_Watcher]] = {
    "absence": _Absence,
    "absence_after": _AbsenceAfter,
    "universality": _Universality,
    "precedence": _Precedence,
    "response": _Response,
    "bounded_response": _Response,
    "until": _Until,
    "effect": _Effect,
}
