"""The rules of features/lifecycle_rules.feature say every guard of the standard lifecycle that bars anything.

Each guard is taken out of a copy of the lifecycle, one at a time; from a place where it stands in the way, exploring
finds a run by which one of the rules breaks. With the standard lifecycle it finds none, from any of these places.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from graphs import GraphBuilder, standard_lifecycle

from features.steps.cascades import Cascade
from features.steps.world import Stage, World
from rules.exploring import Bounds, Explored, Exploring
from rules.files import FeatureFile, read_file
from rules.judging import names_of
from rules.sentences import form_of, rule_of
from workflows.graph import TaskGraph
from workflows.lifecycle import parse_lifecycle

TODAY = date(2023, 6, 1)
RUNS = 80
FEATURE = Path(__file__).resolve().parents[1] / "features" / "lifecycle_rules.feature"
WHY = {"reason": "bão lũ"}
PARTIAL = {**WHY, "missing": ("huyen",), "allowed_by": "Chủ tịch"}

Step = tuple[str, str, str, Mapping[str, Any]]  # trigger, task's agency, by whom, what else
Guard = tuple[str, str, int, str, str]  # group, trigger, arrow, when or unless, guard


def sentences() -> list[str]:
    """Every rule that the feature states."""
    feature = read_file(FEATURE)
    assert isinstance(feature, FeatureFile)
    said = [
        step.filled(row).text
        for scenario in feature.scenarios
        for row in scenario.examples or ({},)
        for step in scenario.steps
        if step.kind == "then"
    ]
    assert all(form_of(each) for each in said)
    return list(dict.fromkeys(said))


def pair(**huyen: bool) -> TaskGraph:
    """A district that reports, and the committee above it that consolidates and owes no report of its own."""
    graph = GraphBuilder("ct-1-ttg-2023")
    letter = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 1, 10))
    top = graph.task("2023-H1", "bo", letter, consolidates=True, merged_due=date(2023, 6, 20), receivers=("thu-tuong",))
    graph.agency("thu-tuong")
    low = graph.task("2023-H1", "huyen", letter, **{"report": True, **huyen}, own_due=date(2023, 6, 10))
    graph.feed(low, top, "own")
    return graph.build()


def both() -> TaskGraph:
    """A province that owes a plan, a report of its own and a merged one, and a district below it."""
    graph = GraphBuilder("ct-1-ttg-2023")
    letter = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 1, 10))
    duties = {"plan": True, "report": True, "consolidates": True}
    top = graph.task("2023-H1", "tinh", letter, **duties, merged_due=date(2023, 6, 20), receivers=("bo",))
    low = graph.task("2023-H1", "huyen", letter, report=True, own_due=date(2023, 6, 10))
    graph.feed(low, top, "own")
    return graph.build()


def lone_plan() -> TaskGraph:
    """A commune that owes a plan and nothing else."""
    graph = GraphBuilder("ct-1-ttg-2023")
    letter = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 1, 10))
    graph.task("2023-H1", "xa", letter, plan=True)
    return graph.build()


def own(agency: str, *triggers: str) -> tuple[Step, ...]:
    return tuple((trigger, agency, agency, {}) for trigger in triggers)


REPORTED = own("huyen", "implement", "report")
COMMITTEE = own("bo", "implement")
PLANNED = own("tinh", "draft_plan", "implement")
WITHOUT_IT: Step = ("consolidate_partial", "bo", "bo", PARTIAL)
PLACES: dict[str, tuple[TaskGraph, tuple[Step, ...]]] = {
    "begun": (pair(), COMMITTEE),
    "planned": (lone_plan(), own("xa", "draft_plan")),
    "to plan": (pair(plan=True), ()),
    "reported": (pair(), (*COMMITTEE, *REPORTED)),
    "passed on": (pair(), (*COMMITTEE, WITHOUT_IT)),
    "paused, passed on": (pair(), (*COMMITTEE, ("suspend", "huyen", "bo", WHY), WITHOUT_IT)),
    "waived, passed on": (pair(), (*COMMITTEE, ("waive", "huyen", "bo", WHY), *own("bo", "consolidate"))),
    "province implemented": (both(), PLANNED),
    "province ready": (both(), (*PLANNED, *REPORTED)),
    "province reported": (both(), (*PLANNED, *own("tinh", "report"))),
    "province passed on": (both(), (*PLANNED, *REPORTED, *own("tinh", "report", "consolidate"))),
}
FOUND_FROM: dict[Guard, str] = {
    ("triggers", "draft_plan", 0, "when", "owes_plan"): "begun",
    ("triggers", "implement", 0, "unless", "owes_plan"): "to plan",
    ("triggers", "implement", 1, "when", "owes_result"): "planned",
    ("triggers", "report", 0, "when", "owes_report"): "reported",
    ("triggers", "consolidate", 0, "when", "consolidates"): "reported",
    ("triggers", "consolidate", 0, "when", "inputs_closed"): "province reported",
    ("triggers", "consolidate", 1, "when", "inputs_closed"): "begun",
    ("triggers", "consolidate", 1, "unless", "owes_report"): "province ready",
    ("side_triggers", "consolidate_partial", 1, "unless", "owes_report"): "province implemented",
    ("side_triggers", "return_report", 0, "when", "returns_merged"): "province passed on",
    ("side_triggers", "return_report", 3, "when", "returns_own"): "province reported",
    ("side_triggers", "extend", 0, "when", "unfinished"): "reported",
    ("side_triggers", "waive", 0, "when", "unfinished"): "reported",
    ("side_triggers", "waive", 0, "when", "consolidation_open"): "passed on",
    ("side_triggers", "waive", 1, "when", "consolidation_open"): "paused, passed on",
    ("side_triggers", "unwaive", 0, "when", "consolidation_open"): "waived, passed on",
    ("side_triggers", "suspend", 0, "when", "unfinished"): "reported",
    ("side_triggers", "withdraw", 0, "when", "unfinished"): "reported",
    ("side_triggers", "revoke", 0, "when", "unfinished"): "reported",
}
_NEVER_THERE = "no task without that duty comes into the arrow's first state"
_NO_INPUTS = "what merges nothing has no open input"
_NAMES_NOBODY = "who is named as missing must be missing, and somebody must be named"
_FIRST_ARROW = "an earlier arrow of the trigger takes whatever else would come this way"
_NO_REPORT = "a report that is not owed cannot be returned"
_STILL_UNFINISHED = "in that standing nothing is finished"
_NOT_ON_ITS_PATH = "no trigger leads beside the task's path"
STANDS_BESIDE: dict[Guard, str] = {
    ("triggers", "implement", 0, "when", "owes_result"): "without a result a plan is owed, and that arrow is barred",
    ("triggers", "consolidate", 1, "when", "consolidates"): _NEVER_THERE,
    ("side_triggers", "consolidate_partial", 0, "when", "consolidates"): _NO_INPUTS,
    ("side_triggers", "consolidate_partial", 0, "when", "inputs_open"): _NAMES_NOBODY,
    ("side_triggers", "consolidate_partial", 1, "when", "consolidates"): _NO_INPUTS,
    ("side_triggers", "consolidate_partial", 1, "when", "inputs_open"): _NAMES_NOBODY,
    ("side_triggers", "return_report", 0, "when", "owes_report"): _NOT_ON_ITS_PATH,
    ("side_triggers", "return_report", 1, "when", "returns_merged"): _NO_REPORT,
    ("side_triggers", "return_report", 1, "unless", "owes_report"): _FIRST_ARROW,
    ("side_triggers", "return_report", 2, "when", "returns_own"): _FIRST_ARROW,
    ("side_triggers", "return_report", 2, "when", "owes_report"): _NO_REPORT,
    ("side_triggers", "extend", 1, "when", "unfinished"): _STILL_UNFINISHED,
    ("side_triggers", "waive", 1, "when", "unfinished"): _STILL_UNFINISHED,
    ("side_triggers", "withdraw", 1, "when", "unfinished"): _STILL_UNFINISHED,
    ("side_triggers", "revoke", 1, "when", "unfinished"): _STILL_UNFINISHED,
    ("side_triggers", "revoke", 2, "when", "unfinished"): _STILL_UNFINISHED,
}


def guards(lifecycle: Mapping[str, Any]) -> Iterator[Guard]:
    """Every guard on every arrow."""
    for group in ("triggers", "side_triggers"):
        for name, trigger in lifecycle[group].items():
            for at, arrow in enumerate(_arrows(trigger)):
                for when in ("when", "unless"):
                    yield from ((group, name, at, when, guard) for guard in arrow.get(when, ()))


def _arrows(trigger: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    return trigger.get("moves") or trigger["standings"]


def without(guard: Guard) -> dict[str, Any]:
    """A copy of the standard lifecycle in which that guard is missing."""
    group, name, at, when, which = guard
    lifecycle = copy.deepcopy(dict(standard_lifecycle()))
    arrow = _arrows(lifecycle[group][name])[at]
    arrow[when] = [each for each in arrow[when] if each != which]
    return lifecycle


class UntilBroken(Exploring):
    """Ends with the first rule that breaks."""

    def is_over(self) -> bool:
        return bool(self.found.broken) or super().is_over()


def explored(folder: Path, place: str, lifecycle: Mapping[str, Any], runs: int) -> Explored:
    graph, steps = PLACES[place]
    graph = replace(graph, lifecycle=lifecycle)
    stage = Stage(folder)
    world = World(stage)
    world._open(stage.copy(stage.empty()))
    world.keeper.be_on(TODAY)
    world.engine.launch(graph, today=TODAY)
    world.current = world.launched[graph.key] = Cascade(graph, parse_lifecycle(lifecycle))
    for trigger, agency, actor, given in steps:
        world.engine.advance(f"2023-H1/{agency}", trigger, as_agency=actor, cascade=graph.key, today=TODAY, **given)
    rules = [rule_of(each, names_of(world, world.current)) for each in sentences()]
    found = UntilBroken(world, [rule for rule in rules if rule is not None], Bounds(runs=runs)).go()
    world.close()
    return found


def test_every_guard_is_looked_at() -> None:
    every = set(guards(standard_lifecycle()))

    assert every == FOUND_FROM.keys() | STANDS_BESIDE.keys()
    assert not FOUND_FROM.keys() & STANDS_BESIDE.keys()


@pytest.mark.parametrize("guard", FOUND_FROM, ids=lambda guard: "-".join(map(str, guard[1:])))
def test_a_guard_that_is_missing_is_found(tmp_path: Path, guard: Guard) -> None:
    found = explored(tmp_path, FOUND_FROM[guard], without(guard), RUNS)

    assert found.broken
    assert min(len(moves) for moves in found.broken.values()) <= 2


@pytest.mark.parametrize(
    ("group", "trigger", "role", "place"),
    [
        ("triggers", "implement", "receiver", "begun"),
        ("triggers", "consolidate", "issuer", "province passed on"),
        ("side_triggers", "extend", "assignee", "begun"),
        ("side_triggers", "return_report", "assignee", "reported"),
        ("side_triggers", "waive", "assignee", "begun"),
    ],
)
def test_a_role_too_many_is_found(tmp_path: Path, group: str, trigger: str, role: str, place: str) -> None:
    lifecycle = copy.deepcopy(dict(standard_lifecycle()))
    lifecycle[group][trigger]["who"].append(role)

    assert explored(tmp_path, place, lifecycle, RUNS).broken


@pytest.mark.parametrize("place", PLACES)
def test_with_all_of_them_no_rule_breaks(tmp_path: Path, place: str) -> None:
    found = explored(tmp_path, place, standard_lifecycle(), RUNS)

    assert found.runs == RUNS
    assert not found.broken
