"""Files → cascade: who is named, which documents are in force, which periods a report is asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from own_definitions import ROOT, OwnDefinitions, day

import words
from workflows.cascade import Cascade
from workflows.errors import BadDefinition, UnknownDocument

UP = f"implements: [{ROOT}]\n"
SNV = "binh-dinh.so-noi-vu"
LETTER = {"type": "cong-van", "number": "9/BNV", "issuer": "bo-noi-vu", "date": "2023-02-01"}


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path).directive()


def reports(cascade: Cascade) -> dict[str, list[str]]:
    """Agency → the codes of the periods for which any document asks a report of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for report in cascade.reports:
        found[report.agency].append(report.period.code)
    return {agency: sorted(codes) for agency, codes in found.items()}


def orders(cascade: Cascade) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for order in cascade.orders:
        found[order.agency].append(order.period.code)
    return {agency: sorted(codes) for agency, codes in found.items()}


def assigned(who: str, cascade_of: OwnDefinitions, year: int = 2023, **head: str) -> set[str]:
    """Those whom a document names by `who`."""
    cascade_of.document("vb-2023", f"{UP}assigns:\n  - who: {who}\n    duty: việc\n", **head)
    return {duty.agency for duty in cascade_of.cascade(year).duties}


def asks(due: str, *, who: str = SNV, to: str = "binh-dinh", more: str = "") -> str:
    return f"{UP}assigns:\n  - who: {who}\n    report: {{to: {to}, due: {due}}}\n{more}"


# Decision 6: selectors as of a day


def test_a_selector_is_taken_on_the_first_of_january(own: OwnDefinitions) -> None:
    wards = "{kind: ward, under: ho-chi-minh.quan-10}"

    assert len(assigned(wards, own, 2024, issuer="ho-chi-minh", date="2023-05-01")) == 14
    assert len(assigned(wards, own, 2025, issuer="ho-chi-minh", date="2023-05-01")) == 11


def test_a_selector_is_taken_on_the_documents_date_where_that_is_later_in_the_year(own: OwnDefinitions) -> None:
    districts = "{kind: district, under: ho-chi-minh}"

    assert len(assigned(districts, own, 2025, issuer="ho-chi-minh", date="2025-06-30")) == 22
    assert len(assigned(districts, own, 2025, issuer="ho-chi-minh", date="2025-07-01")) == 0


def test_an_agency_named_after_its_end_is_not_in_force(own: OwnDefinitions) -> None:
    assigned("ho-chi-minh.quan-10", own, issuer="ho-chi-minh", date="2023-05-01")

    assert own.rules([2025]) == []
    (found,) = own.found("agency-not-in-force", [2026])
    assert found.years == (2026,)


@pytest.mark.parametrize("quarter", ["none", "{before: 1/4}"])
def test_a_quarter_beside_named_periods_is_the_first_in_what_is_asked_and_in_what_is_merged(
    own: OwnDefinitions, quarter: str
) -> None:
    due = f"{{Q: {quarter}, H1: {{before: 20/6}}, Y: {{before: 1/12}}}}"
    own.document("kh-a-2023", asks(due, more=f"consolidates: [{{who: binh-dinh, to: bo-noi-vu, due: {due}}}]\n"))
    cascade = own.cascade(2023)

    assert reports(cascade)[SNV] == orders(cascade)["binh-dinh"] == ["H1", "Q1", "Y"]
    assert len(own.found("reading")) == 2


def test_a_unit_inside_an_agency_gives_and_takes_work_without_an_entry_in_the_registry(own: OwnDefinitions) -> None:
    press = "{unit: Cục Báo chí, unit_en: Authority of Press, of: bo-thong-tin-va-truyen-thong}"
    office = "{unit: Ban Nội chính, of: binh-dinh.van-phong-ubnd}"
    body = asks(
        "{H1: {before: 15/6}}",
        who=press,
        to=office,
        more=f"consolidates: [{{who: {office}, to: bo-noi-vu, due: none}}]\n",
    )
    own.document("kh-a-2023", body, **LETTER)

    cascade = own.cascade(2023)

    (report,) = (report for report in cascade.reports if report.document.key == "kh-a-2023")
    assert (report.agency, *report.hops) == (
        "bo-thong-tin-va-truyen-thong.cuc-bao-chi",
        "binh-dinh.van-phong-ubnd.ban-noi-chinh",
    )
    unit = cascade.registry.get(report.agency)
    assert (unit.name, unit.name_en) == (
        "Cục Báo chí, Bộ Thông tin và Truyền thông",
        "Authority of Press, Ministry of Information and Communications",
    )
    assert own.found("unknown-agency") == []
    assert report.agency not in own.registry()


