"""Lists that would not fit a page: sums that add up, the worst few, and how the rest is seen."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest

from engine.results import Blocked, RootBlocker, TaskRow
from screen.blocked import PAGE, blocked_text
from screen.figures import worst_groups
from screen.findings import findings_text
from screen.folded import tasks_summed
from screen.look import Look
from screen.summed import by_part
from screen.tree import PAGE as LINES
from screen.tree import status_text
from workflows.findings import Case, Finding, Place, Severity
from workflows.said import Name

PREFIX, TODAY, DUE = "ct-33-ttg-2021/2023-H1/", date(2023, 6, 21), date(2023, 6, 19)
ROOT = RootBlocker(f"{PREFIX}tinh-0.huyen-0", "tinh-0.huyen-0", "implemented", "report", DUE, 2, 3)
LOOK = Look(width=160, today=TODAY)


def blocked_of(provinces: int, districts: int) -> list[Blocked]:
    keys = [(f"tinh-{at}.huyen-{to}", "district") for at in range(provinces) for to in range(districts)]
    return [
        Blocked(
            *(PREFIX + key, key, "2023-H1", DUE, None, "overdue", 1, 1, 2, 2, (ROOT,)),
            *(Name.alike(key), "implemented"),
            kind=kind,
        )
        for key, kind in [*((f"tinh-{at}", "province") for at in range(provinces)), *keys]
    ]


def tasks_of(provinces: int, wards: int) -> list[TaskRow]:
    keys = [(f"tinh-{at}.huyen-1.xa-{to}", "ward") for at in range(provinces) for to in range(wards)]
    return [
        TaskRow(
            *(f"{PREFIX}{key}", key, "2023-H1", "implemented", "active", date(2023, 6, 19), 2, ("report",)),
            *(Name.alike(key), None, "overdue" if number % 2 else "on_time"),
            kind=kind,
            next_trigger="report",
        )
        for number, (key, kind) in enumerate([*((f"tinh-{at}", "province") for at in range(provinces)), *keys])
    ]


@pytest.mark.parametrize(("provinces", "districts"), [(3, 12), (63, 95)])
def test_many_consolidations_are_a_page_whatever_their_number(provinces: int, districts: int) -> None:
    blocked = blocked_of(provinces, districts)

    lines = blocked_text(blocked, LOOK).splitlines()

    assert len(lines) < 40
    assert f"tỉnh, thành phố {provinces} · huyện, quận, thị xã {provinces * districts}  = {len(blocked)}" in lines[3]
    assert "--under" in lines[-1]


def test_the_figures_of_all_parts_add_up_to_the_whole() -> None:
    blocked = blocked_of(30, 2)

    lines = blocked_text(blocked, LOOK).splitlines()

    start = next(at for at, line in enumerate(lines) if line.startswith("cơ quan"))
    rows = lines[start + 1 : lines.index("", start)]
    assert sum(int(row.split()[-2]) for row in rows) == len(blocked)
    assert rows[-1].startswith("20 nơi khác")


def test_all_or_a_page_of_them_are_told_one_by_one() -> None:
    blocked = blocked_of(30, 2)

    for given in ({"everything": True}, {"is_page": True}):
        text = blocked_text(blocked, LOOK, **given)
        assert all(f" {item.agency} " in text for item in blocked)


def test_as_many_as_fit_a_page_are_told_one_by_one() -> None:
    blocked = blocked_of(1, PAGE - 1)

    assert "--under CƠ_QUAN" not in blocked_text(blocked, LOOK)
    assert "--under CƠ_QUAN" in blocked_text([*blocked, *blocked_of(1, 1)], LOOK)


def test_below_one_agency_the_parts_are_those_right_below_it() -> None:
    assert set(by_part(blocked_of(3, 2))) == {"tinh-0", "tinh-1", "tinh-2"}
    assert set(by_part(blocked_of(1, 2))) == {"tinh-0", "tinh-0.huyen-0", "tinh-0.huyen-1"}
    assert set(by_part(tasks_of(1, 2)[1:])) == {"tinh-0.huyen-1.xa-0", "tinh-0.huyen-1.xa-1"}
    assert set(by_part(tasks_of(1, 1)[:1])) == {"tinh-0"}


@pytest.mark.parametrize("wards", [LINES, 3000])
def test_tasks_that_would_not_fit_a_page_are_summed_up(wards: int) -> None:
    rows = tasks_of(2, wards)

    lines = status_text(rows, LOOK, everything=True, sums=partial(tasks_summed, look=LOOK)).splitlines()

    assert len(lines) < 40
    assert "5 việc chậm nhất" in lines
    assert len(status_text(rows, LOOK, everything=True).splitlines()) > len(rows)


def test_many_findings_are_summed_up_by_rule_with_the_worst_at_length() -> None:
    why = (Case({"why": "thế", "key": "kh"}, None, None, (2023,)),)
    notes = [Finding("D102", "no-date", Severity.NOTE, Place("a.yaml", at, 1), why) for at in range(70)]
    worse = Finding("D101", "no-number", Severity.WARNING, Place("b.yaml", 9, 1), why)

    text = findings_text([*notes, worse], Look(width=160), most=60)

    lines = text.splitlines()
    assert lines[0].split()[:5] == ["1", "cảnh", "báo", "D101", "no-number"]
    assert lines[1].split()[:5] == ["70", "lưu", "ý", "D102", "no-date"]
    assert lines[3].startswith("b.yaml:9:1: cảnh báo D101")
    assert "--all" in lines[-1]
    assert findings_text([*notes, worse], Look(width=160)).count("a.yaml:") == 70


def test_of_many_groups_those_with_the_most_days_late_are_told_in_their_own_order() -> None:
    groups = [LatenessGroupLike(days) for days in [*range(30), 0]]

    told, rest = worst_groups(groups, False)

    assert [group.days_late for group in told] == list(range(10, 30))
    assert len(told) + len(rest) == 31
    assert worst_groups(groups, True) == (groups, [])


@dataclass(frozen=True)
class LatenessGroupLike:
    days_late: int
