"""`Engine`: the only door. What changes, and what proves, each in one transaction; `seen` answers questions.

What records and what proves is imported where it is used: most commands ask, and are there sooner so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from engine.answers import NOW, Answers
from engine.cascade import lookup
from engine.cascade.cascades import Cascades
from engine.clock import Clock, SystemClock
from engine.proving.blaming import blaming
from engine.requests import CALENDAR, MandateRequest, MigrationRequest, MoveRequest, Several, clean
from engine.results import (
    Blocked,
    Letter,
    TaskRow,
    TodoRow,
    WhoAmI,
    WhyStep,
)
from engine.running.no_collection import no_collection
from engine.scope import View
from engine.store.database import Database, Transaction, login_of, open_database

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from engine.notifying.outbox import Outbox
    from engine.proving.broken import Verification
    from engine.proving.parts import Crew
    from engine.proving.seals import Seal
    from engine.receipts import (
        Bulk,
        Closed,
        Corrected,
        Held,
        Launched,
        MandateRecorded,
        Migrated,
        Moved,
        Noted,
        Undone,
        WhatIf,
    )
    from engine.reports.contributing import Contribution
    from engine.reports.results import Contributed
    from engine.running.ledger import Ledger
    from engine.running.notes import NoteRequest
    from engine.running.reminding import ReminderRequest
    from engine.running.supposing import Supposed
    from engine.store.observed import Observer
    from workflows.agencies import Registry
    from workflows.graph import TaskGraph

    Done = TypeVar("Done", Moved, Corrected, MandateRecorded)

T = TypeVar("T")
Told = TypeVar("Told", TaskRow, TodoRow, Blocked, WhyStep)
Progress = Callable[[int, int], None]


class Engine:
    """A database of running cascades. Use it as a context manager, in the thread that opened it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cascades = Cascades()
        self._login = login_of(database)

    @classmethod
    def open(cls, url: str, *, clock: Clock | None = None, observer: Observer | None = None) -> Self:
        """Connect to a database of this version. `observer`: who is told of transactions. Raises DatabaseUnusable."""
        database = open_database(url)
        return cls(database if observer is None else _observed(database, observer), clock or SystemClock())

    def close(self) -> None:
        self._database.close()

    def seen(self, view: View = NOW) -> Answers:
        """The questions, bound to a view: of today, or of the past."""
        return Answers(self._database, self._cascades, self._clock, view)

    def on(self, today: date, as_of: date | None = None, known_at: datetime | None = None) -> Answers:
        """The questions as of a day that counts as today."""
        return self.seen(View(today, as_of, known_at))

    def outbox(self) -> Outbox:
        """The messages by which people are told what happened."""
        from engine.notifying.outbox import Outbox

        return Outbox(self._database, self._cascades, self._clock)

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
        from engine.running import launch as launching

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
        proposed: str | None = None,
        seq: int | None = None,
        on_behalf_of: str | None = None,
        to: Iterable[str] = (),
        today: date,
        dry_run: bool = False,
    ) -> tuple[Moved, ...]:
        """Fire one trigger on one task; a draft_plan or a return moves several. Raises Refused, NotFound, Ambiguous.

        `through`: the steps that the agency owes before it are recorded too, on the same day, one row each. `proposed`:
        the agency to take a task that is refused; `seq`: the row of the request that is decided.
        `on_behalf_of`: the task's agency, for which its superior (`as_agency`) enters what came on paper. `to`: of
        several heirs those that take the task over.
        """
        from engine.running import advance as advancing

        beside: dict[str, Any] = {"until": until, "what": what, "missing": tuple(missing), "allowed_by": allowed_by}
        beside |= {"through": through, "proposed": proposed, "seq": seq, "on_behalf_of": on_behalf_of}
        beside["to"] = tuple(to)
        request = MoveRequest(task, trigger, as_agency, by, on, document, reason, idempotency_key, **beside)

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            return advancing.advance(ledger, ledger.find(task, cascade, trigger), request)

        return _told(self._write(work, today, dry_run, finds_itself=clean(idempotency_key) is not None), dry_run)

    def advance_many(
        self,
        requests: Iterable[MoveRequest],
        *,
        today: date,
        keep_going: bool = False,
        once: bool = False,
        backfill: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Bulk:
        """Fire many triggers, all or none; with `keep_going` the good ones. Every bad row is listed, none is raised.

        `once`: what an earlier run of these very rows recorded is told again (`repeated`), and not done twice.
        `backfill`: why they are entered now, of a season that is past: each row is marked so.
        """
        from engine.running import bulk

        listed = list(requests)
        reason = clean(backfill)

        def work(ledger: Ledger) -> Bulk:
            ledger.backfill = reason
            return bulk.advance_many(ledger, listed, keep_going=keep_going, once=once, progress=progress)

        try:
            with no_collection(), self._database.many_changes():
                finds_itself = once or all(clean(request.idempotency_key) is not None for request in listed)
                done = self._write(work, today, dry_run, finds_itself=finds_itself)
                return replace(done, moved=_told(done.moved, dry_run))
        except bulk.NothingDone as nothing:
            return nothing.bulk

    def what_if(
        self, supposed: Iterable[Supposed], *, cascade: str | None = None, under: str | None = None, today: date
    ) -> WhatIf:
        """What these moves would change, done in one transaction that is taken back; refused ones are listed.

        Raises NotFound, Ambiguous, UnknownTrigger.
        """
        from engine.running import supposing

        listed = list(supposed)

        def work(ledger: Ledger) -> WhatIf:
            return supposing.what_if(ledger, self._cascades.find(ledger.tx, cascade), listed, under)

        return self._write(work, today, dry_run=True)

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
        from engine.running import release

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            found = release.get_document(ledger, self._cascades.find(ledger.tx, cascade), document)
            agency = lookup.get_agency(ledger.tx, found.cascade, as_agency).key
            given = {"by": by, "reason": reason, "idempotency_key": idempotency_key}
            return release.release_document(ledger, found, number=number, on=on, agency=agency, **given)

        return _told(self._write(work, today, dry_run, finds_itself=clean(idempotency_key) is not None), dry_run)

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
        from engine.running import revoke as revoking

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            given = {"by": by, "reason": reason, "idempotency_key": idempotency_key, "number": number}
            cascades = self._cascades.find(ledger.tx, cascade)
            return revoking.revoke_everywhere(ledger, cascades, document, as_agency, on=on, **given)

        return _told(self._write(work, today, dry_run, finds_itself=clean(idempotency_key) is not None), dry_run)

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
            return correcting.correct(ledger, ledger.find(task, cascade), request)

        return _told(self._write(work, today, dry_run, finds_itself=clean(idempotency_key) is not None), dry_run)

    def migrate(
        self,
        cascade: str,
        graph: TaskGraph,
        *,
        as_agency: str,
        reason: str | None,
        findings: Iterable[Mapping[str, Any]] = (),
        by: str | None = None,
        on: date | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Migrated:
        """Bring a running cascade to another graph of the same directive and year. Raises Refused, NotFound, Ambiguous.

        `on`: the day from which the new graph holds (today, if left out).
        """
        from engine.migrating import migrate as migrating

        request = MigrationRequest(as_agency, reason, by, on)
        listed = tuple(findings)

        def work(ledger: Ledger) -> Migrated:
            found = self._cascades.one(ledger.tx, cascade)
            return migrating.migrate(ledger, found, graph, listed, request)

        with no_collection():
            done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def recalendar(
        self,
        compiled: Mapping[str, tuple[TaskGraph, TaskGraph]],
        *,
        as_agency: str,
        reason: str | None,
        by: str | None = None,
        on: date | None = None,
        today: date,
        dry_run: bool = False,
    ) -> tuple[Migrated, ...]:
        """Have cascades count by other days off, all or none. Raises Refused, NotFound.

        `compiled`: by cascade what its files say by the days that it has pinned, and by the other ones.
        """
        from engine.migrating import migrate as migrating

        request = MigrationRequest(as_agency, reason, by, on, CALENDAR)

        def work(ledger: Ledger) -> tuple[Migrated, ...]:
            return tuple(
                migrating.recalendar(ledger, self._cascades.one(ledger.tx, key), *graphs, request)
                for key, graphs in compiled.items()
            )

        with no_collection():
            done = self._write(work, today, dry_run)
        return tuple(each.tried() for each in done) if dry_run else done

    def hand_over(
        self,
        cascade: str,
        registry: Registry,
        *,
        as_agency: str,
        reason: str | None,
        several: Several | None = None,
        by: str | None = None,
        on: date | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Migrated:
        """Hand unfinished tasks of agencies that ended by that day to who took over their work. Raises Refused.

        `several`: what becomes of those whose agency's work went to several; None: they are refused.
        """
        from engine.migrating import migrate as migrating

        request = MigrationRequest(as_agency, reason, by, on, "succession")

        def work(ledger: Ledger) -> Migrated:
            found = self._cascades.one(ledger.tx, cascade)
            return migrating.hand_over(ledger, found, registry, request, several=several)

        with no_collection():
            done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def close_cascade(
        self,
        cascade: str,
        *,
        as_agency: str,
        reason: str | None,
        gives_up: bool = False,
        by: str | None = None,
        on: date | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Closed:
        """Close a cascade of which nothing is owed any more. Raises Refused, NotFound, Ambiguous.

        `gives_up`: what is still owed is given up, each task named in the event.
        """
        from engine.migrating import closing

        request = MigrationRequest(as_agency, reason, by, on)

        def work(ledger: Ledger) -> Closed:
            return closing.close(ledger, self._cascades.one(ledger.tx, cascade), request, gives_up=gives_up)

        done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def reopen_cascade(
        self,
        cascade: str,
        *,
        as_agency: str,
        reason: str | None,
        by: str | None = None,
        on: date | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Closed:
        """Open a closed cascade again. Raises Refused, NotFound, Ambiguous."""
        from engine.migrating import closing

        request = MigrationRequest(as_agency, reason, by, on)

        def work(ledger: Ledger) -> Closed:
            return closing.reopen(ledger, self._cascades.one(ledger.tx, cascade), request)

        done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def hold_year(
        self,
        year: int,
        *,
        reason: str | None,
        lifts: bool = False,
        by: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Held:
        """Keep a year where it is, whatever else is done with years; `lifts`: no longer. Raises Refused."""
        from engine.migrating import holding

        def work(ledger: Ledger) -> Held:
            return holding.hold(ledger, self._cascades, year, reason=reason, by=by, lifts=lifts)

        done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def undo_migration(
        self,
        cascade: str,
        *,
        as_agency: str,
        reason: str | None,
        by: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Undone:
        """Take a cascade's last migration back, while nothing else has happened. Raises Refused, NotFound."""
        from engine.migrating import undo as undoing

        request = MigrationRequest(as_agency, reason, by)

        def work(ledger: Ledger) -> Undone:
            return undoing.undo(ledger, self._cascades.one(ledger.tx, cascade), request)

        done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def note(
        self,
        task: str,
        request: NoteRequest,
        *,
        folder: Path | None = None,
        cascade: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Noted:
        """What the task's own agency notes about its work. Raises Refused, NotFound, NothingToNote.

        `folder`: where attachments are kept; None: in the database.
        """
        from engine.running import notes

        kept_in = None if dry_run else folder  # a dry run takes back what it wrote into the database

        def work(ledger: Ledger) -> Noted:
            return notes.note(ledger, ledger.find(task, cascade), request, kept_in)

        done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def contribute(
        self,
        task: str,
        given: Contribution,
        *,
        folder: Path | None = None,
        cascade: str | None = None,
        today: date,
        dry_run: bool = False,
    ) -> Contributed:
        """What a task's own agency puts into its report. Raises Refused, NotFound, Ambiguous, BadFigure.

        `folder`: as for `note`.
        """
        from engine.reports.contributing import contribute

        kept_in = None if dry_run else folder

        def work(ledger: Ledger) -> Contributed:
            return contribute(ledger, ledger.find(task, cascade), given, kept_in)

        done = self._write(work, today, dry_run, finds_itself=clean(given.idempotency_key) is not None)
        return done.tried() if dry_run else done

    def remind(
        self, request: ReminderRequest, *, cascade: str | None = None, today: date, dry_run: bool = False
    ) -> Letter:
        """Record that a letter urged those who hold something up. Raises Refused, NotFound, Ambiguous, NoNumber."""
        from engine.running import reminding

        def work(ledger: Ledger) -> Letter:
            return reminding.remind(ledger, self._cascades.find(ledger.tx, cascade), request)

        done = self._write(work, today, dry_run)
        return done.tried() if dry_run else done

    def grant_mandates(
        self, requests: Iterable[MandateRequest], *, as_agency: str | None = None, by: str | None, dry_run: bool = False
    ) -> tuple[MandateRecorded, ...]:
        """Give the right to act for agencies, all of these or none. Raises Refused, BadMandate.

        `as_agency`: whose decision it is; left out: of each mandate's own agency.
        """
        from engine.running import mandating

        listed = list(requests)

        def work(tx: Transaction) -> tuple[MandateRecorded, ...]:
            register = mandating.Register(tx, self._clock, self._login, clean(by))
            return mandating.grant(register, listed, as_agency)

        return _told(self._database.write(work, keep=not dry_run), dry_run)

    def end_mandate(
        self,
        mandate: str,
        *,
        on: date | None = None,
        as_agency: str | None = None,
        by: str | None,
        reason: str | None,
        dry_run: bool = False,
    ) -> tuple[MandateRecorded, ...]:
        """The mandate's last day is this one, or today on the clock. Raises Refused, NotFound."""
        from engine.running import mandating

        def work(tx: Transaction) -> tuple[MandateRecorded, ...]:
            register = mandating.Register(tx, self._clock, self._login, clean(by))
            return mandating.end(register, mandate, on=on, granter=as_agency, reason=reason)

        return _told(self._database.write(work, keep=not dry_run), dry_run)

    def who_am_i(self, today: date) -> WhoAmI:
        """Who is at work as the database or the system knows it, and under which mandates."""
        from engine.questions import mandates

        return self._database.read(lambda tx: mandates.who_am_i(tx, self._login, today))

    # what is proven; what signs and checks is loaded only here

    def verify(
        self,
        cascade: str | None = None,
        *,
        seals: Iterable[Seal] = (),
        public_key: str | None = None,
        receipts: Iterable[str] = (),
        folder: Path | None = None,
        progress: Progress | None = None,
        processes: int | None = 1,
    ) -> Verification:
        """Recompute everything; what does not hold is listed, not raised. Raises NotFound for an unknown cascade.

        `folder`: where attachments are kept, beside those in the database; `processes`: how many work side by side,
        None: as many as are worth it.
        """
        from engine.proving import verifying

        listed = tuple(receipts)

        def question(tx: Transaction, crew: Crew | None) -> Verification:
            wanted = None if cascade is None else verifying.find_ids(tx, cascade)
            given: dict[str, Any] = {"receipts": listed, "folder": folder, "progress": progress, "crew": crew}
            return verifying.verify(tx, wanted, seals=tuple(seals), public_key=public_key, **given)

        return self._verified(question, processes, listed, folder)

    def seal(
        self,
        key: Ed25519PrivateKey,
        cascade: str | None = None,
        *,
        progress: Progress | None = None,
        processes: int | None = 1,
    ) -> tuple[Seal, str]:
        """A seal over all chains, and its file's text; `processes` as of `verify`. Raises DoesNotHold."""
        from engine.proving import auditing

        def question(tx: Transaction, crew: Crew | None) -> tuple[Seal, str]:
            return auditing.seal(tx, cascade, key, self._clock, progress, crew)

        return self._verified(question, processes)

    def prove(self, task: str, seal_file: Path, *, cascade: str | None = None, progress: Progress | None = None) -> str:
        """A proof's text: that this task's rows are among those sealed. Raises DoesNotHold, NotFound, Ambiguous."""
        from engine.proving import auditing

        return self._database.read(
            lambda tx: auditing.prove(tx, lookup.get_task(tx, self._cascades, task, cascade), seal_file, progress)
        )

    def _verified(
        self,
        question: Callable[[Transaction, Crew | None], T],
        processes: int | None,
        receipts: tuple[str, ...] = (),
        folder: Path | None = None,
    ) -> T:
        """What a question answers that verifies, by this process alone or with others."""
        from engine.proving import parts

        count = processes or parts.as_many_as_pay(self._database)
        return parts.with_others(self._database, question, count if count > 1 else 0, receipts, folder)

    def _write(self, work: Callable[[Ledger], T], today: date, dry_run: bool, *, finds_itself: bool = False) -> T:
        """`finds_itself`: done again, the work tells what it did (by an idempotency key), and does nothing twice.

        Raises BrokenDatabase where it failed on what does not hold.
        """
        from engine.running.ledger import Ledger

        def with_ledger(tx: Transaction) -> T:
            ledger = Ledger(tx, self._cascades, self._clock, self._login, today)
            result = work(ledger)
            ledger.flush()
            return result

        with blaming(self._database):
            return self._database.write(with_ledger, keep=not dry_run, finds_itself=finds_itself)


def _observed(database: Database, observer: Observer) -> Database:
    from engine.store.observed import Observed

    return Observed(database, observer)


def _told(done: tuple[Done, ...], dry_run: bool) -> tuple[Done, ...]:
    return tuple(item.tried() for item in done) if dry_run else done
