"""The simulated clock of a scenario: what is recorded when, so that what was known on a day can be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.results import HistoryRow
from features.steps import launching, moving
from features.steps.sentences import Said
from features.steps.world import Stage, World
from workflows.dates import HANOI

DIRECTIVE, YEAR = "ct-33-ttg-2021", 2023
HA_GIANG, DONG_NAI, H1 = "UBND tỉnh Hà Giang", "Sở Nội vụ tỉnh Đồng Nai", "6 tháng"
IMPLEMENTED = Said(agency=HA_GIANG, doing="thực hiện", period=H1, day=date(2023, 5, 20))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture
def world(stage: Stage) -> Iterator[World]:
    scenario = World(stage)
    yield scenario
    scenario.close()


def rows(world: World, agency: str) -> tuple[HistoryRow, ...]:
    key, cascade = world.key(agency, H1)
    return world.engine.seen().history(key, cascade=cascade.key)


def opened(year: int, day: date | None = None) -> Said:
    return Said(year=year, directive=DIRECTIVE, day=day, documents=None)


def days(world: World, agency: str) -> list[tuple[date | None, date]]:
    """Of each row the day on which it occurred and the day on which it was recorded, in Hanoi."""
    return [(row.occurred_on, row.recorded_at.astimezone(HANOI).date()) for row in rows(world, agency)]


def report(world: World, agency: str, day: str | None) -> None:
    moving.move(world, Said.of({"agency": agency, "doing": "báo cáo", "period": H1, "day": day}))
    world.no_refusal()


def test_where_no_day_is_told_everything_is_recorded_on_the_day_on_which_it_occurs(world: World) -> None:
    launching.a_launched_cascade(world, opened(YEAR))
    moving.has_done(world, IMPLEMENTED)
    report(world, HA_GIANG, "25/05/2023")

    assert {occurred == recorded for occurred, recorded in days(world, HA_GIANG)} == {True}
    assert days(world, DONG_NAI) == [(date(2023, 5, 15), date(2023, 5, 15))]
    assert world.today == date(2023, 12, 31)


def test_a_day_that_is_told_is_the_day_of_recording(world: World) -> None:
    launching.a_launched_cascade(world, opened(YEAR))
    moving.has_done(world, IMPLEMENTED)
    world.be_on(date(2023, 6, 5))
    report(world, HA_GIANG, "29/05/2023")

    assert days(world, HA_GIANG)[-1] == (date(2023, 5, 29), date(2023, 6, 5))


def test_what_was_known_on_a_day_is_what_had_been_recorded_by_then(world: World) -> None:
    launching.a_launched_cascade(world, opened(YEAR))
    moving.has_done(world, IMPLEMENTED)
    world.be_on(date(2023, 6, 5))
    report(world, HA_GIANG, "29/05/2023")
    key, cascade = world.key(HA_GIANG, H1)
    day = date(2023, 5, 29)

    def state(known_on: date) -> str:
        known_at = rows(world, HA_GIANG)[-1].recorded_at.replace(year=known_on.year, month=known_on.month)
        known_at = known_at.replace(day=known_on.day) + timedelta(hours=1)
        return world.engine.on(day, as_of=day, known_at=known_at).task(key, cascade=cascade.key).state

    assert (state(day), state(date(2023, 6, 5))) == ("implemented", "reported")


def test_a_document_that_is_out_later_in_the_year_is_not_out_before_a_day_that_is_told(world: World) -> None:
    world.be_on(date(2023, 4, 20))
    launching.a_launched_cascade(world, opened(YEAR))

    assert days(world, HA_GIANG) == [(date(2023, 4, 3), date(2023, 4, 3))]
    assert days(world, DONG_NAI) == []


def test_a_chain_recorded_later_goes_on_after_that(world: World) -> None:
    """A day told that lies before what the chain has recorded leads to no refusal of the clock's."""
    launching.a_launched_cascade(world, opened(YEAR))
    moving.has_done(world, IMPLEMENTED)
    world.be_on(date(2023, 6, 10))
    said = Said(actor="Bộ Nội vụ", agency=HA_GIANG, period=H1, day=date(2023, 5, 21), reason="sắp xếp")
    moving.act_on(world, "suspend", said)
    world.be_on(date(2023, 6, 1))
    moving.act_on(world, "resume", Said(**vars(said) | {"day": date(2023, 5, 22)}))
    world.no_refusal()

    moments = [row.recorded_at for row in rows(world, HA_GIANG)]
    assert moments == sorted(moments)
    assert days(world, HA_GIANG)[-1] == (date(2023, 5, 22), date(2023, 6, 10))


def test_a_cascade_opened_by_itself_ends_where_one_launched_late_does(world: World, stage: Stage) -> None:
    launching.a_launched_cascade(world, opened(2022))
    late = World(stage)
    launching.a_launched_cascade(late, opened(2022, date(2022, 12, 31)))

    def standing(each: World) -> dict[str, tuple[object, ...]]:
        found = each.engine.on(date(2022, 12, 31)).status()
        return {row.task: (row.state, row.since, row.due, row.open, row.triggers) for row in found}

    assert standing(world) == standing(late)
    late.close()


def test_what_is_tried_only_is_answered_and_not_recorded(world: World, tmp_path: Path) -> None:
    launching.a_launched_cascade(world, opened(YEAR))
    moving.has_done(world, IMPLEMENTED)
    before = rows(world, HA_GIANG)
    world.only_try()
    report(world, HA_GIANG, "25/05/2023")

    assert [move.to for move in world.moved] == ["reported"]
    assert rows(world, HA_GIANG) == before
    report(world, HA_GIANG, "25/05/2023")
    assert len(rows(world, HA_GIANG)) == len(before) + 1
