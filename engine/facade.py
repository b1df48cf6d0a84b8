"""`Engine`: the only door. A method opens one transaction, calls the function of its name, gives back a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from engine.cascade import lookup
from engine.cascade.cascades import Cascades, RunningCascade
from engine.clock import Clock, SystemClock
from engine.errors import BrokenDatabase, NotFound, NothingKnown
from engine.questions import blocking, differences, history, people, status, todo, waiting
from engine.questions.filters import ALL, Filters
from engine.requests import MoveRequest
from engine.results import (
    Blocked,
    Bulk,
    CascadeSummary,
    Corrected,
    HistoryRow,
    Launched,
    Moved,
    Rows,
    TaskRow,
    TodoRow,
    WaitsFor,
    WhyStep,
)
from engine.running import advance as advancing
from engine.running import bulk, release
from engine.running import launch as launching
from engine.running import revoke as revoking
from engine.running.ledger import Ledger
from engine.running.pauses import no_collection
from engine.store.database import Database, Transaction, login_of, open_database
from workflows.dates import HANOI, end_of_day
from workflows.errors import BadKey, BadPeriod, DondocError
from workflows.graph import AgencyNode, TaskGraph
from workflows.keys import parse_task_key
from workflows.periods import Period
from workflows.said import Said

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from engine.event_logs.event_log import EventLog
    from engine.event_logs.logged import Asked
    from engine.event_logs.records import Record
    from engine.figures.audit_facts import AuditFacts
    from engine.figures.audit_results import By, Durations, EntryBy, Exceptions, LateEntries, Lateness
    from engine.proving.broken import Verification
    from engine.proving.seals import Seal
    from engine.questions.timeline_results import TaskTimeline

T = TypeVar("T")
Told = TypeVar("Told", TaskRow, TodoRow, Blocked, WhyStep)
Done = TypeVar("Done", Moved, Corrected)
Progress = Callable[[int, int], None]


class Views(NamedTuple):
    """One day seen twice: by all that is known now, and by what was known at its end."""

    now: Transaction
    then: Transaction
    cascades: tuple[RunningCascade, ...]


def _marked(views: Views, answers: tuple[Told, ...]) -> tuple[Told, ...]:
    return differences.mark(views.now, views.then, views.cascades, answers)


def _compared(
    question: Callable[[Transaction], tuple[Told, ...]],
) -> Callable[[Views, tuple[Told, ...]], tuple[Told, ...]]:
    """Marks answers by what the same question was answered then."""

    def mark(views: Views, answers: tuple[Told, ...]) -> tuple[Told, ...]:
        try:
            given_then = question(views.then)
        except NotFound:  # nothing of it was known then
            given_then = ()
        marked = differences.mark(views.now, views.then, views.cascades, answers, given_then)
        still = {answer.task for answer in answers}
        return Rows.of(marked, (answer for answer in given_then if answer.task not in still))

    return mark


class Engine:
    """A database of running cascades. Use it as a context manager, in the thread that opened it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cascades = Cascades()
        self._login = login_of(database)
        self._back: tuple[date | None, datetime | None] = (None, None)

    @classmethod
    def open(cls, url: str, *, clock: Clock | None = None) -> Self:
        """Connect to a database of this version. Raises DatabaseUnusable."""
        return cls(open_database(url), clock or SystemClock())

    def close(self) -> None:
        self._database.close()

    def back(self, as_of: date | None = None, known_at: datetime | None = None) -> Self:
        """The same engine whose questions are about the past where they say nothing else (see `past.View`)."""
        if (as_of, known_at) == self._back:
            return self
        then = copy(self)
        then._back = as_of, known_at
        return then

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # what changes

    def launch(
        self,
        graph: TaskGraph,
        *,
        findings: Iterable[Mapping[str, Any]] = (),
        today: date,
        by: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Launched:
        """Open a cascade and release what is out by today. Raises Refused (`already-launched`)."""
        listed = tuple(findings)

        def work(tx: Transaction) -> Launched:
            return launching.launch(
                tx, graph, findings=listed, today=today, by=by, clock=self._clock, login=self._login, progress=progress
            )

        with no_collection():
            return self._database.write(work, keep=not dry_run)

    def advance(
        self,
        task: str,
        trigger: str,
        *,
        as_agency: str,
        by: str | None = None,
        on: date | None = None,
        document: str | None = None,
        reason: str | None = None,
        idempotency_key: str | None = None,
        cascade: str | None = None,
        until: date | None = None,
        what: str | None = None,
        missing: Iterable[str] = (),
        allowed_by: str | None = None,
        through: bool = False,
        today: date,
        dry_run: bool = False,
    ) -> tuple[Moved, ...]:
        """Fire one trigger on one task; a draft_plan or a return moves several. Raises Refused, NotFound, Ambiguous.

        `through`: the steps that the agency owes before it are recorded too, on the same day, one row each.
        """
        beside: dict[str, Any] = {"until": until, "what": what, "missing": tuple(missing), "allowed_by": allowed_by}
        beside["through"] = through
        request = MoveRequest(task, trigger, as_agency, by, on, document, reason, idempotency_key, **beside)

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            found = lookup.get_task(ledger.tx, self._cascades, task, cascade, for_update=True)
            return advancing.advance(ledger, ledger.adopt(found), request)

        return _told(self._write(work, today, dry_run), dry_run)

    def advance_many(
        self,
        requests: Iterable[MoveRequest],
        *,
        today: date,
        keep_going: bool = False,
        once: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Bulk:
        """Fire many triggers, all or none; with `keep_going` the good ones. Every bad row is listed, none is raised.

        `once`: what an earlier run of these very rows recorded is told again (`repeated`), and not done twice.
        """
        listed = list(requests)

        def work(ledger: Ledger) -> Bulk:
            return bulk.advance_many(ledger, listed, keep_going=keep_going, once=once, progress=progress)

        try:
            with no_collection():
                done = self._write(work, today, dry_run)
                return replace(done, moved=_told(done.moved, dry_run))
        except bulk.NothingDone as nothing:
            return nothing.bulk

    def release(
        self,
        document: str,
        *,
        number: str | None,
        on: date | None,
        as_agency: str,
        by: str | None = None,
        cascade: str | None = None,
        reason: str | None = None,
        idempotency_key: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> tuple[Moved, ...]:
        """Put a document out under its number and date, with all that follows. Raises Refused, NotFound."""

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            found = release.get_document(ledger, self._cascades.find(ledger.tx, cascade), document)
            agency = lookup.get_agency(ledger.tx, found.cascade, as_agency).key
            given = {"by": by, "reason": reason, "idempotency_key": idempotency_key}
            return release.release_document(ledger, found, number=number, on=on, agency=agency, **given)

        return _told(self._write(work, today, dry_run), dry_run)

    def revoke(
        self,
        document: str,
        *,
        as_agency: str,
        reason: str | None,
        on: date | None = None,
        number: str | None = None,
        by: str | None = None,
        cascade: str | None = None,
        idempotency_key: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> tuple[Moved, ...]:
        """Revoke a document with the tasks that no other one asks for, in every cascade that holds it.

        `number`: of the revoking document. Raises Refused, NotFound.
        """

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            given = {"by": by, "reason": reason, "idempotency_key": idempotency_key, "number": number}
            cascades = self._cascades.find(ledger.tx, cascade)
            return revoking.revoke_everywhere(ledger, cascades, document, as_agency, on=on, **given)

        return _told(self._write(work, today, dry_run), dry_run)

    def correct(
        self,
        task: str,
        seq: int | None,
        *,
        on: date | None = None,
        document: str | None = None,
        undo: bool = False,
        as_agency: str,
        reason: str | None,
        by: str | None = None,
        idempotency_key: str | None = None,
        cascade: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> tuple[Corrected, ...]:
        """Restate the day or the document's number of a row, or take its move back. Raises Refused, NotFound.

        `seq` None: the task's last row that counts.
        """
        from engine.correcting import correct as correcting

        request = correcting.CorrectionRequest(seq, as_agency, reason, on, document, undo, by, idempotency_key)

        def work(ledger: Ledger) -> tuple[Corrected, ...]:
            found = lookup.get_task(ledger.tx, self._cascades, task, cascade, for_update=True)
            return correcting.correct(ledger, ledger.adopt(found), request)

        return _told(self._write(work, today, dry_run), dry_run)

    # what is asked; with `as_of` and `known_at` of the past, see `past.View`: `as_of` then is today

    def blocked(
        self,
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
        filters: Filters = ALL,
    ) -> tuple[Blocked, ...]:
        """The consolidations that wait for inputs, worst first, with who holds them up."""
        day = as_of or today

        def question(tx: Transaction) -> tuple[Blocked, ...]:
            return blocking.blocked(
                tx, self._cascades.find(tx, cascade), under=under, period=period, today=day, filters=filters
            )

        return self._ask(question, _compared(question), cascade=cascade, as_of=as_of, known_at=known_at)

    def why(
        self,
        task: str,
        *,
        cascade: str | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> tuple[WhyStep, ...]:
        """The way from a task to who can act."""
        day = as_of or today

        def question(tx: Transaction) -> tuple[WhyStep, ...]:
            return blocking.why(tx, lookup.get_task(tx, self._cascades, task, cascade), day)

        return self._ask(question, _compared(question), cascade=cascade, task=task, as_of=as_of, known_at=known_at)

    def waits_for(
        self,
        task: str,
        today: date,
        *,
        cascade: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> WaitsFor | None:
        """Who is to do what for an unfinished task; None: it is finished, waived or revoked."""
        day = as_of or today

        def question(tx: Transaction) -> WaitsFor | None:
            return waiting.waits_for(tx, lookup.get_task(tx, self._cascades, task, cascade), day)

        return self._ask(question, cascade=cascade, task=task, as_of=as_of, known_at=known_at)

    def todo(
        self,
        agency: str,
        *,
        cascade: str | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
        filters: Filters = ALL,
    ) -> tuple[TodoRow, ...]:
        """An agency's unfinished tasks, those that it can move now first; the others with whom they wait for."""
        day = as_of or today

        def question(tx: Transaction) -> tuple[TodoRow, ...]:
            return todo.todo(tx, self._cascades.find(tx, cascade), agency, today=day, filters=filters)

        return self._ask(question, _marked, cascade=cascade, as_of=as_of, known_at=known_at)

    def status(
        self,
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
        filters: Filters = ALL,
    ) -> tuple[TaskRow, ...]:
        """All tasks of the scope as they stand."""
        day = as_of or today

        def question(tx: Transaction) -> tuple[TaskRow, ...]:
            return status.status(
                tx, self._cascades.find(tx, cascade), under=under, period=period, today=day, filters=filters
            )

        return self._ask(question, _marked, cascade=cascade, as_of=as_of, known_at=known_at)

    def task(
        self,
        key: str,
        today: date,
        *,
        cascade: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> TaskRow:
        """One task as it stands. Raises NotFound, Ambiguous."""
        day = as_of or today

        def question(tx: Transaction) -> tuple[TaskRow, ...]:
            found = lookup.get_task(tx, self._cascades, key, cascade)
            return tuple(status.task_rows(tx, found.cascade, "t.task_no = :number", day, number=found.task_no))

        return self._ask(question, _marked, cascade=cascade, task=key, as_of=as_of, known_at=known_at)[0]

    def history(
        self,
        task: str | None = None,
        *,
        agency: str | None = None,
        by: str | None = None,
        cascade: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> tuple[HistoryRow, ...]:
        """What was recorded: of a task, by an agency, or all; `by` a person. As of the past: what of it counts."""

        def recorded(tx: Transaction) -> tuple[HistoryRow, ...]:
            if task is not None:
                return history.of_task(tx, lookup.get_task(tx, self._cascades, task, cascade))
            cascades = self._cascades.find(tx, cascade)
            if agency is None:
                return history.of_cascades(tx, cascades)
            return history.of_agency(tx, cascades, agency)

        def question(tx: Transaction) -> tuple[HistoryRow, ...]:
            return recorded(tx) if by is None else people.recorded_by(recorded(tx), by)

        def marked(views: Views, rows: tuple[HistoryRow, ...]) -> tuple[HistoryRow, ...]:
            try:
                then = question(views.then)
            except NotFound:  # nothing of it was known then
                then = ()
            still = {(row.task, row.seq) for row in rows}
            gone = (row for row in then if (row.task, row.seq) not in still)
            return Rows.of(differences.mark_history(rows, then), gone)

        return self._ask(question, marked, cascade=cascade, task=task, as_of=as_of, known_at=known_at)

    def timeline(
        self,
        what: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        cascade: str | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> tuple[TaskTimeline, ...]:
        """A task, or an agency's own tasks, over time; without `what` all tasks of the scope."""
        from engine.questions import past, timelines

        view = past.View(as_of, known_at)

        def question(tx: Transaction) -> tuple[TaskTimeline, ...]:
            scope: dict[str, Any] = {"under": under, "period": period, "cascade": cascade}
            return timelines.timeline(tx, self._cascades, what, **scope, view=view, today=today)

        return self._read(question)

    # figures for auditors; what reckons them is loaded only here

    def lateness(
        self,
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        by: By = "tier",
        every: bool = False,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> Lateness:
        """Who was late, by how many days; `every`: listed with all that is not late.

        Raises NotFound, Ambiguous, UnknownGrouping.
        """
        from engine.figures import lateness

        given = {"under": under, "period": period, "by": by, "every": every}
        return self._figures(lateness.lateness, given, cascade, today, as_of, known_at)

    def late_entries(
        self,
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        by: EntryBy = "agency",
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> LateEntries:
        """What was recorded after the day on which it occurred. Raises NotFound, Ambiguous, UnknownGrouping."""
        from engine.figures import late_entries

        given = {"under": under, "period": period, "by": by}
        return self._figures(late_entries.late_entries, given, cascade, today, as_of, known_at)

    def durations(
        self,
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        by: By = "tier",
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> Durations:
        """How long tasks stay in each state. Raises NotFound, Ambiguous, UnknownGrouping."""
        from engine.figures import durations

        given = {"under": under, "period": period, "by": by}
        return self._figures(durations.durations, given, cascade, today, as_of, known_at)

    def exceptions(
        self,
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> Exceptions:
        """Waivers, extensions, pauses, returns, partial consolidations, revocations: by whom, why."""
        from engine.figures import exceptions

        given = {"under": under, "period": period}
        return self._figures(exceptions.exceptions, given, cascade, today, as_of, known_at)

    def _figures(
        self,
        reckon: Callable[..., T],
        given: Mapping[str, Any],
        cascade: str | None,
        today: date,
        as_of: date | None,
        known_at: datetime | None,
    ) -> T:
        def question(tx: Transaction) -> T:
            return reckon(tx, self._cascades.find(tx, cascade), today=as_of or today, **given)

        return self._ask(question, cascade=cascade, as_of=as_of, known_at=known_at)

    def audit_facts(
        self,
        cascade: str,
        *,
        seals: Iterable[Seal] = (),
        public_key: str | None = None,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
        progress: Progress | None = None,
    ) -> AuditFacts:
        """All that an audit report tells of one cascade, its history verified. Raises NotFound, Ambiguous."""
        from engine.figures.audit_facts import audit_facts
        from engine.questions.past import View

        made_on = self._clock.now().astimezone(HANOI).date()
        given: dict[str, Any] = {"seals": tuple(seals), "public_key": public_key, "progress": progress}
        given |= {"today": today, "made_on": made_on}
        view = View(as_of, known_at)
        return self._read(lambda tx: audit_facts(tx, self._cascades, cascade, view=view, **given))

    def cascades(self, today: date) -> tuple[CascadeSummary, ...]:
        """The launched cascades in figures."""
        return self._read(lambda tx: tuple(status.summary(tx, cascade, today) for cascade in self._cascades.all(tx)))

    def findings(self, cascade: str) -> tuple[dict[str, Any], ...]:
        """The checker's findings that were pinned when the cascade was launched."""
        return self._read(lambda tx: status.pinned_findings(tx, self._cascades.one(tx, cascade)))

    def find_agency(self, text: str, cascade: str | None = None) -> AgencyNode:
        """The agency of that key or name in one cascade, or in any. Raises NotFound, Ambiguous."""
        return self._read(lambda tx: lookup.get_agency_anywhere(tx, self._cascades.find(tx, cascade), text)[0][1])

    def complete(self, kind: str, prefix: str) -> tuple[str, ...]:
        """Keys that begin with a prefix: of `cascade`, `task`, `agency`, `document` or `period`."""
        return self._read(lambda tx: lookup.complete(tx, self._cascades, kind, prefix))

    # what other tools take over: read piece by piece while the transaction lasts

    def event_log(self, use: Callable[[EventLog], T], cascade: str | None = None, asked: Asked | None = None) -> T:
        """Hand what holds to `use` as an event log; the answer is what `use` gives. Raises NotFound, Ambiguous."""
        from engine.event_logs.event_log import open_log
        from engine.event_logs.logged import Asked

        def question(tx: Transaction) -> T:
            with open_log(tx, self._cascades.find(tx, cascade), asked or Asked()) as log:
                return use(log)

        return self._read(question)

    def records(
        self,
        use: Callable[[Iterator[Record]], T],
        cascade: str | None = None,
        *,
        under: str | None = None,
        period: str | Period | None = None,
        known_at: datetime | None = None,
    ) -> T:
        """Hand the rows of history, as recorded, to `use`; the answer is what it gives. Raises NotFound, Ambiguous."""
        from engine.event_logs.records import records

        def question(tx: Transaction) -> T:
            cascades = self._cascades.find(tx, cascade)
            return use(records(tx, cascades, under=under, period=period, known_at=known_at))

        return self._read(question)

    # what is proven; what signs and checks is loaded only here

    def verify(
        self,
        cascade: str | None = None,
        *,
        seals: Iterable[Seal] = (),
        public_key: str | None = None,
        receipts: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> Verification:
        """Recompute everything; what does not hold is listed, not raised. Raises NotFound for an unknown cascade."""
        from engine.proving import verifying

        def question(tx: Transaction) -> Verification:
            wanted = None if cascade is None else verifying.find_ids(tx, cascade)
            return verifying.verify(
                tx, wanted, seals=tuple(seals), public_key=public_key, receipts=tuple(receipts), progress=progress
            )

        return self._database.read(question)

    def seal(
        self, key: Ed25519PrivateKey, cascade: str | None = None, *, progress: Progress | None = None
    ) -> tuple[Seal, str]:
        """A seal over all chains, and its file's text. Raises DoesNotHold where something is broken."""
        from engine.proving import auditing

        return self._database.read(lambda tx: auditing.seal(tx, cascade, key, self._clock, progress))

    def prove(self, task: str, seal_file: Path, *, cascade: str | None = None, progress: Progress | None = None) -> str:
        """A proof's text: that this task's rows are among those sealed. Raises DoesNotHold, NotFound, Ambiguous."""
        from engine.proving import auditing

        return self._database.read(
            lambda tx: auditing.prove(tx, lookup.get_task(tx, self._cascades, task, cascade), seal_file, progress)
        )

    def _ask(
        self,
        question: Callable[[Transaction], T],
        mark: Callable[[Views, T], T] | None = None,
        *,
        cascade: str | None = None,
        task: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> T:
        """Put a question to the database, or to the past.

        `mark`: marks, as of a day by all that is known now, where the answer differs from what was known at its end.
        """
        as_of, known_at = (as_of, known_at) if as_of or known_at else self._back
        if as_of is None and known_at is None:
            return self._read(question)
        from engine.questions.past import View, past

        def of_the_past(tx: Transaction) -> T:
            cascades = self._concerned(tx, task, cascade)
            with past(tx, cascades, View(as_of, known_at)) as now:
                try:
                    answer = question(now)
                except NotFound:
                    if known_at is None or not cascades or now.row("SELECT 1 FROM cascade") is not None:
                        raise
                    moment = known_at.astimezone(HANOI).isoformat(timespec="minutes")
                    raise NothingKnown(Said("what.cascade"), moment, ()) from None
                if mark is None or as_of is None or known_at is not None or end_of_day(as_of) >= self._clock.now():
                    return answer
                with past(tx, cascades, View(as_of, end_of_day(as_of))) as then:
                    return mark(Views(now, then, cascades), answer)

        return self._read(of_the_past)

    def _read(self, question: Callable[[Transaction], T]) -> T:
        """One answer from one snapshot. Raises BrokenDatabase where it failed on what does not hold."""
        try:
            return self._database.read(question)
        except DondocError:
            raise
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            found = self.verify()
            if found.holds:
                raise  # a fault of the program
            first = found.broken[0]
            place = first.task or first.cascade or ""
            code = "broken.at" if first.seq is None else "broken.at-row"
            details = {"place": place, "seq": first.seq, "details": first.details}
            raise BrokenDatabase(Said(code, details)) from error

    def _concerned(self, tx: Transaction, task: str | None, cascade: str | None) -> tuple[RunningCascade, ...]:
        """The cascades that a question can be about."""
        if cascade is None and task is not None:
            try:
                key = parse_task_key(task.strip())
            except (BadKey, BadPeriod):
                return self._cascades.all(tx)
            return self._cascades.of_year(tx, key.directive or "", key.period.year)
        return self._cascades.find(tx, cascade)

    def _write(self, work: Callable[[Ledger], T], today: date, dry_run: bool) -> T:
        def with_ledger(tx: Transaction) -> T:
            ledger = Ledger(tx, self._cascades, self._clock, self._login, today)
            result = work(ledger)
            ledger.flush()
            return result

        return self._database.write(with_ledger, keep=not dry_run)


def _told(done: tuple[Done, ...], dry_run: bool) -> tuple[Done, ...]:
    return tuple(item.tried() for item in done) if dry_run else done
