"""A consistent copy of a database that is in use, in one file, read again before it counts.

Of a SQLite database it is another SQLite file, which any dondoc opens; of one on PostgreSQL a container
(`containers.py`). A file is written aside and gets its name when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from engine.clock import Clock, format_moment
from engine.errors import BadBackup, BrokenBackup, DatabaseUnusable
from engine.store import containers, database
from engine.store.database import Transaction
from engine.store.grants import TABLES
from engine.store.statements import quoted
from engine.store.unusable import SCHEMA_VERSION, driver_errors, explain, wrong_version
from workflows.file_errors import why
from workflows.said import Said

Check = Callable[[Transaction], None]
_PIECE = 1 << 20
_ALONE_SECONDS = 60  # how long nobody else is waited for
_LOCK_MILLISECONDS = 500  # less than PostgreSQL takes to look for a deadlock
_NOT_LOCKED = "55P03"  # what PostgreSQL calls a lock that was not to be had in time


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was written. `taken_at`: a moment in UTC; `bytes`, `sha256`: of the file."""

    taken_at: str
    bytes: int
    sha256: str


def take(url: str, file: Path, clock: Clock, check: Check, only: Mapping[str, str] | None = None) -> Taken:
    """Copy a database of this version into a new file, while others go on recording.

    `check` is asked over what the file holds (on PostgreSQL over what it was taken from). `only`: conditions that its
    rows meet, by table. Raises BadBackup where the file is there or cannot be written,
    BrokenBackup where it does not hold what was copied, DatabaseUnusable.
    """
    connection, dialect = database.connect(url)
    try:
        version = database.read_version(connection, dialect, url)
        if version != SCHEMA_VERSION:
            raise wrong_version(url, version)
        taken_at = format_moment(clock.now())
        with _written(file) as part:
            if dialect == "sqlite":
                if only is None:
                    _copy_file(url, connection, part, file)
                else:
                    _copy_some(url, part, only)
                with opened(part, file) as copy:
                    check(Transaction(copy, "sqlite"))
            else:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                connection.execute("SET LOCAL statement_timeout = 0")
                _copy_rows(connection, part, version, taken_at, only)
                check(Transaction(connection, dialect))
        return Taken(taken_at, file.stat().st_size, _digest_of(file))
    except driver_errors(dialect) as error:
        raise explain(error, url) from error
    finally:
        connection.close()


def keep_before_upgrade(url: str, connection: Any, version: str, file: Path, clock: Clock) -> None:
    """Copy a database whose upgrade has begun on this connection into a new file. Raises as `take`.

    Nobody records meanwhile: on SQLite the transaction has the only lock for writing, on PostgreSQL it takes them all.
    """
    with _written(file) as part:
        if url.startswith("sqlite:///"):
            reader, _ = database.connect(url)
            try:
                _copy_file(url, reader, part, file)
                with opened(part, file) as copy:
                    if _counts(copy) != _counts(reader):
                        raise BrokenBackup(str(file), Said("backup.cut"))
            finally:
                reader.close()
        else:
            keep_others_out(connection, [table for table, _ in containers.tables_of(connection)])
            connection.execute("SET LOCAL statement_timeout = 0")
            _copy_rows(connection, part, version, format_moment(clock.now()))


def keep_others_out(connection: Any, tables: Sequence[str]) -> None:
    """Lock these tables of a PostgreSQL database for the rest of the transaction, or none: nobody reads or records.

    Who records takes locks in an order of his own, so that to wait with some of them in hand is to wait for each other:
    what was taken is given back, and all is tried again, for a minute. Then the driver's error is raised.
    """
    until = monotonic() + _ALONE_SECONDS
    connection.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
    while True:
        connection.execute("SAVEPOINT alone")
        try:
            connection.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
            return
        except driver_errors("postgresql") as error:
            if getattr(error, "sqlstate", None) != _NOT_LOCKED or monotonic() > until:
                raise
            connection.execute("ROLLBACK TO SAVEPOINT alone")


