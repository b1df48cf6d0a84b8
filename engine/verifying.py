"""Holding a whole database against its history, from first to last, in one stream.

Tasks, rows of history, edges and releases are read side by side in the order of task numbers, so that memory grows
neither with the history nor with what was changed. A chain is recomputed from what was launched; what it says of its
task is then held against the live row, the edges above it and the documents that set it going.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.broken import Findings, ReceiptCheck, SealCheck, Verification
from engine.cascades import Cascades
from engine.chains import FORM, genesis_hash
from engine.database import Row, Transaction
from engine.errors import NotFound
from engine.heads import LAST, Follower, SealFollower
from engine.launched import launched_hash
from engine.pinned import CascadeFacts, check_numbers, read_cascade
from engine.rehash import AT, COLUMNS, rehash
from engine.seals import Seal
from engine.statements import quoted
from engine.tasks import task_key_of

Progress = Callable[[int, int], None]

_STEP = 5_000  # rows between two looks at the progress bar
_TABLES = ("agency", "assignment", "document", "feed", "history", "release_edge", "task")
_DUES = ("plan", "own", "merged")
_LIVE = (
    "state",
    "standing",
    "since",
    "head_seq",
    "head_hash",
    "head_at",
    "head_on",
    *(f"{due}_until" for due in _DUES),
)
_DUTIES = ("owes_plan", "owes_report", "consolidates", "plan_due", "own_due", "merged_due")

_TASKS = (
    f"SELECT t.task_no, t.period, a.key, t.topic, t.assignment_no, t.inputs, t.open_inputs, {quoted(_DUTIES, 't.')}, "
    f"{quoted(_LIVE, 't.')} FROM task t "
    "LEFT JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
    "WHERE t.cascade_id = :cascade_id ORDER BY t.task_no"
)
_ROWS = f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :cascade_id ORDER BY task_no, seq"
_FEEDS = (
    "SELECT input_no, consolidation_no, waits_for, closed FROM feed WHERE cascade_id = :cascade_id "
    "ORDER BY input_no, consolidation_no, waits_for"
)
_COUNTS = (
    "SELECT consolidation_no, count(*), sum(CASE WHEN closed THEN 0 ELSE 1 END) FROM feed "
    "WHERE cascade_id = :cascade_id GROUP BY consolidation_no ORDER BY consolidation_no"
)
_RELEASES = "SELECT task_no, document_no FROM release_edge WHERE cascade_id = :cascade_id ORDER BY task_no, document_no"

_SEQ, _FORM, _HASH, _PREV = AT["seq"], AT["form"], AT["hash"], AT["prev_hash"]
_KIND, _TRIGGER, _FROM, _TO = AT["kind"], AT["trigger"], AT["from"], AT["to"]
_RECORDED, _OCCURRED, _DUE_AFTER, _PAYLOAD = AT["recorded_at"], AT["occurred_on"], AT["due_after"], AT["payload"]
_TASK_NO = AT["task_no"]


@dataclass(slots=True)
class Receipts:
    """The receipts that were handed in; a shortened one, as tables show them, counts by its first digits."""

    wanted: Sequence[str]
    found: dict[str, tuple[str, int]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.lengths = tuple(sorted({len(text) for text in self.wanted}))

    def look(self, digest: str, task: str, seq: int) -> None:
        for length in self.lengths:
            if digest[:length] in self.wanted:
                self.found.setdefault(digest[:length], (task, seq))

    def checks(self, findings: Findings) -> tuple[ReceiptCheck, ...]:
        for text in self.wanted:
            if text not in self.found:
                findings.add("receipt", "receipt-missing", subject=text, found=text)
        return tuple(ReceiptCheck(text, *self.found.get(text, (None, None))) for text in self.wanted)


@dataclass(slots=True)
class Folded:
    """What a chain says of its task. `seen`: hashes of the rows that followers asked for, by seq."""

    state: str
    standing: str
    since: str | None = None
    seq: int = 0
    digest: str = ""
    at: str | None = None
    on: str | None = None
    until: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(_DUES))
    seen: dict[int, str] = field(default_factory=dict)
    releases: list[tuple[int, Any, Any, Any]] = field(default_factory=list)  # seq, number, day, agency
    plans: list[tuple[Any, Any]] = field(default_factory=list)  # number, agency
    revocations: list[tuple[int, Any, Any]] = field(default_factory=list)  # seq, document key, day
    was_returned: bool = False

    def live(self) -> tuple[Any, ...]:
        """In the order of the live columns."""
        digest, until = self.digest, self.until
        return (
            *(self.state, self.standing, self.since, self.seq, digest, self.at, self.on),
            *(until["plan"], until["own"], until["merged"]),
        )


class Groups:
    """Rows sorted by their first number, taken group by group; those that nobody asks for are told to `orphan`."""

    def __init__(self, rows: Iterable[Row], at: int, orphan: Callable[[Any, Row], None]) -> None:
        self._groups: Iterator[tuple[Any, Iterator[Row]]] = groupby(rows, itemgetter(at))
        self._orphan = orphan
        self._next = next(self._groups, None)
        self._is_taken = False

    def take(self, number: int) -> Iterable[Row]:
        """The rows of that number; numbers are asked for in rising order."""
        if self._is_taken:
            self._next, self._is_taken = next(self._groups, None), False
        while self._next is not None and type(self._next[0]) is int and self._next[0] < number:
            self._drop()
        if self._next is None or self._next[0] != number:
            return ()
        self._is_taken = True
        return self._next[1]

    def end(self) -> None:
        """All that is left was asked for by nobody."""
        if self._is_taken:
            self._next, self._is_taken = next(self._groups, None), False
        while self._next is not None:
            self._drop()

    def _drop(self) -> None:
        assert self._next is not None
        self._orphan(self._next[0], next(self._next[1]))
        self._next = next(self._groups, None)


class Verifier:
    """One walk over cascades, with those who go along."""

    def __init__(
        self,
        tx: Transaction,
        findings: Findings,
        followers: Sequence[Follower] = (),
        receipts: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> None:
        self.tx = tx
        self.findings = findings
        self.followers = followers
        self.receipts = Receipts(receipts)
        self.rows = self.tasks = self.feeds = 0
        self._progress = progress
        self._total = 0

    def walk(self, cascade_ids: Sequence[int]) -> tuple[str, ...]:
        """Verify these cascades; their keys."""
        if self._progress is not None:
            self._total = sum(
                int((self.tx.row("SELECT count(*) FROM history WHERE cascade_id = :id", id=number) or (0,))[0])
                for number in cascade_ids
            )
        keys = []
        for cascade_id in cascade_ids:
            facts = read_cascade(self.tx, cascade_id, self.findings)
            keys.append(facts.key)
            self._verify(facts)
            check_numbers(self.tx, facts, self.findings)
        if self._progress is not None:
            self._progress(max(self._total, 1), max(self._total, 1))
        return tuple(keys)

    # one cascade

    def _verify(self, facts: CascadeFacts) -> None:
        ids = {"cascade_id": facts.cascade_id}
        rows = Groups(self.tx.stream(_ROWS, **ids), _TASK_NO, self._orphan(facts, "history", "row-orphan"))
        feeds = Groups(self.tx.stream(_FEEDS, **ids), 0, self._orphan(facts, "feed", "edge-orphan"))
        counts = Groups(self.tx.stream(_COUNTS, **ids), 0, self._orphan(facts, "feed", "edge-orphan"))
        releases = Groups(self.tx.stream(_RELEASES, **ids), 0, self._orphan(facts, "feed", "edge-orphan"))
        launched = launched_hash(self.tx, facts.cascade_id) if self.followers else ""
        followers = [follower for follower in self.followers if follower.begin(facts.cascade_id, facts.key, launched)]
        expected = 1
        for row in self.tx.stream(_TASKS, **ids):
            number, period, agency, topic, assignment_no, inputs, open_inputs = row[:7]
            duties, live = dict(zip(_DUTIES, row[7:13], strict=True)), row[13:]
            task = task_key_of(facts.directive, (period, agency, topic))
            while type(number) is int and expected < number:
                self.findings.add("task", "task-missing", cascade=facts.key, expected=expected)
                expected += 1
            expected += 1
            self.tasks += 1
            genesis = _genesis(facts, task, duties)
            wanted = [(follower, seq) for follower in followers if (seq := follower.wants(number)) is not None]
            folded = self._fold(facts, task, rows.take(number), genesis, {seq for _, seq in wanted})
            for follower, seq in wanted:
                if seq == LAST:
                    follower.see(number, task, folded.seq, folded.digest, folded.seq)
                else:
                    follower.see(number, task, seq, genesis if seq == 0 else folded.seen.get(seq), folded.seq)
            self._check_live(facts, task, live, folded)
            self._check_edges(facts, task, feeds.take(number), duties, folded)
            self._check_counters(facts, task, counts.take(number), inputs, open_inputs)
            facts.check_task(task, assignment_no, [edge[1] for edge in releases.take(number)], folded, self.findings)
        for _ in range(expected, facts.task_count + 1):
            self.findings.add("task", "task-missing", cascade=facts.key, expected=expected)
            expected += 1
        for groups in (rows, feeds, counts, releases):
            groups.end()

    def _orphan(self, facts: CascadeFacts, where: Any, rule: str) -> Callable[[Any, Row], None]:
        def tell(number: Any, row: Row) -> None:
            seq = row[_SEQ] if where == "history" and type(row[_SEQ]) is int else None
            self.findings.add(where, rule, cascade=facts.key, seq=seq, found=number)

        return tell

    def _fold(self, facts: CascadeFacts, task: str, rows: Iterable[Row], genesis: str, wanted: set[int]) -> Folded:
        """Recompute a chain; after a broken row the next one is held against the hash that is stored."""
        arrows = facts.arrows
        moves, standings = arrows.moves, arrows.standings
        folded = Folded(arrows.initial, arrows.standing)
        state, standing, since = folded.state, folded.standing, folded.since
        seq, prev_hash, recorded_at = 0, genesis, ""
        look = self.receipts.look if self.receipts.wanted else None

        def tell(rule: str, row: Row, **values: Any) -> None:
            at = values.pop("at", row[_SEQ])
            self.findings.add("history", rule, cascade=facts.key, task=task, seq=_int(at, seq + 1), **values)

        for row in rows:
            self.rows += 1
            if not self.rows % _STEP and self._progress is not None:
                self._progress(self.rows, max(self._total, self.rows))
            digest, now = row[_HASH], row[_RECORDED]
            made = rehash(row)
            if made is None:
                tell("row-content", row)
                seq, prev_hash = _int(row[_SEQ], seq + 1), str(digest)
                continue
            if row[_SEQ] != seq + 1:
                tell("row-missing", row, at=seq + 1, expected=seq + 1)
            elif row[_PREV] != prev_hash:
                if seq == 0 and made == digest:
                    self.findings.add("task", "task-genesis", cascade=facts.key, task=task)
                else:
                    tell("row-unlinked", row)
            elif row[_FORM] != FORM:
                tell("row-form", row)
            elif made != digest:
                tell("row-content", row)
            elif now < recorded_at:
                tell("row-earlier", row)
            seq, prev_hash, recorded_at = _int(row[_SEQ], seq + 1), digest, now
            if look is not None:
                look(digest, task, seq)
            if seq in wanted:
                folded.seen[seq] = digest
            trigger, to = row[_TRIGGER], row[_TO]
            if trigger is not None or to is not None:
                if row[_FROM] != state:
                    tell("row-state", row, found=row[_FROM], expected=state)
                if row[_KIND] == "move":
                    if (trigger, row[_FROM], to) not in moves or (trigger, standing) not in standings:
                        tell("row-move", row, found=f"{trigger}: {row[_FROM]} → {to} ({standing})")
                    standing = standings.get((trigger, standing), standing)
                if to != state:
                    state, since = to, row[_OCCURRED]
                if trigger in _NOTED:
                    _note(folded, row)
            folded.on = row[_OCCURRED]
        folded.state, folded.standing, folded.since = state, standing, since
        folded.seq, folded.digest, folded.at = seq, prev_hash, recorded_at or None
        return folded

    def _check_live(self, facts: CascadeFacts, task: str, live: Row, folded: Folded) -> None:
        expected = folded.live()
        if live == expected:
            return
        for column, found, due in zip(_LIVE, live, expected, strict=True):
            if found != due:
                if column == "head_hash" and folded.seq == 0:
                    self.findings.add("task", "task-genesis", cascade=facts.key, task=task)
                else:
                    self.findings.add(
                        "task", "task-column", cascade=facts.key, task=task, column=column, found=found, expected=due
                    )

    def _check_edges(
        self, facts: CascadeFacts, task: str, edges: Iterable[Row], duties: dict[str, Any], folded: Folded
    ) -> None:
        closed: tuple[str, ...] | None = None
        for _, consolidation, waits_for, stored in edges:
            self.feeds += 1
            if closed is None:
                closed = facts.closed_reports(duties, folded.state, folded.standing)
            due = waits_for in closed
            if stored is not due and stored != int(due):
                found, expected = ("closed" if value else "open" for value in (stored, due))
                self.findings.add(
                    "feed",
                    "edge-closed",
                    cascade=facts.key,
                    task=task,
                    report=waits_for,
                    to=consolidation,
                    found=found,
                    expected=expected,
                )

    def _check_counters(
        self, facts: CascadeFacts, task: str, counts: Iterable[Row], inputs: Any, open_inputs: Any
    ) -> None:
        counted = next(iter(counts), (0, 0, 0))
        for column, found, expected in (("inputs", inputs, counted[1]), ("open_inputs", open_inputs, counted[2])):
            if found != expected:
                self.findings.add(
                    "task", "counter", cascade=facts.key, task=task, column=column, found=found, expected=expected
                )


_NOTED = frozenset({"release", "draft_plan", "extend", "revoke", "return_report"})


def _note(folded: Folded, row: Row) -> None:
    """Keep what the row says beyond states: a due date, and which document set the task going or went away."""
    trigger, seq = row[_TRIGGER], row[_SEQ]
    number, day, agency = row[AT["document"]], row[_OCCURRED], row[AT["agency"]]
    if trigger == "release":
        folded.releases.append((seq, number, day, agency))
    elif trigger == "draft_plan":
        folded.plans.append((number, agency))
    elif trigger == "return_report":
        folded.was_returned = True
    elif trigger == "revoke":
        folded.revocations.append((seq, _of_payload(row, "revoked"), day))
    elif row[_DUE_AFTER] is not None:
        report = _of_payload(row, "report")
        if report in folded.until:
            folded.until[report] = row[_DUE_AFTER]


def _of_payload(row: Row, name: str) -> Any:
    try:
        return json.loads(row[_PAYLOAD]).get(name)
    except (TypeError, ValueError, AttributeError):
        return None


def _int(value: Any, otherwise: int) -> int:
    return value if type(value) is int else otherwise


def _genesis(facts: CascadeFacts, task: str, duties: dict[str, Any]) -> str:
    owed = {"plan": "owes_plan", "report": "owes_report", "merged": "consolidates"}
    return genesis_hash(
        facts.key,
        task,
        facts.definition_hash,
        [what for what, column in owed.items() if duties[column]],
        {"plan": duties["plan_due"], "report": duties["own_due"], "merged": duties["merged_due"]},
    )


def cascade_ids(tx: Transaction, findings: Findings) -> list[int]:
    """Every cascade there is; rows of one that is not there are told."""
    known = [row[0] for row in tx.rows("SELECT cascade_id FROM cascade ORDER BY cascade_id")]
    for table in _TABLES:
        last: Any = -1
        while (row := tx.row(f"SELECT min(cascade_id) FROM {table} WHERE cascade_id > :last", last=last)) and row[0]:
            last = row[0]
            if last not in known:
                findings.add("cascade", "cascade-orphan", subject=str(last), table=table, found=last)
    return known


def find_ids(tx: Transaction, text: str) -> list[int]:
    """The cascades of that key or directive, whatever is pinned with them. Raises NotFound."""
    directive, _, year = text.strip().partition("/")
    found = tx.rows(
        "SELECT cascade_id, directive, year FROM cascade WHERE directive = :directive ORDER BY cascade_id",
        directive=directive,
    )
    chosen = [row[0] for row in found if year in ("", str(row[2]))]
    if not chosen:
        raise NotFound("đợt triển khai", "cascade", text, tuple(Cascades.keys(tx)))
    return chosen


def verify(
    tx: Transaction,
    wanted: Sequence[int] | None,
    *,
    seals: Sequence[Seal] = (),
    public_key: str | None = None,
    receipts: Sequence[str] = (),
    progress: Progress | None = None,
) -> Verification:
    """Check these cascades (all, if None) and whatever else the seals are about."""
    findings = Findings()
    known = cascade_ids(tx, findings)
    sealed = {item.cascade_id for seal in seals for item in seal.cascades}
    chosen = [number for number in known if wanted is None or number in wanted or number in sealed]
    followers = [SealFollower(seal, findings, public_key) for seal in seals]
    verifier = Verifier(tx, findings, followers, receipts, progress)
    keys = verifier.walk(chosen)
    checks: tuple[SealCheck, ...] = tuple(follower.end() for follower in followers)
    found = verifier.receipts.checks(findings)
    return Verification(
        not len(findings),
        keys,
        verifier.tasks,
        verifier.rows,
        verifier.feeds,
        checks,
        found,
        tuple(findings),
        findings.more,
        public_key is not None,
    )
