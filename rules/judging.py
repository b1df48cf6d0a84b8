"""What a rule comes to in a scenario: by the graph where dates and routes decide it, else by what has happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.answers import Answers
from engine.event_logs.event_log import EventLog
from engine.event_logs.logged import LoggedDocument
from engine.policies.rules import Rule
from engine.policies.running import Happened, Running, Task, from_graph
from engine.policies.watching import Watched, check_graph, replayed
from engine.scope import Scope
from features.steps.cascades import Cascade
from features.steps.world import World
from rules.sentences import Names, rule_of

_TOLD = ("urged", "overdue")  # facts that answers tell


class Last(NamedTuple):
    """The last row that counts of a trigger on a task. `agency`: whose move it is; None: it is none, or nobody's."""

    seq: int
    agency: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Position:
    """Where a cascade has come to, and what its rules came to by then.

    `happened`: what counts, in the order of days; `memory`: see `Watch.memory`. `heads`: by task the day of the last
    that happened; `rows`: by task and trigger its last row.
    """

    running: Running
    happened: Sequence[tuple[Happened, Task]]
    documents: Sequence[LoggedDocument]
    launched_on: date
    found: Sequence[Watched]
    memory: tuple[object, ...]
    heads: Mapping[str, date]
    rows: Mapping[str, Mapping[str, Last]]


def judge(world: World, sentence: str) -> Watched:
    """What the scenario's cascade says of the rule. Raises what names raise."""
    cascade = world.cascade
    rule = rule_of(sentence, names_of(world, cascade))
    assert rule is not None
    if rule.is_of_the_graph:
        return check_graph([rule], from_graph(cascade.graph, cascade.judge), world.today)[0]
    return position(world.answers, cascade, [rule], world.today).found[0]


def position(answers: Answers, cascade: Cascade, rules: Sequence[Rule], today: date) -> Position:
    """What the history of a cascade says of rules, up to that day, and where its tasks stand."""
    told = facts_told(answers, cascade, rules)

    def use(log: EventLog) -> Position:
        (part,) = log.parts
        happened: list[tuple[Happened, Task]] = []
        watch = replayed(part, rules, cascade.graph.calendar, cascade.judge, happened.append)
        watch.running.told = told
        documents, launched_on = tuple(part.documents.values()), date.fromisoformat(part.cascade().launched_on)
        found, heads = watch.end(today), {task.key: event.day for event, task in happened}
        running, memory, rows = watch.running, watch.memory(), _last_rows(happened)
        return Position(running, happened, documents, launched_on, found, memory, heads, rows)

    return answers.event_log(use, Scope(cascade.key))


def _last_rows(happened: Iterable[tuple[Happened, Task]]) -> dict[str, dict[str, Last]]:
    rows: dict[str, dict[str, Last]] = {}
    for event, task in happened:
        entry, of_task = event.entry, rows.setdefault(task.key, {})
        if entry.trigger is not None and (entry.trigger not in of_task or of_task[entry.trigger].seq < entry.seq):
            of_task[entry.trigger] = Last(entry.seq, entry.agency if entry.kind == "move" else None, event.day)
    return rows


def facts_told(answers: Answers, cascade: Cascade, rules: Iterable[Rule]) -> dict[tuple[str, str], bool]:
    """What `status` and `blocked` say of the moment, where a rule asks about it: who is overdue, who is urged.

    Urged is whom `blocked` names as a root blocker, and who is overdue and does not wait for others.
    """
    conditions = [each for rule in rules for each in (rule.given, rule.then) if each is not None]
    if not any(each.fact in _TOLD for each in conditions):
        return {}
    scope = Scope(cascade.key)
    named = {root.task for each in answers.blocked(scope) for root in each.root_blockers}
    told: dict[tuple[str, str], bool] = {}
    for row in answers.status(scope):
        is_overdue = row.timeliness == "overdue"
        told["overdue", row.task] = is_overdue
        told["urged", row.task] = row.task in named or (is_overdue and not (row.open and not row.triggers))
    return told


def names_of(world: World, cascade: Cascade) -> Names:
    """Names as the scenario's cascade knows them."""
    return Names(lambda text: world.agency(text, cascade), lambda text: world.library.get(text).key, cascade.lifecycle)
