"""Figures merged over random seasons equal those that a plain reading of the same season adds up."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, agency_of, move, put_plan_out
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reported import DIALOGUES, put_figures, reporting_province, withdraw

from engine import Engine, SimulatedClock
from engine.errors import Refused

SNV = "binh-dinh.so-noi-vu"
INPUTS = (AN_LAO, HOAI_AN, TUY_PHUOC)
TASKS = (*INPUTS, DEPARTMENT)
STEPS = st.tuples(
    st.sampled_from(("figures", "figures", "report", "report", "return", "accept", "withdraw", "waive", "merge")),
    st.sampled_from((HOAI_AN, TUY_PHUOC, DEPARTMENT)),
    st.decimals(-1000, 1000, places=2).map(str),
)


@dataclass
class Plain:
    """One task as somebody with a sheet of paper would keep it."""

    value: str | None = None
    is_sent: bool = False
    was_returned: bool = False
    is_accepted: bool = False
    is_waived: bool = False

    def counts(self) -> bool:
        return self.is_sent and (self.is_accepted or not self.was_returned)


@dataclass
class Paper:
    """The whole province on paper."""

    tasks: dict[str, Plain] = field(default_factory=lambda: {task: Plain() for task in TASKS})
    is_merged: bool = False

    def took(self, what: str, task: str, value: str) -> None:
        one = self.tasks[task]
        if what == "figures":
            one.value = value
        elif what == "withdraw":
            one.value = None
        elif what == "report":
            one.is_sent, one.is_accepted = True, False
        elif what == "return":
            one.is_sent, one.was_returned = False, True
            self.is_merged = False
        elif what == "accept":
            one.is_accepted = True
        elif what == "waive":
            one.is_waived = True
        else:
            self.is_merged = True

    def total(self) -> str | None:
        """Over the department itself and every district that counts."""
        counted = [one for task, one in self.tasks.items() if task == DEPARTMENT or one.counts()]
        values = [Decimal(one.value) for one in counted if one.value is not None]
        return f"{sum(values, Decimal(0)):f}" if values else None

    def left_out(self) -> list[str]:
        return sorted(task for task in INPUTS if not self.tasks[task].counts())


def done(engine: Engine, what: str, task: str, value: str) -> bool:
    """Whether the engine let it be done."""
    try:
        if what == "figures":
            put_figures(engine, task, {DIALOGUES: value})
        elif what == "withdraw":
            withdraw(engine, task)
        elif what == "report":
            move(engine, task, "report")
        elif what == "merge":
            move(engine, DEPARTMENT, "consolidate")
        elif what == "waive":
            move(engine, task, "waive", as_agency="binh-dinh", reason="bão lũ")
        else:
            as_agency = "binh-dinh" if task == DEPARTMENT else SNV
            trigger = "return_report" if what == "return" else "accept"
            more = {"reason": "thiếu"} if what == "return" else {}
            move(engine, task, trigger, as_agency=as_agency, what="own", **more)
    except Refused:
        return False
    return True


def _clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 6, 21, 2, 0, tzinfo=UTC))


@pytest.fixture
def begun(sqlite_url: str) -> Path:
    """A database in which every report is about to be sent."""
    with Engine.open(sqlite_url, clock=_clock()) as engine:
        engine.launch(reporting_province(), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in TASKS:
            move(engine, task, "draft_plan", "implement")
    return Path(sqlite_url.partition("///")[2])


@settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=15, max_size=40))
def test_what_is_merged_is_what_paper_adds_up(begun: Path, steps: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        copy = shutil.copy(begun, Path(folder) / "d.db")
        clock, paper = _clock(), Paper()
        with Engine.open(f"sqlite:///{copy}", clock=clock) as engine:
            for what, task, value in steps:
                clock.move_on(timedelta(seconds=1))
                if done(engine, what, task, value):
                    paper.took(what, task, value)
                report = engine.seen().compiled(DEPARTMENT)
                (figure,) = (each for each in report.figures if each.name == DIALOGUES)
                assert figure.value == paper.total()
                assert sorted(each.task for each in report.left_out) == paper.left_out()
                assert report.counted + len(report.left_out) == report.reports == len(INPUTS)
            top = engine.seen().compiled(TOP)
            assert [each.task for each in top.left_out if agency_of(each.task) == SNV] == (
                [] if paper.is_merged else [DEPARTMENT]
            )
            assert engine.verify().holds
