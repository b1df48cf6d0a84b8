"""The registry of agencies: its data adds up, and a name finds its agency or is refused, never guessed."""

from __future__ import annotations

import pickle
import re
import unicodedata
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import words
from workflows.agencies import (
    KINDS,
    LEVELS,
    Agency,
    BadAgencyFile,
    Registry,
    agencies_json_schema,
)
from workflows.errors import AmbiguousAgency, UnknownAgency

START_OF_2023 = date(2023, 1, 1)
START_OF_2026 = date(2026, 1, 1)
BY_HAND = ("binh-dinh", "ho-chi-minh", "ha-noi", "dong-nai")

REGISTRY = Registry.load()
RECORDED = [
    *(agency for agency in REGISTRY.everyone() if "." not in agency.key),
    *(agency for province in BY_HAND for agency in REGISTRY.subtree(province)[1:] if agency.name_en),
]
CENTRAL = "- {key: thu-tuong, name: Thủ tướng Chính phủ, name_en: Prime Minister, kind: prime-minister}"
PROVINCE = "- {key: binh-dinh, name: UBND tỉnh Bình Định, name_en: Binh Dinh, kind: province}"


@pytest.fixture
def registry() -> Registry:
    return REGISTRY  # reads, but is never changed


def shipped(folder: Path, *, province: str = "", units: str = "", successors: str = "") -> Registry:
    """A registry of one province, from files written for the test."""
    (folder / "units").mkdir(parents=True)
    (folder / "central.yaml").write_text(f"agencies:\n  {CENTRAL}\n", "utf-8")
    (folder / "provinces.yaml").write_text(f"agencies:\n  {PROVINCE}\n", "utf-8")
    (folder / "binh-dinh.yaml").write_text(province, "utf-8")
    if units:
        (folder / "units" / "binh-dinh.csv").write_text(units, "utf-8")
    (folder / "successors.yaml").write_text(successors, "utf-8")
    return Registry(folder)


def own(folder: Path, text: str) -> Path:
    """A user's folder of definitions with one file of agencies."""
    (folder / "agencies").mkdir(parents=True)
    (folder / "agencies" / "own.yaml").write_text(text, "utf-8")
    return folder


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# The data


def test_every_superior_exists(registry: Registry) -> None:
    superiors = {agency.superior for agency in registry.everyone() if agency.superior}

    missing = [key for key in superiors if key not in registry]

    assert missing == []


def test_keys_are_unique_and_stand_under_a_known_top(registry: Registry) -> None:
    keys = [agency.key for agency in registry.everyone()]

    assert len(keys) == len(set(keys))
    assert all(key.partition(".")[0] in registry for key in keys)


def test_every_agency_has_a_kind_and_a_level_of_the_closed_lists(registry: Registry) -> None:
    for agency in registry.everyone():
        assert agency.kind in KINDS
        assert agency.level in LEVELS


def test_all_text_is_nfc(registry: Registry) -> None:
    for agency in registry.everyone():
        for text in (*agency.all_names, agency.name_en, agency.short or "", agency.source or ""):
            assert unicodedata.is_normalized("NFC", text)


def test_nobody_ends_before_it_begins(registry: Registry) -> None:
    for agency in registry.everyone():
        if agency.valid_from and agency.valid_until:
            assert agency.valid_from <= agency.valid_until


@pytest.mark.parametrize(
    ("kind", "in_2023", "in_2026"),
    [("ministry", 18, 14), ("ministerial-agency", 4, 3), ("government-agency", 8, 5), ("province", 63, 34)],
)
def test_the_centre_and_the_provinces_are_as_many_as_the_law_says(
    registry: Registry, kind: str, in_2023: int, in_2026: int
) -> None:
    assert len(registry.select({kind}, on=START_OF_2023)) == in_2023
    assert len(registry.select({kind}, on=START_OF_2026)) == in_2026


