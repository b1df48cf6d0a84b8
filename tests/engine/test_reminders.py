"""Lateness where a letter of reminder gave a later date: by that one, and by the first beside it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from own_definitions import ROOT, OwnDefinitions

from engine import Engine, SimulatedClock
from engine.figures.audit_results import Deliverable
from engine.scope import Scope

TASK = f"{ROOT}/2023-H1/binh-dinh.huyen-tuy-phuoc"


@pytest.fixture
def launched(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    own = OwnDefinitions(tmp_path).directive()
    own.document(
        "kh-a-2023",
        f"implements: [{ROOT}]\nassigns: [{{who: binh-dinh.huyen-tuy-phuoc, at: III, report: {{to: binh-dinh, due: "
        "{H1: {before: 10/6}}}}]\n",
    )
    own.document(
        "cv-b-2023",
        "follows_up: [{document: kh-a-2023, at: đoạn 1, due: {H1: {before: 23/6}}}]",
        type="cong-van",
        number="2/UBND",
        date="2023-06-12",
    )
    clock = SimulatedClock(datetime(2023, 6, 12, 2, 0, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(own.graph(), today=date(2023, 6, 12))
        yield opened


def judged(engine: Engine, today: date) -> Deliverable:
    (found,) = engine.on(today).lateness(Scope(), by="all", every=True).every
    return found


def test_the_new_date_counts_and_lateness_to_the_first_is_kept(launched: Engine) -> None:
    before = judged(launched, date(2023, 6, 20))
    after = judged(launched, date(2023, 6, 26))

    assert (before.class_, before.due, before.due_at_launch) == ("doing_in_time", date(2023, 6, 22), date(2023, 6, 9))
    assert (before.days_after_launch_due, before.reminded_by, before.is_extended) == (11, "cv-b-2023", False)
    assert (after.class_, after.days_late, after.days_after_launch_due) == ("doing_overdue", 4, 17)
    whole = launched.on(date(2023, 6, 20)).lateness(Scope(), by="all").whole
    assert (whole.deliverables.doing_overdue, whole.late_at_launch_due, whole.extended) == (0, 1, 0)


def test_the_history_proves_itself_and_why_names_the_letter(launched: Engine) -> None:
    assert launched.verify().holds
    (step,) = launched.on(date(2023, 6, 20)).why(TASK)
    assert [(duty.document, duty.what, duty.due) for duty in step.duties] == [
        ("kh-a-2023", "report", date(2023, 6, 9)),
        ("cv-b-2023", "reminder", date(2023, 6, 22)),
    ]
