"""What a pinned definition file states of its document: number, date, title, and from which day it binds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.store.database import Transaction
from workflows.said import Name


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts of one file; None where it leaves one open."""

    number: str | None
    date: str | None
    title: str | None

    def out_on(self, year: int) -> str | None:
        """The day from which it binds in a cascade of that year; None: number or date are still to come.

        A document of an earlier year binds from the year's first day.
        """
        if self.date is None or self.number is None:
            return None
        return self.date if self.date[:4] == str(year) else f"{year}-01-01"


def read_stated(text: str | None) -> Stated | None:
    """Number, date and title of a pinned document; None for a text that is no definition file."""
    import yaml  # not at the top: few questions need it

    try:
        data = yaml.load(text or "", Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        return Stated(_fact(data["number"]), _fact(data["date"]), _fact(data["title"]))
    except (yaml.YAMLError, KeyError, TypeError):
        return None


def pinned_document(tx: Transaction, cascade_id: int, key: str) -> Stated | None:
    """What the file of that document states as pinned: in the graph of today, or in the last that had it."""
    text = pinned_text(tx, cascade_id, key)
    return None if text is None else read_stated(text)


def pinned_text(tx: Transaction, cascade_id: int, key: str) -> str | None:
    """The text of that document's file as pinned: in the graph of today, or in the last that had it."""
    row = tx.row(
        "SELECT p.content FROM cascade_pin c JOIN pinned p ON p.hash = c.hash WHERE c.cascade_id = :cascade_id "
        "AND c.kind IN ('definition', 'former') AND c.name = :name ORDER BY c.kind",
        cascade_id=cascade_id,
        name=f"document/{key}",
    )
    return None if row is None else str(row[0])


_ENGLISH = re.compile(r"""^title_en:\s*(?P<quote>["']?)(?P<title>[^\n]+?)(?P=quote)(?:\s+\#.*)?$""", re.MULTILINE)


def called(tx: Transaction, cascade_id: int, key: str, title: str) -> Name:
    """What a document is called in either language; in Vietnamese where its pinned file has no English title."""
    text = pinned_text(tx, cascade_id, key)
    found = None if text is None else _ENGLISH.search(text)  # its line alone: every question comes by here
    return Name(title, title if found is None else found["title"])


def _fact(node: Any) -> str | None:
    """A fact as written bare or with its place."""
    if isinstance(node, Mapping):
        node = node.get("value")
    return None if node in (None, "") else str(node)