@pytest.mark.parametrize(
    ("province", "departments", "districts"),
    [("binh-dinh", 20, 11), ("ho-chi-minh", 21, 22), ("ha-noi", 21, 30), ("dong-nai", 19, 11)],
)
def test_the_provinces_of_the_documents_have_their_departments_and_districts_of_2023(
    registry: Registry, province: str, departments: int, districts: int
) -> None:
    assert len(registry.select({"department"}, under=province, on=START_OF_2023)) == departments
    assert len(registry.select({"district"}, under=province, on=START_OF_2023)) == districts


@pytest.mark.parametrize(
    ("day", "wards"), [(date(2024, 1, 1), 14), (date(2024, 12, 31), 14), (date(2025, 1, 1), 11), (date(2025, 7, 1), 0)]
)
def test_district_10_has_fourteen_wards_then_eleven_then_none(registry: Registry, day: date, wards: int) -> None:
    assert len(registry.select({"ward"}, under="ho-chi-minh.quan-10", on=day)) == wards


def test_no_district_is_left_after_the_end_of_june_2025(registry: Registry) -> None:
    last_day, day_after = date(2025, 6, 30), date(2025, 7, 1)

    assert registry.select({"district"}, on=last_day)
    assert registry.select({"district"}, on=day_after) == ()
    assert {office.level for office in registry.select({"office"}, on=day_after)} == {"commune"}


def test_a_statistics_code_is_kept_as_text(registry: Registry) -> None:
    assert registry.get("ha-noi").unit_code == "01"
    assert registry.get("ho-chi-minh.quan-10.phuong-14").unit_code == "27169"


# Validity and names


def test_an_agency_is_in_force_on_its_last_day_and_not_on_the_next(registry: Registry) -> None:
    binh_dinh = registry.get("binh-dinh")

    assert binh_dinh.in_force_on(date(2025, 6, 30))
    assert not binh_dinh.in_force_on(date(2025, 7, 1))


def test_a_new_ministry_is_not_in_force_before_its_first_day(registry: Registry) -> None:
    ministry = registry.get("bo-nong-nghiep-va-moi-truong")

    assert not ministry.in_force_on(date(2025, 2, 28))
    assert ministry.in_force_on(date(2025, 3, 1))


@pytest.mark.parametrize(
    ("key", "day", "name"),
    [
        ("dong-nai", date(2026, 4, 29), "UBND tỉnh Đồng Nai"),
        ("dong-nai", date(2026, 4, 30), "UBND thành phố Đồng Nai"),
        ("thua-thien-hue", date(2024, 12, 31), "UBND tỉnh Thừa Thiên Huế"),
        ("thua-thien-hue", date(2025, 1, 1), "UBND thành phố Huế"),
    ],
)
def test_a_renamed_agency_keeps_its_key(registry: Registry, key: str, day: date, name: str) -> None:
    assert registry.get(key).name_on(day) == name


# Look-ups


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("binh-dinh.huyen-tuy-phuoc", "binh-dinh.huyen-tuy-phuoc"),
        ("huyện Tuy Phước", "binh-dinh.huyen-tuy-phuoc"),
        ("UBND huyện Tuy Phước", "binh-dinh.huyen-tuy-phuoc"),
        ("Ủy ban nhân dân huyện Tuy Phước", "binh-dinh.huyen-tuy-phuoc"),
        ("Uỷ ban nhân dân HUYỆN TUY PHƯỚC", "binh-dinh.huyen-tuy-phuoc"),
        ("ubnd huyen tuy phuoc", "binh-dinh.huyen-tuy-phuoc"),
        ("TP. Quy Nhơn", "binh-dinh.thanh-pho-quy-nhon"),
        ("TX Hoài Nhơn", "binh-dinh.thi-xa-hoai-nhon"),
        ("TP.HCM", "ho-chi-minh"),
        ("UBND TP. Hồ Chí Minh", "ho-chi-minh"),
        ("Hà Nội", "ha-noi"),
        ("bà rịa vũng tàu", "ba-ria-vung-tau"),
        ("Sở Nội vụ tỉnh Bình Định", "binh-dinh.so-noi-vu"),
        ("Sở Nội vụ Bình Định", "binh-dinh.so-noi-vu"),
        ("Sở Nội vụ TP.HCM", "ho-chi-minh.so-noi-vu"),
        ("Sở Nội vụ TPHCM", "ho-chi-minh.so-noi-vu"),
        ("UBND huyện Tuy Phước, tỉnh Bình Định", "binh-dinh.huyen-tuy-phuoc"),
        ("Phường 14 - Quận 10 - TP. Hồ Chí Minh", "ho-chi-minh.quan-10.phuong-14"),
        ("Phòng Nội vụ Quận 10", "ho-chi-minh.quan-10.phong-noi-vu"),
        ("Phường 14, Quận 10", "ho-chi-minh.quan-10.phuong-14"),
        ("Ban Dân vận Thành ủy Hà Nội", "ha-noi.ban-dan-van-thanh-uy"),
        ("BNV", "bo-noi-vu"),
        ("bộ nội vụ", "bo-noi-vu"),
    ],
)
def test_an_agency_is_found_as_people_write_it(text: str, key: str) -> None:
    assert REGISTRY.find(text).key == key
    assert REGISTRY.find(nfd(text)).key == key


