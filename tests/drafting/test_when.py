"""Which date is said of which period; what leaves a choice is told as doubtful, never guessed."""

import pytest

from drafting.text import Text
from drafting.when import dues, tokens


def read(text: str) -> dict[str, tuple[str, object] | None]:
    found = dues(tokens(Text(text)))
    return {code: None if rule is None else (rule.way, rule.day) for code, rule in found.rules.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "quý I, 6 tháng, 9 tháng (trước ngày 20/(3/6/9)/2023) và năm 2023 (trước ngày 25/11/2023)",
            {
                "Q1": ("before", "2023-03-20"),
                "H1": ("before", "2023-06-20"),
                "9M": ("before", "2023-09-20"),
                "Y": ("before", "2023-11-25"),
            },
        ),
        (
            "báo cáo 6 tháng (trước ngày 10 tháng 5), báo cáo năm (trước ngày 10 tháng 11)",
            {"H1": ("before", "10/5"), "Y": ("before", "10/11")},
        ),
        (
            "Định kỳ 06 tháng và hằng năm đánh giá, gửi báo cáo 6 tháng đầu năm trước ngày 30 tháng 5 "
            "và báo cáo năm đề nghị gửi trước ngày 15 tháng 12",
            {"H1": ("before", "30/5"), "Y": ("before", "15/12")},
        ),
        (
            "Trước ngày 10/6 báo cáo 6 tháng, trước ngày 10/12 báo cáo năm",
            {"H1": ("before", "10/6"), "Y": ("before", "10/12")},
        ),
        ("báo cáo tháng, quý, 6 tháng, năm", {"H1": None, "Q": None, "M": None, "Y": None}),
        ("báo cáo quý II năm 2026 chậm nhất ngày 20/6/2026", {"Q2": ("by", "2026-06-20")}),
        ("chậm nhất là trước ngày 20/6/2026", {"once": ("before", "2026-06-20")}),
        ("trước ngày 20 hằng tháng", {"M": ("before", {"day": "20", "month": "last"})}),
        ("quý trước ngày 10 của tháng đầu quý sau", {"Q": ("before", {"day": "10", "month": "next"})}),
        ("trước ngày 10/3 (quý I), 10/6 (6 tháng)", {"Q1": ("before", "10/3"), "H1": ("before", "10/6")}),
        (
            "hằng quý, năm: quý I trước ngày 5/3, quý III trước ngày 5/9, năm trước ngày 20/11",
            {"Q1": ("before", "5/3"), "Q3": ("before", "5/9"), "Y": ("before", "20/11")},
        ),
        ("chậm nhất ngày 05 tháng sau", {"M": ("by", {"day": "5", "month": "next"})}),
        ("báo cáo quý trước ngày 15 của tháng cuối quý", {"Q": ("before", {"day": "15", "month": "last"})}),
        ("trước 16 giờ 30 ngày 09/5/2024", {"once": ("before", "2024-05-09 16:30")}),
        ("trước 17h00 ngày 12/4/2024", {"once": ("before", "2024-04-12 17:00")}),
        ("hoàn thành trong quý II năm 2026", {"once": ("within", "2026-Q2")}),
        (
            "(số liệu tính từ ngày 15/12/2025 đến ngày 14/6/2026), gửi trước ngày 18/6/2026",
            {"once": ("before", "2026-06-18")},
        ),
        ("trước ngày 05 tháng 12 hằng năm", {"Y": ("before", "5/12")}),
        ("theo quy định; quý vị đại biểu; năm 2026 tiếp tục", {}),
        ("trước ngày 31/2/2026", {}),
    ],
)
def test_periods_and_dates(text: str, expected: dict[str, object]) -> None:
    assert read(text) == expected


def test_a_day_of_the_following_year() -> None:
    found = dues(tokens(Text("báo cáo năm trước ngày 15/01 năm sau")))
    rule = found.rules["Y"]
    assert rule is not None
    assert (rule.day, rule.year) == ("15/1", "+1")


@pytest.mark.parametrize(
    "text",
    [
        "báo cáo 6 tháng, năm trước ngày 15/6",  # one date, two periods
        "báo cáo 6 tháng trước ngày 15/12",  # no day on which a half-year's report is due
        "học kỳ I trước ngày 15/01/2024, cả học kỳ trước ngày 15/6/2024",  # two dates, no period
        "trước ngày 20, báo cáo kết quả",  # a day without a month
    ],
)
def test_what_leaves_a_choice_is_doubtful(text: str) -> None:
    found = dues(tokens(Text(text)))
    assert found.doubtful
    assert not any(found.rules.values())
