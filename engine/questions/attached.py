"""Which content is meant by a hash, by its beginning, or by the row that names it."""

from __future__ import annotations

import re
from pathlib import Path

from engine.cascade import lookup
from engine.cascade.cascades import Cascades
from engine.chain.notes import attached
from engine.chain.rehash import COLUMNS
from engine.errors import Ambiguous, NotFound
from engine.store.attachments import SHORTEST
from engine.store.database import Transaction
from engine.store.statements import quoted
from workflows.said import Said

_HASH = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def digest_meant(tx: Transaction, cascades: Cascades, folder: Path | None, text: str, cascade: str | None) -> str:
    """The full hash. `text`: a hash, its first digits, or `TASK#SEQ`. Raises NotFound, Ambiguous."""
    wanted = text.strip()
    if _HASH.fullmatch(wanted.lower()):
        found = [wanted.lower()] if len(wanted) == 64 else _beginning_with(tx, folder, wanted.lower())
        named = {digest: digest for digest in found}
    else:
        task, _, seq = wanted.rpartition("#")
        if not task or not seq.isdigit():
            raise NotFound(Said("what.attachment"), text, ())
        named = _of_row(tx, cascades, task, int(seq), cascade)
    if not named:
        raise NotFound(Said("what.attachment"), text, ())
    if len(named) > 1:
        told = tuple(digest if digest == name else f"{digest[:12]} ({name})" for digest, name in named.items())
        raise Ambiguous(Said("what.attachment", {"n": 2}), text, told)
    return next(iter(named))


def _beginning_with(tx: Transaction, folder: Path | None, digits: str) -> list[str]:
    rows = tx.rows("SELECT hash FROM attachment WHERE hash >= :low AND hash < :high", low=digits, high=f"{digits}g")
    kept = [] if folder is None else [path.name for path in (folder / digits[:2]).glob(f"{digits}*")]
    return sorted({*(row[0] for row in rows), *(name for name in kept if len(name) == 64)})


def _of_row(tx: Transaction, cascades: Cascades, key: str, seq: int, cascade: str | None) -> dict[str, str]:
    """hash -> name of what the row of that task names."""
    task = lookup.get_task(tx, cascades, key, cascade)
    rows = tx.rows(
        f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :cascade_id AND task_no = :number AND seq = :seq",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
        seq=seq,
    )
    return {each["sha256"]: each["name"] for _, each in attached(rows)}
