"""The machine's answers, remembered for each kind of case."""

import copy
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from graphs import own_lifecycle, standard_lifecycle

from engine.cascade.judging import Judge
from workflows.lifecycle import Facts, parse_lifecycle


class Case:
    """A task as the judge sees it."""

    def __init__(
        self, state: str, plan: bool = False, report: bool = False, merges: bool = False, open_inputs: int = 0
    ):
        self.state, self.standing, self.open_inputs = state, "active", open_inputs
        self.owes_plan, self.owes_report, self.consolidates = plan, report, merges


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(parse_lifecycle(standard_lifecycle()))


def test_a_pending_task_cannot_move_by_itself(judge: Judge) -> None:
    case = Case("pending", report=True)

    assert judge.next_trigger(case) == "release"
    assert not judge.can_move(case)
    assert judge.triggers_now(case) == ()


def test_open_inputs_stop_a_consolidation_and_nothing_else(judge: Judge) -> None:
    assert not judge.can_move(Case("reported", report=True, merges=True, open_inputs=2))
    assert judge.can_move(Case("reported", report=True, merges=True))
    assert judge.can_move(Case("implemented", report=True, merges=True, open_inputs=2))


@pytest.mark.parametrize(
    ("case", "to", "given"),
    [
        (Case("implemented", report=True), "reported", ("own", "merged")),
        (Case("implemented", report=True, merges=True), "reported", ("own",)),
        (Case("reported", report=True, merges=True), "consolidated", ("merged",)),
        (Case("implemented", merges=True), "consolidated", ("own", "merged")),
        (Case("issued", plan=True), "plan_drafted", ("own", "merged")),
        (Case("issued", plan=True, report=True), "plan_drafted", ()),
    ],
)
def test_which_edges_a_move_closes(case: Case, to: str, given: tuple[str, ...], judge: Judge) -> None:
    before, after = (judge.closed_reports(case, state, "active") for state in (case.state, to))

    assert tuple(report for report in after if report not in before) == given


@pytest.mark.parametrize(("standing", "closed"), [("suspended", ()), ("waived", ("own", "merged"))])
def test_nobody_waits_for_a_waived_task_but_for_a_suspended_one(
    standing: str, closed: tuple[str, ...], judge: Judge
) -> None:
    case = Case("issued", report=True)

    assert judge.closed_reports(case, "issued", standing) == closed
    assert judge.closed_reports(case, "reported", standing) == ("own", "merged")


def test_the_machine_is_asked_once_for_each_kind_of_case(monkeypatch: pytest.MonkeyPatch) -> None:
    lifecycle = parse_lifecycle(standard_lifecycle())
    judge, asked = Judge(lifecycle), []
    real = lifecycle.judge
    monkeypatch.setattr(lifecycle, "judge", lambda *what: asked.append(what) or real(*what))

    for open_inputs in (0, 3, 7, 0):
        judge.verdict("consolidate", Case("reported", report=True, merges=True, open_inputs=open_inputs))

    of_the_case = [facts for _, _, facts in asked if isinstance(facts, Facts)]  # the others are asked along the path
    assert of_the_case == [Facts(False, True, True, 0), Facts(False, True, True, 1)]


def test_no_trigger_leads_beside_the_path_where_two_arrows_fit() -> None:
    data = copy.deepcopy(dict(standard_lifecycle()))
    data["triggers"]["report"]["moves"][0]["when"] = []
    data["triggers"] = dict(sorted(data["triggers"].items()))  # as it is pinned: what comes first makes the path
    judge, committee = Judge(parse_lifecycle(data)), Case("implemented", merges=True)

    assert "reported" not in judge.path(committee)
    assert not judge.verdict("report", committee).is_legal
    assert judge.verdict("consolidate", committee).dest == "consolidated"


@pytest.mark.parametrize("data", [standard_lifecycle(), own_lifecycle()], ids=["standard", "own"])
def test_what_is_remembered_for_bulks_is_what_the_machine_says(data: Mapping[str, Any]) -> None:
    """Of every state, trigger and standing, with every guard fulfilled and not; remembered of tasks that are alike."""
    lifecycle = parse_lifecycle(data)
    judge, legal = Judge(lifecycle), 0
    cases = list(product(lifecycle.data.states, lifecycle.data.standings, *[(False, True)] * 3, (7, 0, 1)))
    for _ in range(2):  # the second time all is remembered
        for trigger, (state, standing, *owes, open_inputs) in product(lifecycle.data.triggers, cases):
            case = Case(state, *owes, open_inputs=open_inputs)
            case.standing = standing

            said = lifecycle.judge(trigger, state, Facts(*owes, open_inputs=open_inputs, standing=standing))
            verdict = judge.verdict(trigger, case)

            dest = said.dest if said.dest in lifecycle.path(Facts(*owes)) else None
            assert (verdict.dest, verdict.objections) == (dest, said.objections), (trigger, case)
            legal += verdict.is_legal
    assert legal > 100
