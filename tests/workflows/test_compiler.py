"""Cascade → task graph: what becomes a task, what it owes, what feeds what, what sets what going."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from own_definitions import (
    ROOT,
    OwnDefinitions,
    day,
    feeds_of,
    releases_of,
    shipped_agencies,
    tasks_of,
    working_days,
)

import words
from workflows.agencies import Registry
from workflows.compiler import compile_cascade, draft_tasks
from workflows.errors import NotLaunchable
from workflows.graph import DueDate, TaskGraph, TaskNode
from workflows.launching import prepare
from workflows.library import Library
from workflows.lifecycle import Facts
from workflows.linker import link

UP = f"implements: [{ROOT}]\n"
SNV = "binh-dinh.so-noi-vu"
TUY_PHUOC = "binh-dinh.huyen-tuy-phuoc"
LETTER = {"type": "cong-van", "number": "9/BNV", "issuer": "bo-noi-vu", "date": "2023-02-01"}
MINISTRY = f"""
implements: [{ROOT}]
assigns:
  - who: {{kind: [ministry, province]}}
    plan: {{every: year, due: none}}
    report: {{to: bo-noi-vu, due: {{H1: {{before: 30/6}}, Y: {{before: 20/12}}}}}}
consolidates: [{{who: issuer, to: thu-tuong}}]
"""
PROVINCE = f"""
implements: [cv-z-2023]
assigns:
  - who: {{kind: [department, district]}}
    plan: {{every: year, due: none}}
    report: {{to: binh-dinh, via: {SNV}, due: {{H1: {{before: 2023-06-20}}, Y: {{before: 2023-12-10}}}}}}
