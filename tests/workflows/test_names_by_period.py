"""Names are taken per assignment and period, on the day on which that period's work is owed; read in 2025."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_definitions import ROOT, OwnDefinitions, feeds_of, releases_of, shipped_agencies

from workflows.cascade import Cascade
from workflows.periods import Period

UP = f"implements: [{ROOT}]\n"
CITY = "ho-chi-minh"
HOME = f"{CITY}.so-noi-vu"
NATURE, FARMS = f"{CITY}.so-tai-nguyen-va-moi-truong", f"{CITY}.so-nong-nghiep-va-moi-truong"  # until, from 1 March
EVERY = "{Q1: {before: 20/3}, H1: none, Y: {before: 1/12}}"


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path).directive()


def asked(cascade: Cascade) -> dict[str, set[str]]:
    """Period code → who is asked for a report."""
    found: dict[str, set[str]] = {}
    for report in cascade.reports:
        found.setdefault(report.period.code, set()).add(report.agency)
    return found


def plan_of(own: OwnDefinitions, assigns: str, more: str = "", *, issuer: str = CITY) -> OwnDefinitions:
    body = f"{UP}{more}assigns: [{assigns}]\n"
    return own.document("kh-a-2024", body, issuer=issuer, date="2024-12-20")


def report(who: str, due: str, way: str = f"to: {HOME}") -> str:
    return f"{{who: {who}, report: {{{way}, due: {due}}}}}"


@pytest.mark.parametrize(
    ("due", "who"),
    [
        ("{once: {by: 28/2}}", NATURE),
        ("{once: {by: 1/3}}", FARMS),
        ("{once: {before: 1/3}}", NATURE),
        ("{Q1: none}", FARMS),
        ("{M02: none}", NATURE),
        ("{M02: {by: {day: 5, month: next}}}", NATURE),
        ("{once: none}", NATURE),
    ],
)
def test_the_day_that_counts_is_the_last_on_time_day_or_the_periods_last(
    own: OwnDefinitions, due: str, who: str
) -> None:
    plan_of(own, report(NATURE, due))

    assert {each.agency for each in own.cascade(2025).reports} == {who}
    assert [finding.rule for finding in own.found("agency-succeeded", [2025])] == ["agency-succeeded"] * (who == FARMS)


def test_a_document_issued_later_takes_its_names_on_its_own_day_at_the_earliest(own: OwnDefinitions) -> None:
    body = f"{UP}assigns: [{report(NATURE, '{Q1: {by: 2025-02-10}}')}]"
    own.document("kh-a-2025", body, issuer=CITY, date="2025-03-05")

    assert asked(own.cascade(2025)) == {"Q1": {FARMS}}


def test_who_begins_in_the_year_is_asked_for_the_periods_after_and_no_error_before(own: OwnDefinitions) -> None:
    plan_of(own, report(FARMS, EVERY))

    assert asked(own.cascade(2025)) == {"Q1": {FARMS}, "H1": {FARMS}, "Y": {FARMS}}
    assert own.found("agency-not-in-force", [2025]) == []


def test_a_tier_is_its_members_of_that_day_and_who_stands_for_it_since(own: OwnDefinitions) -> None:
    plan_of(own, report(f"{{kind: district, under: {CITY}, now: ward}}", EVERY))

    found = asked(own.cascade(2025))

    assert (len(found["Q1"]), len(found["H1"]), len(found["Y"])) == (22, 22, 168)
    assert found["Q1"] == found["H1"]
    assert f"{CITY}.quan-10" in found["H1"]
    assert f"{CITY}.phuong-vuon-lai" in found["Y"]
    assert own.found("tier-gone", [2025]) == []


def test_a_tier_that_ends_within_the_year_is_told_once(own: OwnDefinitions) -> None:
    plan_of(own, report("{kind: district}", "{H1: none, Q3: none, Y: none}"))

    (found,) = own.found("tier-gone", [2025])
    assert len(found.cases) == 1
    assert found.cases[0].facts["day"] == date(2025, 9, 30)


def test_a_count_is_checked_against_the_members_of_each_day(own: OwnDefinitions) -> None:
    plan_of(own, report(f"{{kind: district, under: {CITY}, now: ward, count: 22}}", "{H1: none, Q3: none, Y: none}"))

    (found,) = own.found("count-mismatch", [2025])
    assert [(case.facts["said"], case.facts["found"]) for case in found.cases] == [(22, 168)]


def test_several_heirs_are_an_error_for_the_periods_after_and_answered_in_one_line(own: OwnDefinitions) -> None:
    labour = f"{CITY}.so-lao-dong-thuong-binh-va-xa-hoi"
    plan_of(own, report(labour, "{M02: none, Q1: none}"))
    assert asked(own.cascade(2025)) == {"M02": {labour}}
    assert len(own.found("agency-not-in-force", [2025])) == 1

    own.file("overlays/kh-a-2024.yaml", f"succeeds: {{agency: {labour}, by: {CITY}.so-y-te, at: công văn 12}}\n")

    assert asked(own.cascade(2025)) == {"M02": {labour}, "Q1": {f"{CITY}.so-y-te"}}
    assert own.found("agency-not-in-force", [2025]) == []


# who merges, who is reported to, who makes the document


def test_who_merges_is_taken_on_the_same_day_as_who_reports(own: OwnDefinitions) -> None:
    merging = f"consolidates: [{{who: {NATURE}, to: {CITY}}}]\n"
    plan_of(own, report(f"{CITY}.so-y-te", "{M02: none, Q1: {before: 20/3}}", f"to: {CITY}, via: {NATURE}"), merging)

    feeds = feeds_of(own.graph(2025))

    assert feeds == {
        (f"2025-M02/{CITY}.so-y-te", f"2025-M02/{NATURE}"): "own",
        (f"2025-Q1/{CITY}.so-y-te", f"2025-Q1/{FARMS}"): "own",
    }


@pytest.mark.parametrize(("report_by", "merged_by"), [("10/2", "20/3"), ("20/3", "10/2"), ("10/2", "15/2")])
def test_an_input_reaches_who_merges_where_one_office_ends_between_their_days(
    own: OwnDefinitions, report_by: str, merged_by: str
) -> None:
    merging = f"consolidates: [{{who: {NATURE}, to: {CITY}, due: {{Q1: {{by: {merged_by}}}}}}}]\n"
    due = f"{{Q1: {{by: {report_by}}}}}"
    plan_of(own, report(f"{CITY}.so-y-te", due, f"to: {CITY}, via: {NATURE}"), merging)
    merger = FARMS if merged_by == "20/3" else NATURE

    assert feeds_of(own.graph(2025)) == {(f"2025-Q1/{CITY}.so-y-te", f"2025-Q1/{merger}"): "own"}


def test_what_a_letter_asks_of_the_issuer_and_what_its_plan_asks_meet_in_the_heir(own: OwnDefinitions) -> None:
    own.document(
        "cv-b-2024",
        f"{UP}assigns: [{{who: {{kind: province}}, report: {{to: bo-noi-vu, due: {{H1: none, Y: none}}}}}}]",
        issuer="bo-noi-vu",
        date="2024-12-01",
    )
    home = "binh-dinh.so-noi-vu"
    plan_of(own, report("binh-dinh.so-y-te", "{H1: none, Y: none}", "to: binh-dinh"), issuer="binh-dinh")

    graph = own.graph(2025)

    assert home not in {task.agency for task in graph.tasks}
    assert feeds_of(graph) == {
        ("2025-H1/binh-dinh.so-y-te", "2025-H1/binh-dinh"): "own",
        ("2025-Y/gia-lai.so-y-te", "2025-Y/gia-lai"): "own",
    }
    released = releases_of(graph)
    assert released["kh-a-2024", "2025-H1/binh-dinh.so-y-te"] == "2025-H1/binh-dinh"
    assert released["kh-a-2024", "2025-Y/gia-lai.so-y-te"] == "2025-H1/binh-dinh"


def test_the_heirs_task_makes_the_document_where_the_issuer_has_none_before_it_ends(own: OwnDefinitions) -> None:
    own.document(
        "cv-b-2024",
        f"{UP}assigns: [{{who: {{kind: province}}, plan: {{due: none}}, report: {{to: bo-noi-vu, due: {{Y: none}}}}}}]",
        issuer="bo-noi-vu",
        date="2024-12-01",
    )
    plan_of(own, report("binh-dinh.so-y-te", "{Y: none}", "to: binh-dinh"), issuer="binh-dinh")

    assert releases_of(own.graph(2025))["kh-a-2024", "2025-Y/gia-lai.so-y-te"] == "2025-Y/gia-lai"
    assert releases_of(own.graph(2026))["kh-a-2024", "2026-Y/gia-lai.so-y-te"] is None


def test_who_merges_is_not_looked_for_in_a_period_of_which_the_document_is_over(own: OwnDefinitions) -> None:
    labour = f"{CITY}.so-lao-dong-thuong-binh-va-xa-hoi"
    merging = f"applies: {{from: 2024-12-20, until: 2025-02-28}}\nconsolidates: [{{who: {labour}, to: {CITY}}}]\n"
    plan_of(own, report(f"{CITY}.so-y-te", "{M02: none, Y: none}", f"to: {CITY}, via: {labour}"), merging)

    assert feeds_of(own.graph(2025)) == {(f"2025-M02/{CITY}.so-y-te", f"2025-M02/{labour}"): "own"}
    assert own.found("agency-not-in-force", [2025]) == []


# plans


def test_a_plan_without_a_day_precedes_the_periods_of_each_who_is_asked(own: OwnDefinitions) -> None:
    way = f"{{to: {HOME}, due: {{H1: none, Y: none}}}}"
    plan_of(own, f"{{who: {{kind: district, now: ward}}, plan: {{due: none}}, report: {way}}}")

    codes = {plan.agency: plan.codes for plan in own.cascade(2025).plans}

    assert codes[f"{CITY}.quan-10"] == ("H1",)
    assert codes[f"{CITY}.phuong-vuon-lai"] == ("Y",)
    assert len(codes) == 22 + 168


def test_a_plan_with_a_day_is_owed_by_those_of_that_day_alone(own: OwnDefinitions) -> None:
    way = f"{{to: {HOME}, due: {{M02: none, Y: none}}}}"
    plan_of(own, f"{{who: {NATURE}, plan: {{due: {{Y: {{by: 2025-02-15}}}}}}, report: {way}}}")

    assert [(plan.agency, plan.codes) for plan in own.cascade(2025).plans] == [(NATURE, ("M02",))]


def test_what_the_document_prints_is_kept_where_another_is_meant_in_some_period(own: OwnDefinitions) -> None:
    plan_of(own, report(NATURE, "{M02: none, Y: none}"))

    (node,) = own.graph(2025).assignments

    assert node.printed == shipped_agencies().get(NATURE).name


# against the registry itself

DAYS = st.integers(0, 364).map(lambda days: date(2025, 1, 1) + timedelta(days))


@given(code=st.sampled_from(["Q1", "M03", "H1", "9M", "Y"]), due=DAYS, kind=st.sampled_from(["district", "department"]))
def test_who_is_asked_is_in_force_on_the_day_and_nobody_else(
    tmp_path_factory: pytest.TempPathFactory, code: str, due: date, kind: str
) -> None:
    own = OwnDefinitions(tmp_path_factory.mktemp("own")).directive()
    plan_of(own, report(f"{{kind: {kind}, under: {CITY}}}", f"{{{code}: {{by: {due.day}/{due.month}}}}}"))
    day = min(due, Period(2025, code).last_day)

    expected = {agency.key for agency in shipped_agencies().select([kind], under=CITY, on=day)}

    cascade = own.cascade(2025)
    assert asked(cascade).get(code, set()) == expected
    assert {each.day for each in cascade.reports} <= {day}
