"""Steps about what was recorded."""

from __future__ import annotations

from engine.results import HistoryRow
from features.steps.names import listed, trigger_name
from features.steps.sentences import Said, Task
from features.steps.telling import hold, same
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.said import Name
from workflows.spelling import fold

_CORRECTION, _CORRECTED = "correction", "đính chính"


def _last(world: World, task: Task) -> HistoryRow:
    rows = world.history(*task)
    hold(rows, "step.nothing_is_recorded_yet", agency=task.agency, period=task.period)
    return rows[-1]


@thi('lịch sử của {task} gồm "{moves}"', en='the history of {task} is "{moves}"')
def history_is(world: World, task: Task, agency: str, moves: str) -> None:
    lifecycle = world.lifecycle
    corrected = (_CORRECTION, fold(_CORRECTED))
    expected = [_CORRECTION if fold(each) in corrected else trigger_name(lifecycle, each) for each in listed(moves)]
    known = {name: lifecycle.label(name) for name in lifecycle.every_trigger}
    found = [row.trigger or row.kind for row in world.history(*task)]
    shown = [known.get(name, Name(_CORRECTED, _CORRECTION)) for name in found]
    hold(found == expected, "step.history_is", agency=agency, found=shown, moves=moves)


@thi("lịch sử của {task} trống", en="the history of {task} is empty")
def history_is_empty(world: World, task: Task, agency: str) -> None:
    rows = world.history(*task)
    same(len(rows), 0, "step.rows_of_the_history", agency=agency)


@thi(
    'dòng lịch sử cuối của {task} ghi (ngày {day}|văn bản số "{number}"|lý do "{reason}")',
    en='the last row of {task} (is of {day}|names document number "{number}"|gives the reason "{reason}")',
)
def last_row_says(world: World, said: Said) -> None:
    last = _last(world, said.task)
    if said.day:
        same(last.occurred_on, said.day, "step.day_of_the_last_row", agency=said.agency)
    elif said.number:
        same(last.document, said.number, "step.document_of_the_last_row", agency=said.agency)
    else:
        same(last.reason, said.reason, "step.reason_of_the_last_row", agency=said.agency)


@thi('dòng lịch sử cuối của {task} là việc của "{actor}"{signed}', en='the last row of {task} is by "{actor}"{signed}')
def last_row_is_by(world: World, task: Task, agency: str, actor: str, person: str | None) -> None:
    last = _last(world, task)
    world.same_agencies(filter(None, [last.agency]), [world.agency(actor)], "step.who_did_the_last_row", agency=agency)
    if person is not None:
        same(last.by, person, "step.who_signed_the_last_row", agency=agency)


@thi(
    "dòng lịch sử cuối của {task} ghi hạn đổi từ ngày {day} thành ngày {day2}",
    en="the last row of {task} moves the due date from {day} to {day2}",
)
def last_row_moves_the_due_date(world: World, said: Said) -> None:
    last, whose = _last(world, said.task), said.agency
    same((last.due_before, last.due_after), (said.day, said.day2), "step.due_dates_in_the_last_row", whose=whose)


@thi('"{agency}" đã ghi {count} việc trong đợt triển khai', en='"{agency}" has recorded {count} moves in the cascade')
def has_recorded(world: World, agency: str, count: int) -> None:
    world.no_refusal()
    rows = world.answers.history(agency=world.agency(agency), cascade=world.cascade.key)
    same(len(rows), count, "step.rows_recorded_by_agency", agency=agency)


@thi("không có gì được ghi", en="nothing is recorded")
def nothing_is_recorded(world: World) -> None:
    """Since the last act began; a refusal may still be waiting to be spoken of."""
    rows = [
        row
        for cascade in world.launched.values()
        for row in world.answers.history(cascade=cascade.key)
        if row.recorded_at == world.keeper.acted_at
    ]
    tasks = ", ".join(f"{row.task} ({row.trigger})" for row in rows[:3])
    n = len(rows)
    hold(not rows, "step.rows_were_recorded", n=n, tasks=tasks)
