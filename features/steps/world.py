"""What a scenario works on: the definitions, a fresh database, its day, and what was last said."""

from __future__ import annotations

import shutil
from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from engine import Engine, SimulatedClock
from engine.answers import Answers
from engine.errors import NotFound, Refused
from engine.policies.watching import Watched
from engine.proving import archiving, keeping
from engine.receipts import Bulk, Corrected, Migrated, Moved, Noted
from engine.requests import MoveRequest, SeenHead
from engine.results import HistoryRow, Letter, TaskRow
from engine.scope import Scope, View
from features.steps.cascades import Cascade, Folders, cascade_of, definitions, read_policy, standing_as
from features.steps.names import listed, period_named
from features.steps.seen import Seen
from features.steps.telling import Told, Unspoken, hold, said, there
from features.steps.timekeeping import Timekeeper, office_hour
from workflows.agencies import Registry
from workflows.calendars import WorkCalendar
from workflows.errors import NotLaunchable, UnknownAgency
from workflows.graph import TaskNode
from workflows.launching import prepare
from workflows.library import Library
from workflows.lifecycle import ACTIVE, Lifecycle
from workflows.periods import Period
from workflows.said import Name, Said

T = TypeVar("T")
UNKNOWN_NUMBER = "không rõ số"  # of a document whose date is known and whose number is not


def open_cascade(engine: Engine, clock: SimulatedClock, cascade: Cascade, day: date | None, until: date) -> None:
    """Launch on that day what is out by then.

    Where no day is said, the cascade was opened when its year began, and each document whose date is known went out on
    its own day, up to `until`; all of it is recorded on these days.
    """
    opened_on = day or min(date(cascade.year, 1, 1), until)
    clock.moment = office_hour(opened_on)
    engine.launch(cascade.graph, findings=cascade.pinned_findings(), today=opened_on)
    dated = [(node.out_on, node) for node in cascade.graph.documents if node.out_on is not None and day is None]
    for out_on, node in sorted(dated, key=itemgetter(0)):
        if opened_on < out_on <= until:
            clock.moment = office_hour(out_on)
            number, on = None if node.number else UNKNOWN_NUMBER, None if node.issued_on else out_on
            given = {"as_agency": node.issuers[0], "cascade": cascade.key, "today": out_on}
            engine.release(node.key, number=number, on=on, **given)


class Stage:
    """Where scenarios get their databases: an empty one, or one in which their cascade is launched, to be copied."""

    def __init__(self, folder: Path, folders: Folders = ()) -> None:
        self.folder, self.folders = folder, folders
        self.agencies: dict[tuple[str, str], str] = {}  # (cascade, words of a step) -> key
        self._made: dict[tuple[object, ...], tuple[Path, datetime]] = {}
        self._count = 0

    def copy(self, made: Path) -> Path:
        """A database of the scenario's own."""
        path = self.free_path()
        shutil.copyfile(made, path)
        return path

    def free_path(self) -> Path:
        """Where there is no database yet."""
        self._count += 1
        return self.folder / f"scenario-{self._count}.db"

    def empty(self) -> Path:
        """A database without any cascade."""
        from engine.store.upgrading import upgrade

        path = self.folder / "empty.db"
        if not path.exists():
            upgrade(f"sqlite:///{path}")
        return path

    def launched(self, cascade: Cascade, day: date | None, until: date) -> tuple[Path, datetime]:
        """A database in which that cascade was opened (see `open_cascade`), and the last moment recorded there."""
        key = (cascade, day, until)
        if key not in self._made:
            path = self.folder / f"launched-{len(self._made)}.db"
            shutil.copyfile(self.empty(), path)
            clock = SimulatedClock(Timekeeper().clock.moment)
            with Engine.open(f"sqlite:///{path}", clock=clock) as engine:
                open_cascade(engine, clock, cascade, day, until)
            self._made[key] = path, clock.moment
        return self._made[key]


