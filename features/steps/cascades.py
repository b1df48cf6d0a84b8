"""Cascades as they are ordered: from the shipped definitions and a writer's own beside them, each read once a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from engine.cascade.judging import Judge, Owing
from engine.results import TaskRow
from words import as_told, spoken
from workflows.agencies import Registry
from workflows.cascade import Cascade as Linked
from workflows.checker import check
from workflows.findings import Finding
from workflows.graph import DocumentNode, TaskGraph, TaskNode, WaitsFor
from workflows.launching import prepare
from workflows.library import Library
from workflows.lifecycle import Lifecycle, parse_lifecycle
from workflows.policies import Policy, PolicyFile, PolicyReader

Folders = tuple[Path, ...]
_readers: list[PolicyReader] = []


@cache
def definitions(folders: Folders) -> tuple[Library, Registry]:
    """The shipped definitions with these folders beside them, read once a run."""
    return Library.load(folders), Registry.load(folders)


def reads_policies(reader: PolicyReader) -> PolicyReader:
    """Who knows the sentences of policies says so here: they are said in the words of steps, which need cascades."""
    _readers.append(reader)
    return reader


def read_policy(file: PolicyFile, of: Linked) -> Policy:
    """A policy that a document names."""
    return _readers[-1](file, of)


@cache
def _found(folders: Folders) -> tuple[Finding, ...]:
    return check(*definitions(folders), read_policy=read_policy)


def found_in(folders: Folders, document: str) -> list[Finding]:
    """What the checker finds in one document; all are checked together, once a run. Raises UnknownDocument."""
    library, _ = definitions(folders)
    library.get(document)
    return [finding for finding in _found(folders) if finding.place.file == library.loaded[document].file]


@dataclass(frozen=True, eq=False)
class Cascade:
    """One cascade as it is ordered, that a scenario speaks of. `findings`: what the checker finds in it."""

    graph: TaskGraph
    lifecycle: Lifecycle
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> str:
        return self.graph.key

    @property
    def year(self) -> int:
        return self.graph.year

    @cached_property
    def judge(self) -> Judge:
        """The lifecycle's answers about its tasks."""
        return Judge(self.lifecycle)

    @cached_property
    def tasks(self) -> dict[str, TaskNode]:
        """Its tasks by key."""
        return {task.key: task for task in self.graph.tasks}

    @cached_property
    def feeds(self) -> list[tuple[TaskNode, TaskNode, WaitsFor]]:
        """Each input, the consolidation that waits for it, and for which of its reports."""
        tasks = self.graph.tasks
        return [(tasks[feed.input], tasks[feed.consolidation], feed.waits_for) for feed in self.graph.feeds]

    @cached_property
    def above(self) -> dict[str, list[TaskNode]]:
        """By key of a task, the consolidations that wait for it."""
        found: dict[str, list[TaskNode]] = {}
        for low, high, _ in self.feeds:
            found.setdefault(low.key, []).append(high)
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What its agencies are called, by key."""
        return {agency.key: agency.name for agency in self.graph.agencies}

    def find(self, task: str) -> TaskNode | None:
        """The task of that key, with or without its directive."""
        return self.tasks.get(inside(task))

    def document(self, key: str) -> DocumentNode | None:
        """The document of that key, if it is in the cascade."""
        return next((node for node in self.graph.documents if node.key == key), None)

    def full_key(self, task: str) -> str:
        """A task's key with its directive."""
        return f"{self.graph.directive}/{task}"

    def pinned_findings(self) -> list[dict[str, Any]]:
        """Its findings as they are pinned with it."""
        return [spoken(as_told(finding)) for finding in self.findings]


def standing_as(node: TaskNode, row: TaskRow) -> Owing:
    """A task as it stands, for its cascade's judge."""
    owing = Owing((node.owes_plan, node.owes_report, node.consolidates), row.state, row.standing)
    owing.open_inputs = row.open
    return owing


@cache
def cascade_of(
    folders: Folders, directive: str, year: int, without: tuple[str, ...] = (), policies: tuple[str, ...] = ()
) -> Cascade:
    """That cascade, compiled once a run; `without`: as before these documents came; `policies`: as if the directive
    named these. Raises NotLaunchable."""
    library, registry = definitions(folders)
    library = library.without(without)
    if policies:
        library = library.naming(directive, policies)
    graph, findings = prepare(library, registry, directive, year, read_policy=read_policy)
    return Cascade(graph, parse_lifecycle(graph.lifecycle), findings)


def inside(key: str) -> str:
    """`ct-33-ttg-2021/2023-H1/binh-dinh` → `2023-H1/binh-dinh`; a document's key as it is."""
    first, slash, rest = key.partition("/")
    return rest if slash and not first[:4].isdigit() else key
