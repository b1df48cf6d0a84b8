"""What a launch pinned, held against the rows that stand beside history: cascade, agencies, documents, duties.

A document's text is pinned as its issuer's file; of it the number, the date and the title are held against the row. A
document that went out later is held against the releases that history recorded.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any, NamedTuple, Protocol

from pydantic import ValidationError

from engine.cascade.judging import ACTIVE, RELEASE, Judge, Owing
from engine.cascade.stated import Stated, read_stated
from engine.chain.chains import genesis_content
from engine.chain.folds import Arrows
from engine.proving.broken import Findings
from engine.proving.migrated import Origins, prove_graph
from engine.proving.noted import Told, rules_noted
from engine.store.database import Transaction
from workflows.canonical import canonical, content_hash
from workflows.lifecycle import parse_lifecycle

_CASCADE = (
    "directive, year, title, definition_hash, lifecycle_key, lifecycle_hash, calendar_hash, "
    "task_count, consolidation_count, feed_count"
)
_AGENCY = ("key", "name", "name_en", "kind", "level", "superior", "short")
_DUTIES = ("plan", "report", "merged")
_OF_FILES = {"definition", "former"}
_DOCUMENT = "document_no, key, title, issuers, number, issued_on, out_on, is_out, revoked_on, is_plan"


class Story:
    """What a chain says of documents."""

    __slots__ = ("notes", "plans", "releases", "repeats", "revocations")

    def __init__(self) -> None:
        self.releases: list[tuple[int, Any, Any, Any]] = []  # seq, number, day, agency
        self.notes: list[
            tuple[int, Any, Any, Any]
        ] = []  # seq, document key, number, day; of one that set nothing going
        self.plans: list[tuple[Any, Any, Any]] = []  # number, day, agency
        self.repeats: set[int] = set()  # seqs of rows that were another chain's
        self.revocations: list[tuple[int, Any, Any]] = []  # seq, document key, day


_NO_STORY = Story()


class Chain(Protocol):
    """What a chain says, as far as documents are concerned."""

    state: str
    standing: str
    story: Story | None


@dataclass(slots=True)
class DocumentFacts:
    """A document's row. `is_proven`: history recorded its release; `is_revoked`: and that it was revoked.

    `asks`: a task stands on it.
    """

    key: str
    title: str
    issuers: tuple[str, ...]
    number: str | None
    issued_on: str | None
    out_on: str | None
    is_out: bool
    revoked_on: str | None
    is_plan: bool
    is_proven: bool = False
    asks: bool = False
    is_revoked: bool = False


class Proven(NamedTuple):
    """What chains say of a document, as `DocumentFacts` has it."""

    is_proven: bool
    asks: bool
    is_revoked: bool


@dataclass
class CascadeFacts:
    """A cascade as pinned. `definition_hash`: recomputed from what is pinned, not as stored."""

    cascade_id: int
    directive: str
    year: int
    definition_hash: str
    judge: Judge
    arrows: Arrows
    task_count: int
    consolidation_count: int
    feed_count: int
    launched_on: str
    documents: dict[int, DocumentFacts] = field(default_factory=dict)
    assignments: dict[int, int] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)  # definitions by name
    former: dict[str, str] = field(default_factory=dict)  # of what the graph of today has no longer
    origins: Origins | None = None
    noted: frozenset[Told] = frozenset()  # rules of policies that moves may note
    _begun: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _told: set[Any] = field(default_factory=set)
    _closed: dict[tuple[Any, ...], tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.directive}/{self.year}"

    @cached_property
    def _plans(self) -> dict[tuple[str, str | None], list[DocumentFacts]]:
        """The plans by issuer and number."""
        found: defaultdict[tuple[str, str | None], list[DocumentFacts]] = defaultdict(list)
        for document in self.documents.values():
            for issuer in document.issuers if document.is_plan else ():
                found[issuer, document.number].append(document)
        return found

    def genesis(self, number: int, duties: tuple[Any, ...], task: str) -> str:
        """What the task's chain starts from, as `chains.genesis_hash`: duties are few, so what they share is kept.

        `duties`: owes_plan, owes_report, consolidates, then the last on-time days of the three, as they are now; where
        a migration changed them, those with which the task came into the cascade.
        """
        definition_hash = self.definition_hash
        if self.origins is not None:
            definition_hash = self.origins.definition_hash
            if (origin := self.origins.of_tasks.get(number)) is not None:
                definition_hash, duties = origin.definition_hash, origin.duties
        begun = self._begun.get((definition_hash, duties))
        if begun is None:
            content = genesis_content(
                self.key,
                "",
                definition_hash,
                [name for name, is_owed in zip(_DUTIES, duties, strict=False) if is_owed],
                dict(zip(_DUTIES, duties[3:], strict=True)),
            )
            begun = self._begun[definition_hash, duties] = hashlib.sha256(content.removesuffix('""}').encode())
        digest = begun.copy()
        digest.update(f"{encode_basestring(task)}}}".encode())
        return digest.hexdigest()

    def closed_reports(self, duties: Sequence[Any], state: str, standing: str) -> tuple[str, ...]:
        """The reports for which the edges above such a task are closed; none in a state off its path."""
        case = (state, standing, duties[:3])
        if case not in self._closed:
            owing = Owing(duties, state, standing)
            is_on_path = state in self.judge.path(owing)
            self._closed[case] = self.judge.closed_reports(owing, state, standing) if is_on_path else ()
        return self._closed[case]

    def proven(self) -> dict[int, Proven]:
        """What the chains looked at so far say of documents, by number."""
        told = {number: Proven(each.is_proven, each.asks, each.is_revoked) for number, each in self.documents.items()}
        return {number: each for number, each in told.items() if any(each)}

    def take(self, documents: Mapping[int, Proven]) -> None:
        """What chains say of documents that somebody else has looked at."""
        for number, told in documents.items():
            known = self.documents[number]
            known.is_proven |= told.is_proven
            known.asks |= told.asks
            known.is_revoked |= told.is_revoked

    def check_task(
        self,
        task: str,
        assignment_no: Any,
        document_numbers: tuple[int, ...],
        duties: Sequence[Any],
        chain: Chain,
        findings: Findings,
    ) -> None:
        """Hold a task's releases and its assignment against the documents that ask for it."""
        story = chain.story or _NO_STORY
        if self.assignments.get(assignment_no) not in document_numbers:
            findings.add("task", "task-assignment", cascade=self.key, task=task, found=assignment_no)
        for release in story.releases:
            is_later = release[0] > 1 or release[0] in story.repeats
            key = (is_later, release[1:], document_numbers, tuple(duties[:3]))
            if key not in self._told:  # one document, one finding
                self._told.add(key)
                may_be_later = is_later or self._ends_with_release(duties)
                self._check_release(task, release, document_numbers, findings, may_be_later=may_be_later)
        for note in story.notes:
            self._check_note(task, note, findings)
        documents = [self.documents[number] for number in document_numbers if number in self.documents]
        for document in documents:
            document.asks = True
        if chain.state == self.judge.initial and (RELEASE, chain.standing) in self.judge.arrows.standings:
            for document in documents:
                if document.is_out and document.revoked_on is None and document.key not in self._told:
                    self._told.add(document.key)
                    findings.add(
                        *("document", "document-waits"),
                        cascade=self.key,
                        task=task,
                        subject=document.key,
                        document=document.key,
                    )
        if story.plans or story.revocations:
            self._check_plans_and_revocations(story, task, findings)

    def _ends_with_release(self, duties: Sequence[Any]) -> bool:
        """Whether the release alone closes what stands above such a task: no earlier then than it was missed there."""
        begins = Owing(duties, self.judge.initial, ACTIVE)
        to = self.judge.verdict(RELEASE, begins).dest
        return to is not None and bool(self.closed_reports(duties, to, ACTIVE))

    def _check_release(
        self,
        task: str,
        release: tuple[int, Any, Any, Any],
        document_numbers: tuple[int, ...],
        findings: Findings,
        *,
        may_be_later: bool,
    ) -> None:
        """A document that is out has the number, the date and the issuer of this release."""
        seq, number, day, agency = release
        documents = [self.documents[number] for number in document_numbers if number in self.documents]
        fitting = [
            document
            for document in documents
            if document.is_out
            and document.number == number
            and (
                document.out_on == day or (may_be_later and str(document.out_on) < str(day))
            )  # never before an earlier row, nor before a consolidation that missed it
            and (agency in document.issuers or not document.issuers)
        ]
        for document in fitting:
            document.is_proven = True
        if not fitting:
            names = ", ".join(document.key for document in documents)
            given = {"cascade": self.key, "task": task, "seq": seq, "subject": names, "found": number, "on": day}
            findings.add("document", "document-release", **given)

    def _check_note(self, task: str, note: tuple[int, Any, Any, Any], findings: Findings) -> None:
        """A document that set no task going is out under that number, since that day."""
        seq, key, number, day = note
        document = next((document for document in self.documents.values() if document.key == key), None)
        if document is not None and (document.is_out, document.number, document.out_on) == (True, number, day):
            document.is_proven = True
            return
        given = {"cascade": self.key, "task": task, "seq": seq, "subject": str(key), "found": number, "on": day}
        findings.add("document", "document-release", **given)

    def _check_plans_and_revocations(self, story: Story, task: str, findings: Findings) -> None:
        for number, day, agency in story.plans:
            for document in self._plans.get((agency, number), ()):
                if document.is_out and str(document.out_on) <= str(day):
                    document.is_proven = True
        for seq, key, day in story.revocations:
            found = next((document for document in self.documents.values() if document.key == key), None)
            if found is not None:
                found.is_revoked = True
                if found.revoked_on != day:
                    self._tell(findings, found, "revoked_on", found.revoked_on, day, task, seq)

    def check_documents(self, findings: Findings) -> None:
        """After all tasks: hold each document against its pinned text, and against what history proved of it."""
        names = {document.key for document in self.documents.values()}
        for name in self.pins:
            if name.startswith("document/") and name.removeprefix("document/") not in names:
                findings.add("document", "document-missing", cascade=self.key, subject=name.removeprefix("document/"))
        for document in self.documents.values():
            name = f"document/{document.key}"
            stated = read_stated(self.pins.get(name, self.former.get(name)))
            if stated is None:
                continue
            self._hold(findings, document, "title", document.title, stated.title)
            days = (stated.date, document.out_on) if document.is_out else (stated.date,)
            if document.issued_on not in days:
                self._tell(findings, document, "issued_on", document.issued_on, days[0])
            if document.is_proven:
                pass  # number and day stand in history
            elif stated.number is not None or not document.is_out:
                self._hold(findings, document, "number", document.number, stated.number)
            if not document.is_proven:
                self._check_unproven(findings, document, stated)
            if document.revoked_on is not None and not document.is_revoked:
                self._tell(findings, document, "revoked_on", document.revoked_on, None)

    def _check_unproven(self, findings: Findings, document: DocumentFacts, stated: Stated) -> None:
        """No release in history speaks of it: what its file says is all there is."""
        known = stated.out_on(self.year)
        if known is not None or not document.is_out:
            self._hold(findings, document, "out_on", document.out_on, known)
        if self.origins is None and not document.asks:  # what sets nothing going is out by its file, or by a note
            self._hold(findings, document, "is_out", document.is_out, known is not None and known <= self.launched_on)

    def _hold(self, findings: Findings, document: DocumentFacts, column: str, found: Any, expected: Any) -> None:
        if found != expected:
            self._tell(findings, document, column, found, expected)

    def _tell(
        self,
        findings: Findings,
        document: DocumentFacts,
        column: str,
        found: Any,
        expected: Any,
        task: str | None = None,
        seq: int | None = None,
    ) -> None:
        findings.add(
            *("document", "document-column"),
            cascade=self.key,
            task=task,
            seq=seq,
            subject=document.key,
            column=column,
            found=found,
            expected=expected,
        )


