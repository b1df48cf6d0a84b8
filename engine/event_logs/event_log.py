"""What holds as an event log: every task with the events of its life, for tools that study how work really went.

Rows that a correction took back are gone, restated ones stand with day and number as corrected. All is streamed, task
by task, inside the transaction that the log was made in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, starmap
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import Judge
from engine.cascade.lookup import all_agencies
from engine.cascade.tasks import TASKS, task_key_of
from engine.chain.effective import CORRECTION, DUES, MIGRATION, parsed
from engine.chain.rehash import COLUMNS
from engine.event_logs.chain_events import NAMED, ChainEvents
from engine.event_logs.day_order import Entry, in_order_of_days, order_of_days
from engine.event_logs.logged import Event, Fed, LoggedCascade, LoggedDocument, LoggedTask
from engine.questions.status import scope
from engine.scope import Scope, View
from engine.store.database import Row, Transaction
from engine.store.statements import quoted
from workflows.calendars import WorkCalendar
from workflows.graph import AgencyNode

_DUE, _UNTIL = (tuple((report, f"{report}_{which}") for report in DUES) for which in ("due", "until"))
_TASK = (
    *("period", "topic", "owes_plan", "owes_report", "consolidates", "inputs", "open_inputs", "state", "standing"),
    *(name for _, name in (*_DUE, *_UNTIL)),
    "receivers",
)
_TASKS_WITH_ASSIGNMENT = (
    f"SELECT t.task_no, a.key, a.name, d.key, s.at, {quoted(_TASK, 't.')}, "
    f"CASE WHEN t.content = '' THEN s.content ELSE t.content END FROM {TASKS} "
    "JOIN assignment s ON s.cascade_id = t.cascade_id AND s.assignment_no = t.assignment_no "
    "JOIN document d ON d.cascade_id = s.cascade_id AND d.document_no = s.document_no "
    "WHERE t.cascade_id = :cascade_id"
)
_TASK_NAMES = ("task_no", "agency", "agency_name", "document", "at", *_TASK, "content")
_HISTORY = f"SELECT {quoted(('task_no', *COLUMNS))} FROM history WHERE cascade_id = :cascade_id ORDER BY task_no, seq"
_RELEASES = (
    "SELECT DISTINCT r.task_no, r.document_no, d.key FROM release_edge r "
    "JOIN document d ON d.cascade_id = r.cascade_id AND d.document_no = r.document_no "
    "WHERE r.cascade_id = :cascade_id ORDER BY r.task_no, r.document_no"
)
_FEEDS = (
    "SELECT f.input_no, f.consolidation_no, f.waits_for, t.period, a.key, t.topic FROM feed f "
    "JOIN task t ON t.cascade_id = f.cascade_id AND t.task_no = f.consolidation_no "
    "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
    "WHERE f.cascade_id = :cascade_id ORDER BY f.input_no, f.consolidation_no, f.waits_for"
)
_DOCUMENT = (
    *("key", "type", "title", "issuers", "implements", "number", "issued_on", "out_on", "is_plan", "is_out"),
    "revoked_on",
)

Node = TypeVar("Node")


class Chosen(NamedTuple):
    """The tasks of one cascade that a log is about: a condition on `t` (task) and `a` (agency), and its parameters."""

    cascade: RunningCascade
    condition: str
    parameters: dict[str, Any]


def are_corrected(tx: Transaction, cascades: Sequence[RunningCascade]) -> bool:
    """Whether something of these cascades was corrected: then not all that was recorded counts."""
    row = tx.row(
        "SELECT 1 FROM history WHERE kind = :kind AND cascade_id = ANY(:cascades) LIMIT 1",
        kind=CORRECTION,
        cascades=[cascade.cascade_id for cascade in cascades],
    )
    return row is not None


class EventLog:
    """The log of a scope in a view, to be read while its transaction lasts.

    `tx` holds what counts and nothing else (see `past.py`). Raises NotFound, Ambiguous, BadPeriod.
    """

    def __init__(self, tx: Transaction, cascades: Sequence[RunningCascade], asked: Scope, view: View) -> None:
        self.scope, self.view = asked, view
        chosen = scope(tx, cascades, asked.agencies, asked.period)
        self.parts = [CascadeLog(tx, part) for part in starmap(Chosen, chosen)]

    def tasks(self) -> Iterator[tuple[LoggedTask, list[Event]]]:
        """Every task with its events in their order; each call reads anew."""
        for part in self.parts:
            yield from part.tasks()

    def activities(self) -> tuple[str, ...]:
        """What an event's activity may be: the triggers of the lifecycles, and the kinds of what else is recorded."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.activities()))


