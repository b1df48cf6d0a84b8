"""The text of `history`: all that a row says can be read at any width."""

from datetime import UTC, date, datetime

import pytest

from engine.results import HistoryRow
from screen.history import history_text
from screen.look import Look
from screen.tables import text_width

TASK = "ct-33-ttg-2021/2023-H1/binh-dinh.so-noi-vu"


def row(seq: int, trigger: str | None, **more: object) -> HistoryRow:
    given = {
        "kind": "move",
        "from_": "implemented",
        "to": "reported",
        "agency": "binh-dinh.so-noi-vu",
        "by": None,
        "occurred_on": date(2023, 6, 19),
        "recorded_at": datetime(2023, 6, 19, 2, tzinfo=UTC),
        "document": None,
        "reason": None,
        "hash": "0" * 64,
    }
    return HistoryRow(TASK, seq, trigger=trigger, **(given | more))


REPORT = row(4, "report", document="12/BC", superseded_by=6)
LATE = row(3, "implement", occurred_on=date(2023, 6, 12))
RENUMBERED = row(5, None, kind="correction", document="21/BC", reason="ghi nhầm số", ref_seq=4)
REDATED = row(
    6, None, kind="correction", document="21/BC", occurred_on=date(2023, 6, 16), reason="nhầm ngày", ref_seq=4
)
TAKEN_BACK = row(4, "report", superseded_by=5)
TAKING_BACK = row(5, None, kind="correction", payload={"undone": [4], "because": f"{TASK}#2"}, ref_seq=4)
EXTENDED = row(
    7, "extend", from_="issued", to="issued", due_before=date(2023, 6, 19), due_after=date(2023, 6, 30), reason="bão lũ"
)
PARTIAL = row(
    8,
    "consolidate_partial",
    to="consolidated",
    payload={"missing": [TASK.replace("so-noi-vu", "huyen-tuy-phuoc")], "allowed_by": "Chủ tịch UBND tỉnh"},
)
RETURNED = row(9, "return_report", from_="reported", to="implemented", payload={"what": "own"}, reason="thiếu phụ lục")
NOTED = row(10, "revoke", kind="note", from_="reported", payload={"revoked": "kh-binh-dinh-2023"})


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([LATE, REPORT], ["12/BC", "đã đính chính ở dòng 6"]),
        ([REPORT, RENUMBERED, REDATED], ["số 12/BC → 21/BC", "ngày 19/06/2023 → 16/06/2023", "lý do: nhầm ngày"]),
        (
            [TAKEN_BACK, TAKING_BACK],
            ["đã rút lại ở dòng 5", "rút lại dòng 4", "theo 2023-H1/binh-dinh.so-noi-vu dòng 2"],
        ),
        ([EXTENDED], ["hạn 19/06/2023 → 30/06/2023", "lý do: bão lũ"]),
        ([PARTIAL], ["thiếu 2023-H1/binh-dinh.huyen-tuy-phuoc", "Chủ tịch UBND tỉnh cho phép"]),
        ([RETURNED], ["báo cáo riêng", "lý do: thiếu phụ lục"]),
        ([NOTED], ["văn bản kh-binh-dinh-2023"]),
    ],
)
def test_what_a_row_says_is_never_cut(rows: list[HistoryRow], said: list[str], width: int) -> None:
    text = history_text(rows, Look("vi", width, False, date(2023, 6, 21), "dondoc"))

    assert [words for words in said if words not in " ".join(text.split())] == []
    assert all(text_width(line) <= width for line in text.splitlines())


def test_what_was_entered_days_later_says_when() -> None:
    look = Look("vi", 80, False, date(2023, 6, 21), "dondoc")

    assert "ghi ngày 19/06/2023" in history_text([LATE], look)
    assert "ghi ngày" not in history_text([REPORT], look)
