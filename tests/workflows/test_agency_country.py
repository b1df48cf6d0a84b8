"""The registry of the country: two generations of districts and communes, and the way from the one to the other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import words
from workflows import agencies
from workflows.agencies import Agency, BadAgencyFile, Registry, Succession
from workflows.agency_finding import find
from workflows.agency_records import in_words
from workflows.errors import AmbiguousAgency
from workflows.said import Said

START_OF_2023 = date(2023, 1, 1)
LAST_DAY = date(2025, 6, 30)
FIRST_DAY = date(2025, 7, 1)
UNITS = Path(agencies.__file__).parents[1] / "definitions" / "agencies"
WARDS_OF_DISTRICT_10 = {  # of early 2025 → from 1 July 2025
    "phuong-vuon-lai": {"phuong-1", "phuong-2", "phuong-4", "phuong-9", "phuong-10"},
    "phuong-dien-hong": {"phuong-6", "phuong-8", "phuong-14"},
    "phuong-hoa-hung": {"phuong-12", "phuong-13", "phuong-14", "phuong-15"},
}

REGISTRY = Registry.load()
EVERYONE = {agency.key: agency for agency in REGISTRY.everyone()}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that a registry opens, as it opens them."""
    names: list[str] = []
    for reader in ("read_yaml", "read_units", "read_successions"):
        read = getattr(agencies, reader)

        def noting(file: Path, path: str, *rest: str, read=read):  # type: ignore[no-untyped-def]
            names.append(path.removeprefix("definitions/agencies/"))
            return read(file, path, *rest)

        monkeypatch.setattr(agencies, reader, noting)
    return names


def communes(generation: str) -> list[Agency]:
    dots = {"old": 2, "new": 1}[generation]
    return [agency for agency in EVERYONE.values() if agency.kind == "ward" and agency.key.count(".") == dots]


def edges_of(*keys: str) -> list[Succession]:
    return [edge for key in keys for edge in REGISTRY.successors_of(key)]


# The lists


def test_the_country_has_63_provinces_705_districts_and_10599_communes_and_then_34_and_3321() -> None:
    kinds = Counter(agency.kind for agency in EVERYONE.values())

    assert (kinds["province"], kinds["district"]) == (63, 705)
    assert len(communes("old")) == 10_599
    assert len(communes("new")) == 3_321
    assert len(REGISTRY.select({"province"}, on=FIRST_DAY)) == 34
    assert len(REGISTRY.select({"district"}, on=START_OF_2023)) == 705
    assert len(REGISTRY.select({"ward"}, on=START_OF_2023)) == 10_599
    assert {agency.key for agency in REGISTRY.select({"ward"}, on=FIRST_DAY)} == {a.key for a in communes("new")}
    assert REGISTRY.select({"district"}, on=FIRST_DAY) == ()


def test_the_new_communes_are_of_three_types() -> None:
    types = Counter(agency.key.partition(".")[2].partition("-")[0] for agency in communes("new"))

    assert types == {"xa": 2_621, "phuong": 687, "dac": 13}


@pytest.mark.parametrize(
    ("province", "wards"), [("gia-lai", 135), ("ho-chi-minh", 168), ("ha-noi", 126), ("dong-nai", 95)]
)
def test_the_provinces_of_the_documents_have_their_communes_of_2025(province: str, wards: int) -> None:
    assert len(REGISTRY.select({"ward"}, under=province, on=FIRST_DAY)) == wards


def test_keys_are_unique_over_both_generations() -> None:
    keys = Counter(agency.key for agency in REGISTRY.everyone())
    rows = [row.partition(",")[0] for file in (UNITS / "units").glob("*.csv") for row in text_rows(file)]

    assert len(rows) == len(set(rows)) == 705 + 10_599 + 3_321
    assert set(rows) <= set(keys)
    assert [key for key, times in keys.items() if times > 1] == []


