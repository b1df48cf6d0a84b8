"""Creating the tables and bringing them to this version: the only place that loads SQLAlchemy and Alembic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from engine.clock import Clock, SystemClock
from engine.errors import DatabaseUnusable
from engine.store import backups, database, unusable
from engine.store.containers import tables_of
from engine.store.database import Transaction
from engine.store.statements import Dialect
from workflows.said import Said

SCRIPTS = "engine.store:migrations"
_LOCK = 0x646F6E646F63  # one upgrade at a time on a PostgreSQL server
_APART = "dondoc_preview"  # a schema that is gone before anybody sees it


def upgrade(url: str, file: Path | None = None, clock: Clock | None = None) -> Path | None:
    """Create the tables, or bring them to this version; the backup that was made before they were changed, if any.

    The backup is the way back (`dondoc restore`): taken when nobody can record any more, and read again before the
    first step. `file`: where to; None: beside a SQLite file, or in the current folder. Raises DatabaseUnusable for a
    database of another program or of a newer version, or whose tables are distributed, BadBackup where the backup
    cannot be written.
    """
    connection, dialect = database.connect(url, create=True)
    try:
        with transaction(url, connection, dialect) as begun:
            version, made = version_of_ours(url, begun), None
            if version is not None and version < unusable.SCHEMA_VERSION:
                made = backups.free_name(url, connection, version) if file is None else file
                backups.keep_before_upgrade(url, connection, version, made, clock or SystemClock())
                if Transaction(connection, dialect).is_distributed():
                    raise _restored_instead(url, version, made)
            migrate(begun)
        if dialect == "postgresql":  # a database that was restored from a dump has no statistics
            analyze(url, connection)
        return made
    finally:
        connection.close()


def _restored_instead(url: str, version: str, made: Path) -> DatabaseUnusable:
    """A step would make tables on the coordinator alone, which sees no row of those that they point to."""
    facts = {"version": version, "ours": unusable.SCHEMA_VERSION, "file": str(made)}
    return DatabaseUnusable(unusable.shown(url), Said("database.spread-older", facts))


@contextmanager
def transaction(url: str, connection: Any, dialect: Dialect) -> Iterator[sa.Connection]:
    """All that is done inside in one transaction, tables included; drivers' errors become ours. Nobody else writes.

    On SQLite it has to be begun by hand, as DDL would stay outside otherwise.
    """
    server = sa.create_engine(
        "sqlite://" if dialect == "sqlite" else "postgresql+psycopg://",
        creator=lambda: connection,
        poolclass=sa.StaticPool,
    )
    try:
        if dialect == "sqlite":
            connection.execute("PRAGMA journal_mode = WAL")
            sa.event.listen(server, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
        else:
            connection.autocommit = False
        with server.begin() as begun:
            if dialect == "postgresql":
                begun.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield begun
    except unusable.driver_errors(dialect) as error:
        raise unusable.explain(error, url) from error
    except sa.exc.DBAPIError as error:
        raise unusable.explain(Exception(str(error.orig)), url) from error


def migrate(begun: sa.Connection, revision: str = "head", after_each: Callable[..., None] | None = None) -> None:
    """Bring the tables of an open transaction to that version. `after_each`: told of every step, see Alembic."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["connection"] = begun
    if after_each is not None:
        config.attributes["after_each"] = (after_each,)
    command.upgrade(config, revision)


def analyze(url: str, connection: Any) -> None:
    """Fresh statistics of all tables of a database on PostgreSQL, after the transaction: Citus makes none within."""
    try:
        connection.autocommit = True
        connection.execute(f"ANALYZE {', '.join(table for table, _ in tables_of(connection))}")
    except unusable.driver_errors("postgresql") as error:
        raise unusable.explain(error, url) from error


def version_of_ours(url: str, begun: sa.Connection) -> str | None:
    """The version of a database of ours; None for one without tables. Raises DatabaseUnusable for any other."""
    tables = set(sa.inspect(begun).get_table_names())
    if not tables:
        return None
    version = None
    if "alembic_version" in tables:
        version = begun.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    unusable.refuse_strangers(url, version)
    return str(version)


def preview(url: str) -> str:
    """The SQL by which `upgrade` would bring a database to this version, step by step; nothing of it is changed.

    Made on tables without rows, which are gone in the end: what a step reckons from rows is told as what it reads.
    Raises DatabaseUnusable.
    """
    connection, dialect = database.connect(url)
    try:
        version = database.read_version(connection, dialect, url)
        unusable.refuse_strangers(url, version)
        if version == unusable.SCHEMA_VERSION:
            return f"-- {unusable.shown(url)}: {version}, nothing to do"
        if dialect == "sqlite":
            connection.close()
            connection = database.connect_to_scratch()
        head = f"-- {unusable.shown(url)}: {version} to {unusable.SCHEMA_VERSION}, in one transaction"
        with transaction(url, connection, dialect) as begun:
            steps = _steps(begun, str(version))
            begun.rollback()
        return "\n".join([head, "BEGIN;", *steps, "COMMIT;"])
    finally:
        connection.close()


def _steps(begun: sa.Connection, version: str) -> list[str]:
    """What every step says and executes, in a database or a schema of its own."""
    if begun.dialect.name == "postgresql":
        begun.execute(sa.text(f"CREATE SCHEMA {_APART}"))
        begun.execute(sa.text(f"SET LOCAL search_path TO {_APART}"))
    migrate(begun, version)
    said: list[str] = []
    told: list[str] = []

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        text = " ".join(statement.split())
        if text.startswith("SELECT") and "FROM alembic_version" not in text and "pg_catalog" not in text:
            told.append(f"-- reads: {text}")
        elif not text.startswith(("SELECT", "PRAGMA")):
            told.append(f"{statement.strip()};")

    def end_step(step: Any, **_: Any) -> None:
        said.extend(["", f"-- {step.up_revision_id}: {' '.join(step.up_revision.doc.split())}", *told])
        told.clear()

    sa.event.listen(begun, "before_cursor_execute", hear)
    migrate(begun, after_each=end_step)
    sa.event.remove(begun, "before_cursor_execute", hear)
    return said
