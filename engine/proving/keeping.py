"""Backups that hold: what is copied is verified as it lies in the file, what is brought back before it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.clock import Clock
from engine.proving.auditing import refuse
from engine.proving.broken import BackedUp, Restored, Verification
from engine.proving.seals import Seal
from engine.proving.verifying import Progress, verify
from engine.store import backups
from engine.store.database import Transaction
from engine.store.unusable import SCHEMA_VERSION, shown


def back_up(
    url: str, file: Path, clock: Clock, *, folder: Path | None = None, progress: Progress | None = None
) -> BackedUp:
    """Copy a database in use into a new file; the file stays where what it holds does not hold, and the answer says so.

    `folder`: where attachments are kept, which are not copied. Raises BadBackup, DatabaseUnusable.
    """
    found: list[Verification] = []
    taken = backups.take(url, file, clock, lambda tx: found.append(verify(tx, None, folder=folder, progress=progress)))
    return BackedUp(str(file), shown(url), SCHEMA_VERSION, taken.taken_at, taken.bytes, taken.sha256, *found)


def restore(
    url: str,
    file: Path,
    *,
    seals: Iterable[Seal] = (),
    public_key: str | None = None,
    receipts: Iterable[str] = (),
    folder: Path | None = None,
    replaces: str | None = None,
    as_it_was: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Restored:
    """Bring a backup into a database that holds nothing, if all of it holds. Raises DoesNotHold, else as `restoring`.

    `seals`, `public_key`, `receipts`, `folder`: as to verify it by. `replaces`: the name of the database whose content
    is to go. `as_it_was`: its tables stay of the version that the backup has.
    """
    from engine.store import restoring

    found: list[Verification] = []
    given: dict[str, Any] = {"public_key": public_key, "folder": folder, "progress": progress}

    def check(tx: Transaction) -> None:
        found.append(verify(tx, None, seals=tuple(seals), receipts=tuple(receipts), **given))
        refuse(found[0].broken, found[0].more)

    done = restoring.restore(url, file, check, replaces=replaces, as_it_was=as_it_was, keep=not dry_run)
    return Restored(str(file), shown(url), done.version, done.replaced, not dry_run, *found)
