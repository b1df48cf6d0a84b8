"""Steps about the side roads: waivers, pauses, extensions, returned reports, partial consolidations, revocations."""

from __future__ import annotations

from functools import partial

from features.steps.moving import firing, tasks_named
from features.steps.sentences import Said
from features.steps.telling import hold
from features.steps.vocabulary import khi_biet, thi
from features.steps.world import World

fires = partial(firing, __name__)
fires(
    "waive",
    '"{actor}" {đã}miễn cho {task}{on}{because}',
    '"{actor}" {waives|has waived} {task}{on}{because}',
    '"{actor}" {đã}miễn báo cáo{work} cho "{agency}"{on}{because}',
)
fires(
    "unwaive",
    '"{actor}" {đã}hủy việc miễn cho {task}{on}{because}',
    '"{actor}" {takes|has taken} back the waiver of {task}{on}{because}',
)
fires(
    "suspend",
    '"{actor}" {đã}tạm dừng việc của {task}{on}{because}',
    '"{actor}" {suspends|has suspended} {task}{on}{because}',
)
fires(
    "resume",
    '"{actor}" {đã}cho tiếp tục việc của {task}{on}{because}',
    '"{actor}" {resumes|has resumed} {task}{on}{because}',
)
fires(
    "extend",
    '"{actor}" {đã}gia hạn cho {task}[ đến ngày {day2}]{on}{because}',
    '"{actor}" {extends|has extended} {task}[ until {day2}]{on}{because}',
    '"{actor}" {đã}gia hạn báo cáo{work} cho "{agency}"[ đến ngày {day2}]{on}{because}',
)
fires(
    "return_report",
    '"{actor}" trả lại báo cáo[ {report}] của {task}{on}{because}',
    '"{actor}" returns the[ {report}] report of {task}{on}{because}',
    '"{actor}" trả lại báo cáo[ {report}]{work} của "{agency}"{on}{because}',
)
fires(
    "consolidate_partial",
    '"{agency}" tổng hợp thiếu[ "{missing}"]{work}{on}[ do "{who}" cho phép]{because}',
    '"{agency}" consolidates without[ "{missing}"]{work}{on}[ allowed by "{who}"]{because}',
)


@khi_biet(
    '"{agency}" {đã}thu hồi "{document}"{on}{because}', en='"{agency}" {revokes|has revoked} "{document}"{on}{because}'
)
def revoke(world: World, said: Said) -> None:
    given = {"reason": said.reason, "on": said.day, "number": said.number, "cascade": world.cascade.key}
    given |= world.given(said.agency)
    world.attempt(lambda: world.engine.revoke(said.document, **given), said.day)


@thi(
    "{task} phải gửi lại báo cáo",
    en="{task} has to send its report again",
    also=["{task} phải gửi lại", '"{agency}" phải gửi lại báo cáo{work}'],
)
def has_to_send_again(world: World, said: Said) -> None:
    """Its report was returned, and has not been given again."""
    hold(world.row(*said.task).returned, "step.not_returned", agency=said.agency)


@thi(
    "{task} không phải gửi lại báo cáo",
    en="{task} need not send its report again",
    also=["{task} không phải gửi lại", '"{agency}" không phải gửi lại báo cáo{work}'],
)
def has_nothing_to_send_again(world: World, said: Said) -> None:
    hold(world.row(*said.task).returned is None, "step.returned", agency=said.agency)


thi(
    '{task} có tình trạng "{standing}"',
    en='{task} has the standing "{standing}"',
    of=lambda world, said: world.row(*said.task).standing,
    standing="step.standing",
)
thi(
    'phải tổng hợp lại: "{agencies}"',
    en='these have to consolidate again: "{agencies}"',
    of=lambda world, _: tasks_named(world, "reopened"),
    agencies="step.who_has_to_consolidate_again",
)
thi(
    'báo cáo đó bổ sung cho bản tổng hợp của "{agencies}"',
    en='that report supplements the consolidation of "{agencies}"',
    of=lambda world, _: tasks_named(world, "supplement_to"),
    agencies="step.supplements",
)
thi(
    'bản tổng hợp đó thiếu "{agencies}"',
    en='that consolidation lacks "{agencies}"',
    of=lambda world, _: tasks_named(world, "missing"),
    agencies="step.consolidation_lacks",
)


def _revoked(world: World, _: Said) -> int:
    world.no_refusal()
    return sum(move.standing == "revoked" and move.kind == "move" for move in world.moved)


thi("có {count} nhiệm vụ bị thu hồi", en="{count} tasks are revoked", of=_revoked, count="step.tasks_revoked")