def test_those_who_took_the_work_of_a_tier_that_ended_are_meant_where_the_document_says_so(own: OwnDefinitions) -> None:
    plan = {"issuer": "gia-lai", "date": "2023-05-01"}

    assert {key.count(".") for key in assigned("{kind: district, now: ward}", own, 2024, **plan)} == {1}
    assert "gia-lai.huyen-chu-prong" in assigned("{kind: district, now: ward}", own, 2024, **plan)
    assert "gia-lai.xa-tuy-phuoc" in assigned("{kind: district, now: ward}", own, 2026, **plan)
    assert len(assigned("{kind: district, now: ward, count: 135}", own, 2026, **plan)) == 135
    assert own.rules([2026]) == []


def test_a_tier_that_ended_is_told_beside_others_that_go_on(own: OwnDefinitions) -> None:
    chosen = assigned("{kind: [department, district]}", own, 2026, issuer="gia-lai", date="2023-05-01")

    (found,) = own.found("tier-gone", [2026])
    assert "gia-lai.so-y-te" in chosen
    assert "cấp xã nhận việc" in words.hint(found, "vi")


LABOUR = "bo-lao-dong-thuong-binh-va-xa-hoi"  # a part of its work is the Ministry of Home Affairs' since March 2025


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("bo-ke-hoach-va-dau-tu", "bo-tai-chinh"),
        ("binh-dinh.so-tai-nguyen-va-moi-truong", "gia-lai.so-nong-nghiep-va-moi-truong"),
        ("binh-dinh.so-noi-vu", "gia-lai.so-noi-vu"),
        ("binh-dinh", "gia-lai"),
    ],
)
def test_an_agency_that_ended_is_read_as_the_one_that_holds_all_its_work(
    own: OwnDefinitions, named: str, meant: str
) -> None:
    assert assigned(named, own, 2026, **LETTER) == {meant}

    (found,) = own.found("agency-succeeded", [2026])
    assert (found.severity.value, own.found("agency-not-in-force", [2026])) == ("note", [])


def test_on_a_day_before_its_end_the_agency_itself_is_meant(own: OwnDefinitions) -> None:
    assert assigned("bo-ke-hoach-va-dau-tu", own, 2025, **LETTER) == {"bo-ke-hoach-va-dau-tu"}
    assert own.found("agency-succeeded", [2025]) == []


def test_where_a_part_went_to_another_the_document_answers_who_is_meant(own: OwnDefinitions) -> None:
    assert assigned(LABOUR, own, 2026, **LETTER) == set()
    (found,) = own.found("agency-not-in-force", [2026])
    assert "bo-noi-vu" in words.hint(found, "vi")

    body = (
        f"succeeds: {{agency: {LABOUR}, by: bo-y-te, at: công văn 12/VPCP}}\nassigns: [{{who: {LABOUR}, duty: việc}}]\n"
    )
    own.document("vb-2023", UP + body, **LETTER)

    assert {duty.agency for duty in own.cascade(2026).duties} == {"bo-y-te"}
    assert own.found("agency-not-in-force", [2026]) == []


def test_another_may_be_meant_for_one_topic(own: OwnDefinitions) -> None:
    answers = f"[{{agency: {LABOUR}, by: bo-y-te, topic: tre-em}}, {{agency: {LABOUR}, by: bo-noi-vu}}]"
    work = [f"{{topic: {topic}, who: {LABOUR}, duty: việc {topic}}}" for topic in ("tre-em", "viec-lam")]
    own.document("vb-2023", f"{UP}succeeds: {answers}\nassigns: [{', '.join(work)}]\n", **LETTER)

    assert [(duty.agency, duty.content) for duty in own.cascade(2026).duties] == [
        ("bo-y-te", "việc tre-em"),
        ("bo-noi-vu", "việc viec-lam"),
    ]


@pytest.mark.parametrize(("now", "who"), [("ward", "gia-lai.xa-tuy-phuoc"), ("[]", None)])
def test_a_tier_that_ended_is_answered_once_for_a_document(own: OwnDefinitions, now: str, who: str | None) -> None:
    own.document(
        "kh-2023", f"{UP}assigns: [{{who: {{kind: district}}, duty: việc}}]\n", issuer="gia-lai", date="2023-05-01"
    )
    assert own.found("tier-gone", [2026]) != []

    own.file("overlays/kh-2023.yaml", f"tiers: {{tier: district, now: {now}}}\n")

    assert own.found("tier-gone", [2026]) == []
    assert len({duty.agency for duty in own.cascade(2026).duties}) == (135 if who else 0)
    assert {duty.agency for duty in own.cascade(2026).duties} >= ({who} if who else set())


def test_an_own_file_answers_for_a_document_without_copying_it(own: OwnDefinitions) -> None:
    own.document("vb-2023", f"{UP}assigns: [{{who: {LABOUR}, duty: việc}}]\n", **LETTER)
    assert own.found("agency-not-in-force", [2026]) != []

    overlay = f"succeeds: {{agency: {LABOUR}, by: bo-y-te, at: công văn 12/VPCP}}\n"
    own.file("overlays/vb-2023.yaml", overlay)

    assert {duty.agency for duty in own.cascade(2026).duties} == {"bo-y-te"}
    assert own.graph(2026).pins["overlay/vb-2023/1"] == overlay
    assert "công văn 12/VPCP" in words.hint(own.found("agency-succeeded", [2026])[0], "vi")