def free_name(url: str, connection: Any, version: str) -> Path:
    """Where the backup before an upgrade goes: beside a SQLite file, or into the current folder; no file has it yet."""
    if url.startswith("sqlite:///"):
        path, _ = database.sqlite_path(url)
        first, ending = path.with_name(f"{path.name}.{version}"), ""
    else:
        first, ending = Path(f"{connection.info.dbname}.{version}"), ".zip"
    found, number = first.with_name(f"{first.name}{ending}"), 1
    while found.exists():
        number += 1
        found = first.with_name(f"{first.name}.{number}{ending}")
    return found


@contextmanager
def _written(file: Path) -> Iterator[Path]:
    """Where to write a new file; in the end it gets its name, or, where something went wrong, there is none."""
    part = file.with_name(f".{file.name}.part")
    try:
        if file.exists():
            raise BadBackup(str(file), Said("backup.exists"))
        _clear(part)
        try:
            yield part
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            part.rename(file)
            _sync_folder(file)
        finally:
            _clear(part)
    except OSError as error:
        raise BadBackup(str(file), why(error)) from error


def _clear(part: Path) -> None:
    """Nothing is left of a file that was begun, nor of what SQLite lays beside it and would take for the next one's."""
    for ending in ("", "-journal", "-wal", "-shm"):
        part.with_name(f"{part.name}{ending}").unlink(missing_ok=True)


def _sync_folder(file: Path) -> None:
    """So that the name outlives a power cut as the content does."""
    folder = os.open(file.resolve().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _copy_file(url: str, connection: sqlite3.Connection, part: Path, file: Path) -> None:
    """A SQLite file of its own, in which nothing deleted is left; writers go on meanwhile. `file`: how it is called."""
    part.touch()  # the system says why it refuses a file, SQLite does not
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as error:
        explained = explain(error, url)
        if (what := explained.facts["why"]).code == "database.full":  # nothing but the copy was written
            raise BadBackup(str(file), what) from error
        raise explained from error


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows every table of ours has that is there."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = [table for table in TABLES if table in there]
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in names}


def _copy_some(url: str, part: Path, only: Mapping[str, str]) -> None:
    """A new SQLite file with the rows that meet these conditions, all of one moment."""
    from engine.store.upgrading import upgrade

    upgrade(f"sqlite:///{quote(str(part))}")
    with closing(database.connect(f"sqlite:///{quote(str(part))}")[0]) as copy:
        try:
            copy.execute("ATTACH ? AS source", (str(database.sqlite_path(url)[0]),))
            copy.execute("BEGIN IMMEDIATE")
            for table in TABLES[1:]:
                columns = [row[1] for row in copy.execute(f"PRAGMA source.table_info({table})").fetchall()]
                names = quoted(columns)
                copy.execute(
                    f"INSERT INTO main.{table} ({names}) SELECT {names} FROM source.{table} WHERE {only[table]}"
                )
            copy.execute("COMMIT")
            copy.execute("DETACH source")
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise explain(error, url) from error


def _copy_rows(connection: Any, part: Path, version: str, taken_at: str, only: Mapping[str, str] | None = None) -> None:
    """A container of what the connection's transaction sees, read again."""
    with part.open("wb") as out:
        containers.write(connection, out, version, taken_at, only)
    with containers.Container(part) as written:
        written.check()


@contextmanager
def opened(part: Path, file: Path | None = None) -> Iterator[sqlite3.Connection]:
    """A SQLite file to be read, in one snapshot, whose pages are as they should be. `file`: how it is called.

    Raises BrokenBackup.
    """
    # where nothing can be made beside it, `connect` finds out how to read it
    mode = "?mode=ro" if os.access(part.parent, os.W_OK) else ""
    try:
        connection, _ = database.connect(f"sqlite:///{quote(str(part))}{mode}")
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            connection.execute("BEGIN")
        except sqlite3.Error as error:
            connection.close()
            raise explain(error, str(part)) from error
    except DatabaseUnusable as error:
        text = error.facts["why"].facts["text"]
        raise BrokenBackup(str(file or part), Said("backup.pages", {"text": text})) from None
    with closing(connection):
        yield connection


def _digest_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as read:
        while piece := read.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
