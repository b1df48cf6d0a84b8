"""The state machine of a task: which states it passes, what stands in its way, and that no file brings code along."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from own_definitions import ROOT, OwnDefinitions, place_of
from pydantic import ValidationError

import words
from workflows.errors import BadDefinition
from workflows.findings import Place
from workflows.library import Library, load_lifecycle
from workflows.lifecycle import GUARDS, Facts, Lifecycle, UnknownTrigger, parse_lifecycle
from workflows.marked_yaml import read_tree

STANDARD = Library.load().lifecycle("standard")
DUTIES = [Facts(*owed) for owed in product((False, True), repeat=3)]
TRIGGERS = ("release", "draft_plan", "implement", "report", "consolidate")
SIDE = (
    *("consolidate_partial", "return_report", "extend", "waive", "unwaive", "suspend", "resume"),
    *("withdraw", "revoke"),
)
ASKED_AND_DECIDED = ("request_extension", "request_withdrawal", "refuse", "grant", "deny", "accept")
STATES = ("pending", "issued", "plan_drafted", "implemented", "reported", "consolidated")


def standard_data() -> dict[str, Any]:
    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    return yaml.load(text, yaml.BaseLoader)


def changed(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    data = standard_data()
    change(data)
    return data


def owes(*duties: str, open_inputs: int = 0) -> Facts:
    return Facts("plan" in duties, "report" in duties, "consolidation" in duties, open_inputs)


# Paths


@pytest.mark.parametrize(
    ("duties", "path"),
    [
        ((), "pending issued"),
        (("plan",), "pending issued plan_drafted"),
        (("report",), "pending issued implemented reported"),
        (("plan", "report"), "pending issued plan_drafted implemented reported"),
        (("consolidation",), "pending issued implemented consolidated"),
        (("plan", "consolidation"), "pending issued plan_drafted implemented consolidated"),
        (("report", "consolidation"), "pending issued implemented reported consolidated"),
        (("plan", "report", "consolidation"), "pending issued plan_drafted implemented reported consolidated"),
    ],
)
def test_a_task_passes_only_the_states_that_it_owes(duties: tuple[str, ...], path: str) -> None:
    assert STANDARD.path(owes(*duties)) == tuple(path.split())


@pytest.mark.parametrize("facts", DUTIES)
def test_open_inputs_change_no_path(facts: Facts) -> None:
    waiting = Facts(facts.owes_plan, facts.owes_report, facts.consolidates, open_inputs=3)

    assert STANDARD.path(waiting) == STANDARD.path(facts)


@pytest.mark.parametrize("facts", DUTIES)
def test_from_every_state_of_a_path_at_most_one_trigger_is_legal(facts: Facts) -> None:
    for state in STATES:
        legal = [trigger for trigger in TRIGGERS if STANDARD.judge(trigger, state, facts).is_legal]

        assert len(legal) <= 1
        assert STANDARD.next_trigger(state, facts) == (legal[0] if legal else None)


@pytest.mark.parametrize("facts", DUTIES)
def test_the_last_state_of_a_path_leads_nowhere(facts: Facts) -> None:
    assert STANDARD.next_trigger(STANDARD.path(facts)[-1], facts) is None


# Verdicts


def test_a_legal_trigger_says_where_it_leads() -> None:
    verdict = STANDARD.judge("report", "implemented", owes("report"))

    assert (verdict.is_legal, verdict.dest, verdict.objections) == (True, "reported", ())


def test_a_trigger_that_no_arrow_offers_has_no_objections() -> None:
    verdict = STANDARD.judge("report", "issued", owes("report"))

    assert (verdict.is_legal, verdict.dest, verdict.objections) == (False, None, ())


@pytest.mark.parametrize(
    ("trigger", "state", "facts", "objections"),
    [
        ("draft_plan", "issued", owes("report"), ("owes_plan",)),
        ("implement", "issued", owes("plan", "report"), ("not owes_plan",)),
        ("implement", "plan_drafted", owes("plan"), ("owes_result",)),
        ("report", "implemented", owes("consolidation"), ("owes_report",)),
        ("consolidate", "reported", owes("report", "consolidation", open_inputs=1), ("inputs_closed",)),
        ("consolidate", "implemented", owes("consolidation", open_inputs=1), ("inputs_closed",)),
        ("consolidate", "implemented", owes("report", "consolidation"), ("not owes_report",)),
        ("consolidate", "reported", owes("report"), ("consolidates",)),
    ],
)
def test_each_guard_that_says_no_is_named(trigger: str, state: str, facts: Facts, objections: tuple[str, ...]) -> None:
    verdict = STANDARD.judge(trigger, state, facts)

    assert (verdict.dest, verdict.objections) == (None, objections)


def test_one_judgement_leaves_no_trace_in_the_next() -> None:
    facts = owes("report", "consolidation", open_inputs=1)

    first = STANDARD.judge("consolidate", "reported", facts)
    STANDARD.judge("release", "pending", facts)

    assert STANDARD.judge("consolidate", "reported", facts).objections == first.objections
    assert STANDARD.judge("consolidate", "reported", owes("report", "consolidation")).dest == "consolidated"


def test_no_trigger_jumps_to_a_state_past_the_guards() -> None:
    assert set(STANDARD._machine.events) == {*TRIGGERS, "consolidate_partial", "return_report"}
    assert set(STANDARD._standing_machine.events) == {*TRIGGERS, *SIDE}


# Triggers as typed


@pytest.mark.parametrize("typed", ["draft-plan", "draft_plan", " draft-plan "])
def test_a_trigger_is_typed_with_either_line(typed: str) -> None:
    assert STANDARD.trigger_name(typed) == "draft_plan"


@pytest.mark.parametrize("typed", ["", "drft_plan", "to_consolidated", "os.system", "DRAFT_PLAN"])
def test_an_unknown_trigger_is_refused_with_the_known_ones(typed: str) -> None:
    with pytest.raises(UnknownTrigger) as refusal:
        STANDARD.trigger_name(typed)

    assert refusal.value.candidates == (*TRIGGERS, *SIDE, *ASKED_AND_DECIDED)


def test_who_may_fire_a_trigger_comes_from_the_file() -> None:
    assert [STANDARD.who_may(trigger) for trigger in TRIGGERS] == [("issuer",)] + [("assignee",)] * 4


def test_the_diagram_shows_every_arrow_with_its_guards() -> None:
    diagram = STANDARD.as_mermaid("en")

    assert diagram.startswith("stateDiagram-v2")
    assert "implemented --> consolidated: consolidate [consolidates, inputs_closed, not owes_report]" in diagram
    assert diagram.count("-->") == 8


# Hostile and broken files


@pytest.mark.parametrize(
    "guard", ["os.system", "builtins.print", "workflows.lifecycle.GUARDS", "own", "", "owes_plan()"]
)
@pytest.mark.parametrize("where", ["when", "unless"])
def test_a_guard_outside_the_closed_list_is_refused(guard: str, where: str) -> None:
    data = changed(lambda data: data["triggers"]["report"]["moves"][0].update({where: [guard]}))

    with pytest.raises(ValidationError):
        parse_lifecycle(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(initial="nowhere"),
        lambda data: data["triggers"]["report"]["moves"][0].update(to="nowhere"),
        lambda data: data["triggers"]["report"]["moves"][0].update({"from": "nowhere"}),
        lambda data: data["triggers"]["report"]["moves"][0].update({"from": "*"}),
        lambda data: data["triggers"]["report"]["moves"][0].update(to="="),
        lambda data: data["triggers"]["report"]["moves"][0].update(after="os.system"),
        lambda data: data["triggers"]["report"]["moves"][0].update(conditions=["os.system"]),
        lambda data: data["triggers"]["report"].update(before=["os.system"]),
        lambda data: data["triggers"]["report"].update(who=["anybody"]),
        lambda data: data["triggers"]["report"].update(who=[]),
        lambda data: data["triggers"]["report"].update(moves=[]),
        lambda data: data["states"].update({"os.system": data["states"]["issued"]}),
        lambda data: data["states"]["issued"].update(on_enter="os.system"),
        lambda data: data["triggers"].update({"os.system": data["triggers"]["report"]}),
        lambda data: data["triggers"].update({"state": data["triggers"]["report"]}),
        lambda data: data["triggers"].update({"x" * 41: data["triggers"]["report"]}),
        lambda data: data.update(auto_transitions="true"),
        lambda data: data.pop("states"),
    ],
)
def test_a_hostile_or_broken_lifecycle_is_refused_before_a_machine_exists(
    change: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    monkeypatch.setattr(Lifecycle, "_build", staticmethod(built.append))

    with pytest.raises(ValidationError):
        parse_lifecycle(changed(change))

    assert built == []


def test_the_guards_are_exactly_those_that_a_file_may_name() -> None:
    for guard in GUARDS:
        parse_lifecycle(
            changed(lambda data, guard=guard: data["side_triggers"]["waive"]["standings"][0].update(when=[guard]))
        )


def test_a_broken_file_is_refused_with_its_places(tmp_path: Path) -> None:
    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(
        text.replace("when: [owes_report]", "when: [os.system]", 1).replace("who: [issuer]", "who: [khac]", 1)
    )

    with pytest.raises(BadDefinition) as refusal:
        load_lifecycle(path, "own.yaml")

    lines = [text[: text.index(word)].count("\n") + 1 for word in ("who: [issuer]", "when: [owes_report]")]
    assert [problem.place.line for problem in refusal.value.problems] == lines


ALL_STATES = "'pending', 'issued', 'plan_drafted', 'implemented', 'reported'"


@pytest.mark.parametrize(
    ("right", "wrong", "spot", "vi", "hint_vi", "hint_en"),
    [
        (
            "to: issued}",
            "to: isued}",
            "to: isued",
            "“to”: không có trạng thái “isued”",
            f"có phải: issued? cho phép: {ALL_STATES}, 'consolidated'",
            f"did you mean: issued? allowed: {ALL_STATES}, 'consolidated'",
        ),
        (
            "initial: pending",
            "initial: nope",
            "initial",
            "“initial”: không có trạng thái “nope”",
            f"cho phép: {ALL_STATES}, 'consolidated'",
            f"allowed: {ALL_STATES}, 'consolidated'",
        ),
        (
            "  draft_plan:",
            "  draft-plan:",
            "draft-plan",
            "“draft-plan” không đúng dạng của tên trong “triggers”",
            "có phải: draft_plan?",
            "did you mean: draft_plan?",
        ),
        (
            "who: [issuer]\n    standings",
            "who: [issuerr]\n    standings",
            "issuerr",
            "“issuerr” không phải giá trị cho phép của “who”",
            "có phải: issuer, superior? cho phép: 'assignee', 'consolidator', 'issuer', 'superior', 'receiver'",
            "'superior', 'receiver'",
        ),
        (
            "  active:    {",
            "  actve:    {",
            "actve",
            "“standings”: không có tình trạng “active”",
            "có phải: actve",
            "did you mean: actve",
        ),
        (
            "when: [returns_own]}",
            "when: [returns_onw]}",
            "returns_onw",
            "“returns_onw” không phải giá trị cho phép của “when”",
            "có phải: returns_own",
            "did you mean: returns_own",
        ),
        (
            "    label: {vi: gia hạn",
            "    lable: {vi: gia hạn",
            "lable",
            "không có khóa “lable”",
            "có phải: label?",
            "did you mean: label?",
        ),
        (
            "  extend:",
            "  state:",
            "state:\n    label: {vi: gia",
            "hành động không được tên là “state”",
            "",
            "",
        ),
    ],
)
def test_a_mistake_in_a_lifecycle_is_told_at_its_place_with_the_nearest_word(
    tmp_path: Path, right: str, wrong: str, spot: str, vi: str, hint_vi: str, hint_en: str
) -> None:
    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    assert text.count(right) == 1
    text = text.replace(right, wrong)
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(BadDefinition) as refusal:
        load_lifecycle(path, "own.yaml")

    (problem,) = (problem for problem in refusal.value.problems if words.message(problem, "vi").startswith(vi))
    assert problem.place == place_of(text, spot, file="own.yaml")
    assert hint_vi in words.hint(problem, "vi")
    assert hint_en in words.hint(problem, "en")


def test_a_lifecycle_of_one_state_is_told_that_it_needs_two(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    about = "{vi: a, en: b, about: {vi: a, en: b}}"
    states = f"states: {{xong: {about}}}\ntriggers: {{}}\n"
    path.write_text(f"key: own\ntitle: {{vi: a, en: b}}\ninitial: xong\n{states}", "utf-8")

    with pytest.raises(BadDefinition) as refusal:
        load_lifecycle(path, "own.yaml")

    assert [(problem.place.line, words.message(problem, "vi")) for problem in refusal.value.problems] == [
        (4, "“states” phải có ít nhất 2 mục"),
        (5, "“triggers” phải có ít nhất 1 mục"),
    ]


def test_every_state_that_there_is_not_is_told_at_once() -> None:
    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    data = read_tree(text.replace("  issued: ", "  isued: ", 1), "own.yaml").root

    with pytest.raises(ValidationError) as refusal:
        parse_lifecycle(data)

    assert refusal.value.error_count() == 3  # one arrow to it, two from it


def test_an_own_lifecycle_stands_beside_the_standard_one(tmp_path: Path) -> None:
    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    own = OwnDefinitions(tmp_path).file("lifecycles/rieng.yaml", text.replace("key: standard", "key: rieng"))
    own.directive(body="lifecycle: rieng")

    graph = own.graph()

    assert graph.lifecycle["key"] == "rieng"
    assert "lifecycle/rieng" in graph.pins


@pytest.mark.parametrize("key", ["khong-co"])
def test_a_lifecycle_that_is_not_there_is_an_error_for_people(tmp_path: Path, key: str) -> None:
    own = OwnDefinitions(tmp_path).directive(body=f"lifecycle: {key}")

    with pytest.raises(BadDefinition) as refusal:
        own.graph(directive=ROOT)

    (problem,) = refusal.value.problems
    assert problem.place == Place(str(tmp_path / f"{ROOT}.yaml"), 7, 1)
    assert key in words.message(problem, "vi")
    assert "'standard'" in words.hint(problem, "vi")
