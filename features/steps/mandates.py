"""Steps about who may act for whom: mandates, and what a superior enters for those below it."""

from __future__ import annotations

from engine.requests import MandateRequest
from features.steps.moving import act_on
from features.steps.names import trigger_name, trigger_names
from features.steps.sentences import Said
from features.steps.telling import hold
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World

_BASIS = "quyết định phân công"


@biet(
    '"{person}" được giao thẩm quyền của "{agency}"[ chỉ để "{actions}"] từ ngày {day}[ đến ngày {day2}]',
    en='"{person}" holds a mandate of "{agency}"[ only to "{actions}"] from {day}[ to {day2}]',
)
def is_granted(world: World, said: Said) -> None:
    triggers = None if said.actions is None else tuple(trigger_names(world.lifecycle, said.actions))
    agency = world.agency(said.agency)
    request = MandateRequest(agency, said.day, _BASIS, said.person, triggers=triggers, until=said.day2)
    world.no_refusal()
    world.keeper.record(world.today, lambda: world.engine.grant_mandates([request], by=said.person))


@khi(
    'chấm dứt thẩm quyền của "{person}" ở "{agency}" sau ngày {day}',
    en='the mandate of "{person}" at "{agency}" ends after {day}',
)
def is_ended(world: World, said: Said) -> None:
    held = world.asked.mandates(world.agency(said.agency), everything=True)
    own = [row for row in held if row.person == said.person]
    hold(own, "step.has_no_mandate", person=said.person, agency=said.agency)
    end = {"on": said.day, "by": said.person, "reason": None}
    world.keeper.record(world.today, lambda: world.engine.end_mandate(own[-1].mandate, **end))


@khi(
    '"{agency}" nhập thay "{other}" việc "{action}"{work}{on}{signed}',
    en='"{agency}" enters for "{other}" the move "{action}"{work}{on}{signed}',
)
def enter_for(world: World, said: Said) -> None:
    _, cascade = world.task(*said.task)
    act_on(world, trigger_name(cascade.lifecycle, said.action), said, on_behalf_of=world.agency(said.other, cascade))


def _mandate(world: World, said: Said) -> str | None:
    rows = world.history(*said.task)
    held = {row.mandate: row.person or row.post for row in world.answers.mandates(everything=True)}
    return held.get(rows[-1].mandate or "") if rows else None


thi(
    'dòng lịch sử cuối của {task} ghi thẩm quyền của "{person}"',
    en='the last row of {task} is under the mandate of "{person}"',
    of=_mandate,
    person="step.mandate_of_the_last_row",
)


thi(
    'dòng lịch sử cuối của {task} ghi là nhập thay "{other}"',
    en='the last row of {task} is entered for "{other}"',
    of=lambda world, said: [row.on_behalf_of for row in world.history(said.agency, said.period, said.topic)[-1:]],
    other="step.last_row_is_for",
)
