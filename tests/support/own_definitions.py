"""Small definitions of one's own, written into a folder and loaded beside the shipped agencies.

(The module cannot be called `definitions`: that is the package with the shipped data.)
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import dedent

import words
from rules.policies import read_policy
from workflows.agencies import Registry
from workflows.calendars import WorkCalendar, load_calendar
from workflows.cascade import Cascade
from workflows.checker import check
from workflows.compiler import Drafts, compile_cascade, draft_tasks
from workflows.findings import Finding, Place, Problem
from workflows.graph import TaskGraph, TaskNode
from workflows.library import Library
from workflows.linker import link
from workflows.loader import Loaded, load_definition, load_text
from workflows.marked_yaml import Tree, read_tree
from workflows.schema import Document, Due, DueRule

ROOT = "ct-1-ttg-2020"


@functools.cache
def shipped_agencies() -> Registry:
    """The shipped registry, read once a process: nothing changes it."""
    return Registry.load()


@functools.cache
def shipped_documents() -> dict[str, Loaded]:
    """The shipped documents by key, read once a process."""
    return Library.load().loaded


@functools.cache
def working_days(first: int, last: int) -> WorkCalendar:
    """The shipped calendar of these years, both included."""
    return load_calendar(range(first, last + 1))


def document_text(
    key: str,
    body: str = "",
    *,
    type: str = "ke-hoach",
    number: str = "7/KH-UBND",
    date: str = "2023-01-05",
    issuer: str = "binh-dinh",
    title: str = "Việc thử",
) -> str:
    """One definition file: the words that every document needs, then the body. `body` may say any of them itself."""
    own = dedent(body).strip("\n")
    head = {"key": key, "type": type, "number": number, "date": date, "issuer": issuer, "title": title}
    said = {line.partition(":")[0] for line in own.splitlines()}
    lines = [f"{word}: {value}" for word, value in head.items() if word not in said]
    return "\n".join([*lines, own]) + "\n"


def load(text: str | bytes, file: str = "kh-thu-2023.yaml") -> Loaded | list[Problem]:
    """One file in hand, as the loader reads it."""
    return load_text(text.encode() if isinstance(text, str) else text, file)


def loaded_document(body: str, **head: str) -> Document:
    """The document of a body that must be right."""
    result = load(document_text("kh-thu-2023", body, **head))
    assert isinstance(result, Loaded), [f"{problem.place} {words.message(problem, 'en')}" for problem in result]
    return result.document


def problems_of(body: str, **head: str) -> list[Problem]:
    """What is wrong with a body."""
    result = load(document_text("kh-thu-2023", body, **head))
    return result if isinstance(result, list) else []


def place_of(text: str, snippet: str, *, file: str = "kh-thu-2023.yaml") -> Place:
    """Where a snippet stands, counted without any YAML; it must stand there once."""
    assert text.count(snippet) == 1, f"{snippet!r} stands there {text.count(snippet)} times"
    before = text[: text.index(snippet)]
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def tree_of(text: str) -> Tree:
    return read_tree(text, "thu.yaml")


def due_rule(**words: object) -> DueRule:
    """A rule as a file would say it: `due_rule(before="30/5", year="+1")`; `as_` for `as`."""
    return DueRule.model_validate({word.rstrip("_"): value for word, value in words.items()})


def due(written: object) -> Due:
    return Due.model_validate(written)


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass
class OwnDefinitions:
    """A folder of own definitions, and what the language makes of it."""

    folder: Path

    def document(self, key: str, body: str = "", **head: str) -> OwnDefinitions:
        """Write one document; see `document_text`."""
        return self.file(f"{key}.yaml", document_text(key, body, **head))

    def directive(self, key: str = ROOT, body: str = "", **head: str) -> OwnDefinitions:
        """Write a root: a directive of the Prime Minister from which nothing is assigned."""
        words = {"type": "chi-thi", "number": "1/CT-TTg", "date": "2020-01-02", "issuer": "thu-tuong", **head}
        return self.document(key, body or "text: not-held", **words)

    def file(self, name: str, text: str) -> OwnDefinitions:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self.folder.glob("*.yaml")))

    def registry(self) -> Registry:
        own = (self.folder / "agencies").is_dir()
        return Registry.load([self.folder]) if own else shipped_agencies()

    def library(self) -> Library:
        """As a user's folder is read, shipped documents and all."""
        return Library.load([self.folder])

    def quick_library(self) -> Library:
        """The same, without reading the shipped documents anew; for folders whose files are right."""
        library = Library(dict(shipped_documents()), folders=(self.folder,))
        for path in sorted(self.folder.glob("*.yaml")):
            loaded = load_definition(path)
            assert isinstance(loaded, Loaded), [f"{problem.place} {words.message(problem, 'en')}" for problem in loaded]
            library.loaded[loaded.document.key] = loaded
        assert list(library.lay_over(sorted(self.folder.glob("overlays/*.yaml")))) == []
        return library

    def cascade(self, year: int = 2023, directive: str = ROOT) -> Cascade:
        own_days = (self.folder / "calendars").is_dir()
        days = None if own_days else working_days(year - 1, year + 2)
        return link(self.quick_library(), self.registry(), directive, year, days)

    def drafts(self, year: int = 2023, directive: str = ROOT) -> Drafts:
        return draft_tasks(self.cascade(year, directive), read_policy)

    def graph(self, year: int = 2023, directive: str = ROOT) -> TaskGraph:
        return compile_cascade(self.drafts(year, directive))

    def tasks(self, year: int = 2023, directive: str = ROOT) -> dict[str, TaskNode]:
        return tasks_of(self.graph(year, directive))

    def findings(self, years: Iterable[int] | None = None, keys: Iterable[str] | None = None) -> tuple[Finding, ...]:
        """The findings in one's own documents."""
        return check(self.quick_library(), self.registry(), list(keys or self.keys), years, read_policy)

    def rules(self, years: Iterable[int] | None = None) -> list[str]:
        """The names of the rules that found something, one for each finding."""
        return [finding.rule for finding in self.findings(years)]

    def found(self, rule: str, years: Iterable[int] | None = None) -> list[Finding]:
        return [finding for finding in self.findings(years) if finding.rule == rule]


def tasks_of(graph: TaskGraph) -> dict[str, TaskNode]:
    """A graph's tasks by their short keys."""
    return {task.key: task for task in graph.tasks}


def feeds_of(graph: TaskGraph) -> dict[tuple[str, str], str]:
    """(input, consolidation) by short keys → which report the edge waits for."""
    return {(graph.tasks[feed.input].key, graph.tasks[feed.consolidation].key): feed.waits_for for feed in graph.feeds}


def releases_of(graph: TaskGraph) -> dict[tuple[str, str], str | None]:
    """(document, task) → the task that makes the document."""
    return {
        (release.document, graph.tasks[release.task].key): (None if release.by is None else graph.tasks[release.by].key)
        for release in graph.releases
    }
