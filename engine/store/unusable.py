"""Why a database cannot be used: drivers' errors and wrong versions, as errors of ours."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from engine.errors import DatabaseUnusable
from engine.store.statements import Dialect
from workflows.said import Said

SCHEMA_VERSION = "dondoc_0016"  # the head of engine/store/migrations

_VERSION = re.compile(r"dondoc_\d{4}")
# PostgreSQL: serialization failure, deadlock, and a unique key that another transaction took meanwhile
_WORTH_A_RETRY = {"40001", "40P01", "23505"}


class Collision(DatabaseUnusable):
    """Another transaction came in between; the work may be done again."""


class ConnectionLost(DatabaseUnusable):
    """The server is gone, or has ended the connection. Whether the work was kept is known: it was not."""


class InDoubt(DatabaseUnusable):
    """The same while the end of a transaction was awaited: nobody knows whether the work was kept."""


def shown(url: str) -> str:
    """The URL, or a driver's text that repeats it, without its password."""
    return re.sub(r"([?&]password=)[^&\s]*", r"\1***", re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url))


def driver_errors(dialect: Dialect) -> type[Exception] | tuple[type[Exception], ...]:
    """What that driver raises."""
    if dialect == "sqlite":
        return sqlite3.Error
    import psycopg

    return psycopg.Error


# PostgreSQL: a connection that broke, and a server that shuts down, crashed or is starting
_LOST = re.compile(r"08...|57P0[123]")


def is_lost(error: Exception, connection: Any) -> bool:
    """Whether that error of a driver means that the connection to the server is gone."""
    return bool(getattr(connection, "closed", False)) or bool(_LOST.fullmatch(getattr(error, "sqlstate", None) or ""))


_MEANINGS: Iterable[tuple[str, str]] = (
    ("interrupted|statement timeout", "too-slow"),
    ("database is locked|lock timeout|busy", "locked"),
    ("no partition of relation", "no-year"),
    ("readonly|read-only", "read-only"),
    ("disk is full|disk I/O error|No space left|could not extend file", "full"),
    ("malformed|invalid page|could not read block", "damaged"),
    ("not a database|encrypted", "not-sqlite"),
    ("unable to open|does not exist|Is a directory", "not-opened"),
    ("connection|password|authentication|permission denied", "no-connection"),
)


def explain(error: Exception, url: str) -> DatabaseUnusable:
    """A driver's error as one of ours; the driver's own text is its fact."""
    text = shown(" ".join(str(error).split()))
    if getattr(error, "sqlstate", None) in _WORTH_A_RETRY:
        return Collision(shown(url), Said("database.collision", {"text": text}))
    meant = next((code for pattern, code in _MEANINGS if re.search(pattern, text)), "other")
    return DatabaseUnusable(shown(url), Said(f"database.{meant}", {"text": text}))


def lost(error: Exception, url: str, *, is_in_doubt: bool) -> DatabaseUnusable:
    """The error for a connection that is gone. `is_in_doubt`: while the end of a transaction was awaited."""
    text = shown(" ".join(str(error).split()))
    if is_in_doubt:
        return InDoubt(shown(url), Said("database.in-doubt", {"text": text}))
    return ConnectionLost(shown(url), Said("database.no-connection", {"text": text}))


def wrong_version(url: str, version: str | None) -> DatabaseUnusable:
    if version is None or not _VERSION.fullmatch(version):
        return foreign_program(url)
    if version > SCHEMA_VERSION:
        return newer_version(url, version)
    return DatabaseUnusable(
        shown(url),
        Said("database.older", {"version": version, "ours": SCHEMA_VERSION}),
    )


def refuse_strangers(url: str, version: str | None) -> None:
    """See that a database is of this program, or of one before it. Raises DatabaseUnusable."""
    if version is None or not _VERSION.fullmatch(version) or version > SCHEMA_VERSION:
        raise wrong_version(url, version)


def newer_version(url: str, version: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        shown(url),
        Said("database.newer", {"version": version, "ours": SCHEMA_VERSION}),
    )


def foreign_program(url: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        shown(url),
        Said("database.foreign"),
    )
