"""Rules over what was really recorded: of each what became of every task that it speaks of, and what broke it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.event_logs.event_log import CascadeLog, EventLog
from engine.policies.rules import Rule
from engine.policies.running import Running
from engine.policies.watching import Breach, Watched, replayed
from engine.results import Answer
from workflows.said import NAMELESS, Name


@dataclass(frozen=True, slots=True)
class RuleBreach(Answer):
    """What broke a rule. `task`: the one that the rule speaks of; `on_task`: the one on which it happened.

    `day`: when it occurred; `seq`: its row in the history of `on_task`; None: nothing happened, so it stood on that
    day. `activity`: the trigger; `by_agency`, `by`, `mandate`: who, and under which mandate; `recorded_at`: when that
    was recorded.
    """

    task: str
    agency: str
    period: str
    day: date
    on_task: str | None
    seq: int | None
    activity: str | None
    by_agency: str | None
    by: str | None
    mandate: str | None
    recorded_at: str | None
    agency_name: Name = NAMELESS
    by_agency_name: Name = NAMELESS


@dataclass(frozen=True, slots=True)
class RuleAudit(Answer):
    """One rule over one cascade. `outcome`: `held`, `broken`, `undecided`, or `vacuous` where nothing touched it.

    Of the `tasks` that it speaks of each is `held`, `broken`, `undecided` (it may still go either way by `until`, the
    day asked about), or `untouched` (nothing that the rule speaks of happened to it); these four add up to `tasks`.
    `place`: file and line; `pattern`: see docs/steps.md.
    """

    cascade: str
    sentence: str
    place: str
    pattern: str
    outcome: str
    until: date
    tasks: int
    held: int
    broken: int
    undecided: int
    untouched: int
    breaches: tuple[RuleBreach, ...]


def audit_rules(log: EventLog, rules: Mapping[str, Sequence[Rule]], until: date) -> tuple[RuleAudit, ...]:
    """What the recorded history of each cascade says of its rules (`rules`: by cascade), up to that day."""
    return tuple(each for part in log.parts for each in _audited(part, rules.get(part.cascade().key, ()), until))


def _audited(log: CascadeLog, rules: Sequence[Rule], until: date) -> list[RuleAudit]:
    if not rules:
        return []
    watch = replayed(log, rules, log.calendar, log.judge)
    return [_as_audit(log, log.cascade().key, watch.running, watched, until) for watched in watch.end(until)]


def _as_audit(log: CascadeLog, cascade: str, running: Running, watched: Watched, until: date) -> RuleAudit:
    undecided = watched.undecided - watched.breaches.keys()
    outcome = "broken" if watched.broken else "vacuous" if watched.is_vacuous else "undecided" if undecided else "held"
    breaches = sorted(watched.breaches.values(), key=lambda breach: (breach.day, breach.task))
    rule = watched.rule
    return RuleAudit(
        *(cascade, rule.sentence, rule.place, rule.pattern, outcome, until),
        *(watched.matched, watched.held, watched.broken, len(undecided), watched.untouched),
        tuple(_as_breach(log, running, breach) for breach in breaches),
    )


def _as_breach(log: CascadeLog, running: Running, breach: Breach) -> RuleBreach:
    task, event = running.tasks[breach.task], breach.event
    row = None if event is None else event.entry
    by = None if row is None else row.on_behalf_of or row.agency
    return RuleBreach(
        task.key,
        task.agency,
        task.key.partition("/")[2].partition("/")[0],
        breach.day,
        breach.on_task,
        None if row is None else row.seq,
        None if event is None else event.activity,
        by,
        None if row is None else row.by,
        None if row is None else row.mandate,
        None if row is None else row.recorded_at,
        _called(log, task.agency),
        _called(log, by),
    )


def _called(log: CascadeLog, agency: str | None) -> Name:
    found = None if agency is None else log.agencies.get(agency)
    return NAMELESS if found is None else found.called
