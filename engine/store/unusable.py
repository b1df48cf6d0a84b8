"""Why a database cannot be used: drivers' errors and wrong versions, in words of ours."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from engine.errors import DatabaseUnusable
from engine.store.statements import Dialect

SCHEMA_VERSION = "dondoc_0004"  # the head of engine/store/migrations

_VERSION = re.compile(r"dondoc_\d{4}")
# PostgreSQL: serialization failure, deadlock, and a unique key that another transaction took meanwhile
_WORTH_A_RETRY = {"40001", "40P01", "23505"}


class Collision(DatabaseUnusable):
    """Another transaction came in between; the work may be done again."""


def shown(url: str) -> str:
    """The URL, or a driver's text that repeats it, without its password."""
    return re.sub(r"([?&]password=)[^&\s]*", r"\1***", re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url))


def driver_errors(dialect: Dialect) -> type[Exception] | tuple[type[Exception], ...]:
    """What that driver raises."""
    if dialect == "sqlite":
        return sqlite3.Error
    import psycopg

    return psycopg.Error


_MEANINGS: Iterable[tuple[str, tuple[str, str, str, str]]] = (
    (
        "interrupted|statement timeout",
        (
            "một câu lệnh chạy quá lâu nên đã dừng, không ghi gì",
            "a statement ran too long and was stopped, nothing was recorded",
            "thu hẹp bằng --under, --period, hoặc thử lại khi máy chủ rảnh",
            "narrow it by --under, --period, or try again when the server is less busy",
        ),
    ),
    (
        "database is locked|lock timeout|busy",
        ("đang bị tiến trình khác khóa", "another process holds a lock on it", "thử lại sau", "try again later"),
    ),
    (
        "readonly|read-only",
        ("chỉ đọc được", "it is read-only", "xem quyền ghi của tệp hoặc tài khoản", "check the right to write"),
    ),
    (
        "disk is full|disk I/O error|No space left|could not extend file",
        ("không ghi được, có thể đĩa đầy", "cannot write, the disk may be full", "giải phóng đĩa", "free some space"),
    ),
    (
        "not a database|malformed|encrypted",
        ("tệp này không phải cơ sở dữ liệu SQLite", "the file is no SQLite database", "xem lại --db", "check --db"),
    ),
    (
        "unable to open|does not exist|Is a directory",
        ("không mở được", "it cannot be opened", "xem lại --db và quyền truy cập", "check --db and access rights"),
    ),
    (
        "connection|password|authentication|permission denied",
        ("không kết nối được hoặc không đủ quyền", "no connection, or no right", "xem lại --db", "check --db"),
    ),
)


def explain(error: Exception, url: str) -> DatabaseUnusable:
    """A driver's error in words of ours; the driver's own text follows."""
    text = shown(" ".join(str(error).split()))
    if getattr(error, "sqlstate", None) in _WORTH_A_RETRY:
        why = "có giao dịch khác xen vào"
        return Collision(shown(url), why, f"another transaction came in between: {text}", "thử lại", "try again")
    for pattern, (why_vi, why_en, do_vi, do_en) in _MEANINGS:
        if re.search(pattern, text):
            return DatabaseUnusable(shown(url), f"{why_vi} ({text})", f"{why_en} ({text})", do_vi, do_en)
    return DatabaseUnusable(shown(url), text, text, "xem lại --db", "check --db")


def wrong_version(url: str, version: str | None) -> DatabaseUnusable:
    if version is None or not _VERSION.fullmatch(version):
        return foreign_program(url)
    if version > SCHEMA_VERSION:
        return newer_version(url, version)
    return DatabaseUnusable(
        shown(url),
        f"phiên bản {version} cũ hơn chương trình ({SCHEMA_VERSION})",
        f"its version {version} is older than the program's ({SCHEMA_VERSION})",
        "nâng cấp bằng: dondoc db upgrade",
        "upgrade it: dondoc db upgrade",
    )


def newer_version(url: str, version: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        shown(url),
        f"phiên bản {version} mới hơn chương trình ({SCHEMA_VERSION})",
        f"its version {version} is newer than the program's ({SCHEMA_VERSION})",
        "dùng bản dondoc mới hơn",
        "use a newer dondoc",
    )


def foreign_program(url: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        shown(url),
        "không phải cơ sở dữ liệu của dondoc",
        "it is no database of dondoc",
        "xem lại --db; cơ sở dữ liệu mới: dondoc init",
        "check --db; for a new database: dondoc init",
    )