@pytest.mark.parametrize(
    ("text", "near", "key"),
    [
        ("so-noi-vu", "binh-dinh", "binh-dinh.so-noi-vu"),
        ("Sở Nội vụ", "dong-nai.huyen-tan-phu", "dong-nai.so-noi-vu"),
        ("SNV", "ha-noi", "ha-noi.so-noi-vu"),
        ("Thanh tra Thành phố", "ho-chi-minh", "ho-chi-minh.thanh-tra"),
        ("Thanh tra", "ho-chi-minh", "ho-chi-minh.thanh-tra"),
        ("Thanh tra", "ho-chi-minh.quan-10", "ho-chi-minh.quan-10.thanh-tra"),
        ("Văn phòng Ủy ban nhân dân quận", "ho-chi-minh.quan-10.phong-noi-vu", "ho-chi-minh.quan-10.van-phong-ubnd"),
        ("phường 14", "ho-chi-minh.quan-10", "ho-chi-minh.quan-10.phuong-14"),
        ("Ban Dân vận Tỉnh ủy", "binh-dinh", "binh-dinh.ban-dan-van-tinh-uy"),
        ("Bộ Nội vụ", "binh-dinh.so-noi-vu", "bo-noi-vu"),
        ("Bộ Nội vụ", "bo-tai-chinh", "bo-noi-vu"),
    ],
)
def test_near_prefers_the_agency_of_the_same_district_or_province(text: str, near: str, key: str) -> None:
    assert REGISTRY.find(text, near=near).key == key
    assert REGISTRY.find(nfd(text), near=near).key == key


def test_several_hits_are_refused_with_the_candidates(registry: Registry) -> None:
    with pytest.raises(AmbiguousAgency) as refusal:
        registry.find("Sở Nội vụ")

    assert {f"{province}.so-noi-vu" for province in BY_HAND} <= {agency.key for agency in refusal.value.candidates}


def test_huyen_and_quan_of_one_name_are_told_apart_but_not_guessed(registry: Registry) -> None:
    assert registry.find("huyện Tân Phú").key == "dong-nai.huyen-tan-phu"
    assert registry.find("quận Tân Phú").key == "ho-chi-minh.quan-tan-phu"
    with pytest.raises(AmbiguousAgency):
        registry.find("Tân Phú")


def test_a_ward_named_like_its_province_is_not_guessed(tmp_path: Path) -> None:
    units = (
        "key,name,kind,type,unit_code,superior,from,until,source\n"
        "binh-dinh.thi-xa-an-nhon,UBND thị xã An Nhơn,district,thị xã,549,,,,\n"
        "binh-dinh.thi-xa-an-nhon.phuong-binh-dinh,UBND phường Bình Định,ward,phường,21907,,,2025-06-30,\n"
        "binh-dinh.phuong-binh-dinh,UBND phường Bình Định,ward,phường,21907,,2025-07-01,,\n"
    )
    registry = shipped(tmp_path / "agencies", units=units)

    with pytest.raises(AmbiguousAgency) as refusal:
        registry.find("phường Bình Định")

    assert len(refusal.value.candidates) == 2
    with pytest.raises(AmbiguousAgency):
        registry.find("phường Bình Định", near="binh-dinh")


