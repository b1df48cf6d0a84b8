"""What one writing transaction holds in hand: the tasks it has locked, the edges above them, the rows to be written.

Moves are judged and recorded in memory, one or a million; `flush` writes them. A row's hash is made when the move is
recorded, so the order of moves is the order of rows.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.judging import ACTIVE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.lookup import get_task
from engine.cascade.notices import NOTICE_COLUMNS, UNBLOCKED, notice_of
from engine.cascade.stated import pinned_document
from engine.cascade.tally import Alike, add, alike, alike_in_sql, read_alike
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask, read_tasks
from engine.chain.chains import FORM, HISTORY_COLUMNS, hash_covered
from engine.chain.effective import DATED, DUES, Position
from engine.chain.mandates import CONFIGURED, Mandate
from engine.chain.notes import NOTE, SILENT, Kept
from engine.chain.pauses import paused_after
from engine.clock import Clock, follow_on, format_moment
from engine.policies.pinned import PinnedRule, rules_at_the_move
from engine.running.permits import Permit
from engine.running.refusals import LastMove, cascade_closed, clock_behind
from engine.store.database import Row, Transaction
from engine.store.statements import quoted

_TASK_CHANGES = ("state", "since", "head_seq", "head_hash", "head_at", "head_on")
_TASK_KEYS = ("cascade_id", "task_no")
_DOCUMENT_COLUMNS = (
    "document_no, key, type, title, issuers, number, issued_on, out_on, not_before, is_plan, is_out, revoked_on"
)
_FACTS = f"SELECT closed_on, definition_hash, {CONFIGURED} FROM cascade WHERE cascade_id = :id"
_EDGES = (
    f"SELECT f.waits_for, {TASK_COLUMNS} FROM {TASKS} "
    "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.consolidation_no "
    "WHERE f.cascade_id = :cascade_id AND NOT f.closed AND f.input_no = "
)
_EDGES_ABOVE = f"{_EDGES}:number"
_EDGES_OF_NAMED = (
    f"{_EDGES}(SELECT i.task_no FROM task i JOIN agency b ON b.cascade_id = i.cascade_id AND b.agency_no = i.agency_no "
    "WHERE b.cascade_id = :cascade_id AND b.key = :agency AND i.period = :period AND i.topic = :topic)"
)
_CLOSE = (
    "UPDATE feed SET closed = true WHERE cascade_id = :cascade_id AND input_no = :number "
    "AND consolidation_no = :above AND waits_for = :report AND NOT closed"
)
_COUNT_DOWN = (
    "UPDATE task SET open_inputs = open_inputs - 1 WHERE cascade_id = :cascade_id AND task_no = :above",
    "RETURNING head_seq, open_inputs",
)


@dataclass(slots=True)
class Edge:
    """A feeds edge, from below."""

    consolidation_no: int
    waits_for: str
    closed: bool


@dataclass(slots=True)
class Flips:
    """What a move did to the edges above its task. Consolidations, each once.

    `unblocked`: now wait for nothing; `blocked`: did so before, and wait again; `reopened`: had been passed on, and
    lost an input; `supplemented`: had been passed on without this input, which now came.
    """

    unblocked: list[LiveTask] = field(default_factory=list)
    blocked: list[LiveTask] = field(default_factory=list)
    reopened: list[LiveTask] = field(default_factory=list)
    supplemented: list[LiveTask] = field(default_factory=list)


NO_FLIPS = Flips()
"""Of a move that changes nothing above; not to be added to."""


class Ledger:
    """The working set of one writing transaction. `is_fresh`: its cascade is being launched, nothing was moved yet.

    `permit`: under what the rows are recorded (`permits.py`); `mandate_of_last`: what the last row says of it.
    `backfill`: why the rows are entered now, of a season that is past. `rules`: by cascade and trigger, the pinned
    rules that refuse or note a move; of a cascade once it is known to be open. `is_supposed`: nothing is kept, and that
    whoever may act has a mandate is supposed.
    """

    is_fresh = False
    is_supposed = False

    def __init__(self, tx: Transaction, cascades: Cascades, clock: Clock, login: str, today: date) -> None:
        self.tx = tx
        self.cascades = cascades
        self.today = today
        self.clock = clock
        self.recorded_at = format_moment(clock.now())
        self.login = login
        self.permit: Permit | None = None
        self.permits: dict[tuple[str | None, ...], Permit] = {}
        self.mandates: dict[str, dict[str, Mandate]] = {}
        self.are_configured: tuple[bool, bool] | None = None
        self.seen_configured: tuple[bool, bool] | None = None
        self.backfill: str | None = None
        self.mandate_of_last: str | None = None
        self.rules: dict[int, Mapping[str, tuple[PinnedRule, ...]]] = {}
        self._begin()

    def _begin(self) -> None:
        self.tasks: dict[tuple[int, int], LiveTask] = {}
        self._counted: dict[tuple[int, int], Alike] = {}  # as what the tasks in hand are counted in what is stored
        self._crossed: defaultdict[int, Counter[Alike]] = defaultdict(Counter)  # by edges that are closed already
        self._restated: set[tuple[int, int]] = set()  # of which a day in hand may not be the one that is stored
        self.edges: dict[tuple[int, int], list[Edge]] = {}
        self._above: dict[tuple[int, int], LiveTask] = {}  # consolidations at the end of edges, not locked
        self._facts: dict[int, Callable[[], list[Row]]] = {}  # of cascades, asked and not read yet
        self._open_edges: tuple[Mapping[str, Any], Callable[[], list[Row]]] | None = None
        self.documents: dict[tuple[int, int], LiveDocument] = {}
        self.keys_used: dict[tuple[int, str], tuple[int, int]] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._notices: list[tuple[Any, ...]] = []
        self._unblocked: dict[tuple[int, int], list[LiveTask]] = {}  # by the task whose row comes next
        self._moved: dict[tuple[int, int], LiveTask] = {}
        self._flipped: dict[tuple[int, str, int], bool] = {}  # (cascade, report, input) -> closed
        self._whole: set[tuple[int, int]] = set()
        self._side_moved: dict[tuple[int, int], LiveTask] = {}
        self._extended: dict[tuple[int, int, str], str | None] = {}
        self._revoked: dict[tuple[int, int], LiveDocument] = {}
        self._put_out: dict[tuple[int, int], LiveDocument] = {}
        self._kept: dict[tuple[int, int], LiveTask] = {}
        self._tags: list[tuple[int, int, str]] = []
        self._untags: list[tuple[int, int, str]] = []

    # what is in hand

    def forget(self) -> None:
        """Nothing is in hand any more, and what was not written is not: all is looked up anew."""
        self._begin()

    def find(self, text: str, cascade: str | None = None, trigger: str | None = None) -> LiveTask:
        """The task that is meant, locked and in hand. Raises BadKey, NotFound, Ambiguous.

        What its move will want to know is asked together with it; by `trigger` also the edges above it.
        """

        def beside(running: RunningCascade, named: Mapping[str, Any]) -> None:
            self._ask_facts(running.cascade_id)
            if trigger is not None and running.judge.may_close(trigger):
                self._open_edges = named, self.tx.ask(_EDGES_OF_NAMED, **named)

        return self.adopt(get_task(self.tx, self.cascades, text, cascade, for_update=True, beside=beside))

    def load(self, cascade: RunningCascade, numbers: Iterable[int]) -> list[LiveTask]:
        """These tasks, locked in the order of their numbers; one already in hand is given as it stands there."""
        wanted = list(numbers)
        missing = sorted({number for number in wanted if (cascade.cascade_id, number) not in self.tasks})
        if missing:
            condition = "t.task_no = ANY(:numbers) ORDER BY t.task_no FOR UPDATE OF t"
            for task in read_tasks(self.tx, cascade, condition, numbers=missing):
                self.adopt(task)
        return [self.tasks[cascade.cascade_id, number] for number in wanted]

    def adopt(self, task: LiveTask) -> LiveTask:
        """Take in hand a task that has just been read and locked, unless it is there already."""
        ident = task.ident
        self._above.pop(ident, None)
        known = self.tasks.get(ident)
        if known is None:
            known = self.tasks[ident] = task
            self._counted[ident] = alike(task)
        return known

    def edges_above(self, task: LiveTask) -> list[Edge]:
        """The open edges that start at a task in hand; they change by its own moves only.

        The consolidations at their ends are read and not locked: that is left to the flip (`settle_edges`).
        """
        if task.ident not in self.edges:
            cascade, found = task.cascade, self.edges.setdefault(task.ident, [])
            for waits_for, *columns in self._edges_asked(task):
                found.append(Edge(columns[0], waits_for, False))
                if (cascade.cascade_id, columns[0]) not in self.tasks:
                    self._above[cascade.cascade_id, columns[0]] = LiveTask(cascade, *columns)
        return self.edges[task.ident]

    def _edges_asked(self, task: LiveTask) -> list[Row]:
        names = {"cascade_id": task.cascade.cascade_id, "agency": task.agency, "period": task.period}
        if self._open_edges is not None:
            named, answer = self._open_edges
            if named == {**names, "topic": task.topic}:
                self._open_edges = None
                return answer()
        return self.tx.rows(_EDGES_ABOVE, cascade_id=task.cascade.cascade_id, number=task.task_no)

    def at_end_of(self, task: LiveTask, edge: Edge) -> LiveTask:
        """The consolidation to which an edge above a task in hand leads."""
        ident = task.cascade.cascade_id, edge.consolidation_no
        return self.tasks.get(ident) or self._above[ident]

    def every_edge_above(self, task: LiveTask) -> list[Edge]:
        """All edges that start at a task in hand, the closed ones too."""
        if task.ident not in self._whole:
            self.flush()
            self._open_edges = None
            found = self.edges[task.ident] = []
            for waits_for, closed, *columns in self.tx.rows(
                f"SELECT f.waits_for, f.closed, {TASK_COLUMNS} FROM {TASKS} "
                "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.consolidation_no "
                "WHERE f.cascade_id = :cascade_id AND f.input_no = :number ORDER BY t.task_no FOR UPDATE OF t",
                cascade_id=task.cascade.cascade_id,
                number=task.task_no,
            ):
                found.append(Edge(columns[0], waits_for, bool(closed)))
                if (task.cascade.cascade_id, columns[0]) not in self.tasks:
                    self.adopt(LiveTask(task.cascade, *columns))
            self._whole.add(task.ident)
        return self.edges[task.ident]

    def load_with_edges(self, cascade: RunningCascade, numbers: list[int]) -> list[LiveTask]:
        """Many tasks, locked together with the consolidations above them, in the order of their numbers.

        Their open edges are in hand too: nobody else flips them any more.
        """
        new = [number for number in numbers if (cascade.cascade_id, number) not in self.edges]
        edges = "FROM feed WHERE cascade_id = :cascade_id AND input_no = ANY(:numbers)"
        given = {"cascade_id": cascade.cascade_id, "numbers": new}
        above = self.tx.rows(f"SELECT DISTINCT consolidation_no {edges}", **given)
        self.load(cascade, {*numbers, *(row[0] for row in above)})
        for number in new:
            self.edges[cascade.cascade_id, number] = []
        for input_no, number, waits_for in self.tx.rows(
            f"SELECT input_no, consolidation_no, waits_for {edges} AND NOT closed ORDER BY consolidation_no", **given
        ):
            self.edges[cascade.cascade_id, input_no].append(Edge(number, waits_for, False))
        return self.load(cascade, numbers)

    def above(self, task: LiveTask) -> list[tuple[LiveTask, str]]:
        """The consolidations that merge a task in hand, locked, each with the report that it waits for."""
        edges = self.edges_above(task) if self.is_fresh else self.every_edge_above(task)
        return [(self.at_end_of(task, edge), edge.waits_for) for edge in edges]

    def documents_of(self, task: LiveTask) -> set[str]:
        """The keys of the documents that ask for a task."""
        rows = self.tx.rows(
            "SELECT d.key FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
            "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number",
            cascade_id=task.cascade.cascade_id,
            number=task.task_no,
        )
        return {row[0] for row in rows}

    def kind_of(self, task: LiveTask) -> str:
        """The kind of a task's agency."""
        row = self.tx.row(
            "SELECT kind FROM agency WHERE cascade_id = :cascade_id AND agency_no = :number",
            cascade_id=task.cascade.cascade_id,
            number=task.agency_no,
        )
        return "" if row is None else str(row[0])

    def assigned_by(self, document: LiveDocument) -> list[LiveTask]:
        """The tasks that a document sets going."""
        rows = self.tx.rows(
            "SELECT task_no FROM release_edge "
            "WHERE cascade_id = :cascade_id AND document_no = :number ORDER BY task_no",
            cascade_id=document.cascade.cascade_id,
            number=document.document_no,
        )
        return self.load(document.cascade, [row[0] for row in rows])

    def plan_tasks(self, cascade: RunningCascade, agency: str) -> list[LiveTask]:
        """The agency's tasks that owe a plan."""
        rows = self.tx.rows(
            "SELECT t.task_no FROM task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
            "WHERE t.cascade_id = :cascade_id AND a.key = :agency AND t.owes_plan ORDER BY t.task_no",
            cascade_id=cascade.cascade_id,
            agency=agency,
        )
        return self.load(cascade, [row[0] for row in rows])

    def plans_of(self, cascade: RunningCascade, agency: str) -> list[LiveDocument]:
        """The documents of the cascade that are this agency's plans, out or not, and not revoked."""
        rows = self.tx.rows(
            f"SELECT {_DOCUMENT_COLUMNS} FROM document WHERE cascade_id = :cascade_id AND is_plan "
            "AND revoked_on IS NULL AND issuers LIKE :issuer ORDER BY document_no FOR UPDATE",
            cascade_id=cascade.cascade_id,
            issuer=f'%"{agency}"%',
        )
        return [self._document(cascade, row) for row in rows]

    def document(self, cascade: RunningCascade, key: str) -> LiveDocument | None:
        """The cascade's document of that key, locked."""
        row = self.tx.row(
            f"SELECT {_DOCUMENT_COLUMNS} FROM document WHERE cascade_id = :cascade_id AND key = :key FOR UPDATE",
            cascade_id=cascade.cascade_id,
            key=key,
        )
        return None if row is None else self._document(cascade, row)

    def namesake(self, document: LiveDocument, number: str, year: str) -> LiveDocument | None:
        """Another document of the cascade that one of its issuers put out under that number in that year."""
        rows = self.tx.rows(
            f"SELECT {_DOCUMENT_COLUMNS} FROM document WHERE cascade_id = :cascade_id AND number = :number "
            "ORDER BY document_no FOR UPDATE",
            cascade_id=document.cascade.cascade_id,
            number=number,
        )
        stored = [self._document(document.cascade, row) for row in rows]
        for other in (*stored, *self._put_out.values()):
            is_another = other is not document and other.cascade is document.cascade
            is_there = is_another and other.is_out and other.number == number and str(other.issued_on)[:4] == year
            if is_there and set(other.issuers) & set(document.issuers):
                return other
        return None

    def _document(self, cascade: RunningCascade, row: tuple[Any, ...]) -> LiveDocument:
        number, key, kind, title, issuers, *rest = row
        document = LiveDocument(cascade, number, key, kind, title, tuple(json.loads(issuers)), *rest)
        return self.documents.setdefault((cascade.cascade_id, number), document)

    # what is recorded

    @staticmethod
    def new_batch() -> str:
        """A name for rows that were recorded together."""
        return os.urandom(8).hex()

    def record(
        self, task: LiveTask, trigger: str | None, to: str, occurred_on: str, *, kind: str = "move", **fields: Any
    ) -> str:
        """Move a task and make its history row; the row's hash. `fields`: further columns of the row, by name.

        `trigger` is None for what is no move of the lifecycle. Nothing is recorded before it was permitted
        (`permits.permit`); the row then says under which mandate, unless it only follows from what was permitted.
        """
        if self.permit is None:
            raise RuntimeError("nothing may be recorded that was not permitted")
        self.check_open(task, trigger)
        if task.head_at is not None and self.recorded_at < task.head_at:
            now = format_moment(self.clock.now())  # time has passed since, waiting for the task's lock
            recorded_at = follow_on(now, task.head_at)
            if recorded_at is None:
                raise clock_behind(task, trigger, now)
            self.recorded_at = recorded_at
        row: dict[str, Any] = {
            "cascade_id": task.cascade.cascade_id,
            "task_no": task.task_no,
            "seq": task.head_seq + 1,
            "kind": kind,
            "from": task.state,
            "to": to,
            "login": self.login,
            "occurred_on": occurred_on,
            "recorded_at": self.recorded_at,
            "form": FORM,
            "prev_hash": task.head_hash,
        }
        if trigger is not None:
            row["trigger"] = trigger
        for name, value in fields.items():
            if value is not None:
                row[name] = value
        self.permit.add_to(row, is_backfill=self.backfill is not None)
        self.mandate_of_last = row.get("mandate")
        digest = row["hash"] = hash_covered(row)
        self._rows.append(tuple(map(row.get, HISTORY_COLUMNS)))
        self._notice(task, kind, trigger)
        if task.state != to:
            task.state, task.since = to, occurred_on
        task.head_at = self.recorded_at
        if kind in DATED:
            task.head_on = occurred_on
        task.head_seq, task.head_hash = task.head_seq + 1, digest
        self._moved[task.ident] = task
        return digest

    def _notice(self, task: LiveTask, kind: str, trigger: str | None) -> None:
        """What the row just made means to others goes into the outbox, with the row."""
        by = task.task_no, task.head_seq + 1, self.recorded_at
        if (about := notice_of(kind, trigger)) is not None:
            self._notices.append((*task.ident, about, *by))
        for above in self._unblocked.pop(task.ident, ()):
            self._notices.append((*above.ident, UNBLOCKED, *by))

    def check_open(self, task: LiveTask, trigger: str | None) -> None:
        """Raises Refused where the cascade was closed; looked up once for each, and with it which rules it pins."""
        cascade_id = task.cascade.cascade_id
        if cascade_id in self.rules:
            return
        self._ask_facts(cascade_id)
        ((closed_on, definition_hash, granted, bound),) = self._facts.pop(cascade_id)()
        self.seen_configured = granted is not None, bound is not None
        if closed_on is not None:
            raise cascade_closed(task, trigger, closed_on)
        self.rules[cascade_id] = rules_at_the_move(self.tx, task.cascade.rules_pinned, cascade_id, definition_hash)

    def _ask_facts(self, cascade_id: int) -> None:
        if cascade_id not in self._facts:
            self._facts[cascade_id] = self.tx.ask(_FACTS, id=cascade_id)

    def rules_on(self, task: LiveTask, trigger: str) -> tuple[PinnedRule, ...]:
        """The pinned rules that refuse or note such a move. Raises Refused where the cascade was closed."""
        self.check_open(task, trigger)
        return self.rules[task.cascade.cascade_id].get(trigger, ())

    def last_move(self, task: LiveTask) -> LastMove | None:
        """The last row that tells of the task itself, not of what stands beside it, written or in hand; None: none."""
        columns = ("trigger", "agency", "by", "occurred_on", "recorded_at")
        if task.ident in self._moved:
            self.flush()
        row = self.tx.row(
            f"SELECT {quoted(columns)} FROM history "
            "WHERE cascade_id = :cascade_id AND task_no = :number AND NOT kind = ANY(:silent) "
            "AND (kind <> :note OR trigger IS NOT NULL) "
            "ORDER BY seq DESC LIMIT 1",
            cascade_id=task.cascade.cascade_id,
            number=task.task_no,
            note=NOTE,
            silent=list(SILENT),
        )
        return None if row is None else LastMove(*row)

    def settle_edges(self, task: LiveTask, to: str, standing: str) -> Flips:
        """Flip the edges whose stored fact differs from what that state and standing decide, and no other."""
        judge = task.cascade.judge
        closed = judge.closed_reports(task, to, standing)
        before = judge.closed_reports(task, task.state, task.standing)
        if closed == before and task.ident not in self._side_moved:  # else its standing was set before
            return NO_FLIPS
        flips = Flips()
        may_open = any(report not in closed for report in before)
        edges = self.every_edge_above(task) if may_open else self.edges_above(task)
        flipping = [edge for edge in edges if edge.closed is not (edge.waits_for in closed)]
        self._close_now(task, flipping)
        for edge in flipping:
            edge.closed = not edge.closed
            consolidation = self.at_end_of(task, edge)
            if consolidation.ident in self.tasks:
                self._flipped[task.cascade.cascade_id, edge.waits_for, task.task_no] = edge.closed
                consolidation.open_inputs += -1 if edge.closed else 1
            is_passed_on = judge.gives("merged", consolidation)
            if is_passed_on:
                (flips.supplemented if edge.closed else flips.reopened).append(consolidation)
            elif consolidation.standing == ACTIVE and edge.closed and consolidation.open_inputs == 0:
                flips.unblocked.append(consolidation)
            elif consolidation.standing == ACTIVE and not edge.closed and consolidation.open_inputs == 1:
                flips.blocked.append(consolidation)
        if flips.unblocked:
            self._unblocked.setdefault(task.ident, []).extend(flips.unblocked)
        return flips

    def _close_now(self, task: LiveTask, edges: Iterable[Edge]) -> None:
        """Close edges whose consolidations are not locked, in the database, and learn how many each still waits for.

        From here on the consolidation is locked, for as long as it takes to write the row and to commit. Raises
        Collision where it has moved since it was read: the work is then done again from the start.
        """
        cascade_id = task.cascade.cascade_id
        closing = [edge for edge in edges if (cascade_id, edge.consolidation_no) not in self.tasks]
        asked = []
        for edge in sorted(closing, key=lambda edge: edge.consolidation_no):
            given: dict[str, Any] = {"cascade_id": cascade_id, "number": task.task_no}
            given |= {"above": edge.consolidation_no, "report": edge.waits_for}
            asked.append((edge, self.tx.ask_after(_CLOSE, *_COUNT_DOWN, **given)))
        for edge, answer in asked:
            above, counted = self._above[cascade_id, edge.consolidation_no], answer()
            if not counted or counted[0][0] != above.head_seq:
                raise self.tx.collision(above.key)
            above.open_inputs = counted[0][1]
            if not above.open_inputs:
                ready = alike(above)
                self._crossed[cascade_id].update({ready._replace(is_waiting=True): -1, ready: 1})

    def set_standing(self, task: LiveTask, standing: str, on: str) -> None:
        """The task's standing from that day on; its row is recorded beside."""
        task.paused = paused_after(task.paused, task.standing, standing, on)
        task.standing = standing
        self._side_moved[task.ident] = task

    def extend(self, task: LiveTask, report: str, until: str) -> None:
        """The last on-time day of the task's `plan`, `own` or `merged` report from now on."""
        setattr(task, f"{report}_due", until)
        setattr(task, f"{report}_phrase", "extended")
        self._extended[(*task.ident, report)] = until

    def correct(self, task: LiveTask, position: Position) -> None:
        """After a correction is recorded: the task stands where its chain now leads."""
        task.since, task.head_on = position.since, position.on
        task.standing, task.paused = position.standing, position.paused
        self._side_moved[task.ident] = task
        for report in DUES:
            self._extended[(*task.ident, report)] = position.until.get(report)
        self._restated.add(task.ident)

    def keep(self, task: LiveTask, before: Kept, after: Kept) -> None:
        """After a note is recorded: how the task's agency keeps it from now on."""
        task.assigned_to, task.follow_up = after.assigned_to, after.follow_up
        self._kept[task.ident] = task
        self._tags += [(*task.ident, tag) for tag in after.tags if tag not in before.tags]
        self._untags += [(*task.ident, tag) for tag in before.tags if tag not in after.tags]

    def revoke(self, document: LiveDocument, on: str | None) -> None:
        """The document is revoked from that day; None: it is in force after all."""
        document.revoked_on = on
        self._revoked[document.cascade.cascade_id, document.document_no] = document

    def put_out(self, document: LiveDocument, number: str | None, on: str, *, since: str | None = None) -> None:
        """The document is out, under that number and date.

        `since`: from when it counts; left out, from its date, and in a later year than that from 1 January.
        """
        out_on = since or self.out_on(document, on)
        document.is_out, document.number, document.issued_on, document.out_on = True, number, on, out_on
        self._put_out[document.cascade.cascade_id, document.document_no] = document

    @staticmethod
    def out_on(document: LiveDocument, on: str) -> str:
        """From when a document of that date counts in its cascade."""
        return max(on, f"{document.cascade.year}-01-01")

    def take_back(self, document: LiveDocument) -> None:
        """The document is not out after all: number and date are what its file states, as when it was launched."""
        document.is_out = False
        stated = pinned_document(self.tx, document.cascade.cascade_id, document.key)
        document.number = None if stated is None else stated.number
        document.issued_on = None if stated is None else stated.date
        document.out_on = None if stated is None else stated.out_on(document.cascade.year)
        self._put_out[document.cascade.cascade_id, document.document_no] = document

    # what is written

    def flush(self) -> None:
        """Write what was recorded. Counters change by the edges that the database says it flipped, never blindly."""
        tallies, self._crossed = self._crossed, defaultdict(Counter)
        flips: defaultdict[tuple[int, str, bool], list[int]] = defaultdict(list)
        for (cascade_id, report, number), closed in self._flipped.items():
            flips[cascade_id, report, closed].append(number)
        for (cascade_id, report, closed), numbers in flips.items():
            self._write_flips(cascade_id, report, closed, numbers, tallies[cascade_id])
        moved = [
            (task.state, task.since, task.head_seq, task.head_hash, task.head_at, task.head_on, *ident)
            for ident, task in self._moved.items()
        ]
        rows = self._rows
        if len(moved) == len(rows) == 1:
            self.tx.update_and_insert(
                ("task", _TASK_CHANGES, _TASK_KEYS, moved[0]), ("history", HISTORY_COLUMNS, rows[0])
            )
            moved, rows = [], []
        self.tx.update("task", _TASK_CHANGES, _TASK_KEYS, moved)
        standings = [(task.standing, task.paused, *ident) for ident, task in self._side_moved.items()]
        self.tx.update("task", ("standing", "paused"), _TASK_KEYS, standings)
        for (cascade_id, task_no, report), until in self._extended.items():
            self.tx.update("task", (f"{report}_until",), _TASK_KEYS, [(until, cascade_id, task_no)])
        self.tx.insert("history", HISTORY_COLUMNS, rows)
        self.tx.insert("notice", NOTICE_COLUMNS, self._notices)
        self._write_kept()
        out = [
            (document.is_out, document.number, document.issued_on, document.out_on, *ident)
            for ident, document in self._put_out.items()
        ]
        changed = ("is_out", "number", "issued_on", "out_on")
        self.tx.update("document", changed, ("cascade_id", "document_no"), out)
        revoked = [(document.revoked_on, *ident) for ident, document in self._revoked.items()]
        self.tx.update("document", ("revoked_on",), ("cascade_id", "document_no"), revoked)
        self._write_tallies(tallies)
        if self.clock.is_simulated:
            self._mark_as_simulated({ident[0] for ident in self._moved})
        self._rows, self._notices, self._moved, self._put_out = [], [], {}, {}
        self._flipped, self._side_moved, self._extended, self._revoked = {}, {}, {}, {}

    def _write_tallies(self, tallies: Mapping[int, Counter[Alike]]) -> None:
        """Count the tasks that were written as what they are now, beside what flipped edges did."""
        written = {**self._moved, **self._side_moved, **{key[:2]: self.tasks[key[:2]] for key in self._extended}}
        stored = self._stored(self._restated & written.keys())
        for ident, task in written.items():
            after = stored.get(ident) or alike(task)
            before = self._counted[ident]
            if before.is_waiting != after.is_waiting:
                before = before._replace(is_waiting=after.is_waiting)
            self._counted[ident] = after
            if before != after:
                tally = tallies[ident[0]]
                tally[before] -= 1
                tally[after] += 1
        for cascade_id, changes in sorted(tallies.items()):
            add(self.tx, cascade_id, changes)

    def _stored(self, idents: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Alike]:
        """As what these tasks are to be counted by what is stored of them."""
        found: dict[tuple[int, int], Alike] = {}
        for cascade, numbers in _by_cascade(self.tasks[ident] for ident in sorted(idents)):
            for number, *columns in self.tx.rows(
                f"SELECT t.task_no, {alike_in_sql(cascade)} FROM task t "
                "WHERE t.cascade_id = :cascade_id AND t.task_no = ANY(:numbers)",
                cascade_id=cascade.cascade_id,
                numbers=numbers,
            ):
                found[cascade.cascade_id, number] = read_alike(columns)
        return found

    def _write_kept(self) -> None:
        kept = [(task.assigned_to, task.follow_up, *ident) for ident, task in self._kept.items()]
        self.tx.update("task", ("assigned_to", "follow_up"), _TASK_KEYS, kept)
        for cascade_id, number, tag in self._untags:
            self.tx.run(
                "DELETE FROM task_tag WHERE cascade_id = :cascade_id AND task_no = :number AND tag = :tag",
                cascade_id=cascade_id,
                number=number,
                tag=tag,
            )
        self.tx.insert("task_tag", (*_TASK_KEYS, "tag"), self._tags)
        self._kept, self._tags, self._untags = {}, [], []

    def _mark_as_simulated(self, cascade_ids: Iterable[int]) -> None:
        for (cascade_id,) in self.tx.rows(
            "SELECT cascade_id FROM cascade WHERE cascade_id = ANY(:ids) AND NOT is_simulated", ids=sorted(cascade_ids)
        ):
            self.tx.run("UPDATE cascade SET is_simulated = true WHERE cascade_id = :id", id=cascade_id)

    def _write_flips(
        self, cascade_id: int, report: str, closed: bool, numbers: list[int], tally: Counter[Alike]
    ) -> None:
        flipped = self.tx.rows(
            f"UPDATE feed SET closed = {'true' if closed else 'false'} WHERE cascade_id = :cascade_id "
            f"AND input_no = ANY(:numbers) AND waits_for = :report AND {'NOT closed' if closed else 'closed'} "
            "RETURNING consolidation_no",
            cascade_id=cascade_id,
            numbers=numbers,
            report=report,
        )
        crossed: dict[tuple[int, int], bool] = {}  # consolidation -> whether it had open inputs
        for number, edges in sorted(Counter(row[0] for row in flipped).items()):
            count = -edges if closed else edges
            for (still_open,) in self.tx.rows(
                "UPDATE task SET open_inputs = open_inputs + :count "
                "WHERE cascade_id = :cascade_id AND task_no = :number RETURNING open_inputs",
                cascade_id=cascade_id,
                number=number,
                count=count,
            ):
                if (was_waiting := still_open - count > 0) is not (still_open > 0):
                    crossed[cascade_id, number] = was_waiting
        for ident, after in self._stored(crossed).items():
            tally.update({after._replace(is_waiting=crossed[ident]): -1, after: 1})


def _by_cascade(tasks: Iterable[LiveTask]) -> Iterator[tuple[RunningCascade, list[int]]]:
    """The numbers of tasks that come cascade by cascade."""
    for _, together in groupby(tasks, key=lambda task: task.cascade.cascade_id):
        listed = list(together)
        yield listed[0].cascade, [task.task_no for task in listed]
