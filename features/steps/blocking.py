"""Steps about blocked consolidations, their root blockers, and who waits for whom."""

from __future__ import annotations

from engine.results import Blocked
from features.steps.names import BLOCKED, blocked_status, listed, spoken
from features.steps.vocabulary import thi
from features.steps.world import World, same


def _all_blocked(world: World, period: str | None, under: str | None = None) -> tuple[Blocked, ...]:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    return world.engine.blocked(cascade.key, under=under, period=wanted, today=world.today)


def _blocked(world: World, agency: str, period: str) -> Blocked | None:
    world.node(agency, period)
    key = world.agency(agency, world.at(period)[1])
    return next((item for item in _all_blocked(world, period, key) if item.agency == key), None)


def _root_blockers(world: World, agency: str, period: str) -> set[str]:
    blocked = _blocked(world, agency, period)
    assert blocked is not None, f"{agency} kỳ {period} không bị chặn"
    return {blocker.agency for blocker in blocked.root_blockers}


@thi(
    'điểm nghẽn của "{agency}" kỳ "{period}" là "{blockers}"',
    'Thì điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng đầu năm 2023" là "UBND huyện Tuy Phước"',
)
def root_blockers_are(world: World, agency: str, period: str, blockers: str) -> None:
    found = _root_blockers(world, agency, period)
    names = world.names(found)
    assert found == world.agencies(blockers), f"điểm nghẽn của {agency} là {names}, không phải {blockers}"


@thi(
    'điểm nghẽn của "{agency}" kỳ "{period}" gồm {count} cơ quan',
    'Thì điểm nghẽn của "Bộ Nội vụ" kỳ "6 tháng" gồm 92 cơ quan',
)
def so_many_root_blockers(world: World, agency: str, period: str, count: str) -> None:
    same(len(_root_blockers(world, agency, period)), int(count), f"số điểm nghẽn của {agency}")


@thi(
    'điểm nghẽn của "{agency}" kỳ "{period}" không còn',
    'Thì điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng" không còn',
)
def no_root_blockers(world: World, agency: str, period: str) -> None:
    is_not_blocked(world, agency, period)


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
    roots = [root for item in _all_blocked(world, period) for root in item.root_blockers]
    same({root.holds for root in roots if root.agency == key}, {int(count)}, f"số báo cáo tổng hợp mà {blocker} chặn")


@thi('có {count} báo cáo tổng hợp bị chặn[ ở kỳ "{period}"]', 'Thì có 3 báo cáo tổng hợp bị chặn ở kỳ "6 tháng"')
def so_many_blocked(world: World, count: str, period: str | None) -> None:
    same(len(_all_blocked(world, period)), int(count), "số báo cáo tổng hợp bị chặn")


@thi('"{agency}" kỳ "{period}" không bị chặn', 'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không bị chặn')
def is_not_blocked(world: World, agency: str, period: str) -> None:
    blocked = _blocked(world, agency, period)
    assert blocked is None, f"{agency} kỳ {period} còn chờ {blocked.open} đầu vào; điểm nghẽn: " + world.names(
        {root.agency for root in blocked.root_blockers}
    )


@thi(
    '"{agency}" kỳ "{period}" bị chặn, tình trạng "{status}"',
    'Thì "UBND tỉnh Bình Định" kỳ "6 tháng" bị chặn, tình trạng "quá hạn"',
)
def is_blocked(world: World, agency: str, period: str, status: str) -> None:
    wanted, blocked = blocked_status(status), _blocked(world, agency, period)
    assert blocked is not None, f"{agency} kỳ {period} không bị chặn"
    assert blocked.status == wanted, f"tình trạng của {agency}: là {spoken([blocked.status], BLOCKED)}"


@thi(
    '"{agency}" kỳ "{period}" còn chờ {count} đầu vào',
    'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 2 đầu vào',
)
def waits_for_so_many(world: World, agency: str, period: str, count: str) -> None:
    blocked = _blocked(world, agency, period)
    same(blocked.open if blocked else 0, int(count), f"số đầu vào {agency} còn chờ")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] chờ "{other}"',
    'Thì "Bộ Nội vụ" kỳ "6 tháng" chờ "UBND huyện Tuy Phước"',
)
def waits_for(world: World, agency: str, period: str, topic: str | None, other: str) -> None:
    key, cascade = world.key(agency, period, topic)
    world.node(agency, period, topic)
    way = world.engine.why(key, cascade=cascade.key, today=world.today)
    found = world.names([way[-1].agency])
    assert way[-1].agency == world.agency(other, cascade), f"{agency} rốt cuộc chờ {found}, không phải {other}"


@thi(
    'đường chờ của "{agency}" kỳ "{period}" là "{agencies}"',
    'Thì đường chờ của "Bộ Nội vụ" kỳ "6 tháng" là "Bộ Nội vụ, UBND tỉnh Bình Định"',
)
def way_is(world: World, agency: str, period: str, agencies: str) -> None:
    key, cascade = world.key(agency, period)
    way = [step.agency for step in world.engine.why(key, cascade=cascade.key, today=world.today)]
    expected = [world.agency(name, cascade) for name in listed(agencies)]
    known = {node.key: node.name for node in cascade.graph.agencies}
    shown = ", ".join(known.get(step, step) for step in way)
    assert way == expected, f"đường chờ của {agency} là {shown}, không phải {agencies}"


@thi(
    'các báo cáo tổng hợp hết bị chặn là "{agencies}"',
    'Thì các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ tỉnh Bình Định"',
)
def are_unblocked(world: World, agencies: str) -> None:
    world.no_refusal()
    freed = {key.split("/")[2] for move in world.moved for key in move.unblocked}
    names = world.names(freed)
    assert freed == world.agencies(agencies), f"hết bị chặn: {names}, không phải {agencies}"