@pytest.mark.parametrize(
    "text", ["", "  ", "…", "Bộ Phép thuật", "binh-dinh.so-phep-thuat", "../central", "a" * 5000, "UBND xã " * 5000]
)
def test_a_name_that_nobody_bears_is_unknown(registry: Registry, text: str) -> None:
    with pytest.raises(UnknownAgency):
        registry.find(text)


def test_a_mistyped_key_names_the_nearest_ones(registry: Registry) -> None:
    with pytest.raises(UnknownAgency) as refusal:
        registry.get("binh-dinh.huyen-tuy-phuocc")

    assert refusal.value.text == "binh-dinh.huyen-tuy-phuocc"
    assert refusal.value.candidates[0].key == "binh-dinh.huyen-tuy-phuoc"


def test_search_lists_all_hits_and_knows_codes(registry: Registry) -> None:
    departments = {agency.key for agency in registry.search("sở nội vụ")}

    assert {f"{province}.so-noi-vu" for province in BY_HAND} <= departments
    assert [agency.key for agency in registry.search("g09")] == ["bo-noi-vu"]
    assert "ho-chi-minh" in [agency.key for agency in registry.search("H29")]
    assert list(registry.search("")) == []


def test_search_puts_those_called_so_first_and_leaves_out_what_only_lies_below_them(registry: Registry) -> None:
    found = [agency.key for agency in registry.search("hoài ân")]

    assert found[0] == "binh-dinh.huyen-hoai-an"
    assert "binh-dinh.huyen-hoai-an.xa-an-hao-dong" not in found
    assert next(iter(registry.search("bình định"))).key == "binh-dinh"
    below = [agency.key for agency in registry.search("binh-dinh.huyen-hoai-an")]
    assert "binh-dinh.huyen-hoai-an.xa-an-hao-dong" in below


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RECORDED))
def test_every_agency_is_found_by_its_key_and_by_each_of_its_names(agency: Agency) -> None:
    assert REGISTRY.find(agency.key) == agency
    for name in agency.all_names:
        try:
            hits = [REGISTRY.find(nfd(name), near=agency.top)]
        except AmbiguousAgency as refusal:
            hits = list(refusal.candidates)
        assert agency in hits


# Selections


def test_a_subtree_is_a_key_prefix(registry: Registry) -> None:
    subtree = registry.subtree("ho-chi-minh.quan-10")

    keys = [agency.key for agency in subtree]

    assert keys == sorted(keys)
    assert keys[0] == "ho-chi-minh.quan-10"
    assert all(key.startswith("ho-chi-minh.quan-10.") for key in keys[1:])
    assert "ho-chi-minh.quan-11" not in keys


def test_a_selection_is_sorted_and_leaves_out_what_is_excepted(registry: Registry) -> None:
    chosen = registry.select(
        {"department", "district"}, under="binh-dinh", except_={"binh-dinh.so-noi-vu"}, on=START_OF_2023
    )

    keys = [agency.key for agency in chosen]

    assert keys == sorted(keys)
    assert len(keys) == 30
    assert "binh-dinh.so-noi-vu" not in keys


def test_a_role_selects_the_sector_of_every_level(registry: Registry) -> None:
    everywhere = registry.select({"ministry", "department", "office"}, role="noi-vu", on=START_OF_2023)

    assert {"bo-noi-vu", "binh-dinh.so-noi-vu", "ho-chi-minh.quan-10.phong-noi-vu"} <= {a.key for a in everywhere}
    assert all(agency.role == "noi-vu" for agency in everywhere)


