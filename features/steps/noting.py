"""Steps about what an agency notes about its own work."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.questions.filters import Filters
from engine.running.notes import NoteRequest, as_tag
from engine.scope import Scope
from features.steps.telling import same
from features.steps.vocabulary import khi, thi
from features.steps.world import World


def _note(world: World, actor: str, agency: str, period: str, **what: Any) -> None:
    key, cascade = world.task(agency, period, None)
    request = NoteRequest(world.agency(actor, cascade), **what)
    given = {"cascade": cascade.key, "today": world.today, "dry_run": world.is_dry}
    world.attempt_note(lambda: world.engine.note(key, request, **given))


@khi('"{actor}" giao việc{term} cho người tên "{person}"', en='"{actor}" gives its task{term} to the person "{person}"')
def assign(world: World, actor: str, period: str, person: str) -> None:
    _note(world, actor, actor, period, assigned_to=person)


@khi('"{actor}" gắn nhãn "{tag}" cho việc{term}', en='"{actor}" tags its task{term} with "{tag}"')
def put_tag(world: World, actor: str, tag: str, period: str) -> None:
    _note(world, actor, actor, period, tags=(tag,))


@khi('"{actor}" đặt ngày xem lại việc{term} là ngày {day}', en='"{actor}" will look again at its task{term} on {day}')
def follow_up(world: World, actor: str, period: str, day: date) -> None:
    _note(world, actor, actor, period, follow_up=day)


@khi(
    '"{actor}" ghi chú "{text}" về việc{term} của "{agency}"',
    en='"{actor}" notes "{text}" on the task{term} of "{agency}"',
)
def write_note(world: World, actor: str, text: str, period: str, agency: str) -> None:
    _note(world, actor, agency, period, text=text)


@thi('việc{term} của "{agency}" do "{person}" làm', en='the task{term} of "{agency}" is with "{person}"')
def is_assigned(world: World, period: str, agency: str, person: str) -> None:
    world.no_refusal()
    found = world.row(agency, period, None).assigned_to
    same(found, person, "step.who_has_the_task", agency=agency)


@thi('việc có nhãn "{tag}" là của "{agencies}"', en='the tasks tagged "{tag}" are those of "{agencies}"')
def tagged_are(world: World, tag: str, agencies: str) -> None:
    world.no_refusal()
    filters = Filters(tags=(as_tag(tag) or "",))
    found = {row.agency for row in world.answers.status(Scope(world.cascade.key), filters)}
    world.same_agencies(found, world.agencies(agencies), "step.tasks_tagged", tag=tag)
