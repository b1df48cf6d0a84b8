"""Which moves a run tries next: every trigger, every role, and what a scenario may say beside.

Moves come in groups: the same thing by each agency that could be thought to do it, whoever may by the lifecycle first.
Where that one is refused for anything but who asks, the others would be too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum

from engine.cascade.judging import Judge
from engine.policies.rules import OF_THE_GRAPH
from engine.policies.running import Running, Task
from engine.policies.watching import Watched
from features.steps.cascades import Cascade
from features.steps.settling import ASSUMED_NUMBER
from rules.judging import Last, Position
from rules.moves import Move
from workflows.graph import DocumentNode, TaskNode
from workflows.lifecycle import Role

REASON = "theo đề nghị của cơ quan"
ALLOWED_BY = "Thủ trưởng cơ quan"
_LATER = timedelta(days=7)
_ONE = timedelta(days=1)

_ROLES: tuple[Role, ...] = ("assignee", "receiver", "consolidator", "issuer", "superior")
_OF_DAYS = frozenset({"overdue", "urged", "dated", *OF_THE_GRAPH})

Group = tuple[Move, ...]


class Breadth(Enum):
    """How much is tried: what moves tasks, done on one day; or also what is asked for, put right, put off, other days.

    Tasks are put off at once where a rule speaks of days.
    """

    NARROW = "narrow"
    WIDE = "wide"


NARROW, WIDE = Breadth.NARROW, Breadth.WIDE


class Offering:
    """Offers the moves of one cascade.

    `tasks`: only on these (keys without the directive), None: on all; `tries_all`: also what the machine forbids, once
    in each case.
    """

    def __init__(
        self,
        cascade: Cascade,
        start: Position,
        breadth: Breadth,
        tasks: frozenset[str] | None = None,
        *,
        tries_all: bool = True,
    ) -> None:
        self.cascade, self.lifecycle = cascade, cascade.lifecycle
        self._is_wide = breadth is WIDE
        self._puts_off = self._is_wide or any(map(_speaks_of_days, start.found))
        graph = cascade.graph
        self._nodes = {node.key: node for node in graph.tasks if tasks is None or node.key in tasks}
        self._documents = {node.key: node for node in graph.documents}
        self._offered = {key for node in self._nodes.values() for key in node.documents}
        agencies = {node.agency for node in self._nodes.values()}
        self._offered |= {node.key for node in graph.documents if node.is_plan and agencies & set(node.issuers)}
        self._tries_all = tries_all
        self._superiors = {agency.key: agency.superior for agency in graph.agencies}
        self._tried: set[tuple[object, ...]] = set()
        self._untils = self._days_put_off(start)
        self._ahead = _days_ahead(start)

    def of(self, place: Position, told: date | None, last_day: date) -> list[Group]:
        """What may be tried there. `told`: the day that it is, where one was told; `last_day`: today."""
        now = told or min(max([place.launched_on, *place.heads.values()]), last_day)
        groups: list[Group] = []
        for document in place.documents:
            groups += self._with_document(document.key, document.is_out, document.revoked_on is not None, now)
        for key, task in place.running.tasks.items():
            short = key.partition("/")[2]
            node = self._nodes.get(short)
            if node is None:
                continue
            days = [now]
            if self._is_wide:
                days += [day for day in (place.heads.get(key), self._next_day(now, last_day)) if day and day != now]
            for on in dict.fromkeys(days):
                groups += self._on_task(node, task, place.running, on)
            if self._is_wide:
                groups += self._asked(node, now)
                groups += self._corrections(node, place.rows.get(key, {}), now)
        if self._is_wide and told is not None and (day := next((each for each in self._ahead if each > told), None)):
            groups.append((Move("day", on=day),))
        return groups

    def _next_day(self, now: date, last_day: date) -> date | None:
        return next((day for day in self._ahead if now < day <= last_day), None)

    # by document

    def _with_document(self, key: str, is_out: bool, is_revoked: bool, now: date) -> Iterator[Group]:
        node = self._documents.get(key)
        if node is None or key not in self._offered:
            return
        actors = node.issuers, self._concerned(node)
        if not is_out:
            number = None if node.number else self._number(node)
            on = None if node.issued_on else now
            yield _by(*actors, Move("release", "release", document=key, on=on, number=number))
        elif not is_revoked:
            yield _by(*actors, Move("revoke", "revoke", document=key, on=now, reason=REASON))

    def _concerned(self, document: DocumentNode) -> list[str]:
        return [node.agency for node in self._nodes.values() if document.key in node.documents][:2]

    def _number(self, document: DocumentNode) -> str:
        """Of its own: no issuer gives a number twice."""
        return f"{list(self._documents).index(document.key) + 1:02}/{ASSUMED_NUMBER.partition('/')[2]}"

    # on a task

    def _on_task(self, node: TaskNode, task: Task, running: Running, day: date) -> Iterator[Group]:
        data = self.lifecycle.data
        for name in data.triggers:
            if name != "release" and self._is_worth(name, task, running.judge, day):
                number = self._plan_number(node) if name == "draft_plan" else None
                yield self._by_each(node, Move("trigger", name, task=node.key, on=day, number=number))
        for name, side in data.side_triggers.items():
            if name == "revoke":
                continue
            reason = REASON if "reason" in side.needs else None
            move = Move("trigger", name, task=node.key, on=day, reason=reason)
            for filled in self._filled(node, task, running, move):
                if self._is_worth(name, task, running.judge, day, filled.report):
                    yield self._by_each(node, filled)

    def _is_worth(self, name: str, task: Task, judge: Judge, day: date, report: str | None = None) -> bool:
        """Whether the machine allows it, or it forbids it in a case in which it was not tried yet."""
        if name in self.lifecycle.data.triggers:
            is_legal = judge.verdict(name, task).is_legal
        else:
            is_legal = judge.side_verdict(name, task, returning=report).is_legal
        if is_legal or not self._tries_all:
            return is_legal
        above = tuple((each.state, each.standing) for each, _ in task.above)
        case = name, report, task.key, task.state, task.standing, task.open_inputs > 0, above, day
        is_new = case not in self._tried
        self._tried.add(case)
        return is_new

    def _filled(self, node: TaskNode, task: Task, running: Running, move: Move) -> Iterator[Move]:
        """The move with what it needs beside its reason, each way that it can be said."""
        needs = self.lifecycle.needs(move.name)
        if move.name == "return_report":
            yield from _of_each_report(node, move)
        elif move.name == "consolidate_partial":
            still = [low.agency for low, waits_for in task.inputs if not running.is_closed(low, waits_for)]
            missing = tuple(dict.fromkeys(still or [low.agency for low, _ in task.inputs]))
            if task.inputs:
                yield replace(move, missing=missing, allowed_by=ALLOWED_BY)
        elif move.name == "extend":
            if self._puts_off:
                yield from (replace(move, until=until) for until in self._untils[node.key])
        elif "until" not in needs:
            yield move

    def _asked(self, node: TaskNode, now: date) -> Iterator[Group]:
        data = self.lifecycle.data
        for name, request in data.requests.items():
            until, proposed = None, None
            if "until" in request.needs:
                until = self._untils[node.key][0]
            elif "proposed" in request.needs:
                others = (agency.key for agency in self.cascade.graph.agencies if agency.key != node.agency)
                if (proposed := next(others, None)) is None:
                    continue
            reason = REASON if "reason" in request.needs else None
            asked = Move("trigger", name, task=node.key, on=now, until=until, reason=reason, proposed=proposed)
            yield self._by_each(node, asked)
        deciding = [role for request in data.requests.values() for role in self.lifecycle.who_may(request.asks_for)]
        for name in data.decisions.by_name():
            move = Move("trigger", name, task=node.key, on=now, reason=REASON if name == "deny" else None)
            if name == "accept":
                yield from (self._by_each(node, each) for each in _of_each_report(node, move))
            else:
                yield self._by_each(node, move, deciding)

    def _corrections(self, node: TaskNode, rows: Mapping[str, Last], now: date) -> Iterator[Group]:
        """The last row of each trigger taken back, or put right to the day before or to now."""
        last = max(rows.values(), key=lambda row: row.seq, default=None)
        for name, row in rows.items():
            if row.agency is None:
                continue
            actors = [row.agency], [node.agency]
            move = Move("undo", name, task=node.key, seq=row.seq, reason=REASON)
            yield _by(*actors, move)
            if row is last:
                for on in dict.fromkeys((row.on - _ONE, now)):
                    if on != row.on:
                        yield _by(*actors, replace(move, kind="restate", on=on))

    # who

    def _by_each(self, node: TaskNode, move: Move, roles: Sequence[Role] | None = None) -> Group:
        chosen = self.lifecycle.who_may(move.name) if roles is None else roles
        first, others = ([agency for role in each for agency in self._in_role(node, role)] for each in (chosen, _ROLES))
        return _by(first, others, move)

    def _in_role(self, node: TaskNode, role: Role) -> list[str]:
        above = [each.agency for each in self.cascade.above.get(node.key, ())]
        match role:
            case "assignee":
                return [node.agency]
            case "consolidator":
                return above
            case "receiver":
                return [*above, *node.receivers]
            case "superior":
                superior = self._superiors.get(node.agency)
                return [superior] if superior and superior in self._superiors else []
            case "issuer":
                return [issuer for key in node.documents for issuer in self._documents[key].issuers]

    # days and numbers

    def _plan_number(self, node: TaskNode) -> str | None:
        """Where the plan's file waits for its number, one of its own."""
        own = (each for each in self._documents.values() if each.is_plan and node.agency in each.issuers)
        return next((self._number(each) for each in own if each.number is None), None)

    def _days_put_off(self, start: Position) -> dict[str, list[date]]:
        """By task, to which days it may be put off: a week, and the day after those above are due."""
        found: dict[str, list[date]] = {}
        for key, task in start.running.tasks.items():
            own = max((date.fromisoformat(day) for day in task.due.values()), default=None)
            above = max(
                (date.fromisoformat(each.due["merged"]) for each, _ in task.above if "merged" in each.due), default=None
            )
            days = [] if own is None else [own + _LATER]
            if above is not None and (own is None or own <= above):
                days.append(above + _ONE)
            found[key.partition("/")[2]] = sorted(set(days)) or [start.launched_on + 50 * _LATER]
        return found


def _by(first: Iterable[str], others: Iterable[str], move: Move) -> Group:
    """The move by each of them in turn."""
    return tuple(replace(move, actor=actor) for actor in dict.fromkeys((*first, *others)))


def _of_each_report(node: TaskNode, move: Move) -> Iterator[Move]:
    """The move for each report that the task owes."""
    owed = {"own": node.owes_report, "merged": node.consolidates}
    return (replace(move, report=report) for report, owes in owed.items() if owes)


def _speaks_of_days(watched: Watched) -> bool:
    rule = watched.rule
    facts = {each.fact for each in (rule.given, rule.then) if each is not None}
    triggers = {name for each in (rule.event, rule.other) if each is not None for name in each.triggers}
    return bool(facts & _OF_DAYS or "extend" in triggers)


def _days_ahead(start: Position) -> list[date]:
    """The first day after each due date: that on which it is overdue."""
    days = {date.fromisoformat(day) for task in start.running.tasks.values() for day in task.due.values()}
    return sorted(day + _ONE for day in days)
