"""Steps about what an agency notes about its own work."""

from __future__ import annotations

from typing import Any

from engine.questions.filters import Filters
from engine.requests import as_tag
from engine.running.notes import NoteRequest
from engine.scope import Scope
from features.steps.sentences import Said
from features.steps.vocabulary import khi, thi
from features.steps.world import World


def _note(world: World, said: Said, **what: Any) -> None:
    key, cascade = world.task(*said.task)
    request = NoteRequest(world.agency(said.actor, cascade), **what)
    given = {"cascade": cascade.key, "today": world.today, "dry_run": world.is_dry}
    world.attempt_note(lambda: world.engine.note(key, request, **given))


khi(
    '"{actor}" giao việc{term} cho người tên "{person}"',
    en='"{actor}" gives its task{term} to the person "{person}"',
    do=lambda world, said: _note(world, said, assigned_to=said.person),
)
khi(
    '"{actor}" gắn nhãn "{tag}" cho việc{term}',
    en='"{actor}" tags its task{term} with "{tag}"',
    do=lambda world, said: _note(world, said, tags=(said.tag,)),
)
khi(
    '"{actor}" đặt ngày xem lại việc{term} là ngày {day}',
    en='"{actor}" will look again at its task{term} on {day}',
    do=lambda world, said: _note(world, said, follow_up=said.day),
)
khi(
    '"{actor}" ghi chú "{text}" về việc{term} của "{agency}"',
    en='"{actor}" notes "{text}" on the task{term} of "{agency}"',
    do=lambda world, said: _note(world, said, text=said.text),
)
thi(
    'việc{term} của "{agency}" do "{person}" làm',
    en='the task{term} of "{agency}" is with "{person}"',
    of=lambda world, said: world.row(*said.task).assigned_to,
    person="step.who_has_the_task",
)
thi(
    'việc có nhãn "{tag}" là của "{agencies}"',
    en='the tasks tagged "{tag}" are those of "{agencies}"',
    of=lambda world, said: _tagged(world, said.tag),
    agencies="step.tasks_tagged",
)


def _tagged(world: World, tag: str) -> set[str]:
    rows = world.asked.status(Scope(world.cascade.key), Filters(tags=(as_tag(tag) or "",)))
    return {row.agency for row in rows}
