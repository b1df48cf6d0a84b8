"""Everything of a document that a scenario can touch, and what of the lifecycle and the refusals it cannot, and why.

A thing is one arrow of the lifecycle that a task of the document can take, one guard that can say no to one, one due
date, one refusal that can meet who acts on it, one finding of the checker. What can never happen with this document is
listed too, with the reason, so that nothing is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import words
from features.ordered import HAS_INPUTS, NO_TASKS, OUT_AT_ONCE, InWords, Kind, Launched, Thing, View, duty, no_task
from features.refusable import NOT_LAUNCHABLE, refusal_words, refusals_of
from workflows.findings import Finding, Severity
from workflows.graph import DueDate, TaskNode
from workflows.lifecycle import ACTIVE, Facts, Lifecycle
from workflows.said import Name, Said

KINDS = ("transition", "guard", "due", "refusal", "finding")

_RELEASE, _REVOKE, _RETURN = "release", "revoke", "return_report"
_REPORTS = ("own", "merged")
_OPEN = "inputs_open"


def things_of(document: str, cascades: Iterable[Launched], findings: Iterable[Finding]) -> dict[Thing, InWords]:
    """All of them. What can happen in one of the cascades can be touched, whatever holds in the others."""
    found: dict[Thing, InWords] = {}
    for launched in cascades:
        node = next((node for node in launched.graph.documents if node.key == document), None)
        if node is None:
            continue
        view = View(launched, node)
        for thing, said in (*_transitions(view), *_guards(view), *_dues(view), *refusals_of(view)):
            if thing not in found or found[thing].never is not None:
                found[thing] = said
    listed = list(findings)
    for finding in listed:
        told = Said("coverage.finding", {"rule": finding.rule, "finding": finding})
        found[Thing(document, "finding", finding.rule, finding.place.at)] = InWords(told)
    if any(finding.severity is Severity.ERROR for finding in listed):
        found[Thing(document, "refusal", NOT_LAUNCHABLE)] = InWords(refusal_words(NOT_LAUNCHABLE))
    return found


# transitions


class Arrow(NamedTuple):
    """One arrow of the lifecycle, between states or between standings.

    `mark`: the report that is returned, or the standing in which a trigger of the main line is done although the task
    is not active. `guards`: those that must hold, `not …` where one must not.
    """

    trigger: str
    source: str
    dest: str
    mark: str = ""
    guards: tuple[str, ...] = ()
    is_standing: bool = False

    def thing(self, document: str, topic: str | None = None) -> Thing:
        """`draft_plan issued→plan_drafted`, `waive active→waived`, `return_report consolidated→reported (merged)`."""
        about = f"{topic}: " if topic else ""
        mark = f" ({self.mark})" if self.mark else ""
        return Thing(document, "transition", f"{about}{self.trigger} {self.source}→{self.dest}{mark}")

    def words(self, lifecycle: Lifecycle, topic: str | None = None) -> Said:
        """The arrow in words."""
        trigger: Any = lifecycle.label(self.trigger)
        standings = {str(name): label for name, label in lifecycle.data.standings.items()}
        if self.mark:
            how = self.mark if self.mark in _REPORTS else "standing"
            trigger = Said(f"coverage.marked.{how}", {"trigger": trigger, "mark": standings.get(self.mark)})
        if topic:
            trigger = Said("coverage.on_topic", {"topic": topic, "trigger": trigger})
        ends = standings if self.is_standing else dict(lifecycle.data.states.items())
        facts = {"trigger": trigger, "source": ends[self.source], "dest": ends[self.dest]}
        return Said("coverage.stays" if self.source == self.dest else "coverage.goes", facts)


def arrows_of(lifecycle: Lifecycle) -> Iterator[Arrow]:
    """Every arrow, in the order of the lifecycle's file."""
    for name, trigger in lifecycle.data.triggers.items():
        for move in trigger.moves:
            guards = (*move.when, *(f"not {guard}" for guard in move.unless))
            for standing in trigger.standings:
                yield Arrow(name, move.source, move.dest, "" if standing == ACTIVE else standing, guards)
    for name, side in lifecycle.data.side_triggers.items():
        for side_move in side.moves or side.standings:
            whens = (*side_move.when, *(f"not {guard}" for guard in side_move.unless))
            report = next((report for report in _REPORTS if f"returns_{report}" in whens), "")
            yield Arrow(name, side_move.source, side_move.dest, report, whens, is_standing=not side.moves)


