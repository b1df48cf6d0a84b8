"""`dondoc audit policy` over a year of a whole country ÷ reading that year's rows.

The right side reads every row of the cascade's history through the engine's own door (`Answers.records`), streamed
chain by chain, each as a value by name for every column, with the task's key: the form in which rows are handed on to
be used. The left side is `Answers.policies`: it lays the rows in the order of days, keeps the cascade's tasks in memory
and watches the rules. Sentences are read and names found before anything counts. The country is made up (`country.py`):
a year with plans, and four periods of reports and consolidations, of which some are extended, returned, waived. Each
province's moves of a day are one transaction. 11,000 tasks; a national cascade of 44,000 with DONDOC_BENCH_FULL=1
(`--full`).
"""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.cascades import TickingClock, empty_database, open_raw, url_of
from benchmarks.country import ROOT, YEAR, Country
from benchmarks.moves import agency_of
from benchmarks.pairs import Goal, Row, Spread, interleave, milliseconds, timed
from benchmarks.profiles import profile
from benchmarks.raw_moves import task_key
from engine import Engine, MoveRequest
from engine.policies.auditing import RuleAudit
from engine.policies.rules import Rule
from engine.scope import Scope
from rules.sentences import Names, rule_of

NAME = "policies"
_KEY = f"{ROOT}/{YEAR}"
_END = date(YEAR + 1, 1, 15)
_FIRST = date(YEAR, 1, 12)
_TASKS = (
    "SELECT t.task_no, t.period, a.key, t.topic, t.state, t.owes_plan, t.owes_report, t.consolidates, "
    "t.open_inputs > 0, t.own_due, (SELECT h.key FROM feed f "
    "JOIN task c ON c.cascade_id = f.cascade_id AND c.task_no = f.consolidation_no "
    "JOIN agency h ON h.cascade_id = c.cascade_id AND h.agency_no = c.agency_no "
    "WHERE f.cascade_id = t.cascade_id AND f.input_no = t.task_no) "
    "FROM task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
    "WHERE t.period = ? AND t.standing = 'active' ORDER BY t.task_no"
)
_PERIODS = {"Q1": date(YEAR, 3, 1), "H1": date(YEAR, 6, 1), "9M": date(YEAR, 9, 1), "Y": date(YEAR, 11, 1)}
_SIX = (
    "không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo",
    "gia hạn không bao giờ vượt hạn của cấp trên",
    "mọi báo cáo cấp dưới đến hạn trước hạn tổng hợp của cấp trên",
    "thực hiện rồi mới được báo cáo",
    "sau khi cấp trên trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc",
    "sau khi cấp trên đã tổng hợp thì không báo cáo nào bị trả lại nữa",
)
_MORE = (
    *_SIX,
    "chỉ nơi giao việc được gia hạn",
    "trả lại báo cáo riêng xong thì chưa báo cáo",
    "sau khi cấp trên trả lại thì cơ quan phải báo cáo",
    "mọi nhiệm vụ chưa xong đều có người làm được tiếp",
    "mọi nhiệm vụ có người làm được tiếp cho đến khi báo cáo",
)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """The ratio for the rules that the documentation has as examples, and for one of each kind of sentence."""
    provinces = 2 if quick else 47 if os.environ.get("DONDOC_BENCH_FULL") else 12
    path = _a_year(folder / "year", provinces)
    yield _compared(path, _SIX, 7, Goal("≤", 3))
    yield _compared(path, _MORE, 7, None)
    yield _memory(folder)


def explain(folder: Path) -> str:
    """Where the time goes."""
    path = _a_year(folder / "year", 8)
    with _rules(path, _SIX) as (dondoc, rules):
        return profile(partial(_audit, dondoc, rules), 40)


def _compared(path: Path, sentences: Sequence[str], count: int, goal: Goal | None) -> Row:
    with _rules(path, sentences) as (dondoc, rules):
        rows = _read(dondoc)
        pairs = interleave(timed(partial(_audit, dondoc, rules)), timed(partial(_read, dondoc)), count)
    what = f"{len(rules)} rules over {rows} rows ÷ reading these, time"
    return Row(NAME, what, pairs.time_ratio, milliseconds(pairs.left), milliseconds(pairs.right), "ms", count, goal)


def _memory(folder: Path) -> Row:
    """The peak of Python's memory for a task of a country four times as large."""
    peaks = []
    for provinces in (1, 4):
        path = _a_year(folder / f"memory-{provinces}", provinces)
        with _rules(path, _SIX) as (dondoc, rules):
            tracemalloc.start()
            found = _audit(dondoc, rules)
            peaks.append(tracemalloc.get_traced_memory()[1] / 1e3 / found[0].tasks)
            tracemalloc.stop()
    small, large = (Spread.of([peak]) for peak in peaks)
    return Row(
        NAME,
        "peak memory for a task, 4 times the provinces",
        Spread.of([peaks[1] / peaks[0]]),
        large,
        small,
        "kB/task",
        1,
        Goal("≤", 1.2),
    )


@contextmanager
def _rules(path: Path, sentences: Sequence[str]) -> Iterator[tuple[Engine, list[Rule]]]:
    with Engine.open(url_of(path), clock=TickingClock()) as dondoc:
        names = Names(lambda text: dondoc.on(_END).find_agency(text, _KEY).key, str, dondoc.on(_END).lifecycle(_KEY))
        rules = [rule for each in sentences if (rule := rule_of(each, names)) is not None]
        if len(rules) != len(sentences):
            raise AssertionError("a sentence is no rule")
        yield dondoc, rules


def _audit(dondoc: Engine, rules: Sequence[Rule]) -> tuple[RuleAudit, ...]:
    found = dondoc.on(_END).policies({_KEY: rules}, Scope(_KEY))
    if len(found) != len(rules):
        raise AssertionError(f"{len(found)} of {len(rules)} rules")
    return found


def _read(dondoc: Engine) -> int:
    """Read every row of history, in the form in which rows are used; how many there are."""
    return dondoc.on(_END).records(lambda rows: sum(1 for _ in rows), Scope(_KEY))


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
        return MoveRequest(key, trigger, agency or self.agency, "Văn thư", document=f"{self.number}/BC", **details)


class _Year:
    """Whoever moves the whole country through its year, each day's moves entered together."""

    def __init__(self, path: Path, dondoc: Engine, clock: TickingClock) -> None:
        self._dondoc, self._clock, self._raw = dondoc, clock, open_raw(path)
        self._day = _FIRST
        self._returned: set[int] = set()

    def go(self) -> None:
        """Plans, then four periods."""
        for period in ("Y", "once"):  # a plan of the year moves the tasks of all periods
            while self._advance(self._own(period, lambda trigger: trigger == "draft_plan")):
                pass
        for period, begins in _PERIODS.items():
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


def _a_year(folder: Path, provinces: int) -> Path:
    """A database with the country's cascade launched, and its year entered."""
    folder.mkdir()
    graph = Country(folder / "country", provinces, has_district_plans=True).graph()
    path, clock = empty_database(folder / "year.db"), TickingClock(datetime(YEAR, 1, 12, 2, tzinfo=UTC))
    with Engine.open(url_of(path), clock=clock) as dondoc:
        dondoc.launch(graph, today=_FIRST)
        _Year(path, dondoc, clock).go()
    return path
