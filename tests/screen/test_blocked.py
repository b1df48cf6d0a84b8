"""The text of `blocked`, as the design shows it, at 80 and at 160 columns."""

from datetime import date

import pytest

from engine.results import Blocked, OpenInput, RootBlocker
from screen.blocked import blocked_text
from screen.look import Look
from screen.tables import text_width

TODAY = date(2023, 6, 21)
PREFIX = "ct-33-ttg-2021/2023-H1/"
CASCADE = "ct-33-ttg-2021/2023"
DEPARTMENT = "binh-dinh.so-noi-vu"


def root(agency: str, name: str, trigger: str, state: str, holds: int = 3) -> RootBlocker:
    return RootBlocker(PREFIX + agency, agency, state, trigger, date(2023, 6, 19), 2, holds, name, 2, "before 20/6")


def open_input(agency: str, name: str, trigger: str, waits_for: str = "own") -> OpenInput:
    return OpenInput(PREFIX + agency, agency, name, "implemented", waits_for, trigger, date(2023, 6, 19), 2)


ROOTS = (
    root("binh-dinh.huyen-tuy-phuoc", "UBND huyện Tuy Phước", "report", "implemented"),
    root("binh-dinh.huyen-hoai-an", "UBND huyện Hoài Ân", "implement", "plan_drafted"),
)
BLOCKED = [
    Blocked(
        PREFIX + "binh-dinh", "binh-dinh", "2023-H1", date(2023, 5, 29), None, "overdue", 1, 1, 23, 17, ROOTS,
        "UBND tỉnh Bình Định", "implemented", "before 30/5",
        (open_input(DEPARTMENT, "Sở Nội vụ tỉnh Bình Định", "consolidate", "merged"),), 23,
    ),
    Blocked(
        PREFIX + DEPARTMENT, DEPARTMENT, "2023-H1", None, date(2023, 6, 19), "overdue", 30, 2, 2, 2, ROOTS,
        "Sở Nội vụ tỉnh Bình Định", "reported", "as theo quy định",
        tuple(open_input(item.agency, item.agency_name, item.next_trigger) for item in ROOTS),
    ),
]  # fmt: skip

WIDE = """\
ct-33-ttg-2021/2023 · 21/06/2023 · 2 báo cáo tổng hợp bị chặn, 2 điểm nghẽn

QUÁ HẠN  UBND tỉnh Bình Định        kỳ 6 tháng   hạn 29/05 (trước 30/5)   quá hạn 23 ngày
  chờ    Sở Nội vụ tỉnh Bình Định tổng hợp
QUÁ HẠN  Sở Nội vụ tỉnh Bình Định   kỳ 6 tháng   hạn theo quy định        báo cáo cấp dưới quá hạn 2 ngày
  chờ    UBND huyện Tuy Phước       chưa báo cáo     hạn 19/06 (trước 20/6)   quá hạn 2 ngày   đang chặn 3
         UBND huyện Hoài Ân         chưa thực hiện   hạn 19/06 (trước 20/6)   quá hạn 2 ngày   đang chặn 3

Tiếp theo: dondoc advance 2023-H1/binh-dinh.huyen-tuy-phuoc report --as binh-dinh.huyen-tuy-phuoc --by "…" \
--document "…\""""

NARROW = """\
ct-33-ttg-2021/2023 · 21/06/2023 · 2 báo cáo tổng hợp bị chặn, 2 điểm nghẽn

QUÁ HẠN  UBND tỉnh Bình Định       6 tháng  hạn 29/05      quá 23 ngày
  chờ    Sở Nội vụ tỉnh Bình Định tổng hợp
QUÁ HẠN  Sở Nội vụ tỉnh Bình Định  6 tháng  theo quy định  cấp dưới quá 2 ngày
  chờ    UBND huyện Tuy Phước  chưa báo cáo    hạn 19/06  quá 2 ngày  chặn 3
         UBND huyện Hoài Ân    chưa thực hiện  hạn 19/06  quá 2 ngày  chặn 3
"""


def test_at_160_columns_it_looks_as_designed() -> None:
    assert blocked_text(BLOCKED, Look("vi", 160, today=TODAY), cascades=[CASCADE]) == WIDE


def test_at_80_columns_it_says_the_same_in_less_room() -> None:
    text = blocked_text(BLOCKED, Look("vi", 80, today=TODAY), cascades=[CASCADE])

    assert text.startswith(NARROW)
    assert all(text_width(line) <= 80 for line in text.splitlines()[:-1])


@pytest.mark.parametrize("width", [80, 160])
def test_in_english(width: int) -> None:
    text = blocked_text(BLOCKED, Look("en", width, today=TODAY), cascades=[CASCADE])

    assert text.startswith("ct-33-ttg-2021/2023 · 2023-06-21 · 2 blocked consolidations, 2 root blockers")
    assert "OVERDUE" in text
    assert "due 2023-05-29" in text or "2023-05-29" in text
    assert "not implemented" in text
    assert text.splitlines()[-1].startswith("Next: dondoc advance 2023-H1/binh-dinh.huyen-tuy-phuoc report --as ")


def test_many_root_blockers_are_counted_exactly() -> None:
    roots = tuple(root(f"tinh-{number}", f"UBND tỉnh {number}", "draft_plan", "issued", 1) for number in range(92))
    many = Blocked(
        PREFIX + "bo-noi-vu", "bo-noi-vu", "2023-H1", None, None, "waiting", 92, 92, 0, 0, roots, "Bộ Nội vụ"
    )

    short = blocked_text([many], Look("vi", 160, today=TODAY), cascades=[CASCADE])
    full = blocked_text([many], Look("vi", 160, today=TODAY), cascades=[CASCADE], everything=True)

    assert short.count("UBND tỉnh") == 5
    assert "và 87 điểm nghẽn khác: 87 chưa lập kế hoạch" in short
    assert full.count("UBND tỉnh") == 92


def test_a_document_that_is_not_out_is_released() -> None:
    asked = {"document": "kh-1", "asks": ("number", "on")}
    blocker = RootBlocker(None, "binh-dinh", "pending", "release", None, 0, 3, "UBND tỉnh Bình Định", **asked)
    waiting = Blocked(PREFIX + "x", "x", "2023-H1", None, None, "waiting", 1, 1, 0, 0, (blocker,), "X")

    text = blocked_text([waiting], Look("vi", 160, today=TODAY), cascades=[CASCADE])

    assert "ban hành kh-1" in text
    assert text.endswith('dondoc release kh-1 --number "…" --on … --as binh-dinh')


def test_the_full_key_is_given_where_several_directives_run() -> None:
    text = blocked_text(BLOCKED, Look("vi", 160, today=TODAY, is_single=False), cascades=[CASCADE])

    assert f"advance {PREFIX}binh-dinh.huyen-tuy-phuoc report" in text


def test_nothing_blocked_is_said_in_one_line() -> None:
    assert blocked_text([], Look("vi", 80, today=TODAY), cascades=[CASCADE]) == (
        "ct-33-ttg-2021/2023 · 21/06/2023 · không có báo cáo tổng hợp nào bị chặn"
    )