def test_the_reach_of_a_central_agency_is_the_country_without_itself(registry: Registry) -> None:
    reached = registry.select({"prime-minister", "ministry", "province"}, under="bo-noi-vu", on=START_OF_2023)

    keys = {agency.key for agency in reached}

    assert len(keys) == 17 + 63
    assert keys.isdisjoint({"bo-noi-vu", "thu-tuong"})


def test_under_is_strict_and_follows_keys_and_superiors(registry: Registry) -> None:
    assert registry.is_under("binh-dinh.huyen-tuy-phuoc", "binh-dinh")
    assert registry.is_under("binh-dinh.huyen-tuy-phuoc", "thu-tuong")
    assert registry.is_under("bo-noi-vu", "thu-tuong")
    assert not registry.is_under("thu-tuong", "bo-noi-vu")
    assert not registry.is_under("binh-dinh", "binh-dinh")
    assert not registry.is_under("binh-dinh", "binh-dinh.so-noi-vu")
    assert not registry.is_under("ha-noi.so-noi-vu", "binh-dinh")


def test_superiors_lead_to_the_prime_minister(registry: Registry) -> None:
    ward = "ho-chi-minh.quan-10.phuong-14"
    chain = []
    superior = registry.superior_of(ward)
    while superior is not None:
        chain.append(superior.key)
        superior = registry.superior_of(superior.key)

    assert chain == ["ho-chi-minh.quan-10", "ho-chi-minh", "thu-tuong"]


# History


def test_both_ends_of_every_succession_exist_and_fit_its_day(registry: Registry) -> None:
    edges = [edge for agency in registry.everyone() for edge in registry.successors_of(agency.key)]

    assert len(edges) > 80
    for edge in edges:
        assert registry.get(edge.to_key) != registry.get(edge.from_key)
        if edge.on is not None:
            assert registry.get(edge.to_key).in_force_on(edge.on)
            assert not registry.get(edge.from_key).in_force_on(edge.on)


def test_every_province_that_ended_has_one_heir(registry: Registry) -> None:
    ended = [agency for agency in registry.select({"province"}) if agency.valid_until]

    heirs = {agency.key: registry.successors_of(agency.key) for agency in ended}

    assert len(heirs) == 29
    assert all(len(edges) == 1 and edges[0].extent == "whole" for edges in heirs.values())
    assert heirs["binh-dinh"][0].to_key == "gia-lai"


def test_ward_14_is_split_between_two_wards(registry: Registry) -> None:
    edges = registry.successors_of("ho-chi-minh.quan-10.phuong-14")

    assert [(edge.to_key, edge.extent) for edge in edges] == [
        ("ho-chi-minh.phuong-dien-hong", "part"),
        ("ho-chi-minh.phuong-hoa-hung", "part"),
    ]
    assert len(registry.predecessors_of("ho-chi-minh.phuong-hoa-hung")) == 4


# Reading


def test_nothing_below_a_province_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    registry = shipped(tmp_path / "agencies", province="agencies: [{broken: yes}]")

    assert registry.find("Bình Định", near="thu-tuong").key == "binh-dinh"
    assert len(registry.select({"province"}, under="thu-tuong")) == 1
    with pytest.raises(BadAgencyFile):
        registry.subtree("binh-dinh")


def test_units_made_by_machine_stand_beside_records_made_by_hand(tmp_path: Path) -> None:
    units = (
        "key,name,kind,type,unit_code,superior,from,until,source\n"
        "binh-dinh.huyen-tuy-phuoc,UBND huyện Tuy Phước,district,huyện,550,binh-dinh,,2025-06-30,\n"
        "binh-dinh.huyen-tuy-phuoc.xa-phuoc-hoa,UBND xã Phước Hòa,ward,xã,22000,,,2025-06-30,\n"
    )
    by_hand = "key: binh-dinh.huyen-tuy-phuoc, name: UBND huyện Tuy Phước, name_en: By hand, kind: district"
    registry = shipped(tmp_path / "agencies", province=f"agencies: [{{{by_hand}}}]", units=units)

    commune = registry.get("binh-dinh.huyen-tuy-phuoc.xa-phuoc-hoa")

    assert registry.get("binh-dinh.huyen-tuy-phuoc").name_en == "By hand"
    assert (commune.superior, commune.level) == ("binh-dinh.huyen-tuy-phuoc", "commune")
    assert commune.name_en == "People's Committee of Phuoc Hoa Commune"
    assert commune.valid_until == date(2025, 6, 30)
    assert registry.find("xã Phước Hoà") == commune
    assert registry.place_of(commune.key) == "definitions/agencies/units/binh-dinh.csv:3"


