"""The tree of `status`: totals that add up, sums of agencies without inputs."""

import re
from datetime import date

from engine.results import TaskRow, Timeliness
from screen.look import Look
from screen.tables import text_width
from screen.tree import status_text

LOOK = Look("vi", 160, today=date(2023, 6, 21))


def task(
    agency: str,
    name: str,
    kind: str,
    superior: str | None,
    state: str = "issued",
    timeliness: Timeliness = "overdue",
    inputs: int = 0,
) -> TaskRow:
    return TaskRow(
        f"ct-33-ttg-2021/2023-H1/{agency}", agency, "2023-H1", state, "active", date(2023, 5, 29), 23, ("implement",),
        name, timeliness=timeliness, due_phrase="before 30/5", next_trigger="implement", open=inputs, inputs=inputs,
        kind=kind, superior=superior,
    )  # fmt: skip


ROWS = [
    task("binh-dinh", "UBND tỉnh Bình Định", "province", "thu-tuong", inputs=1),
    task("binh-dinh.so-y-te", "Sở Y tế tỉnh Bình Định", "department", "binh-dinh"),
    task("bo-y-te", "Bộ Y tế", "ministry", "thu-tuong"),
    task("an-giang", "UBND tỉnh An Giang", "province", "thu-tuong"),
    task("ha-noi", "UBND thành phố Hà Nội", "province", "thu-tuong", "reported", "done_late"),
    task("hue", "UBND tỉnh Thừa Thiên Huế", "province", "thu-tuong"),
]


def test_totals_by_state_and_by_timeliness_add_up() -> None:
    states, timeliness = status_text(ROWS, LOOK, cascades=["ct-33-ttg-2021/2023"]).splitlines()[1:3]

    for line in (states, timeliness):
        figures, total = line.split("=")
        assert sum(int(number) for number in re.findall(r" (\d+)", figures)) == int(total) == len(ROWS)


def test_provinces_without_inputs_are_summed_in_one_line() -> None:
    text = re.sub(" +", " ", status_text(ROWS, LOOK))

    assert "3 tỉnh, thành phố 6 tháng 2 đã giao, 1 đã báo cáo" in text
    assert "2 quá hạn, 1 xong muộn" in text
    assert "UBND tỉnh An Giang" not in text


def test_each_agency_is_shown_where_all_is_asked() -> None:
    text = status_text(ROWS, LOOK, everything=True)

    assert "UBND tỉnh An Giang" in text
    assert "3 tỉnh" not in text


def test_agencies_stand_below_their_superiors() -> None:
    lines = status_text(ROWS, LOOK).splitlines()

    top = next(position for position, line in enumerate(lines) if line == "Thủ tướng Chính phủ")
    assert lines[top + 1].startswith("├─ UBND tỉnh Bình Định")
    assert lines[top + 2].startswith("│  └─ Sở Y tế")


def test_at_80_columns_nothing_is_wider_than_the_screen() -> None:
    lines = status_text(ROWS, Look("vi", 80, today=date(2023, 6, 21)), everything=True).splitlines()

    assert all(text_width(line) <= 80 for line in lines)
    assert any("Sở Y tế " in line for line in lines)


def test_no_tasks_are_said_to_be_none() -> None:
    assert "không có nhiệm vụ nào" in status_text([], LOOK)
