"""What does not hold in a database, each with the exact row; a bounded number is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine.results import Answer
from workflows.said import Said

Where = Literal[
    "cascade",
    "event",
    "agency",
    "document",
    "task",
    "history",
    "feed",
    "attachment",
    "seal",
    "receipt",
    "proof",
    "mandate",
]

KEPT = 1_000  # what is beyond is counted, so that memory does not grow with what was changed

RULES = (
    "row-missing",
    "row-unlinked",
    "row-form",
    "row-content",
    "row-earlier",
    "row-state",
    "row-move",
    "row-correction",
    "row-decision",
    "row-mandate",
    "row-orphan",
    "row-event",
    "row-policy",
    "task-genesis",
    "task-column",
    "task-missing",
    "task-assignment",
    "task-tags",
    "tag-orphan",
    "attachment-missing",
    "attachment-content",
    "edge-closed",
    "edge-orphan",
    "counter",
    "passed-on",
    "before-input",
    "document-release",
    "document-waits",
    "document-column",
    "document-missing",
    "agency-column",
    "agency-missing",
    "pin-content",
    "pin-kind",
    "pin-missing",
    "cascade-column",
    "cascade-lifecycle",
    "kept-figures",
    "cascade-orphan",
    "event-row",
    "event-graph",
    "event-changes",
    "cascade-mandate",
    "mandate-event",
    "seal-signature",
    "seal-key",
    "seal-root",
    "seal-head",
    "seal-shorter",
    "seal-task",
    "seal-launched",
    "seal-event",
    "seal-cascade",
    "seal-mandates",
    "receipt-missing",
    "proof-path",
    "proof-chain",
)
"""What can fail to hold: of rows, tasks, edges, documents, agencies, pins, cascades, events, mandates, seals, ….

Of an event of the chain of mandates too the rules of rows tell, where it is broken as a chain.
"""


_OF_DOCUMENTS = ("document-release", "document-waits")


@dataclass(frozen=True, slots=True)
class Broken(Answer):
    """One thing that does not hold. `task`, `seq`: the exact row, where it is one; `subject`: what else it is about.

    `where`: of which table, or the seal, the receipt, the proof. `rule`: a stable name.
    """

    where: Where
    rule: str
    cascade: str | None
    task: str | None
    seq: int | None
    subject: str | None
    details: Said


@dataclass(frozen=True, slots=True)
class SealCheck(Answer):
    """One seal as it was checked. `is_signed`: by the public key given, or by the one it names where none was given."""

    file: str
    sealed_at: str
    root: str
    tasks: int
    cascades: tuple[str, ...]
    public_key: str
    is_signed: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class ReceiptCheck(Answer):
    """One receipt, and the row that it is of; None where there is no such row."""

    hash: str
    task: str | None
    seq: int | None


@dataclass(frozen=True, slots=True)
class Verification(Answer):
    """All that was checked and all that does not hold. `more`: findings beyond those that are listed.

    `mandates`: events of the chain of mandates.
    """

    holds: bool
    cascades: tuple[str, ...]
    tasks: int
    rows: int
    feeds: int
    seals: tuple[SealCheck, ...]
    receipts: tuple[ReceiptCheck, ...]
    broken: tuple[Broken, ...]
    more: int
    has_public_key: bool = False  # whether the seals' signatures were held against a key given from outside
    mandates: int = 0


@dataclass(frozen=True, slots=True)
class ProofCheck(Answer):
    """A proof as it was checked without a database. `rows`: the task's history as it was sealed."""

    holds: bool
    task: str
    head_seq: int
    head_hash: str
    sealed_at: str
    root: str
    public_key: str
    rows: tuple[dict[str, Any], ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Keys(Answer):
    """A new pair of keys. `public_key`: in hexadecimal, as seals name it."""

    private_file: str
    public_file: str
    public_key: str


@dataclass(frozen=True, slots=True)
class BackedUp(Answer):
    """A backup that was written, and what was found in it. `version`: of the tables; `bytes`, `sha256`: of the file."""

    file: str
    database: str
    version: str
    taken_at: str
    bytes: int
    sha256: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Restored(Answer):
    """A backup that was looked through and brought back. `version`: of the tables as they are now.

    `replaced`: whether something was there that is gone; `kept`: whether it was done, and not only tried.
    """

    file: str
    database: str
    version: str
    replaced: bool
    kept: bool
    verification: Verification


@dataclass(frozen=True, slots=True)
class Archived(Answer):
    """A year that was copied into a file, and what was found in it. `seal`: the file of its seal, where it was signed.

    `bytes`, `sha256`: of the file; None where it was only tried.
    `is_apart`: whether it was set apart in the database, `kept`: whether all that was done, and not only tried.
    """

    year: int
    cascades: tuple[str, ...]
    file: str
    database: str
    bytes: int | None
    sha256: str | None
    seal: str | None
    is_apart: bool
    kept: bool
    verification: Verification


class Findings:
    """Collects what does not hold."""

    def __init__(self) -> None:
        self.listed: list[Broken] = []
        self.more = 0
        self._told: set[tuple[Any, ...]] = set()

    def __len__(self) -> int:
        return len(self.listed) + self.more

    def __iter__(self) -> Iterator[Broken]:
        return iter(self.listed)

    def add(
        self,
        where: Where,
        rule: str,
        *,
        cascade: str | None = None,
        task: str | None = None,
        seq: int | None = None,
        subject: str | None = None,
        **values: Any,
    ) -> None:
        """One more, with the values that do not go together."""
        if len(self.listed) >= KEPT:
            self.more += 1
            return
        facts = {name: None if value is None else _short(value) for name, value in values.items()}
        facts.setdefault("seq", str(seq))
        self.take([Broken(where, rule, cascade, task, seq, subject, Said(f"broken.{rule}", facts))])

    def take(self, others: Iterable[Broken], more: int = 0) -> None:
        """These, and how many more there were. What is told of a document is told once, whichever task shows it."""
        self.more += more
        for each in others:
            if each.rule in _OF_DOCUMENTS:
                facts = sorted((name, value) for name, value in each.details.facts.items() if name != "seq")
                told = each.rule, each.cascade, each.subject, *facts
                if told in self._told:
                    continue
                self._told.add(told)
            if len(self.listed) < KEPT:
                self.listed.append(each)
            else:
                self.more += 1


def _short(value: Any) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