def text_rows(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()[1:]


def test_only_colliding_keys_end_in_a_code_and_then_both_do() -> None:
    coded = [key for key in EVERYONE if re.search(r"-\d{5}\Z", key)]
    pairs = Counter(key[:-6] for key in coded)

    assert set(pairs.values()) == {2}
    assert pairs.keys().isdisjoint(EVERYONE)
    assert Counter(key.count(".") for key in pairs) == {2: 21, 1: 8}


def test_every_superior_exists_and_is_a_district_or_a_province() -> None:
    for commune in communes("old"):
        assert commune.superior == commune.key.rpartition(".")[0]
        assert EVERYONE[commune.superior].kind == "district"
    for commune in communes("new"):
        assert commune.superior == commune.top
        assert EVERYONE[commune.superior].in_force_on(FIRST_DAY)


def test_every_unit_has_a_name_in_both_languages_and_a_code() -> None:
    for unit in (*communes("old"), *communes("new"), *REGISTRY.select({"district"})):
        assert unit.name.startswith("UBND ")
        assert unit.name_en.startswith("People's Committee of ")
        assert unit.unit_code
        assert unicodedata.is_normalized("NFC", unit.name)


def test_a_numbered_ward_says_its_district() -> None:
    ward = EVERYONE["ho-chi-minh.quan-4.phuong-9"]

    assert (ward.name, ward.name_en) == ("UBND Phường 9, Quận 4", "People's Committee of Ward 9, District 4")


def test_the_old_ones_end_by_the_last_of_june_and_the_new_ones_begin_on_the_first_of_july() -> None:
    assert {commune.valid_from for commune in communes("new")} == {FIRST_DAY}
    assert all(commune.valid_until and commune.valid_until <= LAST_DAY for commune in communes("old"))


def test_what_is_written_by_hand_counts_before_what_is_made() -> None:
    assert REGISTRY.place_of("binh-dinh.so-du-lich").startswith("definitions/agencies/binh-dinh.yaml:")
    assert REGISTRY.place_of("binh-dinh.so-noi-vu").startswith("definitions/agencies/bodies/provinces.yaml:")
    assert REGISTRY.place_of("binh-dinh.huyen-tuy-phuoc.xa-phuoc-son").startswith("definitions/agencies/units/")
    assert EVERYONE["ho-chi-minh.quan-10.phuong-11"].valid_until == date(2024, 12, 31)


# The way from the one to the other


def test_every_new_commune_has_a_predecessor_that_existed_before() -> None:
    for commune in communes("new"):
        predecessors = REGISTRY.predecessors_of(commune.key)
        assert predecessors
        assert all(not EVERYONE[edge.from_key].in_force_on(FIRST_DAY) for edge in predecessors)


def test_every_old_commune_has_an_heir_or_says_why_not() -> None:
    orphans = [commune for commune in communes("old") if not REGISTRY.successors_of(commune.key)]

    assert [orphan.key for orphan in orphans] == ["ben-tre.huyen-chau-thanh.xa-phu-an-hoa"]
    assert all(orphan.source for orphan in orphans)


def test_following_the_heirs_ends_in_a_commune_in_force() -> None:
    for commune in communes("old"):
        heirs = edges_of(commune.key)
        while heirs and not all(EVERYONE[edge.to_key].in_force_on(FIRST_DAY) for edge in heirs):
            nexts = [edge for edge in heirs if not EVERYONE[edge.to_key].in_force_on(FIRST_DAY)]
            heirs = edges_of(*(edge.to_key for edge in nexts))
            assert heirs, commune.key


def test_one_heir_has_the_whole_and_several_have_parts() -> None:
    for commune in communes("old"):
        heirs = REGISTRY.successors_of(commune.key)
        assert [edge.extent for edge in heirs] == (["whole"] if len(heirs) == 1 else ["part"] * len(heirs))


def test_an_edge_names_the_resolution_of_the_new_province() -> None:
    by_province: dict[str, set[str]] = {}
    for commune in communes("new"):
        bases = {edge.basis for edge in REGISTRY.predecessors_of(commune.key)}
        by_province.setdefault(commune.top, set()).update(bases)

    assert by_province["gia-lai"] == {"1664/NQ-UBTVQH15"}
    assert {basis for bases in by_province.values() for basis in bases} == {
        f"{number}/NQ-UBTVQH15" for number in range(1654, 1688)
    }
    assert all(len(bases) == 1 for bases in by_province.values())


@pytest.mark.parametrize("ward", sorted(WARDS_OF_DISTRICT_10))
def test_the_wards_of_district_10_went_to_three_wards(ward: str) -> None:
    new = REGISTRY.predecessors_of(f"ho-chi-minh.{ward}")

    assert {edge.from_key.rpartition(".")[2] for edge in new} == WARDS_OF_DISTRICT_10[ward]
    assert {edge.extent for edge in new if edge.from_key.endswith("phuong-14")} <= {"part"}
    assert {edge.extent for edge in new if not edge.from_key.endswith("phuong-14")} == {"whole"}


def test_the_machine_says_of_district_10_what_is_written_by_hand() -> None:
    rows = [row for row in text_rows(UNITS / "successions" / "ho-chi-minh.csv") if ".quan-10." in row]
    made = {tuple(row.split(",")[:5]) for row in rows}

    by_hand = [edge for key in EVERYONE if key.startswith("ho-chi-minh.quan-10.phuong-") for edge in edges_of(key)]
    written = {
        (edge.from_key, edge.to_key, f"{edge.on}", edge.extent, edge.basis.partition(",")[0]) for edge in by_hand
    }
    assert made == written


def test_a_unit_that_only_changed_its_place_in_the_tree_has_an_edge_to_itself() -> None:
    edges = REGISTRY.successors_of("ba-ria-vung-tau.huyen-con-dao")

    assert [(edge.to_key, edge.extent) for edge in edges] == [("ho-chi-minh.dac-khu-con-dao", "whole")]


def test_a_namesake_in_the_merged_province_is_not_taken_for_the_heir() -> None:
    assert [edge.to_key for edge in edges_of("dong-thap.thanh-pho-sa-dec.phuong-3")] == ["dong-thap.phuong-sa-dec"]
    assert len(edges_of("ha-noi.huyen-me-linh.xa-van-khe")) == 4


def test_a_merger_before_2025_whose_day_is_not_known_says_so() -> None:
    (edge,) = edges_of("nghe-an.huyen-dien-chau.thi-tran-dien-chau")

    assert (edge.to_key, edge.on) == ("nghe-an.huyen-dien-chau.xa-dien-thanh", None)
    assert "latest possible" in (EVERYONE[edge.from_key].source or "")


def test_a_users_own_succession_replaces_the_made_one(tmp_path: Path) -> None:
    key = "binh-dinh.huyen-tuy-phuoc.xa-phuoc-son"
    made = REGISTRY.successors_of(key)[0].to_key
    (tmp_path / "agencies").mkdir()
    (tmp_path / "agencies" / "own.yaml").write_text(
        f"successors: [{{from: {key}, to: gia-lai.xa-tuy-phuoc, on: 2025-07-01, extent: whole, basis: mine}}]", "utf-8"
    )

    registry = Registry.load([tmp_path])

    assert [edge.basis for edge in registry.successors_of(key)] == ["mine"]
    assert key in {edge.from_key for edge in registry.predecessors_of("gia-lai.xa-tuy-phuoc")}
    assert key not in {edge.from_key for edge in registry.predecessors_of(made)}


def test_a_bad_row_of_successions_names_its_line(tmp_path: Path) -> None:
    for name in ("central.yaml", "provinces.yaml", "successors.yaml"):
        (tmp_path / name).write_text((UNITS / name).read_text("utf-8"), "utf-8")
    (tmp_path / "successions").mkdir()
    rows = "from,to,on,extent,basis,source\ngia-lai.a.b,gia-lai.c,2025-07-01,half,x,\n"
    (tmp_path / "successions" / "gia-lai.csv").write_text(rows, "utf-8")

    with pytest.raises(BadAgencyFile) as refusal:
        Registry(tmp_path).successors_of("gia-lai.a.b")

    assert (refusal.value.line, refusal.value.key) == (2, "gia-lai.a.b")


# Look-ups and reading


def test_a_commune_name_borne_by_many_is_refused_with_the_candidates() -> None:
    with pytest.raises(AmbiguousAgency) as refusal:
        REGISTRY.find("xã Tân Thành")

    candidates = refusal.value.candidates
    assert len(candidates) > 20
    assert all("xa-tan-thanh" in agency.key for agency in candidates)


def test_a_bare_name_means_the_province_before_a_city_or_a_ward_in_it() -> None:
    for province in REGISTRY.select({"province"}):
        bare = re.sub("^UBND (tỉnh|[Tt]hành phố) ", "", province.name)
        assert REGISTRY.find(bare) == REGISTRY.find(bare, near=province.key) == province


def test_a_city_that_bears_the_name_of_the_city_around_it_is_not_guessed() -> None:
    with pytest.raises(AmbiguousAgency) as refusal:
        REGISTRY.find("thành phố Huế", near="thua-thien-hue")

    assert {agency.key for agency in refusal.value.candidates} == {"thua-thien-hue", "thua-thien-hue.thanh-pho-hue"}


@pytest.mark.parametrize(
    ("text", "near", "key"),
    [
        ("xã Phước Sơn huyện Tuy Phước", None, "binh-dinh.huyen-tuy-phuoc.xa-phuoc-son"),
        ("xã Phước Sơn", "binh-dinh.huyen-tuy-phuoc", "binh-dinh.huyen-tuy-phuoc.xa-phuoc-son"),
        ("Phường 9, Quận 4", "ho-chi-minh", "ho-chi-minh.quan-4.phuong-9"),
        ("đặc khu Côn Đảo", None, "ho-chi-minh.dac-khu-con-dao"),
        ("huyện Thuỷ Nguyên", None, "hai-phong.huyen-thuy-nguyen"),
    ],
)
def test_a_commune_is_found_with_its_district_or_near_it(text: str, near: str | None, key: str) -> None:
    assert REGISTRY.find(text, near=near).key == key


def test_only_the_files_that_are_asked_for_are_opened(opened: list[str]) -> None:
    registry = Registry.load()
    assert opened == ["central.yaml", "provinces.yaml"]

    registry.get("binh-dinh.huyen-tuy-phuoc.xa-phuoc-son")
    registry.select({"district"}, under="binh-dinh")
    assert opened[2:] == ["units/binh-dinh.csv", "binh-dinh.yaml"]

    registry.successors_of("binh-dinh.huyen-tuy-phuoc.xa-phuoc-son")
    registry.predecessors_of("gia-lai.xa-tuy-phuoc")
    assert opened[4:] == ["successors.yaml", "successions/gia-lai.csv"]


def test_the_successions_of_provinces_and_ministries_open_no_list_of_communes(opened: list[str]) -> None:
    registry = Registry.load()

    registry.successors_of("binh-dinh")
    registry.predecessors_of("bo-noi-vu")

    assert opened == ["central.yaml", "provinces.yaml", "successors.yaml"]


def test_the_lists_stay_small() -> None:
    size = sum(file.stat().st_size for name in ("units", "successions") for file in (UNITS / name).glob("*.csv"))

    assert size < 3_000_000


# Bodies by decree


def test_every_agency_has_its_superior_in_force_on_every_day_of_its_life() -> None:
    def outlives(agency: Agency) -> bool:
        above = EVERYONE[agency.superior] if agency.superior else None
        if above is None:
            return False
        begins = above.valid_from is not None and (agency.valid_from or date.min) < above.valid_from
        ends = above.valid_until is not None and (agency.valid_until or date.max) > above.valid_until
        return begins or ends

    assert [agency.key for agency in EVERYONE.values() if agency.superior and agency.superior not in EVERYONE] == []
    assert [agency.key for agency in EVERYONE.values() if outlives(agency)] == []


def test_every_agency_that_ended_has_heirs_or_says_why_not() -> None:
    ended = [agency.key for agency in EVERYONE.values() if agency.valid_until is not None]
    unknown = [edge.to_key for key in ended for edge in REGISTRY.successors_of(key) if edge.to_key not in EVERYONE]

    assert unknown == []
    assert [key for key in ended if not REGISTRY.successors_of(key) and not REGISTRY.why_no_heir(key)] == []


def test_legal_bases_and_reasons_are_told_in_the_readers_language() -> None:
    told = {told for key in EVERYONE for edge in REGISTRY.successors_of(key) for told in (edge.basis, edge.source)}
    told |= {agency.decree for agency in EVERYONE.values()}
    reasons = [REGISTRY.why_no_heir(key) for key in EVERYONE]

    assert [text for text in told if text and not isinstance(in_words(text), Said)] == []
    assert [reason for reason in reasons if isinstance(reason, str)] == []


@pytest.mark.parametrize(
    ("remark", "vi", "en"),
    [
        ("Decree 45/2025/NĐ-CP", "Nghị định 45/2025/NĐ-CP", "Decree 45/2025/NĐ-CP"),
        (
            "Decree 37/2014/NĐ-CP, amended by Decree 108/2020/NĐ-CP",
            "Nghị định 37/2014/NĐ-CP, sửa đổi, bổ sung bởi Nghị định 108/2020/NĐ-CP",
            "Decree 37/2014/NĐ-CP, amended by Decree 108/2020/NĐ-CP",
        ),
        (
            "Resolution 176/2025/QH15; Decree 25/2025/NĐ-CP",
            "Nghị quyết 176/2025/QH15; Nghị định 25/2025/NĐ-CP",
            "Resolution 176/2025/QH15; Decree 25/2025/NĐ-CP",
        ),
        ("1669/NQ-UBTVQH15", "Nghị quyết 1669/NQ-UBTVQH15", "Resolution 1669/NQ-UBTVQH15"),
        (
            "1278/NQ-UBTVQH15, art. 1(6)",
            "Nghị quyết 1278/NQ-UBTVQH15, Điều 1 khoản 6",
            "Resolution 1278/NQ-UBTVQH15, art. 1(6)",
        ),
        (
            "Through Xã Thái Minh, a unit of early 2025 that has no record",
            "qua Xã Thái Minh, đơn vị lập đầu năm 2025 chưa có trong danh mục",
            "through Xã Thái Minh, a unit of early 2025 that has no record",
        ),
        ("Quyết định 12/QĐ-UBND", "Quyết định 12/QĐ-UBND", "Quyết định 12/QĐ-UBND"),
    ],
)
def test_a_legal_base_is_said_in_either_language(remark: str, vi: str, en: str) -> None:
    assert (words.told(in_words(remark), "vi"), words.told(in_words(remark), "en")) == (vi, en)


@pytest.mark.parametrize(
    ("key", "heirs"),
    [
        ("lam-dong.so-tai-nguyen-va-moi-truong", {("lam-dong.so-nong-nghiep-va-moi-truong", "2025-03-01", "whole")}),
        ("binh-dinh.so-noi-vu", {("gia-lai.so-noi-vu", "2025-07-01", "whole")}),
        ("hai-duong.tinh-uy", {("hai-phong.thanh-uy", "2025-07-01", "whole")}),
        (
            "lai-chau.so-thong-tin-va-truyen-thong",
            {
                ("lai-chau.so-khoa-hoc-va-cong-nghe", "2025-03-01", "part"),
                ("lai-chau.so-van-hoa-the-thao-va-du-lich", "2025-03-01", "part"),
            },
        ),
        ("binh-dinh.huyen-tuy-phuoc.phong-noi-vu", set()),
    ],
)
def test_who_took_over_a_standard_body(key: str, heirs: set[tuple[str, str, str]]) -> None:
    assert {(edge.to_key, str(edge.on), edge.extent) for edge in REGISTRY.successors_of(key)} == heirs
    assert all(key in {before.from_key for before in REGISTRY.predecessors_of(heir)} for heir, _, _ in heirs)


@pytest.mark.parametrize(
    ("key", "on", "is_there"),
    [
        ("lai-chau.so-ke-hoach-va-dau-tu", date(2025, 2, 28), True),
        ("lai-chau.so-ke-hoach-va-dau-tu", date(2025, 3, 1), False),
        ("lai-chau.so-nong-nghiep-va-moi-truong", date(2025, 2, 28), False),
        ("lai-chau.so-nong-nghiep-va-moi-truong", date(2026, 7, 1), True),
        ("kon-tum.so-y-te", date(2025, 7, 1), False),
        ("lang-son.huyen-cao-loc.phong-nong-nghiep-va-phat-trien-nong-thon", date(2025, 6, 30), True),
        ("gia-lai.xa-tuy-phuoc.phong-kinh-te", date(2025, 6, 30), False),
        ("gia-lai.xa-tuy-phuoc.phong-kinh-te", date(2025, 7, 1), True),
    ],
)
def test_a_body_is_in_force_as_its_decree_and_its_unit_are(key: str, on: date, is_there: bool) -> None:
    assert REGISTRY.get(key).in_force_on(on) is is_there


def test_a_body_of_a_province_is_by_decree_until_a_record_confirms_renames_or_ends_it(tmp_path: Path) -> None:
    (tmp_path / "agencies").mkdir()
    (tmp_path / "agencies" / "lai-chau.yaml").write_text(
        "confirmed:\n  - {source: quyết định của tỉnh, bodies: [lai-chau.so-y-te, lai-chau.so-ngoai-vu]}\n"
        "agencies:\n  - {key: lai-chau.so-xay-dung, name: Sở Xây dựng mới, name_en: New, kind: department, "
        "until: 2025-12-31}\n",
        encoding="utf-8",
    )

    own = Registry.load([tmp_path])

    assert REGISTRY.get("lai-chau.so-y-te").decree is not None
    assert "lai-chau.so-ngoai-vu" not in REGISTRY
    assert (own.get("lai-chau.so-y-te").decree, own.get("lai-chau.so-y-te").source) == (None, "quyết định của tỉnh")
    assert own.get("lai-chau.so-ngoai-vu").name == "Sở Ngoại vụ tỉnh Lai Châu"
    assert own.get("lai-chau.so-xay-dung").name == "Sở Xây dựng mới"
    assert own.get("lai-chau.so-tu-phap").decree is not None


@pytest.mark.parametrize("province", ["nghe-an", "lam-dong"])
def test_what_the_decree_leaves_to_a_province_is_there_where_its_file_says_so(province: str) -> None:
    before, after = (REGISTRY.get(f"{province}.{own}") for own in ("ban-dan-toc", "so-dan-toc-va-ton-giao"))

    assert (before.decree, after.decree) == (None, None)
    assert (before.valid_until, after.valid_from) == (date(2025, 2, 28), date(2025, 3, 1))
    assert REGISTRY.heir_of(before.key) == after.key
    assert f"{province}.so-du-lich" not in REGISTRY


def test_names_by_the_kept_index_are_those_that_a_search_of_everything_finds() -> None:
    class Whole:
        """The same registry, searched whole."""

        base, shelf, everywhere = REGISTRY.base, REGISTRY.shelf, REGISTRY.everywhere

        def likely(self, *_: str):  # type: ignore[no-untyped-def]
            return REGISTRY.everywhere()

        nearby = likely

    texts = [
        *("tuy phước", "xã Phước Hòa", "phường 4", "huyện Cao Lộc", "Phòng Nội vụ huyện Cao Lộc", "Sở Y tế Lai Châu")
    ]
    texts += [agency.name for agency in list(EVERYONE.values())[:: len(EVERYONE) // 60]]
    for text in texts:
        assert _found(Whole(), text) == _found(REGISTRY, text), text


@pytest.mark.parametrize(
    "text", ["hoai", "binh dinh", "xã Phước Hòa", "540", "H49", "Sở Y tế tỉnh Gia Lai", "hdnd và ubnd xã"]
)
def test_a_search_by_the_kept_index_finds_what_a_search_of_everything_finds(text: str) -> None:
    class Whole(Registry):
        """Without the index."""

        def _holding(self, plain: str, code: str):  # type: ignore[no-untyped-def]
            return self.everywhere()

    assert [agency.key for agency in REGISTRY.search(text)] == [agency.key for agency in Whole.load().search(text)]


def _found(shelves: object, text: str) -> object:
    try:
        return find(shelves, text).key  # type: ignore[arg-type]
    except AmbiguousAgency as error:
        return {agency.key for agency in error.candidates}
