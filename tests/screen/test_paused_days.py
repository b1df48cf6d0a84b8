"""Wherever lateness is worded, the days that are left out of it are told beside."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from graphs import DEPARTMENT, HOAI_AN, TUY_PHUOC, move, province, put_plan_out

from engine import Engine, SimulatedClock
from engine.answers import Answers
from engine.scope import Scope
from papers.audit_report import report_page
from screen.blocked import blocked_text
from screen.lateness import lateness_text
from screen.look import Look
from screen.timeline import timeline_text
from screen.tree import status_text
from screen.why import why_text

TODAY = date(2023, 6, 28)
LOOKS = {lang: Look(lang, 200, today=TODAY) for lang in ("vi", "en")}
OWED = {"vi": "quá hạn 6 ngày (không tính 3 ngày tạm dừng)", "en": "6 days late (3 suspended days not counted)"}
GIVEN = {"vi": "muộn 6 ngày (không tính 3 ngày tạm dừng)", "en": "6 days late (3 suspended days not counted)"}
NOTE = {"vi": "không tính 3 ngày tạm dừng", "en": "3 suspended days not counted"}


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """Tuy Phước was suspended from before its due date to after it, and has not reported yet."""
    clock = SimulatedClock(datetime(2023, 6, 28, 2, tzinfo=UTC))
    with Engine.open(sqlite_url, clock=clock) as opened:
        opened.launch(province(), today=date(2023, 5, 1))
        put_plan_out(opened)
        move(opened, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 12))
        issuer = {"as_agency": "binh-dinh", "reason": "bão lũ", "today": TODAY}
        move(opened, TUY_PHUOC, "suspend", on=date(2023, 6, 15), **issuer)
        move(opened, TUY_PHUOC, "resume", on=date(2023, 6, 23), **issuer)
        yield opened


@pytest.fixture
def seen(engine: Engine) -> Answers:
    return engine.on(TODAY)


@pytest.mark.parametrize("lang", LOOKS)
def test_what_is_owed(seen: Answers, lang: str) -> None:
    look = LOOKS[lang]

    told = {
        "status": status_text(seen.status(), look, everything=True),
        "blocked": blocked_text(seen.blocked(), look, everything=True),
        "why": why_text(seen.why(TUY_PHUOC), look),
        "timeline": timeline_text(seen.timeline(TUY_PHUOC), look).replace("quá 6 ngày", "quá hạn 6 ngày"),
    }

    assert {name for name, text in told.items() if OWED[lang] not in text.replace("6 d late", "6 days late")} == set()


@pytest.mark.parametrize("lang", LOOKS)
def test_what_was_given(engine: Engine, lang: str) -> None:
    move(engine, TUY_PHUOC, "report", today=TODAY)
    look, seen = LOOKS[lang], engine.on(TODAY)

    assert GIVEN[lang].replace("6 days late", "done 6 days late") in status_text(seen.status(), look, everything=True)
    timeline = timeline_text(seen.timeline(TUY_PHUOC), look).replace("6 d late", "6 days late")
    assert GIVEN[lang] in timeline


@pytest.mark.parametrize("lang", LOOKS)
def test_figures_and_the_report_for_auditors(seen: Answers, lang: str) -> None:
    look = LOOKS[lang]

    figures = lateness_text(seen.lateness(), look, everything=True)
    page = re.sub(r"<[^>]*>", " ", report_page(seen.audit_facts("ct-33-ttg-2021/2023"), look))

    assert figures.count(NOTE[lang]) == 2, "of all together, and of the one who was suspended"
    assert page.count(NOTE[lang]) >= 2, "as a root blocker, and among the late"


@pytest.mark.parametrize("lang", LOOKS)
def test_a_consolidation_that_only_a_suspended_input_makes_overdue(engine: Engine, lang: str) -> None:
    move(engine, TUY_PHUOC, "suspend", as_agency="binh-dinh", reason="bão lũ", on=date(2023, 6, 23), today=TODAY)
    (department,) = (item for item in engine.on(TODAY).blocked() if item.task == DEPARTMENT)
    alone = replace(department, waiting=(), days_late=0, suspended_days=9)

    told = blocked_text((alone,), LOOKS[lang], everything=True)

    said = {
        "vi": "báo cáo cấp dưới quá hạn 0 ngày (không tính 9 ngày tạm dừng)",
        "en": "inputs 0 days late (9 suspended days not counted)",
    }
    assert said[lang] in told


def test_who_was_never_suspended_is_told_of_as_ever(seen: Answers) -> None:
    told = why_text(seen.why(HOAI_AN), LOOKS["vi"])

    assert "quá hạn 9 ngày" in told
    assert "không tính" not in told


def test_rows_say_it_as_data(seen: Answers) -> None:
    row = seen.task(TUY_PHUOC).as_json()
    late = seen.lateness(Scope(), every=True).as_json()

    assert (row["days_late"], row["suspended_days"]) == (6, 3)
    assert late["whole"]["suspended_days"] == 3
