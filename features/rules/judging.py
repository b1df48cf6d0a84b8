"""What a rule comes to in a scenario: by the graph where dates and routes decide it, else by what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.cascade.judging import Judge
from engine.event_logs.event_log import EventLog
from engine.policies.rules import Rule
from engine.policies.running import from_graph, from_log
from engine.policies.watching import Watch, Watched, check_graph
from engine.scope import Scope
from features.rules.sentences import Names, rule_of
from features.steps.world import Cascade, World


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule and what became of it. `how`: `graph`, or `history`: what the scenario recorded."""

    watched: Watched
    how: str


def judge(world: World, sentence: str) -> Judged:
    """What the scenario's cascade says of the rule. Raises what names raise."""
    cascade = world.cascade
    rule = rule_of(sentence, names_of(world, cascade))
    assert rule is not None
    if rule.is_of_the_graph:
        return Judged(check_graph([rule], from_graph(cascade.graph, Judge(cascade.lifecycle)), world.today)[0], "graph")
    return Judged(watched_in(world, cascade, [rule], world.today)[0], "history")


def watched_in(world: World, cascade: Cascade, rules: list[Rule], today: date) -> list[Watched]:
    """What the history of a scenario's cascade says of rules, up to that day."""

    def use(log: EventLog) -> list[Watched]:
        (part,) = log.parts
        judge, launched_on = Judge(cascade.lifecycle), date.fromisoformat(part.cascade().launched_on)
        running, happened = from_log(part, cascade.graph.calendar, judge)
        watch = Watch(rules, running, launched_on)
        for event, task in happened:
            watch.happens(task, event, event.at.date())
        return watch.end(today)

    return world.answers.event_log(use, Scope(cascade.key))


def names_of(world: World, cascade: Cascade) -> Names:
    """Names as the scenario's cascade knows them."""
    return Names(lambda text: world.agency(text, cascade), lambda text: world.library.get(text).key)
