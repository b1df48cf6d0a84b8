"""Documents that outlive the agencies they name, read in 2026: what docs/findings.md derives by hand."""

from collections import defaultdict

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
    above = next(
        at
        for at, task in enumerate(graph.tasks)
        if (str(task.period), task.agency, task.topic) == (period, f"{CITY}.so-noi-vu", None)
    )
    inputs: defaultdict[bool, set[str]] = defaultdict(set)
    for feed in graph.feeds:
        if feed.consolidation == above:
            inputs[graph.tasks[feed.input].topic is not None].add(graph.tasks[feed.input].agency)

    assert inputs[False] == BODIES - {f"{CITY}.so-noi-vu"}
    assert inputs[True] == {f"{CITY}.{name}" for name in WITH_A_TOPIC}
