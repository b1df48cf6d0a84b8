"""Steps about what is asked for and decided: more time, a task taken back or refused, a report accepted."""

from __future__ import annotations

from functools import partial

from features.steps.moving import firing
from features.steps.sentences import Said
from features.steps.telling import hold
from features.steps.vocabulary import thi
from features.steps.world import World

fires = partial(firing, __name__)
fires(
    "request_extension",
    '"{agency}" {đã}đề nghị gia hạn{work}[ đến ngày {day2}]{on}{because}',
    '"{agency}" {asks|has asked} for an extension{work}[ until {day2}]{on}{because}',
    '"{agency}" {đã}đề nghị gia hạn báo cáo{work}[ đến ngày {day2}]{on}{because}',
)
fires(
    "request_withdrawal",
    '"{agency}" {đã}đề nghị rút nhiệm vụ{work}{on}{because}',
    '"{agency}" {asks|has asked} for its task to be withdrawn{work}{on}{because}',
)
fires(
    "refuse",
    '"{agency}" từ chối nhiệm vụ{work}[, đề xuất "{proposed}"]{on}{because}',
    '"{agency}" refuses its task{work}[, proposing "{proposed}"]{on}{because}',
)
fires(
    "grant",
    '"{actor}" chấp thuận đề nghị của {task}[ đến ngày {day2}]{on}{because}',
    '"{actor}" grants the request of {task}[ until {day2}]{on}{because}',
)
fires(
    "deny",
    '"{actor}" không chấp thuận đề nghị của {task}{on}{because}',
    '"{actor}" denies the request of {task}{on}{because}',
)
fires(
    "accept",
    '"{actor}" {đã}chấp nhận báo cáo[ {report}] của {task}{on}',
    '"{actor}" {accepts|has accepted} the[ {report}] report of {task}{on}',
)


def _outcome(world: World, said: Said) -> str:
    """Of its last request."""
    rows = [row for row in world.history(*said.task) if row.kind == "request"]
    hold(rows, "step.asked_for_nothing", agency=said.agency)
    return str(rows[-1].outcome)


def _to_decide(world: World, said: Said) -> int:
    rows = world.asked.todo(world.agency(said.actor), cascade=world.cascade.key)
    return sum(len(row.to_decide) for row in rows)


thi(
    'đề nghị của {task} "{outcome}"',
    en='the request of {task} is "{outcome}"',
    of=_outcome,
    outcome="step.request_of",
)
thi(
    '"{actor}" có {count} đề nghị phải quyết định',
    en='"{actor}" has {count} requests to decide',
    of=_to_decide,
    count="step.requests_to_decide",
)
