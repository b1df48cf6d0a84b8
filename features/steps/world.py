"""What a scenario works on: the definitions, a fresh database, the simulated clock, and what was last said."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine import Engine, SimulatedClock
from engine.errors import NotFound, Refused
from engine.results import Bulk, Moved, TaskRow
from workflows.agencies import Registry
from workflows.checker import check
from workflows.errors import DondocError, NotLaunchable, UnknownAgency
from workflows.findings import Finding
from workflows.graph import TaskGraph, TaskNode
from workflows.launching import prepare
from workflows.library import Library
from workflows.lifecycle import Lifecycle, parse_lifecycle
from workflows.periods import Period, parse_period

OFFICE_HOUR = time(2, 0)  # 9 in the morning in Viet Nam, in UTC
BEGINNING = datetime(2021, 11, 26, 2, tzinfo=UTC)

Folders = tuple[Path, ...]


@cache
def definitions(folders: Folders) -> tuple[Library, Registry]:
    """The shipped definitions with these folders beside them, read once a run."""
    return Library.load(folders), Registry.load(folders)


@cache
def prepared(folders: Folders, directive: str, year: int) -> tuple[TaskGraph, tuple[Finding, ...]]:
    """A cascade's graph, compiled once a run. Raises NotLaunchable."""
    return prepare(*definitions(folders), directive, year)


@cache
def _found(folders: Folders) -> tuple[Finding, ...]:
    return check(*definitions(folders))


def found_in(folders: Folders, document: str) -> list[Finding]:
    """What the checker finds in one document; all are checked together, once a run. Raises UnknownDocument."""
    library, _ = definitions(folders)
    library.get(document)
    return [finding for finding in _found(folders) if finding.place.file == library.loaded[document].file]


@cache
def lifecycle_of(folders: Folders, directive: str, year: int) -> Lifecycle:
    """The lifecycle that a cascade pins."""
    return parse_lifecycle(prepared(folders, directive, year)[0].lifecycle)


class Stage:
    """Where scenarios get their databases: an empty one, or one in which their cascade is launched, to be copied."""

    def __init__(self, folder: Path, folders: Folders = ()) -> None:
        self.folder, self.folders = folder, folders
        self.agencies: dict[tuple[str, str], str] = {}  # (cascade, words of a step) -> key
        self._made: dict[tuple[object, ...], Path] = {}
        self._count = 0

    def copy(self, made: Path) -> Path:
        """A database of the scenario's own."""
        self._count += 1
        path = self.folder / f"scenario-{self._count}.db"
        shutil.copyfile(made, path)
        return path

    def empty(self) -> Path:
        """A database without any cascade."""
        from engine.database import upgrade

        if () not in self._made:
            self._made[()] = self.folder / "empty.db"
            upgrade(f"sqlite:///{self._made[()]}")
        return self._made[()]

    def launched(self, directive: str, year: int, today: date, moment: datetime) -> Path:
        """A database in which that cascade was launched on that day."""
        key = (directive, year, today, moment)
        if key not in self._made:
            graph, findings = prepared(self.folders, directive, year)
            path = self.folder / f"launched-{len(self._made)}.db"
            shutil.copyfile(self.empty(), path)
            with Engine.open(f"sqlite:///{path}", clock=SimulatedClock(moment)) as engine:
                engine.launch(graph, findings=_plain(findings), today=today)
            self._made[key] = path
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Cascade:
    """One launched cascade that the scenario speaks of."""

    key: str
    year: int
    graph: TaskGraph
    lifecycle: Lifecycle


@dataclass
class Seen:
    """What a scenario touched, for the account of what none touches. Tasks by cascade and key without directive."""

    cascades: set[tuple[str, int]] = field(default_factory=set)
    moves: set[tuple[str, str, str, str, str]] = field(default_factory=set)  # cascade, task, trigger, from, to
    dues: set[tuple[str, str, str]] = field(default_factory=set)  # cascade, task, plan | own | merged
    refusals: set[tuple[str, str, str, str]] = field(default_factory=set)  # rule, cascade, task or document, trigger
    objections: set[tuple[str, str, str, str]] = field(default_factory=set)  # cascade, task, trigger, guard
    findings: set[tuple[str, str, str | None]] = field(default_factory=set)  # document, rule, place


