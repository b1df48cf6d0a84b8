"""The past as a database of its own: what counts in a view, rebuilt from what was launched and from history.

The same tables stand in memory, filled as they were, so that every question runs on them unchanged. A view takes the
rows recorded by a moment, applies the corrections among them, keeps what had occurred by a day, and folds what is left.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import CascadeEvent, closed_by, read_events
from engine.cascade.graphs import COLUMNS as GRAPH_COLUMNS
from engine.cascade.graphs import Graph, applied, read_changes, read_graph
from engine.cascade.judging import DRAFT_PLAN, RELEASE, REVOKE, Owing
from engine.cascade.launched import LAUNCHED
from engine.cascade.stated import Stated, pinned_document, read_stated
from engine.chain.effective import CORRECTION, DUES, Position, payload_of, replay, undone_by, whose
from engine.chain.notes import NOTHING, Kept, kept
from engine.chain.rehash import AT, COLUMNS
from engine.clock import format_moment
from engine.questions.recorded import counted_by, known_by
from engine.scope import View
from engine.store.database import Rebuilt, Row, Transaction, connect_in_memory
from engine.store.statements import quoted

_OUT = ("number", "issued_on", "out_on", "is_out", "revoked_on")
_OUT_ON = _OUT.index("out_on")
_LIVE = (
    *("open_inputs", "state", "standing", "since", "head_seq", "head_hash", "head_at", "head_on"),
    *(f"{due}_until" for due in DUES),
    *("assigned_to", "follow_up", "paused"),
)
_MORE = {"cascade": ("closed_on",), "document": _OUT, "task": _LIVE, "feed": ("closed",)}
_TABLES: dict[str, tuple[str, ...]] = {
    **{table: ("cascade_id", *columns, *_MORE.get(table, ())) for table, (_, columns) in LAUNCHED.items()},
    "task_tag": ("cascade_id", "task_no", "tag"),
    "history": COLUMNS,
    "pinned": ("hash", "kind", "content"),
    "cascade_pin": ("cascade_id", "kind", "name", "hash"),
}
_RECORDED_AT = _TABLES["cascade"].index("recorded_at")
_INDEXES = (
    "CREATE INDEX agency_by_key ON agency (cascade_id, key)",
    "CREATE INDEX agency_everywhere ON agency (key, cascade_id)",
    "CREATE INDEX task_by_number ON task (cascade_id, task_no)",
    "CREATE INDEX task_by_agency ON task (cascade_id, agency_no, period)",
    "CREATE INDEX duty_by_task ON duty (cascade_id, task_no)",
    "CREATE INDEX feed_from_above ON feed (cascade_id, consolidation_no)",
    "CREATE INDEX feed_from_below ON feed (cascade_id, input_no)",
    "CREATE INDEX release_edge_by_task ON release_edge (cascade_id, task_no)",
    "CREATE INDEX release_edge_by_document ON release_edge (cascade_id, document_no)",
    "CREATE INDEX task_tag_by_task ON task_tag (cascade_id, task_no)",
    "CREATE INDEX history_by_task ON history (cascade_id, task_no, seq)",
    "CREATE INDEX history_requests ON history (cascade_id, task_no) WHERE kind = 'request'",
)
_SEQ, _TASK_NO, _KIND, _TRIGGER = AT["seq"], AT["task_no"], AT["kind"], AT["trigger"]
_OCCURRED, _RECORDED, _HASH = AT["occurred_on"], AT["recorded_at"], AT["hash"]
_DOCUMENT = AT["document"]


@contextmanager
def past(tx: Transaction, cascades: Iterable[RunningCascade], view: View) -> Iterator[Transaction]:
    """A transaction on these cascades as they were in the view; one launched after `known_at` is not there."""
    connection = connect_in_memory()
    try:
        then = Transaction(connection, "sqlite")
        then.rebuilt = Rebuilt(tx, view)
        for table, columns in _TABLES.items():
            then.run(f"CREATE TABLE {table} ({quoted(columns)})")
        then.run("BEGIN")
        for cascade in cascades:
            _rebuild(tx, then, cascade, view)
        for statement in _INDEXES:
            then.run(statement)
        yield then
    finally:
        connection.close()


def _rebuild(tx: Transaction, then: Transaction, cascade: RunningCascade, view: View) -> None:
    known_at = None if view.known_at is None else format_moment(view.known_at)
    day = None if view.as_of is None else view.as_of.isoformat()
    graph = _Graph(tx, cascade, day, known_at)
    launched = graph.rows("cascade")
    if known_at is not None and launched[0][_RECORDED_AT] > known_at:
        return
    then.insert("cascade", _TABLES["cascade"], [(*row, graph.closed_on) for row in launched])
    _pin(tx, then, launched[0])
    for table in ("agency", "assignment", "duty", "release_edge"):
        then.insert(table, _TABLES[table], graph.rows(table))
    documents = _Documents(tx, cascade, then, graph)
    tasks = _Tasks(cascade, graph.rows("task"))
    counting: list[Row] = []
    statement = f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :id ORDER BY task_no, seq"
    for number, group in groupby(tx.stream(statement, id=cascade.cascade_id), itemgetter(_TASK_NO)):
        chain = list(group)
        known = known_by(known_at, chain)
        rows = counted_by(day, known)
        documents.see_taken_back(known)
        documents.recorded.update(document for row in chain for document in documents.about(row))
        for row in rows:
            documents.see(row)
        tasks.place(number, rows)
        counting += rows
    then.insert("history", COLUMNS, counting)
    then.insert("feed", _TABLES["feed"], tasks.feeds(graph.rows("feed")))
    then.insert("task", _TABLES["task"], tasks.rows())
    then.insert("task_tag", _TABLES["task_tag"], tasks.tags(cascade.cascade_id))
    then.insert("document", _TABLES["document"], documents.rows(day))


def _held(event: CascadeEvent, day: str | None, known_at: str | None) -> bool:
    """Whether an event had occurred by the end of that day, and been recorded by that moment."""
    return not (
        (day is not None and event.occurred_on > day) or (known_at is not None and event.recorded_at > known_at)
    )


def held_in(event: CascadeEvent, view: View) -> bool:
    """Whether an event counts in a view."""
    known_at = None if view.known_at is None else format_moment(view.known_at)
    return _held(event, None if view.as_of is None else view.as_of.isoformat(), known_at)


class _Graph:
    """The graph that held in a view: that of today, or with the events taken back that came later."""

    def __init__(self, tx: Transaction, cascade: RunningCascade, day: str | None, known_at: str | None) -> None:
        self._tx, self._id = tx, cascade.cascade_id
        self._rows: Graph | None = None
        self.stated: dict[int, Mapping[str, Any]] = {}  # of documents: what files stated then, and do no longer
        events = read_events(tx, self._id)
        held = [event for event in events if _held(event, day, known_at)]
        later = [event for event in events if event.changes_graph and event not in held]
        self.closed_on = closed_by(held)
        self.not_out = {key for event in later for key in event.details.get("put_out", ())}  # documents, by key
        if later:
            self._rows = read_graph(tx, self._id)
        for event in reversed(later):
            assert self._rows is not None
            changes = [change.reversed() for change in read_changes(tx, self._id, event.number)]
            applied(self._rows, changes)
            for change in changes:
                if change.table == "document" and change.after is not None and set(change.after) & set(_OUT):
                    self.stated[change.key[0]] = {**self.stated.get(change.key[0], {}), **change.after}

    def stated_of(self, document: str) -> Stated | None:
        """What the file of that document stated."""
        if self._rows is None:
            return pinned_document(self._tx, self._id, document)
        pins = self._rows["cascade_pin"]
        pin = pins.get(("definition", f"document/{document}"), pins.get(("former", f"document/{document}")))
        row = None if pin is None else self._tx.row("SELECT content FROM pinned WHERE hash = :hash", hash=pin[2])
        return None if row is None else read_stated(row[0])

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, in the order of its columns."""
        columns = ("cascade_id", *LAUNCHED[table][1])
        if self._rows is None or table == "cascade":
            found = self._tx.rows(f"SELECT {quoted(columns)} FROM {table} WHERE cascade_id = :id", id=self._id)
            if self._rows is None:
                return found
            now = dict(zip(columns, found[0], strict=True))
            then = dict(zip(GRAPH_COLUMNS["cascade"], self._rows["cascade"][()], strict=True))
            return [tuple({**now, **then}[name] for name in columns)]
        return [(self._id, *row) for _, row in sorted(self._rows[table].items())]