def _transitions(view: View) -> Iterator[tuple[Thing, InWords]]:
    """On the main line by topic, for topics owe different things; beside it for the document as a whole."""
    lifecycle, document = view.lifecycle, view.node.key
    for arrow in arrows_of(lifecycle):
        takers = [kind for kind in view.kinds if _takes(view, kind, arrow)]
        is_main = arrow.trigger in lifecycle.data.triggers and not arrow.mark
        topics = {task.topic for task in view.tasks if _taken_by(view, task, arrow)} if is_main else {None}
        for topic in sorted(topics, key=lambda topic: topic or "") if takers else ():
            yield arrow.thing(document, topic), InWords(arrow.words(lifecycle, topic))
        if not takers:
            yield arrow.thing(document), InWords(arrow.words(lifecycle), _why_never(view, arrow))


def _taken_by(view: View, task: TaskNode, arrow: Arrow) -> bool:
    return _on_path(view.lifecycle, Facts(task.owes_plan, task.owes_report, task.consolidates), arrow)


def _on_path(lifecycle: Lifecycle, duties: Facts, arrow: Arrow) -> bool:
    if arrow.source not in lifecycle.path(duties) or lifecycle.next_trigger(arrow.source, duties) != arrow.trigger:
        return False
    return lifecycle.judge(arrow.trigger, arrow.source, duties).dest == arrow.dest


def _takes(view: View, kind: Kind, arrow: Arrow) -> bool:
    """Whether a task of that kind can ever take the arrow."""
    if not _suits(view.lifecycle, kind.duties, kind.has_inputs, arrow):
        return False
    if arrow.trigger in view.lifecycle.data.triggers:
        return not arrow.mark or view.can_wait
    return kind.is_alone if arrow.trigger == _REVOKE else kind.is_received or arrow.trigger != _RETURN


def _suits(lifecycle: Lifecycle, duties: Facts, has_inputs: bool, arrow: Arrow) -> bool:
    """Whether a task with these duties can."""
    if arrow.trigger in lifecycle.data.triggers:
        return _on_path(lifecycle, duties, arrow)
    if arrow.is_standing:
        return True
    if arrow.source not in lifecycle.path(duties) or (_OPEN in arrow.guards and not has_inputs):
        return False
    facts = replace(duties, open_inputs=int(_OPEN in arrow.guards), returning=arrow.mark or None)
    return lifecycle.judge(arrow.trigger, arrow.source, facts).dest == arrow.dest


def _why_never(view: View, arrow: Arrow) -> Said:
    """No task of the document takes the arrow: what all those that would have in common."""
    if not view.tasks:
        return NO_TASKS
    every = [
        (Facts(plan, report, consolidates), has_inputs)
        for plan, report, consolidates, has_inputs in product((False, True), repeat=4)
    ]
    takers = [(duties, inputs) for duties, inputs in every if _suits(view.lifecycle, duties, inputs, arrow)]
    wanted = []
    for name in ("owes_plan", "owes_report", "consolidates"):
        values = {getattr(duties, name) for duties, _ in takers}
        wanted += [duty(name, value) for value in values if len(values) == 1]
    wanted += [HAS_INPUTS] if takers and all(inputs for _, inputs in takers) else []
    if wanted and not any(_suits(view.lifecycle, kind.duties, kind.has_inputs, arrow) for kind in view.kinds):
        return no_task(*wanted)
    return {_REVOKE: _ASKED_ELSEWHERE, _RETURN: _NOBODY_RECEIVES}.get(arrow.trigger, OUT_AT_ONCE)


_ASKED_ELSEWHERE = Said("coverage.asked_elsewhere")
_NOBODY_RECEIVES = Said("coverage.nobody_receives")


# guards

_STOPS_NONE = Said("coverage.stops_none")


def guard(document: str, trigger: str, name: str) -> Thing:
    """`implement: not owes_plan`."""
    return Thing(document, "guard", f"{trigger}: {name}")


