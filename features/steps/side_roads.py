"""Steps about the side roads: waivers, pauses, extensions, returned reports, partial consolidations, revocations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from features.steps.names import listed, report_name, standing_name
from features.steps.telling import hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.dates import parse_day

ON = '[ vào ngày {day}][ bằng văn bản số "{number}"]'
BECAUSE = '[ vì "{reason}"]'
_OF_REPORT = '[ kỳ "{period}"][ chủ đề "{topic}"]'


def act_on(
    world: World,
    actor: str,
    trigger: str,
    agency: str,
    period: str,
    topic: str | None = None,
    day: str | None = None,
    what: str | None = None,
    **more: Any,
) -> None:
    world.node(agency, period, topic)
    key, cascade = world.key(agency, period, topic)
    by, on = world.agency(actor, cascade), parse_day(day) if day else None
    given = {"on": on, "what": what, "cascade": cascade.key, "today": world.today, **more}
    world.attempt(
        lambda: world.engine.advance(key, trigger, as_agency=by, dry_run=world.is_dry, **given), on, what=what
    )


def plain(trigger: str, *, is_done: bool) -> Callable[..., None]:
    """The work of a step that says who, to whom, when and why, and nothing else."""

    def fire(
        world: World,
        actor: str,
        agency: str,
        period: str,
        topic: str | None,
        day: str | None,
        number: str | None,
        reason: str | None,
    ) -> None:
        act_on(world, actor, trigger, agency, period, topic, day, document=number, reason=reason)
        if is_done:
            world.no_refusal()

    return fire


for _trigger, _does, _why in (
    ("waive", "miễn cho", "bão lũ"),
    ("unwaive", "hủy việc miễn cho", "đã khắc phục xong"),
    ("suspend", "tạm dừng việc của", "sắp xếp lại"),
    ("resume", "cho tiếp tục việc của", "đã sắp xếp xong"),
):
    _of_whom, _example = '"{agency}" kỳ "{period}"[ chủ đề "{topic}"]', '"UBND huyện Tuy Phước" kỳ "6 tháng"'
    khi(
        f'"{{actor}}" {_does} {_of_whom}{ON}{BECAUSE}',
        f'Khi "UBND tỉnh Bình Định" {_does} {_example} vì "{_why}"',
    )(plain(_trigger, is_done=False))
    biet(
        f'"{{actor}}" đã {_does} {_of_whom}{ON} vì "{{reason}}"',
        f'Biết "UBND tỉnh Bình Định" đã {_does} {_example} vì "{_why}"',
    )(plain(_trigger, is_done=True))


@khi(
    f'"{{actor}}" gia hạn cho "{{agency}}" kỳ "{{period}}"[ chủ đề "{{topic}}"][ đến ngày {{day2}}]{ON}{BECAUSE}',
    'Khi "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vì "bão lũ"',
    also=[f'"{{actor}}" gia hạn báo cáo{_OF_REPORT} cho "{{agency}}"[ đến ngày {{day2}}]{ON}{BECAUSE}'],
)
def extend(
    world: World,
    actor: str,
    agency: str,
    period: str,
    topic: str | None,
    day2: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    until = parse_day(day2) if day2 else None
    act_on(world, actor, "extend", agency, period, topic, day, until=until, document=number, reason=reason)


@biet(
    f'"{{actor}}" đã gia hạn cho "{{agency}}" kỳ "{{period}}"[ chủ đề "{{topic}}"] đến ngày {{day2}}{ON} '
    'vì "{reason}"',
    'Biết "UBND tỉnh Bình Định" đã gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vì "bão lũ"',
    also=[f'"{{actor}}" đã gia hạn báo cáo{_OF_REPORT} cho "{{agency}}" đến ngày {{day2}}{ON} vì "{{reason}}"'],
)
def is_extended(
    world: World,
    actor: str,
    agency: str,
    period: str,
    topic: str | None,
    day2: str,
    day: str | None,
    number: str | None,
    reason: str,
) -> None:
    extend(world, actor, agency, period, topic, day2, day, number, reason)
    world.no_refusal()


@khi(
    f'"{{actor}}" trả lại báo cáo của "{{agency}}" kỳ "{{period}}"[ chủ đề "{{topic}}"]{ON}{BECAUSE}',
    'Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"',
)
def return_report(
    world: World,
    actor: str,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    act_on(world, actor, "return_report", agency, period, topic, day, document=number, reason=reason)


@khi(
    f'"{{actor}}" trả lại báo cáo {{report}} của "{{agency}}" kỳ "{{period}}"[ chủ đề "{{topic}}"]{ON}{BECAUSE}',
    'Khi "Bộ Nội vụ" trả lại báo cáo tổng hợp của "UBND tỉnh Bình Định" kỳ "6 tháng" vì "thiếu phụ lục"',
)
def return_this_report(
    world: World,
    actor: str,
    report: str,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    what = report_name(report)
    act_on(world, actor, "return_report", agency, period, topic, day, what, document=number, reason=reason)


@khi(
    f'"{{agency}}" tổng hợp thiếu[ "{{missing}}"] kỳ "{{period}}"[ chủ đề "{{topic}}"]{ON}[ do "{{who}}" cho phép]'
    f"{BECAUSE}",
    'Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" '
    'do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"',
)
def consolidate_partial(
    world: World,
    agency: str,
    missing: str | None,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    who: str | None,
    reason: str | None,
) -> None:
    more: dict[str, Any] = {
        "missing": tuple(listed(missing or "")),
        "allowed_by": who,
        "document": number,
        "reason": reason,
    }
    act_on(world, agency, "consolidate_partial", agency, period, topic, day, **more)


@khi(
    f'"{{agency}}" thu hồi "{{document}}"{ON}{BECAUSE}',
    'Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"',
)
def revoke(world: World, agency: str, document: str, day: str | None, number: str | None, reason: str | None) -> None:
    cascade, on = world.cascade, parse_day(day) if day else None
    by = world.agency(agency, cascade)
    given: dict[str, Any] = {"reason": reason, "on": on, "number": number, "cascade": cascade.key}
    world.attempt(
        lambda: world.engine.revoke(document, as_agency=by, today=world.today, dry_run=world.is_dry, **given), on
    )


@biet(
    f'"{{agency}}" đã thu hồi "{{document}}"{ON} vì "{{reason}}"',
    'Biết "UBND tỉnh Bình Định" đã thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"',
)
def is_revoked(world: World, agency: str, document: str, day: str | None, number: str | None, reason: str) -> None:
    revoke(world, agency, document, day, number, reason)
    world.no_refusal()


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] phải gửi lại báo cáo',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" phải gửi lại báo cáo',
    also=['"{agency}" kỳ "{period}"[ chủ đề "{topic}"] phải gửi lại'],
)
def has_to_send_again(world: World, agency: str, period: str, topic: str | None) -> None:
    """Its report was returned, and has not been given again."""
    found = world.row(agency, period, topic).returned
    hold(found, f"báo cáo của {agency} không bị trả lại", f"no report of {agency} was returned")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] không phải gửi lại báo cáo',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" không phải gửi lại báo cáo',
    also=['"{agency}" kỳ "{period}"[ chủ đề "{topic}"] không phải gửi lại'],
)
def has_nothing_to_send_again(world: World, agency: str, period: str, topic: str | None) -> None:
    found = world.row(agency, period, topic).returned
    hold(found is None, f"báo cáo của {agency} bị trả lại", f"the report of {agency} was returned")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] có tình trạng "{standing}"',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "được miễn"',
)
def standing_is(world: World, agency: str, period: str, topic: str | None, standing: str) -> None:
    words = {str(name): label for name, label in world.lifecycle.data.standings.items()}
    wanted, found = standing_name(world.lifecycle, standing), world.row(agency, period, topic).standing
    hold(
        found == wanted,
        f"tình trạng của {agency}: là {words[found].vi}, không phải {words[wanted].vi}",
        f"standing of {agency}: {words[found].en}, not {words[wanted].en}",
    )


@thi(
    'phải tổng hợp lại: "{agencies}"',
    'Thì phải tổng hợp lại: "Sở Nội vụ tỉnh Bình Định, UBND tỉnh Bình Định"',
)
def are_reopened(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.reopened}
    world.same_agencies(found, world.agencies(agencies), "nơi phải tổng hợp lại", "who has to consolidate again")


@thi(
    'báo cáo đó bổ sung cho bản tổng hợp của "{agencies}"',
    'Thì báo cáo đó bổ sung cho bản tổng hợp của "Sở Nội vụ tỉnh Bình Định"',
)
def is_a_supplement(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.supplement_to}
    vi, en = "bản tổng hợp được bổ sung là của", "whose consolidation it supplements"
    world.same_agencies(found, world.agencies(agencies), vi, en)


@thi(
    'bản tổng hợp đó thiếu "{agencies}"',
    'Thì bản tổng hợp đó thiếu "UBND huyện Tuy Phước"',
)
def is_without(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.missing}
    world.same_agencies(found, world.agencies(agencies), "bản tổng hợp thiếu", "the consolidation lacks")


@thi("có {count} nhiệm vụ bị thu hồi", "Thì có 12 nhiệm vụ bị thu hồi")
def so_many_revoked(world: World, count: str) -> None:
    world.no_refusal()
    found = sum(move.standing == "revoked" and move.kind == "move" for move in world.moved)
    same(found, int(count), "số nhiệm vụ bị thu hồi", "tasks revoked")