def test_what_is_laid_over_counts_before_the_documents_own_answer(own: OwnDefinitions) -> None:
    said = f"succeeds: {{agency: {LABOUR}, by: bo-y-te}}\nassigns: [{{who: {LABOUR}, duty: việc}}]\n"
    own.document("vb-2023", UP + said, **LETTER)
    own.file("overlays/vb-2023.yaml", f"succeeds: {{agency: {LABOUR}, by: bo-noi-vu}}\n")

    assert {duty.agency for duty in own.cascade(2026).duties} == {"bo-noi-vu"}


def test_a_finding_of_a_shipped_document_is_acknowledged_from_outside(own: OwnDefinitions) -> None:
    own.document("vb-2023", f"{UP}assigns: [{{who: {LABOUR}, duty: việc}}]\n", **LETTER)
    own.file("overlays/vb-2023.yaml", "acknowledged: [{rule: A102, reason: đã hỏi bộ}]\n")

    (finding,) = own.found("agency-not-in-force", [2026])
    assert finding.acknowledged == "đã hỏi bộ"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("overlays/vb-2032.yaml", "acknowledged: []\n", "mistake.nothing-under"),
        ("overlays/vb-2023.yaml", "title: khác\n", "mistake.unknown-key"),
        ("overlays/vb-2023.yaml", "", "mistake.no-pairs"),
    ],
)
def test_what_cannot_be_laid_over_a_document_is_told_with_its_place(
    own: OwnDefinitions, name: str, text: str, code: str
) -> None:
    own.document("vb-2023", f"{UP}assigns: [{{who: bo-noi-vu, duty: việc}}]\n", **LETTER)
    own.file(name, text)

    with pytest.raises(BadDefinition) as refused:
        own.library()

    (problem,) = refused.value.problems
    assert (Path(problem.place.file).name, problem.place.line) == (Path(name).name, 1)
    assert problem.said.code == code


def test_a_file_of_the_offices_own_answers_for_every_document(own: OwnDefinitions) -> None:
    (own.folder / "agencies").mkdir(exist_ok=True)
    (own.folder / "agencies" / "ke-thua.yaml").write_text(
        f"successors:\n  - {{from: {LABOUR}, to: bo-noi-vu, on: 2025-03-01, extent: whole, basis: công văn 12/VPCP}}\n",
        encoding="utf-8",
    )

    assert assigned(LABOUR, own, 2026, **LETTER) == {"bo-noi-vu"}


def test_the_issuer_is_not_in_its_own_selector(own: OwnDefinitions) -> None:
    assert "bo-noi-vu" not in assigned("{kind: ministry}", own, **LETTER)


def test_a_joint_issuer_is_not_in_the_selector_either(own: OwnDefinitions) -> None:
    chosen = assigned("{kind: ministry}", own, **{**LETTER, "issuer": "[bo-noi-vu, bo-y-te]"})

    assert not chosen & {"bo-noi-vu", "bo-y-te"}
    assert "bo-tai-chinh" in chosen


def test_the_issuer_is_asked_where_it_is_named(own: OwnDefinitions) -> None:
    assert assigned("[{kind: department}, issuer]", own) >= {"binh-dinh", SNV}
    assert assigned("binh-dinh", own) == {"binh-dinh"}