def _guards(view: View) -> Iterator[tuple[Thing, InWords]]:
    """Each guard that can say no to a task of the document; then those of the lifecycle that cannot."""
    lifecycle, document = view.lifecycle, view.node.key
    possible = {pair for kind in view.kinds for pair in _objections(lifecycle, kind)}
    every = {(arrow.trigger, name): None for arrow in arrows_of(lifecycle) for name in arrow.guards}
    for name, side in lifecycle.data.side_triggers.items():
        every |= {(name, guard): None for move in side.standings for guard in move.when}
    for trigger, name in (*every, *sorted(possible - every.keys())):
        why = f"coverage.no.{name.replace(' ', '_')}"
        facts = {"trigger": lifecycle.label(trigger), "why": Said(why) if words.has(why) else name}
        never = None if (trigger, name) in possible else _STOPS_NONE if view.tasks else NO_TASKS
        yield guard(document, trigger, name), InWords(Said("coverage.says_no", facts), never)


def _objections(lifecycle: Lifecycle, kind: Kind) -> Iterator[tuple[str, str]]:
    """(trigger, guard) that can say no to a task of that kind, in a state that it passes.

    A document that goes out passes over tasks whose standing forbids it, and one that is revoked those too: nobody is
    told, so these are no objections.
    """
    data = lifecycle.data
    standings = [name for name in data.standings if name == ACTIVE or lifecycle.way_back(name) is not None]
    for state, standing in product(lifecycle.path(kind.duties), standings):
        is_finished = lifecycle.next_trigger(state, kind.duties) is None
        if is_finished and standing != ACTIVE:
            continue
        for trigger in (*data.triggers, *data.side_triggers):
            for facts in _asked(lifecycle, kind, state, standing, trigger):
                for name in lifecycle.judge(trigger, state, facts).objections:
                    if name != "standing" or trigger not in (_RELEASE, _REVOKE):
                        yield trigger, name


def _asked(lifecycle: Lifecycle, kind: Kind, state: str, standing: str, trigger: str) -> Iterator[Facts]:
    """Everything that the machine may be asked about a task of that kind as it stands."""
    is_finished = lifecycle.next_trigger(state, kind.duties) is None
    opens = (0, 1) if kind.has_inputs else (0,)
    reports: tuple[str | None, ...] = _REPORTS if trigger == _RETURN else (None,)
    passed_on = (False, True) if kind.is_input and not is_finished else (False,)
    for open_inputs, report, is_passed_on in product(opens, reports, passed_on):
        yield replace(
            kind.duties,
            open_inputs=open_inputs,
            standing=standing,
            returning=report,
            is_finished=is_finished,
            is_passed_on=is_passed_on,
        )


# due dates


def dues_of(task: TaskNode) -> Iterator[tuple[str, DueDate]]:
    """The reports that a task owes, each with its due date; a plan only where it has one."""
    if task.owes_report:
        yield "own", task.own_due or DueDate(None)
    if task.consolidates:
        yield "merged", task.merged_due or DueDate(None)
    if task.plan_due is not None and task.plan_due.last_day is not None:
        yield "plan", task.plan_due


def due(task: TaskNode, what: str, date: DueDate) -> Thing:
    """`own H1`, of the document that sets it."""
    about = f" {task.topic}" if task.topic else ""
    return Thing(date.document or task.documents[0], "due", f"{what}{about} {task.period.code}", date.at)


def _dues(view: View) -> Iterator[tuple[Thing, InWords]]:
    for task in view.launched.graph.tasks:
        for what, date in dues_of(task):
            thing = due(task, what, date)
            if thing.document == view.node.key:
                yield thing, InWords(_due_words(task, what, date))


def _due_words(task: TaskNode, what: str, date: DueDate) -> Said:
    said: Any = Said(f"coverage.due.{what}")
    if task.topic:
        said = Said("coverage.due_on_topic", {"what": said, "topic": task.topic})
    day: Any = date.phrase.removeprefix("as ") or Said("coverage.no_due")
    if date.last_day is not None:
        day = Name(f"{date.last_day:%d/%m}", f"{date.last_day:%d %B}")
    return Said("coverage.due", {"what": said, "period": task.period, "day": day})