def read_cascade(tx: Transaction, cascade_id: int, findings: Findings) -> CascadeFacts:
    """Load what a cascade pinned, and tell where its parts do not fit together."""
    row = tx.row(f"SELECT {_CASCADE} FROM cascade WHERE cascade_id = :id", id=cascade_id)
    assert row is not None
    directive, year, title, definition_hash, *rest = row
    lifecycle_key, lifecycle_hash, calendar_hash, tasks, consolidations, feeds = rest
    key = f"{directive}/{year}"

    def hold(column: str, found: Any, expected: Any) -> None:
        if found != expected:
            findings.add(
                *("cascade", "cascade-column"),
                cascade=key,
                subject=key,
                column=column,
                found=found,
                expected=expected,
            )

    contents = _pins(tx, cascade_id, key, findings)
    definitions = {name: digest for (kind, name), (digest, _) in contents.items() if kind == "definition"}
    texts = {name: text for (kind, name), (_, text) in contents.items() if kind == "definition"}
    pinned = content_hash(canonical(definitions))
    hold("definition_hash", definition_hash, pinned)
    hold("year", year, cascade_id // 1_000_000)
    if (stated := read_stated(texts.get(f"document/{directive}"))) is not None:
        hold("title", title, stated.title)
    digest, text = contents.get(("lifecycle", lifecycle_key), (None, "{}"))
    hold("lifecycle_hash", lifecycle_hash, digest)
    if f"lifecycle/{lifecycle_key}" in definitions:
        hold("lifecycle_hash", lifecycle_hash, definitions[f"lifecycle/{lifecycle_key}"])
    hold("calendar_hash", calendar_hash, contents.get(("calendar", "days"), (None, ""))[0])
    if "calendar" in definitions:
        hold("calendar_hash", calendar_hash, definitions["calendar"])
    judge = _judge(text, key, findings)
    arrows, counts = Arrows(judge.lifecycle), (tasks, consolidations, feeds)
    former = {name: text for (kind, name), (_, text) in contents.items() if kind == "former"}
    origins = prove_graph(tx, cascade_id, key, findings)
    closed_on, launched_on = tx.rows(
        "SELECT closed_on, launched_on FROM cascade WHERE cascade_id = :id", id=cascade_id
    )[0]
    hold("closed_on", closed_on, None if origins is None else origins.closed_on)
    facts = CascadeFacts(
        *(cascade_id, directive, year, pinned, judge, arrows, *counts, launched_on, {}, {}, texts),
        former=former,
        origins=origins,
        noted=rules_noted(tx, cascade_id, texts),
    )
    for number, *columns in tx.rows(
        f"SELECT {_DOCUMENT} FROM document WHERE cascade_id = :id ORDER BY document_no", id=cascade_id
    ):
        document_key, of_document, issuers, number_, issued_on, out_on, is_out, revoked_on, is_plan = columns
        listed = tuple(_list(issuers))
        facts.documents[number] = DocumentFacts(
            document_key, of_document, listed, number_, issued_on, out_on, bool(is_out), revoked_on, bool(is_plan)
        )
    facts.assignments = dict(
        tx.rows("SELECT assignment_no, document_no FROM assignment WHERE cascade_id = :id", id=cascade_id)
    )
    _check_agencies(tx, facts, findings)
    return facts


def check_numbers(tx: Transaction, facts: CascadeFacts, findings: Findings) -> None:
    """After all tasks: the documents, and the counts that the cascade's row keeps."""
    facts.check_documents(findings)
    for column, statement in {
        "task_count": "SELECT count(*) FROM task WHERE cascade_id = :id",
        "consolidation_count": "SELECT count(*) FROM task WHERE cascade_id = :id AND consolidates",
        "feed_count": "SELECT count(*) FROM feed WHERE cascade_id = :id",
    }.items():
        counted = (tx.row(statement, id=facts.cascade_id) or (0,))[0]
        if getattr(facts, column) != counted:
            findings.add(
                *("cascade", "counter"),
                cascade=facts.key,
                subject=facts.key,
                column=column,
                found=getattr(facts, column),
                expected=counted,
            )


def _pins(tx: Transaction, cascade_id: int, key: str, findings: Findings) -> dict[tuple[str, str], tuple[str, str]]:
    """(hash, content) of all that the cascade pinned, by kind and name."""
    found = {}
    rows = tx.rows(
        "SELECT c.kind, c.name, c.hash, p.content, p.kind FROM cascade_pin c LEFT JOIN pinned p ON p.hash = c.hash "
        "WHERE c.cascade_id = :id ORDER BY c.kind, c.name",
        id=cascade_id,
    )
    kinds = _kinds(tx, {digest for kind, _, digest, _, kept_as in rows if kind != kept_as})
    for kind, name, digest, content, kept_as in rows:
        subject = f"{kind} {name}"
        if not isinstance(content, str):
            findings.add("cascade", "pin-missing", cascade=key, subject=subject, found=subject)
            continue
        if content_hash(content) != digest:
            findings.add("cascade", "pin-content", cascade=key, subject=subject, found=subject)
        is_pinned_so = kind == kept_as or (digest, kept_as) in kinds  # stored once, under the first of their kinds
        if not is_pinned_so and not {kind, kept_as} <= _OF_FILES:
            findings.add("cascade", "pin-kind", cascade=key, subject=subject, found=kept_as, expected=kind)
        found[kind, name] = digest, content
    return found


def _kinds(tx: Transaction, hashes: Set[str]) -> set[tuple[str, str]]:
    """As what any cascade pinned the texts of these hashes."""
    if not hashes:
        return set()
    return set(tx.rows("SELECT DISTINCT hash, kind FROM cascade_pin WHERE hash = ANY(:hashes)", hashes=sorted(hashes)))


def _judge(text: str, key: str, findings: Findings) -> Judge:
    """The judge of the pinned lifecycle; of the bare one that every cascade has where the pinned cannot be read."""
    try:
        return Judge(parse_lifecycle(json.loads(text)))
    except (ValueError, ValidationError):
        findings.add("cascade", "cascade-lifecycle", cascade=key, subject=key)
    states = {name: {"vi": name, "en": name, "about": {"vi": name, "en": name}} for name in ("pending", "issued")}
    label = {"vi": "release", "en": "release"}
    release = {"label": label, "undone": label, "who": ["issuer"], "moves": [{"from": "pending", "to": "issued"}]}
    bare = {"key": "bare", "title": label, "initial": "pending", "states": states, "triggers": {"release": release}}
    return Judge(parse_lifecycle(bare))


def _check_agencies(tx: Transaction, facts: CascadeFacts, findings: Findings) -> None:
    """Hold the agencies' rows against the pinned ones; others are receivers that nothing describes."""
    if "agencies" not in facts.pins:
        return
    texts = (facts.former.get("agencies"), facts.pins["agencies"])
    listed = [item for text in texts for item in _list(text) if isinstance(item, dict) and "key" in item]
    pinned = {item["key"]: item for item in listed}
    columns = ", ".join(_AGENCY)
    for row in tx.rows(f"SELECT {columns} FROM agency WHERE cascade_id = :id ORDER BY agency_no", id=facts.cascade_id):
        expected = pinned.pop(row[0], None)
        for column, found in zip(_AGENCY, row, strict=True):
            due = None if expected is None else expected.get(column, "")
            if due is not None and (found or "") != due:
                findings.add(
                    *("agency", "agency-column"),
                    cascade=facts.key,
                    subject=row[0],
                    column=column,
                    found=found,
                    expected=due,
                )
    for key in pinned:
        findings.add("agency", "agency-missing", cascade=facts.key, subject=key)


def _list(text: Any) -> list[Any]:
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return []
    return found if isinstance(found, list) else []