class CascadeLog:
    """The part of a log that is about one cascade."""

    def __init__(self, tx: Transaction, scope: Chosen) -> None:
        self._tx, self._scope = tx, scope
        self._named: dict[str, tuple[str, ...]] = {}  # receivers, by the list of their numbers

    def tasks(self) -> Iterator[tuple[LoggedTask, list[Event]]]:
        """Every task of the scope, by number, with its events in the order of seq."""
        make = ChainEvents(self._scope.cascade, self.agencies, self.documents, self._places)
        history = self._beside(_HISTORY)
        for number, task in self.tasks_alone():
            yield task, list(make.of(task, (row[1:] for row in history(number))))

    def tasks_alone(self) -> Iterator[tuple[int, LoggedTask]]:
        """Every task of the scope with its number, by it."""
        releases, feeds = self._beside(_RELEASES), self._beside(_FEEDS)
        rows = self._tx.stream(
            f"{_TASKS_WITH_ASSIGNMENT} AND {self._scope.condition} ORDER BY t.task_no",
            cascade_id=self._scope.cascade.cascade_id,
            **self._scope.parameters,
        )
        fed: dict[Row, Fed] = {}  # many tasks feed the same few, and many rest on the same documents
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        for values in rows:
            number = values[0]
            documents = tuple(row[2] for row in releases(number))
            above = [row[1:] for row in feeds(number) if self._numbers is None or row[1] in self._numbers]
            for row in above:
                if row not in fed:
                    fed[row] = Fed(task_key_of(self._scope.cascade.directive, row[2:5]), row[3], row[1])
            yield (
                number,
                self._as_task(
                    dict(zip(_TASK_NAMES, values, strict=True)),
                    shared.setdefault(documents, documents),
                    tuple(fed[row] for row in above),
                ),
            )

    def in_order_of_days(self) -> Iterator[Sequence[Entry]]:
        """Every row that counts, of tasks beyond the scope, too: see `day_order.py`."""
        return in_order_of_days(self._tx, self._scope.cascade)

    def migrations(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """What migrations did to tasks, by number, the last one first."""
        rows = self._tx.stream(
            "SELECT task_no, payload FROM history WHERE cascade_id = :cascade_id AND kind = :kind "
            "ORDER BY task_no, seq DESC",
            cascade_id=self._scope.cascade.cascade_id,
            kind=MIGRATION,
        )
        return ((number, parsed(payload)) for number, payload in rows)

    def activities(self) -> Iterator[str]:
        """What an event's activity may be."""
        yield from self._scope.cascade.judge.lifecycle.every_trigger
        rows = self._tx.rows(
            "SELECT DISTINCT CASE WHEN kind = ANY(:named) THEN COALESCE(trigger, kind) ELSE kind END AS activity "
            "FROM history WHERE cascade_id = :cascade_id ORDER BY activity",
            cascade_id=self._scope.cascade.cascade_id,
            named=list(NAMED),
        )
        yield from (row[0] for row in rows)

    @property
    def judge(self) -> Judge:
        """What the cascade's lifecycle says of its tasks."""
        return self._scope.cascade.judge

    @property
    def calendar(self) -> WorkCalendar:
        """The days off and worked that the cascade has pinned."""
        return self._scope.cascade.calendar

    @property
    def initial(self) -> str:
        """The state in which every task begins."""
        return self.judge.initial

    def cascade(self) -> LoggedCascade:
        """The cascade itself."""
        cascade = self._scope.cascade
        row = self._tx.row(
            "SELECT definition_hash, lifecycle_key, is_simulated FROM cascade WHERE cascade_id = :cascade_id",
            cascade_id=cascade.cascade_id,
        )
        digest, lifecycle, simulated = row or ("", "", False)
        launched_on = cascade.launched_on.isoformat()
        return LoggedCascade(
            cascade.key,
            cascade.directive,
            cascade.year,
            cascade.title,
            launched_on,
            digest,
            lifecycle,
            bool(simulated),
        )

    @cached_property
    def documents(self) -> dict[str, LoggedDocument]:
        """Every document of the cascade, by key."""
        rows = self._tx.rows(
            f"SELECT {quoted(_DOCUMENT)} FROM document WHERE cascade_id = :cascade_id ORDER BY document_no",
            cascade_id=self._scope.cascade.cascade_id,
        )
        return {row[0]: _as_document(row) for row in rows}

    @cached_property
    def agencies(self) -> dict[str, AgencyNode]:
        """Every agency of the cascade, by key."""
        return all_agencies(self._tx, self._scope.cascade)

    def documents_with(self, keys: Iterable[str]) -> list[LoggedDocument]:
        """These documents and all that they implement."""
        return _closed(self.documents, keys, lambda document: document.implements)

    def agencies_with(self, keys: Iterable[str]) -> list[AgencyNode]:
        """These agencies and all above them."""
        return _closed(self.agencies, keys, lambda agency: (agency.superior,) if agency.superior else ())

    @cached_property
    def _places(self) -> Mapping[tuple[int, int], int]:
        return order_of_days(self._tx, self._scope.cascade)

    @cached_property
    def _numbers(self) -> frozenset[int] | None:
        """The numbers of the scope's tasks; None: all of the cascade."""
        if self._scope.condition == "TRUE":
            return None
        rows = self._tx.rows(
            f"SELECT t.task_no FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {self._scope.condition}",
            cascade_id=self._scope.cascade.cascade_id,
            **self._scope.parameters,
        )
        return frozenset(row[0] for row in rows)

    @cached_property
    def _keys(self) -> dict[int, str]:
        """The agencies' keys by number."""
        rows = self._tx.rows(
            "SELECT agency_no, key FROM agency WHERE cascade_id = :cascade_id",
            cascade_id=self._scope.cascade.cascade_id,
        )
        return dict(rows)

    def _beside(self, statement: str) -> Callable[[int], list[Row]]:
        """A table read alongside the tasks: gives the rows of a task, asked for in rising order of numbers."""
        groups = groupby(self._tx.stream(statement, cascade_id=self._scope.cascade.cascade_id), itemgetter(0))
        at: list[tuple[int, list[Row]]] = []

        def rows_of(number: int) -> list[Row]:
            while not at or at[0][0] < number:
                found = next(groups, None)
                if found is None:
                    return []
                at[:] = [(found[0], list(found[1]) if found[0] >= number else [])]
            return at[0][1] if at[0][0] == number else []

        return rows_of

    def _receivers(self, numbers: str) -> tuple[str, ...]:
        """The keys of agencies that a task names by their numbers."""
        found = self._named.get(numbers)
        if found is None:
            found = self._named[numbers] = tuple(self._keys[number] for number in json.loads(numbers))
        return found

    def _as_task(self, row: Mapping[str, Any], documents: tuple[str, ...], feeds: tuple[Fed, ...]) -> LoggedTask:
        cascade = self._scope.cascade
        return LoggedTask(
            cascade.key,
            task_key_of(cascade.directive, (row["period"], row["agency"], row["topic"])),
            row["agency"],
            row["agency_name"],
            row["period"],
            row["topic"] or None,
            row["content"],
            row["document"],
            row["at"],
            bool(row["owes_plan"]),
            bool(row["owes_report"]),
            bool(row["consolidates"]),
            row["inputs"],
            row["open_inputs"],
            row["state"],
            row["standing"],
            {report: row[name] for report, name in _DUE if row[name] is not None},
            {report: row[name] for report, name in _UNTIL if row[name] is not None},
            self._receivers(row["receivers"]),
            documents,
            feeds,
        )


def _as_document(row: Row) -> LoggedDocument:
    key, kind, title, issuers, implements, number, issued_on, out_on, is_plan, is_out, revoked_on = row
    return LoggedDocument(
        key,
        kind,
        title,
        tuple(json.loads(issuers)),
        tuple(json.loads(implements)),
        number,
        issued_on,
        out_on,
        bool(is_plan),
        bool(is_out),
        revoked_on,
    )


def _closed(every: Mapping[str, Node], keys: Iterable[str], above: Callable[[Node], Iterable[str]]) -> list[Node]:
    """Those of that key and all that can be reached from them, in the order of `every`."""
    found: set[str] = set()
    waiting = [key for key in keys if key in every]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += [each for each in above(every[key]) if each in every]
    return [node for key, node in every.items() if key in found]
