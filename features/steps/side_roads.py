"""Steps about the side roads: waivers, pauses, extensions, returned reports, partial consolidations, revocations."""

from __future__ import annotations

from typing import Any

from features.steps.moving import firing
from features.steps.names import standing_name
from features.steps.sentences import Said, Task
from features.steps.telling import called, hold, same
from features.steps.vocabulary import khi, khi_biet, thi
from features.steps.world import World

_ACTS = (
    (
        "waive",
        '"{actor}" {đã}miễn cho {task}{on}{because}',
        '"{actor}" {waives|has waived} {task}{on}{because}',
        '"{actor}" {đã}miễn báo cáo{work} cho "{agency}"{on}{because}',
    ),
    (
        "unwaive",
        '"{actor}" {đã}hủy việc miễn cho {task}{on}{because}',
        '"{actor}" {takes|has taken} back the waiver of {task}{on}{because}',
    ),
    (
        "suspend",
        '"{actor}" {đã}tạm dừng việc của {task}{on}{because}',
        '"{actor}" {suspends|has suspended} {task}{on}{because}',
    ),
    (
        "resume",
        '"{actor}" {đã}cho tiếp tục việc của {task}{on}{because}',
        '"{actor}" {resumes|has resumed} {task}{on}{because}',
    ),
    (
        "extend",
        '"{actor}" {đã}gia hạn cho {task}[ đến ngày {day2}]{on}{because}',
        '"{actor}" {extends|has extended} {task}[ until {day2}]{on}{because}',
        '"{actor}" {đã}gia hạn báo cáo{work} cho "{agency}"[ đến ngày {day2}]{on}{because}',
    ),
    (
        "return_report",
        '"{actor}" trả lại báo cáo[ {report}] của {task}{on}{because}',
        '"{actor}" returns the[ {report}] report of {task}{on}{because}',
        '"{actor}" trả lại báo cáo[ {report}]{work} của "{agency}"{on}{because}',
    ),
    (
        "consolidate_partial",
        '"{agency}" tổng hợp thiếu[ "{missing}"]{work}{on}[ do "{who}" cho phép]{because}',
        '"{agency}" consolidates without[ "{missing}"]{work}{on}[ allowed by "{who}"]{because}',
    ),
)
for _trigger, _words, _english, *_also in _ACTS:
    (khi_biet if "{đã}" in _words else khi)(_words, en=_english, also=_also)(firing(_trigger, __name__))


@khi_biet(
    '"{agency}" {đã}thu hồi "{document}"{on}{because}', en='"{agency}" {revokes|has revoked} "{document}"{on}{because}'
)
def revoke(world: World, said: Said) -> None:
    cascade = world.cascade
    given: dict[str, Any] = {"reason": said.reason, "on": said.day, "number": said.number, "cascade": cascade.key}
    given |= {"as_agency": world.agency(said.agency, cascade), "today": world.today, "dry_run": world.is_dry}
    world.attempt(lambda: world.engine.revoke(said.document, **given), said.day)


@thi(
    "{task} phải gửi lại báo cáo",
    en="{task} has to send its report again",
    also=["{task} phải gửi lại", '"{agency}" phải gửi lại báo cáo{work}'],
)
def has_to_send_again(world: World, said: Said) -> None:
    """Its report was returned, and has not been given again."""
    found = world.row(*said.task).returned
    hold(found, "step.not_returned", agency=said.agency)


@thi(
    "{task} không phải gửi lại báo cáo",
    en="{task} need not send its report again",
    also=["{task} không phải gửi lại", '"{agency}" không phải gửi lại báo cáo{work}'],
)
def has_nothing_to_send_again(world: World, said: Said) -> None:
    found = world.row(*said.task).returned
    hold(found is None, "step.returned", agency=said.agency)


@thi('{task} có tình trạng "{standing}"', en='{task} has the standing "{standing}"')
def standing_is(world: World, task: Task, agency: str, standing: str) -> None:
    known = {str(name): label for name, label in world.lifecycle.data.standings.items()}
    wanted, found = standing_name(world.lifecycle, standing), world.row(*task).standing
    called(found, wanted, known, "step.standing", agency=agency)


@thi('phải tổng hợp lại: "{agencies}"', en='these have to consolidate again: "{agencies}"')
def are_reopened(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.reopened}
    world.same_agencies(found, world.agencies(agencies), "step.who_has_to_consolidate_again")


@thi(
    'báo cáo đó bổ sung cho bản tổng hợp của "{agencies}"',
    en='that report supplements the consolidation of "{agencies}"',
)
def is_a_supplement(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.supplement_to}
    world.same_agencies(found, world.agencies(agencies), "step.supplements")


@thi('bản tổng hợp đó thiếu "{agencies}"', en='that consolidation lacks "{agencies}"')
def is_without(world: World, agencies: str) -> None:
    world.no_refusal()
    found = {key.split("/")[2] for move in world.moved for key in move.missing}
    world.same_agencies(found, world.agencies(agencies), "step.consolidation_lacks")


@thi("có {count} nhiệm vụ bị thu hồi", en="{count} tasks are revoked")
def so_many_revoked(world: World, count: int) -> None:
    world.no_refusal()
    found = sum(move.standing == "revoked" and move.kind == "move" for move in world.moved)
    same(found, count, "step.tasks_revoked")
