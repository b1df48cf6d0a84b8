"""Steps about due dates and lateness."""

from __future__ import annotations

from engine.results import TaskRow
from features.steps.names import TIMELINESS, spoken, timeliness
from features.steps.vocabulary import thi
from features.steps.world import World, same
from workflows.dates import parse_day


def _asked(world: World, agency: str, period: str, topic: str | None) -> TaskRow:
    row = world.row(agency, period, topic)
    world.note_due(row)
    return row


@thi(
    'hạn của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] là ngày {day}',
    'Thì hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là ngày 19/06/2023',
)
def is_due(world: World, agency: str, period: str, topic: str | None, day: str) -> None:
    same(_asked(world, agency, period, topic).due, parse_day(day), f"ngày cuối còn đúng hạn của {agency}")


@thi(
    'hạn tổng hợp của "{agency}" kỳ "{period}" là ngày {day}',
    'Thì hạn tổng hợp của "UBND tỉnh Bình Định" kỳ "6 tháng" là ngày 29/05/2023',
)
def merged_is_due(world: World, agency: str, period: str, day: str) -> None:
    node = world.node(agency, period)
    assert node.consolidates, f"{agency} kỳ {period} không phải tổng hợp"
    world.note_due(world.row(agency, period), "merged")
    same(node.merged_due.last_day if node.merged_due else None, parse_day(day), f"hạn tổng hợp của {agency}")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] không có hạn',
    'Thì "Bộ Nội vụ" kỳ "6 tháng" không có hạn',
)
def has_no_due_date(world: World, agency: str, period: str, topic: str | None) -> None:
    same(_asked(world, agency, period, topic).due, None, f"hạn của {agency}")


@thi(
    '"{agency}" kỳ "{period}" không có hạn tổng hợp',
    'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không có hạn tổng hợp',
)
def merged_has_no_due_date(world: World, agency: str, period: str) -> None:
    node = world.node(agency, period)
    assert node.consolidates, f"{agency} kỳ {period} không phải tổng hợp"
    world.note_due(world.row(agency, period), "merged")
    same(node.merged_due.last_day if node.merged_due else None, None, f"hạn tổng hợp của {agency}")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] quá hạn {count} ngày',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 2 ngày',
)
def is_late(world: World, agency: str, period: str, topic: str | None, count: str) -> None:
    same(_asked(world, agency, period, topic).days_late, int(count), f"số ngày quá hạn của {agency}")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] chưa quá hạn',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" chưa quá hạn',
)
def is_not_late(world: World, agency: str, period: str, topic: str | None) -> None:
    same(_asked(world, agency, period, topic).days_late, 0, f"số ngày quá hạn của {agency}")


@thi(
    'thời hạn của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] là "{lateness}"',
    'Thì thời hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là "sắp đến hạn"',
)
def is_timely(world: World, agency: str, period: str, topic: str | None, lateness: str) -> None:
    wanted = timeliness(lateness)
    row = _asked(world, agency, period, topic)
    assert row.timeliness == wanted, f"thời hạn của {agency}: là {spoken([row.timeliness], TIMELINESS)}"
