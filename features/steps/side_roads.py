"""Steps about the side roads: waivers, pauses, extensions, returned reports, partial consolidations, revocations."""

from __future__ import annotations

from typing import Any

from features.steps.names import listed, standing_name
from features.steps.vocabulary import khi, thi
from features.steps.world import World, same, shown
from workflows.dates import parse_day


def _fire(
    world: World, actor: str, trigger: str, agency: str, period: str, topic: str | None, reason: str | None, **more: Any
) -> None:
    world.node(agency, period, topic)
    key, cascade = world.key(agency, period, topic)
    by = world.agency(actor, cascade)
    given = {"reason": reason, "cascade": cascade.key, "today": world.today, **more}
    world.attempt(lambda: world.engine.advance(key, trigger, as_agency=by, **given))


@khi(
    '"{actor}" miễn cho "{agency}" kỳ "{period}"[ chủ đề "{topic}"][ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"',
)
def waive(world: World, actor: str, agency: str, period: str, topic: str | None, reason: str | None) -> None:
    _fire(world, actor, "waive", agency, period, topic, reason)


@khi(
    '"{actor}" bỏ miễn cho "{agency}" kỳ "{period}"[ chủ đề "{topic}"][ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" bỏ miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"',
)
def unwaive(world: World, actor: str, agency: str, period: str, topic: str | None, reason: str | None) -> None:
    _fire(world, actor, "unwaive", agency, period, topic, reason)


@khi(
    '"{actor}" tạm dừng việc của "{agency}" kỳ "{period}"[ chủ đề "{topic}"][ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "sắp xếp lại"',
)
def suspend(world: World, actor: str, agency: str, period: str, topic: str | None, reason: str | None) -> None:
    _fire(world, actor, "suspend", agency, period, topic, reason)


@khi(
    '"{actor}" cho tiếp tục việc của "{agency}" kỳ "{period}"[ chủ đề "{topic}"][ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã sắp xếp xong"',
)
def resume(world: World, actor: str, agency: str, period: str, topic: str | None, reason: str | None) -> None:
    _fire(world, actor, "resume", agency, period, topic, reason)


@khi(
    '"{actor}" gia hạn cho "{agency}" kỳ "{period}"[ chủ đề "{topic}"][ đến ngày {day}][ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vì "bão lũ"',
)
def extend(
    world: World, actor: str, agency: str, period: str, topic: str | None, day: str | None, reason: str | None
) -> None:
    _fire(world, actor, "extend", agency, period, topic, reason, until=parse_day(day) if day else None)


@khi(
    '"{actor}" trả lại báo cáo của "{agency}" kỳ "{period}"[ chủ đề "{topic}"][ vì "{reason}"]',
    'Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"',
)
def return_report(world: World, actor: str, agency: str, period: str, topic: str | None, reason: str | None) -> None:
    _fire(world, actor, "return_report", agency, period, topic, reason)


@khi(
    '"{actor}" trả lại báo cáo riêng của "{agency}" kỳ "{period}"[ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" trả lại báo cáo riêng của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "sai mẫu"',
)
def return_own(world: World, actor: str, agency: str, period: str, reason: str | None) -> None:
    _fire(world, actor, "return_report", agency, period, None, reason, what="own")


@khi(
    '"{actor}" trả lại báo cáo tổng hợp của "{agency}" kỳ "{period}"[ vì "{reason}"]',
    'Khi "Bộ Nội vụ" trả lại báo cáo tổng hợp của "UBND tỉnh Bình Định" kỳ "6 tháng" vì "thiếu phụ lục"',
)
def return_merged(world: World, actor: str, agency: str, period: str, reason: str | None) -> None:
    _fire(world, actor, "return_report", agency, period, None, reason, what="merged")


@khi(
    '"{agency}" tổng hợp thiếu "{missing}" kỳ "{period}"[ do "{who}" cho phép][ vì "{reason}"]',
    'Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" '
    'do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"',
)
def consolidate_partial(
    world: World, agency: str, missing: str, period: str, who: str | None, reason: str | None
) -> None:
    named = tuple(listed(missing))
    _fire(world, agency, "consolidate_partial", agency, period, None, reason, missing=named, allowed_by=who)


@khi(
    '"{agency}" thu hồi "{document}"[ vì "{reason}"]',
    'Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"',
)
def revoke(world: World, agency: str, document: str, reason: str | None) -> None:
    cascade = world.cascade
    by = world.agency(agency, cascade)
    given = {"reason": reason, "cascade": cascade.key, "today": world.today}
    world.attempt(lambda: world.engine.revoke(document, as_agency=by, **given))


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] có tình trạng "{standing}"',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "được miễn"',
)
def standing_is(world: World, agency: str, period: str, topic: str | None, standing: str) -> None:
    wanted = standing_name(world.lifecycle, standing)
    found = world.row(agency, period, topic).standing
    words = world.lifecycle.data.standings
    assert found == wanted, f"tình trạng của {agency}: là {words[found].vi}, không phải {words[wanted].vi}"  # type: ignore[index]


@thi(
    'phải tổng hợp lại: "{agencies}"',
    'Thì phải tổng hợp lại: "Sở Nội vụ tỉnh Bình Định, UBND tỉnh Bình Định"',
)
def are_reopened(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.reopened}
    same(world.names(found), world.names(world.agencies(agencies)), "báo cáo phải tổng hợp lại")


@thi(
    'báo cáo đó bổ sung cho bản tổng hợp của "{agencies}"',
    'Thì báo cáo đó bổ sung cho bản tổng hợp của "Sở Nội vụ tỉnh Bình Định"',
)
def is_a_supplement(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.supplement_to}
    same(world.names(found), world.names(world.agencies(agencies)), "bản tổng hợp được bổ sung")


@thi("có {count} nhiệm vụ bị thu hồi", "Thì có 12 nhiệm vụ bị thu hồi")
def so_many_revoked(world: World, count: str) -> None:
    world.no_refusal()
    same(sum(move.standing == "revoked" for move in world.moved), int(count), "số nhiệm vụ bị thu hồi")


@thi(
    '"{agency}" kỳ "{period}" chờ "{other}" {count} ngày rồi',
    'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" chờ "UBND tỉnh Bình Định" 3 ngày rồi',
)
def has_waited(world: World, agency: str, period: str, other: str, count: str) -> None:
    world.no_refusal()
    key, cascade = world.key(agency, period, None)
    found = world.engine.waits_for(key, world.today, cascade=cascade.key)
    assert found is not None, f"{agency} kỳ {period} không chờ ai"
    said = f"{shown(world.names([found.on_agency]))} {found.days} ngày"
    same(said, f"{world.names([world.agency(other, cascade)])} {count} ngày", f"{agency} đang chờ")
