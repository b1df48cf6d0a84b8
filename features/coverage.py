"""What scenarios touch of each document, and what no scenario touches.

Touched is what happened in a scenario that passed: an arrow of the lifecycle that a task of the document took, a guard
that said no, a due date that a step asked for, a refusal, a finding that a step named. That it happened does not say
that it was looked at closely; that it never happened says that nobody did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from features.results import CoverageItem
from features.steps.names import REFUSALS
from features.steps.world import Duties, Folders, Seen, definitions, found_in, lifecycle_of, prepared
from workflows.errors import NotLaunchable
from workflows.findings import Severity
from workflows.graph import DocumentNode, DueDate, TaskGraph, TaskNode
from workflows.lifecycle import Lifecycle
from workflows.schema import Document

KINDS = ("transition", "guard", "due", "refusal", "finding")
# what speaks of the machine that dondoc runs on or of how it is called, never of what a document says
_NOT_POLICY = {"clock-behind", "idempotency-key-reused"}
# refusals of waivers, extensions, returns and the like, which no step can ask for yet
_NO_STEP_YET = {
    "missing-reason",
    "not-wanted",
    "wrong-standing",
    "consolidation-passed-on",
    "nothing-missing",
    "missing-not-named",
    "not-missing",
    "nothing-to-return",
    "not-later",
    "revoke-by-document",
    "already-revoked",
}
_REPORTS_VI = {"plan": "kế hoạch", "own": "báo cáo", "merged": "báo cáo tổng hợp"}


class _Thing(NamedTuple):
    """What can be touched. `what` tells it apart within its document and kind; `at`: its place in the document."""

    document: str
    kind: str
    what: str
    at: str = ""


@dataclass(frozen=True)
class _Launched:
    """One cascade as it is ordered, with its tasks by key."""

    graph: TaskGraph
    lifecycle: Lifecycle
    tasks: dict[str, TaskNode]


def account(folders: Folders, seen: Sequence[Seen]) -> tuple[CoverageItem, ...]:
    """Every thing of every document (of the writer's own, if any), with how many scenarios touch it."""
    documents = _documents(folders)
    keys = {document.key for document in documents}
    years = sorted({pair for each in seen for pair in each.cascades})
    things: dict[_Thing, str] = {}
    for document in documents:
        things.update(_things(folders, document, years))
    touched = Counter(
        thing for each in seen for thing in set(_touched(folders, each, things)) if thing.document in keys
    )
    items = [
        CoverageItem(thing.document, thing.kind, thing.what, words, thing.at, touched[thing])
        for thing, words in things.items()
    ]
    return tuple(sorted(items, key=lambda item: (item.document, KINDS.index(item.kind))))


def _documents(folders: Folders) -> list[Document]:
    library, _ = definitions(folders)
    shipped, _ = definitions(())
    own = [
        document for document in library.documents if library.loaded[document.key] != shipped.loaded.get(document.key)
    ]
    return own if folders and own else list(library.documents)


def _things(folders: Folders, document: Document, years: Iterable[tuple[str, int]]) -> Iterator[tuple[_Thing, str]]:
    for launched in _cascades(folders, document, years):
        yield from _transitions(launched, document.key)
        yield from _guards(launched, document.key)
        yield from _dues(launched, document.key)
        yield from _refusals(launched, document.key)
    for finding in found_in(folders, document.key):
        words = f"{finding.rule}: {finding.message('vi')}"
        yield _Thing(document.key, "finding", finding.rule, finding.place.at), words
    if any(finding.severity is Severity.ERROR for finding in found_in(folders, document.key)):
        yield _Thing(document.key, "refusal", "not-launchable"), _refusal_words("not-launchable")


def _cascades(folders: Folders, document: Document, years: Iterable[tuple[str, int]]) -> Iterator[_Launched]:
    """The cascades that have the document, in the years launched; where there are none, in the year it speaks of."""
    library, _ = definitions(folders)
    roots = {root.key for root in library.roots(document)}
    found = [each for root, year in years if root in roots and (each := _launched(folders, root, year)) is not None]
    found = [each for each in found if any(node.key == document.key for node in each.graph.documents)]
    if not found:
        own = {document.date.value.year} if document.date.value else set()
        if document.applies is not None:
            own |= {document.applies.year} if document.applies.year is not None else set()
            own |= {document.applies.from_.year} if document.applies.from_ is not None else set()
        found = [each for root in sorted(roots) for year in own if (each := _launched(folders, root, year)) is not None]
    yield from found


@cache
def _launched(folders: Folders, directive: str, year: int) -> _Launched | None:
    try:
        graph, _ = prepared(folders, directive, year)
    except NotLaunchable:
        return None
    return _Launched(graph, lifecycle_of(folders, directive, year), {task.key: task for task in graph.tasks})


def _tasks_of(launched: _Launched, document: str) -> Iterator[TaskNode]:
    return (task for task in launched.graph.tasks if document in task.documents)


def _inputs(graph: TaskGraph) -> set[str]:
    return {graph.tasks[feed.consolidation].key for feed in graph.feeds}


def _transitions(launched: _Launched, document: str) -> Iterator[tuple[_Thing, str]]:
    lifecycle = launched.lifecycle
    states, triggers = lifecycle.data.states, lifecycle.data.triggers
    for task in _tasks_of(launched, document):
        facts = Duties(task.owes_plan, task.owes_report, task.consolidates, 0)
        for state in lifecycle.path(facts)[:-1]:
            trigger = str(lifecycle.next_trigger(state, facts))
            dest = str(lifecycle.judge(trigger, state, facts).dest)
            about = f"{task.topic}: " if task.topic else ""
            words = f"{about}{triggers[trigger].label.vi} ({states[state].vi} → {states[dest].vi})"
            yield _transition(document, task, trigger, state, dest), words


def _transition(document: str, task: TaskNode, trigger: str, state: str, dest: str) -> _Thing:
    about = f"{task.topic}: " if task.topic else ""
    return _Thing(document, "transition", f"{about}{trigger} {state}→{dest}")


def _guards(launched: _Launched, document: str) -> Iterator[tuple[_Thing, str]]:
    """Each guard that can say no to a task of the document, in a state that the task passes."""
    lifecycle, with_inputs = launched.lifecycle, _inputs(launched.graph)
    for task in _tasks_of(launched, document):
        for open_inputs in (0, 1) if task.key in with_inputs else (0,):
            facts = Duties(task.owes_plan, task.owes_report, task.consolidates, open_inputs)
            for state in lifecycle.path(facts):
                for trigger, data in lifecycle.data.triggers.items():
                    for guard in lifecycle.judge(trigger, state, facts).objections:
                        yield _guard(document, trigger, guard), f"{data.label.vi}: điều kiện {guard} không cho"


def _guard(document: str, trigger: str, guard: str) -> _Thing:
    return _Thing(document, "guard", f"{trigger}: {guard}")


def _dues(launched: _Launched, document: str) -> Iterator[tuple[_Thing, str]]:
    for task in launched.graph.tasks:
        for what, due in _dues_of(task):
            if (due.document or task.documents[0]) == document:
                about = f" {task.topic}" if task.topic else ""
                day = f"{due.last_day:%d/%m}" if due.last_day else due.phrase or "không nêu hạn"
                words = f"{_REPORTS_VI[what]}{about} kỳ {task.period.label('vi')}: {day}"
                yield _due(document, task, what, due), words


def _dues_of(task: TaskNode) -> Iterator[tuple[str, DueDate]]:
    if task.owes_report:
        yield "own", task.own_due or DueDate(None)
    if task.consolidates:
        yield "merged", task.merged_due or DueDate(None)
    if task.plan_due is not None and task.plan_due.last_day is not None:
        yield "plan", task.plan_due


def _due(document: str, task: TaskNode, what: str, due: DueDate) -> _Thing:
    about = f" {task.topic}" if task.topic else ""
    return _Thing(document, "due", f"{what}{about} {task.period.code}", due.at)


def _refusals(launched: _Launched, document: str) -> Iterator[tuple[_Thing, str]]:
    node = next((node for node in launched.graph.documents if node.key == document), None)
    if node is not None:
        for rule in _possible(launched, node):
            yield _Thing(document, "refusal", rule), _refusal_words(rule)


def _possible(launched: _Launched, node: DocumentNode) -> Iterator[str]:
    """The refusals that can meet somebody who acts on this document or on what it assigns."""
    graph, lifecycle = launched.graph, launched.lifecycle
    tasks = list(_tasks_of(launched, node.key))
    with_inputs = _inputs(graph)
    waits = node.out_on is None
    can_end_early = any(len(lifecycle.path(_facts(task))) <= len(lifecycle.data.triggers) for task in tasks)
    waiting = [other for other in graph.documents if other.out_on is None and set(other.issuers) & set(node.issuers)]
    issuer_plans = any(task.owes_plan and task.agency in node.issuers for task in graph.tasks)
    conditions = {
        "inputs-open": any(task.key in with_inputs for task in tasks),
        "plan-first": any(task.owes_plan and (task.owes_report or task.consolidates) for task in tasks),
        "not-out": waits and bool(tasks),
        "release-by-document": waits and bool(tasks),
        "not-owed": can_end_early,
        "finished": can_end_early,
        "too-early": waits and node.not_before is not None,
        "missing-number-or-date": waits,
        "several-plans": waits and issuer_plans and sum(other.is_plan for other in waiting) > 1,
        "already-out": True,
        "already-launched": node.key == graph.directive,
        "not-launchable": False,
    }
    for rule in REFUSALS.values():
        if rule not in _NOT_POLICY | _NO_STEP_YET and conditions.get(rule, bool(tasks)):
            yield rule


def _facts(task: TaskNode) -> Duties:
    return Duties(task.owes_plan, task.owes_report, task.consolidates, 0)


def _refusal_words(rule: str) -> str:
    return next((words for words, name in REFUSALS.items() if name == rule), rule)


def _touched(folders: Folders, seen: Seen, things: Iterable[_Thing]) -> Iterator[_Thing]:
    by_key = {
        f"{root}/{year}": launched for root, year in seen.cascades if (launched := _launched(folders, root, year))
    }
    for cascade, key, trigger, state, dest in seen.moves:
        for task in _task(by_key, cascade, key):
            yield from (_transition(document, task, trigger, state, dest) for document in task.documents)
    for cascade, key, trigger, guard in seen.objections:
        for task in _task(by_key, cascade, key):
            yield from (_guard(document, trigger, guard) for document in task.documents)
    for cascade, key, what in seen.dues:
        for task in _task(by_key, cascade, key):
            for name, due in _dues_of(task):
                if name == what:
                    yield _due(due.document or task.documents[0], task, what, due)
    for rule, cascade, subject, _ in seen.refusals:
        documents = [document for task in _task(by_key, cascade, subject) for document in task.documents]
        for document in documents or [subject]:
            yield _Thing(document, "refusal", rule)
    for document, rule, at in seen.findings:
        for thing in things:
            if thing[:3] == (document, "finding", rule) and at in (None, thing.at):
                yield thing


def _task(by_key: dict[str, _Launched], cascade: str, key: str) -> list[TaskNode]:
    launched = by_key.get(cascade)
    found = launched.tasks.get(key) if launched else None
    return [found] if found else []