@pytest.mark.parametrize(
    ("units", "line"),
    [
        ("key,name\n", 1),
        ("key,name,kind,type,unit_code,superior,from,until,source\nbinh-dinh.x,X\n", 2),
        ("key,name,kind,type,unit_code,superior,from,until,source\nbinh-dinh.x,X,district,huyện,1,,31/12/2024,,\n", 2),
        ("key,name,kind,type,unit_code,superior,from,until,source\nha-noi.x,X,district,huyện,1,,,,\n", 2),
        ("key,name,kind,type,unit_code,superior,from,until,source\nbinh-dinh.x,X,huyện,huyện,1,,,,\n", 2),
    ],
)
def test_a_bad_row_of_units_names_its_line(tmp_path: Path, units: str, line: int) -> None:
    registry = shipped(tmp_path / "agencies", units=units)

    with pytest.raises(BadAgencyFile) as refusal:
        registry.subtree("binh-dinh")

    assert refusal.value.line == line
    assert not re.search(r"wrong|written|expected|values|range", words.message(refusal.value, "vi"))


def test_a_users_own_file_adds_and_replaces(tmp_path: Path) -> None:
    folder = own(
        tmp_path,
        "agencies:\n"
        "  - {key: binh-dinh.so-noi-vu, name: Sở Nội vụ mới, name_en: New, kind: department, role: noi-vu}\n"
        "  - {key: gia-lai.so-noi-vu, name: Sở Nội vụ tỉnh Gia Lai, name_en: Gia Lai, kind: department, role: noi-vu}\n"
        "  - {key: ban-cua-toi, name: Ban của tôi, name_en: Mine, kind: government-agency}\n",
    )

    registry = Registry.load([folder])

    assert registry.find("Sở Nội vụ", near="binh-dinh").name_en == "New"
    assert registry.find("Ban của tôi").superior == "thu-tuong"
    assert registry.get("gia-lai.so-noi-vu").name_en == "Gia Lai"
    assert registry.get("gia-lai.so-noi-vu").decree is None
    assert registry.get("gia-lai.so-y-te").decree is not None
    assert len(registry.select({"department"}, under="binh-dinh", on=START_OF_2023)) == 20
    assert registry.place_of("binh-dinh.so-noi-vu") == f"{folder / 'agencies' / 'own.yaml'}:2"
    assert registry.replaced["binh-dinh.so-noi-vu"].startswith("definitions/agencies/bodies/provinces.yaml:")


def test_a_file_in_utf_16_is_called_so_and_no_agency_is_named(tmp_path: Path) -> None:
    folder = own(tmp_path, "")
    (folder / "agencies" / "own.yaml").write_bytes("agencies: []\n".encode("utf-16"))

    with pytest.raises(BadAgencyFile) as refusal:
        Registry.load([folder])

    for lang in ("vi", "en"):
        said = words.message(refusal.value, lang) + words.hint(refusal.value, lang)
        assert "own.yaml:1: " in said
        assert "iconv -f UTF-16 -t UTF-8" in said
        assert "“”" not in said
        assert '""' not in said


def test_an_own_agency_under_nobody_is_refused(tmp_path: Path) -> None:
    folder = own(tmp_path, "agencies:\n  - {key: xu-so-la.so-noi-vu, name: A, name_en: A, kind: department}\n")

    with pytest.raises(BadAgencyFile) as refusal:
        Registry.load([folder])

    assert (refusal.value.line, refusal.value.key) == (2, "xu-so-la.so-noi-vu")


