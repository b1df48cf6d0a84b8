"""Documents that outlive the agencies they name, read in 2026: what docs/findings.md derives by hand."""

from collections import defaultdict
from datetime import date

import pytest
from own_definitions import shipped_agencies

from workflows.checker import check
from workflows.findings import Severity
from workflows.graph import TaskGraph
from workflows.launching import prepare
from workflows.library import Library

CITY = "ho-chi-minh"
BODIES = {
    f"{CITY}.{name}"
    for name in (
        *("so-noi-vu", "so-tu-phap", "so-tai-chinh", "so-cong-thuong", "so-nong-nghiep-va-moi-truong", "so-xay-dung"),
        *("so-khoa-hoc-va-cong-nghe", "so-van-hoa-va-the-thao", "so-du-lich", "so-giao-duc-va-dao-tao", "so-y-te"),
        *("so-dan-toc-va-ton-giao", "so-an-toan-thuc-pham", "thanh-tra", "van-phong-ubnd"),
    )
}
WITH_A_TOPIC = {"van-phong-ubnd", "thanh-tra", "so-nong-nghiep-va-moi-truong", "so-xay-dung"}


def test_all_shipped_documents_are_read_in_2026_without_an_error() -> None:
    findings = check(Library.load(), shipped_agencies(), None, [2026])

    assert [finding.code for finding in findings if finding.severity is Severity.ERROR] == []
    assert {finding.code for finding in findings} >= {"A103", "A205"}


@pytest.fixture(scope="module")
def graph() -> TaskGraph:
    return prepare(Library.load(), shipped_agencies(), "ct-33-ttg-2021", 2026)[0]


def test_the_city_gives_its_work_to_the_bodies_of_that_day_and_to_no_district_or_ward(graph: TaskGraph) -> None:
    below = {task.agency for task in graph.tasks if task.agency.startswith(f"{CITY}.")}

    assert below == BODIES


@pytest.mark.parametrize("period", ["2026-H1", "2026-Y"])
def test_the_department_of_home_affairs_waits_for_18_reports(graph: TaskGraph, period: str) -> None:
    inputs = _inputs_of_home_affairs(graph, period)

    assert inputs[False] == BODIES - {f"{CITY}.so-noi-vu"}
    assert inputs[True] == {f"{CITY}.{name}" for name in WITH_A_TOPIC}


def test_what_the_document_prints_is_kept_beside_who_is_meant(graph: TaskGraph) -> None:
    printed = {node.key: node.printed for node in graph.assignments}

    assert printed["kh-246-tphcm-2022/khong-xa-rac"] == "Sở Tài nguyên và Môi trường Thành phố Hồ Chí Minh"
    assert printed["kh-246-tphcm-2022/trat-tu-do-thi"] == ""  # who is named there is in force


@pytest.fixture(scope="module")
def graph_with_wards(tmp_path_factory: pytest.TempPathFactory) -> TaskGraph:
    folder = tmp_path_factory.mktemp("office")
    (folder / "overlays").mkdir()
    (folder / "overlays" / "kh-246-tphcm-2022.yaml").write_text(
        "tiers: {tier: district, now: ward, at: công văn của văn phòng}\n", "utf-8"
    )
    return prepare(Library.load([folder]), shipped_agencies(), "ct-33-ttg-2021", 2026)[0]


def test_a_ward_owes_what_a_district_owed_where_the_office_says_that_it_stands_for_it(
    graph_with_wards: TaskGraph,
) -> None:
    owed = [task for task in graph_with_wards.tasks if task.agency == f"{CITY}.phuong-vuon-lai"]
    reports = [
        (str(task.period), task.own_due and task.own_due.last_day, task.own_due and task.own_due.at) for task in owed
    ]

    assert reports == [
        ("2026-H1", date(2026, 5, 9), "III.1 ý 2"),
        ("2026-Y", date(2026, 11, 9), "III.1 ý 2"),
    ]
    assert {task.receivers for task in owed} == {(CITY,)}
    assert {(task.plan_group, task.plan_due and task.plan_due.last_day) for task in owed} == {
        (f"{CITY}.phuong-vuon-lai", None)
    }


@pytest.mark.parametrize("period", ["2026-H1", "2026-Y"])
def test_the_department_of_home_affairs_then_waits_for_168_reports_more(
    graph_with_wards: TaskGraph, period: str
) -> None:
    inputs = _inputs_of_home_affairs(graph_with_wards, period)

    assert len(inputs[False] - BODIES) == 168
    assert inputs[False] & BODIES == BODIES - {f"{CITY}.so-noi-vu"}


@pytest.mark.parametrize(("period", "districts", "count"), [("2025-H1", 22, 41), ("2025-Y", 0, 18)])
def test_in_2025_each_period_is_asked_of_those_of_its_own_day(period: str, districts: int, count: int) -> None:
    graph = prepare(Library.load(), shipped_agencies(), "ct-33-ttg-2021", 2025)[0]

    inputs = _inputs_of_home_affairs(graph, period)

    assert sum(shipped_agencies().get(key).kind == "district" for key in inputs[False]) == districts
    assert len(inputs[False]) + len(inputs[True]) == count


def _inputs_of_home_affairs(graph: TaskGraph, period: str) -> dict[bool, set[str]]:
    """Whose reports the City's Department of Home Affairs waits for: without a topic and with one."""
    above = next(
        at
        for at, task in enumerate(graph.tasks)
        if (str(task.period), task.agency, task.topic) == (period, f"{CITY}.so-noi-vu", None)
    )
    inputs: defaultdict[bool, set[str]] = defaultdict(set)
    for feed in graph.feeds:
        if feed.consolidation == above:
            inputs[graph.tasks[feed.input].topic is not None].add(graph.tasks[feed.input].agency)
    return inputs
