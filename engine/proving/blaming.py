"""Whose fault it is that work failed on what is stored: the database's, where something of it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from engine.errors import BrokenDatabase
from engine.store.database import Database, Transaction
from workflows.errors import DondocError
from workflows.said import Said

FAULTS = (ValueError, TypeError, LookupError, AttributeError)
"""What code raises that meets what dondoc never wrote."""


@contextmanager
def blaming(database: Database) -> Iterator[None]:
    """Around transactions; raises BrokenDatabase where one failed on what does not hold."""
    try:
        yield
    except (DondocError, UnicodeEncodeError):  # what was typed holds what no text can
        raise
    except FAULTS as error:
        database.read(partial(blame, error=error))
        raise


def blame(tx: Transaction, error: Exception) -> None:
    """Raises BrokenDatabase, from this error, where something does not hold; else it is a fault of the program."""
    from engine.proving.verifying import verify

    found = verify(tx, None)
    if found.holds:
        return
    first = found.broken[0]
    code = "broken.at" if first.seq is None else "broken.at-row"
    details = {"place": first.task or first.cascade or "", "seq": first.seq, "details": first.details}
    raise BrokenDatabase(Said(code, details)) from error
