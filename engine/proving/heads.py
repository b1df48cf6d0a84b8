"""Those who go along when all chains are walked: they want to see each task's head, of today or as it was sealed."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Protocol

from engine.proving.broken import Findings, SealCheck
from engine.proving.merkle import Path, Tree
from engine.proving.seals import MARK, Seal, SealedCascade, is_signed, leaf

LAST = -1


class Follower(Protocol):
    """Sees the chain of mandates, then the tasks of every cascade in the order of numbers."""

    def see_mandates(self, heads: Sequence[str]) -> None:
        """The hash of the chain of mandates after 0, 1, 2, … events."""

    def begin(self, cascade_id: int, key: str, launched: str, events: Sequence[str]) -> bool:
        """A cascade comes, with the fingerprint of its launch and the hashes of its events; whether its tasks are
        wanted."""

    def wants(self, task_no: int) -> int | None:
        """Which row of that task's chain it wants to see: its seq, 0 for what the chain starts from, or LAST."""

    def see(self, task_no: int, task: str, seq: int, digest: str | None, length: int) -> None:
        """The hash of that row, None where the chain is too short; `length`: of the chain today."""


class Sealer:
    """Folds the heads of today into a new seal's tree."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.mandates: tuple[int, str] = (0, "")
        self._cascades: list[tuple[int, str, str, Sequence[str], array[int], list[str]]] = []

    def see_mandates(self, heads: Sequence[str]) -> None:
        self.mandates = len(heads) - 1, heads[-1]

    def begin(self, cascade_id: int, key: str, launched: str, events: Sequence[str]) -> bool:
        self._cascades.append((cascade_id, key, launched, events, array("q"), []))
        return True

    def wants(self, task_no: int) -> int | None:
        return LAST

    def see(self, task_no: int, task: str, seq: int, digest: str | None, length: int) -> None:
        cascade_id, _, _, _, lengths, marks = self._cascades[-1]
        head = digest or ""
        lengths.append(seq)
        marks.append(head[:MARK])
        self.tree.add(leaf(cascade_id, task, seq, head))

    def cascades(self) -> Iterator[SealedCascade]:
        """What was seen, for the seal's file."""
        for cascade_id, key, launched, events, lengths, marks in self._cascades:
            last = events[-1] if events else ""
            yield SealedCascade(cascade_id, key, launched, lengths, "".join(marks), len(events), last)


class SealFollower:
    """Folds the chains as they were when sealed, and says which task differs. `index`: of the leaf to be proven."""

    def __init__(self, seal: Seal, findings: Findings, public_key: str | None, index: int | None = None) -> None:
        self.seal = seal
        self.path = None if index is None else Path(index, seal.tasks)
        self._findings = findings
        self._public_key = public_key
        self._tree = Tree()
        self._waiting = list(seal.cascades)
        self._now: SealedCascade | None = None
        self._next = 1

    def see_mandates(self, heads: Sequence[str]) -> None:
        sealed = self.seal.mandates  # a seal from before there were mandates says nothing of them
        if sealed is not None and (sealed[0] >= len(heads) or heads[sealed[0]] != sealed[1]):
            self._findings.add(
                "seal",
                "seal-mandates",
                subject=self.seal.file,
                sealed_at=self.seal.sealed_at,
                expected=sealed[0],
                found=len(heads) - 1,
            )

    def begin(self, cascade_id: int, key: str, launched: str, events: Sequence[str]) -> bool:
        self._end_cascade()
        while self._waiting and self._waiting[0].cascade_id < cascade_id:
            self._lost(self._waiting.pop(0))
        if self._waiting and (self._waiting[0].cascade_id, self._waiting[0].key) == (cascade_id, key):
            self._now, self._next = self._waiting.pop(0), 1
            if self._now.launched != launched:
                seal = self.seal
                self._findings.add("seal", "seal-launched", cascade=key, subject=seal.file, sealed_at=seal.sealed_at)
            count, head = self._now.events, self._now.event_head
            if count and (len(events) < count or events[count - 1] != head):
                where = {"cascade": key, "subject": self.seal.file, "sealed_at": self.seal.sealed_at}
                self._findings.add("seal", "seal-event", seq=count, **where)
        return self._now is not None

    def wants(self, task_no: int) -> int | None:
        if self._now is None or not 0 < task_no <= len(self._now.lengths):
            return None
        return self._now.lengths[task_no - 1]

    def see(self, task_no: int, task: str, seq: int, digest: str | None, length: int) -> None:
        assert self._now is not None
        self._skip_to(task_no)
        self._next = task_no + 1
        where = {"cascade": self._now.key, "task": task, "subject": self.seal.file, "sealed_at": self.seal.sealed_at}
        if digest is None:
            self._findings.add("seal", "seal-shorter", seq=length + 1, expected=seq, found=length, **where)
        elif digest[:MARK] != self._now.mark(task_no):
            self._findings.add("seal", "seal-head", seq=seq, **where)
        self._add(leaf(self._now.cascade_id, task, seq, digest or ""))

    def end(self) -> SealCheck:
        """Hold the root and the signature against what was seen."""
        self._end_cascade()
        for cascade in self._waiting:
            self._lost(cascade)
        self._waiting = []
        seal, file = self.seal, self.seal.file
        before = len(self._findings)
        root = self._tree.root().hex()
        if (root, self._tree.count) != (seal.root, seal.tasks):
            self._findings.add("seal", "seal-root", subject=file, found=root, expected=seal.root)
        if self._public_key not in (None, seal.public_key):
            self._findings.add("seal", "seal-key", subject=file, found=seal.public_key)
        is_valid = is_signed(seal.statement, seal.signature, self._public_key or seal.public_key)
        if not is_valid:
            self._findings.add("seal", "seal-signature", subject=file)
        holds = len(self._findings) == before
        keys = tuple(item.key for item in seal.cascades)
        return SealCheck(file, seal.sealed_at, seal.root, seal.tasks, keys, seal.public_key, is_valid, holds)

    def _add(self, content: bytes) -> None:
        self._tree.add(content)
        if self.path is not None:
            self.path.add(content)

    def _skip_to(self, task_no: int) -> None:
        assert self._now is not None
        while self._next < task_no:
            self._findings.add(
                "seal",
                "seal-task",
                cascade=self._now.key,
                subject=self.seal.file,
                expected=self._next,
                sealed_at=self.seal.sealed_at,
            )
            self._next += 1
            self._add(b"")

    def _end_cascade(self) -> None:
        if self._now is not None:
            self._skip_to(len(self._now.lengths) + 1)
            self._now = None

    def _lost(self, cascade: SealedCascade) -> None:
        self._findings.add(
            "seal", "seal-cascade", cascade=cascade.key, subject=self.seal.file, sealed_at=self.seal.sealed_at
        )
