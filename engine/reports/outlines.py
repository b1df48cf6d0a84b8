"""By which outline a report is written: as the document that asks for it says, or one further up that merges it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.cascade.cascades import RunningCascade
from engine.cascade.stated import pinned_text
from engine.cascade.tasks import LiveTask
from engine.errors import Ambiguous, NotFound
from engine.store.database import Transaction
from workflows.loader import Loaded, load_text
from workflows.outlines import Indicator, Section, asked_outline, sections, whole_outline
from workflows.said import Said
from workflows.schema import Document
from workflows.schema import Outline as Written


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a report. `document`: the key of the one that holds it."""

    document: str
    sections: tuple[Section, ...]

    @property
    def indicators(self) -> Mapping[str, tuple[Section, Indicator]]:
        """The figures that it asks for, by name, each with its chapter."""
        return {each.name: (section, each) for section in self.sections for each in section.indicators}


class NoOutline(NotFound):
    """No document says of which chapters the report is made."""

    code = "no-outline"


def outline_of(tx: Transaction, task: LiveTask, named: str | None = None) -> Outline:
    """The outline of a task's report: of what asks for it, else of what its consolidations are asked for, and so on up.

    `named`: the document whose outline is meant. Raises NoOutline, Ambiguous where documents ask by several.
    """
    documents = _Documents(tx, task.cascade)
    if named is not None:
        whole = whole_outline(documents.read, named.strip())
        if whole is None:
            raise NoOutline(Said("what.outline"), named, ())
        return _read(*whole)
    level, seen = {task.task_no}, {task.task_no}
    while level:
        found = dict(documents.asked(level))
        if len(found) > 1:
            raise Ambiguous(Said("what.outline", {"n": 2}), task.key, tuple(sorted(found)))
        for each in found.items():
            return _read(*each)
        level = _above(tx, task.cascade, level) - seen
        seen |= level
    raise NoOutline(Said("what.outline"), task.key, ())


def _read(document: str, outline: Written) -> Outline:
    return Outline(document, sections(outline))


def _above(tx: Transaction, cascade: RunningCascade, numbers: Collection[int]) -> set[int]:
    rows = tx.rows(
        "SELECT DISTINCT consolidation_no FROM feed WHERE cascade_id = :cascade_id AND input_no = ANY(:numbers)",
        cascade_id=cascade.cascade_id,
        numbers=sorted(numbers),
    )
    return {row[0] for row in rows}


class _Documents:
    """The definition files that a cascade has pinned, each read once."""

    def __init__(self, tx: Transaction, cascade: RunningCascade) -> None:
        self._tx, self._id = tx, cascade.cascade_id
        self._read: dict[str, Document | None] = {}

    def read(self, key: str) -> Document | None:
        """The document of that key; None: nothing was pinned of it that says anything."""
        if key not in self._read:
            text = pinned_text(self._tx, self._id, key)
            loaded = None if text is None else load_text(text.encode(), f"{key}.yaml")
            self._read[key] = loaded.document if isinstance(loaded, Loaded) else None
        return self._read[key]

    def asked(self, numbers: Collection[int]) -> Iterator[tuple[str, Written]]:
        """The outlines by which documents want the reports of these tasks."""
        rows = self._tx.rows(
            "SELECT DISTINCT o.key, s.key FROM duty d "
            "JOIN assignment s ON s.cascade_id = d.cascade_id AND s.assignment_no = d.assignment_no "
            "JOIN document o ON o.cascade_id = s.cascade_id AND o.document_no = s.document_no "
            "WHERE d.cascade_id = :cascade_id AND d.task_no = ANY(:numbers) "
            "AND d.what IN ('report', 'product', 'consolidation') ORDER BY 1, 2",
            cascade_id=self._id,
            numbers=sorted(numbers),
        )
        for document, assignment in rows:
            found = asked_outline(self.read, document, assignment)
            if found is not None:
                yield found
