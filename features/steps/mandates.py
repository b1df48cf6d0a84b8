"""Steps about who may act for whom: mandates, and what a superior enters for those below it."""

from __future__ import annotations

from datetime import date

from engine.requests import MandateRequest
from features.steps.moving import act_on
from features.steps.names import listed, trigger_name
from features.steps.sentences import Said, Task
from features.steps.telling import hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World

_BASIS = "quyết định phân công"


@biet(
    '"{person}" được giao thẩm quyền của "{agency}"[ chỉ để "{actions}"] từ ngày {day}[ đến ngày {day2}]',
    en='"{person}" holds a mandate of "{agency}"[ only to "{actions}"] from {day}[ to {day2}]',
)
def is_granted(world: World, person: str, agency: str, actions: str | None, day: date, day2: date | None) -> None:
    triggers = None if actions is None else tuple(trigger_name(world.lifecycle, name) for name in listed(actions))
    request = MandateRequest(world.agency(agency), day, _BASIS, person, triggers=triggers, until=day2)
    world.no_refusal()
    world.keeper.record(world.today, lambda: world.engine.grant_mandates([request], by=person))


@khi(
    'chấm dứt thẩm quyền của "{person}" ở "{agency}" sau ngày {day}',
    en='the mandate of "{person}" at "{agency}" ends after {day}',
)
def is_ended(world: World, person: str, agency: str, day: date) -> None:
    world.no_refusal()
    held = [row for row in world.answers.mandates(world.agency(agency), everything=True) if row.person == person]
    hold(held, "step.has_no_mandate", person=person, agency=agency)
    end = {"on": day, "by": person, "reason": None}
    world.keeper.record(world.today, lambda: world.engine.end_mandate(held[-1].mandate, **end))


@khi(
    '"{agency}" nhập thay "{other}" việc "{action}"{work}{on}{signed}',
    en='"{agency}" enters for "{other}" the move "{action}"{work}{on}{signed}',
)
def enter_for(world: World, said: Said) -> None:
    _, cascade = world.task(*said.task)
    act_on(world, trigger_name(cascade.lifecycle, said.action), said, on_behalf_of=world.agency(said.task[0], cascade))


@thi(
    'dòng lịch sử cuối của {task} ghi thẩm quyền của "{person}"',
    en='the last row of {task} is under the mandate of "{person}"',
)
def last_row_is_under(world: World, task: Task, agency: str, person: str) -> None:
    rows = world.history(*task)
    held = {row.mandate: row.person or row.post for row in world.answers.mandates(everything=True)}
    found = held.get(rows[-1].mandate or "") if rows else None
    same(found, person, "step.mandate_of_the_last_row", agency=agency)


@thi('dòng lịch sử cuối của {task} ghi là nhập thay "{other}"', en='the last row of {task} is entered for "{other}"')
def last_row_is_for(world: World, task: Task, agency: str, other: str) -> None:
    rows = world.history(*task)
    found = rows[-1].on_behalf_of if rows else None
    same(found, world.agency(other), "step.last_row_is_for", agency=agency)
