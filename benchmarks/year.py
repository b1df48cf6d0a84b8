"""A year of a made-up country, entered as offices do: plans, then reports and consolidations of each period.

Some reports are put off, some returned, some waived. Each province's moves of a day are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.cascades import TickingClock, empty_database, grant_to_all, open_raw, url_of
from benchmarks.country import ROOT, YEAR, Country
from benchmarks.moves import agency_of
from benchmarks.raw_moves import task_key
from engine import Engine, MoveRequest

CLERK = "Văn thư"
FIRST = date(YEAR, 1, 12)
PERIODS = {"Q1": date(YEAR, 3, 1), "H1": date(YEAR, 6, 1), "9M": date(YEAR, 9, 1), "Y": date(YEAR, 11, 1)}
_TASKS = (
    "SELECT t.task_no, t.period, a.key, t.topic, t.state, t.owes_plan, t.owes_report, t.consolidates, "
    "t.open_inputs > 0, t.own_due, (SELECT h.key FROM feed f "
    "JOIN task c ON c.cascade_id = f.cascade_id AND c.task_no = f.consolidation_no "
    "JOIN agency h ON h.cascade_id = c.cascade_id AND h.agency_no = c.agency_no "
    "WHERE f.cascade_id = t.cascade_id AND f.input_no = t.task_no) "
    "FROM task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
    "WHERE t.period = ? AND t.standing = 'active' ORDER BY t.task_no"
)


class _Task(NamedTuple):
    """A task as whoever enters its moves sees it. `above`: the agency of a consolidation that waits for it."""

    number: int
    period: str
    agency: str
    topic: str
    state: str
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    waits: bool
    due: str | None
    above: str | None

    @property
    def owed(self) -> str | None:
        """The step that it owes next and can take; None: there is none."""
        if self.state == "issued":
            return "draft_plan" if self.owes_plan else "implement"
        if self.state == "plan_drafted":
            return "implement" if self.owes_report or self.consolidates else None
        if self.state == "implemented" and self.owes_report:
            return "report"
        is_next = self.consolidates and not self.waits and self.state in ("implemented", "reported")
        return "consolidate" if is_next else None

    def request(self, trigger: str, agency: str | None, **details: Any) -> MoveRequest:
        """The move, made by that agency."""
        key = task_key(ROOT, self.period, self.agency, self.topic)
        return MoveRequest(key, trigger, agency or self.agency, CLERK, document=f"{self.number}/BC", **details)


class _Year:
    """Whoever moves the whole country through its year, each day's moves entered together."""

    def __init__(self, path: Path, dondoc: Engine, clock: TickingClock) -> None:
        self._dondoc, self._clock, self._raw = dondoc, clock, open_raw(path)
        self._day = FIRST
        self._returned: set[int] = set()

    def go(self, periods: Iterable[str]) -> None:
        """Plans, then these periods."""
        for period in ("Y", "once"):  # a plan of the year moves the tasks of all periods
            while self._advance(self._own(period, lambda trigger: trigger == "draft_plan")):
                pass
        for period in periods:
            begins = PERIODS[period]
            self._clock.moment += begins - self._day
            self._day = begins
            self._advance(self._decided(period))
            while self._advance(self._own(period, lambda trigger: trigger != "draft_plan")):
                self._advance(self._sent_back(period))
        self._raw.close()

    def _own(self, period: str, which: Callable[[str], bool]) -> list[MoveRequest]:
        """What agencies do themselves."""
        steps = ((task, task.owed) for task in self._tasks(period))
        return [task.request(step, None) for task, step in steps if step is not None and which(step)]

    def _decided(self, period: str) -> list[MoveRequest]:
        """What is decided before a period: some get more time, and some are let off."""
        found = []
        for task in self._tasks(period):
            if task.state == "plan_drafted" and task.owed and task.due is not None and "." in task.agency:
                issuer = task.agency.rpartition(".")[0]
                if task.number % 41 == 0:
                    until = date.fromisoformat(task.due) + timedelta(days=5)
                    found.append(task.request("extend", issuer, reason="bão lũ", until=until))
                elif task.number % 67 == 0:
                    found.append(task.request("waive", issuer, reason="bão lũ"))
        return found

    def _sent_back(self, period: str) -> list[MoveRequest]:
        """Some reports go back to who sent them, once, before they are merged."""
        tasks = [
            task
            for task in self._tasks(period)
            if task.state == "reported" and task.number % 29 == 0 and task.above and task.number not in self._returned
        ]
        self._returned.update(task.number for task in tasks)
        return [task.request("return_report", task.above, reason="thiếu số liệu", what="own") for task in tasks]

    def _tasks(self, period: str) -> list[_Task]:
        """The active tasks of the period."""
        return [_Task._make(row) for row in self._raw.execute(_TASKS, (f"{YEAR}-{period}",))]

    def _advance(self, requests: Sequence[MoveRequest]) -> bool:
        """Enter what was done on a day, each province for itself; whether anything was."""
        for _, of_one in groupby(sorted(requests, key=_province), _province):
            self._dondoc.advance_many(list(of_one), today=self._day)
        if requests:
            self._day += timedelta(days=2)
            self._clock.moment += timedelta(days=2)
        return bool(requests)


def _province(request: MoveRequest) -> str:
    return agency_of(request.task).partition(".")[0]


def a_year(
    folder: Path,
    provinces: int,
    periods: Iterable[str] = PERIODS,
    *,
    has_district_plans: bool = True,
    with_mandates: bool = False,
) -> Path:
    """A database with the country's cascade launched, and its year entered: plans, and these periods.

    `with_mandates`: every agency has one, by which its clerk enters what it does.
    """
    folder.mkdir()
    graph = Country(folder / "country", provinces, has_district_plans).graph()
    path, clock = empty_database(folder / "year.db"), TickingClock(datetime(YEAR, 1, 12, 2, tzinfo=UTC))
    with Engine.open(url_of(path), clock=clock) as dondoc:
        dondoc.launch(graph, today=FIRST)
        if with_mandates:
            grant_to_all(dondoc, graph, CLERK)
        _Year(path, dondoc, clock).go(periods)
    return path
