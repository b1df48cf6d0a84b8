"""One document of a cascade as it is ordered: what can be told of its tasks before anything has happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NamedTuple

from workflows.graph import DocumentNode, TaskGraph, TaskNode
from workflows.lifecycle import Facts, Lifecycle
from workflows.said import Name, Said


class Thing(NamedTuple):
    """`what` tells it apart within its document and kind; `at`: its place in the document."""

    document: str
    kind: str
    what: str
    at: str = ""


class InWords(NamedTuple):
    """A thing in words. `never`: why no scenario can touch it; None: one can."""

    words: Said | Name
    never: Said | None = None


@dataclass(frozen=True)
class Launched:
    """One cascade as it is ordered."""

    graph: TaskGraph
    lifecycle: Lifecycle

    @cached_property
    def tasks(self) -> dict[str, TaskNode]:
        """Its tasks by key."""
        return {task.key: task for task in self.graph.tasks}

    @cached_property
    def with_inputs(self) -> frozenset[str]:
        """The consolidations that wait for anybody."""
        return frozenset(self.graph.tasks[feed.consolidation].key for feed in self.graph.feeds)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The tasks that a consolidation waits for."""
        return frozenset(self.graph.tasks[feed.input].key for feed in self.graph.feeds)


class Kind(NamedTuple):
    """One kind of task: what the machine and the refusals can tell apart."""

    duties: Facts
    has_inputs: bool
    is_input: bool  # a consolidation waits for it
    is_received: bool  # somebody may return its report
    is_alone: bool  # no other document asks for it


@dataclass(frozen=True)
class View:
    """One document in one cascade."""

    launched: Launched
    node: DocumentNode

    @property
    def lifecycle(self) -> Lifecycle:
        return self.launched.lifecycle

    @cached_property
    def tasks(self) -> list[TaskNode]:
        """What the document asks for, alone or with others."""
        return [task for task in self.launched.graph.tasks if self.node.key in task.documents]

    @cached_property
    def kinds(self) -> list[Kind]:
        """Its tasks without what makes no difference."""
        launched = self.launched
        found = {
            Kind(
                Facts(task.owes_plan, task.owes_report, task.consolidates),
                task.key in launched.with_inputs,
                task.key in launched.inputs,
                bool(task.receivers) or task.key in launched.inputs,
                task.documents == (self.node.key,),
            ): None
            for task in self.tasks
        }
        return list(found)

    @property
    def can_wait(self) -> bool:
        """Whether a cascade of that year can be open before the document is out."""
        out_on = self.node.out_on
        return out_on is None or (out_on.month, out_on.day) > (1, 1)


# why something cannot happen

NO_TASKS = Said("coverage.no_tasks")
OUT_AT_ONCE = Said("coverage.out_at_once")


def no_task(*wanted: Said) -> Said:
    """None of the document's tasks is like that. `wanted`: what one would have to be."""
    positive = [each for each in wanted if each not in _NEGATIVE.values()]
    negative = [each for each in wanted if each in _NEGATIVE.values()]
    if not positive and len(negative) == 1:
        must = next(WOULD_BE[name] for name, each in _NEGATIVE.items() if each == negative[0])
        return Said("coverage.every_task", {"must": must})
    parts = positive or [negative.pop(0)]
    whole = reduce(lambda one, other: Said("coverage.both", {"one": one, "other": other}), parts)
    if len(parts) > 1:
        whole = Said("coverage.at_once", {"parts": whole})
    whole = reduce(lambda one, other: Said("coverage.but", {"one": one, "other": other}), negative, whole)
    return Said("coverage.no_task", {"wanted": whole})


# what a task may be, by its duty
DUTIES = ("owes_plan", "owes_report", "consolidates")
WOULD_BE = {name: Said(f"coverage.duty.{name}") for name in DUTIES}
_NEGATIVE = {name: Said(f"coverage.no_duty.{name}") for name in DUTIES}
HAS_INPUTS = Said("coverage.has_inputs")
IS_INPUT = Said("coverage.is_input")


def duty(name: str, owed: bool) -> Said:
    """`owes_plan`, `owes_report` or `consolidates`, or that it is not so, in words."""
    return (WOULD_BE if owed else _NEGATIVE)[name]
