"""A mistaken move is taken back, with everything that could not have been done without it, and nothing else.

That is found out row by row: what the lifecycle does not allow any more in the same chain, what a document had set
going that is no longer out, and every consolidation that was passed on with what was then not there. A task that stands
on another ground, a document that is out all the same, stays on that one, from the day on which it would have been.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from engine.cascade.judging import DRAFT_PLAN, RELEASE, RETURN, REVOKE
from engine.cascade.live_documents import LiveDocument
from engine.chain.effective import Position, replay
from engine.correcting.correction_chains import (
    AGENCY,
    BATCH,
    DOCUMENT,
    KIND,
    OCCURRED,
    REF,
    SEQ,
    TASK_NO,
    TRIGGER,
    Chains,
    OutOfOrder,
    Place,
    Row,
)

Why = Literal["asked", "same-move", "not-lawful", "document-not-out", "rested-on-it"]


@dataclass(slots=True)
class Undoing:
    """What is taken back, and why; rows that stay on another ground, as they now read; documents that are as before."""

    chains: Chains
    gone: dict[int, dict[int, Why]] = field(default_factory=dict)  # task number -> seq -> why
    regrounded: dict[Place, Row] = field(default_factory=dict)
    unreleased: dict[str, LiveDocument] = field(default_factory=dict)
    unrevoked: dict[str, LiveDocument] = field(default_factory=dict)
    _grounds: dict[Place, str] = field(default_factory=dict)  # the document on which a row stands instead

    @property
    def touched(self) -> set[int]:
        """The tasks whose chains change."""
        return self.gone.keys() | {number for number, _ in self.regrounded}

    def rows(self, number: int, *, regrounded: bool = True) -> list[Row]:
        """The rows of a task that are left, in the order of seq."""
        gone = self.gone.get(number, {})
        left = [row for row in self.chains.counted(number) if row[SEQ] not in gone]
        return [self.regrounded.get((number, row[SEQ]), row) for row in left] if regrounded else left

    def position(self, number: int, *, regrounded: bool = True) -> Position:
        """Where the rest of the chain leads."""
        return replay(self.chains.arrows, self.rows(number, regrounded=regrounded))

    def take(self, place: Place, why: Why) -> bool:
        """Take a row back, if it counts and was not taken yet; what was made by the very same move goes with it."""
        number, seq = place
        row = self.chains.row(number, seq)
        if row is None or seq in self.gone.get(number, {}):
            return False
        self.gone.setdefault(number, {})[seq] = why
        self.regrounded.pop(place, None)
        if row[TRIGGER] == RETURN or row[REF] is not None:  # what a return re-opened, or a grant granted
            for other in self.chains.same_move(number, row):
                self.take(other, "same-move")
        return True

    def withdraw(self, document: LiveDocument) -> None:
        """A document is no longer out; what it alone had set going goes."""
        if not document.is_out or document.key in self.unreleased:
            return
        self.unreleased[document.key] = document
        stood_on_it = [self.chains.row(*place) for place, key in self._grounds.items() if key == document.key]
        for row in (*self.chains.evidence(document), *filter(None, stood_on_it)):
            place = row[TASK_NO], row[SEQ]
            if place[1] in self.gone.get(place[0], {}):
                continue
            other = self._on_another_ground(row)
            if other is None:
                self.take(place, "document-not-out")
            else:
                self.regrounded[place] = other

    def _on_another_ground(self, row: Row) -> Row | None:
        """The row as it reads for the earliest other document that is out; None: there is none, or it came too late."""
        documents = [each for each in self.chains.grounds(row) if each.key not in self.unreleased]
        if not documents:
            return None
        ground = min(documents, key=lambda each: (str(each.out_on), each.document_no))
        rows = [each for each in self.rows(row[TASK_NO]) if each[KIND] == "move"]
        at = next((index for index, each in enumerate(rows) if each[SEQ] == row[SEQ]), None)
        if at is None:
            return None
        day = max([str(ground.out_on), *(each[OCCURRED] for each in rows[:at][-1:])])
        if any(each[OCCURRED] < day for each in rows[at + 1 :]):
            return None
        self._grounds[row[TASK_NO], row[SEQ]] = ground.key
        new = list(row)
        new[OCCURRED], new[DOCUMENT] = day, ground.number
        if row[TRIGGER] == RELEASE:
            new[AGENCY] = next(iter(ground.issuers), "")
        return tuple(new)

    def settle(self) -> None:
        """Take back what does not stand without the rest, until everything that is left does."""
        while any([*self._unlawful(), *self._without_inputs()]):
            pass

    def _unlawful(self) -> Iterator[bool]:
        for number in sorted(self.touched):
            for seq in self.position(number).illegal:
                row = self.chains.row(number, seq)
                yield self.take((number, seq), "not-lawful")
                if row is not None and row[TRIGGER] == DRAFT_PLAN:
                    self._without_its_plan(row)

    def _without_its_plan(self, row: Row) -> None:
        """A plan that went out by moves that are all gone is no longer out, unless its file says that it is."""
        document = self.chains.put_out_by(row)
        if document is None or self.chains.is_out_by_itself(document):
            return
        evidence = self.chains.evidence(document)
        acts = [each for each in evidence if each[TRIGGER] == DRAFT_PLAN and each[BATCH] == row[BATCH]]
        if all(each[SEQ] in self.gone.get(each[TASK_NO], {}) for each in acts):
            self.withdraw(document)

    def _without_inputs(self) -> Iterator[bool]:
        touched = sorted(self.touched)
        before = {_edge(each) for each in self.chains.out_of_order(touched, {})}
        for each in self.chains.out_of_order(touched, {number: self.rows(number) for number in touched}):
            if _edge(each) not in before:
                yield self.take((each.consolidation, each.seq), "rested-on-it")


def _edge(found: OutOfOrder) -> tuple[int, int, int]:
    return found.consolidation, found.input, found.seq


def what_follows(chains: Chains, number: int, row: Row) -> Undoing:
    """Everything that goes with one row. The documents are still as they were."""
    undoing = Undoing(chains)
    document = chains.document_of(row) if row[TRIGGER] == REVOKE else chains.put_out_by(row)
    places = chains.same_move(number, row)
    undoing.take(places[0], "asked")
    for place in places[1:]:
        undoing.take(place, "same-move")
    if document is not None and row[TRIGGER] == REVOKE:
        undoing.unrevoked[document.key] = document
    elif document is not None:
        undoing.withdraw(document)
    undoing.settle()
    return undoing