def _pin(tx: Transaction, then: Transaction, launched: Row) -> None:
    """What a cascade is loaded from where another calendar held: its lifecycle, its days off, its directive's file."""
    hashes = [launched[_TABLES["cascade"].index(name)] for name in ("lifecycle_hash", "calendar_hash")]
    known = {row[0] for row in then.rows("SELECT hash FROM pinned")}
    rows = tx.rows("SELECT hash, kind, content FROM pinned WHERE hash = ANY(:hashes)", hashes=hashes)
    cascade_id, directive = (launched[_TABLES["cascade"].index(name)] for name in ("cascade_id", "directive"))
    pin = tx.rows(
        "SELECT c.kind, c.name, p.hash, p.kind, p.content FROM cascade_pin c JOIN pinned p ON p.hash = c.hash "
        "WHERE c.cascade_id = :id AND c.kind = 'definition' AND c.name = :name",
        id=cascade_id,
        name=f"document/{directive}",
    )
    then.insert("cascade_pin", _TABLES["cascade_pin"], [(cascade_id, *row[:3]) for row in pin])
    rows += [row[2:] for row in pin]
    then.insert("pinned", _TABLES["pinned"], [row for row in rows if row[0] not in known])


class _Tasks:
    """The tasks of a cascade as launched, put where their rows lead."""

    def __init__(self, cascade: RunningCascade, launched: list[Row]) -> None:
        self._judge = cascade.judge
        self._arrows = cascade.judge.arrows
        columns = ("cascade_id", *LAUNCHED["task"][1])
        self._number = columns.index("task_no")
        self._duties = itemgetter(*(columns.index(name) for name in ("owes_plan", "owes_report", "consolidates")))
        self._launched = launched
        self._positions: dict[int, Position] = {}
        self._heads: dict[int, tuple[int, str, str, str | None]] = {}
        self._open: Counter[int] = Counter()
        self._kept: dict[int, Kept] = {}

    def place(self, number: int, rows: Sequence[Row]) -> None:
        """Fold the rows of one task that count."""
        self._positions[number] = replay(self._arrows, rows)
        if (found := kept(rows)) != NOTHING:
            self._kept[number] = found
        if rows:
            last = rows[-1]
            self._heads[number] = last[_SEQ], last[_HASH], last[_RECORDED], self._positions[number].on

    def feeds(self, launched: Iterable[Row]) -> list[Row]:
        """The edges, each closed or open as its input decides."""
        closed: dict[int, tuple[str, ...]] = {}
        for row in self._launched:
            position = self._position(row[self._number])
            owing = Owing(self._duties(row), position.state, position.standing)
            is_on_path = position.state in self._judge.path(owing)
            reports = self._judge.closed_reports(owing, position.state, position.standing) if is_on_path else ()
            closed[row[self._number]] = reports
        found = []
        for row in launched:
            _, input_no, consolidation_no, waits_for = row
            is_closed = waits_for in closed[input_no]
            self._open[consolidation_no] += not is_closed
            found.append((*row, is_closed))
        return found

    def rows(self) -> list[Row]:
        """After the edges: every task."""
        found = []
        for row in self._launched:
            number = row[self._number]
            position, head = self._position(number), self._heads.get(number, (0, "", None, None))
            until = [position.until.get(due) for due in DUES]
            noted = self._kept.get(number, NOTHING)
            live = (
                *(self._open[number], position.state, position.standing, position.since, *head, *until),
                *(noted.assigned_to, noted.follow_up, position.paused),
            )
            found.append((*row, *live))
        return found

    def tags(self, cascade_id: int) -> list[Row]:
        """Every tag that stands on a task."""
        return [(cascade_id, number, tag) for number, found in self._kept.items() for tag in found.tags]

    def _position(self, number: int) -> Position:
        known = self._positions.get(number)
        return Position(self._arrows.initial, self._arrows.standing) if known is None else known