RECORD = "key: a-b, name: A, name_en: A, kind: department, superior: ha-noi"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (f"agencies:\n  - {{{RECORD}, colour: red}}", 2, "colour"),
        ("agencies:\n  - {key: a-b, name: A, kind: department}", 2, "name_en"),
        (f"agencies:\n  - {{{RECORD}, kind: office}}", 2, "kind"),
        (f"agencies:\n  - {{{RECORD}}}\n  - {{{RECORD}}}", 3, "twice"),
        (f"agencies:\n  - {{{RECORD}, from: 2025-02-30}}", 2, "from"),
        (f"agencies:\n  - {{{RECORD}, until: 30/06/2025}}", 2, "2025-06-30"),
        ("agencies:\n  - {key: Sở Nội vụ, name: A, name_en: A, kind: department}", 2, "key"),
        ("agencies:\n  - {key: ../../x, name: A, name_en: A, kind: department}", 2, "key"),
        ("agencies:\n  - {key: a-b, name: A, name_en: A, kind: sở}", 2, "kind"),
        (f"agencies:\n  - &one {{{RECORD}}}\n  - *one", 2, "anchors"),
        ("agencies: !!python/object/apply:os.system ['true']", 1, "tag"),
        ("agencies:\n  - {key: a-b, name: !!python/name:os.system '', name_en: A, kind: ward}", 2, "tag"),
        ("agencies: ]", 1, "YAML"),
        ("agencies: []\n---\nagencies: []", 2, "one YAML document"),
        ("- just a list", 1, "agencies:"),
        ("agencies: {a: b}", 1, "agencies"),
        ("successors: [{from: a, to: b, extent: half, basis: c}]", 1, "extent"),
        ("[" * 100_000, 1, "nested"),
    ],
)
def test_a_bad_or_hostile_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    folder = own(tmp_path, text)

    with pytest.raises(BadAgencyFile) as refusal:
        Registry.load([folder])

    assert refusal.value.path.endswith("own.yaml")
    assert refusal.value.line == line
    assert word in words.message(refusal.value, "en")
    assert pickle.loads(pickle.dumps(refusal.value)).args == refusal.value.args


@pytest.mark.parametrize(
    ("field", "vi", "en"),
    [
        (
            "kind: departmen",
            "“departmen” không phải giá trị cho phép của “kind”; có phải: department?",
            "did you mean: dep",
        ),
        ("from: 2025-02-30", "trường “from” sai: không có ngày 2025-02-30", "there is no day 2025-02-30"),
        (
            "until: 30/06/2025",
            "trường “until” sai: “30/06/2025”: ghi ngày như 2025-06-30",
            "a day is written 2025-06-30",
        ),
        ("unit_code: 5a", "“5a” không đúng dạng của “unit_code”; dạng đúng: chỉ gồm chữ số", "figures only"),
        ("role: Nội Vụ", "“Nội Vụ” không đúng dạng của “role”; có phải: noi-vu?", "did you mean: noi-vu?"),
        ("source: [a]", "“source” phải là chữ", '"source" must be text'),
    ],
)
def test_a_wrong_field_is_told_on_its_own_line_in_both_languages(tmp_path: Path, field: str, vi: str, en: str) -> None:
    lines = ["agencies:", "  - key: a-b", "    name: A", "    name_en: A", f"    {field}"]
    folder = own(tmp_path, "\n".join([*lines, *([] if "kind" in field else ["    kind: department"])]))

    with pytest.raises(BadAgencyFile) as refusal:
        Registry.load([folder])

    assert refusal.value.line == 5
    told = {
        lang: f"{words.message(refusal.value, lang)}; {words.hint(refusal.value, lang)}" for lang in words.LANGUAGES
    }
    assert f"cơ quan “a-b”: {vi}" in told["vi"]
    assert en in told["en"]


