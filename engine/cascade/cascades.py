"""The launched cascades: what of them never changes, loaded once for each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from engine.cascade.judging import Judge
from engine.cascade.stated import called
from engine.errors import Ambiguous, NotFound
from engine.store.database import Row, Transaction
from workflows.calendars import WorkCalendar
from workflows.keys import CascadeKey, parse_cascade_key
from workflows.lifecycle import parse_lifecycle
from workflows.policies import RULES
from workflows.said import NAMELESS, Name, Said

_VERSION = "cascade_id, calendar_hash, title, definition_hash"
_VERSIONS = ", ".join(f"group_concat({column})" for column in _VERSION.split(", "))  # of all, in one row
_COLUMNS = (
    "cascade_id, directive, year, title, launched_on, lifecycle_hash, calendar_hash, definition_hash, "
    "EXISTS (SELECT 1 FROM cascade_pin p WHERE p.cascade_id = :id AND p.kind = 'definition' "
    "AND p.name LIKE :rules)"
)


@dataclass
class RunningCascade:
    """A cascade with its judge and its working days, as pinned when it was launched."""

    cascade_id: int
    directive: str
    year: int
    title: str
    launched_on: date
    calendar_hash: str
    lifecycle: dict[str, Any]
    calendar: WorkCalendar
    called: Name = NAMELESS  # its directive's title in either language
    shared_judge: Judge | None = field(default=None, repr=False, compare=False)
    """Of all cascades that run by the same lifecycle."""
    definition_hash: str = ""
    pins_rules: bool = False
    """Whether policies are pinned with that definition."""
    rules_pinned: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What moves make of the rules that it pins, by the hash of its definitions: a migration gives it another."""
    _calendars: dict[str, WorkCalendar] = field(default_factory=dict, repr=False, compare=False)

    @property
    def key(self) -> str:
        return f"{self.directive}/{self.year}"

    def calendar_of(self, agency: str) -> WorkCalendar:
        """The days that an agency works: those of all, unless a calendar of its own holds for it or for one above."""
        if not self.calendar.local:
            return self.calendar
        if agency not in self._calendars:
            self._calendars[agency] = self.calendar.of(agency)
        return self._calendars[agency]

    @cached_property
    def judge(self) -> Judge:
        return self.shared_judge or Judge(parse_lifecycle(self.lifecycle))


