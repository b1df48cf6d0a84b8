"""Steps about what was recorded."""

from __future__ import annotations

from engine.results import HistoryRow
from features.steps.names import trigger_names
from features.steps.vocabulary import thi
from features.steps.world import World, same
from workflows.dates import parse_day


def _rows(world: World, agency: str, period: str, topic: str | None) -> tuple[HistoryRow, ...]:
    world.no_refusal()
    world.node(agency, period, topic)
    key, cascade = world.key(agency, period, topic)
    return world.engine.history(key, cascade=cascade.key)


def _last(world: World, agency: str, period: str, topic: str | None) -> HistoryRow:
    rows = _rows(world, agency, period, topic)
    assert rows, f"chưa có gì được ghi cho {agency} kỳ {period}"
    return rows[-1]


@thi(
    'lịch sử của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] gồm "{moves}"',
    'Thì lịch sử của "UBND huyện Tuy Phước" kỳ "6 tháng" gồm "ban hành, lập kế hoạch, thực hiện, báo cáo"',
)
def history_is(world: World, agency: str, period: str, topic: str | None, moves: str) -> None:
    expected = trigger_names(world.lifecycle, moves)
    triggers = world.lifecycle.data.triggers | world.lifecycle.data.side_triggers
    found = [row.trigger for row in _rows(world, agency, period, topic)]
    words = [triggers[name].label.vi if name in triggers else str(name) for name in found]
    assert found == expected, f"lịch sử của {agency}: là {', '.join(words) or 'trống'}, không phải {moves}"


@thi(
    'lịch sử của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] trống',
    'Thì lịch sử của "UBND huyện Tuy Phước" kỳ "6 tháng" trống',
)
def history_is_empty(world: World, agency: str, period: str, topic: str | None) -> None:
    same(len(_rows(world, agency, period, topic)), 0, f"số dòng lịch sử của {agency}")


@thi(
    'dòng lịch sử cuối của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] ghi ngày {day}',
    'Thì dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi ngày 19/06/2023',
)
def last_row_is_of(world: World, agency: str, period: str, topic: str | None, day: str) -> None:
    last = _last(world, agency, period, topic)
    same(last.occurred_on, parse_day(day), f"ngày của dòng cuối trong lịch sử {agency}")


@thi(
    'dòng lịch sử cuối của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] ghi văn bản số "{number}"',
    'Thì dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi văn bản số "12/BC-UBND"',
)
def last_row_names(world: World, agency: str, period: str, topic: str | None, number: str) -> None:
    same(_last(world, agency, period, topic).document, number, f"văn bản của dòng cuối trong lịch sử {agency}")