def test_files_are_read_alike_without_libyaml(monkeypatch: pytest.MonkeyPatch, registry: Registry) -> None:
    monkeypatch.setattr("workflows.agency_files._EVENTS", yaml.BaseLoader)

    slow = Registry.load()

    assert slow.subtree("binh-dinh") == registry.subtree("binh-dinh")
    assert slow.place_of("bo-noi-vu") == registry.place_of("bo-noi-vu")


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    folder = own(tmp_path, "")
    (folder / "agencies" / "own.yaml").write_bytes("agencies:\n  # Sở\n".encode("utf-16-le"))

    with pytest.raises(BadAgencyFile):
        Registry.load([folder])


def test_an_nfd_file_is_read_as_nfc(tmp_path: Path) -> None:
    folder = own(tmp_path, nfd("agencies:\n  - {key: ban-moi, name: Ban Mới, name_en: New, kind: government-agency}\n"))

    registry = Registry.load([folder])

    assert registry.get("ban-moi").name == "Ban Mới"


def test_the_shipped_files_fit_the_printed_schema() -> None:
    validator = jsonschema.Draft202012Validator(agencies_json_schema())
    folder = Path(__file__).parents[2] / "definitions" / "agencies"

    problems = [
        error.message
        for file in sorted(folder.glob("*.yaml"))
        for error in validator.iter_errors(yaml.load(file.read_text("utf-8"), yaml.BaseLoader))
    ]

    assert problems == []


def test_an_agency_shows_stable_fields(registry: Registry) -> None:
    shown = registry.get("bo-noi-vu").as_json()

    assert shown["codes"] == [{"code": "G09", "from": None, "until": None}]
    assert set(shown) == {
        *("key", "name", "name_en", "short", "kind", "role", "level", "superior"),
        *("from", "until", "codes", "unit_code", "names", "source", "by_decree"),
    }


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("SNV Bình Định", "binh-dinh.so-noi-vu"),
        ("Sở GD&ĐT tỉnh Bình Định", "binh-dinh.so-giao-duc-va-dao-tao"),
        ("Sở GDĐT Bình Định", "binh-dinh.so-giao-duc-va-dao-tao"),
        ("Sở TN&MT TPHCM", "ho-chi-minh.so-tai-nguyen-va-moi-truong"),
        ("Sở TNMT TP.HCM", "ho-chi-minh.so-tai-nguyen-va-moi-truong"),
        ("Sở Nội vụ HN", "ha-noi.so-noi-vu"),
        ("Phòng NV Quận 10", "ho-chi-minh.quan-10.phong-noi-vu"),
        ("PNV Q10", "ho-chi-minh.quan-10.phong-noi-vu"),
        ("STP Bình Định", "binh-dinh.so-tu-phap"),
        ("Sở TP Bình Định", "binh-dinh.so-tu-phap"),
        ("UBND TP HCM", "ho-chi-minh"),
        ("UBND H. Tuy Phước", "binh-dinh.huyen-tuy-phuoc"),
        ("UBND H Tuy Phước", "binh-dinh.huyen-tuy-phuoc"),
        ("Bình Định, Sở Nội vụ", "binh-dinh.so-noi-vu"),
    ],
)
def test_a_name_is_found_as_offices_shorten_it(written: str, key: str) -> None:
    assert REGISTRY.find(written).key == key


def test_who_holds_all_of_the_work_in_the_end_and_whose_work_it_is() -> None:
    registry = Registry.load()

    assert registry.heir_of("binh-dinh.so-noi-vu") == "gia-lai.so-noi-vu"
    assert registry.heir_of("gia-lai.so-noi-vu") == "gia-lai.so-noi-vu"
    assert registry.heir_of("binh-dinh.huyen-tuy-phuoc") == "binh-dinh.huyen-tuy-phuoc"  # several took over
    assert "binh-dinh.so-noi-vu" in registry.formers_of("gia-lai.so-noi-vu")
    assert registry.formers_of("binh-dinh.so-noi-vu") == ()
