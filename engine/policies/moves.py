"""What a pinned rule says of a move that is about to be made: of its task, as it stands right before.

The same for whoever makes the move and for whoever only offers it, by the very facts that audits go by (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from engine.cascade.tasks import LiveTask
from engine.policies.rules import OF_THE_GRAPH, Condition, Rule

if TYPE_CHECKING:
    from engine.policies.running import Task


class Beside(Protocol):
    """What stands beside a task, as far as rules ask for it."""

    today: date

    def documents_of(self, task: LiveTask) -> Collection[str]:
        """The keys of the documents that ask for a task."""

    def kind_of(self, task: LiveTask) -> str:
        """The kind of a task's agency."""

    def above(self, task: LiveTask) -> Iterable[tuple[LiveTask, str]]:
        """The consolidations that merge a task, each with the report that it waits for."""


def is_broken(beside: Beside, task: LiveTask, rule: Rule) -> bool:
    """Whether the task is of the rule's extent, and what the rule forbids is so."""
    extent, event = rule.extent, rule.event
    if (
        (extent.period is not None and extent.period != task.period.partition("-")[2])
        or (extent.agencies and task.agency not in extent.agencies)
        or task.agency in extent.excepted
        or (extent.document is not None and extent.document not in beside.documents_of(task))
    ):
        return False
    kinds = [named for named in (extent.kinds, () if event is None else event.kinds) if named]
    if kinds and not all(beside.kind_of(task) in named for named in kinds):
        return False
    return rule.given is None or bool(_holds(beside, task, rule.given))


def _holds(beside: Beside, task: LiveTask, given: Condition) -> bool | None:
    """The same as `engine.policies.facts`, of a task in hand."""
    from engine.policies.facts import holds  # not at the top: few cascades pin rules
    from engine.policies.running import Running

    seen = _as_rules_see(task)
    if given.fact in OF_THE_GRAPH:
        seen.above = [(_as_rules_see(above), waits_for) for above, waits_for in beside.above(task)]
    running = Running(task.cascade.key, (), task.cascade.judge, task.cascade.calendar)
    return holds(given, seen, running, beside.today)


def _as_rules_see(task: LiveTask) -> Task:
    from engine.policies.running import Task

    dues = {"plan": task.plan_due, "own": task.own_due, "merged": task.merged_due}
    return Task(
        *(task.key, task.agency, "", task.period.partition("-")[2], ()),
        *(bool(task.owes_plan), bool(task.owes_report), bool(task.consolidates)),
        *(task.state, task.standing),
        {report: day for report, day in dues.items() if day is not None},
        frozenset(),
        frozenset(),
        open_inputs=task.open_inputs,
    )
