"""A database that tells somebody of its transactions; one that nobody observes does nothing for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from engine.store.database import Database, Transaction
from engine.store.statements import Dialect


class Observer(Protocol):
    """Who is told. What he raises counts as a failure of the transaction, unless it has ended."""

    def transaction(self, dialect: Dialect, *, keeps: bool) -> AbstractContextManager[None]:
        """Around one transaction. `keeps`: whether what it changes stays."""

    def recorded(self, rows: Sequence[Sequence[Any]]) -> None:
        """These rows of history, in the order of its columns, were committed."""


class Observed(Database):
    """A database whose transactions somebody is told of."""

    def __init__(self, database: Database, observer: Observer) -> None:
        super().__init__(database.url, database._connection, database.dialect)
        self._observer = observer

    @contextmanager
    def _transaction(self, begin: str, *, keep: bool) -> Iterator[Transaction]:
        with self._observer.transaction(self.dialect, keeps=keep):
            with super()._transaction(begin, keep=keep) as transaction:
                if keep:
                    transaction.recorded = []
                yield transaction
            if transaction.recorded:
                self._observer.recorded(transaction.recorded)
