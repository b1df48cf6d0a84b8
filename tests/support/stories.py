"""A province in which everything happens that a picture or a report has to show, each on a known day.

Tuy Phước records late, its report is returned and comes again, after the due date. Hoài Ân is suspended, resumed and
extended twice. An Lão's first report is taken back, the day of its second one restated. Vân Canh is waived, Phù Cát
suspended, Phù Mỹ does nothing. The department consolidates without them, and the province hands it on.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, H1, HOAI_AN, TOP, TUY_PHUOC, move, province

from engine import Engine, SimulatedClock
from postgres import sqlite_template
from workflows.dates import end_of_day

LAUNCHED_ON, LAST_DAY = date(2023, 4, 3), date(2023, 7, 20)
CASCADE = f"{DIRECTIVE}/2023"
VAN_CANH, PHU_CAT, PHU_MY = (f"{DIRECTIVE}/{H1}/binh-dinh.huyen-{name}" for name in ("van-canh", "phu-cat", "phu-my"))
TASKS = 11
AWKWARD = 'ghi bù vì <nghỉ> & "ốm"'
PERSON = "Nguyễn <b>A</b>"


def tell(url: str) -> None:
    """Everything, from the launch to the last day."""
    clock = SimulatedClock(_office_hour(LAUNCHED_ON))
    with Engine.open(url, clock=clock) as engine:
        engine.launch(province(6), today=LAUNCHED_ON)
        for day, recorded, task, trigger, details in _EVENTS:
            clock.moment = _office_hour(date(2023, *recorded))
            move(engine, task, trigger, on=date(2023, *day), today=date(2023, *recorded), **details)
            for seq, on, correction in _CORRECTIONS.get((task, trigger, day), ()):
                clock.moment = _office_hour(date(2023, *on))
                own = {"as_agency": "binh-dinh.huyen-an-lao", "today": date(2023, *on)}
                engine.correct(task, seq, **own, **correction)


@pytest.fixture(scope="session")
def story_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template_folder: Path) -> Path:
    """The story in a file, told once for all who only read it."""
    file = tmp_path_factory.mktemp("story") / "story.db"
    shutil.copyfile(sqlite_template(sqlite_template_folder), file)
    tell(f"sqlite:///{file}")
    return file


@pytest.fixture
def story(story_file: Path) -> Iterator[Engine]:
    """The story, on the evening of its last day."""
    with Engine.open(f"sqlite:///{story_file}", clock=SimulatedClock(end_of_day(LAST_DAY))) as engine:
        yield engine


def _office_hour(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


_ISSUER, _DEPARTMENT = {"as_agency": "binh-dinh"}, {"as_agency": "binh-dinh.so-noi-vu"}
_MISSING = ("binh-dinh.huyen-phu-cat", "binh-dinh.huyen-phu-my")
Event = tuple[tuple[int, int], tuple[int, int], str, str, dict[str, Any]]
_EVENTS: tuple[Event, ...] = (  # done on, recorded on, task, trigger, details
    ((4, 5), (4, 6), TOP, "draft_plan", {"document": "18/KH-UBND"}),
    ((4, 10), (4, 10), TUY_PHUOC, "draft_plan", {"by": "văn thư"}),
    ((4, 11), (4, 11), DEPARTMENT, "draft_plan", {}),
    ((4, 12), (4, 12), HOAI_AN, "draft_plan", {}),
    ((4, 20), (4, 20), AN_LAO, "draft_plan", {}),
    ((5, 2), (5, 2), HOAI_AN, "suspend", {"reason": "bão lũ", **_ISSUER}),
    ((5, 10), (5, 10), AN_LAO, "implement", {}),
    ((5, 11), (5, 11), AN_LAO, "report", {"document": "7/BC"}),
    ((5, 3), (5, 17), TUY_PHUOC, "implement", {"by": PERSON, "reason": AWKWARD}),
    ((5, 25), (5, 25), HOAI_AN, "resume", {"reason": "hết bão", **_ISSUER}),
    ((6, 9), (6, 9), AN_LAO, "report", {"document": "9/BC"}),
    ((6, 12), (6, 12), TUY_PHUOC, "report", {"document": "12/BC"}),
    ((6, 14), (6, 14), TUY_PHUOC, "return_report", {"what": "own", "reason": "thiếu số liệu", **_DEPARTMENT}),
    ((6, 15), (6, 15), HOAI_AN, "extend", {"until": date(2023, 6, 30), "reason": "khắc phục hậu quả", **_ISSUER}),
    ((6, 17), (6, 17), VAN_CANH, "waive", {"reason": "sáp nhập", **_ISSUER}),
    ((6, 19), (6, 19), PHU_CAT, "suspend", {"reason": "chờ chỉ đạo", **_ISSUER}),
    ((6, 26), (6, 27), TUY_PHUOC, "report", {"document": "15/BC"}),
    ((6, 29), (6, 29), HOAI_AN, "extend", {"until": date(2023, 7, 14), "reason": "thêm một lần", **_ISSUER}),
    ((7, 1), (7, 1), DEPARTMENT, "implement", {}),
    ((7, 1), (7, 1), DEPARTMENT, "report", {}),
    ((7, 10), (7, 10), HOAI_AN, "implement", {}),
    ((7, 12), (7, 12), HOAI_AN, "report", {}),
    (
        (7, 13),
        (7, 13),
        DEPARTMENT,
        "consolidate_partial",
        {"reason": "đến hạn gửi Bộ", "allowed_by": "Chủ tịch UBND tỉnh", "missing": _MISSING},
    ),
    ((7, 14), (7, 14), TOP, "implement", {}),
    ((7, 17), (7, 17), TOP, "consolidate", {}),
)
# after an event: which row is corrected, on which day, and how
_CORRECTIONS: dict[tuple[str, str, tuple[int, int]], tuple[tuple[int, tuple[int, int], dict[str, Any]], ...]] = {
    (AN_LAO, "report", (5, 11)): ((4, (5, 16), {"undo": True, "reason": "ghi nhầm cơ quan"}),),
    (AN_LAO, "report", (6, 9)): ((6, (6, 16), {"on": date(2023, 6, 2), "reason": "ngày trên văn bản là 02/06"}),),
}
