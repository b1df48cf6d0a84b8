"""Steps about what is asked for and decided: more time, a task taken back or refused, a report accepted."""

from __future__ import annotations

from features.steps.moving import firing
from features.steps.names import OUTCOMES, outcome_name, spoken
from features.steps.sentences import Task
from features.steps.telling import hold, same
from features.steps.vocabulary import khi, khi_biet, thi
from features.steps.world import World

_ACTS = (
    (
        "request_extension",
        '"{agency}" {đã}đề nghị gia hạn{work}[ đến ngày {day2}]{on}{because}',
        '"{agency}" {asks|has asked} for an extension{work}[ until {day2}]{on}{because}',
        '"{agency}" {đã}đề nghị gia hạn báo cáo{work}[ đến ngày {day2}]{on}{because}',
    ),
    (
        "request_withdrawal",
        '"{agency}" {đã}đề nghị rút nhiệm vụ{work}{on}{because}',
        '"{agency}" {asks|has asked} for its task to be withdrawn{work}{on}{because}',
    ),
    (
        "refuse",
        '"{agency}" từ chối nhiệm vụ{work}[, đề xuất "{proposed}"]{on}{because}',
        '"{agency}" refuses its task{work}[, proposing "{proposed}"]{on}{because}',
    ),
    (
        "grant",
        '"{actor}" chấp thuận đề nghị của {task}[ đến ngày {day2}]{on}{because}',
        '"{actor}" grants the request of {task}[ until {day2}]{on}{because}',
    ),
    (
        "deny",
        '"{actor}" không chấp thuận đề nghị của {task}{on}{because}',
        '"{actor}" denies the request of {task}{on}{because}',
    ),
    (
        "accept",
        '"{actor}" {đã}chấp nhận báo cáo[ {report}] của {task}{on}',
        '"{actor}" {accepts|has accepted} the[ {report}] report of {task}{on}',
    ),
)
for _trigger, _words, _english, *_also in _ACTS:
    (khi_biet if "{đã}" in _words else khi)(_words, en=_english, also=_also)(firing(_trigger, __name__))


@thi('đề nghị của {task} "{outcome}"', en='the request of {task} is "{outcome}"')
def outcome_is(world: World, task: Task, agency: str, outcome: str) -> None:
    """Of its last request."""
    rows = [row for row in world.history(*task) if row.kind == "request"]
    hold(rows, "step.asked_for_nothing", agency=agency)
    found, wanted = str(rows[-1].outcome), outcome_name(outcome)
    same(spoken([found], OUTCOMES), spoken([wanted], OUTCOMES), "step.request_of", agency=agency)


@thi('"{actor}" có {count} đề nghị phải quyết định', en='"{actor}" has {count} requests to decide')
def has_to_decide(world: World, actor: str, count: int) -> None:
    world.no_refusal()
    rows = world.answers.todo(world.agency(actor), cascade=world.cascade.key)
    found = sum(len(row.to_decide) for row in rows)
    same(found, count, "step.requests_to_decide", actor=actor)
