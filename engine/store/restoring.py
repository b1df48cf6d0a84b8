"""What a backup holds becomes a database again: looked through first, in one transaction, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.errors import BadBackup, BrokenBackup, NotEmpty
from engine.store import database, upgrading
from engine.store.backups import Check, keep_others_out, opened
from engine.store.containers import Container, tables_of
from engine.store.database import Transaction
from engine.store.distributing import spread
from engine.store.unusable import SCHEMA_VERSION, explain, refuse_strangers, shown
from workflows.file_errors import why
from workflows.said import Said

_SQLITE, _ZIP = b"SQLite format 3\0", b"PK"
_FILLED = ("cascade", "mandate_event", "pinned", "attachment")  # one of them has rows where anything was recorded


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought back. `version`: of the tables as they are now; `replaced`: whether something was there."""

    version: str
    replaced: bool


def restore(
    url: str, file: Path, check: Check, *, replaces: str | None = None, as_it_was: bool = False, keep: bool = True
) -> Brought:
    """Bring a backup into a database that holds nothing, and to this version.

    `check` is asked over all of it before anything is kept. `replaces`: the database's own name, where what it holds
    is to go. `as_it_was`: the tables stay of the backup's version, for the program that it is from. `keep=False`:
    only to look through it. Raises BadBackup, BrokenBackup, NotEmpty, DatabaseUnusable.
    """
    is_file = url.startswith("sqlite:///")
    if (kind := _kind_of(file)) != (_SQLITE if is_file else _ZIP):
        raise BadBackup(str(file), Said("backup.other-kind" if kind else "backup.no-backup"))
    return (_bring_file if is_file else _bring_rows)(url, file, check, replaces, as_it_was, keep)


def _kind_of(file: Path) -> bytes | None:
    try:
        with file.open("rb") as read:
            head = read.read(len(_SQLITE))
    except OSError as error:
        raise BadBackup(str(file), why(error)) from error
    return next((kind for kind in (_SQLITE, _ZIP) if head.startswith(kind)), None)


def _check_version(file: Path, version: str | None) -> str:
    if version is None or not version.startswith("dondoc_"):
        raise BadBackup(str(file), Said("backup.no-backup"))
    if version > SCHEMA_VERSION:
        raise BadBackup(str(file), Said("backup.newer", {"version": version, "ours": SCHEMA_VERSION}))
    return version


def _is_filled(url: str, name: str, connection: Any, there: Iterable[str], replaces: str | None) -> bool:
    """Whether something is in these tables, which is to be replaced. Raises NotEmpty where that was not said."""
    looked = [table for table in _FILLED if table in there]
    filled = any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in looked)
    if filled and replaces != name:
        cascades = connection.execute("SELECT count(*) FROM cascade").fetchone()[0]
        raise NotEmpty(shown(url), name, cascades)
    return filled


# SQLite: a whole file, over what is there in one transaction of SQLite's own


def _bring_file(url: str, file: Path, check: Check, replaces: str | None, as_it_was: bool, keep: bool) -> Brought:
    with opened(file) as source:
        version = _check_version(file, database.read_version(source, "sqlite", f"sqlite:///{file}"))
        _overwrite(url, source, replaces, keep=False)  # what is refused is refused before all is looked through
        scratch = database.connect_to_scratch()
        try:
            source.backup(scratch)
            with upgrading.transaction(str(file), scratch, "sqlite") as begun:
                upgrading.migrate(begun)
            scratch.execute("BEGIN")
            check(Transaction(scratch, "sqlite"))
            scratch.execute("COMMIT")
            replaced = _overwrite(url, source if as_it_was else scratch, replaces, keep=keep)
        except sqlite3.Error as error:
            told = explain(error, str(file))
            why_not: Said = told.facts["why"]
            if why_not.code == "database.other":  # a table or column is not called as it was
                raise BrokenBackup(str(file), Said("backup.pages", why_not.facts)) from error
            raise told from error
        finally:
            scratch.close()
    return Brought(version if as_it_was else SCHEMA_VERSION, replaced)


def _overwrite(url: str, source: sqlite3.Connection, replaces: str | None, *, keep: bool) -> bool:
    """Put the whole of `source` into a file that nobody else has open; whether something was there."""
    path, _ = database.sqlite_path(url)
    is_there = path.exists() and path.stat().st_size > 0
    if not is_there and not keep:
        return False
    target, _ = database.connect(url, create=not is_there)
    try:
        target.execute("PRAGMA locking_mode = EXCLUSIVE")  # from the look to the end
        target.execute("BEGIN EXCLUSIVE")
        tables = {row[0] for row in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
        if tables and (version := database.read_version(target, "sqlite", url)) != SCHEMA_VERSION:
            refuse_strangers(url, version)
        filled = _is_filled(url, path.name, target, tables, replaces)
        target.execute("COMMIT")
        if keep:
            source.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
        return filled
    except sqlite3.Error as error:
        raise explain(error, url) from error
    finally:
        target.close()


# PostgreSQL: the rows of a container, into tables as they were when it was made


def _bring_rows(url: str, file: Path, check: Check, replaces: str | None, as_it_was: bool, keep: bool) -> Brought:
    with Container(file) as container:
        version = _check_version(file, container.manifest.schema)
        container.check()
        connection, dialect = database.connect(url)
        try:
            with upgrading.transaction(url, connection, dialect) as begun:
                connection.execute("SET LOCAL statement_timeout = 0")
                tx = Transaction(connection, dialect)
                was_distributed = tx.is_distributed()
                may_stay = version == SCHEMA_VERSION or not was_distributed
                replaced = _make_room(url, begun, connection, version, replaces, may_stay)
                container.load(connection)
                connection.execute("SAVEPOINT as_it_was")
                upgrading.migrate(begun)
                check(tx)
                if as_it_was:
                    connection.execute("ROLLBACK TO SAVEPOINT as_it_was")
                elif was_distributed and not tx.is_distributed():  # its tables were made anew
                    spread(connection)
                if not keep:
                    begun.rollback()
            if keep:
                upgrading.analyze(url, connection)
        finally:
            connection.close()
    return Brought(version if as_it_was else SCHEMA_VERSION, replaced)


def _make_room(
    url: str, begun: sa.Connection, connection: Any, version: str, replaces: str | None, may_stay: bool
) -> bool:
    """Empty tables of that version, which nobody else writes; whether something was there.

    Tables that are so already stay, with the rights on them, if they may. All others are made anew: history cannot be
    emptied.
    """
    found = upgrading.version_of_ours(url, begun)
    there = _tables_there(connection)
    if there:
        keep_others_out(connection, there)
    filled = _is_filled(url, connection.info.dbname, connection, there, replaces)
    if filled or (found is not None and (found != version or not may_stay)):
        connection.execute(f"DROP TABLE {', '.join(['alembic_version', *there])}")
        for (name,) in connection.execute(
            "SELECT proname::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
            "AND proname LIKE '%\\_refuses\\_change'"
        ).fetchall():
            connection.execute(f'DROP FUNCTION "{name}"()')
    upgrading.migrate(begun, version)
    return filled


def _tables_there(connection: Any) -> list[str]:
    return [table for table, _ in tables_of(connection)]