@dataclass
class World:
    """One scenario's world. A refusal that no `Thì` step speaks of fails the scenario."""

    stage: Stage
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(BEGINNING))
    today_: date | None = None
    launched: dict[str, Cascade] = field(default_factory=dict)
    current: Cascade | None = None
    refusal: Refused | NotLaunchable | None = None
    last_refusal: Refused | NotLaunchable | None = None
    moved: tuple[Moved, ...] = ()
    bulk: Bulk | None = None
    seen: Seen = field(default_factory=Seen)
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

    def _open(self, path: Path) -> None:
        self._engine = Engine.open(f"sqlite:///{path}", clock=self.clock)

    def close(self) -> None:
        """Close the engine; raises what was refused and never spoken of."""
        if self._engine is not None:
            self._engine.close()
        self.no_refusal()

    def look_back(self) -> Seen:
        """All that this scenario touched, its moves taken from history."""
        for cascade in self.launched.values():
            self.seen.cascades.add((cascade.graph.directive, cascade.year))
            for row in self.engine.history(cascade=cascade.key):
                if row.trigger and row.from_ and row.to:
                    self.seen.moves.add((cascade.key, _inside(row.task), row.trigger, row.from_, row.to))
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
        assert self.current is not None, "chưa mở đợt triển khai nào"
        return self.current

    @property
    def lifecycle(self) -> Lifecycle:
        """The lifecycle of the cascade, or the standard one where none is launched."""
        return self.current.lifecycle if self.current else self.library.lifecycle("standard")

    @property
    def today(self) -> date:
        """The scenario's day: as told, else the last of the latest cascade's year."""
        return self.today_ or date(max((cascade.year for cascade in self.launched.values()), default=2023), 12, 31)

    def be_on(self, day: date) -> None:
        """Let it be that day, at an office hour."""
        self.today_ = day
        moment = datetime.combine(day, OFFICE_HOUR, UTC)
        self.clock.moment = max(moment, self.clock.moment + timedelta(seconds=1))

    def launch(self, directive: str, year: int, today: date | None) -> None:
        """Open the cascade; later steps speak of it."""
        graph, findings = prepared(self.folders, directive, year)
        if today is not None:
            self.be_on(today)
        day = self.today_ or date(year, 12, 31)
        if self._engine is None:
            self._open(self.stage.copy(self.stage.launched(directive, year, day, self.clock.moment)))
        else:
            self.engine.launch(graph, findings=_plain(findings), today=day)
        self.current = Cascade(graph.key, year, graph, lifecycle_of(self.folders, directive, year))
        self.launched[graph.key] = self.current

    def turn_to(self, directive: str | None, year: int) -> None:
        """Speak of another launched cascade from now on."""
        found = [
            cascade
            for cascade in self.launched.values()
            if cascade.year == year and directive in (None, cascade.graph.directive)
        ]
        assert found, f"chưa mở đợt triển khai năm {year}"
        self.current = found[-1]

    def at(self, period: str) -> tuple[Period, Cascade]:
        """A period by its Vietnamese name, and the launched cascade of its year (the current one if it names none)."""
        wanted = parse_period(period, self.cascade.year)
        if wanted.year != self.cascade.year:
            directive = self.cascade.graph.directive
            other = self.launched.get(f"{directive}/{wanted.year}")
            assert other is not None, f"chưa mở đợt triển khai năm {wanted.year} của {directive}"
            return wanted, other
        return wanted, self.cascade

    def agency(self, text: str, cascade: Cascade | None = None) -> str:
        """The key of an agency of the cascade, else of the registry."""
        cascade = cascade or self.cascade
        found = self.stage.agencies.get((cascade.key, text))
        if found is None:
            found = self.stage.agencies[cascade.key, text] = self._find_agency(text, cascade)
        return found

    def _find_agency(self, text: str, cascade: Cascade) -> str:
        try:
            return self.engine.find_agency(text, cascade.key).key
        except NotFound as unknown:
            try:
                return self.registry.find(text).key
            except UnknownAgency:
                raise unknown from None

    def agencies(self, text: str, cascade: Cascade | None = None) -> set[str]:
        """The keys of agencies between which stand commas."""
        return {self.agency(name.strip(), cascade) for name in text.split(",") if name.strip()}

    def names(self, keys: Iterable[str]) -> str:
        """Agencies by name, for a message."""
        known = {agency.key: agency.name for cascade in self.launched.values() for agency in cascade.graph.agencies}
        return ", ".join(sorted(known.get(key, key) for key in keys)) or "không ai"

    def key(self, agency: str, period: str, topic: str | None = None) -> tuple[str, Cascade]:
        """A task's key without its directive, and its cascade, from the words of a step."""
        wanted, cascade = self.at(period)
        return "/".join(part for part in (str(wanted), self.agency(agency, cascade), topic) if part), cascade

    def node(self, agency: str, period: str, topic: str | None = None) -> TaskNode:
        """The task as it was ordered."""
        key, cascade = self.key(agency, period, topic)
        found = next((task for task in cascade.graph.tasks if task.key == key), None)
        assert found is not None, f"không có nhiệm vụ {key}; {_topics(cascade, key)}"
        return found

    def row(self, agency: str, period: str, topic: str | None = None) -> TaskRow:
        """The task as it stands today."""
        self.no_refusal()
        key, cascade = self.key(agency, period, topic)
        self.node(agency, period, topic)
        return self.engine.task(key, self.today, cascade=cascade.key)

    def attempt(self, work: Callable[[], Sequence[Moved]]) -> None:
        """Do something that may be refused; what was refused before must have been spoken of."""
        self.no_refusal()
        self.moved, self.bulk = (), None
        try:
            self.moved = tuple(work())
        except (Refused, NotLaunchable) as refusal:
            self.refusal = self.last_refusal = refusal
            self.note(refusal)

    def note(self, refusal: Refused | NotLaunchable) -> None:
        """Remember a refusal, with the guards that said no, for the account of what was touched."""
        if isinstance(refusal, NotLaunchable):
            at_fault = {finding.place.file for finding in refusal.args[1]}
            for key, loaded in self.library.loaded.items():
                if loaded.file in at_fault:
                    self.seen.refusals.add((refusal.code, "", key, "launch"))
            return
        self.note_rule(refusal.rule, refusal.task, refusal.trigger)

    def note_rule(self, rule: str, subject: str, trigger: str) -> None:
        """Remember that a rule refused a trigger on a task or document."""
        for launched in self.launched.values():
            if subject.startswith(f"{launched.graph.directive}/{launched.year}-"):
                self._note_objections(launched, subject, trigger)
                self.seen.refusals.add((rule, launched.key, _inside(subject), trigger))
                return
        self.seen.refusals.add((rule, "", subject.partition("/")[0], trigger))

    def _note_objections(self, cascade: Cascade, subject: str, trigger: str) -> None:
        node = next((task for task in cascade.graph.tasks if task.key == _inside(subject)), None)
        if node is None or trigger not in cascade.lifecycle.data.triggers:
            return
        row = self.engine.task(subject, self.today, cascade=cascade.key)
        facts = Duties(node.owes_plan, node.owes_report, node.consolidates, row.open)
        for guard in cascade.lifecycle.judge(trigger, row.state, facts).objections:
            self.seen.objections.add((cascade.key, node.key, trigger, guard))

    def note_due(self, row: TaskRow, what: str | None = None) -> None:
        """Remember that a due date was spoken of; without `what`, that of the report owed next."""
        for cascade in self.launched.values():
            node = next((task for task in cascade.graph.tasks if task.key == _inside(row.task)), None)
            if node is not None:
                self.seen.dues.add((cascade.key, node.key, what or _owed_next(node, row, cascade.lifecycle)))

    def no_refusal(self) -> None:
        """Raises a refusal that nobody spoke of."""
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise Unspoken(f"bị từ chối: {said(refusal)}")

    def refused(self) -> Refused | NotLaunchable:
        """The refusal that a `Thì` step speaks of."""
        refusal, self.refusal = self.refusal, None
        assert refusal is not None, "không có gì bị từ chối"
        return refusal


