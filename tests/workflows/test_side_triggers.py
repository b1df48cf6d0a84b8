"""Standings and side triggers as data: what the machines make of them, and that no file brings code along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from workflows.library import Library
from workflows.lifecycle import Facts, parse_lifecycle

STANDARD = Library.load().lifecycle("standard")
BOTH = Facts(False, True, True)


def changed(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    data = yaml.load(text, yaml.BaseLoader)
    change(data)
    return data


@pytest.mark.parametrize(
    ("trigger", "facts", "dest", "standing"),
    [
        ("waive", BOTH, "reported", "waived"),
        ("waive", replace(BOTH, standing="suspended"), "reported", "waived"),
        ("unwaive", replace(BOTH, standing="waived"), "reported", "active"),
        ("suspend", BOTH, "reported", "suspended"),
        ("resume", replace(BOTH, standing="suspended"), "reported", "active"),
        ("extend", replace(BOTH, standing="suspended"), "reported", "suspended"),
        ("revoke", replace(BOTH, standing="waived"), "reported", "revoked"),
        ("return_report", replace(BOTH, returning="own"), "implemented", "active"),
        ("consolidate_partial", replace(BOTH, open_inputs=2), "consolidated", "active"),
        ("consolidate", BOTH, "consolidated", "active"),
    ],
)
def test_where_a_trigger_leads(trigger: str, facts: Facts, dest: str, standing: str) -> None:
    verdict = STANDARD.judge(trigger, "reported", facts)

    assert (verdict.dest, verdict.standing) == (dest, standing)


@pytest.mark.parametrize(
    ("trigger", "facts", "objections"),
    [
        ("consolidate", replace(BOTH, standing="suspended"), ("standing",)),
        ("report", replace(BOTH, standing="waived"), ("standing",)),
        ("resume", BOTH, ("standing",)),
        ("unwaive", replace(BOTH, standing="revoked"), ("standing",)),
        ("waive", replace(BOTH, is_finished=True), ("unfinished",)),
        ("waive", replace(BOTH, is_passed_on=True), ("consolidation_open",)),
        ("consolidate_partial", BOTH, ("inputs_open",)),
        ("return_report", replace(BOTH, returning="merged"), ("returns_own",)),
    ],
)
def test_what_stands_in_the_way(trigger: str, facts: Facts, objections: tuple[str, ...]) -> None:
    verdict = STANDARD.judge(trigger, "reported", facts)

    assert (verdict.is_legal, verdict.objections) == (False, objections)


@pytest.mark.parametrize("standing", ["active", "suspended", "waived", "revoked"])
def test_no_standing_changes_what_comes_next_on_the_main_line(standing: str) -> None:
    facts = replace(BOTH, standing=standing)

    assert STANDARD.next_trigger("reported", facts) == "consolidate"
    assert STANDARD.path(facts) == STANDARD.path(BOTH)


def test_an_older_file_has_the_usual_standings_and_no_side_roads() -> None:
    older = parse_lifecycle(
        changed(lambda data: [data.pop(name) for name in ("standings", "side_triggers", "requests", "decisions")])
    )

    assert list(older.data.standings) == ["active", "suspended", "waived", "revoked"]
    assert older.data.side_triggers == {}
    assert set(older.every_trigger) == {*older.data.triggers, "grant", "deny"}  # who takes a task over is decided
    assert older.path(BOTH) == STANDARD.path(BOTH)


def test_a_side_trigger_never_leads_off_the_path() -> None:
    def astray(data: dict[str, Any]) -> None:
        data["side_triggers"]["return_report"]["moves"] = [{"from": "reported", "to": "plan_drafted"}]

    verdict = parse_lifecycle(changed(astray)).judge("return_report", "reported", BOTH)

    assert not verdict.is_legal


@pytest.mark.parametrize(
    "change",
    [
        lambda side, data: side["standings"][0].update(when=["os.system"]),
        lambda side, data: side["standings"][0].update(to="gone"),
        lambda side, data: side["standings"][0].update({"from": "*"}),
        lambda side, data: side["standings"][0].update(after="os.system"),
        lambda side, data: side.update(standings=[]),
        lambda side, data: side.update(who=["anybody"]),
        lambda side, data: side.update(needs=["money"]),
        lambda side, data: side.update(before=["os.system"]),
        lambda side, data: side.update(moves=[{"from": "issued", "to": "nowhere"}]),
        lambda side, data: data["standings"].update({"os.system": data["standings"]["active"]}),
        lambda side, data: data["standings"].pop("active"),
        lambda side, data: data["standings"].pop("waived"),
        lambda side, data: data["side_triggers"].update({"os.system": side}),
        lambda side, data: data["side_triggers"].update({"state": side}),
        lambda side, data: data["side_triggers"].update({"report": side}),
        lambda side, data: data["triggers"]["report"].update(standings=["anything"]),
        lambda side, data: data["triggers"]["report"]["moves"][0].update(when=["consolidation_open"]),
    ],
)
def test_a_hostile_or_broken_side_trigger_is_refused(change: Callable[[Any, Any], None]) -> None:
    data = changed(lambda data: change(data["side_triggers"]["waive"], data))

    with pytest.raises(ValidationError):
        parse_lifecycle(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda request, data: request.update(asks_for="report"),
        lambda request, data: request.update(asks_for="os.system"),
        lambda request, data: request.update(standings=["gone"]),
        lambda request, data: request.update(needs=["missing"]),
        lambda request, data: request.update(who=[]),
        lambda request, data: request.update(when=["unfinished"]),
        lambda request, data: data["requests"].update({"grant": request}),
        lambda request, data: data["requests"].update({"extend": request}),
        lambda request, data: data["requests"].update({"state": request}),
        lambda request, data: data["decisions"].pop("deny"),
        lambda request, data: data.pop("decisions"),
        lambda request, data: data["decisions"].update(postpone=data["decisions"]["deny"]),
        lambda request, data: data["decisions"]["grant"].update(who=["assignee"]),
        lambda request, data: data["decisions"]["accept"].pop("who"),
    ],
)
def test_a_hostile_or_broken_request_is_refused(change: Callable[[Any, Any], None]) -> None:
    data = changed(lambda data: change(data["requests"]["request_extension"], data))

    with pytest.raises(ValidationError):
        parse_lifecycle(data)


def test_who_decides_a_request_is_who_may_do_what_it_asks_for() -> None:
    requests = STANDARD.data.requests

    assert {name: STANDARD.who_may(request.asks_for) for name, request in requests.items()} == {
        "request_extension": ("issuer",),
        "request_withdrawal": ("issuer",),
        "refuse": ("issuer",),
    }
    assert [STANDARD.who_may(decision) for decision in ("grant", "deny", "accept")] == [(), (), ("receiver",)]
    assert STANDARD.needs("refuse") == ("reason", "proposed")
