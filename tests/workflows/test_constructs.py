"""What a definition can say besides who, what and when: the constructs that no shipped document needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from own_definitions import OwnDefinitions, loaded_document

FACTS = """
implements: [ct-1-ttg-2020]
applies: {from: 2023-01-05, until: 2024-12-31, by: kế hoạch năm sau}
follows_up:
  - {number: 45/KH-UBND, date: 2022-03-01, issuer: binh-dinh, due: 2022-06-19, at: mở đầu}
basis:
  - {number: 09/2019/NĐ-CP, date: 2019-01-24, issuer: thu-tuong}
assigns:
  - who: {kind: department}
    with: [binh-dinh.uy-ban-mttq]
    desk: phòng tổng hợp
    at: III.1
    plan: {every: once, or_within: true, due: {by: 28/2}, printed: lồng ghép}
    report:
      to: binh-dinh
      via: {kind: department, role: noi-vu}
      desk: phòng Xây dựng chính quyền
      covers: {from: 2019-01-01, to: 2022-12-31}
      data_to: 14/6
      due: {H1: {by: {day: 6, month: last}}, M: {by: {day: end, month: next}}}
      reading: văn bản cho phép hai cách hiểu
  - topic: san-pham
    who: binh-dinh.so-tu-phap
    at: III.2
    product: {to: binh-dinh, due: {within: {working_days: 5, after: issue}}}
consolidates:
  - {who: binh-dinh.so-noi-vu, to: binh-dinh, at: III.1, due: {H1: {before: 2023-06-20 16:00}, M: {meeting: giao ban}}}
outline:
  chapters:
    - {title: Kết quả, figures: [{name: số cuộc, unit: cuộc, merge: sum}]}
"""


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path).directive()


def test_a_document_keeps_all_that_it_says() -> None:
    document = loaded_document(FACTS)
    assignment, product = document.assigns
    report, plan = assignment.report, assignment.plan

    assert report is not None
    assert report.covers is not None
    assert (report.covers.from_, report.covers.to) == (date(2019, 1, 1), date(2022, 12, 31))
    assert (report.data_to, report.desk, assignment.desk) == ("14/6", "phòng Xây dựng chính quyền", "phòng tổng hợp")
    assert plan is not None
    assert (plan.or_within, plan.every) == (True, "once")
    missed = document.follows_up[0].due
    assert missed is not None
    assert missed.whole is not None
    assert missed.whole.before is not None
    assert missed.whole.before.on == date(2022, 6, 19)
    assert [party.agency for party in assignment.with_] == ["binh-dinh.uy-ban-mttq"]
    assert product.product is not None
    assert document.outline is not None
    assert document.outline.chapters[0].figures[0].merge == "sum"


def test_months_are_twelve_tasks_due_at_the_end_of_the_next_month(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", FACTS)

    dues = {
        report.period.code: report.due.last_day
        for report in own.cascade().reports
        if report.agency == "binh-dinh.so-tai-chinh"
    }

    assert len(dues) == 13
    assert (dues["M01"], dues["M05"], dues["M12"]) == (date(2023, 2, 28), date(2023, 6, 30), date(2024, 1, 31))
    assert dues["H1"] == date(2023, 6, 6)


def test_an_hour_leaves_its_day_on_time_and_a_meeting_names_none(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", FACTS)

    dues = {order.period.code: order.due for order in own.cascade().orders}

    assert dues["H1"].last_day == date(2023, 6, 20)
    assert (dues["M05"].last_day, dues["M05"].phrase) == (None, "meeting giao ban")


def test_a_product_is_handed_over_once_within_working_days_of_the_document(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", FACTS)

    (product,) = [report for report in own.cascade().reports if report.topic == "san-pham"]

    assert (product.period.code, product.due.last_day) == ("once", date(2023, 1, 12))


def test_a_plan_made_once_is_owed_in_the_first_year_only(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", FACTS)

    assert own.cascade(2023).plans
    assert not own.cascade(2024).plans


def test_two_upper_documents_that_ask_the_same_agency_make_one_task_that_feeds_both(own: OwnDefinitions) -> None:
    for key, issuer, day in (("cv-a-2023", "bo-noi-vu", "30/5"), ("cv-b-2023", "bo-tu-phap", "25/5")):
        own.document(
            key,
            f"""
            type: cong-van
            number: {day.replace("/", "")}/CV
            issuer: {issuer}
            implements: [ct-1-ttg-2020]
            assigns:
              - who: binh-dinh
                report: {{to: {issuer}, due: {{H1: {{before: {day}}}}}}}
            consolidates:
              - {{who: issuer, to: thu-tuong}}
            """,
        )

    graph = own.graph()

    (task,) = [task for task in graph.tasks if task.agency == "binh-dinh"]
    assert task.documents == ("cv-a-2023", "cv-b-2023")
    assert task.own_due is not None
    assert task.own_due.last_day == date(2023, 5, 24)
    fed = {graph.tasks[feed.consolidation].agency for feed in graph.feeds if graph.tasks[feed.input] is task}
    assert fed == {"bo-noi-vu", "bo-tu-phap"}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("{from: 2018, to: 2021}", date(2018, 1, 1), date(2021, 12, 31)),
        ("{from: 3/2018, to: 2018-04}", date(2018, 3, 1), date(2018, 4, 30)),
        ("{from: 2018-H2, to: 30/06/2019}", date(2018, 7, 1), date(2019, 6, 30)),
    ],
)
def test_a_report_may_be_about_whole_years_months_or_periods(written: str, first: date, last: date) -> None:
    report = (
        loaded_document(FACTS.replace("covers: {from: 2019-01-01, to: 2022-12-31}", f"covers: {written}"))
        .assigns[0]
        .report
    )

    assert report is not None
    assert report.covers is not None
    assert (report.covers.from_, report.covers.to) == (first, last)
