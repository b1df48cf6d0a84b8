"""The checker: every rule has its page, a case that triggers it and one that almost does; findings are for people.

`rules/CODE.yaml` holds the cases: `triggers` and `near_miss` are folders of definitions (file name → text), looked at
in `years`; `finds` are the places (file:line:column) of the rule's findings in the first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from own_definitions import ROOT, OwnDefinitions, day, shipped_agencies

import words
from screen.findings import finding_data, rule_page
from workflows.checker import UnknownRule, check, counts, due_lines, find_rule
from workflows.errors import NotLaunchable
from workflows.findings import Severity
from workflows.launching import prepare
from workflows.library import Library
from workflows.rules.registry import RULES, rule

FIXTURES = Path(__file__).with_name("rules")
UP = f"implements: [{ROOT}]\n"
SNV = "binh-dinh.so-noi-vu"
ERRORS = {
    "unknown-agency", "agency-not-in-force", "duplicate-assignment", "cycle", "unreachable-state", "dead-end",
    "no-consolidator",
}  # fmt: skip
WARNINGS = {
    "deadline-inversion", "period-not-over", "closing-gap", "due-before-issue", "cadence-gap",
    "consolidation-without-inputs", "count-mismatch", "empty-selector", "except-matches-nothing", "outside-authority",
    "restated-date-differs",
}  # fmt: skip
# these are among the mistakes that officers make, which the decisions do not rank
ERRORS_BESIDE = {"unknown-document", "unknown-policy", "policy-unread"}
WARNINGS_BESIDE = {
    "agency-ends-first", "comment-cuts-text", "policy-not-enforced", "tier-gone", "unknown-source",
    "year-outside-applies",
}  # fmt: skip


def case(code: str) -> dict[str, Any]:
    return yaml.safe_load((FIXTURES / f"{code}.yaml").read_text("utf-8"))


def written(folder: Path, files: dict[str, str]) -> OwnDefinitions:
    own = OwnDefinitions(folder)
    for name, text in files.items():
        own.file(name, text)
    return own


def places(own: OwnDefinitions, code: str, years: list[int]) -> list[str]:
    found = [finding.place for finding in own.findings(years) if finding.code == code]
    return [f"{Path(place.file).name}:{place.line}:{place.column}" for place in found]


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path).directive()


# Every rule


@pytest.mark.parametrize("code", RULES)
def test_a_rule_finds_what_it_is_for(tmp_path: Path, code: str) -> None:
    fixture = case(code)

    found = places(written(tmp_path, fixture["triggers"]), code, fixture["years"])

    assert found == fixture["finds"]
    assert found


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_silent_where_it_almost_speaks(tmp_path: Path, code: str) -> None:
    fixture = case(code)

    found = places(written(tmp_path, fixture["near_miss"]), code, fixture["years"])

    assert found == []


@pytest.mark.parametrize("code", RULES)
def test_a_rule_has_a_code_and_a_page_in_both_languages(code: str) -> None:
    pages = {lang: rule_page(RULES[code], lang) for lang in words.LANGUAGES}

    assert re.fullmatch(r"[ADGTL]\d{3}", code)
    assert RULES[code].code == code
    assert [word for word in ("Why:", "Example:", "Mend:") if word not in pages["en"]] == []
    assert [word for word in ("Vì sao:", "Ví dụ:", "Cách sửa:") if word not in pages["vi"]] == []
    assert not any(re.search(r"\{\w+\}", page.splitlines()[1]) for page in pages.values())


@pytest.mark.parametrize("code", RULES)
def test_what_a_rule_says_has_no_holes_left(tmp_path: Path, code: str) -> None:
    fixture = case(code)

    findings = written(tmp_path, fixture["triggers"]).findings(fixture["years"])

    for finding in findings:
        for lang in ("vi", "en"):
            assert words.message(finding, lang)
            assert not re.search(r"[{}]|None|Both\(|Place\(", words.message(finding, lang) + words.hint(finding, lang))


def test_no_fixture_is_left_without_its_rule() -> None:
    assert {path.stem for path in FIXTURES.glob("*")} == set(RULES)


def test_names_are_used_once() -> None:
    assert len({known.name for known in RULES.values()}) == len(RULES)


def test_a_code_is_never_used_twice() -> None:
    with pytest.raises(ValueError, match="T406"):
        rule("T406", Severity.NOTE)(lambda drafts: [])


def test_errors_warnings_and_notes_are_those_of_the_decisions() -> None:
    by_severity = {
        severity: {known.name for known in RULES.values() if known.severity is severity} for severity in Severity
    }

    assert by_severity[Severity.ERROR] == ERRORS | ERRORS_BESIDE
    assert by_severity[Severity.WARNING] == WARNINGS | WARNINGS_BESIDE


# Documents named by key


def test_a_document_that_is_not_on_file_is_answered_with_the_nearest(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "implements: [ct-1-ttg-2002]")

    (found,) = own.found("unknown-document")

    assert words.hint(found, "en").startswith(f"nearest: {ROOT}, ")


def test_a_citation_by_number_need_not_be_on_file(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "implements: [{number: 99/CT-TTg, date: 2022-01-01, issuer: thu-tuong}]")

    assert own.found("unknown-document") == []


def test_a_directive_is_not_launched_without_the_plan_that_mistypes_its_key(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "carries: [{document: ct-1-ttg-2021, at: II}]")

    with pytest.raises(NotLaunchable) as refusal:
        prepare(own.quick_library(), own.registry(), ROOT, 2023)

    (finding,) = refusal.value.findings
    assert (finding.rule, Path(finding.place.file).name, finding.place.at) == (
        "unknown-document",
        "kh-a-2023.yaml",
        "II",
    )


@pytest.mark.parametrize(
    ("cited", "year"), [("ct-1-ttg-2021", "2022"), ("nq-30-cp-2022", "2023"), ("kh-b-2022", "2023")]
)
def test_a_mistyped_key_of_another_year_or_cascade_keeps_no_directive_from_launch(
    own: OwnDefinitions, cited: str, year: str
) -> None:
    own.document("kh-b-2023", number="9/KH-UBND")
    own.document("kh-a-2023", f"implements: [{cited}]\napplies: {year}")

    _, findings = prepare(own.quick_library(), own.registry(), ROOT, 2023)

    assert findings == ()


# The page of a rule


@pytest.mark.parametrize("name", ["T406", "t406", "deadline-inversion", " T406 "])
def test_a_rule_is_explained_by_code_or_name(name: str) -> None:
    page = rule_page(find_rule(name), "en")

    assert page.startswith("T406 deadline-inversion (warning)\n")
    assert "Why:" in page
    assert "Decree 09/2019/NĐ-CP, art. 8(5)" in page


@pytest.mark.parametrize("name", ["", "T999", "deadline"])
def test_an_unknown_rule_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownRule) as refusal:
        find_rule(name)

    assert "T406 deadline-inversion" in refusal.value.candidates


# Findings


def test_one_place_and_rule_is_one_finding_with_its_years(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {{Y: {{before: 15/12}}}}}}\n"
    )

    (found,) = own.found("closing-gap", [2023, 2024, 2025])

    assert found.years == (2023, 2024, 2025)
    assert words.message(found, "en").count("closing 20") == 3


def test_many_agencies_of_one_assignment_are_one_finding(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023",
        f"{UP}assigns:\n  - who: {{kind: [department, district]}}\n    report: {{to: binh-dinh, due: {{H1: none}}}}\n",
    )

    (found,) = own.findings()

    assert found.rule == "no-due-date"
    assert "31 agencies" in words.message(found, "en")


def test_a_monthly_report_is_found_fault_with_once(own: OwnDefinitions) -> None:
    due = "{M: {before: {day: 10, month: last}}}"
    own.document("kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {due}}}\n")

    (found,) = own.found("period-not-over", [2023, 2024])

    assert len(found.as_json()["cases"]) == 24
    assert len(words.message(found)) < 300


def test_two_periods_are_two_findings(own: OwnDefinitions) -> None:
    due = "{H1: {before: 30/5}, Y: {before: 30/11}}"
    own.document("kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {due}}}\n")

    assert own.rules([2023]) == ["period-not-over", "period-not-over"]


def test_the_years_looked_at_run_from_the_first_document_to_the_last_year_named(own: OwnDefinitions) -> None:
    body = f"assigns:\n  - {{who: {{kind: ward, under: {SNV}}}, duty: x}}\n"
    own.document("kh-a-2022", f"applies: {{from: 2022-01-01, until: 2024-06-30}}\n{UP}{body}", date="2022-01-01")

    (found,) = own.findings()

    assert found.years == (2022, 2023, 2024)


def test_an_acknowledged_finding_stays_listed_with_its_reason(own: OwnDefinitions) -> None:
    acknowledged = "acknowledged: [{rule: period-not-over, at: III.1, reason: văn bản in như vậy}]\n"
    due = "{H1: {before: 30/5, at: III.1}, Y: {before: 30/11, at: III.2}}"
    own.document(
        "kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {due}}}\n{acknowledged}"
    )

    findings = {finding.place.at: finding for finding in own.findings([2023])}

    assert findings["III.1"].acknowledged == "văn bản in như vậy"
    assert findings["III.2"].acknowledged is None
    assert [counts(findings[at]) for at in ("III.1", "III.2")] == [False, True]
    assert findings["III.1"].as_json()["acknowledged"] == "văn bản in như vậy"


@pytest.mark.parametrize("named", ["period-not-over", "T403"])
def test_a_finding_is_acknowledged_by_name_or_code(own: OwnDefinitions, named: str) -> None:
    acknowledged = f"acknowledged: [{{rule: {named}, reason: văn bản in như vậy}}]\n"
    own.document(
        "kh-a-2023",
        f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {{H1: {{before: 30/5}}}}}}\n{acknowledged}",
    )

    assert [finding.acknowledged for finding in own.findings([2023])] == ["văn bản in như vậy"]


def test_another_documents_acknowledgement_does_not_count(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {{H1: {{before: 30/5}}}}}}\n"
    )
    own.document("kh-b-2023", f"{UP}acknowledged: [{{rule: period-not-over, reason: x}}]\n", number="8/KH")

    assert [finding.acknowledged for finding in own.findings([2023])] == [None]


def test_a_note_never_counts(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {{H1: none}}}}\n")

    assert [(finding.severity, counts(finding)) for finding in own.findings()] == [(Severity.NOTE, False)]


def test_findings_of_a_file_are_its_own_even_in_a_shared_cascade(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {{H1: none}}}}\n")
    own.document(
        "kh-b-2023",
        f"{UP}assigns:\n  - who: {SNV}\n    topic: khac\n    report: {{to: binh-dinh, due: {{Y: none}}}}\n",
        number="8/KH",
    )

    findings = own.findings(keys=["kh-b-2023"])

    assert [Path(finding.place.file).stem for finding in findings] == ["kh-b-2023"]


def test_findings_come_in_the_order_of_files_and_lines(own: OwnDefinitions) -> None:
    due = "{H1: {before: 30/5}, Q1: {before: 2023-03-20}, Y: {before: 30/11}}"
    for key, number in (("kh-b-2023", "8/KH"), ("kh-a-2023", "9/KH")):
        own.document(key, f"{UP}assigns:\n  - who: {SNV}\n    report: {{to: binh-dinh, due: {due}}}\n", number=number)

    found = [finding.place for finding in own.findings([2023])]

    assert found == sorted(found)


def test_a_finding_has_the_fields_that_are_promised(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023", f"{UP}assigns:\n  - who: {SNV}\n    at: III\n    report: {{to: binh-dinh, due: {{H1: none}}}}\n"
    )

    (found,) = own.findings()

    fields = {
        "code",
        "rule",
        "severity",
        "file",
        "line",
        "column",
        "at",
        "years",
        "message",
        "hint",
        "cases",
        "cites",
        "acknowledged",
    }
    assert finding_data(found, "en").keys() == fields
    assert (found.as_json()["at"], found.as_json()["years"]) == ("III", [2023])


def test_a_correct_cascade_has_no_findings(own: OwnDefinitions) -> None:
    own.document(
        "cv-z-2023",
        f"""
        implements: [{ROOT}]
        assigns:
          - who: {{kind: province}}
            report: {{to: bo-noi-vu, due: {{H1: {{by: 30/6}}}}}}
        consolidates: [{{who: issuer, to: thu-tuong, due: {{H1: {{by: 10/7}}}}}}]
        """,
        type="cong-van",
        number="9/BNV",
        issuer="bo-noi-vu",
        date="2023-02-01",
    )
    own.document(
        "kh-a-2023",
        f"""
        implements: [cv-z-2023]
        assigns:
          - who: {{kind: [department, district]}}
            plan: {{every: year, due: none}}
            report: {{to: binh-dinh, via: {SNV}, due: {{H1: {{by: 20/6}}}}}}
        consolidates: [{{who: {SNV}, to: binh-dinh, due: {{H1: {{by: 27/6}}}}}}]
        """,
    )

    assert own.rules([2023]) == []


# What is told of circles and of inversions


def test_documents_that_carry_out_each_other_are_a_circle(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "implements: [kh-b-2023]")
    own.document("kh-b-2023", "implements: [kh-a-2023]", number="8/KH")

    assert {finding.rule for finding in own.findings()} == {"cycle"}


def test_a_date_is_not_compared_beyond_the_nearest_dated_consolidation(own: OwnDefinitions) -> None:
    """The department's 25 June answers for the district's 28; the province's 20 June for the department's 25."""
    own.document(
        "cv-z-2023",
        f"{UP}assigns:\n  - {{who: {{kind: province}}, report: {{to: bo-noi-vu, due: {{H1: {{by: 20/6}}}}}}}}\n",
        type="cong-van",
        issuer="bo-noi-vu",
    )
    own.document(
        "kh-a-2023",
        f"""
        implements: [cv-z-2023]
        assigns:
          - who: binh-dinh.huyen-tuy-phuoc
            report: {{via: {SNV}, to: binh-dinh, due: {{H1: {{by: 28/6}}}}}}
        consolidates: [{{who: {SNV}, to: binh-dinh, due: {{H1: {{by: 25/6}}}}}}]
        """,
        number="8/KH",
    )

    said = sorted(words.message(finding, "en") for finding in own.found("deadline-inversion", [2023]))

    assert len(said) == 2
    assert any("2023-06-28 after 2023-06-25" in words for words in said)
    assert any("2023-06-25 after 2023-06-20" in words for words in said)


# check --dates


def test_every_date_is_echoed_with_who_owes_whom(own: OwnDefinitions) -> None:
    due = "{H1: {before: 30/6, printed: trước ngày 30/6}, Y: {by: 20/12}}"
    own.document(
        "kh-a-2023", f"{UP}assigns:\n  - who: {{kind: district}}\n    report: {{to: binh-dinh, at: III, due: {due}}}\n"
    )

    lines = due_lines(own.library(), shipped_agencies(), ["kh-a-2023"], [2023])

    assert [(line.period.code, line.last_day, line.named, len(line.agencies)) for line in lines] == [
        ("H1", day("2023-06-29"), day("2023-06-30"), 11),
        ("Y", day("2023-12-20"), day("2023-12-20"), 11),
    ]
    assert (lines[0].printed, lines[0].phrase, lines[0].receivers, lines[0].at) == (
        "trước ngày 30/6", "before 30/6", ("binh-dinh",), "III",
    )  # fmt: skip


# The three real documents


def real_findings(*keys: str) -> list[tuple[str, str, str]]:
    findings = check(Library.load(), shipped_agencies(), keys, [2023])
    return [(finding.rule, finding.place.at, finding.severity.value) for finding in findings]


def test_what_is_found_in_binh_dinhs_plan() -> None:
    found = real_findings("kh-binh-dinh-2023")

    assert sorted(found) == [
        ("deadline-inversion", "III.2.b", "warning"),
        ("due-on-day-off", "III.2.b", "note"),
        ("missing-date", "đầu văn bản", "note"),
        ("missing-number", "đầu văn bản", "note"),
        ("period-not-over", "III.2.b", "warning"),
        ("unconsumed-report", "III.1.a", "note"),
        ("unresolved-reference", "III.1.a", "note"),
    ]


def test_what_is_found_in_the_ministrys_letter() -> None:
    found = real_findings("cv-1432-bnv-2023")

    assert sorted(found) == [
        ("closing-gap", "mục 2", "warning"),
        ("no-due-date", "mục 2", "note"),
        ("period-not-over", "mục 2", "warning"),
        ("reading", "mục 1", "note"),
    ]


def test_nothing_is_found_in_a_directive_that_is_not_held() -> None:
    assert real_findings("ct-33-ttg-2021") == []


@pytest.mark.parametrize(
    ("rule_name", "parts"),
    [
        ("deadline-inversion", ["31 agencies", "2023-06-19 after 2023-05-29", "cv-1432-bnv-2023 mục 2"]),
        ("due-on-day-off", ["Q1", "2023-03-19 (Sunday)"]),
        ("closing-gap", ["year", "2023-12-14, closing 2023-12-14"]),
    ],
)
def test_the_known_contradictions_of_2023_are_told_with_their_days(rule_name: str, parts: list[str]) -> None:
    findings = check(Library.load(), shipped_agencies(), ["kh-binh-dinh-2023", "cv-1432-bnv-2023"], [2023])

    (message,) = [words.message(finding, "en") for finding in findings if finding.rule == rule_name]

    assert [part for part in parts if part not in message] == []


def test_quarters_and_nine_months_of_binh_dinh_are_asked_by_nothing_above() -> None:
    findings = check(Library.load(), shipped_agencies(), ["kh-binh-dinh-2023"], [2023])

    said = [words.message(finding, "en") for finding in findings if finding.rule == "unconsumed-report"]

    assert [re.search(r"reports of (.+?) go", each)[1] for each in said] == ["Q1, nine months"]  # type: ignore[index]


def test_the_default_years_are_those_that_the_documents_name() -> None:
    findings = check(Library.load(), shipped_agencies(), ["kh-binh-dinh-2023"])

    assert {finding.years for finding in findings} == {(2023,)}
    assert not any(finding.severity is Severity.ERROR for finding in findings)


@pytest.mark.parametrize("code", RULES)
def test_every_finding_has_its_file_line_and_column(tmp_path: Path, code: str) -> None:
    fixture = case(code)

    for name in ("triggers", "near_miss"):
        for finding in written(tmp_path / name, fixture[name]).findings(fixture["years"]):
            assert (bool(finding.place.file), finding.place.line > 0, finding.place.column > 0) == (True, True, True)


def test_what_is_reached_through_a_default_is_found_at_the_document(own: OwnDefinitions) -> None:
    """A report without receiver goes to the only consolidator, who is gone by then."""
    gone = "bo-lao-dong-thuong-binh-va-xa-hoi"  # a part of its work is the Ministry of Home Affairs'
    more = f"consolidates: [{{who: {gone}, to: bo-noi-vu, due: none}}]\n"
    body = f"assigns: [{{who: da-nang, at: mục 1, report: {{due: {{H1: {{before: 30/5}}}}}}}}]\n{UP}{more}"
    own.document("kh-a-2026", body, date="2026-01-05", issuer="bo-noi-vu")

    found = own.findings([2026])

    assert "agency-not-in-force" in {finding.rule for finding in found}
    assert all(finding.place.line > 0 for finding in found)
