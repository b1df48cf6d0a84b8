"""A finished year in a file of its own, with its seal; and, on PostgreSQL, out of the tables in which others work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.cascade.events import held_by, read_events
from engine.clock import Clock, format_moment
from engine.errors import BadBackup
from engine.proposals import hold, of_cascade
from engine.proving.broken import Archived, Verification
from engine.proving.heads import Sealer
from engine.proving.seals import seal_text, sign
from engine.proving.verifying import Progress, verify
from engine.store import backups
from engine.store.database import Transaction, open_database
from engine.store.unusable import shown
from engine.store.years import bounds, read_years, refuse_whole, refused, rows_of, set_apart
from workflows.file_errors import why
from workflows.said import Said

_SHOWN = 5

State = dict[int, tuple[str | None, str | None]]  # of each cascade: the day it was closed on, its last event


def archive(
    url: str,
    year: int,
    file: Path,
    clock: Clock,
    *,
    key: Ed25519PrivateKey | None = None,
    leaves: bool = False,
    folder: Path | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Archived:
    """Copy the cascades of a year that are all closed into a new file: a backup, which holds nothing else.

    `key`: signs a seal beside it (`FILE.seal.json`). `leaves`: the year is then set apart in the database, where all
    of it holds. What does not hold is told in the answer, and the file stays. Raises Refused, BadBackup,
    DatabaseUnusable.
    """
    seal_file = file.with_name(f"{file.name}.seal.json") if key is not None else None
    for each in (file, seal_file):
        if each is not None and each.exists():
            raise BadBackup(str(each), Said("backup.exists"))
    before: State = {}
    found: list[Verification] = []
    sealed: list[str] = []

    def check(tx: Transaction) -> None:
        sealer = Sealer()
        given: dict[str, Any] = {"folder": folder, "progress": progress, "also": () if key is None else (sealer,)}
        found.append(verify(tx, tuple(before), **given))
        if key is not None and found[0].holds:
            made = sign(sealer.cascades(), sealer.tree.root(), format_moment(clock.now()), key, sealer.mandates)
            sealed.append(seal_text(made))

    def unchanged(tx: Transaction) -> None:
        if _state(tx, year) != before:
            raise refused("year-changed", year, "archive")

    database = open_database(url)
    try:
        before.update(database.read(lambda tx: _finished(tx, year, leaves=leaves)))
        taken = None
        if dry_run:
            database.read(check)
        dialect = database.dialect
    finally:
        database.close()
    if not dry_run:
        taken = backups.take(url, file, clock, check, rows_of(year, dialect))
        if sealed and seal_file is not None:
            _write(seal_file, sealed[0])
    is_apart = leaves and found[0].holds
    if is_apart:
        set_apart(url, year, unchanged, keep=not dry_run)
    size, digest = (None, None) if taken is None else (taken.bytes, taken.sha256)
    told = str(seal_file) if sealed and not dry_run else None
    return Archived(
        *(year, found[0].cascades, str(file), shown(url), size, digest, told, is_apart, not dry_run, found[0])
    )


def _finished(tx: Transaction, year: int, *, leaves: bool) -> State:
    """See that nothing is in the way. Raises Refused."""
    if leaves and tx.dialect == "sqlite":
        raise refused("file-a-year", year, "archive")
    if leaves and tx.is_distributed():
        raise refused("year-spread", year, "archive")
    if leaves:
        refuse_whole(read_years(tx), year, "archive")
    found = _state(tx, year)
    if not found:
        raise refused("no-such-year", year, "archive")
    open_ones = [_key(tx, number) for number, (closed_on, _) in found.items() if closed_on is None]
    if open_ones:
        proposals = [of_cascade("close", each, None) for each in open_ones[:_SHOWN]]
        raise refused("year-open", year, "archive", *proposals, n=len(open_ones), named=tuple(open_ones[:_SHOWN]))
    for number in found if leaves else ():
        if (held := held_by(read_events(tx, number))) is not None:
            raise refused(
                "year-held", year, "archive", hold(year, lifts=True), cascade=_key(tx, number), reason=held.reason or ""
            )
    return found


def _state(tx: Transaction, year: int) -> State:
    low, high = bounds(year)
    rows = tx.rows(
        "SELECT cascade_id, closed_on FROM cascade WHERE cascade_id >= :low AND cascade_id < :high ORDER BY cascade_id",
        low=low,
        high=high,
    )
    return {number: (closed_on, _last(tx, number)) for number, closed_on in rows}


def _last(tx: Transaction, cascade_id: int) -> str | None:
    events = read_events(tx, cascade_id)
    return events[-1].hash if events else None


def _key(tx: Transaction, cascade_id: int) -> str:
    row = tx.row("SELECT directive, year FROM cascade WHERE cascade_id = :id", id=cascade_id)
    return f"{row[0]}/{row[1]}" if row else str(cascade_id)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise BadBackup(str(file), why(error)) from error