@dataclass(frozen=True, slots=True)
class Duties:
    """What a guard may look at."""

    owes_plan: bool
    owes_report: bool
    consolidates: bool
    open_inputs: int


class Unspoken(AssertionError):
    """Something was refused, and no step of the scenario says so."""


def same(actual: Any, expected: Any, what: str) -> None:
    """Assert equality in the policy writer's words."""
    assert actual == expected, f"{what}: là {shown(actual)}, không phải {shown(expected)}"


def shown(value: Any) -> str:
    """A value in a message."""
    if value is None:
        return "không có"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (set, frozenset, list, tuple)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return ", ".join(map(shown, items)) or "không có"
    return str(value)


def said(error: DondocError) -> str:
    """An error of ours in Vietnamese, with its particulars and its hint."""
    text = error.message("vi")
    for name in ("problems", "findings"):
        for item in getattr(error, name, ())[:3]:
            text += f"; {item.place}: {item.message('vi')}"
    if "candidates" in error.fields and not getattr(error, "candidates", ()):
        return text
    hint = error.hint("vi")
    return f"{text} ({hint})" if hint else text


def _inside(key: str) -> str:
    """`ct-33-ttg-2021/2023-H1/binh-dinh` → `2023-H1/binh-dinh`; a document's key as it is."""
    first, slash, rest = key.partition("/")
    return rest if slash and not first[:4].isdigit() else key


def _topics(cascade: Cascade, key: str) -> str:
    """What the agency does have to do, for a message."""
    agency = key.split("/")[1]
    have = [task.key for task in cascade.graph.tasks if task.agency == agency]
    return f"cơ quan này có: {', '.join(have)}" if have else "cơ quan này không được giao việc nào"


def _owed_next(node: TaskNode, row: TaskRow, lifecycle: Lifecycle) -> str:
    if row.next_trigger == "draft_plan" and node.plan_due is not None and node.plan_due.last_day is not None:
        return "plan"
    if not node.owes_report:
        return "merged" if node.consolidates else "plan"
    path = list(lifecycle.data.states)
    is_given = "reported" in path and path.index(row.state) >= path.index("reported")
    return "merged" if is_given and node.consolidates else "own"


def _plain(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in findings]
