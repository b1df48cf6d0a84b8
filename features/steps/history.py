"""Steps about what was recorded."""

from __future__ import annotations

from engine.results import HistoryRow
from features.steps.names import listed, trigger_name
from features.steps.sentences import Said
from features.steps.telling import hold, same
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.said import Name
from workflows.spelling import fold

_CORRECTION, _CORRECTED = "correction", "đính chính"


def _last(world: World, said: Said) -> HistoryRow:
    rows = world.history(*said.task)
    hold(rows, "step.nothing_is_recorded_yet", agency=said.agency, period=said.period)
    return rows[-1]


@thi('lịch sử của {task} gồm "{moves}"', en='the history of {task} is "{moves}"')
def history_is(world: World, said: Said) -> None:
    lifecycle, moves = world.lifecycle, listed(said.moves)
    corrected = (_CORRECTION, fold(_CORRECTED))
    expected = [_CORRECTION if fold(each) in corrected else trigger_name(lifecycle, each) for each in moves]
    known = {name: lifecycle.label(name) for name in lifecycle.every_trigger}
    found = [row.trigger or row.kind for row in world.history(*said.task)]
    shown = [known.get(name, Name(_CORRECTED, _CORRECTION)) for name in found]
    hold(found == expected, "step.history_is", agency=said.agency, found=shown, moves=said.moves)


@thi("lịch sử của {task} trống", en="the history of {task} is empty")
def history_is_empty(world: World, said: Said) -> None:
    same(len(world.history(*said.task)), 0, "step.rows_of_the_history", agency=said.agency)


thi(
    'dòng lịch sử cuối của {task} ghi (ngày {day}|văn bản số "{number}"|lý do "{reason}")',
    en='the last row of {task} (is of {day}|names document number "{number}"|gives the reason "{reason}")',
    of=_last,
    day=("step.day_of_the_last_row", "occurred_on"),
    number=("step.document_of_the_last_row", "document"),
    reason=("step.reason_of_the_last_row", "reason"),
)
thi(
    'dòng lịch sử cuối của {task} là việc của "{actor}"{signed}',
    en='the last row of {task} is by "{actor}"{signed}',
    of=_last,
    actor=("step.who_did_the_last_row", "agency"),
    person=("step.who_signed_the_last_row", "by"),
)
thi(
    "dòng lịch sử cuối của {task} ghi hạn đổi từ ngày {day} thành ngày {day2}",
    en="the last row of {task} moves the due date from {day} to {day2}",
    of=_last,
    day=("step.due_date_before_the_last_row", "due_before"),
    day2=("step.due_date_after_the_last_row", "due_after"),
)
thi(
    '"{agency}" đã ghi {count} việc trong đợt triển khai',
    en='"{agency}" has recorded {count} moves in the cascade',
    of=lambda world, said: len(world.asked.history(agency=world.agency(said.agency), cascade=world.cascade.key)),
    count="step.rows_recorded_by_agency",
)


@thi("không có gì được ghi", en="nothing is recorded")
def nothing_is_recorded(world: World, said: Said) -> None:
    """Since the last act began; a refusal may still be waiting to be spoken of."""
    rows = [
        row
        for cascade in world.launched.values()
        for row in world.answers.history(cascade=cascade.key)
        if row.recorded_at == world.keeper.acted_at
    ]
    tasks = ", ".join(f"{row.task} ({row.trigger})" for row in rows[:3])
    hold(not rows, "step.rows_were_recorded", n=len(rows), tasks=tasks)
