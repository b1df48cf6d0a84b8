"""`Answers`: every question, bound to a view. A method calls the function of its name and gives back a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from engine.cascade import lookup
from engine.cascade.cascades import Cascades, RunningCascade
from engine.clock import Clock
from engine.errors import NotFound, NothingKnown
from engine.proving.blaming import FAULTS, blame
from engine.questions import blocking, differences, formers, status
from engine.questions.filters import ALL, Filters
from engine.results import (
    Blocked,
    CascadeSummary,
    ChainHead,
    HistoryRow,
    Letter,
    MandateRow,
    RequestRow,
    Rows,
    TaskRow,
    Today,
    TodoRow,
    WaitsFor,
    WhyStep,
)
from engine.running.no_collection import no_collection
from engine.scope import WITHIN, Scope, View
from engine.store.database import Database, Transaction
from workflows.calendars import WorkCalendar
from workflows.dates import HANOI, end_of_day
from workflows.errors import BadKey, BadPeriod, DondocError
from workflows.graph import AgencyNode
from workflows.keys import parse_task_key
from workflows.lifecycle import Lifecycle, named
from workflows.said import Name, Said

if TYPE_CHECKING:
    from engine.event_logs.event_log import EventLog
    from engine.event_logs.records import Record
    from engine.figures.audit_facts import AuditFacts
    from engine.figures.audit_results import By, Durations, EntryBy, Exceptions, LateEntries, Lateness
    from engine.figures.board import Board
    from engine.figures.grouping import Heirs
    from engine.forecasting.results import Backtest, Forecasts
    from engine.policies.auditing import RuleAudit
    from engine.policies.rules import Rule
    from engine.proving.seals import Seal
    from engine.questions.timeline_results import TaskTimeline
    from engine.reports.outlines import Outline
    from engine.reports.results import CompiledReport

T = TypeVar("T")
Told = TypeVar("Told", TaskRow, TodoRow, Blocked, WhyStep)
Progress = Callable[[int, int], None]
NOW, EVERYTHING = View(), Scope()


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


class Answers:
    """What can be asked, seen from one view.

    As a context manager, all its questions are answered from one snapshot, and a past is built once.
    """

    def __init__(self, database: Database, cascades: Cascades, clock: Clock, view: View) -> None:
        self._database = database
        self._cascades = cascades
        self._clock = clock
        self._view = view
        self._held: tuple[ExitStack, Transaction] | None = None
        self._pasts: dict[tuple[View, tuple[int, ...]], Transaction] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            transaction = stack.enter_context(self._database.snapshot())
            self._held = stack.pop_all(), transaction
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._held is not None
        (stack, _), self._held = self._held, None
        self._pasts.clear()
        stack.__exit__(kind, error, trace)

    @property
    def day(self) -> date:
        """The day that counts as today."""
        return self._view.as_of or self._view.today or self._clock.now().astimezone(HANOI).date()

    @property
    def moment(self) -> datetime:
        """What the engine's clock shows."""
        return self._clock.now()

    def blocked(self, scope: Scope = EVERYTHING, filters: Filters = ALL) -> tuple[Blocked, ...]:
        """The consolidations that wait for inputs, worst first, with who holds them up."""

        def question(tx: Transaction) -> tuple[Blocked, ...]:
            chosen, after = self._cascades.find(tx, scope.cascade), self._after(tx, filters, scope.cascade)
            return blocking.blocked(tx, chosen, **self._bounds(scope), filters=after)

        return self._ask(question, _compared(question), cascade=scope.cascade)

    def why(self, task: str, cascade: str | None = None) -> tuple[WhyStep, ...]:
        """The way from a task to who can act."""

        def question(tx: Transaction) -> tuple[WhyStep, ...]:
            return blocking.why(tx, lookup.get_task(tx, self._cascades, task, cascade), self.day)

        return self._ask(question, _compared(question), cascade=cascade, task=task)

    def waits_for(self, task: str, cascade: str | None = None) -> WaitsFor | None:
        """Who is to do what for an unfinished task; None: it is finished or not awaited."""
        from engine.questions.waiting import waits_for

        def question(tx: Transaction) -> WaitsFor | None:
            return waits_for(tx, lookup.get_task(tx, self._cascades, task, cascade), self.day)

        return self._ask(question, cascade=cascade, task=task)

    def todo(self, agency: str, cascade: str | None = None, filters: Filters = ALL) -> tuple[TodoRow, ...]:
        """An agency's unfinished tasks, those that it can move now first; the others with whom they wait for."""
        from engine.questions.todo import todo

        def question(tx: Transaction) -> tuple[TodoRow, ...]:
            chosen, after = self._cascades.find(tx, cascade), self._after(tx, filters, cascade)
            return todo(tx, chosen, agency, today=self.day, filters=after, also_closed=cascade is not None)

        return self._ask(question, _marked, cascade=cascade)

    def today(
        self, agency: str, cascade: str | None = None, *, within: int = WITHIN, since: datetime | None = None
    ) -> Today:
        """An agency's day. `within`: calendar days ahead; `since`: when it last looked. Raises NotFound, Ambiguous."""
        from engine.forecasting.today import today

        def question(tx: Transaction) -> Today:
            chosen = self._cascades.find(tx, cascade)
            return today(tx, chosen, agency, day=self.day, within=within, since=since)

        return self._ask(question, cascade=cascade)

    def letters(
        self,
        agency: str,
        cascade: str | None = None,
        *,
        period: str | None = None,
        within: int = WITHIN,
        by: str | None = None,
    ) -> tuple[Letter, ...]:
        """What the agency would write to those who hold up its consolidations. Raises NotFound, Ambiguous."""
        from engine.questions.letters import letters

        def question(tx: Transaction) -> tuple[Letter, ...]:
            chosen = self._cascades.find(tx, cascade)
            return letters(tx, chosen, agency, period=period, day=self.day, within=within, by=by)

        return self._ask(question, cascade=cascade)

    def requests(
        self, scope: Scope = EVERYTHING, filters: Filters = ALL, *, pending_only: bool = False
    ) -> tuple[RequestRow, ...]:
        """What was asked for on the tasks of the scope, and how it stands. Raises NotFound, Ambiguous."""
        from engine.questions.requested import requests

        def question(tx: Transaction) -> tuple[RequestRow, ...]:
            chosen, after = self._cascades.find(tx, scope.cascade), self._after(tx, filters, scope.cascade)
            bounds = self._bounds(scope)
            found = requests(tx, chosen, **bounds, filters=after, pending_only=pending_only)
            return self._with_barred(tx, chosen, found)

        return self._ask(question, cascade=scope.cascade)

    def status(self, scope: Scope = EVERYTHING, filters: Filters = ALL) -> tuple[TaskRow, ...]:
        """All tasks of the scope as they stand."""

        def question(tx: Transaction) -> tuple[TaskRow, ...]:
            chosen, after = self._cascades.find(tx, scope.cascade), self._after(tx, filters, scope.cascade)
            return status.status(tx, chosen, **self._bounds(scope), filters=after)

        return self._ask(question, _marked, cascade=scope.cascade)

    def task(self, key: str, cascade: str | None = None) -> TaskRow:
        """One task as it stands. Raises NotFound, Ambiguous."""

        def question(tx: Transaction) -> tuple[TaskRow, ...]:
            found = lookup.get_task(tx, self._cascades, key, cascade)
            return status.rows_of(tx, [found], self.day)

        return self._ask(question, _marked, cascade=cascade, task=key)[0]

    def heads(self, rows: Sequence[TaskRow]) -> list[ChainHead]:
        """Where the chains of these tasks end, in the same order, as they stand now."""
        from engine.questions.heads import heads

        def question(tx: Transaction) -> list[ChainHead]:
            cascades = self._cascades.all(tx)
            known = {(each.directive, each.year): each.key for each in cascades}
            names = [parse_task_key(row.task) for row in rows]
            keys = [known[name.directive or "", name.period.year] for name in names]
            return heads(tx, cascades, [(key, row.number) for key, row in zip(keys, rows, strict=True)])

        return self._read(question)

    def history(
        self,
        task: str | None = None,
        *,
        agency: str | None = None,
        by: str | None = None,
        cascade: str | None = None,
        filters: Filters = ALL,
    ) -> tuple[HistoryRow, ...]:
        """What was recorded: of a task, by an agency, or all; `by` a person. As of the past: what of it counts."""
        from engine.questions import history

        def whose(tx: Transaction) -> history.Whose:
            if task is not None:
                return history.of_task(lookup.get_task(tx, self._cascades, task, cascade))
            cascades = self._cascades.find(tx, cascade)
            return history.of_cascades(cascades) if agency is None else history.of_agency(tx, cascades, agency)

        def question(tx: Transaction) -> tuple[HistoryRow, ...]:
            after = filters
            if filters.after is not None and "#" in filters.after:
                before, _, seq = filters.after.rpartition("#")
                after = replace(filters, after=f"{lookup.get_task(tx, self._cascades, before, cascade).key}#{seq}")
            return history.history(tx, whose(tx), by=by, filters=after, today=self.day)

        def marked(views: Views, rows: tuple[HistoryRow, ...]) -> tuple[HistoryRow, ...]:
            try:
                then = question(views.then)
            except NotFound:  # nothing of it was known then
                then = ()
            still = {(row.task, row.seq) for row in rows}
            gone = () if filters.is_paged else (row for row in then if (row.task, row.seq) not in still)
            return Rows.of(differences.mark_history(rows, then), gone)

        return self._ask(question, marked, cascade=cascade, task=task)

    def attachment(self, text: str, folder: Path | None = None, cascade: str | None = None) -> bytes:
        """A content by its hash or by the row `TASK#SEQ`, verified. Raises NotFound, Ambiguous, BrokenAttachment."""
        from engine.questions.attached import digest_meant
        from engine.store import attachments

        def question(tx: Transaction) -> bytes:
            return attachments.read(tx, folder, digest_meant(tx, self._cascades, folder, text, cascade))

        return self._read(question)

    def compiled(self, task: str, cascade: str | None = None, outline: str | None = None) -> CompiledReport:
        """A task's report as it would be put together. `outline`: the document whose outline is meant, if several ask.

        Raises NotFound, Ambiguous.
        """
        from engine.reports.compiling import compile_report
        from engine.reports.outlines import outline_of

        def question(tx: Transaction) -> CompiledReport:
            with ExitStack() as stack:
                found = lookup.get_task(tx, self._cascades, task, cascade)
                seen = self._seen(tx, stack, found.cascade)
                return compile_report(seen, found, outline_of(tx, found, outline), self.day)

        return self._read(question)

    def outline(self, task: str, cascade: str | None = None, named: str | None = None) -> Outline:
        """The chapters and figures that a task's report owes. `named`: as for `compiled`. Raises the same."""
        from engine.reports.outlines import outline_of

        return self._read(lambda tx: outline_of(tx, lookup.get_task(tx, self._cascades, task, cascade), named))

    def timeline(self, what: str | None = None, scope: Scope = EVERYTHING) -> tuple[TaskTimeline, ...]:
        """A task, or an agency's own tasks, over time; without `what` all tasks of the scope."""
        from engine.questions.timelines import timeline

        task = what if what is not None and "/" in what else None
        given = self._cascades, what, scope, self.day
        return self._ask(lambda tx: timeline(tx, *given), cascade=scope.cascade, task=task)

    def cascades(self, filters: Filters = ALL) -> tuple[CascadeSummary, ...]:
        """The launched cascades in figures, as they stand now; narrowed: those with such tasks, and these counted."""
        return self._read(lambda tx: status.summaries(tx, self._cascades.all(tx), self.day, filters))

    def calendars(self, issuer: str, cascade: str | None = None) -> dict[str, WorkCalendar]:
        """By cascade the days that it has pinned: of one, or of all open ones of which the agency issued a document."""
        from engine.questions.calendars import issued_by

        def question(tx: Transaction) -> dict[str, WorkCalendar]:
            if cascade is not None:
                found = self._cascades.one(tx, cascade)
                return {found.key: found.calendar}
            return {each.key: each.calendar for each in issued_by(tx, self._cascades.all(tx), issuer)}

        return self._read(question)

    def mandates(self, agency: str | None = None, *, everything: bool = False) -> tuple[MandateRow, ...]:
        """The mandates in force on the day, by what was known then; `everything`: those over or to come too."""
        from engine.questions.mandates import mandates

        given: dict[str, Any] = {"on": self.day, "known_at": self._view.known_at, "agency": agency}
        return self._read(lambda tx: mandates(tx, everything=everything, **given))

    def lifecycle(self, cascade: str) -> Lifecycle:
        """The lifecycle by which the cascade runs, as it was pinned. Raises NotFound, Ambiguous."""
        return self._read(lambda tx: self._cascades.one(tx, cascade).judge.lifecycle)

    def own_words(self) -> dict[str, Name]:
        """What the lifecycles of the running cascades call their states, standings, triggers: by `state.NAME`, ….

        A name that two of them call differently is left out.
        """

        def question(tx: Transaction) -> dict[str, Name]:
            found: dict[str, set[Name]] = {}
            for lifecycle in self._cascades.lifecycles(tx):
                for key, name in named(lifecycle):
                    found.setdefault(key, set()).add(name)
            return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}

        return self._read(question)

    def findings(self, cascade: str) -> tuple[dict[str, Any], ...]:
        """The checker's findings that were pinned when the cascade was launched."""
        return self._read(lambda tx: status.pinned_findings(tx, self._cascades.one(tx, cascade)))

    def left_out(self, cascade: str) -> tuple[dict[str, Any], ...]:
        """The pinned findings of severity error: what was left out of the cascade when it was launched."""
        return tuple(finding for finding in self.findings(cascade) if finding["severity"] == "error")

    def find_agency(self, text: str, cascade: str | None = None) -> AgencyNode:
        """The agency of that key or name in one cascade, or in any. Raises NotFound, Ambiguous."""
        return self._read(lambda tx: lookup.get_agency_anywhere(tx, self._cascades.find(tx, cascade), text)[0][1])

    def complete(self, kind: str, prefix: str) -> tuple[str, ...]:
        """Keys that begin with a prefix: of `cascade`, `task`, `agency`, `document` or `period`."""
        return self._read(lambda tx: lookup.complete(tx, self._cascades, kind, prefix))

    # what is likely to come

    def forecast(self, scope: Scope = EVERYTHING) -> Forecasts:
        """When the unfinished consolidations of the scope will be possible, by the history of every cascade known.

        Raises NotFound, Ambiguous.
        """
        from engine.forecasting.forecast import forecast

        def question(tx: Transaction) -> Forecasts:
            chosen = self._cascades.find(tx, scope.cascade)
            return forecast(tx, self._cascades.all(tx), chosen, **self._bounds(scope))

        return self._ask(question)

    def backtest(self, scope: Scope = EVERYTHING, progress: Progress | None = None) -> Backtest:
        """Forecasts of the past, by what was known then, held against what is known now. Raises NotFound, Ambiguous."""
        from engine.figures.deliverables import tasks_in_scope
        from engine.forecasting.backtest import backtest, outcomes

        def happened(tx: Transaction) -> tuple[tuple[str, ...], dict[str, tuple[date, bool]]]:
            chosen = self._cascades.find(tx, scope.cascade)
            tasks = tasks_in_scope(tx, chosen, scope.under, scope.period)
            return tuple(cascade.key for cascade in chosen), outcomes(tasks, self.day)

        def ask(day: date) -> Forecasts:
            view = View(day, day, end_of_day(day))
            return Answers(self._database, self._cascades, self._clock, view).forecast(scope)

        cascades, found = self._ask(happened)
        return backtest(cascades, found, ask, self.day, progress=progress)

    # figures for auditors; what reckons them is loaded only here

    def lateness(
        self, scope: Scope = EVERYTHING, *, by: By = "tier", every: bool = False, heirs: Heirs | None = None
    ) -> Lateness:
        """Who was late, by how many days; `every`: listed with all that is not late.

        `heirs`: by agency, they count with those who took over their work, as in the two below. Raises NotFound,
        Ambiguous, UnknownGrouping.
        """
        from engine.figures.lateness import lateness

        return self._figures(lateness, scope, by=by, every=every, heirs=heirs)

    def late_entries(
        self, scope: Scope = EVERYTHING, *, by: EntryBy = "agency", heirs: Heirs | None = None
    ) -> LateEntries:
        """What was recorded after the day on which it occurred. Raises NotFound, Ambiguous, UnknownGrouping."""
        from engine.figures.late_entries import late_entries

        return self._figures(late_entries, scope, by=by, heirs=heirs)

    def durations(self, scope: Scope = EVERYTHING, *, by: By = "tier", heirs: Heirs | None = None) -> Durations:
        """How long tasks stay in each state. Raises NotFound, Ambiguous, UnknownGrouping."""
        from engine.figures.durations import durations

        return self._figures(durations, scope, by=by, heirs=heirs)

    def exceptions(self, scope: Scope = EVERYTHING) -> Exceptions:
        """Waivers, extensions, pauses, returns, partial consolidations, revocations: by whom, why."""
        from engine.figures.exceptions import exceptions

        return self._figures(exceptions, scope)

    def audit_facts(
        self,
        cascade: str,
        *,
        seals: Iterable[Seal] = (),
        public_key: str | None = None,
        progress: Progress | None = None,
        processes: int | None = 1,
    ) -> AuditFacts:
        """All that an audit report tells of one cascade, its history verified. Raises NotFound, Ambiguous.

        `processes`: how many work on it, None: as many as are worth it.
        """
        from engine.figures.audit_facts import audit_facts
        from engine.proving import parts

        made_on = self._clock.now().astimezone(HANOI).date()
        given: dict[str, Any] = {"seals": tuple(seals), "public_key": public_key, "progress": progress}
        given |= {"view": self._view, "today": self.day, "made_on": made_on}

        def question(tx: Transaction, crew: parts.Crew | None = None) -> AuditFacts:
            with ExitStack() as stack, no_collection():
                seen = partial(self._seen, tx, stack)
                return audit_facts(tx, self._cascades, cascade, seen=seen, crew=crew, **given)

        count = 1 if self._held is not None else processes or parts.as_many_as_pay(self._database, is_waited_for=False)
        if count == 1:
            return self._read(question)

        def guarded(tx: Transaction, crew: parts.Crew | None) -> AuditFacts:
            return self._guarded(tx, partial(question, crew=crew))

        return parts.with_others(self._database, guarded, count - 1, is_waited_for=False)

    def board(self, cascade: str, scope: Scope = EVERYTHING) -> Board:
        """All that a board tells of one cascade; of the scope, what it is below, and the period. Raises NotFound."""
        from engine.figures.board import board

        def question(tx: Transaction) -> Board:
            found = self._cascades.one(tx, cascade)
            return board(tx, self._cascades, found, scope=scope, view=self._view, day=self.day)

        return self._ask(question, cascade=cascade)

    def policies(self, rules: Mapping[str, Sequence[Rule]], scope: Scope = EVERYTHING) -> tuple[RuleAudit, ...]:
        """What the recorded history of cascades says of rules (by the cascade's key). Raises NotFound, Ambiguous."""
        from engine.policies.auditing import audit_rules

        return self.event_log(lambda log: audit_rules(log, rules, self.day), scope)

    # what other tools take over: read piece by piece while the transaction lasts

    def event_log(self, use: Callable[[EventLog], T], scope: Scope = EVERYTHING) -> T:
        """Hand what holds to `use` as an event log; the answer is what `use` gives. Raises NotFound, Ambiguous."""
        from engine.event_logs.event_log import EventLog, are_corrected

        def question(tx: Transaction) -> T:
            cascades = self._cascades.find(tx, scope.cascade)
            with ExitStack() as stack:
                if tx.rebuilt is None and are_corrected(tx, cascades):
                    tx = self._past(tx, stack, cascades, NOW)
                return use(EventLog(tx, cascades, scope, self._view))

        return self._ask(question, cascade=scope.cascade)

    def records(self, use: Callable[[Iterator[Record]], T], scope: Scope = EVERYTHING) -> T:
        """Hand the rows of history, as recorded, to `use`; the answer is what it gives. Raises NotFound, Ambiguous."""
        from engine.event_logs.records import records

        given: dict[str, Any] = {"under": scope.under, "period": scope.period, "known_at": self._view.known_at}
        return self._read(lambda tx: use(records(tx, self._cascades.find(tx, scope.cascade), **given)))

    def _after(self, tx: Transaction, filters: Filters, cascade: str | None) -> Filters:
        """With the full key of the task after which a page goes on. Raises NotFound, Ambiguous."""
        if filters.after is None:
            return filters
        return replace(filters, after=lookup.get_task(tx, self._cascades, filters.after, cascade).key)

    def _bounds(self, scope: Scope) -> dict[str, Any]:
        return {"under": scope.agencies, "period": scope.period, "today": self.day}

    def _figures(self, reckon: Callable[..., T], scope: Scope, **more: Any) -> T:
        def question(tx: Transaction) -> T:
            return reckon(tx, self._cascades.find(tx, scope.cascade), **self._bounds(scope), **more)

        return self._ask(question, cascade=scope.cascade)

    def _ask(
        self,
        question: Callable[[Transaction], T],
        mark: Callable[[Views, T], T] | None = None,
        *,
        cascade: str | None = None,
        task: str | None = None,
    ) -> T:
        """Put a question to the database, or to the past.

        `mark`: marks, as of a day by all that is known now, where the answer differs from what was known at its end.
        """

        def of_today(tx: Transaction) -> T:
            return self._named(tx, question(tx))

        as_of, known_at = self._view.as_of, self._view.known_at

        def of_the_past(tx: Transaction) -> T:
            cascades = self._concerned(tx, task, cascade)
            with ExitStack() as stack:
                now = self._past(tx, stack, cascades, View(None, as_of, known_at))
                try:
                    answer = question(now)
                except NotFound:
                    if known_at is None or not cascades or now.row("SELECT 1 FROM cascade") is not None:
                        raise
                    moment = known_at.astimezone(HANOI).isoformat(timespec="minutes")
                    raise NothingKnown(Said("what.cascade"), moment, ()) from None
                if mark is None or as_of is None or known_at is not None or end_of_day(as_of) >= self._clock.now():
                    return self._named(now, answer)
                then = self._past(tx, stack, cascades, View(None, as_of, end_of_day(as_of)))
                return self._named(now, mark(Views(now, then, cascades), answer))

        with no_collection():
            return self._read(of_the_past if self._view.is_past else of_today)

    def _seen(self, tx: Transaction, stack: ExitStack, cascade: RunningCascade) -> Transaction:
        """What counts of one cascade in the view: of now what is stored, else its past."""
        if not self._view.is_past:
            return tx
        return self._past(tx, stack, (cascade,), View(None, self._view.as_of, self._view.known_at))

    def _named(self, tx: Transaction, answer: T) -> T:
        """The answer, with those before its agencies beside their names, and what pinned rules bar of its offers."""
        cascades = [self._cascades.one(tx, key) for key in sorted(formers.cascades_of(answer))]
        known: dict[str, tuple[Name, ...]] = {}
        for cascade in cascades:
            known |= formers.formers(tx, cascade)
        return self._with_barred(tx, cascades, formers.with_formers(answer, known))

    def _with_barred(self, tx: Transaction, cascades: Sequence[RunningCascade], answer: T) -> T:
        if not any(cascade.pins_rules for cascade in cascades):
            return answer
        from engine.policies.barred import with_barred  # not at the top: few cascades pin rules

        return with_barred(tx, cascades, answer, self.day)

    def _past(self, tx: Transaction, stack: ExitStack, cascades: tuple[RunningCascade, ...], view: View) -> Transaction:
        """These cascades in the past: built until the end of the question, or of the snapshot that is held."""
        from engine.questions.past import past

        key = view, tuple(cascade.cascade_id for cascade in cascades)
        if key not in self._pasts:
            if self._held is None:
                return stack.enter_context(past(tx, cascades, view))
            self._pasts[key] = self._held[0].enter_context(past(tx, cascades, view))
        return self._pasts[key]

    def _read(self, question: Callable[[Transaction], T]) -> T:
        """One answer from one snapshot. Raises BrokenDatabase where it failed on what does not hold."""
        if self._held is not None:
            return self._guarded(self._held[1], question)
        return self._database.read(lambda tx: self._guarded(tx, question))

    def _guarded(self, tx: Transaction, question: Callable[[Transaction], T]) -> T:
        try:
            return question(tx)
        except DondocError:
            raise
        except FAULTS as error:
            blame(tx, error)
            raise

    def _concerned(self, tx: Transaction, task: str | None, cascade: str | None) -> tuple[RunningCascade, ...]:
        """The cascades that a question can be about."""
        if cascade is None and task is not None:
            try:
                key = parse_task_key(task.strip())
            except (BadKey, BadPeriod):
                return self._cascades.all(tx)
            return self._cascades.of_year(tx, key.directive or "", key.period.year)
        return self._cascades.find(tx, cascade)
