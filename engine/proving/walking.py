"""Holding the tasks of a cascade against their chains, in one stream.

Tasks, rows of history, edges and releases are read side by side in the order of task numbers, so that memory grows
neither with the history nor with what was changed. A chain is recomputed from what was launched; what it says of its
task is then held against the live row, the edges above it and the documents that set it going.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from engine.cascade.judging import Owing
from engine.cascade.order import PassedOn, breaches, passings, read_counted, turns
from engine.cascade.requests import unfounded
from engine.cascade.tasks import TASKS, task_key_of
from engine.chain.chains import FORM
from engine.chain.effective import CORRECTION, DATED, DECISION, REQUEST, counted, payload_of, replay, undone_by, whose
from engine.chain.notes import NOTE, NOTHING, SILENT, attached, kept
from engine.chain.pauses import paused_after
from engine.chain.rehash import AT, COLUMNS, HASHERS
from engine.proving.broken import Findings, ReceiptCheck
from engine.proving.heads import LAST
from engine.proving.mandates import MandateChain
from engine.proving.migrated import names_event
from engine.proving.noted import notes_pinned
from engine.proving.pinned import CascadeFacts, Story
from engine.store.attachments import digest_of, find
from engine.store.database import Row, Transaction
from engine.store.statements import quoted

_EDGES_OF_AN_INPUT = 2  # at most: for its own and for its merged report
_STEP = 1_000  # tasks between two words on how far it is
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
    *("assigned_to", "follow_up", "paused"),
)
_DUTIES = ("owes_plan", "owes_report", "consolidates", "plan_due", "own_due", "merged_due")

_TASKS = (
    f"SELECT t.task_no, t.period, a.key, t.topic, t.assignment_no, t.inputs, t.open_inputs, {quoted(_DUTIES, 't.')}, "
    f"{quoted(_LIVE, 't.')} FROM task t "
    "LEFT JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no",
    "t.task_no",
    "ORDER BY t.task_no",
)
_ROWS = f"SELECT {quoted(COLUMNS)} FROM history", "task_no", "ORDER BY task_no, seq"
_FEEDS = (
    "SELECT input_no, consolidation_no, waits_for, closed FROM feed",
    "input_no",
    "ORDER BY input_no, consolidation_no, waits_for",
)
_COUNTS = (  # of a consolidation: its edges, those that are open, those of inputs that moved after it
    "SELECT f.consolidation_no, count(*), sum(CASE WHEN f.closed THEN 0 ELSE 1 END), "
    "sum(CASE WHEN i.head_on > c.since THEN 1 ELSE 0 END) FROM feed f "
    "LEFT JOIN task c ON c.cascade_id = f.cascade_id AND c.task_no = f.consolidation_no "
    "LEFT JOIN task i ON i.cascade_id = f.cascade_id AND i.task_no = f.input_no",
    "f.consolidation_no",
    "GROUP BY f.consolidation_no ORDER BY f.consolidation_no",
)
_TAGS = "SELECT task_no, tag FROM task_tag", "task_no", "ORDER BY task_no"
_RELEASES = "SELECT task_no, document_no FROM release_edge", "task_no", "ORDER BY task_no, document_no"

_TAKEN = itemgetter(
    *(AT[name] for name in ("seq", "prev_hash", "form", "hash", "recorded_at", "kind", "trigger", "from", "to")),
    AT["occurred_on"],
)
_SEQ, _TRIGGER, _OCCURRED = AT["seq"], AT["trigger"], AT["occurred_on"]
_DUE_AFTER, _PAYLOAD = AT["due_after"], AT["payload"]
_TASK_NO, _DOCUMENT, _AGENCY, _BATCH = AT["task_no"], AT["document"], AT["agency"], AT["batch"]
_MANDATE = AT["mandate"]
_KIND, _REF, _FROM, _TO = AT["kind"], AT["ref_seq"], AT["from"], AT["to"]


Wanted = Callable[[int], Collection[int]]
"""Which rows of a task's chain somebody wants to see: seqs, 0 for what the chain starts from, or LAST."""
See = Callable[[int, str, Mapping[int, str | None], int], None]
"""Shows them: the task's number and key, the hash of each (None: the chain is too short for it), the chain's length."""