def test_another_consolidator_stays_in_the_selector(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", who="{kind: department}", more=f"consolidates: [{{who: {SNV}}}]\n"))

    assert SNV in reports(own.cascade())


# Decision 8: reach, nearness, the first hop


def test_a_selector_without_an_area_reaches_the_country_for_a_central_issuer(own: OwnDefinitions) -> None:
    assert len(assigned("{kind: province}", own, **LETTER)) == 63


def test_a_selector_without_an_area_stays_within_the_issuers(own: OwnDefinitions) -> None:
    departments = assigned("{kind: department}", own)

    assert len(departments) == 20
    assert all(agency.startswith("binh-dinh.") for agency in departments)


def test_a_district_reaches_its_own_wards_only(own: OwnDefinitions) -> None:
    wards = assigned("{kind: ward}", own, issuer="ho-chi-minh.quan-10")

    assert len(wards) == 14
    assert all(agency.startswith("ho-chi-minh.quan-10.") for agency in wards)


@pytest.mark.parametrize("who", ["ha-noi.so-noi-vu", "{kind: department, under: ha-noi}", "bo-y-te", "binh-dinh"])
def test_work_given_beyond_ones_reach_is_outside_authority(own: OwnDefinitions, who: str) -> None:
    assigned(who, own, issuer="binh-dinh.huyen-tuy-phuoc")

    assert own.rules() == ["outside-authority"]


def test_a_role_is_looked_for_near_the_reporter(own: OwnDefinitions) -> None:
    own.document(
        "cv-a-2023",
        f"""
        implements: [{ROOT}]
        assigns:
          - who: {{kind: province}}
            report:
              to: bo-noi-vu
              drafted_by: {{role: noi-vu, kind: department}}
              due: {{H1: none}}
        """,
        **LETTER,
    )

    drafters = {report.agency: report.drafted_by for report in own.cascade().reports}

    assert drafters["binh-dinh"] == (SNV,)
    assert drafters["ha-noi"] == ("ha-noi.so-noi-vu",)


def test_a_role_that_several_fill_there_is_refused_and_not_guessed(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", to="{kind: department}"))

    (found,) = own.found("unknown-agency")

    assert "20" in words.message(found, "en")


def test_a_role_under_an_area_that_does_not_exist_is_a_finding_and_no_crash(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", to="{role: noi-vu, under: khong-co}"))

    assert "unknown-agency" in own.rules()


def test_a_role_is_looked_for_where_the_document_says(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", to="{role: noi-vu, kind: department, under: ha-noi}"))

    assert own.cascade().reports[0].hops == ("ha-noi.so-noi-vu",)


@pytest.mark.parametrize(
    ("way", "hops"),
    [
        ("to: binh-dinh, ", ("binh-dinh",)),
        (f"to: binh-dinh, via: {SNV}, ", (SNV,)),
        ("to: [binh-dinh, binh-dinh.so-tai-chinh], ", ("binh-dinh", "binh-dinh.so-tai-chinh")),
        (f"via: [{SNV}, binh-dinh.van-phong-ubnd], ", (SNV, "binh-dinh.van-phong-ubnd")),
        ("", (SNV,)),
    ],
)
def test_the_first_hop_is_via_else_to_else_the_only_consolidator(
    own: OwnDefinitions, way: str, hops: tuple[str, ...]
) -> None:
    own.document(
        "kh-a-2023",
        f"""
        implements: [{ROOT}]
        assigns:
          - who: binh-dinh.huyen-tuy-phuoc
            report: {{{way}due: {{H1: none}}}}
        consolidates: [{{who: {SNV}, to: binh-dinh}}]
        """,
    )

    (report,) = own.cascade().reports

    assert report.hops == hops


@pytest.mark.parametrize(
    "consolidates", ["", f"consolidates: [{{who: {SNV}}}, {{who: binh-dinh}}]\n"], ids=["none", "several"]
)
def test_without_a_way_and_one_consolidator_the_receiver_is_unknown(own: OwnDefinitions, consolidates: str) -> None:
    body = f"{UP}assigns:\n  - who: binh-dinh.so-tai-chinh\n    report: {{due: {{H1: none}}}}\n{consolidates}"
    own.document("kh-a-2023", body)

    assert len(own.found("no-consolidator")) == 1


def test_the_cited_place_is_inherited_from_what_stands_around(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023",
        f"""
        implements: [{ROOT}]
        at: đầu
        assigns:
          - who: {SNV}
            at: III
            report: {{to: binh-dinh, due: {{H1: none, Y: {{before: 30/11, at: III.2}}}}}}
          - who: {SNV}
            topic: khac
            report: {{to: binh-dinh, due: {{H1: none}}}}
        """,
    )

    found = {(report.period.code, report.topic): report.at for report in own.cascade().reports}

    assert found == {("H1", None): "III", ("Y", None): "III.2", ("H1", "khac"): "đầu"}


# Decision 7: in force


def test_a_recurring_duty_stays_in_force_until_its_document_ends(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "applies: {from: 2023-01-05, until: 2024-12-31}\n" + asks("{H1: {before: 20/6}}"))

    found = {year: reports(own.cascade(year)) for year in (2022, 2023, 2024, 2025)}

    assert found == {2022: {}, 2023: {SNV: ["H1"]}, 2024: {SNV: ["H1"]}, 2025: {}}


def test_a_recurring_date_before_the_documents_own_makes_no_report_that_year(own: OwnDefinitions) -> None:
    own.document("cv-a-2023", asks("{Q1: {before: 20/3}, H1: {before: 20/6}}"), date="2023-04-03")

    assert reports(own.cascade(2023)) == {SNV: ["H1"]}
    assert reports(own.cascade(2024)) == {SNV: ["H1", "Q1"]}


@pytest.mark.parametrize("issued", ["2023-04-03", "2023-03-25"])
def test_nor_does_it_make_a_consolidation_of_nothing(own: OwnDefinitions, issued: str) -> None:
    own.document("cv-a-2023", asks("{Q1: {before: 20/3}}", more="consolidates: [{who: issuer, to: bo-noi-vu}]\n"),
                 date=issued)  # fmt: skip

    assert own.graph(2023).tasks == ()


def test_nor_does_a_recurring_date_of_a_consolidation(own: OwnDefinitions) -> None:
    more = "consolidates: [{who: issuer, to: bo-noi-vu, due: {Q1: {before: 25/3}, Y: {before: 25/12}}}]\n"
    own.document("cv-a-2023", asks("{Q1: {before: 20/3}}", more=more), date="2023-04-03")

    assert orders(own.cascade(2023)) == {"binh-dinh": ["Y"]}
    assert orders(own.cascade(2024)) == {"binh-dinh": ["Q1", "Y"]}


def test_a_period_without_a_date_belongs_to_the_document_in_force_on_its_last_day(own: OwnDefinitions) -> None:
    own.document("cv-a-2023", asks("{Q: none}"), date="2023-04-03")

    assert reports(own.cascade(2023)) == {SNV: ["Q2", "Q3", "Q4"]}


def test_a_one_off_date_before_its_document_is_kept_and_told(own: OwnDefinitions) -> None:
    own.document("cv-a-2023", asks("{Q1: {before: 2023-03-20}}"), date="2023-04-10")

    assert reports(own.cascade()) == {SNV: ["Q1"]}
    assert len(own.found("due-before-issue")) == 1


def test_a_one_off_date_is_asked_for_in_its_own_year_only(own: OwnDefinitions) -> None:
    own.document("cv-a-2023", asks("{H1: {before: 2023-06-20}}"))

    assert reports(own.cascade(2023)) == {SNV: ["H1"]}
    assert reports(own.cascade(2024)) == {}


def test_a_document_without_a_date_is_in_force_all_the_year_it_applies_to(own: OwnDefinitions) -> None:
    body = "date: {missing: để trống}\napplies: {year: 2023}\n" + asks("{Q: none}")
    own.document("kh-a-2023", body)

    assert reports(own.cascade(2023)) == {SNV: ["Q1", "Q2", "Q3", "Q4"]}
    assert own.cascade(2024).documents == (own.cascade(2024).directive,)


def test_a_date_in_the_next_year_belongs_to_the_period_it_is_for(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "applies: {year: 2023}\n" + asks("{Y: {by: 10/1, year: +1}}"))

    (report,) = own.cascade(2023).reports

    assert (report.period.key, report.due.last_day) == ("2023-Y", day("2024-01-10"))


def test_a_replacing_document_takes_over_from_its_day(own: OwnDefinitions) -> None:
    both = "{Q: {by: {day: 20}}}"
    own.document("cv-a-2022", asks(both), date="2022-01-05", number="1/CV")
    own.document("cv-b-2023", f"replaces: [{{document: cv-a-2022, from: 2023-07-01}}]\n{asks(both)}", date="2023-06-25")

    by_document = {(report.document.key, report.period.code) for report in own.cascade(2023).reports}

    assert by_document == {("cv-a-2022", "Q1"), ("cv-a-2022", "Q2"), ("cv-b-2023", "Q3"), ("cv-b-2023", "Q4")}
    assert [document.key for document in own.cascade(2024).documents] == [ROOT, "cv-b-2023"]


def test_a_replaced_document_consolidates_nothing_any_more(own: OwnDefinitions) -> None:
    more = "consolidates: [{who: issuer, to: bo-noi-vu, due: {H1: {before: 25/6}, Y: {before: 25/12}}}]\n"
    own.document("kh-a-2023", asks("{H1: {before: 20/6}}", more=more))
    own.document("kh-b-2023", f"replaces: [kh-a-2023]\n{asks('{H1: {before: 26/6}}')}", date="2023-02-01")

    assert orders(own.cascade()) == {}


# Decision 21: amending


@pytest.mark.parametrize("dates", [("20/6", "26/6"), ("2023-06-20", "2023-06-26")], ids=["recurring", "one-off"])
def test_an_amending_document_replaces_the_general_assignment_whole(
    own: OwnDefinitions, dates: tuple[str, str]
) -> None:
    first, second = dates
    own.document("kh-a-2023", asks(f"{{H1: {{before: {first}}}}}", more="    plan: {due: none}\n"))
    own.document("kh-b-2023", f"amends: [kh-a-2023]\n{asks(f'{{H1: {{before: {second}}}}}')}", date="2023-02-01")

    (task,) = own.graph().tasks

    assert task.documents == ("kh-b-2023",)
    assert task.own_due is not None
    assert task.own_due.last_day == day("2023-06-25")
    assert not task.owes_plan


def test_an_amending_document_leaves_other_topics_alone(own: OwnDefinitions) -> None:
    thematic = f"  - who: {SNV}\n    topic: %s\n    report: {{to: binh-dinh, due: {{H1: none}}}}\n"
    own.document("kh-a-2023", f"{UP}assigns:\n{thematic % 'mot'}{thematic % 'hai'}")
    own.document("kh-b-2023", f"{UP}amends: [kh-a-2023]\nassigns:\n{thematic % 'mot'}", date="2023-02-01")

    found = {(report.topic, report.document.key) for report in own.cascade().reports}

    assert found == {("mot", "kh-b-2023"), ("hai", "kh-a-2023")}


def test_what_was_due_before_the_amendment_stays_with_the_amended_document(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{Q: {by: {day: 20}}}"))
    own.document("kh-b-2023", f"amends: [kh-a-2023]\n{asks('{Q: {by: {day: 10}}}')}", date="2023-05-01")

    found = {report.period.code: (report.document.key, report.due.last_day) for report in own.cascade().reports}

    assert found == {
        "Q1": ("kh-a-2023", day("2023-03-20")),
        "Q2": ("kh-b-2023", day("2023-06-10")),
        "Q3": ("kh-b-2023", day("2023-09-10")),
        "Q4": ("kh-b-2023", day("2023-12-10")),
    }


def test_of_two_amendments_the_first_ends_the_amended_assignment(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{Q: {by: {day: 20}}}"))
    for key, issued in (("kh-b-2023", "2023-05-01"), ("kh-c-2023", "2023-08-01")):
        own.document(key, f"amends: [kh-a-2023]\n{asks('{Q4: {by: {day: 10}}}')}", date=issued, number=key)

    of_the_first = [report.period.code for report in own.cascade().reports if report.document.key == "kh-a-2023"]

    assert of_the_first == ["Q1"]


# Decisions 9, 10 and 11: periods


def test_a_consolidation_merges_the_periods_of_the_reports_sent_to_it(own: OwnDefinitions) -> None:
    more = f"consolidates: [{{who: {SNV}, to: binh-dinh}}]\n"
    own.document("kh-a-2023", asks("{Q1: none, Y: none}", who="binh-dinh.so-tai-chinh", to=SNV, more=more))

    assert orders(own.cascade()) == {SNV: ["Q1", "Y"]}


def test_a_consolidation_merges_the_periods_that_it_names(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", f"{UP}consolidates: [{{who: {SNV}, to: binh-dinh, due: {{H1: none, 9M: none}}}}]\n")

    assert orders(own.cascade()) == {SNV: ["9M", "H1"]}


def test_a_quarter_sent_by_another_document_makes_no_consolidation_above(own: OwnDefinitions) -> None:
    """A district's quarter must not make a quarter at the ministry."""
    more = "consolidates: [{who: issuer, to: thu-tuong}]\n"
    own.document("cv-z-2023", asks("{H1: none}", who="{kind: province}", to="bo-noi-vu", more=more), **LETTER)
    own.document("kh-a-2023", asks("{Q: none}", who="binh-dinh", to="bo-noi-vu"))

    assert orders(own.cascade()) == {"bo-noi-vu": ["H1"]}


def test_a_periodic_report_takes_the_periods_that_its_consolidator_merges(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023",
        f"""
        implements: [{ROOT}]
        assigns:
          - {{who: binh-dinh.so-y-te, report: {{to: {SNV}, due: {{Q1: none, Y: none}}}}}}
          - {{who: binh-dinh.so-tai-chinh, report: {{to: {SNV}, due: {{unspecified: {{as: theo quy định}}}}}}}}
        consolidates: [{{who: {SNV}, to: binh-dinh}}]
        """,
    )

    assert reports(own.cascade())["binh-dinh.so-tai-chinh"] == ["Q1", "Y"]
    assert "no-period" not in own.rules()


def test_the_issuers_periodic_report_takes_the_periods_of_the_consolidation_for_it(own: OwnDefinitions) -> None:
    own.document(
        "kh-a-2023",
        f"""
        implements: [{ROOT}]
        assigns:
          - {{who: binh-dinh.so-y-te, report: {{to: {SNV}, due: {{H1: none}}}}}}
          - {{who: issuer, report: {{to: bo-noi-vu, due: {{unspecified: {{as: theo quy định}}}}}}}}
        consolidates: [{{who: {SNV}, to: binh-dinh}}]
        """,
    )

    assert reports(own.cascade())["binh-dinh"] == ["H1"]


def test_a_periodic_report_takes_the_periods_that_the_upper_tier_asks(own: OwnDefinitions) -> None:
    own.document("cv-z-2023", asks("{H1: {before: 30/6}, Y: none}", who="{kind: province}", to="bo-noi-vu"), **LETTER)
    own.document("kh-a-2023", asks("{unspecified: {as: theo quy định}}"))

    cascade = own.cascade()

    assert reports(cascade)[SNV] == ["H1", "Y"]
    assert {report.due.last_day for report in cascade.reports if report.agency == SNV} == {None}


@pytest.mark.parametrize("due", ["{unspecified: {as: theo quy định}}", "{unspecified: none}", "none"])
def test_a_periodic_report_that_nothing_explains_is_asked_once(own: OwnDefinitions, due: str) -> None:
    own.document("kh-a-2023", asks(due))

    assert reports(own.cascade()) == {SNV: ["once"]}
    assert len(own.found("no-period")) == 1


def test_every_quarter_alone_is_four_and_beside_others_only_the_first(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{Q: none}"))
    alone = reports(own.cascade())
    own.document("kh-a-2023", asks("{Q: none, H1: none, 9M: none, Y: none}"))

    assert alone == {SNV: ["Q1", "Q2", "Q3", "Q4"]}
    assert reports(own.cascade()) == {SNV: ["9M", "H1", "Q1", "Y"]}
    assert len(own.found("reading")) == 1


def test_every_month_is_twelve(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{M: {by: {day: 25}}}"))

    assert len(own.cascade().reports) == 12


def test_a_route_for_urgent_matters_makes_no_report(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{ad-hoc: none}"))

    assert reports(own.cascade()) == {}


def test_dates_and_periods_are_borrowed_from_the_document_named(own: OwnDefinitions) -> None:
    own.document("cv-z-2023", asks("{H1: {before: 30/5}, Y: {before: 15/12}}", who="{kind: province}", to="bo-noi-vu"),
                 **LETTER)  # fmt: skip
    own.document("kh-a-2023", asks("{as: cv-z-2023}"))

    found = {report.period.code: report.due.last_day for report in own.cascade().reports if report.agency == SNV}

    assert found == {"H1": day("2023-05-29"), "Y": day("2023-12-14")}


@pytest.mark.parametrize("middle", ["kh-c-2023", "kh-x-2023"], ids=["linked after", "linked before"])
@pytest.mark.parametrize("lowest", ["kh-b-2023", "kh-y-2023"])
def test_dates_are_borrowed_through_a_chain_whatever_the_keys(own: OwnDefinitions, middle: str, lowest: str) -> None:
    own.document("cv-a-2023", asks("{H1: {before: 30/5}}", who="{kind: province}", to="bo-noi-vu"), **LETTER)
    own.document(middle, asks("{as: cv-a-2023}", who="ho-chi-minh.quan-10", to="ho-chi-minh"), issuer="ho-chi-minh")
    own.document(lowest, asks(f"{{as: {middle}}}", who="{kind: ward}", to="ho-chi-minh.quan-10"),
                 issuer="ho-chi-minh.quan-10", number="8/KH")  # fmt: skip

    cascade = own.cascade()

    assert reports(cascade)["ho-chi-minh.quan-10.phuong-14"] == ["H1"]
    assert {report.due.last_day for report in cascade.reports} == {day("2023-05-29")}


def test_one_periods_date_is_borrowed_too(own: OwnDefinitions) -> None:
    own.document("cv-z-2023", asks("{H1: {before: 30/5}}", who="{kind: province}", to="bo-noi-vu"), **LETTER)
    own.document("kh-a-2023", asks("{H1: {as: cv-z-2023}}"))

    found = {report.due.last_day for report in own.cascade().reports if report.agency == SNV}

    assert found == {day("2023-05-29")}


# Decision 1: what makes no report


@pytest.mark.parametrize("who", ["{open: các đơn vị liên quan}", "{listed: danh sách kèm theo}"])
def test_those_whom_nobody_can_enumerate_are_told_and_asked_nothing(own: OwnDefinitions, who: str) -> None:
    own.document("kh-a-2023", asks("{H1: none}", who=who))

    assert reports(own.cascade()) == {}
    assert own.rules() == ["open-assignees"]


def test_a_consolidation_of_their_reports_is_ordered_all_the_same(own: OwnDefinitions) -> None:
    more = "consolidates: [{who: issuer, to: bo-noi-vu}]\n"
    own.document("kh-a-2023", asks("{H1: none}", who="{open: các đơn vị}", more=more))

    assert orders(own.cascade()) == {"binh-dinh": ["H1"]}


# Decision 20: which files belong


def test_a_file_belongs_if_it_reaches_the_root(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", UP)
    own.document("kh-b-2023", "carries: [kh-a-2023]", number="8/KH")
    own.document("kh-c-2023", "implements: [{number: 8/KH, date: 2023-01-05, issuer: binh-dinh}]", number="9/KH")
    own.document("kh-d-2023", f"basis: [{ROOT}]\nfollows_up: [kh-a-2023]", number="10/KH")

    inside = [document.key for document in own.cascade().documents]

    assert inside == [ROOT, "kh-a-2023", "kh-b-2023", "kh-c-2023"]


@pytest.mark.parametrize(
    "citation",
    ["{number: 8/KH, date: 2023-01-06}", "{number: 8/KH}", "{number: 8/KH, date: 2023-01-05, issuer: ha-noi}"],
)
def test_a_number_alone_identifies_nothing(own: OwnDefinitions, citation: str) -> None:
    own.document("kh-b-2023", UP, number="8/KH")
    own.document("kh-c-2023", f"implements: [{citation}]", number="9/KH")

    assert [document.key for document in own.cascade().documents] == [ROOT, "kh-b-2023"]


def test_any_letter_whose_ancestors_are_not_on_file_is_a_root(own: OwnDefinitions) -> None:
    own.document("cv-a-2023", "implements: [khong-co-2020]\n", **LETTER)
    library = own.library()

    (root,) = library.roots(library.get("cv-a-2023"))

    assert root.key == "cv-a-2023"
    assert own.cascade(directive="cv-a-2023").documents == (library.get("cv-a-2023"),)


def test_an_unknown_directive_is_refused_with_the_nearest(own: OwnDefinitions) -> None:
    with pytest.raises(UnknownDocument) as refusal:
        own.cascade(directive="ct-1-ttg-2021")

    assert ROOT in refusal.value.candidates


# Names that are wrong


@pytest.mark.parametrize(
    "body",
    [
        f"{UP}assigns: [{{who: khong-co, duty: x}}]",
        f"{UP}assigns: [{{who: {{kind: ward, under: khong-co}}, duty: x}}]",
        f"{UP}assigns: [{{who: {SNV}, with: khong-co, duty: x}}]",
        asks("{H1: {before: 30/6}}", to="khong-co"),
        asks("{H1: {before: 30/6}}", to="binh-dinh, via: khong-co"),
        asks("{H1: {before: 30/6}}", to="binh-dinh, drafted_by: khong-co"),
        f"{UP}consolidates: [{{who: khong-co, to: binh-dinh}}]",
        f"{UP}consolidates: [{{who: binh-dinh, to: khong-co, due: {{H1: {{before: 30/6}}}}}}]",
    ],
    ids=["who", "under", "with", "to", "via", "drafted_by", "consolidator", "consolidation's receiver"],
)
def test_an_agency_that_does_not_exist_is_told_wherever_it_is_named(own: OwnDefinitions, body: str) -> None:
    own.document("kh-a-2023", body)

    assert "khong-co" in [words.message(finding, "en").split('"')[1] for finding in own.found("unknown-agency")]


@pytest.mark.parametrize("who", ["issuer", "{kind: department}"])
def test_an_issuer_that_does_not_exist_is_told(own: OwnDefinitions, who: str) -> None:
    own.document("kh-a-2023", asks("{H1: none}", who=who, to="bo-noi-vu"), issuer="khong-co")

    (found,) = own.found("unknown-agency")

    assert found.place.line == 5


def test_a_bare_role_is_answered_with_the_issuers_own(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", to="binh-dinh, via: so-noi-vu"))

    (found,) = own.found("unknown-agency")

    assert SNV in words.hint(found, "en")
    assert "ha-noi" not in words.hint(found, "en")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_nearest_agencies_of_a_mistyped_key_are_shown_with_their_names(own: OwnDefinitions, lang: str) -> None:
    own.document("kh-a-2023", asks("{H1: none}", to="binh-dinh.so-noi-vuu"))

    (found,) = own.found("unknown-agency")

    name = {"vi": "Sở Nội vụ tỉnh Bình Định", "en": "Department of Home Affairs of Binh Dinh"}[lang]
    assert f"{SNV} ({name}" in words.hint(found, lang)
    assert not re.search(r"\w+\(\w+=|datetime", words.message(found, lang) + words.hint(found, lang))


def test_a_bare_role_that_others_only_fill_is_answered_with_all_who_match(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", who="quang-nam", to="so-noi-vu"), issuer="quang-nam")

    (found,) = own.found("unknown-agency")

    assert "(63 match)" in words.message(found, "en")
    assert re.findall(r"[a-z-]+\.so-noi-vu(?= \()", words.hint(found, "en")) == ["quang-nam.so-noi-vu"]


def test_where_nothing_is_near_no_nearest_is_named(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", asks("{H1: none}", to="zzzzzzzz"))

    (found,) = own.found("unknown-agency")

    assert words.hint(found, "en").startswith("search: ")


def test_a_count_that_differs_shows_the_list_and_its_day(own: OwnDefinitions) -> None:
    assigned("{kind: ward, under: ho-chi-minh.quan-10, count: 14}", own, issuer="ho-chi-minh", date="2023-05-01")

    (found,) = own.found("count-mismatch", [2024, 2025])

    assert found.years == (2025,)
    assert "2025-01-01" in words.message(found, "en")
    assert "and 7 more" in words.message(found, "en")
    assert "ho-chi-minh.quan-10.phuong-14" in found.as_json()["cases"][0]["agencies"]


def test_an_exception_that_excludes_nobody_is_told(own: OwnDefinitions) -> None:
    chosen = assigned(f"{{kind: department, except: [{SNV}, so-tai-chinh]}}", own)

    assert SNV not in chosen
    assert len(chosen) == 19
    assert own.rules() == ["except-matches-nothing"]


def test_a_selector_that_matches_nobody_is_told(own: OwnDefinitions) -> None:
    assert assigned(f"{{kind: ward, under: {SNV}}}", own) == set()
    assert own.rules() == ["empty-selector"]
