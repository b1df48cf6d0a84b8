"""Which rows of history count: by when they were recorded, by what corrections say of them, by when they occurred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflows.graph import TaskGraph


@dataclass(frozen=True)
class Asked:
    """A view of the past. `as_of`: what had occurred by the end of that day; `known_at`: what was recorded by then."""

    as_of: date | None = None
    known_at: datetime | None = None


class Restated:
    """A row with the day and the number of its correction."""

    def __init__(self, row: Any, correction: Any) -> None:
        self._row = row
        self.occurred_on, self.document = correction.occurred_on, correction.document

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def recorded(rows: Iterable[Any], asked: Asked) -> list[Any]:
    """What was known then, in the order of the chains."""
    known = [row for row in rows if asked.known_at is None or row.recorded_at <= asked.known_at]
    return sorted(known, key=lambda row: (row.task, row.seq))


def counting(rows: Iterable[Any], asked: Asked) -> list[Any]:
    """History with its corrections applied, row by row; of what is left, what had occurred."""
    kept: dict[tuple[str, int], Any] = {}
    for row in recorded(rows, asked):
        if row.kind != "correction":
            kept[row.task, row.seq] = row
        elif "undone" in row.payload:
            for seq in row.payload["undone"]:
                del kept[row.task, seq]
        else:
            kept[row.task, row.ref_seq] = Restated(kept[row.task, row.ref_seq], row)
    return [row for row in kept.values() if asked.as_of is None or row.occurred_on <= asked.as_of]


class Documents:
    """Which documents are out or revoked, as rows say that count. `numbers`: given at run time, number -> documents."""

    def __init__(self, graph: TaskGraph, launched_on: date, numbers: dict[str, set[str]]) -> None:
        self.graph, self.launched_on = graph, launched_on
        self.tasks = {f"{graph.directive}/{task.key}": task for task in graph.tasks}
        self.named: defaultdict[str, set[str]] = defaultdict(set)
        for document in graph.documents:
            if document.number is not None:
                self.named[document.number].add(document.key)
        for number, keys in numbers.items():
            self.named[number] |= keys

    def learn(self, rows: Iterable[Any]) -> None:
        """Numbers that corrections put in the place of others."""
        for row in rows:
            if row.kind == "correction" and "undone" not in row.payload and "agency" not in row.payload:
                for key in row.payload.get("documents", {}):
                    self.named[row.document].add(key)

    def out(self, rows: list[Any], asked: Asked) -> set[str]:
        self.learn(rows)
        taken_back = {
            key
            for row in recorded(rows, asked)
            if row.kind == "correction" and "undone" in row.payload
            for key in row.payload.get("documents", {})
        }
        day = self.launched_on if asked.as_of is None else min(asked.as_of, self.launched_on)
        by_themselves = {
            document.key
            for document in self.graph.documents
            if document.out_on is not None and document.out_on <= day and document.key not in taken_back
        }
        return by_themselves | {key for row in counting(rows, asked) for key in self.put_out_by(row)}

    def put_out_by(self, row: Any) -> set[str]:
        """The documents that a row says went out."""
        if row.trigger not in ("release", "draft_plan"):
            return set()
        if row.kind == "note":
            return {row.payload["released"]} if "released" in row.payload else set()
        task = self.tasks[row.task]
        named = self.named.get(row.document, set())
        if row.trigger == "release":
            return named & set(task.documents)
        whose = row.on_behalf_of or row.agency
        plans = {item.key for item in self.graph.documents if item.is_plan and whose in item.issuers}
        return named & plans