class Cascades:
    """Finds cascades; keeps what it has loaded: of a running one only its calendar, its title and what else is
    pinned ever change.

    Moves need none of these. A question looks whether they are as they were loaded.
    """

    def __init__(self) -> None:
        self._known: dict[int, RunningCascade] = {}
        self._versions: dict[Row, RunningCascade] = {}
        self._by_key: dict[tuple[str, int], RunningCascade] = {}
        self._all: tuple[Row | None, tuple[RunningCascade, ...]] = None, ()
        self._calendars: dict[str, WorkCalendar] = {}
        self._judges: dict[str, tuple[dict[str, Any], Judge]] = {}

    def get(self, tx: Transaction, cascade_id: int) -> RunningCascade:
        """The cascade of that number, as it was last loaded."""
        known = self._known.get(cascade_id)
        if known is None:
            row = tx.row(f"SELECT {_VERSION} FROM cascade WHERE cascade_id = :id", id=cascade_id)
            if row is None:
                raise NotFound(Said("what.cascade"), str(cascade_id), ())
            known = self._as_it_is(tx, row)
        return known

    def _as_it_is(self, tx: Transaction, version: Row) -> RunningCascade:
        """The cascade of that number, with that calendar, title and definition."""
        version, cascade_id = tuple(version), version[0]
        known = self._versions.get(version)
        if known is None:
            row = tx.row(f"SELECT {_COLUMNS} FROM cascade WHERE cascade_id = :id", id=cascade_id, rules=f"{RULES}%")
            assert row is not None
            known = self._versions[version] = self._load(tx, row)
        self._known[cascade_id] = self._by_key[known.directive, known.year] = known
        return known

    def _load(self, tx: Transaction, row: Row) -> RunningCascade:
        """What many cascades have in common is read once."""
        cascade_id, directive, year, title, launched_on, lifecycle_hash, calendar_hash, definition_hash, pins = row
        missing = [
            digest for digest in (lifecycle_hash, calendar_hash) if digest not in (*self._judges, *self._calendars)
        ]
        for digest, content in tx.rows("SELECT hash, content FROM pinned WHERE hash = ANY(:hashes)", hashes=missing):
            if digest == calendar_hash:
                self._calendars[digest] = WorkCalendar.from_content(json.loads(content))
            else:
                data = json.loads(content)
                self._judges[digest] = data, Judge(parse_lifecycle(data))
        lifecycle, judge = self._judges[lifecycle_hash]
        calendar = self._calendars[calendar_hash]
        launched, named = date.fromisoformat(launched_on), called(tx, cascade_id, directive, title)
        return RunningCascade(
            *(cascade_id, directive, year, title, launched, calendar_hash, lifecycle, calendar, named),
            shared_judge=judge,
            definition_hash=definition_hash,
            pins_rules=bool(pins),
        )

    def all(self, tx: Transaction) -> tuple[RunningCascade, ...]:
        """Every launched cascade, by number; that none changed since they were loaded is seen by one look at all."""
        versions, known = self._all
        seen = None if tx.has_citus else tx.row(f"SELECT {_VERSIONS} FROM cascade")  # machines answer in any order
        if seen is None or seen != versions:
            rows = tx.rows(f"SELECT {_VERSION} FROM cascade ORDER BY cascade_id")
            known = tuple(self._as_it_is(tx, row) for row in rows)
            self._all = seen, known
        elif any(self._known.get(each.cascade_id) is not each for each in known):  # a past was looked at in between
            self._known |= {each.cascade_id: each for each in known}
            self._by_key |= {(each.directive, each.year): each for each in known}
        return known

    def of_year(
        self, tx: Transaction, directive: str, year: int, *, to_move: bool = False
    ) -> tuple[RunningCascade, ...]:
        """The directive's cascade of that year; of all directives, if it is empty. `to_move`: as it was last loaded."""
        if to_move and directive and (known := self._by_key.get((directive, year))):
            return (known,)
        of, given = (" AND directive = :directive", {"directive": directive}) if directive else ("", {})
        rows = tx.rows(f"SELECT {_VERSION} FROM cascade WHERE year = :year{of} ORDER BY cascade_id", year=year, **given)
        return tuple(self._as_it_is(tx, row) for row in rows)

    def find(self, tx: Transaction, text: str | None) -> tuple[RunningCascade, ...]:
        """The cascade of that key, all of that directive, or all there are. Raises NotFound, Ambiguous."""
        if text is None:
            return self.all(tx)
        directive, _, year = text.strip().partition("/")
        if year:
            key = parse_cascade_key(text)
            found = tx.rows(
                f"SELECT {_VERSION} FROM cascade WHERE directive = :directive AND year = :year ORDER BY cascade_id",
                directive=key.directive,
                year=key.year,
            )
        else:
            found = tx.rows(
                f"SELECT {_VERSION} FROM cascade WHERE directive = :directive ORDER BY cascade_id",
                directive=directive,
            )
        if not found:
            raise NotFound(Said("what.cascade"), text, tuple(self.keys(tx)))
        return tuple(self._as_it_is(tx, row) for row in found)

    def one(self, tx: Transaction, text: str) -> RunningCascade:
        """The one cascade of that key or directive. Raises NotFound, Ambiguous."""
        found = self.find(tx, text)
        if len(found) > 1:
            raise Ambiguous(Said("what.cascade", {"n": 2}), text, tuple(cascade.key for cascade in found))
        return found[0]

    @staticmethod
    def lifecycles(tx: Transaction) -> list[dict[str, Any]]:
        """The lifecycles by which any of them runs, each once, as pinned; no cascade is loaded for it."""
        pinned = "SELECT content FROM pinned WHERE hash IN (SELECT lifecycle_hash FROM cascade) ORDER BY hash"
        return [json.loads(row[0]) for row in tx.rows(pinned)]

    @staticmethod
    def keys(tx: Transaction) -> list[str]:
        """The keys of all launched cascades."""
        return [f"{row[0]}/{row[1]}" for row in tx.rows("SELECT directive, year FROM cascade ORDER BY cascade_id")]


def find_cascade_id(tx: Transaction, key: CascadeKey) -> int | None:
    """The number of a launched cascade, if it is launched."""
    row = tx.row(
        "SELECT cascade_id FROM cascade WHERE directive = :directive AND year = :year",
        directive=key.directive,
        year=key.year,
    )
    return None if row is None else int(row[0])
