"""Names as offices write each other, and what is offered for those that nobody can be sure of."""

import csv
from pathlib import Path

import pytest
from own_definitions import shipped_agencies

from workflows.errors import UnknownAgency

LIST = Path(__file__).parents[1] / "data" / "office_names.csv"


def test_the_ways_in_which_offices_write_names_are_understood() -> None:
    registry = shipped_agencies()
    with LIST.open(encoding="utf-8") as rows:
        wanted = {row["written"]: row["agency"] for row in csv.DictReader(rows)}

    found = {written: registry.find(written).key for written in wanted}

    assert len(wanted) >= 200
    assert found == wanted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("UBND huyện Tuy Phướt, Bình Định", "binh-dinh.huyen-tuy-phuoc"),
        ("Sở Nội vụ Bình Địn", "binh-dinh.so-noi-vu"),
        ("Sở Nội vu tinh Binh Dinh x", "binh-dinh.so-noi-vu"),
        ("Sở Giáo dục và Đào tạo Bình Đinhk", "binh-dinh.so-giao-duc-va-dao-tao"),
        ("Bộ Nội vụu", "bo-noi-vu"),
    ],
)
def test_of_what_is_mistyped_the_nearest_in_meaning_comes_first(typed: str, meant: str) -> None:
    with pytest.raises(UnknownAgency) as unknown:
        shipped_agencies().find(typed)

    assert unknown.value.candidates[0].key == meant
