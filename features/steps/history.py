"""Steps about what was recorded."""

from __future__ import annotations

from features.steps.moving import _lifecycle
from features.steps.names import trigger_name
from features.steps.vocabulary import thi
from features.steps.world import World, same
from workflows.dates import format_day


@thi(
    'lịch sử của "{agency}" kỳ "{period}" gồm "{moves}"',
    'Thì lịch sử của "UBND huyện Tuy Phước" kỳ "6 tháng" gồm "ban hành, lập kế hoạch, thực hiện, báo cáo"',
)
def history_is(world: World, agency: str, period: str, moves: str) -> None:
    world.no_refusal()
    rows = world.engine.history(world.task(agency, period), cascade=world.cascade)
    expected = [trigger_name(_lifecycle(world), words) for words in moves.split(", ")]
    same([row.trigger for row in rows], expected, f"lịch sử của {agency}")


@thi(
    'dòng lịch sử cuối của "{agency}" kỳ "{period}" ghi ngày {day}',
    'Thì dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi ngày 19/06/2023',
)
def last_row_is_of(world: World, agency: str, period: str, day: str) -> None:
    rows = world.engine.history(world.task(agency, period), cascade=world.cascade)
    same(format_day(rows[-1].occurred_on), day, f"ngày của dòng cuối trong lịch sử {agency}")
