"""A letter that reminds with a new date: the report carries both days, and the latest counts."""

from datetime import date
from pathlib import Path

import pytest
from own_definitions import ROOT, OwnDefinitions

from workflows.checker import due_lines

ASKS = f"""
implements: [{ROOT}]
applies: {{from: 2022-01-05, at: II}}
assigns:
  - who: binh-dinh.huyen-tuy-phuoc
    at: III
    report: {{to: binh-dinh, due: {{H1: {{before: 10/6}}, Y: {{before: 10/12}}}}}}
"""
TASK = "2023-H1/binh-dinh.huyen-tuy-phuoc"


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path).directive().document("kh-a-2023", ASKS, date="2022-01-05")


def remind(own: OwnDefinitions, due: str, key: str = "cv-b-2023", on: str = "2023-06-12") -> None:
    own.document(
        key,
        f"follows_up: [{{document: kh-a-2023, at: đoạn 1, due: {due}}}]",
        type="cong-van",
        number=f"{key}/UBND",
        date=on,
    )


def dated(own: OwnDefinitions, task: str = TASK, year: int = 2023) -> tuple[date | None, str]:
    due = own.tasks(year)[task].own_due
    assert due is not None
    return due.last_day, due.document


def test_the_later_day_counts_and_the_task_carries_both(own: OwnDefinitions) -> None:
    remind(own, "{H1: {before: 23/6}}")

    assert dated(own) == (date(2023, 6, 22), "cv-b-2023")
    assert dated(own, "2023-Y/binh-dinh.huyen-tuy-phuoc") == (date(2023, 12, 9), "kh-a-2023")
    duties = own.tasks()[TASK].duties
    assert [(duty.what, duty.due.last_day if duty.due else None) for duty in duties] == [
        ("report", date(2023, 6, 9)),
        ("reminder", date(2023, 6, 22)),
    ]


def test_of_several_reminders_the_latest_day_counts_beside_the_first(own: OwnDefinitions) -> None:
    remind(own, "{H1: {before: 23/6}}")
    remind(own, "{H1: {by: 2023-06-30 16:00}}", key="cv-c-2023", on="2023-06-25")

    assert dated(own) == (date(2023, 6, 30), "cv-c-2023")
    assert [duty.due.last_day for duty in own.tasks()[TASK].duties if duty.due] == [date(2023, 6, 9), date(2023, 6, 30)]


@pytest.mark.parametrize(
    "due",
    [
        "{H1: {before: 1/6}}",  # no later
        "2023-06-10",  # the day that was missed, told again
        "{H1: {before: 2024-06-23}}",  # of another year
        "{9M: {before: 20/9}}",  # of a period that nobody asked for
    ],
)
def test_a_date_that_is_no_later_moves_nothing(own: OwnDefinitions, due: str) -> None:
    remind(own, due)

    assert dated(own) == (date(2023, 6, 9), "kh-a-2023")
    assert [duty.what for duty in own.tasks()[TASK].duties] == ["report"]


def test_a_reminder_speaks_of_its_own_year(own: OwnDefinitions) -> None:
    remind(own, "{H1: {before: 23/6}}")

    assert dated(own, "2022-H1/binh-dinh.huyen-tuy-phuoc", 2022) == (date(2022, 6, 9), "kh-a-2023")
    assert dated(own, "2024-H1/binh-dinh.huyen-tuy-phuoc", 2024) == (date(2024, 6, 9), "kh-a-2023")


def test_the_dates_of_both_documents_are_told(own: OwnDefinitions) -> None:
    remind(own, "{H1: {before: 23/6}}")
    lines = due_lines(own.quick_library(), own.registry(), ["kh-a-2023", "cv-b-2023"], [2023])

    assert [(line.document, line.what, line.period.code, line.last_day, line.at) for line in lines] == [
        ("cv-b-2023", "reminder", "H1", date(2023, 6, 22), "đoạn 1"),
        ("kh-a-2023", "report", "H1", date(2023, 6, 9), "III"),
        ("kh-a-2023", "report", "Y", date(2023, 12, 9), "III"),
    ]


def test_an_inversion_is_judged_by_the_later_day(own: OwnDefinitions) -> None:
    own.document("cv-z-2023", f"""
implements: [{ROOT}]
assigns:
  - {{who: binh-dinh, at: mục 1, report: {{to: bo-noi-vu, due: {{H1: {{before: 20/6}}}}}}}}
consolidates: [{{who: issuer, to: thu-tuong}}]
""", type="cong-van", number="1/BNV", date="2023-01-03", issuer="bo-noi-vu")  # fmt: skip
    before = own.rules([2023])
    remind(own, "{H1: {before: 23/6}}")

    assert "deadline-inversion" not in before
    assert "deadline-inversion" in own.rules([2023])
