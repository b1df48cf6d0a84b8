"""Steps about due dates and lateness."""

from __future__ import annotations

from features.steps.vocabulary import thi
from features.steps.world import World, same
from workflows.dates import parse_day


@thi(
    'hạn của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] là ngày {day}',
    'Thì hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là ngày 19/06/2023',
)
def is_due(world: World, agency: str, period: str, topic: str | None, day: str) -> None:
    same(world.row(agency, period, topic).due, parse_day(day), f"ngày cuối còn đúng hạn của {agency}")


@thi('"{agency}" kỳ "{period}" không có hạn', 'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không có hạn')
def has_no_due_date(world: World, agency: str, period: str) -> None:
    same(world.row(agency, period).due, None, f"hạn của {agency}")


@thi('"{agency}" kỳ "{period}" quá hạn {count} ngày', 'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 2 ngày')
def is_late(world: World, agency: str, period: str, count: str) -> None:
    same(world.row(agency, period).days_late, int(count), f"số ngày quá hạn của {agency}")


@thi('"{agency}" kỳ "{period}" chưa quá hạn', 'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" chưa quá hạn')
def is_not_late(world: World, agency: str, period: str) -> None:
    same(world.row(agency, period).days_late, 0, f"số ngày quá hạn của {agency}")