@dataclass(slots=True)
class _Document:
    launched: Row
    key: str
    issuers: tuple[str, ...]
    is_plan: bool
    out: Row  # the columns of `_OUT`
    numbers: set[str] = field(default_factory=set)
    went_out: tuple[str, bool, str, str | None] | None = None  # recorded, is another than the live day, day, number
    revoked_on: str | None = None


class _Documents:
    """The documents of a cascade, out or revoked as the rows of history say that count."""

    def __init__(self, tx: Transaction, cascade: RunningCascade, then: Transaction, graph: _Graph) -> None:
        self._tx, self._cascade, self._graph = tx, cascade, graph
        self.recorded: set[tuple[int, str]] = set()  # (document, what) of which any row ever spoke
        self.taken_back: set[str] = set()
        columns = ("cascade_id", *LAUNCHED["document"][1])
        at = {name: columns.index(name) for name in ("document_no", "key", "issuers", "is_plan")}
        self._all: dict[int, _Document] = {}
        live = {
            number: row
            for number, *row in tx.rows(
                f"SELECT document_no, {quoted(_OUT)} FROM document WHERE cascade_id = :id", id=cascade.cascade_id
            )
        }
        for launched in graph.rows("document"):
            number, row = launched[at["document_no"]], launched
            stated = dict(graph.stated.get(number, {}))
            if launched[at["key"]] in graph.not_out:
                stated["is_out"] = False
            out = tuple(stated.get(name, value) for name, value in zip(_OUT, live[number], strict=True))
            issuers = tuple(json.loads(row[at["issuers"]]))
            document = _Document(launched, row[at["key"]], issuers, bool(row[at["is_plan"]]), out)
            document.numbers = {out[0]} if out[0] is not None else set()
            self._all[row[at["document_no"]]] = document
        self._by_key = {document.key: number for number, document in self._all.items()}
        self._asked: defaultdict[int, set[int]] = defaultdict(set)
        for task_no, document_no in then.rows(
            "SELECT task_no, document_no FROM release_edge WHERE cascade_id = :id", id=cascade.cascade_id
        ):
            self._asked[task_no].add(document_no)
        self._learn_corrected_numbers()
        self._by_name: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, document in self._all.items():
            for issuer in document.issuers:
                for name in document.numbers:
                    self._by_name[issuer, name].append(number)

    def _learn_corrected_numbers(self) -> None:
        """Numbers under which rows that were corrected speak of a document."""
        for payload, restated in self._tx.rows(
            "SELECT payload, document FROM history WHERE cascade_id = :id AND kind = 'correction' "
            "AND payload IS NOT NULL",
            id=self._cascade.cascade_id,
        ):
            for key, number in json.loads(payload).get("documents", {}).items():
                if key in self._by_key:
                    self._all[self._by_key[key]].numbers.update(filter(None, (number, restated)))

    def about(self, row: Row) -> list[tuple[int, str]]:
        """The documents that a row says went out, or were revoked."""
        trigger = row[_TRIGGER]
        if trigger == REVOKE:
            number = self._by_key.get(str(payload_of(row).get("revoked")))
            return [] if number is None else [(number, REVOKE)]
        if trigger not in (RELEASE, DRAFT_PLAN):
            return []
        if row[_KIND] == "note":
            number = self._by_key.get(str(payload_of(row).get("released")))
            return [] if number is None else [(number, RELEASE)]
        named = self._by_name.get((str(whose(row)), row[_DOCUMENT]), ())
        asked = self._asked[row[_TASK_NO]]
        return [
            (number, RELEASE)
            for number in named
            if (number in asked if trigger == RELEASE else self._all[number].is_plan)
        ]

    def see_taken_back(self, chain: Iterable[Row]) -> None:
        """Documents that corrections among these rows say are not out after all."""
        for row in chain:
            if row[_KIND] == CORRECTION and undone_by(row) is not None:
                self.taken_back.update(payload_of(row).get("documents", ()))

    def see(self, row: Row) -> None:
        """A row that counts."""
        for number, what in self.about(row):
            document = self._all[number]
            if what == REVOKE:
                document.revoked_on = row[_OCCURRED]
                continue
            said = row[_RECORDED], row[_OCCURRED] != document.out[_OUT_ON], row[_OCCURRED], row[_DOCUMENT]
            if document.went_out is None or said[:3] < document.went_out[:3]:  # the first that was recorded put it out
                document.went_out = said

    def rows(self, day: str | None) -> list[Row]:
        """Every document. One that was out when the cascade was launched, and set nothing going, left no row."""
        return [
            (*document.launched, *self._out(number, document, day), self._revoked(number, document, day))
            for number, document in self._all.items()
        ]

    def _out(self, number: int, document: _Document, day: str | None) -> tuple[Any, ...]:
        name, issued_on, out_on, is_out, _ = document.out
        if document.went_out is not None:
            *_, went, under = document.went_out
            if is_out and name == under and out_on is not None and out_on <= went:
                return name, issued_on, out_on, True
            return under, went, went, True
        if (number, RELEASE) not in self.recorded:
            return name, issued_on, out_on, bool(is_out) and (day is None or str(out_on) <= day)
        stated = self._graph.stated_of(document.key)
        if stated is None:
            return name, issued_on, out_on, False
        since = stated.out_on(self._cascade.year)
        until = (
            self._cascade.launched_on.isoformat() if day is None else min(day, self._cascade.launched_on.isoformat())
        )
        is_by_itself = document.key not in self.taken_back and since is not None and since <= until
        return stated.number, stated.date, since, is_by_itself

    def _revoked(self, number: int, document: _Document, day: str | None) -> str | None:
        if (number, REVOKE) in self.recorded:
            return document.revoked_on
        on: str | None = document.out[-1]
        return None if on is None or (day is not None and on > day) else on