consolidates: [{{who: {SNV}, to: binh-dinh}}]
"""


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path).directive()


@pytest.fixture
def cascade(own: OwnDefinitions) -> OwnDefinitions:
    """A ministry's letter and one province's plan."""
    return own.document("cv-z-2023", MINISTRY, **LETTER).document("kh-a-2023", PROVINCE)


def owed(task: TaskNode) -> str:
    words = {"plan": task.owes_plan, "report": task.owes_report, "consolidation": task.consolidates}
    return " ".join(word for word, is_owed in words.items() if is_owed)


def one(who: str, work: str, more: str = "") -> str:
    return f"{UP}assigns:\n  - who: {who}\n    {work}\n{more}"


# Decision 1: what becomes a task; decision 2: what it owes


@pytest.mark.parametrize(
    ("work", "tasks"),
    [
        ("duty: theo dõi", {}),
        ("report: {to: binh-dinh, due: {ad-hoc: none}}", {}),
        ("plan: {due: none}", {f"2023-once/{SNV}": "plan"}),
        ("report: {to: binh-dinh, due: {H1: none}}", {f"2023-H1/{SNV}": "report"}),
        ("product: {to: binh-dinh, due: none}", {f"2023-once/{SNV}": "report"}),
        ("product: {to: binh-dinh, due: {within: 2023-05}}", {f"2023-once/{SNV}": "report"}),
        (
            "report: {to: binh-dinh, due: {H1: none, Y: none}}\n    plan: {due: none}",
            {f"2023-H1/{SNV}": "plan report", f"2023-Y/{SNV}": "plan report"},
        ),
        ("plan: {due: none}\n    report: {to: binh-dinh, due: {ad-hoc: none}}", {f"2023-once/{SNV}": "plan"}),
        (
            "product: {to: binh-dinh, due: none}\n    report: {to: binh-dinh, due: {H1: none}}\n    plan: {due: none}",
            {f"2023-H1/{SNV}": "plan report", f"2023-once/{SNV}": "report"},
        ),
    ],
)
def test_a_task_is_what_can_be_handed_over(own: OwnDefinitions, work: str, tasks: dict[str, str]) -> None:
    own.document("kh-a-2023", one(SNV, work))

    assert {key: owed(task) for key, task in own.tasks().items()} == tasks


def test_a_standing_duty_is_kept_with_its_agency_and_place(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one(SNV, "at: III.1\n    duty: [theo dõi, {content: đôn đốc, at: III.2}]"))

    kept = [(duty.agency, duty.content, duty.at) for duty in own.cascade().duties]

    assert kept == [(SNV, "theo dõi", "III.1"), (SNV, "đôn đốc", "III.2")]


# Decision 3: keys


def test_a_thematic_duty_has_a_task_beside_the_general_one(own: OwnDefinitions) -> None:
    report = "report: {to: binh-dinh, due: {H1: none}}"
    body = one(SNV, report, f"  - {{who: {SNV}, topic: kiem-tra, {report}}}\n")
    own.document("kh-a-2023", body)

    assert list(own.tasks()) == [f"2023-H1/{SNV}", f"2023-H1/{SNV}/kiem-tra"]
    assert own.found("duplicate-assignment") == []


def test_two_documents_that_ask_for_the_same_report_make_one_task_and_one_edge(own: OwnDefinitions) -> None:
    for key, number, last in (("kh-a-2023", "8/KH", "20/6"), ("kh-b-2023", "9/KH", "15/6")):
        more = "consolidates: [{who: issuer, to: bo-noi-vu}]\n"
        own.document(key, one(SNV, f"report: {{to: binh-dinh, due: {{H1: {{by: {last}}}}}}}", more), number=number)

    graph = own.graph()

    assert tasks_of(graph)[f"2023-H1/{SNV}"].documents == ("kh-a-2023", "kh-b-2023")
    assert feeds_of(graph) == {(f"2023-H1/{SNV}", "2023-H1/binh-dinh"): "own"}


def test_of_two_dates_for_one_report_the_earlier_counts(own: OwnDefinitions) -> None:
    for key, number, last in (("kh-a-2023", "8/KH", "20/6"), ("kh-b-2023", "9/KH", "15/6")):
        own.document(key, one(SNV, f"report: {{to: binh-dinh, due: {{H1: {{by: {last}}}}}}}"), number=number)

    (task,) = own.graph().tasks

    assert task.own_due == DueDate(day("2023-06-15"), "by 15/6", "kh-b-2023")


@pytest.mark.parametrize("accepts", [True, False])
def test_that_reports_are_to_be_accepted_is_a_duty_of_who_merges_them(own: OwnDefinitions, accepts: bool) -> None:
    more = f"consolidates: [{{who: binh-dinh, to: bo-noi-vu, accepts: {str(accepts).lower()}}}]\n"
    own.document("kh-a-2023", one(SNV, "report: {to: binh-dinh, due: {H1: {by: 20/6}}}", more))

    asked = {key: [duty.what for duty in task.duties] for key, task in own.tasks().items()}

    assert asked == {
        "2023-H1/binh-dinh": ["consolidation", "acceptance"] if accepts else ["consolidation"],
        f"2023-H1/{SNV}": ["report"],
    }


def test_a_one_time_duty_carries_its_year(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one(SNV, "plan: {due: none}"))

    assert list(own.tasks(2023)) == [f"2023-once/{SNV}"]
    assert list(own.tasks(2024)) == [f"2024-once/{SNV}"]


# Decision 4: plans


def test_one_plan_of_a_year_precedes_all_periods_of_its_assignment(cascade: OwnDefinitions) -> None:
    groups = {key: task.plan_group for key, task in cascade.tasks().items() if TUY_PHUOC in key}

    assert groups == {f"2023-H1/{TUY_PHUOC}": TUY_PHUOC, f"2023-Y/{TUY_PHUOC}": TUY_PHUOC}


def test_each_topic_has_a_plan_of_its_own(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one(SNV, "plan: {due: none}", f"  - {{who: {SNV}, topic: khac, plan: {{due: none}}}}\n"))

    assert [task.plan_group for task in own.graph().tasks] == [SNV, f"{SNV}/khac"]


def test_a_plan_asked_once_is_owed_in_the_first_year_only(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one(SNV, "plan: {every: once, due: none}"))

    assert list(own.tasks(2023)) == [f"2023-once/{SNV}"]
    assert list(own.tasks(2024)) == []


def test_a_plan_has_its_own_due_date(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one(SNV, "plan: {due: {by: 2023-02-15}, at: II}"))

    (task,) = own.graph().tasks

    assert task.plan_due == DueDate(day("2023-02-15"), "by 15/2", "kh-a-2023", "II")


# Decision 5: provinces without a file, receivers without a duty


def test_a_province_without_a_file_reports_and_waits_for_nobody(cascade: OwnDefinitions) -> None:
    graph = cascade.graph()

    assert owed(tasks_of(graph)["2023-H1/ha-noi"]) == "plan report"
    assert not any(target == "2023-H1/ha-noi" for _, target in feeds_of(graph))
    assert feeds_of(graph)["2023-H1/ha-noi", "2023-H1/bo-noi-vu"] == "own"


def test_a_receiver_of_whom_nothing_is_asked_gets_no_task(cascade: OwnDefinitions) -> None:
    graph = cascade.graph()

    assert "thu-tuong" not in {task.agency for task in graph.tasks}
    assert tasks_of(graph)["2023-H1/bo-noi-vu"].receivers == ("thu-tuong",)


# Decision 9: feeds join one period


def test_feeds_join_tasks_of_one_period(cascade: OwnDefinitions) -> None:
    graph = cascade.graph()

    assert all(graph.tasks[feed.input].period == graph.tasks[feed.consolidation].period for feed in graph.feeds)


def test_a_report_of_a_period_that_nothing_above_asks_for_ends_there(own: OwnDefinitions) -> None:
    own.document("cv-z-2023", MINISTRY, **LETTER)
    own.document("kh-a-2023", PROVINCE.replace("H1: {before: 2023-06-20}", "H1: {before: 2023-06-20}, Q1: none"))

    graph = own.graph()
    findings = own.found("unconsumed-report")

    assert (f"2023-Q1/{SNV}", "2023-Q1/binh-dinh") not in feeds_of(graph)
    assert "2023-Q1/binh-dinh" not in tasks_of(graph)
    assert len(findings) == 1


def test_a_receiver_without_any_task_is_no_finding(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one(SNV, "report: {to: binh-dinh, due: {H1: {before: 30/6}}}"))

    assert own.rules() == []


def test_a_period_asked_of_a_collector_that_collects_nothing_for_it_is_a_gap(cascade: OwnDefinitions) -> None:
    cascade.document("kh-a-2023", PROVINCE.replace("H1: {before: 2023-06-20}, ", ""))

    (found,) = cascade.found("cadence-gap")

    assert "first half" in words.message(found, "en")
    assert found.place.file.endswith("cv-z-2023.yaml")


# Decision 12: the issuer's own upward report


def test_the_issuers_restated_report_is_the_upper_documents_task(cascade: OwnDefinitions) -> None:
    restated = "  - {who: issuer, report: {to: bo-noi-vu, due: {H1: {before: 15/6}}}}\n"
    cascade.document("kh-a-2023", PROVINCE.replace("consolidates", f"{restated}consolidates"))

    task = cascade.tasks()["2023-H1/binh-dinh"]

    assert task.documents == ("cv-z-2023", "kh-a-2023")
    assert task.merged_due is not None
    assert (task.merged_due.last_day, task.merged_due.document) == (day("2023-06-29"), "cv-z-2023")
    assert len(cascade.found("restated-date-differs")) == 1


def test_without_an_upper_document_the_issuers_report_is_a_task_by_itself(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one("issuer", "report: {to: bo-noi-vu, due: {H1: {before: 30/6}}}"))

    assert list(own.tasks()) == ["2023-H1/binh-dinh"]
    assert own.found("restated-date-differs") == []


# Decision 13: own and merged


def test_an_agency_that_merges_sends_its_merged_report_upward(cascade: OwnDefinitions) -> None:
    feeds = feeds_of(cascade.graph())

    assert feeds[f"2023-H1/{TUY_PHUOC}", f"2023-H1/{SNV}"] == "own"
    assert feeds[f"2023-H1/{SNV}", "2023-H1/binh-dinh"] == "merged"
    assert feeds["2023-H1/binh-dinh", "2023-H1/bo-noi-vu"] == "merged"
    assert feeds["2023-H1/bo-y-te", "2023-H1/bo-noi-vu"] == "own"


def test_an_agency_is_not_among_its_own_inputs(cascade: OwnDefinitions) -> None:
    assert all(source != target for source, target in feeds_of(cascade.graph()))


def test_an_edge_that_both_reports_take_waits_for_the_merged_one(own: OwnDefinitions) -> None:
    office = "binh-dinh.van-phong-ubnd"
    own.document("kh-a-2023", one(SNV, f"report: {{to: {office}, due: {{H1: none}}}}"))
    more = f"consolidates: [{{who: [{SNV}, {office}], to: binh-dinh}}]\n"
    own.document("kh-b-2023", one(SNV, f"report: {{via: [{SNV}, {office}], due: {{H1: none}}}}", more), number="8/KH")

    assert feeds_of(own.graph())[f"2023-H1/{SNV}", f"2023-H1/{office}"] == "merged"


def test_two_consolidators_that_report_to_each_other_make_no_circle(own: OwnDefinitions) -> None:
    office = "ha-noi.van-phong-ubnd"
    own.document(
        "kh-a-2023",
        f"""
        implements: [{ROOT}]
        assigns:
          - who: {{kind: department}}
            report: {{to: ha-noi, via: [ha-noi.so-noi-vu, {office}], due: {{H1: {{before: 30/6}}}}}}
        consolidates: [{{who: [ha-noi.so-noi-vu, {office}], to: ha-noi}}]
        """,
        issuer="ha-noi",
    )

    graph = own.graph()
    feeds = feeds_of(graph)

    assert feeds["2023-H1/ha-noi.so-noi-vu", f"2023-H1/{office}"] == "own"
    assert feeds[f"2023-H1/{office}", "2023-H1/ha-noi.so-noi-vu"] == "own"
    assert owed(tasks_of(graph)[f"2023-H1/{office}"]) == "report consolidation"
    assert sorted(own.rules()) == ["no-due-date", "several-consolidators"]


def test_merged_reports_that_wait_for_each_other_are_a_circle(own: OwnDefinitions) -> None:
    first, second = "binh-dinh.so-y-te", "binh-dinh.so-tai-chinh"
    own.document(
        "kh-a-2023",
        f"""
        implements: [{ROOT}]
        consolidates:
          - {{who: {first}, to: {second}, due: {{H1: none}}}}
          - {{who: {second}, to: {first}, due: {{H1: none}}}}
        """,
    )

    assert set(feeds_of(own.graph()).values()) == {"merged"}
    assert len(own.found("cycle")) == 1


# Decision 14: two due dates


def test_a_consolidator_has_a_date_for_its_own_and_one_for_the_merged_report(cascade: OwnDefinitions) -> None:
    tasks = cascade.tasks()
    department, province = tasks[f"2023-H1/{SNV}"], tasks["2023-H1/binh-dinh"]

    assert department.own_due == DueDate(day("2023-06-19"), "before 20/6", "kh-a-2023")
    assert department.merged_due is not None
    assert department.merged_due.last_day is None
    assert (province.own_due, owed(province)) == (None, "plan consolidation")
    assert province.merged_due is not None
    assert province.merged_due.last_day == day("2023-06-29")


def test_the_order_to_consolidate_dates_the_merged_report_where_nothing_above_does(own: OwnDefinitions) -> None:
    more = f"consolidates: [{{who: {SNV}, to: binh-dinh, due: {{H1: {{by: 25/6}}}}}}]\n"
    own.document("kh-a-2023", one(TUY_PHUOC, f"report: {{to: {SNV}, due: {{H1: {{by: 20/6}}}}}}", more))

    task = own.tasks()[f"2023-H1/{SNV}"]

    assert (task.own_due, task.merged_due) == (None, DueDate(day("2023-06-25"), "by 25/6", "kh-a-2023"))


@pytest.mark.parametrize(
    ("agency", "path"),
    [
        (SNV, ["plan_drafted", "implemented", "reported", "consolidated"]),
        ("binh-dinh", ["plan_drafted", "implemented", "consolidated"]),
        ("bo-noi-vu", ["implemented", "consolidated"]),
        (TUY_PHUOC, ["plan_drafted", "implemented", "reported"]),
    ],
)
def test_a_task_passes_the_states_that_its_duties_demand(cascade: OwnDefinitions, agency: str, path: list[str]) -> None:
    task = cascade.tasks()[f"2023-H1/{agency}"]
    lifecycle = cascade.library().lifecycle("standard")

    states = lifecycle.path(Facts(task.owes_plan, task.owes_report, task.consolidates))

    assert list(states) == ["pending", "issued", *path]


# Decision 15: co-workers and drafters


def test_co_workers_and_drafters_make_no_task(own: OwnDefinitions) -> None:
    work = "with: binh-dinh.so-y-te\n    report: {to: bo-noi-vu, drafted_by: binh-dinh.so-noi-vu, due: {H1: none}}"
    own.document("kh-a-2023", one("issuer", work))

    (task,) = own.graph().tasks

    assert (task.agency, task.drafted_by) == ("binh-dinh", SNV)


# Decision 16: via


def test_via_alone_orders_nobody_to_act(own: OwnDefinitions) -> None:
    own.document("cv-z-2023", MINISTRY, **LETTER)
    own.document("kh-a-2023", PROVINCE.partition("consolidates")[0])

    graph = own.graph()

    assert not any(target in (f"2023-H1/{SNV}", "2023-H1/binh-dinh") for _, target in feeds_of(graph))
    assert owed(tasks_of(graph)[f"2023-H1/{SNV}"]) == "plan report"
    (found,) = own.found("via-without-order")
    assert [case.period.code for case in found.cases if case.period] == ["H1", "Y"]  # one a period, not one an agency


# Decisions 18 and 19: releases


def test_a_document_releases_what_it_assigns(cascade: OwnDefinitions) -> None:
    releases = releases_of(cascade.graph())

    assert releases["kh-a-2023", f"2023-H1/{TUY_PHUOC}"] == "2023-H1/binh-dinh"
    assert releases["kh-a-2023", f"2023-Y/{TUY_PHUOC}"] == "2023-Y/binh-dinh"
    assert releases["cv-z-2023", "2023-H1/binh-dinh"] is None


def test_where_the_issuer_has_no_task_of_the_period_its_earliest_releases(cascade: OwnDefinitions) -> None:
    cascade.document("kh-a-2023", PROVINCE.replace("H1: {before: 2023-06-20}", "Q1: none, 9M: none"))

    releases = releases_of(cascade.graph())

    assert releases["kh-a-2023", f"2023-Q1/{TUY_PHUOC}"] == "2023-H1/binh-dinh"
    assert releases["kh-a-2023", f"2023-9M/{TUY_PHUOC}"] == "2023-H1/binh-dinh"


def test_an_issuer_without_a_task_makes_no_release_edge(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", PROVINCE.replace("cv-z-2023", ROOT))

    assert set(releases_of(own.graph()).values()) == {None}


def test_every_document_of_every_task_has_its_release(cascade: OwnDefinitions) -> None:
    graph = cascade.graph()

    expected = {(key, task.key) for task in graph.tasks for key in task.documents}

    assert set(releases_of(graph)) == expected


@pytest.mark.parametrize(
    ("head", "year", "out_on"),
    [
        ({"date": "2023-03-10"}, 2023, "2023-03-10"),
        ({"date": "2023-03-10"}, 2024, "2024-01-01"),
        ({"number": "{missing: để trống}"}, 2023, None),
        ({"date": "{missing: để trống}\napplies: {year: 2023}"}, 2023, None),
    ],
)
def test_a_document_is_out_on_its_date_and_later_on_new_years_day(
    own: OwnDefinitions, head: dict[str, str], year: int, out_on: str | None
) -> None:
    own.document("kh-a-2023", one(SNV, "plan: {due: none}"), **head)

    (node,) = [node for node in own.graph(year).documents if node.key == "kh-a-2023"]

    assert node.out_on == (None if out_on is None else day(out_on))


@pytest.mark.parametrize(
    ("type_", "is_plan"), [("ke-hoach", True), ("chuong-trinh", True), ("cong-van", False), ("chi-thi", False)]
)
def test_only_plans_and_programmes_are_the_plan_that_their_issuer_owes(
    own: OwnDefinitions, type_: str, is_plan: bool
) -> None:
    own.document("vb-a-2023", one(SNV, "plan: {due: none}"), type=type_)

    assert [node.is_plan for node in own.graph().documents] == [False, is_plan]


# Decision 20


def test_an_issuers_tasks_are_those_that_any_document_in_force_gives_it(own: OwnDefinitions) -> None:
    """District 10 carries out one plan, its tasks come from another."""
    own.document(
        "kh-a-2023", one("ho-chi-minh.quan-10", "report: {to: ho-chi-minh, due: {H1: none}}"), issuer="ho-chi-minh"
    )
    own.document("ct-b-2023", UP, issuer="ho-chi-minh", type="chi-thi", number="4/CT")
    body = one("{kind: ward}", "report: {to: ho-chi-minh.quan-10, due: {H1: none}}").replace(ROOT, "ct-b-2023")
    own.document("kh-c-2023", body, issuer="ho-chi-minh.quan-10", number="5/KH")

    graph = own.graph()

    ward = "2023-H1/ho-chi-minh.quan-10.phuong-14"
    assert feeds_of(graph)[ward, "2023-H1/ho-chi-minh.quan-10"] == "own"
    assert releases_of(graph)["kh-c-2023", ward] == "2023-H1/ho-chi-minh.quan-10"


# Decision 28


@pytest.mark.parametrize(
    "assigns",
    ["", "assigns: [{who: {kind: ward, under: binh-dinh.so-noi-vu}, report: {to: binh-dinh, due: {H1: none}}}]\n"],
)
def test_a_consolidation_without_inputs_is_told_and_can_still_finish(own: OwnDefinitions, assigns: str) -> None:
    body = f"{UP}{assigns}consolidates: [{{who: issuer, to: bo-noi-vu, due: {{H1: {{before: 30/6}}}}}}]\n"
    own.document("kh-a-2023", body)

    graph = own.graph()

    assert owed(tasks_of(graph)["2023-H1/binh-dinh"]) == "consolidation"
    assert graph.feeds == ()
    assert len(own.found("consolidation-without-inputs")) == 1


def test_a_consolidation_of_those_whom_nobody_can_enumerate_has_inputs(own: OwnDefinitions) -> None:
    body = one("{open: các đơn vị}", "report: {to: binh-dinh, due: {H1: none}}",
               "consolidates: [{who: issuer, to: bo-noi-vu, due: {H1: {before: 30/6}}}]\n")  # fmt: skip
    own.document("kh-a-2023", body)

    assert own.rules() == ["open-assignees"]


# The graph as a whole


def test_tasks_are_sorted_by_key_and_edges_by_position(cascade: OwnDefinitions) -> None:
    graph = cascade.graph()

    assert [task.key for task in graph.tasks] == sorted(task.key for task in graph.tasks)
    assert list(graph.feeds) == sorted(graph.feeds, key=lambda feed: (feed.consolidation, feed.input))
    assert len({task.key for task in graph.tasks}) == len(graph.tasks)


def test_every_agency_of_the_graph_is_described_with_its_superiors(cascade: OwnDefinitions) -> None:
    graph = cascade.graph()
    described = {agency.key: agency for agency in graph.agencies}

    used = {task.agency for task in graph.tasks} | {key for task in graph.tasks for key in task.receivers}

    assert used <= described.keys()
    assert all(agency.superior is None or agency.superior in described for agency in graph.agencies)


def test_a_launch_pins_its_own_years_days_off_only(cascade: OwnDefinitions) -> None:
    graph = cascade.graph(2023)

    assert {day_off.year for day_off in graph.calendar.days_off} == {2022, 2023, 2024, 2025}


def test_a_launch_is_refused_for_errors_and_for_these_only(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", one("khong-co", "report: {to: binh-dinh, due: {H1: {before: 30/5}}}"))

    with pytest.raises(NotLaunchable) as refusal:
        prepare(own.library(), shipped_agencies(), ROOT, 2023)

    assert [finding.rule for finding in refusal.value.findings] == ["unknown-agency"]


def test_an_acknowledged_error_refuses_the_launch_even_so(own: OwnDefinitions) -> None:
    more = "acknowledged: [{rule: unknown-agency, reason: cơ quan chưa có trong danh bạ}]\n"
    own.document("kh-a-2023", one("khong-co", "report: {to: binh-dinh, due: {H1: {before: 30/5}}}", more))

    with pytest.raises(NotLaunchable) as refused:
        prepare(own.library(), shipped_agencies(), ROOT, 2023)

    assert [finding.rule for finding in refused.value.findings] == ["unknown-agency"]


def test_the_hash_changes_with_what_is_pinned_and_with_nothing_else(cascade: OwnDefinitions) -> None:
    before = cascade.graph().definition_hash
    again = cascade.graph().definition_hash
    cascade.document("kh-ngoai-2023", "basis: [kh-a-2023]\n", number="99/KH")
    beside = cascade.graph().definition_hash
    cascade.document("kh-a-2023", PROVINCE.replace("2023-06-20", "2023-06-21"))

    assert before == again == beside
    assert cascade.graph().definition_hash != before
    assert cascade.graph(2024).definition_hash != before


@pytest.mark.parametrize("keys", list(permutations(range(3))))
def test_the_graph_is_the_same_for_any_order_of_the_files(cascade: OwnDefinitions, keys: tuple[int, ...]) -> None:
    library = cascade.library()
    plain = cascade.graph()
    entries = sorted((key, library.loaded[key]) for key in cascade.keys)

    library.loaded = dict(entries[position] for position in keys)
    shuffled = compile_cascade(draft_tasks(link(library, shipped_agencies(), ROOT, 2023)))

    assert shuffled == plain
    assert shuffled.definition_hash == plain.definition_hash


# The real cascade of 2023: the ministry's letter and Bình Định's plan


def real(directive: str = "ct-33-ttg-2021") -> TaskGraph:
    return compile_cascade(
        draft_tasks(link(Library.load(), shipped_agencies(), directive, 2023, working_days(2022, 2025)))
    )


REAL = real()
BINH_DINH = {key: task for key, task in tasks_of(REAL).items() if task.agency.split(".")[0] == "binh-dinh"}
OF_THE_LETTER = {key: task for key, task in tasks_of(REAL).items() if "cv-1432-bnv-2023" in task.documents}
PERIODS_OF_THE_PLAN = ("2023-Q1", "2023-H1", "2023-9M", "2023-Y")
THIRTY_ONE = {
    agency.key
    for agency in shipped_agencies().select({"department", "district"}, under="binh-dinh", on=day("2023-01-01"))
}


def test_binh_dinh_has_its_tasks_of_2023() -> None:
    asked = {f"{period}/{agency}" for period in PERIODS_OF_THE_PLAN for agency in THIRTY_ONE}

    assert len(THIRTY_ONE) == 31
    assert BINH_DINH.keys() == asked | {"2023-H1/binh-dinh", "2023-Y/binh-dinh", f"2023-once/{SNV}/kiem-tra"}
    assert len(BINH_DINH) == 127


def test_the_ministry_asks_every_other_ministry_and_province_twice() -> None:
    agencies = {task.agency for task in OF_THE_LETTER.values()}

    assert len(OF_THE_LETTER) == 2 * len(agencies) == 186
    assert Counter(task.period.code for task in OF_THE_LETTER.values()) == {"H1": 93, "Y": 93}
    assert Counter(owed(task) for key, task in OF_THE_LETTER.items() if "bo-noi-vu" in key) == {"consolidation": 2}


def test_the_two_documents_make_311_tasks_and_8_consolidations_and_306_feeds() -> None:
    ours = {**BINH_DINH, **OF_THE_LETTER}
    feeds = [edge for edge in feeds_of(REAL) if set(edge) <= ours.keys()]

    assert len(ours) == 311
    assert len(feeds) == 306
    of_these_two = [
        key for key, task in ours.items() if task.consolidates and task.agency in {"bo-noi-vu", "binh-dinh", SNV}
    ]
    assert len(of_these_two) == 8


@pytest.mark.parametrize(
    ("period", "last"),
    [("2023-Q1", "2023-03-19"), ("2023-H1", "2023-06-19"), ("2023-9M", "2023-09-19"), ("2023-Y", "2023-11-24")],
)
def test_each_task_of_binh_dinhs_plan_has_its_due_date(period: str, last: str) -> None:
    dues = {BINH_DINH[f"{period}/{agency}"].own_due.last_day for agency in THIRTY_ONE}  # type: ignore[union-attr]

    assert dues == {day(last)}


@pytest.mark.parametrize(("period", "last"), [("2023-H1", "2023-05-29"), ("2023-Y", "2023-12-14")])
def test_the_ministry_wants_each_province_and_ministry_by_its_dates(period: str, last: str) -> None:
    province, ministry = tasks_of(REAL)[f"{period}/binh-dinh"], tasks_of(REAL)[f"{period}/bo-y-te"]

    assert province.own_due is None
    assert province.merged_due is not None
    assert ministry.own_due is not None
    assert province.merged_due.last_day == ministry.own_due.last_day == day(last)


def test_home_affairs_of_binh_dinh_merges_thirty_reports_and_its_own_plan_is_apart() -> None:
    feeds = feeds_of(REAL)

    for period in PERIODS_OF_THE_PLAN:
        inputs = {source for source, target in feeds if target == f"{period}/{SNV}"}
        assert inputs == {f"{period}/{agency}" for agency in THIRTY_ONE - {SNV}}
    assert owed(BINH_DINH[f"2023-once/{SNV}/kiem-tra"]) == "plan"
    assert BINH_DINH[f"2023-once/{SNV}/kiem-tra"].plan_group == f"{SNV}/kiem-tra"


def test_the_chain_of_the_half_year_runs_from_the_district_to_the_ministry() -> None:
    feeds = feeds_of(REAL)

    assert feeds[f"2023-H1/{TUY_PHUOC}", f"2023-H1/{SNV}"] == "own"
    assert feeds[f"2023-H1/{SNV}", "2023-H1/binh-dinh"] == "merged"
    assert feeds["2023-H1/binh-dinh", "2023-H1/bo-noi-vu"] == "merged"
    assert not any(f"{period}/binh-dinh" in key for period in ("2023-Q1", "2023-9M") for key in tasks_of(REAL)
                   if key.endswith("/binh-dinh"))  # fmt: skip


def test_tasks_of_the_plan_wait_for_the_plan_and_hang_on_the_provinces_task() -> None:
    releases = releases_of(REAL)
    plan = next(node for node in REAL.documents if node.key == "kh-binh-dinh-2023")

    assert (plan.out_on, plan.is_plan) == (None, True)
    assert releases["kh-binh-dinh-2023", f"2023-H1/{TUY_PHUOC}"] == "2023-H1/binh-dinh"
    assert releases["kh-binh-dinh-2023", f"2023-Q1/{TUY_PHUOC}"] == "2023-H1/binh-dinh"
    assert releases["kh-binh-dinh-2023", f"2023-Y/{TUY_PHUOC}"] == "2023-Y/binh-dinh"


def test_from_2024_on_the_letter_asks_again_and_the_plan_of_2023_does_not() -> None:
    library = Library.load()

    graph = compile_cascade(draft_tasks(link(library, shipped_agencies(), "ct-33-ttg-2021", 2024)))

    documents = {key for task in graph.tasks for key in task.documents}
    assert "cv-1432-bnv-2023" in documents
    assert "kh-binh-dinh-2023" not in documents


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_real_graph_is_the_same_for_any_order_of_the_files(random: object) -> None:
    library = Library.load()
    entries = list(library.loaded.items())
    random.shuffle(entries)  # type: ignore[attr-defined]
    library.loaded = dict(entries)

    shuffled = compile_cascade(
        draft_tasks(link(library, shipped_agencies(), "ct-33-ttg-2021", 2023, working_days(2022, 2025)))
    )

    assert shuffled == REAL
    assert shuffled.definition_hash == REAL.definition_hash


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_task_cites_the_entry_that_asks_for_it_and_no_other(year: int) -> None:
    """Held against the files as plain YAML: place, words and content are of one entry of the document that is named."""
    folder = Path(__file__).parents[2] / "definitions" / "documents"
    files = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")}
    graph = compile_cascade(draft_tasks(link(Library.load(), Registry.load(), "ct-33-ttg-2021", year)))
    nodes = {node.key: node for node in graph.assignments}

    for task in graph.tasks:
        asked = [nodes[duty.assignment] for duty in task.duties]
        for duty, node in zip(task.duties, asked, strict=True):
            entry = (duty.what, node.at, node.printed, node.content)
            assert entry in set(_entries(files[node.document])), task.key
            assert duty.due is None or duty.due.document == node.document, task.key
        assert asked[0] == nodes[task.assignment], task.key
        assert {node.document for node in asked} == set(task.documents), task.key


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_task_owes_no_more_and_no_less_than_its_duties(year: int) -> None:
    graph = compile_cascade(draft_tasks(link(Library.load(), Registry.load(), "ct-33-ttg-2021", year)))

    for task in graph.tasks:
        asked = {duty.what for duty in task.duties}
        assert task.owes_plan == ("plan" in asked), task.key
        assert task.consolidates or task.owes_report == bool(asked - {"plan"}), task.key
        dates = {duty.due.last_day for duty in task.duties if duty.due is not None}
        assert {due.last_day for due in (task.plan_due, task.own_due, task.merged_due) if due} <= dates, task.key


def _entries(file: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    above = file.get("at", "")
    for entry in file.get("assigns", ()):
        at = entry.get("at", above)
        for what in ("report", "product", "plan"):
            asked = entry.get(what)
            if asked is not None:
                asked = asked if isinstance(asked, dict) else {}
                yield what, asked.get("at", at), entry.get("printed", ""), asked.get("content", "")
    for entry in file.get("consolidates", ()):
        yield "consolidation", entry.get("at", above), "", ""


def test_the_places_that_used_to_be_shared() -> None:
    """In plan 246 of Hồ Chí Minh City the departments' yearly duty stands in III.1, its own report in III.2.b."""
    graph = compile_cascade(draft_tasks(link(Library.load(), Registry.load(), "ct-33-ttg-2021", 2023)))
    nodes = {node.key: node for node in graph.assignments}

    places = {
        task.agency: nodes[task.assignment].at
        for task in graph.tasks
        if nodes[task.assignment].document == "kh-246-tphcm-2022" and task.topic is None
    }

    assert places["ho-chi-minh.so-y-te"].startswith("III.1")
