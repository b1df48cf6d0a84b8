"""Steps about the side roads: waivers, pauses, extensions, returned reports, partial consolidations, revocations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from features.steps.moving import act_on
from features.steps.names import standing_name
from features.steps.sentences import Said
from features.steps.telling import called, hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger that an agency fires on a task, and how it is said.

    In the words and in the example `{đã}` stands where a step that takes it as done says đã; `{does|has done}` is so in
    English. `is_given`: whether there is such a step.
    """

    trigger: str
    words: str
    english: str
    example: str
    also: tuple[str, ...] = ()
    is_given: bool = True

    def said(self, *, is_done: bool) -> dict[str, Any]:
        """What `khi`, or `biet`, is told of it."""

        def so(words: str) -> str:
            words = words.replace("{đã}", "đã " * is_done)
            return re.sub(r"\{([\w ]+)\|([\w ]+)\}", r"\2" if is_done else r"\1", words)

        example = f"{'Biết' if is_done else 'Khi'} {so(self.example)}"
        return {"words": so(self.words), "example": example, "en": so(self.english), "also": tuple(map(so, self.also))}

    def work(self, module: str, *, is_done: bool) -> Callable[[World, Said], None]:
        """What the step does. `module`: where it is declared."""

        def fire(world: World, said: Said) -> None:
            act_on(world, self.trigger, said)
            if is_done:
                world.no_refusal()

        fire.__module__ = module
        return fire


_OF_REPORT = '[ kỳ "{period}"][ chủ đề "{topic}"]'
_PROVINCE, _DISTRICT = '"UBND tỉnh Bình Định"', '"UBND huyện Tuy Phước" kỳ "6 tháng"'
_ACTS = (
    Act(
        "waive",
        '"{actor}" {đã}miễn cho {task}{on}{because}',
        '"{actor}" {waives|has waived} {task}{on}{because}',
        f'{_PROVINCE} {{đã}}miễn cho {_DISTRICT} vì "bão lũ"',
        also=(f'"{{actor}}" {{đã}}miễn báo cáo{_OF_REPORT} cho "{{agency}}"{{on}}{{because}}',),
    ),
    Act(
        "unwaive",
        '"{actor}" {đã}hủy việc miễn cho {task}{on}{because}',
        '"{actor}" {takes|has taken} back the waiver of {task}{on}{because}',
        f'{_PROVINCE} {{đã}}hủy việc miễn cho {_DISTRICT} vì "đã khắc phục xong"',
    ),
    Act(
        "suspend",
        '"{actor}" {đã}tạm dừng việc của {task}{on}{because}',
        '"{actor}" {suspends|has suspended} {task}{on}{because}',
        f'{_PROVINCE} {{đã}}tạm dừng việc của {_DISTRICT} vì "sắp xếp lại"',
    ),
    Act(
        "resume",
        '"{actor}" {đã}cho tiếp tục việc của {task}{on}{because}',
        '"{actor}" {resumes|has resumed} {task}{on}{because}',
        f'{_PROVINCE} {{đã}}cho tiếp tục việc của {_DISTRICT} vì "đã sắp xếp xong"',
    ),
    Act(
        "extend",
        '"{actor}" {đã}gia hạn cho {task}[ đến ngày {day2}]{on}{because}',
        '"{actor}" {extends|has extended} {task}[ until {day2}]{on}{because}',
        f'{_PROVINCE} {{đã}}gia hạn cho {_DISTRICT} đến ngày 30/06/2023 vì "bão lũ"',
        also=(f'"{{actor}}" {{đã}}gia hạn báo cáo{_OF_REPORT} cho "{{agency}}"[ đến ngày {{day2}}]{{on}}{{because}}',),
    ),
    Act(
        "return_report",
        '"{actor}" {đã}trả lại báo cáo[ {report}] của {task}{on}{because}',
        '"{actor}" {returns|has returned} the[ {report}] report of {task}{on}{because}',
        f'"Sở Nội vụ tỉnh Bình Định" {{đã}}trả lại báo cáo của {_DISTRICT} vì "thiếu số liệu"',
        also=(f'"{{actor}}" {{đã}}trả lại báo cáo[ {{report}}]{_OF_REPORT} của "{{agency}}"{{on}}{{because}}',),
        is_given=False,
    ),
    Act(
        "consolidate_partial",
        '"{agency}" {đã}tổng hợp thiếu[ "{missing}"]{work}{on}[ do "{who}" cho phép]{because}',
        '"{agency}" {consolidates|has consolidated} without[ "{missing}"]{work}{on}[ allowed by "{who}"]{because}',
        '"Sở Nội vụ tỉnh Bình Định" {đã}tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" '
        'do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"',
        is_given=False,
    ),
)
for _act in _ACTS:
    khi(**_act.said(is_done=False))(_act.work(__name__, is_done=False))
    if _act.is_given:
        biet(**_act.said(is_done=True))(_act.work(__name__, is_done=True))


@khi(
    '"{agency}" thu hồi "{document}"{on}{because}',
    'Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"',
    en='"{agency}" revokes "{document}"{on}{because}',
)
def revoke(world: World, said: Said) -> None:
    cascade = world.cascade
    given: dict[str, Any] = {"reason": said.reason, "on": said.day, "number": said.number, "cascade": cascade.key}
    given |= {"as_agency": world.agency(said.agency, cascade), "today": world.today, "dry_run": world.is_dry}
    world.attempt(lambda: world.engine.revoke(said.document, **given), said.day)


@biet(
    '"{agency}" đã thu hồi "{document}"{on}{because}',
    'Biết "UBND tỉnh Bình Định" đã thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"',
    en='"{agency}" has revoked "{document}"{on}{because}',
)
def is_revoked(world: World, said: Said) -> None:
    revoke(world, said)
    world.no_refusal()


@thi(
    "{task} phải gửi lại báo cáo",
    en="{task} has to send its report again",
    also=["{task} phải gửi lại", f'"{{agency}}" phải gửi lại báo cáo{_OF_REPORT}'],
)
def has_to_send_again(world: World, said: Said) -> None:
    """Its report was returned, and has not been given again."""
    found = world.row(*said.task).returned
    hold(found, "step.not_returned", agency=said.agency)


@thi(
    "{task} không phải gửi lại báo cáo",
    en="{task} need not send its report again",
    also=["{task} không phải gửi lại", f'"{{agency}}" không phải gửi lại báo cáo{_OF_REPORT}'],
)
def has_nothing_to_send_again(world: World, said: Said) -> None:
    found = world.row(*said.task).returned
    hold(found is None, "step.returned", agency=said.agency)


@thi('{task} có tình trạng "{standing}"', en='{task} has the standing "{standing}"')
def standing_is(world: World, agency: str, period: str, topic: str | None, standing: str) -> None:
    known = {str(name): label for name, label in world.lifecycle.data.standings.items()}
    wanted, found = standing_name(world.lifecycle, standing), world.row(agency, period, topic).standing
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
