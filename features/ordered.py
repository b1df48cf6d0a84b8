"""One document of a cascade as it is ordered: what can be told of its tasks before anything has happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from workflows.graph import DocumentNode, TaskGraph, TaskNode
from workflows.lifecycle import Facts, Label, Lifecycle


class Thing(NamedTuple):
    """`what` tells it apart within its document and kind; `at`: its place in the document."""

    document: str
    kind: str
    what: str
    at: str = ""


class Said(NamedTuple):
    """A thing in words. `never`: why no scenario can touch it; None: one can."""

    words: Label
    never: Label | None = None


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

NO_TASKS = Label(vi="văn bản không trực tiếp giao nhiệm vụ nào", en="the document itself assigns no task")
OUT_AT_ONCE = Label(
    vi="văn bản đã có hiệu lực khi năm bắt đầu, không nhiệm vụ nào phải chờ nó",
    en="the document binds when the year begins, and no task waits for it",
)


def no_task(*wanted: Label) -> Label:
    """None of the document's tasks is like that. `wanted`: what one would have to be."""
    positive = [label for label in wanted if label not in _NEGATIVE.values()]
    negative = [label for label in wanted if label in _NEGATIVE.values()]
    if not positive and len(negative) == 1:
        must = next(WOULD_BE[name] for name, label in _NEGATIVE.items() if label is negative[0])
        return Label(vi=f"mọi nhiệm vụ của văn bản đều {must.vi}", en=f"each of the document's tasks {must.en}")
    vi = " vừa ".join(label.vi for label in positive)
    vi = " mà ".join([f"vừa {vi}" if len(positive) > 1 else vi, *(label.vi for label in negative)])
    en = " and ".join(label.en for label in (*positive, *negative))
    return Label(vi=f"không nhiệm vụ nào của văn bản {vi}", en=f"none of the document's tasks {en}")


# what a task may be, by its duty
WOULD_BE = {
    "owes_plan": Label(vi="phải lập kế hoạch", en="owes a plan"),
    "owes_report": Label(vi="phải báo cáo riêng", en="owes a report of its own"),
    "consolidates": Label(vi="phải tổng hợp", en="consolidates"),
}
_NEGATIVE = {
    "owes_plan": Label(vi="không phải lập kế hoạch", en="owes no plan"),
    "owes_report": Label(vi="không phải báo cáo riêng", en="owes no report of its own"),
    "consolidates": Label(vi="không phải tổng hợp", en="does not consolidate"),
}
HAS_INPUTS = Label(vi="có đầu vào", en="has inputs")
IS_INPUT = Label(vi="là đầu vào của một báo cáo tổng hợp", en="is an input of a consolidation")


def duty(name: str, owed: bool) -> Label:
    """`owes_plan`, `owes_report` or `consolidates`, or that it is not so, in words."""
    return (WOULD_BE if owed else _NEGATIVE)[name]
