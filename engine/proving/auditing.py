"""What auditors ask for: verify, seal, prove."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.cascade.tasks import LiveTask
from engine.clock import Clock, format_moment
from engine.errors import NotFound
from engine.proving.broken import Broken, Findings
from engine.proving.heads import Sealer, SealFollower
from engine.proving.migrated import prove_graph
from engine.proving.parts import Crew
from engine.proving.seals import Seal, proof_text, read_seal, seal_text, sign
from engine.proving.verifying import Progress, Verifier, cascade_ids, find_ids
from engine.questions.history import chain_of
from engine.store.database import Transaction
from workflows.errors import DondocError
from workflows.said import Said


class DoesNotHold(DondocError):
    """What is broken is neither sealed nor proven."""

    code = "broken-history"
    fields = ("count", "first", "broken")
    broken: tuple[Broken, ...]

    def as_json(self) -> dict[str, Any]:
        return {**super().as_json(), "broken": [item.as_json() for item in self.broken]}


def refuse(broken: Sequence[Broken], more: int = 0) -> None:
    """See that nothing is broken. `more`: findings beyond those that are listed. Raises DoesNotHold."""
    if broken:
        first = broken[0]
        place = " ".join(str(part) for part in (first.task or first.subject or first.cascade, first.seq) if part)
        details = Said("broken.at", {"place": place, "details": first.details})
        raise DoesNotHold(len(broken) + more, details, tuple(broken))


def seal(
    tx: Transaction,
    cascade: str | None,
    key: Ed25519PrivateKey,
    clock: Clock,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> tuple[Seal, str]:
    """A seal over the heads of these cascades (all, if None), and its file's text. Raises DoesNotHold."""
    findings, sealer = Findings(), Sealer()
    known = cascade_ids(tx, findings)
    chosen = known if cascade is None else find_ids(tx, cascade)
    Verifier(tx, findings, [sealer], (), progress, crew=crew).walk(chosen)
    refuse(findings.listed, findings.more)
    made = sign(sealer.cascades(), sealer.tree.root(), format_moment(clock.now()), key, sealer.mandates)
    return made, seal_text(made)


def prove(tx: Transaction, task: LiveTask, seal_file: Path, progress: Progress | None = None) -> str:
    """A proof's text: that this task's rows are those that were sealed. Raises DoesNotHold, NotFound, BadSealFile."""
    sealed = read_seal(seal_file)
    before = 0
    for item in sealed.cascades:
        if item.cascade_id == task.cascade.cascade_id and task.task_no <= len(item.lengths):
            length = item.lengths[task.task_no - 1]
            break
        before += len(item.lengths)
    else:
        raise NotFound(Said("what.sealed-task"), task.key, ())
    findings = Findings()
    index = before + task.task_no - 1
    follower = SealFollower(sealed, findings, None, index)
    known = [item.cascade_id for item in sealed.cascades]
    present = [number for number in cascade_ids(tx, findings) if number in known]
    Verifier(tx, findings, [follower], (), progress).walk(present)
    follower.end()
    refuse(findings.listed, findings.more)
    assert follower.path is not None
    rows = [{name: value for name, value in row.items() if value is not None} for row in chain_of(tx, task)[:length]]
    return proof_text(sealed, index, follower.path.hashes(), _genesis_of(tx, task), rows)


def _genesis_of(tx: Transaction, task: LiveTask) -> dict[str, Any]:
    """What the task's chain starts from, as docs/format.md lists it."""
    origins = prove_graph(tx, task.cascade.cascade_id, task.cascade.key, Findings())
    row = tx.row(
        "SELECT c.definition_hash, t.owes_plan, t.owes_report, t.consolidates, t.plan_due, t.own_due, t.merged_due "
        "FROM task t JOIN cascade c ON c.cascade_id = t.cascade_id "
        "WHERE t.cascade_id = :cascade_id AND t.task_no = :number",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    assert row is not None
    if origins is not None:
        origin = origins.of_tasks.get(task.task_no)
        row = (origins.definition_hash, *row[1:]) if origin is None else (origin.definition_hash, *origin.duties)
    names = ("plan", "report", "merged")
    return {
        "cascade": task.cascade.key,
        "task": task.key,
        "definition_hash": row[0],
        "owes": [name for name, is_owed in zip(names, row[1:4], strict=True) if is_owed],
        "due": {name: day for name, day in zip(names, row[4:7], strict=True) if day is not None},
    }
