"""Creating the tables and bringing them to this version: the only place that loads SQLAlchemy and Alembic."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from engine.store import database, unusable
from engine.store.statements import Dialect

_LOCK = 0x646F6E646F63  # one upgrade at a time on a PostgreSQL server


def upgrade(url: str) -> Path | None:
    """Create the tables, or bring them to this version; the path of the copy made before an existing file is changed.

    Raises DatabaseUnusable for a database of another program or of a newer version.
    """
    connection, dialect = database.connect(url, create=True)
    try:
        backup = None
        if dialect == "sqlite":
            backup = _back_up(url, connection, database.read_version(connection, dialect, url))
        _migrate(url, connection, dialect)
        return backup
    except unusable.driver_errors(dialect) as error:
        raise unusable.explain(error, url) from error
    except sa.exc.DBAPIError as error:
        raise unusable.explain(Exception(str(error.orig)), url) from error
    finally:
        connection.close()


def _migrate(url: str, connection: Any, dialect: Dialect) -> None:
    """All steps in one transaction, which on SQLite has to be begun by hand (DDL would stay outside otherwise)."""
    if dialect == "sqlite":
        connection.execute("PRAGMA journal_mode = WAL")
    server = sa.create_engine(
        "sqlite://" if dialect == "sqlite" else "postgresql+psycopg://",
        creator=lambda: connection,
        poolclass=sa.StaticPool,
    )
    if dialect == "sqlite":
        sa.event.listen(server, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        connection.autocommit = False
    with server.begin() as begun:
        if dialect == "postgresql":
            begun.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _refuse_what_is_not_ours(url, begun)
        config = Config()
        config.set_main_option("script_location", "engine.store:migrations")
        config.attributes["connection"] = begun
        command.upgrade(config, "head")
        if dialect == "postgresql":  # a database that was restored from a dump has no statistics
            begun.execute(sa.text(f"ANALYZE {', '.join(sa.inspect(begun).get_table_names())}"))


def _refuse_what_is_not_ours(url: str, begun: sa.Connection) -> None:
    tables = set(sa.inspect(begun).get_table_names())
    if not tables:
        return
    version = None
    if "alembic_version" in tables:
        version = begun.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if version is None or not str(version).startswith("dondoc_"):
        raise unusable.foreign_program(url)
    if version > unusable.SCHEMA_VERSION:
        raise unusable.newer_version(url, version)


def _back_up(url: str, connection: sqlite3.Connection, version: str | None) -> Path | None:
    """A copy beside a file of ours that is about to be changed; the way back, since there are no downgrades."""
    if version is None or not version.startswith("dondoc_") or version >= unusable.SCHEMA_VERSION:
        return None
    path, _ = database.sqlite_path(url)
    backup, number = path.with_name(f"{path.name}.{version}"), 1
    while backup.exists():
        number += 1
        backup = path.with_name(f"{path.name}.{version}.{number}")
    with sqlite3.connect(backup) as copy:
        connection.backup(copy)
    copy.close()
    return backup
