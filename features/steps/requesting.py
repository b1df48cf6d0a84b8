"""Steps about what is asked for and decided: more time, a task taken back or refused, a report accepted."""

from __future__ import annotations

from features.steps.names import OUTCOMES, outcome_name, spoken
from features.steps.side_roads import Act
from features.steps.telling import hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World

_ACTS = (
    Act(
        "request_extension",
        '"{agency}" {đã}đề nghị gia hạn{work}[ đến ngày {day2}]{on}{because}',
        '"{agency}" {asks|has asked} for an extension{work}[ until {day2}]{on}{because}',
        '"UBND tỉnh Hà Giang" {đã}đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"',
        also=('"{agency}" {đã}đề nghị gia hạn báo cáo{work}[ đến ngày {day2}]{on}{because}',),
    ),
    Act(
        "request_withdrawal",
        '"{agency}" {đã}đề nghị rút nhiệm vụ{work}{on}{because}',
        '"{agency}" {asks|has asked} for its task to be withdrawn{work}{on}{because}',
        '"UBND huyện Tuy Phước" {đã}đề nghị rút nhiệm vụ kỳ "6 tháng" vì "đã sáp nhập"',
    ),
    Act(
        "refuse",
        '"{agency}" {đã}từ chối nhiệm vụ{work}[, đề xuất "{proposed}"]{on}{because}',
        '"{agency}" {refuses|has refused} its task{work}[, proposing "{proposed}"]{on}{because}',
        '"UBND tỉnh Hà Giang" {đã}từ chối nhiệm vụ kỳ "6 tháng", đề xuất "UBND tỉnh Bình Định" '
        'vì "không thuộc thẩm quyền"',
        is_given=False,
    ),
    Act(
        "grant",
        '"{actor}" {đã}chấp thuận đề nghị của {task}[ đến ngày {day2}]{on}{because}',
        '"{actor}" {grants|has granted} the request of {task}[ until {day2}]{on}{because}',
        '"Bộ Nội vụ" {đã}chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"',
        is_given=False,
    ),
    Act(
        "deny",
        '"{actor}" {đã}không chấp thuận đề nghị của {task}{on}{because}',
        '"{actor}" {denies|has denied} the request of {task}{on}{because}',
        '"Bộ Nội vụ" {đã}không chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "vẫn kịp"',
        is_given=False,
    ),
    Act(
        "accept",
        '"{actor}" {đã}chấp nhận báo cáo[ {report}] của {task}{on}',
        '"{actor}" {accepts|has accepted} the[ {report}] report of {task}{on}',
        '"Sở Nội vụ tỉnh Bình Định" {đã}chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"',
    ),
)
for _act in _ACTS:
    khi(**_act.said(is_done=False))(_act.work(__name__, is_done=False))
    if _act.is_given:
        biet(**_act.said(is_done=True))(_act.work(__name__, is_done=True))


@thi('đề nghị của {task} "{outcome}"', en='the request of {task} is "{outcome}"')
def outcome_is(world: World, agency: str, period: str, topic: str | None, outcome: str) -> None:
    """Of its last request."""
    rows = [row for row in world.history(agency, period, topic) if row.kind == "request"]
    hold(rows, "step.asked_for_nothing", agency=agency)
    found, wanted = str(rows[-1].outcome), outcome_name(outcome)
    same(spoken([found], OUTCOMES), spoken([wanted], OUTCOMES), "step.request_of", agency=agency)


@thi('"{actor}" có {count} đề nghị phải quyết định', en='"{actor}" has {count} requests to decide')
def has_to_decide(world: World, actor: str, count: int) -> None:
    world.no_refusal()
    rows = world.answers.todo(world.agency(actor), cascade=world.cascade.key)
    found = sum(len(row.to_decide) for row in rows)
    same(found, count, "step.requests_to_decide", actor=actor)
