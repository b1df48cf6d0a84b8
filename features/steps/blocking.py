"""Steps about blocked consolidations, their root blockers, and who waits for whom."""

from __future__ import annotations

from engine.results import Blocked
from features.steps.vocabulary import thi
from features.steps.world import World, same

STATUSES = {"quá hạn": "overdue", "có nguy cơ": "at_risk", "đang chờ": "waiting"}


def _blocked(world: World, agency: str, period: str) -> Blocked | None:
    world.no_refusal()
    key = world.agency(agency)
    found = world.engine.blocked(world.cascade, under=key, period=world.period(period), today=world.today)
    return next((item for item in found if item.agency == key), None)


def _root_blockers(world: World, agency: str, period: str) -> set[str]:
    blocked = _blocked(world, agency, period)
    assert blocked is not None, f"{agency} kỳ {period} không bị chặn"
    return {blocker.agency for blocker in blocked.root_blockers}


@thi(
    'điểm nghẽn của "{agency}" kỳ "{period}" là "{blockers}"',
    'Thì điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng đầu năm 2023" là "UBND huyện Tuy Phước"',
)
def root_blockers_are(world: World, agency: str, period: str, blockers: str) -> None:
    expected = {world.agency(name) for name in blockers.split(", ")}
    same(_root_blockers(world, agency, period), expected, f"điểm nghẽn của {agency}")


@thi(
    'điểm nghẽn của "{agency}" kỳ "{period}" không còn',
    'Thì điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng" không còn',
)
def no_root_blockers(world: World, agency: str, period: str) -> None:
    assert _blocked(world, agency, period) is None, f"{agency} kỳ {period} còn bị chặn"


@thi(
    '"{blocker}" là một điểm nghẽn của "{agency}" kỳ "{period}"',
    'Thì "UBND huyện Tuy Phước" là một điểm nghẽn của "Bộ Nội vụ" kỳ "6 tháng"',
)
def is_a_root_blocker(world: World, blocker: str, agency: str, period: str) -> None:
    found = _root_blockers(world, agency, period)
    assert world.agency(blocker) in found, f"{len(found)} điểm nghẽn, không có {blocker}"


@thi(
    '"{blocker}" đang chặn {count} báo cáo tổng hợp kỳ "{period}"',
    'Thì "UBND huyện Tuy Phước" đang chặn 3 báo cáo tổng hợp kỳ "6 tháng"',
)
def holds_so_many(world: World, blocker: str, count: str, period: str) -> None:
    key = world.agency(blocker)
    found = world.engine.blocked(world.cascade, period=world.period(period), today=world.today)
    holds = {root.holds for item in found for root in item.root_blockers if root.agency == key}
    same(holds, {int(count)}, f"số báo cáo tổng hợp mà {blocker} đang chặn")


@thi('"{agency}" kỳ "{period}" không bị chặn', 'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không bị chặn')
def is_not_blocked(world: World, agency: str, period: str) -> None:
    blocked = _blocked(world, agency, period)
    assert blocked is None, f"{agency} kỳ {period} còn chờ {blocked.open if blocked else 0} đầu vào"


@thi(
    '"{agency}" kỳ "{period}" bị chặn, tình trạng "{status}"',
    'Thì "UBND tỉnh Bình Định" kỳ "6 tháng" bị chặn, tình trạng "quá hạn"',
)
def is_blocked(world: World, agency: str, period: str, status: str) -> None:
    assert status in STATUSES, f"tình trạng phải là một trong: {', '.join(STATUSES)}"
    blocked = _blocked(world, agency, period)
    assert blocked is not None, f"{agency} kỳ {period} không bị chặn"
    same(blocked.status, STATUSES[status], f"tình trạng của {agency}")


@thi(
    '"{agency}" kỳ "{period}" còn chờ {count} đầu vào', 'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 2 đầu vào'
)
def waits_for_so_many(world: World, agency: str, period: str, count: str) -> None:
    blocked = _blocked(world, agency, period)
    same(blocked.open if blocked else 0, int(count), f"số đầu vào {agency} còn chờ")


@thi('"{agency}" kỳ "{period}" chờ "{other}"', 'Thì "Bộ Nội vụ" kỳ "6 tháng" chờ "UBND huyện Tuy Phước"')
def waits_for(world: World, agency: str, period: str, other: str) -> None:
    way = world.engine.why(world.task(agency, period), cascade=world.cascade, today=world.today)
    same(way[-1].agency, world.agency(other), f"người mà {agency} rốt cuộc phải chờ")


@thi(
    'các báo cáo tổng hợp hết bị chặn là "{agencies}"',
    'Thì các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ tỉnh Bình Định"',
)
def are_unblocked(world: World, agencies: str) -> None:
    world.no_refusal()
    freed = {key.split("/")[2] for move in world.moved for key in move.unblocked}
    same(freed, {world.agency(name) for name in agencies.split(", ")}, "báo cáo tổng hợp hết bị chặn")
