"""Steps about what is asked for and decided: more time, a task taken back or refused, a report accepted."""

from __future__ import annotations

from typing import Any

from features.steps.names import OUTCOMES, report_name
from features.steps.side_roads import BECAUSE, ON, act_on
from features.steps.telling import hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.dates import parse_day

_OWN = '"{agency}"'
_PERIOD = ' kỳ "{period}"[ chủ đề "{topic}"]'


@khi(
    f"{_OWN} đề nghị gia hạn{_PERIOD}[ đến ngày {{day2}}]{ON}{BECAUSE}",
    'Khi "UBND tỉnh Hà Giang" đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"',
)
def request_extension(
    world: World,
    agency: str,
    period: str,
    topic: str | None,
    day2: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    until = parse_day(day2) if day2 else None
    given: dict[str, Any] = {"until": until, "document": number, "reason": reason}
    act_on(world, agency, "request_extension", agency, period, topic, day, **given)


@biet(
    f'{_OWN} đã đề nghị gia hạn{_PERIOD} đến ngày {{day2}}{ON} vì "{{reason}}"',
    'Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"',
)
def has_requested_extension(
    world: World,
    agency: str,
    period: str,
    topic: str | None,
    day2: str,
    day: str | None,
    number: str | None,
    reason: str,
) -> None:
    request_extension(world, agency, period, topic, day2, day, number, reason)
    world.no_refusal()


@khi(
    f"{_OWN} đề nghị rút nhiệm vụ{_PERIOD}{ON}{BECAUSE}",
    'Khi "UBND huyện Tuy Phước" đề nghị rút nhiệm vụ kỳ "6 tháng" vì "đã sáp nhập"',
)
def request_withdrawal(
    world: World,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    act_on(world, agency, "request_withdrawal", agency, period, topic, day, document=number, reason=reason)


@biet(
    f'{_OWN} đã đề nghị rút nhiệm vụ{_PERIOD}{ON} vì "{{reason}}"',
    'Biết "UBND huyện Tuy Phước" đã đề nghị rút nhiệm vụ kỳ "6 tháng" vì "đã sáp nhập"',
)
def has_requested_withdrawal(
    world: World,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    reason: str,
) -> None:
    request_withdrawal(world, agency, period, topic, day, number, reason)
    world.no_refusal()


@khi(
    f'{_OWN} từ chối nhiệm vụ{_PERIOD}[, đề xuất "{{proposed}}"]{ON}{BECAUSE}',
    'Khi "UBND tỉnh Hà Giang" từ chối nhiệm vụ kỳ "6 tháng", đề xuất "UBND tỉnh Bình Định" vì "không thuộc thẩm quyền"',
)
def refuse(
    world: World,
    agency: str,
    period: str,
    topic: str | None,
    proposed: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    given: dict[str, Any] = {"proposed": proposed, "document": number, "reason": reason}
    act_on(world, agency, "refuse", agency, period, topic, day, **given)


@khi(
    f'"{{actor}}" chấp thuận đề nghị của {_OWN}{_PERIOD}[ đến ngày {{day2}}]{ON}{BECAUSE}',
    'Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"',
)
def grant(
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
    act_on(world, actor, "grant", agency, period, topic, day, until=until, document=number, reason=reason)


@khi(
    f'"{{actor}}" không chấp thuận đề nghị của {_OWN}{_PERIOD}{ON}{BECAUSE}',
    'Khi "Bộ Nội vụ" không chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "vẫn kịp"',
)
def deny(
    world: World,
    actor: str,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    act_on(world, actor, "deny", agency, period, topic, day, document=number, reason=reason)


@khi(
    f'"{{actor}}" chấp nhận báo cáo[ {{report}}] của {_OWN}{_PERIOD}{ON}',
    'Khi "Sở Nội vụ tỉnh Bình Định" chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"',
)
def accept(
    world: World,
    actor: str,
    report: str | None,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
) -> None:
    what = None if report is None else report_name(report)
    act_on(world, actor, "accept", agency, period, topic, day, what, document=number)


@biet(
    f'"{{actor}}" đã chấp nhận báo cáo[ {{report}}] của {_OWN}{_PERIOD}{ON}',
    'Biết "Sở Nội vụ tỉnh Bình Định" đã chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"',
)
def has_accepted(
    world: World,
    actor: str,
    report: str | None,
    agency: str,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
) -> None:
    accept(world, actor, report, agency, period, topic, day, number)
    world.no_refusal()


@thi(
    f'đề nghị của {_OWN}{_PERIOD} "{{outcome}}"',
    'Thì đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "chờ quyết định"',
)
def outcome_is(world: World, agency: str, period: str, topic: str | None, outcome: str) -> None:
    """Of its last request."""
    world.no_refusal()
    key, cascade = world.key(agency, period, topic)
    rows = [row for row in world.answers.history(key, cascade=cascade.key) if row.kind == "request"]
    hold(rows, f"{agency} chưa đề nghị gì", f"{agency} asked for nothing")
    words = {name: text for text, name in OUTCOMES.items()}
    found = words.get(str(rows[-1].outcome), str(rows[-1].outcome))
    same(found, outcome, f"đề nghị của {agency}", f"request of {agency}")


@thi('"{actor}" có {count} đề nghị phải quyết định', 'Thì "Bộ Nội vụ" có 1 đề nghị phải quyết định')
def has_to_decide(world: World, actor: str, count: str) -> None:
    world.no_refusal()
    rows = world.answers.todo(world.agency(actor), cascade=world.cascade.key)
    found = sum(len(row.to_decide) for row in rows)
    same(found, int(count), f"số đề nghị {actor} phải quyết định", f"requests for {actor} to decide")
