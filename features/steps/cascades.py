"""Cascades as they are ordered: from the shipped definitions and a writer's own beside them, each read once a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from workflows.agencies import Registry
from workflows.cascade import Cascade as Linked
from workflows.checker import check
from workflows.findings import Finding
from workflows.graph import TaskGraph, TaskNode
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


@cache
def prepared(
    folders: Folders, directive: str, year: int, without: tuple[str, ...] = (), policies: tuple[str, ...] = ()
) -> tuple[TaskGraph, tuple[Finding, ...]]:
    """A cascade's graph, compiled once a run; `without`: as before these documents came; `policies`: as if the
    directive named these. Raises NotLaunchable."""
    library, registry = definitions(folders)
    library = library.without(without)
    if policies:
        library = library.naming(directive, policies)
    return prepare(library, registry, directive, year, read_policy=read_policy)


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
    """One cascade as it is ordered, that a scenario speaks of."""

    graph: TaskGraph
    lifecycle: Lifecycle

    @property
    def key(self) -> str:
        return self.graph.key

    @property
    def year(self) -> int:
        return self.graph.year

    @cached_property
    def tasks(self) -> dict[str, TaskNode]:
        """Its tasks by key."""
        return {task.key: task for task in self.graph.tasks}

    @cached_property
    def names(self) -> dict[str, str]:
        """What its agencies are called, by key."""
        return {agency.key: agency.name for agency in self.graph.agencies}

    def find(self, task: str) -> TaskNode | None:
        """The task of that key, with or without its directive."""
        return self.tasks.get(inside(task))


@cache
def cascade_of(
    folders: Folders, directive: str, year: int, without: tuple[str, ...] = (), policies: tuple[str, ...] = ()
) -> Cascade:
    """The cascade of that graph (see `prepared`), made once a run. Raises NotLaunchable."""
    graph, _ = prepared(folders, directive, year, without, policies)
    return Cascade(graph, parse_lifecycle(graph.lifecycle))


def inside(key: str) -> str:
    """`ct-33-ttg-2021/2023-H1/binh-dinh` → `2023-H1/binh-dinh`; a document's key as it is."""
    first, slash, rest = key.partition("/")
    return rest if slash and not first[:4].isdigit() else key
