"""Who is meant: agencies of the registry near the issuer and in force, groups of a kind, words for the rest."""

from datetime import date

import pytest

from drafting.text import Text
from drafting.who import Party, Reader
from workflows.agencies import Registry

BEFORE, AFTER = date(2023, 5, 1), date(2026, 5, 1)


def told(party: Party) -> str:
    if party.agency:
        return party.agency
    if party.kinds:
        count = f" x{party.count}" if party.count else ""
        return "+".join(party.kinds) + (f" {party.role}" if party.role else "") + count
    return "everybody" if party.is_everybody else f"“{party.open}”"


@pytest.mark.parametrize(
    ("issuer", "day", "text", "expected"),
    [
        ("binh-dinh", BEFORE, "Các sở, ban, ngành; UBND các huyện, thị xã, thành phố", "department+district"),
        ("binh-dinh", BEFORE, "Ban Dân vận Tỉnh ủy, UBND tỉnh kết quả", "binh-dinh.ban-dan-van-tinh-uy | binh-dinh"),
        ("binh-dinh", BEFORE, "Sở GD&ĐT, Sở XD", "binh-dinh.so-giao-duc-va-dao-tao | binh-dinh.so-xay-dung"),
        ("binh-dinh", BEFORE, "Văn phòng UBND tỉnh, Thanh tra tỉnh", "binh-dinh.van-phong-ubnd | binh-dinh.thanh-tra"),
        ("binh-dinh", BEFORE, "UBND huyện Tuy Phước", "binh-dinh.huyen-tuy-phuoc"),
        ("binh-dinh", BEFORE, "các cơ quan, đơn vị, địa phương kịp thời", "everybody"),
        ("binh-dinh", BEFORE, "Cục Thuế tỉnh chủ trì", "“Cục Thuế tỉnh”"),
        ("binh-dinh", BEFORE, "Ban hành kế hoạch", ""),
        ("ho-chi-minh", BEFORE, "Các sở, ngành Thành phố, UBND TP. Thủ Đức và quận, huyện", "department+district"),
        ("ho-chi-minh.quan-10", BEFORE, "Các cơ quan, đơn vị thuộc quận và UBND 14 phường", "office | ward x14"),
        ("ho-chi-minh.quan-10", BEFORE, "Thành phố.", "ho-chi-minh"),
        ("ha-noi", BEFORE, "Phòng Nội chính thuộc Văn phòng UBND Thành phố là", "ha-noi.van-phong-ubnd"),
        ("bo-noi-vu", BEFORE, "Các bộ, cơ quan ngang bộ; UBND các tỉnh", "ministry+ministerial-agency+province"),
        ("bo-y-te", AFTER, "Sở Y tế các tỉnh, thành phố trực thuộc Trung ương", "department y-te"),
        ("thu-tuong", AFTER, "Các Bộ: Tài chính, Công an theo chức năng", "bo-tai-chinh | bo-cong-an"),
        ("thai-nguyen", AFTER, "UBND các xã: Phú Bình, Đại Từ.", "thai-nguyen.xa-phu-binh | thai-nguyen.xa-dai-tu"),
        ("gia-lai", AFTER, "Các sở, ngành, địa phương báo cáo", "department+ward"),
        ("gia-lai.so-noi-vu", AFTER, "Các sở, ban, ngành; UBND các xã, phường", "department+ward"),
        ("gia-lai", AFTER, "UBND cấp xã báo cáo", "ward"),
        ("gia-lai", BEFORE, "UBND cấp huyện, cấp xã", "district+ward"),
        ("bo-noi-vu", AFTER, "Ủy ban nhân dân cấp tỉnh", "province"),
        ("gia-lai", AFTER, "UBND các cấp", "“UBND các cấp”"),
        ("bo-y-te", AFTER, "Bộ trưởng trước ngày", "bo-y-te"),
        ("bo-y-te", AFTER, "Bố trí kinh phí", ""),
    ],
)  # fmt: skip
def test_who_is_meant(registry: Registry, issuer: str, day: date, text: str, expected: str) -> None:
    assert [told(party) for party in Reader(registry, issuer, day).read(Text(text)).parties] == [
        each for each in expected.split(" | ") if each
    ]


def test_who_is_gone_is_not_taken_for_an_heir(registry: Registry) -> None:
    text = Text("Sở Tài nguyên và Môi trường chủ trì")
    before, after = (Reader(registry, "gia-lai", day).read(text).parties for day in (BEFORE, AFTER))
    assert [told(each) for each in before] == ["gia-lai.so-tai-nguyen-va-moi-truong"]
    assert [told(each) for each in after] == ["“Sở Tài nguyên và Môi trường”"]
