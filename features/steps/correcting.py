"""Steps about corrections: a day or a number restated, a mistaken move taken back."""

from __future__ import annotations

from typing import Any

from engine.results import HistoryRow
from features.steps.cascades import Cascade
from features.steps.names import trigger_name
from features.steps.sentences import Said
from features.steps.telling import hold
from features.steps.vocabulary import khi, thi
from features.steps.world import World


def _last(world: World, said: Said) -> tuple[HistoryRow, Cascade]:
    """The last row of that move that has not been taken back."""
    key, cascade = world.task(*said.task)
    trigger = trigger_name(cascade.lifecycle, said.action)
    rows = world.answers.history(key, cascade=cascade.key)
    undone = {seq for row in rows for seq in row.payload.get("undone", ())}
    found = [row for row in rows if row.trigger == trigger and row.seq not in undone]
    hold(found, "step.no_row_of_move", whose=said.task.agency, move=cascade.lifecycle.label(trigger))
    return found[-1], cascade


def _correct(world: World, said: Said, **what: Any) -> None:
    row, cascade = _last(world, said)
    given = {"cascade": cascade.key, "reason": said.reason, **world.given(said.actor, cascade), **what}
    world.attempt_correction(lambda: world.engine.correct(row.task, row.seq, **given))


@khi(
    '"{actor}" đính chính bước "{action}"[ của "{agency}"]{work}[ thành ngày {day}]'
    '[ thành văn bản số "{number}"]{because}',
    en='"{actor}" corrects the step "{action}"[ of "{agency}"]{work}[ to {day}]'
    '[ to document number "{number}"]{because}',
)
def restate(world: World, said: Said) -> None:
    _correct(world, said, on=said.day, document=said.number)


@khi(
    '"{actor}" rút lại bước "{action}"[ của "{agency}"]{work}{because}',
    en='"{actor}" takes back the step "{action}"[ of "{agency}"]{work}{because}',
)
def take_back(world: World, said: Said) -> None:
    _correct(world, said, undo=True)


def _taken_along(world: World, _: Said) -> list[str]:
    world.no_refusal()
    return [item.agency for item in world.corrected[1:]]


thi(
    'việc rút lại (kéo theo "{agencies}"|không kéo theo ai)',
    en='what is taken back takes ("{agencies}"|nobody) with it',
    of=_taken_along,
    agencies="step.goes_with_it",
)