@dataclass
class World:
    """One scenario's world. A refusal that no `Thì` step speaks of fails the scenario."""

    stage: Stage
    keeper: Timekeeper = field(default_factory=Timekeeper)
    launched: dict[str, Cascade] = field(default_factory=dict)
    current: Cascade | None = None
    refusal: Refused | NotLaunchable | None = None
    last_refusal: Refused | NotLaunchable | None = None
    moved: tuple[Moved, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    migrated: Migrated | None = None
    as_of: date | None = None  # the day looked back at
    known_at: datetime | None = None
    bulk: Bulk | None = None
    requests: tuple[MoveRequest, ...] = ()  # the rows of the last table
    rejected: tuple[MoveRequest, ...] = ()  # those of them that were refused
    handed_out: dict[str, SeenHead] = field(default_factory=dict)  # tasks by key, as the table handed out has them
    is_dry: bool = False
    line: str = ""  # the step at work, without its keyword
    periods: dict[Period, None] = field(default_factory=dict)  # those that the scenario has spoken of
    seen: Seen = field(default_factory=Seen)
    judged: list[Watched] = field(default_factory=list)  # what became of the rules that steps have stated
    path: Path | None = None  # of the database, once it is open
    backup: Path | None = None  # the last one
    _engine: Engine | None = None

    @property
    def folders(self) -> Folders:
        return self.stage.folders

    @property
    def engine(self) -> Engine:
        """The engine on this scenario's database, opened when first used."""
        if self._engine is None:
            self._open(self.stage.copy(self.stage.empty()))
        assert self._engine is not None
        return self._engine

    @property
    def answers(self) -> Answers:
        """The questions, as of the scenario's day, or of the day looked back at."""
        return self.engine.seen(View(self.today, self.as_of, self.known_at))

    @property
    def asked(self) -> Answers:
        """The same, once every refusal has been spoken of."""
        self.no_refusal()
        return self.answers

    def scope(self, period: str | None, under: str | None = None) -> Scope:
        """What a question is about: a period of its year's cascade, or all of this one; an agency and those below."""
        wanted, cascade = self.at(period) if period else (None, self.cascade)
        return Scope(cascade.key, self.agency(under, cascade) if under else None, wanted)

    def given(self, who: str, cascade: Cascade | None = None) -> dict[str, Any]:
        """What the engine is told of every act: whose it is, what day it is, whether it is only tried."""
        return {"as_agency": self.agency(who, cascade), "today": self.today, "dry_run": self.is_dry}

    def _open(self, path: Path) -> None:
        self.path, self._engine = path, Engine.open(f"sqlite:///{path}", clock=self.keeper.clock)

    def back_up(self) -> None:
        """Copy the database as it stands now."""
        self.no_refusal()
        self.engine.seen()  # so that there is one
        self.backup = self.stage.free_path()
        keeping.back_up(f"sqlite:///{self.path}", self.backup, self.keeper.clock)

    def archive(self, year: int) -> None:
        """Copy a finished year as it stands now, which may be refused."""
        self.engine.seen()  # so that there is one
        file = self.stage.free_path()

        def work() -> None:
            archiving.archive(f"sqlite:///{self.path}", year, file, self.keeper.clock)
            self.backup = file

        self.attempt_whole(work)

    def hold_year(self, year: int, reason: str, *, lifts: bool) -> None:
        """Keep a year where it is, or no longer, which may be refused."""
        self.attempt_whole(lambda: self.engine.hold_year(year, reason=reason, lifts=lifts, today=self.today))

    def restore(self) -> None:
        """Go on with the last backup, in a database of its own."""
        self.no_refusal()
        backup, path = there(self.backup, "step.nothing_backed_up_yet"), self.stage.free_path()
        keeping.restore(f"sqlite:///{path}", backup)
        self.engine.close()
        self._open(path)

    def close(self) -> None:
        """Close the engine; raises what was refused and never spoken of."""
        if self._engine is not None:
            self._engine.close()
        self.no_refusal()

    def look_back(self) -> Seen:
        """All that this scenario touched, its moves taken from history."""
        for cascade in self.launched.values():
            revoked = self.seen.add_moves(cascade, self.answers.history(cascade=cascade.key))
            # what was finished when its document was revoked stays done: nobody is told, but a guard said no
            for row in self.answers.status(Scope(cascade.key)) if revoked else ():
                node = cascade.find(row.task)
                is_touched = node is not None and revoked & set(node.documents)
                if node is not None and is_touched and row.next_trigger is None and row.standing == ACTIVE:
                    self.seen.add_objections(cascade, node, row, "finished", "revoke", "own")
        return self.seen

    @property
    def library(self) -> Library:
        return definitions(self.folders)[0]

    @property
    def registry(self) -> Registry:
        return definitions(self.folders)[1]

    @property
    def cascade(self) -> Cascade:
        """The cascade launched last, or the one that a step turned to."""
        return there(self.current, "step.no_cascade_is_launched_yet")

    @property
    def lifecycle(self) -> Lifecycle:
        """The lifecycle of the cascade, or the standard one where none is launched."""
        return self.current.lifecycle if self.current else self.library.lifecycle("standard")

    @property
    def today(self) -> date:
        """The scenario's day: as told, else the last of the latest cascade's year."""
        last = max((cascade.year for cascade in self.launched.values()), default=2023)
        return self.as_of or self.keeper.told or date(last, 12, 31)

    def look_at(self, as_of: date | None, known_at: datetime | None) -> None:
        """Ask about that day from now on, by what was known then; None, None: about today again."""
        self.no_refusal()
        self.as_of, self.known_at = as_of, known_at

    def be_on(self, day: date) -> None:
        """Let it be that day."""
        self.keeper.be_on(day)

    def launch(
        self,
        directive: str,
        year: int,
        day: date | None,
        without: Iterable[str] = (),
        policies: tuple[str, ...] = (),
    ) -> None:
        """Open the cascade on that day, which then is today; None: it was opened when the year began.

        `without`: these documents had not come yet; `policies`: the directive names these.
        """
        cascade = cascade_of(self.folders, directive, year, tuple(sorted(without)), policies)
        if day is not None:
            self.be_on(day)
        until = self.keeper.told or date(year, 12, 31)
        if self._engine is None:
            path, moment = self.stage.launched(cascade, day, until)
            self._open(self.stage.copy(path))
        else:
            clock, moment = self.keeper.clock, self.keeper.clock.moment
            open_cascade(self.engine, clock, cascade, day, until)
            moment, clock.moment = clock.moment, max(moment, clock.moment)
        self.keeper.follow(moment)
        self.current = self.launched[cascade.key] = cascade

    def migrate(self, actor: str, on: date | None, reason: str) -> Migrated:
        """Bring the cascade to what the files say. Raises Refused."""
        before = self.cascade
        after = cascade_of(self.folders, before.graph.directive, before.year)
        given = {"findings": after.pinned_findings(), "reason": reason, "on": on, **self.given(actor)}
        made = self.engine.migrate(before.key, after.graph, **given)
        if not self.is_dry:
            self.current = self.launched[before.key] = replace(after, lifecycle=before.lifecycle)
        return made

    def recalendar(self, actor: str, days: WorkCalendar, under: str | None, reason: str) -> Migrated:
        """Have the cascade count by these days off too, of all or of an agency and those below. Raises Refused."""
        before = self.cascade
        pinned = self.answers.calendars(self.agency(actor), before.key)[before.key]
        asked = *definitions(self.folders), before.graph.directive, before.year
        was, becomes = (
            prepare(*asked, is_strict=False, calendar=calendar, read_policy=read_policy)[0]
            for calendar in (pinned, pinned.altered(days, under))
        )
        (made,) = self.engine.recalendar({before.key: (was, becomes)}, reason=reason, **self.given(actor))
        if not self.is_dry:
            self.current = self.launched[before.key] = replace(before, graph=becomes)
        return made

    def turn_to(self, directive: str | None, year: int) -> None:
        """Speak of another launched cascade from now on."""
        found = [
            cascade
            for cascade in self.launched.values()
            if cascade.year == year and directive in (None, cascade.graph.directive)
        ]
        hold(found, "step.no_cascade_of_year", year=year)
        self.current = found[-1]

    def speak_of(self, period: str) -> None:
        """Remember that the scenario has spoken of that period. Raises BadPeriod."""
        self.periods[period_named(period, self.cascade.year)] = None

    def at(self, period: str) -> tuple[Period, Cascade]:
        """A period by its name, and the launched cascade of its year (the current one if it names none)."""
        wanted = period_named(period, self.cascade.year)
        if wanted.year == self.cascade.year:
            return wanted, self.cascade
        directive = self.cascade.graph.directive
        other = self.launched.get(f"{directive}/{wanted.year}")
        return wanted, there(other, "step.cascade_not_launched", year=wanted.year, directive=directive)

    def agency(self, text: str, cascade: Cascade | None = None) -> str:
        """The key of an agency of the cascade, else of the registry."""
        cascade = cascade or self.cascade
        found = self.stage.agencies.get((cascade.key, text))
        if found is None:
            found = self.stage.agencies[cascade.key, text] = self._find_agency(text, cascade)
        return found

    def _find_agency(self, text: str, cascade: Cascade) -> str:
        try:
            return self.answers.find_agency(text, cascade.key).key
        except NotFound as unknown:
            try:
                return self.registry.find(text).key
            except UnknownAgency:
                raise unknown from None

    def agencies(self, text: str, cascade: Cascade | None = None) -> set[str]:
        """The keys of agencies between which stand commas."""
        return {self.agency(name, cascade) for name in listed(text)}

    def names(self, keys: Iterable[str]) -> list[str] | Said:
        """Agencies by name, for a message."""
        known = ChainMap(*(cascade.names for cascade in self.launched.values()))
        return sorted(known.get(key, key) for key in keys) or Said("step.nobody")

    def same_agencies(self, found: Iterable[str], expected: Iterable[str], key: str, /, **facts: Any) -> None:
        """Both are the same agencies; `key` and `facts`: whom they were taken for."""
        found, expected = set(found), set(expected)
        names = {"found": self.names(found), "wanted": self.names(expected)}
        hold(found == expected, "step.is_not", what=Said(key, facts), **names)

    def key(self, agency: str, period: str, topic: str | None = None) -> tuple[str, Cascade]:
        """A task's key without its directive, and its cascade, from the words of a step."""
        wanted, cascade = self.at(period)
        return "/".join(part for part in (str(wanted), self.agency(agency, cascade), topic) if part), cascade

    def task(self, agency: str, period: str, topic: str | None = None) -> tuple[str, Cascade]:
        """The key of a task that was ordered, and its cascade."""
        key, cascade = self.key(agency, period, topic)
        assert key in cascade.tasks, _no_such_task(cascade, key)
        return key, cascade

    def node(self, agency: str, period: str, topic: str | None = None) -> TaskNode:
        """The task as it was ordered."""
        key, cascade = self.task(agency, period, topic)
        return cascade.tasks[key]

    def history(self, agency: str, period: str, topic: str | None = None) -> tuple[HistoryRow, ...]:
        """All that was recorded of the task."""
        key, cascade = self.key(agency, period, topic)
        return self.asked.history(key, cascade=cascade.key)

    def row(self, agency: str, period: str, topic: str | None = None) -> TaskRow:
        """The task as it stands today."""
        key, cascade = self.task(agency, period, topic)
        return self.asked.task(key, cascade=cascade.key)

    def attempt(self, work: Callable[[], Sequence[Moved]], on: date | None = None, what: str | None = None) -> None:
        """Do something that occurs `on` that day and may be refused; an earlier refusal must have been spoken of.

        `what`: the report that is returned, where one is.
        """
        self.bulk = None
        self.moved = self._try(lambda: self.keeper.record(on or self.today, work), what)

    def attempt_whole(self, work: Callable[[], object], on: date | None = None) -> None:
        """Do something to a whole cascade or year, which may be refused; it moves no task of its own."""

        def done() -> tuple[Moved, ...]:
            made = work()
            if isinstance(made, Migrated):
                self.migrated = made
            return ()

        self.attempt(done, on)

    def attempt_correction(self, work: Callable[[], Sequence[Corrected]]) -> None:
        """Correct something, which may be refused; an earlier refusal must have been spoken of."""
        self.corrected = self._try(lambda: self.keeper.record_today(self.today, work))

    def attempt_note(self, work: Callable[[], Noted | Letter]) -> None:
        """Note something, which may be refused; an earlier refusal must have been spoken of."""
        self._try(lambda: self.keeper.record(self.today, lambda: (work(),)))

    def _try(self, work: Callable[[], Sequence[T]], what: str | None = None) -> tuple[T, ...]:
        """What came of it; nothing, where it was refused."""
        self.no_refusal()
        try:
            return tuple(work())
        except (Refused, NotLaunchable) as refusal:
            self.refusal = self.last_refusal = refusal
            self.note(refusal, what)
            return ()
        finally:
            self.is_dry = False

    def only_try(self) -> None:
        """What is done next is tried only: it is answered, and nothing is recorded."""
        self.no_refusal()
        self.is_dry = True

    def note(self, refusal: Refused | NotLaunchable, what: str | None = None) -> None:
        """Remember a refusal, with the guards that said no, for the account of what was touched."""
        if isinstance(refusal, Refused):
            self.note_rule(refusal.rule, refusal.task, refusal.trigger, what)
            return
        at_fault = {finding.place.file for finding in refusal.args[1]}
        files = self.library.loaded.items()
        self.seen.add_refusal(refusal.code, [key for key, loaded in files if loaded.file in at_fault])

    def note_rule(self, rule: str, subject: str, trigger: str, what: str | None = None) -> None:
        """Remember that a rule refused a trigger on a task or document."""
        for cascade in self.launched.values():
            is_there = subject.startswith(f"{cascade.graph.directive}/{cascade.year}-")
            if is_there and (node := cascade.find(subject)) is not None:
                row = self.answers.task(subject, cascade=cascade.key)
                self.seen.add_objections(cascade, node, row, rule, trigger, what or "own")
                self.seen.add_refusal(rule, node.documents)
                return
        self.seen.add_refusal(rule, [subject.partition("/")[0]])

    def note_due(self, row: TaskRow, what: str | None = None) -> None:
        """Remember that a due date was spoken of; without `what`, that of the report owed next."""
        for cascade in self.launched.values():
            if (node := cascade.find(row.task)) is not None:
                dated = row.next_trigger == "draft_plan" and node.plan_due is not None and node.plan_due.last_day
                task = standing_as(node, row)
                owed = cascade.judge.report_owed_next(task, is_plan_dated=bool(dated))
                self.seen.add_due(node, what or owed)

    def no_refusal(self) -> None:
        """Raises a refusal that nobody spoke of."""
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise Unspoken(Told("step.refused", refusal=Name(said(refusal), said(refusal, "en"))))

    def refused(self) -> Refused | NotLaunchable:
        """The refusal that a `Thì` step speaks of."""
        refusal, self.refusal = self.refusal, None
        return there(refusal, "step.nothing_was_refused")


def _no_such_task(cascade: Cascade, key: str) -> Told:
    """That there is none, and what the agency does have to do."""
    agency = key.split("/")[1]
    have = [task.key for task in cascade.graph.tasks if task.agency == agency]
    others = Said("step.agency_has", {"tasks": have}) if have else Said("step.asked_for_no_work")
    return Told("step.no_such_task", key=key, others=others)
