"""The whole of a database as a value."""

from contextlib import closing
from typing import Any

from engine.store.database import connect
from engine.store.grants import TABLES


def read_all(url: str) -> dict[str, list[Any]]:
    """Every row of every table, as it stands when called."""
    with closing(connect(url)[0]) as connection:
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}").fetchall()))
            for table in TABLES
            if table != "alembic_version"
        }
