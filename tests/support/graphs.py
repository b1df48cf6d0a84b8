"""Task graphs for tests: a small province like the real ones, and a builder for any other."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from workflows.calendars import WorkCalendar
from workflows.canonical import canonical
from workflows.graph import (
    AgencyNode,
    Asked,
    AssignmentNode,
    DocumentNode,
    DueDate,
    Duty,
    Feed,
    Release,
    TaskGraph,
    TaskNode,
    WaitsFor,
)
from workflows.periods import parse_period_key

DIRECTIVE = "ct-33-ttg-2021"


@cache
def standard_lifecycle() -> Mapping[str, Any]:
    path = Path(__file__).parents[2] / "definitions" / "lifecycles" / "standard.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


_OWN_STANDINGS = {
    "inspected": {"vi": "đang thanh tra", "en": "under inspection", "awaited": True},
    "handed_over": {"vi": "đã bàn giao", "en": "handed over", "awaited": False},
}
_OWN_TRIGGERS: Mapping[str, Any] = {
    "defer": ("hoãn", "put off", "issuer", ("reason",), "active", "suspended"),
    "take_up": ("làm lại", "take up", "issuer", ("reason",), "suspended", "active"),
    "inspect": ("thanh tra", "inspect", "superior", ("reason",), "active", "inspected"),
    "conclude": ("kết luận thanh tra", "conclude", "superior", ("reason", "until"), "inspected", "active"),
    "hand_over": ("bàn giao", "hand over", "consolidator", (), "active", "handed_over"),
}


def own_lifecycle() -> dict[str, Any]:
    """The standard one under another key, with more standings and side triggers, and another word for a state."""
    data = copy.deepcopy(dict(standard_lifecycle()))
    data["key"] = "rieng"
    data["states"]["issued"] |= {"vi": "đã nhận việc", "en": "taken on"}
    for name, standing in _OWN_STANDINGS.items():
        data["standings"][name] = {**standing, "about": {"vi": standing["vi"], "en": standing["en"]}}
    for name, (vi, en, who, needs, before, after) in _OWN_TRIGGERS.items():
        data["side_triggers"][name] = {
            **{"label": {"vi": vi, "en": en}, "who": [who], "needs": list(needs)},
            "standings": [{"from": before, "to": after}],
        }
    return data


class GraphBuilder:
    """Collects documents, agencies, tasks and edges by key; `build` sorts tasks and turns keys into positions."""

    def __init__(self, directive: str = DIRECTIVE, year: int = 2023) -> None:
        self.directive, self.year = directive, year
        self.documents: dict[str, DocumentNode] = {}
        self.agencies: dict[str, AgencyNode] = {}
        self.assignments: dict[str, AssignmentNode] = {}
        self.tasks: dict[str, TaskNode] = {}
        self.feeds: list[tuple[str, str, WaitsFor]] = []
        self.makers: dict[tuple[str, str], str] = {}
        self.calendar = WorkCalendar()

    def agency(self, key: str, name: str = "", superior: str | None = None, kind: str = "", short: str = "") -> str:
        self.agencies.setdefault(key, AgencyNode(key, name or key, "", kind, "", superior, short))
        return key

    def document(
        self,
        key: str,
        *issuers: str,
        number: str | None = None,
        issued_on: date | None = None,
        is_plan: bool = False,
        not_before: date | None = None,
    ) -> str:
        for issuer in issuers:
            self.agency(issuer)
        kind = "ke-hoach" if is_plan else "cong-van"
        out_on = issued_on if number and issued_on else None
        self.documents[key] = DocumentNode(
            key, kind, f"văn bản {key}", issuers, number, issued_on, out_on, is_plan, (), not_before
        )
        return key

    def task(
        self,
        period: str,
        agency: str,
        *documents: str,
        topic: str | None = None,
        plan: bool = False,
        report: bool = False,
        consolidates: bool = False,
        plan_due: date | None = None,
        own_due: date | None = None,
        merged_due: date | None = None,
        receivers: tuple[str, ...] = (),
        drafted_by: str | None = None,
    ) -> str:
        """A task of an agency; its key without the directive. `documents`: those that ask for it, the first assigns."""
        self.agency(agency)
        assignment = f"{documents[0]}/{topic}" if topic else documents[0]
        self.assignments.setdefault(assignment, AssignmentNode(assignment, documents[0], topic, "III.2", "kết quả"))
        asked: list[tuple[Asked, bool, date | None]] = [
            ("plan", plan, plan_due),
            ("report", report, own_due),
            ("consolidation", consolidates, merged_due),
        ]
        duties = tuple(Duty(assignment, what, _due(day)) for what, is_asked, day in asked if is_asked)
        node = TaskNode(
            parse_period_key(period),
            agency,
            topic,
            assignment,
            documents,
            plan,
            report,
            consolidates,
            f"{agency}|{assignment}|{self.year}" if plan else None,
            _due(plan_due),
            _due(own_due),
            _due(merged_due),
            receivers,
            drafted_by,
            duties,
        )
        self.tasks[node.key] = node
        return node.key

    def feed(self, input_task: str, consolidation: str, waits_for: WaitsFor = "own") -> None:
        self.feeds.append((input_task, consolidation, waits_for))

    def makes(self, maker: str, document: str, *tasks: str) -> None:
        """The document's release of these tasks hangs on the maker's plan."""
        self.makers.update({(document, task): maker for task in tasks})

    def build(self) -> TaskGraph:
        keys = sorted(self.tasks)
        position = {key: index for index, key in enumerate(keys)}
        releases = tuple(
            Release(document, position[key], position.get(self.makers.get((document, key), "")))
            for key in keys
            for document in self.tasks[key].documents
        )
        feeds = sorted({Feed(position[low], position[high], kind) for low, high, kind in self.feeds}, key=_order)
        pins = {
            f"documents/{key}": canonical({"key": key, "title": node.title}) for key, node in self.documents.items()
        }
        return TaskGraph(
            self.directive,
            self.year,
            tuple(self.documents.values()),
            tuple(self.assignments.values()),
            tuple(self.agencies.values()),
            tuple(self.tasks[key] for key in keys),
            tuple(feeds),
            releases,
            standard_lifecycle(),
            self.calendar,
            pins,
        )


def _due(day: date | None) -> DueDate | None:
    return None if day is None else DueDate(day, f"trước {day:%d/%m}")


def _order(feed: Feed) -> tuple[int, int, str]:
    return feed.consolidation, feed.input, feed.waits_for


def province(
    districts: int = 3, *, year: int = 2023, directive: str = DIRECTIVE, number: str | None = None
) -> TaskGraph:
    """The half-year of one province under the Ministry, as Bình Định's plan has it.

    The Ministry's letter is out; the province's plan waits for number and date (unless `number` is given). The
    department consolidates what the districts and itself report; the province hands it on; the Ministry merges.
    """
    graph = GraphBuilder(directive, year)
    graph.agency("thu-tuong", "Thủ tướng Chính phủ")
    graph.agency("bo-noi-vu", "Bộ Nội vụ", "thu-tuong", "ministry", "BNV")
    graph.agency("binh-dinh", "Ủy ban nhân dân tỉnh Bình Định", "thu-tuong", "province", "UBND Bình Định")
    graph.agency("binh-dinh.so-noi-vu", "Sở Nội vụ tỉnh Bình Định", "binh-dinh", "department")
    names = ["Tuy Phước", "Hoài Ân", "An Lão", "Vân Canh", "Phù Cát", "Phù Mỹ", "Tây Sơn", "Vĩnh Thạnh"]
    graph.document(directive, "thu-tuong", number="33/CT-TTg", issued_on=date(2021, 12, 14))
    letter = graph.document("cv-1432-bnv-2023", "bo-noi-vu", number="1432/BNV-CTTN", issued_on=date(year, 4, 3))
    plan = graph.document(
        "kh-binh-dinh-2023",
        "binh-dinh",
        number=number,
        issued_on=date(year, 3, 1) if number else None,
        is_plan=True,
        not_before=None if number else date(year, 2, 20),
    )
    period = f"{year}-H1"
    ministry = graph.task(period, "bo-noi-vu", letter, consolidates=True)
    top = graph.task(
        period,
        "binh-dinh",
        letter,
        plan=True,
        consolidates=True,
        merged_due=date(year, 5, 29),
        receivers=("bo-noi-vu",),
    )
    top_year = graph.task(f"{year}-Y", "binh-dinh", letter, plan=True, consolidates=True, merged_due=date(year, 11, 14))
    due = date(year, 6, 19)
    department = graph.task(
        period,
        "binh-dinh.so-noi-vu",
        plan,
        plan=True,
        report=True,
        consolidates=True,
        own_due=due,
        receivers=("binh-dinh",),
    )
    inputs = []
    for name in names[:districts]:
        from workflows.spelling import slug

        key = graph.agency(f"binh-dinh.huyen-{slug(name)}", f"UBND huyện {name}", "binh-dinh", "district")
        inputs.append(graph.task(period, key, plan, plan=True, report=True, own_due=due))
    graph.makes(top, plan, department, *inputs)
    for item in inputs:
        graph.feed(item, department, "own")
    graph.feed(department, top, "merged")
    graph.feed(top, ministry, "merged")
    graph.task(f"{year}-once", "binh-dinh.so-noi-vu", plan, topic="kiem-tra", plan=True)
    assert top_year in graph.tasks
    return graph.build()


H1 = "2023-H1"
TOP = f"{DIRECTIVE}/{H1}/binh-dinh"
MINISTRY = f"{DIRECTIVE}/{H1}/bo-noi-vu"
DEPARTMENT = f"{DIRECTIVE}/{H1}/binh-dinh.so-noi-vu"
TUY_PHUOC = f"{DIRECTIVE}/{H1}/binh-dinh.huyen-tuy-phuoc"
HOAI_AN = f"{DIRECTIVE}/{H1}/binh-dinh.huyen-hoai-an"
AN_LAO = f"{DIRECTIVE}/{H1}/binh-dinh.huyen-an-lao"


def accepting(graph: TaskGraph) -> TaskGraph:
    """The province whose plan asks the department to accept what it merges."""
    department = f"{H1}/binh-dinh.so-noi-vu"
    tasks = (
        replace(node, duties=(*node.duties, Duty(node.assignment, "acceptance"))) if node.key == department else node
        for node in graph.tasks
    )
    return replace(graph, tasks=tuple(tasks))


def agency_of(task: str) -> str:
    """The agency in a full or short task key."""
    return task.removeprefix(f"{DIRECTIVE}/").split("/")[1]


def move(engine: Any, task: str, *triggers: str, today: date = date(2023, 6, 21), **details: Any) -> Any:
    """Fire triggers one after another as the task's own agency; the answer to the last."""
    answer = None
    details = {"as_agency": agency_of(task), "today": today, **details}
    for trigger in triggers:
        answer = engine.advance(task, trigger, **details)
    return answer


def put_plan_out(engine: Any, today: date = date(2023, 6, 21)) -> Any:
    """The province drafts its plan, which releases what the plan assigns."""
    return move(engine, TOP, "draft_plan", document="18/KH-UBND", on=date(2023, 3, 20), today=today)
