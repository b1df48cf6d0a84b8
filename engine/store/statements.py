"""One spelling of SQL for both databases: written once, turned for the driver once.

Parameters are written `:name`. `= ANY(:names)` takes a list; SQLite has no arrays and reads it from JSON. `FOR UPDATE`
ends a statement that locks rows; SQLite locks the whole file when the transaction begins and needs none.
`group_concat(number)` puts the numbers of a group into one text, with commas between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

Dialect = Literal["sqlite", "postgresql"]

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")
_ANY = re.compile(r"= ANY\(:([a-z_]+)\)")
_GROUP_CONCAT = re.compile(r"group_concat\(([\w.]+)\)")
_FOR_UPDATE = re.compile(r"\s+FOR UPDATE(?: OF \w+)?\s*\Z")


@cache
def spell(statement: str, dialect: Dialect, single: str = "") -> str:
    """The statement as the driver of that database wants it. `single`: a list that has but one element, given bare."""
    if dialect == "postgresql":
        statement = _GROUP_CONCAT.sub(r"string_agg(\1::text, ',')", statement)
        return _PARAMETER.sub(r"%(\1)s", statement.replace("%", "%%"))
    statement = statement.replace(f"= ANY(:{single})", f"= :{single}")
    return _FOR_UPDATE.sub("", _ANY.sub(r"IN (SELECT value FROM json_each(:\1))", statement))


@cache
def insert_statement(table: str, columns: tuple[str, ...], dialect: Dialect) -> str:
    """A plain INSERT of one row with positional parameters."""
    mark = "?" if dialect == "sqlite" else "%s"
    return f"INSERT INTO {table} ({quoted(columns)}) VALUES ({', '.join([mark] * len(columns))})"


@cache
def adding_statement(table: str, keys: tuple[str, ...], number: str, dialect: Dialect) -> str:
    """An INSERT of one row, keys and number, that adds the number to that of a row which has these keys already."""
    onto = f"ON CONFLICT ({quoted(keys)}) DO UPDATE SET {number} = {table}.{number} + excluded.{number}"
    return f"{insert_statement(table, (*keys, number), dialect)} {onto}"


@cache
def update_statement(table: str, changed: tuple[str, ...], keys: tuple[str, ...], dialect: Dialect) -> str:
    """An UPDATE of one row with positional parameters: the changed columns, then the keys."""
    mark = "?" if dialect == "sqlite" else "%s"
    changes = ", ".join(f'"{name}" = {mark}' for name in changed)
    return f"UPDATE {table} SET {changes} WHERE " + " AND ".join(f'"{name}" = {mark}' for name in keys)


def quoted(columns: Sequence[str], prefix: str = "") -> str:
    """Column names quoted: `from`, `to` and `by` are words of SQL."""
    return ", ".join(f'{prefix}"{name}"' for name in columns)
