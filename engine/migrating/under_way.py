"""A migration under way: who has it done, where the cascade stands, and to which graph it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.graphs import Change, Graph
from engine.cascade.judging import Owing
from engine.migrating.succession import Succession
from engine.migrating.targets import LiveState, Target, duties_of
from engine.requests import MigrationRequest
from engine.running.ledger import Ledger
from engine.store.database import Transaction

MIGRATION = "migration"
"""The kind of a row that tells what a migration did to a task, and moves nothing."""


@dataclass
class Migrating:
    """A migration under way. `to_ask`: by task what is asked of whoever decides which heir takes it over."""

    ledger: Ledger
    cascade: RunningCascade
    request: MigrationRequest
    agency: str
    day: str
    now: Graph
    live: Mapping[int, LiveState]
    until: Mapping[int, Sequence[str | None]]
    target: Target
    changes: tuple[Change, ...]
    keys: dict[int, str]
    again: Mapping[int, str]
    succession: Succession | None = None
    to_ask: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def tx(self) -> Transaction:
        return self.ledger.tx


def is_unfinished(cascade: RunningCascade, now: Graph, live: Mapping[int, LiveState], number: int) -> bool:
    """Whether a task still owed something, by the graph of now and where it stands."""
    return cascade.judge.owed_next(Owing(duties_of(now["task"][(number,)]), *live[number].both)) is not None
