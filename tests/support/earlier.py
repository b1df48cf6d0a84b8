"""Databases as programs before this one left them: tests/data/databases has a dump of each earlier schema."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlmodel import SQLModel

from engine.store import (
    tables,  # noqa: F401 - registers the tables
    upgrading,
)
from engine.store.database import connect

DUMPS = sorted((Path(__file__).parents[1] / "data" / "databases").glob("*.sql.gz"))


def version_of(dump: Path) -> str:
    """The version of its tables."""
    return f"dondoc_{dump.name.removesuffix('.sql.gz')}"


def leave_as(dump: Path, url: str) -> None:
    """Make of a database without tables the one of that dump."""
    script = gzip.decompress(dump.read_bytes()).decode("utf-8")
    if url.startswith("sqlite:///"):
        run_script(script, url.removeprefix("sqlite:///"))
    else:
        tables_as_of(version_of(dump), url)
        copy_rows(script, url)


def tables_as_of(version: str, url: str) -> None:
    """Make the tables of that version, without rows."""
    connection, dialect = connect(url, create=True)
    with closing(connection), upgrading.transaction(url, connection, dialect) as begun:
        upgrading.migrate(begun, version)


def run_script(script: str, file: str) -> None:
    """A SQLite database with the tables, triggers and rows of the dump."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript(script)


def copy_rows(script: str, url: str) -> None:
    """The rows of a SQLite dump into the tables of a PostgreSQL database; SQLite keeps its booleans as numbers."""
    source = sqlite3.connect(":memory:")
    source.executescript(script)
    there = {row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    target, _ = connect(url)
    flags = set(
        target.execute(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE data_type = 'boolean'"
        ).fetchall()
    )
    for table in [table.name for table in SQLModel.metadata.sorted_tables if table.name in there]:
        rows = source.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in rows.description]
        columns = ", ".join(f'"{name}"' for name in names)
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(["%s"] * len(names))})'
        for row in rows:
            values = [bool(value) if (table, name) in flags else value for name, value in zip(names, row, strict=True)]
            target.execute(statement, values)
    target.close()
    source.close()