class Part(NamedTuple):
    """Tasks of a cascade, from one number up to another. None: from the first, up to the last that there is."""

    cascade_id: int
    first: int | None = None
    last: int | None = None

    def rows(self, tx: Transaction, select: str, column: str, order: str) -> Iterator[Row]:
        """Rows of a table whose `column` is the number of one of these tasks."""
        cascade = column.replace(column.rpartition(".")[2], "cascade_id")
        given = {name: value for name, value in self._asdict().items() if value is not None}
        signs = {"first": ">=", "last": "<="}
        within = "".join(f" AND {column} {sign} :{name}" for name, sign in signs.items() if name in given)
        return tx.stream(f"{select} WHERE {cascade} = :cascade_id{within} {order}", **given)


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


class Folded:
    """What a chain says of its task. Of most chains the last attributes stay as they are here."""

    __slots__ = (
        "at",
        "count",
        "digest",
        "is_decided",
        "kept",
        "on",
        "paused",
        "rows",
        "seen",
        "seq",
        "since",
        "standing",
        "state",
        "story",
        "until",
    )

    def __init__(self, state: str, standing: str) -> None:
        self.state, self.standing = state, standing
        self.since: str | None = None
        self.seq, self.digest, self.count = 0, "", 0
        self.at: str | None = None
        self.on: str | None = None
        self.until: tuple[str | None, str | None, str | None] = (None, None, None)
        self.seen: dict[int, str] = {}  # hashes of the rows that followers asked for, by seq
        self.story: Story | None = None
        self.rows: Sequence[Row] = ()
        self.is_decided = False  # something was asked for or decided, and nothing corrected
        self.kept = NOTHING
        self.paused: str | None = None

    def live(self) -> tuple[Any, ...]:
        """In the order of the live columns."""
        return (
            *(self.state, self.standing, self.since, self.seq, self.digest, self.at, self.on, *self.until),
            *(self.kept.assigned_to, self.kept.follow_up, self.paused),
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


class Walker:
    """Goes along chains and tells of what does not hold. `told`: is told now and then how many rows that were."""

    def __init__(
        self,
        tx: Transaction,
        findings: Findings,
        mandates: MandateChain,
        receipts: Sequence[str] = (),
        folder: Path | None = None,
        told: Callable[[int], None] | None = None,
    ) -> None:
        self.tx = tx
        self.findings = findings
        self.mandates = mandates
        self.receipts = Receipts(receipts)
        self.rows = self.tasks = self.feeds = 0
        self._folder = folder
        self._told = told
        self._contents: dict[str, tuple[int, bool] | None] = {}  # by hash: size, and whether it is right; None: missing

    def walk(self, facts: CascadeFacts, part: Part, wanted: Wanted | None = None, see: See | None = None) -> None:
        """Hold the tasks of this part of a cascade against their chains."""
        rows = Groups(part.rows(self.tx, *_ROWS), _TASK_NO, self._orphan(facts, "history", "row-orphan"))
        feeds = Groups(part.rows(self.tx, *_FEEDS), 0, self._orphan(facts, "feed", "edge-orphan"))
        counts = Groups(part.rows(self.tx, *_COUNTS), 0, self._orphan(facts, "feed", "edge-orphan"))
        releases = Groups(part.rows(self.tx, *_RELEASES), 0, self._orphan(facts, "feed", "edge-orphan"))
        tags = Groups(part.rows(self.tx, *_TAGS), 0, self._orphan(facts, "task", "tag-orphan"))
        expected = part.first or 1
        for row in part.rows(self.tx, *_TASKS):
            number, period, agency, topic, assignment_no, inputs, open_inputs = row[:7]
            duties, live = row[7:13], row[13:]
            task = task_key_of(facts.directive, (period, agency, topic))
            if type(number) is int:
                self._check_missing(facts, expected, number)
            expected = max(expected, _int(number, 0)) + 1
            self.tasks += 1
            genesis = facts.genesis(number, duties, task)
            seqs = () if wanted is None else wanted(number)
            folded = self._fold(facts, task, rows.take(number), genesis, seqs)
            if see is not None and seqs:
                at = {LAST: folded.digest, 0: genesis}
                see(number, task, {seq: at.get(seq, folded.seen.get(seq)) for seq in seqs}, folded.seq)
            self.rows += folded.count
            if self._told is not None and number % _STEP == 0:
                self._told(self.rows)
            self._check_live(facts, task, live, folded)
            if folded.is_decided:
                self._check_decisions(facts, task, duties, folded)
            self._check_tags(facts, task, tuple(sorted(tag for _, tag in tags.take(number))), folded)
            self._check_edges(facts, task, feeds.take(number), duties, folded)
            still_open, moved_later = self._check_counters(facts, task, counts.take(number), inputs, open_inputs)
            if still_open:
                self._check_passed_on(facts, task, duties, folded, still_open)
            if duties[2] and (passed := _passings(facts, duties, folded)):
                self._check_order(facts, number, task, passed, moved_later)
            asked_by = tuple([edge[1] for edge in releases.take(number)])
            facts.check_task(task, assignment_no, asked_by, duties, folded, self.findings)
        self._check_missing(facts, expected, (facts.task_count if part.last is None else part.last) + 1)
        for groups in (rows, feeds, counts, releases, tags):
            groups.end()

    def _check_missing(self, facts: CascadeFacts, expected: int, number: int) -> None:
        """Tasks are numbered without a gap."""
        for missing in range(expected, number):
            self.findings.add("task", "task-missing", cascade=facts.key, expected=missing)

    def _orphan(self, facts: CascadeFacts, where: Any, rule: str) -> Callable[[Any, Row], None]:
        def tell(number: Any, row: Row) -> None:
            seq = row[_SEQ] if where == "history" and type(row[_SEQ]) is int else None
            self.findings.add(where, rule, cascade=facts.key, seq=seq, found=number)

        return tell

    def _fold(
        self, facts: CascadeFacts, task: str, rows: Iterable[Row], genesis: str, wanted: Container[int]
    ) -> Folded:
        """Recompute a chain; after a broken row the next one is held against the hash that is stored."""
        arrows = facts.arrows
        steps = arrows.steps
        folded = Folded(arrows.initial, arrows.standing)
        state, standing, since = folded.state, folded.standing, folded.since
        seq, prev_hash, recorded_at = 0, genesis, ""
        hashers, count = HASHERS, 0
        on = None
        take = _TAKEN
        look = self.receipts.look if self.receipts.wanted else None

        chain: list[Row] = []
        is_corrected = is_decided = has_notes = False

        def tell(rule: str, row: Row, **values: Any) -> None:
            at = values.pop("at", row[_SEQ])
            self.findings.add("history", rule, cascade=facts.key, task=task, seq=_int(at, seq + 1), **values)

        for row in rows:
            count += 1
            number, linked, form, digest, now, kind, trigger, source, to, occurred_on = take(row)
            made = hashers[tuple(map(type, row))](row)
            if number == seq + 1 and linked == prev_hash and made == digest and form == FORM and now >= recorded_at:
                seq = number
            elif made is None:
                tell("row-content", row)
                seq, prev_hash = _int(number, seq + 1), str(digest)
                continue
            else:
                if number != seq + 1:
                    tell("row-missing", row, at=seq + 1, expected=seq + 1)
                elif linked != prev_hash and seq == 0 and made == digest:
                    self.findings.add("task", "task-genesis", cascade=facts.key, task=task)
                elif linked != prev_hash:
                    tell("row-unlinked", row)
                elif form != FORM:
                    tell("row-form", row)
                elif made != digest:
                    tell("row-content", row)
                else:
                    tell("row-earlier", row)
                seq = _int(number, seq + 1)
            prev_hash, recorded_at = digest, now
            if look is not None:
                look(digest, task, seq)
            if seq in wanted:
                folded.seen[seq] = digest
            if source != state and (trigger is not None or to is not None):
                tell("row-state", row, found=source, expected=state)
            if row[_MANDATE] is not None and not self.mandates.holds(row):
                tell("row-mandate", row, found=row[_MANDATE])
            chain.append(row)
            goes_with_event = row[_PAYLOAD] is not None and '"migration":' in row[_PAYLOAD]
            if goes_with_event and not names_event(payload_of(row), row[_BATCH], facts.origins):
                tell("row-event", row)
            notes_rules = row[_PAYLOAD] is not None and '"policies":' in row[_PAYLOAD]
            if notes_rules and not notes_pinned(payload_of(row), trigger, facts.noted):
                tell("row-policy", row)
            if kind == CORRECTION:
                is_corrected = True
                position = replay(arrows, counted(chain))
                if not _is_lawful(chain) or position.illegal or to != position.state:
                    tell("row-correction", row)
                state, standing, since = position.state, position.standing, position.since
                on, folded.paused = position.on, position.paused
                folded.until = (position.until.get("plan"), position.until.get("own"), position.until.get("merged"))
                continue
            if kind in _DECIDED or row[_REF] is not None:
                is_decided = True
            if kind == NOTE and trigger is None:
                has_notes = True
                if to != source:
                    tell("row-move", row, found=f"{NOTE}: {source} → {to}")
            if kind in SILENT and (to != source or trigger is not None):
                tell("row-move", row, found=f"{kind}: {source} → {to}")
            if kind in DATED:
                on = occurred_on
            if kind == "move":
                after = steps[trigger, source, to, standing]
                if after is None:
                    tell("row-move", row, found=f"{trigger}: {source} → {to} ({standing})")
                elif after != standing:
                    folded.paused = paused_after(folded.paused, standing, after, occurred_on)
                    standing = after
            if to != state and to is not None:
                state, since = to, occurred_on
            if trigger in _NOTED or (row[_DUE_AFTER] is not None and kind == "move"):
                _note(folded, row)
        if is_corrected:  # what documents are about is told by the rows that count
            folded.story, until = None, folded.until
            for row in counted(chain):
                if row[_TRIGGER] in _NOTED or (row[_DUE_AFTER] is not None and row[_KIND] == "move"):
                    _note(folded, row)
            folded.until = until
        folded.is_decided = is_decided and not is_corrected
        folded.state, folded.standing, folded.since, folded.on = state, standing, since, on
        folded.seq, folded.digest, folded.at, folded.count = seq, prev_hash, recorded_at or None, count
        folded.rows = chain
        if has_notes:
            folded.kept = kept(counted(chain))
            self._check_attachments(facts, task, chain)
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

    def _check_attachments(self, facts: CascadeFacts, task: str, chain: Sequence[Row]) -> None:
        """What rows name is kept, and is what was attached. Each content is read once."""
        for row, each in attached(chain):
            digest, given = str(each.get("sha256")), {"cascade": facts.key, "task": task, "seq": row[_SEQ]}
            if digest not in self._contents:
                self._contents[digest] = self._content(digest)
            stored = self._contents[digest]
            if stored is None:
                self.findings.add("attachment", "attachment-missing", **given, subject=digest, name=each.get("name"))
            elif stored != (each.get("size"), True):
                self.findings.add("attachment", "attachment-content", **given, subject=digest, name=each.get("name"))

    def _content(self, digest: str) -> tuple[int, bool] | None:
        content = find(self.tx, self._folder, digest)
        if content is None:
            return None
        row = self.tx.row("SELECT size FROM attachment WHERE hash = :hash", hash=digest)
        is_right = digest_of(content) == digest and (row is None or row[0] == len(content))
        return len(content), is_right

    def _check_tags(self, facts: CascadeFacts, task: str, tags: tuple[str, ...], folded: Folded) -> None:
        if tags != folded.kept.tags:
            found, expected = (", ".join(each) or "–" for each in (tags, folded.kept.tags))
            self.findings.add("task", "task-tags", cascade=facts.key, task=task, found=found, expected=expected)

    def _check_edges(self, facts: CascadeFacts, task: str, edges: Iterable[Row], duties: Row, folded: Folded) -> None:
        closed: tuple[str, ...] | None = None
        for _, consolidation, waits_for, stored in edges:
            self.feeds += 1
            if closed is None:
                closed = facts.closed_reports(duties, folded.state, folded.standing)
            due = waits_for in closed
            if stored is not due and stored != int(due):
                found, expected = ("true" if value else "false" for value in (stored, due))
                self.findings.add(
                    "feed",
                    "edge-closed",
                    cascade=facts.key,
                    task=task,
                    report=waits_for,
                    to=self._key_of(facts, consolidation),
                    found=found,
                    expected=expected,
                )

    def _check_decisions(self, facts: CascadeFacts, task: str, duties: Row, folded: Folded) -> None:
        """Requests, decisions and what was granted are about rows that were there, and could have been made."""
        illegal = set(replay(facts.arrows, folded.rows).illegal)
        owing = Owing(duties, folded.state, folded.standing)
        illegal.update(unfounded(facts.judge, owing, folded.rows) if not illegal else ())
        for seq in sorted(illegal):
            self.findings.add("history", "row-decision", cascade=facts.key, task=task, seq=_int(seq, 0))

    def _key_of(self, facts: CascadeFacts, number: Any) -> str:
        row = self.tx.row(
            "SELECT t.period, a.key, t.topic FROM task t JOIN agency a ON a.cascade_id = t.cascade_id "
            "AND a.agency_no = t.agency_no WHERE t.cascade_id = :id AND t.task_no = :number",
            id=facts.cascade_id,
            number=number,
        )
        return str(number) if row is None else task_key_of(facts.directive, row)

    def _check_counters(
        self, facts: CascadeFacts, task: str, counts: Iterable[Row], inputs: Any, open_inputs: Any
    ) -> tuple[int, int]:
        """Hold the counters against the edges; how many of these are open, or of inputs that moved after the task."""
        recount = next(iter(counts), (0, 0, 0, 0))
        for column, found, expected in (("inputs", inputs, recount[1]), ("open_inputs", open_inputs, recount[2])):
            if found != expected:
                self.findings.add(
                    "task", "counter", cascade=facts.key, task=task, column=column, found=found, expected=expected
                )
        return int(recount[2]), int(recount[3])

    def _check_passed_on(self, facts: CascadeFacts, task: str, duties: Row, folded: Folded, still_open: int) -> None:
        """No consolidation is passed on while inputs are open that its row does not name as missing."""
        judge, owing = facts.judge, Owing(duties, folded.state, folded.standing)
        if not owing.consolidates or folded.state not in judge.path(owing) or not judge.gives("merged", owing):
            return
        path = set(judge.path(owing))
        rows = [row for row in counted(folded.rows) if {row[_FROM], row[_TO]} <= path]
        passing = next((row for row in reversed(rows) if judge.passes_on(owing, row[_FROM], row[_TO])), None)
        if passing is None or not judge.needs_inputs(passing[_TRIGGER], owing, passing[_FROM]):
            return
        missing = payload_of(passing).get("missing")
        named = len(missing) if isinstance(missing, list) else 0
        if still_open > named * _EDGES_OF_AN_INPUT:
            given = {"cascade": facts.key, "task": task, "seq": passing[_SEQ]}
            self.findings.add("task", "passed-on", **given, found=still_open, expected=named)

    def _check_order(
        self, facts: CascadeFacts, number: int, task: str, passed: list[PassedOn], moved_later: int
    ) -> None:
        """No consolidation is passed on before an input that it rests on, or names as missing what was there.

        Where it was passed on once, with nothing missing, only inputs that moved after that day can stand against it.
        """
        is_plain = len(passed) == 1 and passed[0].until is None and not passed[0].missing
        if not is_plain or moved_later:
            self._check_inputs_of(facts, number, task, passed)

    def _check_inputs_of(self, facts: CascadeFacts, number: int, task: str, passed: list[PassedOn]) -> None:
        below = self.tx.rows(
            "SELECT f.input_no, f.waits_for, t.period, a.key, t.topic, t.owes_plan, t.owes_report, t.consolidates "
            f"FROM {TASKS} JOIN feed f ON f.cascade_id = t.cascade_id AND f.input_no = t.task_no "
            "WHERE f.cascade_id = :id AND f.consolidation_no = :number ORDER BY f.input_no, f.waits_for",
            id=facts.cascade_id,
            number=number,
        )
        chains = read_counted(self.tx, facts.cascade_id, (row[0] for row in below))
        for input_no, waits_for, period, agency, topic, *duties in below:
            key, owing = task_key_of(facts.directive, (period, agency, topic)), Owing(duties, "", "")
            for breach in breaches(passed, key, turns(facts.judge, owing, chains[input_no], waits_for)):
                if breach.turn is not None:  # one that is open still is told as `passed-on`
                    self.findings.add(
                        "history",
                        "before-input",
                        cascade=facts.key,
                        task=task,
                        seq=breach.passed.seq,
                        subject=key,
                        on=breach.passed.since,
                        input=key,
                        found=breach.turn.on,
                    )


def _passings(facts: CascadeFacts, duties: Row, folded: Folded) -> list[PassedOn]:
    return passings(facts.judge, Owing(duties[:3], "", ""), counted(folded.rows))


def _is_lawful(chain: Sequence[Row]) -> bool:
    """Whether the chain's last row, a correction, is about rows before it that counted until then."""
    correction, before = chain[-1], {row[_SEQ] for row in counted(chain[:-1])}
    undone = undone_by(correction)
    about = undone if undone is not None else (correction[_REF],)
    return bool(about) and set(about) <= before and correction[_REF] == about[0]


_NOTED = frozenset({"release", "draft_plan", "revoke"})
_DECIDED = frozenset({REQUEST, DECISION})


def _note(folded: Folded, row: Row) -> None:
    """Keep what the row says beyond states: a due date, and which document set the task going or went away."""
    trigger, seq = row[_TRIGGER], row[_SEQ]
    number, day, agency = row[_DOCUMENT], row[_OCCURRED], whose(row)
    story = folded.story
    if story is None:
        story = folded.story = Story()
    if trigger == "release" and row[_KIND] == "note":
        story.notes.append((seq, _of_payload(row, "released"), number, day))
    elif trigger == "release":
        story.releases.append((seq, number, day, agency))
        if _of_payload(row, "repeats") is not None:
            story.repeats.add(seq)
    elif trigger == "draft_plan":
        story.plans.append((number, day, agency))
    elif trigger == "revoke":
        if (revoked := _of_payload(row, "revoked")) is not None:  # else a migration took the task away
            story.revocations.append((seq, revoked, day))
    elif row[_DUE_AFTER] is not None:
        report = _of_payload(row, "report")
        if report in _DUES:
            until = list(folded.until)
            until[_DUES.index(report)] = row[_DUE_AFTER]
            folded.until = (until[0], until[1], until[2])


def _of_payload(row: Row, name: str) -> Any:
    try:
        return json.loads(row[_PAYLOAD]).get(name)
    except (TypeError, ValueError, AttributeError):
        return None


def _int(value: Any, otherwise: int) -> int:
    return value if type(value) is int else otherwise
