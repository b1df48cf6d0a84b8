"""What a scenario works on: the definitions, a fresh database, the simulated clock, and what was last said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.results import Moved, TaskRow
from workflows.agencies import Registry
from workflows.findings import Finding
from workflows.graph import TaskGraph
from workflows.launching import prepare
from workflows.library import Library
from workflows.periods import Period, parse_period

OFFICE_HOUR = time(2, 0)  # 9 in the morning in Viet Nam, in UTC


@cache
def definitions(folders: tuple[Path, ...]) -> tuple[Library, Registry]:
    """The shipped definitions with these folders beside them, read once a run."""
    return Library.load(folders), Registry.load(folders)


@cache
def prepared(folders: tuple[Path, ...], directive: str, year: int) -> tuple[TaskGraph, tuple[Finding, ...]]:
    """A cascade's graph, compiled once a run."""
    return prepare(*definitions(folders), directive, year)


@dataclass
class World:
    """One scenario's world. A refusal that no `Thì` step speaks of fails the scenario."""

    url: str
    folders: tuple[Path, ...] = ()
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(datetime(2021, 11, 26, 2, tzinfo=UTC)))
    today_: date | None = None
    cascade: str | None = None
    year: int | None = None
    refusal: Refused | None = None
    last_refusal: Refused | None = None
    moved: tuple[Moved, ...] = ()
    _engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The engine on this scenario's database, opened when first used."""
        if self._engine is None:
            self._engine = Engine.open(self.url, clock=self.clock)
        return self._engine

    def close(self) -> None:
        """Close the engine; raises what was refused and never spoken of."""
        if self._engine is not None:
            self._engine.close()
        self.no_refusal()

    @property
    def library(self) -> Library:
        return definitions(self.folders)[0]

    @property
    def registry(self) -> Registry:
        return definitions(self.folders)[1]

    @property
    def today(self) -> date:
        """The scenario's day: as told, else the last of the cascade's year."""
        return self.today_ or date(self.year or 2023, 12, 31)

    def be_on(self, day: date) -> None:
        """Let it be that day, at an office hour."""
        self.today_ = day
        moment = datetime.combine(day, OFFICE_HOUR, UTC)
        self.clock.moment = max(moment, self.clock.moment + timedelta(seconds=1))

    def launch(self, directive: str, year: int, today: date | None) -> None:
        """Open the cascade; later steps speak of it."""
        graph, findings = prepared(self.folders, directive, year)
        self.year, self.cascade = year, graph.key
        if today is not None:
            self.be_on(today)
        self.engine.launch(graph, findings=[finding.as_json() for finding in findings], today=self.today)

    def period(self, text: str) -> Period:
        """A period by its Vietnamese name, in the cascade's year where it names none."""
        return parse_period(text, self.year)

    def task(self, agency: str, period: str, topic: str | None = None) -> str:
        """The task's key from the words of a step."""
        key = self.agency(agency)
        return "/".join(part for part in (str(self.period(period)), key, topic) if part)

    def asked_by(self, document: str) -> set[str]:
        """The tasks of the cascade that one document assigns; a bare order to consolidate is none of them."""
        assert self.cascade is not None, "chưa mở đợt triển khai nào"
        directive, year = self.cascade.split("/")
        graph, _ = prepared(self.folders, directive, int(year))
        assigned = {node.key for node in graph.assignments if node.document == document and "#" not in node.key}
        return {f"{directive}/{task.key}" for task in graph.tasks if task.assignment in assigned}

    def agency(self, text: str) -> str:
        """The key of an agency of the cascade."""
        return self.engine.find_agency(text, self.cascade).key

    def row(self, agency: str, period: str, topic: str | None = None) -> TaskRow:
        """The task as it stands today."""
        return self.engine.task(self.task(agency, period, topic), self.today, cascade=self.cascade)

    def attempt(self, work: Callable[[], Sequence[Moved]]) -> None:
        """Do something that may be refused; what was refused before must have been spoken of."""
        self.no_refusal()
        try:
            self.moved = tuple(work())
        except Refused as refusal:
            self.refusal = self.last_refusal = refusal
            self.moved = ()

    def no_refusal(self) -> None:
        """Raises a refusal that nobody spoke of."""
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise AssertionError(f"bị từ chối: {refusal.message('vi')}")

    def refused(self) -> Refused:
        """The refusal that a `Thì` step speaks of."""
        refusal, self.refusal = self.refusal, None
        assert refusal is not None, "không có gì bị từ chối"
        return refusal


def same(actual: Any, expected: Any, what: str) -> None:
    """Assert equality in the policy writer's words."""
    assert actual == expected, f"{what}: là {actual}, không phải {expected}"
