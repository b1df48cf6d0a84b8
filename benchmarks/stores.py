"""The two databases as benches that write in bulk use them: new ones, copies, rows, and plain writing by the driver."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from benchmarks import cascades, servers
from benchmarks.cascades import empty_database, url_of
from engine.store.statements import update_statement
from engine.store.upgrading import upgrade

Rows = Mapping[str, Sequence[Sequence[Any]]]  # by table
Updates = Sequence[tuple[str, tuple[str, ...], tuple[str, ...], Sequence[Sequence[Any]]]]  # table, columns, keys, rows


class Store(Protocol):
    """A kind of database. `name`: as the lines of the answer call it."""

    name: str

    def empty(self) -> str:
        """The URL of a new migrated database without a cascade."""

    def copy(self, url: str) -> str:
        """The URL of a copy of one to which nobody is connected."""

    def drop(self, url: str) -> None:
        """Be rid of one."""

    def rows(self, url: str, table: str) -> list[tuple[Any, ...]]:
        """A table's rows, sorted by primary key."""

    def write(self, url: str, rows: Rows, updates: Updates = ()) -> None:
        """Update and insert rows in one transaction, as quickly as the driver does."""


class Sqlite:
    """SQLite files in a folder; rows by `executemany`."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir()
        self._numbers = count()

    def empty(self) -> str:
        return url_of(empty_database(self._folder / f"{next(self._numbers)}.db"))

    def copy(self, url: str) -> str:
        return url_of(Path(shutil.copy(_path(url), self._folder / f"{next(self._numbers)}.db")))

    def drop(self, url: str) -> None:
        _path(url).unlink()

    def rows(self, url: str, table: str) -> list[tuple[Any, ...]]:
        return cascades.all_rows(_path(url), table)

    def write(self, url: str, rows: Rows, updates: Updates = ()) -> None:
        raw = cascades.open_raw(_path(url))
        raw.execute("BEGIN IMMEDIATE")
        for table, changed, keys, listed in updates:
            raw.executemany(update_statement(table, changed, keys, "sqlite"), listed)
        for table, inserted in rows.items():
            raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(inserted[0]))})", inserted)
        raw.execute("COMMIT")
        raw.close()


class Postgres:
    """Databases on a server; rows by COPY, updates by `executemany`."""

    name = "PostgreSQL"

    def __init__(self, server: servers.Server) -> None:
        self._server = server

    def empty(self) -> str:
        url = self._server.create()
        upgrade(url)
        return url

    def copy(self, url: str) -> str:
        return self._server.copy(url)

    def drop(self, url: str) -> None:
        self._server.drop(url)

    def rows(self, url: str, table: str) -> list[tuple[Any, ...]]:
        return servers.all_rows(url, table)

    def write(self, url: str, rows: Rows, updates: Updates = ()) -> None:
        with servers.open_raw(url) as raw, raw.cursor() as cursor:
            cursor.execute("BEGIN")
            for table, changed, keys, listed in updates:
                cursor.executemany(update_statement(table, changed, keys, "postgresql"), listed)
            for table, inserted in rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in inserted:
                        copy.write_row(row)
            cursor.execute("COMMIT")


@contextmanager
def both_stores(folder: Path) -> Iterator[tuple[Store, ...]]:
    """SQLite and a server of the bench's own."""
    with servers.postgres_server(folder) as server:
        yield Sqlite(folder / "sqlite"), Postgres(server)


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
