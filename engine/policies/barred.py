"""What answers offer to do and a rule that the cascade pinned would refuse: told beside it, with sentence and place.

A move is judged with all that goes with it: a plan is drafted for all periods at once, and a document that goes out
sets its tasks going. That is tried on copies; nothing is written. A cascade that pins no rules is not looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from operator import is_not
from typing import Any, NamedTuple, TypeVar

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import DENY, DRAFT_PLAN, GRANT, RELEASE
from engine.cascade.lookup import of_agencies
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask, read_tasks
from engine.cascade.timeliness import report_owed_next
from engine.policies.moves import is_broken
from engine.policies.pinned import PinnedRule, rules_at_the_move
from engine.policies.rules import OF_THE_GRAPH
from engine.results import Answer, BrokenRule, RequestRow, RootBlocker, TaskRow, WhyStep, as_filled
from engine.store.database import Transaction

T = TypeVar("T")
Rules = Mapping[str, tuple[PinnedRule, ...]]
Pinned = PinnedRule | None


def with_barred(tx: Transaction, cascades: Iterable[RunningCascade], answer: T, today: date) -> T:
    """The answer, with what is barred in the field of that name. Of the past nothing is: nothing is offered of it."""
    if tx.rebuilt is not None:
        return answer
    bars = {cascade.key: Bars(tx, cascade, today, pinned(tx, cascade)) for cascade in cascades if cascade.pins_rules}
    bars = {key: each for key, each in bars.items() if each.is_asked}
    return as_filled(_Telling(bars).told(answer), "barred") if bars else answer


def pinned(tx: Transaction, cascade: RunningCascade) -> Rules:
    """The rules that refuse or note a move, by its trigger; read once for each definition."""
    return rules_at_the_move(tx, cascade.rules_pinned, cascade.cascade_id, cascade.definition_hash)


class _Document(NamedTuple):
    number: int
    key: str
    issuers: tuple[str, ...]
    is_plan: bool
    is_out: bool


class Bars:
    """Which rule would refuse what could be done next in one cascade, as it stands in a transaction on a day."""

    def __init__(self, tx: Transaction, cascade: RunningCascade, today: date, rules: Rules) -> None:
        self.tx, self.cascade, self.today = tx, cascade, today
        refusing = {name: tuple(each for each in listed if _refuses(each)) for name, listed in rules.items()}
        self._rules = {name: listed for name, listed in refusing.items() if listed}
        self._tasks: dict[int, LiveTask] = {}
        self._kinds: dict[int, str] = {}
        self._documents: dict[int, set[str]] = {}
        self._above: dict[int, list[tuple[LiveTask, str]]] = {}
        self._plans: list[_Document] | None = None

    @property
    def is_asked(self) -> bool:
        """Whether any rule refuses anything."""
        return bool(self._rules)

    def may_bar(self, trigger: str) -> bool:
        """Whether some rule speaks of that trigger, or of what goes with it."""
        return trigger in self._rules or (trigger == DRAFT_PLAN and RELEASE in self._rules)

    def hold(self, numbers: Iterable[int]) -> None:
        """Read these tasks together, which will be asked about."""
        if missing := sorted(set(numbers) - self._tasks.keys()):
            for task in read_tasks(self.tx, self.cascade, "t.task_no = ANY(:numbers)", numbers=missing):
                self._tasks[task.task_no] = task

    def task_of(self, key: str) -> LiveTask:
        """The task of that key."""
        _, period, agency, *topic = key.split("/", 3)
        named = {"period": period, "agency": agency, "topic": "".join(topic)}
        condition = "a.key = :agency AND t.period = :period AND t.topic = :topic"
        (task,) = read_tasks(self.tx, self.cascade, condition, **named)
        return self._tasks.setdefault(task.task_no, task)

    def task(self, number: int) -> LiveTask:
        """The task of that number."""
        self.hold([number])
        return self._tasks[number]

    # what is barred

    def move(self, task: LiveTask, trigger: str, until: date | None = None, report: str | None = None) -> Pinned:
        """The rule by which the move would be refused. `until`: the day that it gives the `report`."""
        if not self.may_bar(trigger):
            return None
        if trigger == DRAFT_PLAN:
            return _Course(self).draft(task)
        if until is None:
            return self.step(task, trigger, gives_a_day="until" in task.cascade.judge.lifecycle.needs(trigger))
        dated = replace(task)
        setattr(dated, f"{report or report_owed_next(task)}_due", until.isoformat())
        return self.step(dated, trigger)

    def step(self, task: LiveTask, trigger: str, *, gives_a_day: bool = False) -> Pinned:
        """The same of this one move alone. `gives_a_day`: one that is not known, so that no rule of days is broken."""
        for each in self._rules.get(trigger, ()):
            is_of_days = each.rule.given is not None and each.rule.given.fact in OF_THE_GRAPH
            if not (gives_a_day and is_of_days) and is_broken(self, task, each.rule):
                return each
        return None

    def release(self, key: str) -> Pinned:
        """The rule by which the document of that key could not go out."""
        if not self.may_bar(DRAFT_PLAN):  # it may be the plan of those that it sets going
            return None
        found = self._read_documents("d.key = :key", key=key)
        return _Course(self).release(found[0]) if found else None

    def grant(
        self, task: LiveTask, asks_for: str | None, until: date | None = None, report: str | None = None
    ) -> Pinned:
        """The rule by which what was asked could not be granted as it was asked. `asks_for`: the move that follows."""
        found = self.move(task, GRANT)
        return found if found is not None or asks_for is None else self.move(task, asks_for, until, report)

    # what rules ask for beside a task

    def documents_of(self, task: LiveTask) -> Collection[str]:
        """The keys of the documents that ask for it."""
        if task.task_no not in self._documents:
            unread = {task.task_no, *self._tasks} - self._documents.keys()
            self._documents |= {number: set() for number in unread}
            for number, key in self.tx.rows(
                "SELECT r.task_no, d.key FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
                "AND d.document_no = r.document_no WHERE r.cascade_id = :id AND r.task_no = ANY(:numbers)",
                id=self.cascade.cascade_id,
                numbers=sorted(unread),
            ):
                self._documents[number].add(key)
        return self._documents[task.task_no]

    def kind_of(self, task: LiveTask) -> str:
        """The kind of its agency."""
        if task.agency_no not in self._kinds:
            unread = {task.agency_no, *(each.agency_no for each in self._tasks.values())} - self._kinds.keys()
            self._kinds |= of_agencies(self.tx, self.cascade, "kind", unread)
        return self._kinds.get(task.agency_no, "")

    def above(self, task: LiveTask) -> Iterable[tuple[LiveTask, str]]:
        """The consolidations that merge it, each with the report that it waits for."""
        if task.task_no not in self._above:
            unread = {task.task_no, *self._tasks} - self._above.keys()
            self._above |= {number: [] for number in unread}
            for number, waits_for, *columns in self.tx.rows(
                f"SELECT f.input_no, f.waits_for, {TASK_COLUMNS} FROM {TASKS} "
                "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.consolidation_no "
                "WHERE f.cascade_id = :id AND f.input_no = ANY(:numbers)",
                id=self.cascade.cascade_id,
                numbers=sorted(unread),
            ):
                self._above[number].append((LiveTask(self.cascade, *columns), waits_for))
        return self._above[task.task_no]

    def plans_of(self, agency: str) -> list[_Document]:
        """Its plans that are not revoked, out or not."""
        if self._plans is None:
            self._plans = self._read_documents("d.is_plan AND d.revoked_on IS NULL")
        return [plan for plan in self._plans if agency in plan.issuers]

    def _read_documents(self, condition: str, **parameters: Any) -> list[_Document]:
        rows = self.tx.rows(
            "SELECT d.document_no, d.key, d.issuers, d.is_plan, d.is_out FROM document d "
            f"WHERE d.cascade_id = :id AND {condition} ORDER BY d.document_no",
            id=self.cascade.cascade_id,
            **parameters,
        )
        return [
            _Document(number, key, tuple(json.loads(issuers)), bool(is_plan), bool(is_out))
            for number, key, issuers, is_plan, is_out in rows
        ]


def _refuses(each: PinnedRule) -> bool:
    return each.rule.effect == "refused"


class _Course:
    """What goes with one move, in its order, on copies of the tasks (`running/advance.py`, `running/release.py`)."""

    def __init__(self, bars: Bars) -> None:
        self.bars, self.judge = bars, bars.cascade.judge
        self._copies: dict[int, LiveTask] = {}
        self._closed: Counter[int] = Counter()  # by consolidation: its edges that have closed on the way

    def draft(self, task: LiveTask) -> Pinned:
        """All tasks of that plan; the document that waits for its number and date goes out with them."""
        waiting = [plan for plan in self.bars.plans_of(task.agency) if not plan.is_out]
        if len(waiting) > 1:  # each is released by itself
            return None
        together = [self._copy(task)]
        if task.plan_group is not None:
            together += self._take("t.plan_group = :plan_group", plan_group=task.plan_group)
        moving = dict.fromkeys(each.task_no for each in together if self.judge.verdict(DRAFT_PLAN, each).is_legal)
        found = self._steps(moving, DRAFT_PLAN)
        return found or (self.release(waiting[0]) if waiting else None)

    def release(self, document: _Document) -> Pinned:
        """The tasks that it sets going, then those whose plan is out by then."""
        assigned = self._take(
            "t.task_no IN (SELECT task_no FROM release_edge WHERE cascade_id = :cascade_id AND document_no = :number)",
            number=document.number,
        )
        issued = [
            task for task in assigned if task.state == self.judge.initial and self.judge.verdict(RELEASE, task).is_legal
        ]
        if found := self._steps([task.task_no for task in issued], RELEASE):
            return found
        if DRAFT_PLAN not in self.judge.lifecycle.data.triggers:
            return None
        owing = [task for task in issued if task.owes_plan]
        for issuer in document.issuers if document.is_plan else ():
            owing += self._take("a.key = :agency AND t.owes_plan", agency=issuer)
        numbers = {task.task_no for task in owing if self.judge.verdict(DRAFT_PLAN, task).is_legal}
        return self._steps([number for number in sorted(numbers) if self._has_plan(number, document)], DRAFT_PLAN)

    def _has_plan(self, number: int, document: _Document) -> bool:
        plans = self.bars.plans_of(self._copies[number].agency)
        return any(plan.is_out or plan.number == document.number for plan in plans)

    def _steps(self, numbers: Iterable[int], trigger: str) -> Pinned:
        for number in numbers:
            task = self._copies[number]
            if found := self.bars.step(task, trigger):
                return found
            before = self.judge.closed_reports(task, task.state, task.standing)
            task.state = str(self.judge.verdict(trigger, task).dest)
            closed = set(self.judge.closed_reports(task, task.state, task.standing)) - set(before)
            if closed:
                self._close(number, closed)
        return None

    def _close(self, number: int, reports: Collection[str]) -> None:
        for (above,) in self.bars.tx.rows(
            "SELECT consolidation_no FROM feed WHERE cascade_id = :id AND input_no = :number AND NOT closed "
            "AND waits_for = ANY(:reports)",
            id=self.bars.cascade.cascade_id,
            number=number,
            reports=sorted(reports),
        ):
            self._closed[above] += 1
            if above in self._copies:
                self._copies[above].open_inputs -= 1

    def _take(self, condition: str, **parameters: Any) -> list[LiveTask]:
        order = f"{condition} ORDER BY t.task_no"
        return [self._copy(task) for task in read_tasks(self.bars.tx, self.bars.cascade, order, **parameters)]

    def _copy(self, task: LiveTask) -> LiveTask:
        """The task as it stands on the way."""
        if task.task_no not in self._copies:
            open_inputs = task.open_inputs - self._closed[task.task_no]
            self._copies[task.task_no] = replace(task, open_inputs=open_inputs)
        return self._copies[task.task_no]


class _Telling:
    """Puts into an answer what is barred of it. `bars`: by the key of the cascade."""

    def __init__(self, bars: Mapping[str, Bars]) -> None:
        self._bars = bars
        self._here: Bars | None = None  # of the cascade that was told of last: a document is named without its own

    def told(self, answer: T) -> T:
        """The whole answer; its tasks are read together."""
        numbers: dict[str, set[int]] = {key: set() for key in self._bars}
        for row in _asked_about(answer):
            if (key := _cascade_of(row.task)) in numbers:
                numbers[key].add(row.number)
        for key, bars in self._bars.items():
            bars.hold(numbers[key])
        return self._told(answer)

    def _told(self, answer: T) -> T:
        if isinstance(answer, tuple):
            told = tuple(self._told(each) for each in answer)
            return told if any(map(is_not, told, answer)) else answer  # type: ignore[return-value]
        if not isinstance(answer, Answer) or not is_dataclass(answer):
            return answer
        if isinstance(task := getattr(answer, "task", None), str):
            self._here = self._bars.get(_cascade_of(task))
        changed: dict[str, Any] = {}
        for item in fields(answer):
            value = getattr(answer, item.name)
            if isinstance(value, (tuple, Answer)) and (other := self._told(value)) is not value:
                changed[item.name] = other
        if self._here is not None and (barred := dict(self._barred(self._here, answer))):
            changed["barred"] = barred
        return replace(answer, **changed) if changed else answer

    def _barred(self, bars: Bars, row: Answer) -> Iterator[tuple[str, BrokenRule]]:
        found: dict[str, Pinned] = {}
        if isinstance(row, TaskRow):
            found = {name: bars.move(bars.task(row.number), name) for name in row.triggers if bars.may_bar(name)}
        elif isinstance(row, RequestRow) and row.outcome == "pending":
            task = bars.task(row.number)
            is_over = row.until is not None and row.until < bars.today  # such a day can only be denied
            found[DENY] = bars.move(task, DENY)
            found[GRANT] = bars.grant(task, None if row.heirs or is_over else row.asks_for, row.until, row.report)
        elif isinstance(row, (RootBlocker, WhyStep)) and (name := row.next_trigger) is not None:
            if row.task is None:
                found[name] = None if row.document is None else bars.release(row.document)
            elif name != RELEASE and bars.may_bar(name) and getattr(row, "waits_for", None) is None:
                number = row.number if isinstance(row, RootBlocker) else bars.task_of(row.task).task_no
                found[name] = bars.move(bars.task(number), name)
        yield from ((name, BrokenRule(**each.note())) for name, each in found.items() if each is not None)


def _asked_about(answer: object) -> Iterator[TaskRow | RootBlocker]:
    """All rows in an answer that offer a move of a task."""
    if isinstance(answer, tuple):
        for each in answer:
            yield from _asked_about(each)
    elif isinstance(answer, Answer) and is_dataclass(answer):
        if isinstance(answer, TaskRow) or (isinstance(answer, RootBlocker) and answer.task is not None):
            yield answer
        for item in fields(answer):
            if isinstance(value := getattr(answer, item.name), (tuple, Answer)):
                yield from _asked_about(value)


def _cascade_of(task: str | None) -> str:
    directive, period, *_ = (task or "/").split("/")
    return f"{directive}/{period[:4]}"
