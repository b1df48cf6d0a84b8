"""A backup of a PostgreSQL database in one file: a ZIP of its rows, with a manifest of hashes.

`TABLE.copy` holds a table's rows as PostgreSQL's own text format of COPY has them (UTF-8, columns as the manifest
lists them), `manifest.json` comes last: `format`, `form`, `schema` (the version of the tables), `taken_at`, and of
every table `name`, `columns`, `rows`, `bytes` and `sha256`, in an order in which every row finds what it points to.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from engine.errors import BadBackup, BrokenBackup
from engine.store.grants import TABLES
from engine.store.statements import quoted
from workflows.said import Said

FORMAT, FORM = "dondoc-backup", 1
_MANIFEST = "manifest.json"
_PIECE = 1 << 16
_NAME = re.compile(r"[a-z_]+")
# what a ZIP raises that was cut or changed, also where it then seems encrypted, or packed by something else
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, KeyError, OSError, OverflowError, RuntimeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a backup. `bytes`, `sha256`: of its rows before compression."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `schema`: the version of the tables; `taken_at`: a moment in UTC."""

    schema: str
    taken_at: str
    tables: tuple[Part, ...]


def write(
    connection: Any, out: BinaryIO, schema: str, taken_at: str, only: Mapping[str, str] | None = None
) -> Manifest:
    """The rows of all tables of ours, as the connection's transaction sees them. `only`: conditions, by table."""
    parts = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, columns in tables_of(connection):
            with archive.open(_entry(f"{table}.copy"), "w", force_zip64=True) as entry:
                parts.append(_write_rows(connection, table, columns, entry, (only or {}).get(table, "TRUE")))
        manifest = Manifest(schema, taken_at, tuple(parts))
        text = json.dumps({"format": FORMAT, "form": FORM, **asdict(manifest)}, indent=1)
        archive.writestr(_entry(_MANIFEST), text.encode("utf-8"))
    return manifest


def _write_rows(connection: Any, table: str, columns: tuple[str, ...], entry: Any, condition: str) -> Part:
    digest, size, rows = hashlib.sha256(), 0, 0
    # a query, since a table that is divided cannot be copied by its name
    rows_of = f"SELECT {quoted(columns)} FROM {table} WHERE {condition}"
    statement = f"COPY ({rows_of}) TO STDOUT (FORMAT text, ENCODING 'UTF8')"
    with connection.cursor().copy(statement) as copy:
        for piece in copy:
            entry.write(piece)
            digest.update(piece)
            size += len(piece)
            rows += bytes(piece).count(b"\n")  # one ends every row, and none stands within
    return Part(table, columns, rows, size, digest.hexdigest())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated alike, so that only the content decides
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def tables_of(connection: Any) -> list[tuple[str, tuple[str, ...]]]:
    """Those of our tables that this version has, with their columns, what is pointed to first."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name::text, column_name::text FROM information_schema.columns "
        "WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
    ).fetchall():
        found.setdefault(table, []).append(column)
    return [(table, tuple(found[table])) for table in TABLES if table in found and table != "alembic_version"]


class Container:
    """A backup to be read. Raises BadBackup for a file of another kind, BrokenBackup for one that was cut."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._archive = zipfile.ZipFile(file)
            self.manifest = self._read_manifest()
        except _BROKEN:
            raise BrokenBackup(str(file), Said("backup.cut")) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def check(self) -> None:
        """Read all of it, and see that every table is as it was written. Raises BrokenBackup."""
        for part in self.manifest.tables:
            digest, size, rows = hashlib.sha256(), 0, 0
            try:
                for piece in self._pieces(part):
                    digest.update(piece)
                    size += len(piece)
                    rows += piece.count(b"\n")
            except _BROKEN:
                raise self._changed(part) from None
            if (size, rows, digest.hexdigest()) != (part.bytes, part.rows, part.sha256):
                raise self._changed(part)

    def load(self, connection: Any) -> None:
        """The rows into tables of the backup's version, which hold none."""
        for part in self.manifest.tables:
            statement = f"COPY {part.name} ({quoted(part.columns)}) FROM STDIN (FORMAT text, ENCODING 'UTF8')"
            with connection.cursor().copy(statement) as copy:
                for piece in self._pieces(part):
                    copy.write(piece)

    def _pieces(self, part: Part) -> Iterator[bytes]:
        with self._archive.open(f"{part.name}.copy") as entry:
            while piece := entry.read(_PIECE):
                yield piece

    def _read_manifest(self) -> Manifest:
        try:
            data = json.loads(self._archive.read(_MANIFEST))
            if data["format"] != FORMAT or data["form"] != FORM:
                raise BadBackup(str(self._file), Said("backup.other-form", {"form": str(data["form"])}))
            parts = (Part(**{**part, "columns": tuple(part["columns"])}) for part in data["tables"])
            manifest = Manifest(str(data["schema"]), str(data["taken_at"]), tuple(parts))
        except (ValueError, TypeError, KeyError):
            raise BadBackup(str(self._file), Said("backup.no-backup")) from None
        names = [name for part in manifest.tables for name in part.columns]
        if not all(map(_NAME.fullmatch, names)) or not {part.name for part in manifest.tables} <= set(TABLES):
            raise BadBackup(str(self._file), Said("backup.no-backup"))
        return manifest

    def _changed(self, part: Part) -> BrokenBackup:
        return BrokenBackup(str(self._file), Said("backup.changed", {"table": part.name}))
