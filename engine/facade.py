"""`Engine`: the only door. A method opens one transaction, calls the function of its name, gives back a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from engine import advance as advancing
from engine import blocking, bulk, history, lookup, release, status, waiting
from engine import launch as launching
from engine import revoke as revoking
from engine.cascades import Cascades
from engine.clock import Clock, SystemClock
from engine.database import Database, Transaction, login_of, open_database
from engine.ledger import Ledger
from engine.pauses import no_collection
from engine.requests import MoveRequest
from engine.results import Blocked, Bulk, CascadeSummary, HistoryRow, Launched, Moved, TaskRow, WaitsFor, WhyStep
from workflows.graph import AgencyNode, TaskGraph
from workflows.periods import Period

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from engine.broken import Verification
    from engine.seals import Seal

T = TypeVar("T")
Progress = Callable[[int, int], None]


class Engine:
    """A database of running cascades. Use it as a context manager, in the thread that opened it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cascades = Cascades()
        self._login = login_of(database)

    @classmethod
    def open(cls, url: str, *, clock: Clock | None = None) -> Self:
        """Connect to a database of this version. Raises DatabaseUnusable."""
        return cls(open_database(url), clock or SystemClock())

    def close(self) -> None:
        self._database.close()

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
        today: date,
        dry_run: bool = False,
    ) -> tuple[Moved, ...]:
        """Fire one trigger on one task; a draft_plan or a return moves several. Raises Refused, NotFound, Ambiguous."""
        beside: dict[str, Any] = {"until": until, "what": what, "missing": tuple(missing), "allowed_by": allowed_by}
        request = MoveRequest(task, trigger, as_agency, by, on, document, reason, idempotency_key, **beside)

        def work(ledger: Ledger) -> tuple[Moved, ...]:
            found = lookup.get_task(ledger.tx, self._cascades, task, cascade, for_update=True)
            return advancing.advance(ledger, ledger.adopt(found), request)

        return self._write(work, today, dry_run)

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
                return self._write(work, today, dry_run)
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

        return self._write(work, today, dry_run)

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

        return self._write(work, today, dry_run)

    # what is asked

    def blocked(
        self, cascade: str | None = None, *, under: str | None = None, period: str | Period | None = None, today: date
    ) -> tuple[Blocked, ...]:
        """The consolidations that wait for inputs, worst first, with who holds them up."""
        return self._database.read(
            lambda tx: blocking.blocked(tx, self._cascades.find(tx, cascade), under=under, period=period, today=today)
        )

    def why(self, task: str, *, cascade: str | None = None, today: date) -> tuple[WhyStep, ...]:
        """The way from a task to who can act."""
        return self._database.read(
            lambda tx: blocking.why(tx, lookup.get_task(tx, self._cascades, task, cascade), today)
        )

    def waits_for(self, task: str, today: date, *, cascade: str | None = None) -> WaitsFor | None:
        """Who is to do what for an unfinished task; None: it is finished, waived or revoked."""
        return self._database.read(
            lambda tx: waiting.waits_for(tx, lookup.get_task(tx, self._cascades, task, cascade), today)
        )

    def todo(self, agency: str, *, cascade: str | None = None, today: date) -> tuple[TaskRow, ...]:
        """An agency's unfinished tasks, those that it can move now first."""
        return self._database.read(lambda tx: status.todo(tx, self._cascades.find(tx, cascade), agency, today=today))

    def status(
        self, cascade: str | None = None, *, under: str | None = None, period: str | Period | None = None, today: date
    ) -> tuple[TaskRow, ...]:
        """All tasks of the scope as they stand."""
        return self._database.read(
            lambda tx: status.status(tx, self._cascades.find(tx, cascade), under=under, period=period, today=today)
        )

    def task(self, key: str, today: date, *, cascade: str | None = None) -> TaskRow:
        """One task as it stands. Raises NotFound, Ambiguous."""

        def question(tx: Transaction) -> TaskRow:
            found = lookup.get_task(tx, self._cascades, key, cascade)
            return status.task_rows(tx, found.cascade, "t.task_no = :number", today, number=found.task_no)[0]

        return self._database.read(question)

    def history(
        self, task: str | None = None, *, agency: str | None = None, cascade: str | None = None
    ) -> tuple[HistoryRow, ...]:
        """What was recorded: of a task, by an agency, or all."""

        def question(tx: Transaction) -> tuple[HistoryRow, ...]:
            if task is not None:
                return history.of_task(tx, lookup.get_task(tx, self._cascades, task, cascade))
            cascades = self._cascades.find(tx, cascade)
            if agency is None:
                return history.of_cascades(tx, cascades)
            return history.of_agency(tx, cascades, agency)

        return self._database.read(question)

    def cascades(self, today: date) -> tuple[CascadeSummary, ...]:
        """The launched cascades in figures."""
        return self._database.read(
            lambda tx: tuple(status.summary(tx, cascade, today) for cascade in self._cascades.all(tx))
        )

    def findings(self, cascade: str) -> tuple[dict[str, Any], ...]:
        """The checker's findings that were pinned when the cascade was launched."""
        return self._database.read(lambda tx: status.pinned_findings(tx, self._cascades.one(tx, cascade)))

    def find_agency(self, text: str, cascade: str | None = None) -> AgencyNode:
        """The agency of that key or name in one cascade, or in any. Raises NotFound, Ambiguous."""
        return self._database.read(
            lambda tx: lookup.get_agency_anywhere(tx, self._cascades.find(tx, cascade), text)[0][1]
        )

    def complete(self, kind: str, prefix: str) -> tuple[str, ...]:
        """Keys that begin with a prefix: of `cascade`, `task`, `agency`, `document` or `period`."""
        return self._database.read(lambda tx: lookup.complete(tx, self._cascades, kind, prefix))

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
        from engine import verifying

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
        from engine import auditing

        return self._database.read(lambda tx: auditing.seal(tx, cascade, key, self._clock, progress))

    def prove(self, task: str, seal_file: Path, *, cascade: str | None = None, progress: Progress | None = None) -> str:
        """A proof's text: that this task's rows are among those sealed. Raises DoesNotHold, NotFound, Ambiguous."""
        from engine import auditing

        return self._database.read(
            lambda tx: auditing.prove(tx, lookup.get_task(tx, self._cascades, task, cascade), seal_file, progress)
        )

    def _write(self, work: Callable[[Ledger], T], today: date, dry_run: bool) -> T:
        def with_ledger(tx: Transaction) -> T:
            ledger = Ledger(tx, self._cascades, self._clock, self._login, today)
            result = work(ledger)
            ledger.flush()
            return result

        return self._database.write(with_ledger, keep=not dry_run)
