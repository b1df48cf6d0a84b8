"""Which moves a run tries next: every trigger, every role, and what a scenario may say beside.

Moves come in groups: the same thing by each agency that could be thought to do it, whoever may by the lifecycle first.
Where that one is refused for anything but who asks, the others would be too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from engine.cascade.judging import Judge
from engine.event_logs.logged import LoggedDocument
from engine.policies.rules import OF_THE_GRAPH
from engine.policies.running import Running, Task
from engine.policies.watching import Watched
from features.steps.cascades import Cascade
from features.steps.settling import ASSUMED_NUMBER
from rules.judging import Position
from rules.moves import Move
from workflows.graph import DocumentNode, TaskNode
from workflows.lifecycle import Role

REASON = "theo đề nghị của cơ quan"
ALLOWED_BY = "Thủ trưởng cơ quan"
_LATER = timedelta(days=7)
_ONE = timedelta(days=1)

_OF_DAYS = frozenset({"overdue", "urged", "dated", *OF_THE_GRAPH})

Group = tuple[Move, ...]


class Last(NamedTuple):
    """The last row that counts of a trigger on a task. `agency`: whose move it is; None: it is none, or nobody's."""

    seq: int
    agency: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Place:
    """What decides what can be tried. `heads`: by task the day of the last that happened; `rows`: its last rows."""

    running: Running
    documents: Sequence[LoggedDocument]
    launched_on: date
    heads: Mapping[str, date]
    rows: Mapping[str, Mapping[str, Last]]


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
        self.cascade, self.lifecycle, self.breadth = cascade, cascade.lifecycle, breadth
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
        self._above: dict[str, list[str]] = {}
        for feed in graph.feeds:
            above = graph.tasks[feed.consolidation].agency
            self._above.setdefault(graph.tasks[feed.input].key, []).append(above)
        self._tried: set[tuple[object, ...]] = set()
        self._untils = self._days_put_off(start)
        self._ahead = _days_ahead(start)

    def of(self, place: Place, told: date | None, last_day: date) -> list[Group]:
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
        actors = self._in_turn(node.issuers, self._concerned(node))
        if not is_out:
            number = None if node.number else self._number(node)
            on = None if node.issued_on else now
            yield tuple(Move("release", "release", who, document=key, on=on, number=number) for who in actors)
        elif not is_revoked:
            yield tuple(Move("revoke", "revoke", who, document=key, on=now, reason=REASON) for who in actors)

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
                yield self._by_each(node, name, Move("trigger", name, task=node.key, on=day, number=number))
        for name, side in data.side_triggers.items():
            if name == "revoke":
                continue
            reason = REASON if "reason" in side.needs else None
            move = Move("trigger", name, task=node.key, on=day, reason=reason)
            for filled in self._filled(node, task, running, move):
                if self._is_worth(name, task, running.judge, day, filled.report):
                    yield self._by_each(node, name, filled)

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
            reason = REASON if "reason" in request.needs else None
            move = Move("trigger", name, task=node.key, on=now, reason=reason)
            if "until" in request.needs:
                yield self._by_each(node, name, replace(move, until=self._untils[node.key][0]))
            elif "proposed" in request.needs:
                others = [agency.key for agency in self.cascade.graph.agencies if agency.key != node.agency]
                if others:
                    yield self._by_each(node, name, replace(move, proposed=others[0]))
            else:
                yield self._by_each(node, name, move)
        decisions = data.decisions.by_name()
        deciding = [role for request in data.requests.values() for role in self.lifecycle.who_may(request.asks_for)]
        for name in decisions:
            move = Move("trigger", name, task=node.key, on=now, reason=REASON if name == "deny" else None)
            if name != "accept":
                yield self._by_each(node, name, move, deciding)
                continue
            yield from (self._by_each(node, name, each) for each in _of_each_report(node, move))

    def _corrections(self, node: TaskNode, rows: Mapping[str, Last], now: date) -> Iterator[Group]:
        """The last row of each trigger taken back, or put right to the day before or to now."""
        last = max(rows.values(), key=lambda row: row.seq, default=None)
        for name, row in rows.items():
            if row.agency is None:
                continue
            actors = self._in_turn([row.agency], [node.agency])
            move = Move("undo", name, task=node.key, seq=row.seq, reason=REASON)
            yield tuple(replace(move, actor=actor) for actor in actors)
            if row is last:
                for on in dict.fromkeys((row.on - _ONE, now)):
                    if on != row.on:
                        yield tuple(replace(move, kind="restate", actor=actor, on=on) for actor in actors)

    # who

    def _by_each(self, node: TaskNode, name: str, move: Move, roles: Sequence[Role] | None = None) -> Group:
        chosen = self.lifecycle.who_may(name) if roles is None else roles
        first = [agency for role in chosen for agency in self._in_role(node, role)]
        every: tuple[Role, ...] = ("assignee", "receiver", "consolidator", "issuer", "superior")
        others = [agency for role in every for agency in self._in_role(node, role)]
        return tuple(replace(move, actor=actor) for actor in self._in_turn(first, others))

    def _in_role(self, node: TaskNode, role: Role) -> list[str]:
        match role:
            case "assignee":
                return [node.agency]
            case "consolidator":
                return self._above.get(node.key, [])
            case "receiver":
                return [*self._above.get(node.key, []), *node.receivers]
            case "superior":
                superior = self._superiors.get(node.agency)
                return [superior] if superior and superior in self._superiors else []
            case "issuer":
                return [issuer for key in node.documents for issuer in self._documents[key].issuers]

    @staticmethod
    def _in_turn(first: Sequence[str], others: Sequence[str]) -> list[str]:
        return list(dict.fromkeys((*first, *others)))

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


def place_of(position: Position) -> Place:
    """The same, as far as it decides what can be tried."""
    heads: dict[str, date] = {}
    rows: dict[str, dict[str, Last]] = {}
    for event, task in position.happened:
        heads[task.key] = event.day
        name, of_task, seq = event.entry.trigger, rows.setdefault(task.key, {}), event.entry.seq
        if name is not None and (name not in of_task or of_task[name].seq < seq):
            of_task[name] = Last(seq, event.entry.agency if event.entry.kind == "move" else None, event.day)
    return Place(position.running, position.documents, position.launched_on, heads, rows)
