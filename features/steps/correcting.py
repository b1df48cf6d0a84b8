"""Steps about corrections: a day or a number restated, a mistaken move taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.results import Corrected, HistoryRow
from features.steps.names import trigger_name
from features.steps.telling import hold
from features.steps.vocabulary import khi, thi
from features.steps.world import Cascade, World
from workflows.dates import parse_day

_WHICH = '[ của "{agency}"] kỳ "{period}"[ chủ đề "{topic}"]'


def _last(world: World, action: str, agency: str, period: str, topic: str | None) -> tuple[HistoryRow, Cascade]:
    """The last row of that move that has not been taken back."""
    world.node(agency, period, topic)
    key, cascade = world.key(agency, period, topic)
    trigger = trigger_name(cascade.lifecycle, action)
    rows = world.answers.history(key, cascade=cascade.key)
    undone = {seq for row in rows for seq in row.payload.get("undone", ())}
    found = [row for row in rows if row.trigger == trigger and row.seq not in undone]
    hold(found, f"{agency} chưa ghi bước “{action}” nào", f'{agency} has no row of "{trigger}"')
    return found[-1], cascade


def _correct(
    world: World,
    actor: str,
    action: str,
    agency: str | None,
    period: str,
    topic: str | None,
    reason: str | None,
    **what: Any,
) -> None:
    row, cascade = _last(world, action, agency or actor, period, topic)
    by = world.agency(actor, cascade)
    given = {"cascade": cascade.key, "today": world.today, "reason": reason, "dry_run": world.is_dry, **what}
    day: date | None = what.get("on")

    def work() -> tuple[Corrected, ...]:
        return world.engine.correct(row.task, row.seq, as_agency=by, **given)

    world.attempt_correction(work, day)


@khi(
    f'"{{actor}}" đính chính bước "{{action}}"{_WHICH}[ thành ngày {{day}}][ thành văn bản số "{{number}}"]'
    '[ vì "{reason}"]',
    'Khi "UBND huyện Tuy Phước" đính chính bước "báo cáo" kỳ "6 tháng" thành ngày 19/06/2023 vì "ghi nhầm ngày"',
)
def restate(
    world: World,
    actor: str,
    action: str,
    agency: str | None,
    period: str,
    topic: str | None,
    day: str | None,
    number: str | None,
    reason: str | None,
) -> None:
    on = parse_day(day) if day else None
    _correct(world, actor, action, agency, period, topic, reason, on=on, document=number)


@khi(
    f'"{{actor}}" rút lại bước "{{action}}"{_WHICH}[ vì "{{reason}}"]',
    'Khi "UBND huyện Tuy Phước" rút lại bước "báo cáo" kỳ "6 tháng" vì "ghi nhầm của huyện khác"',
)
def take_back(
    world: World, actor: str, action: str, agency: str | None, period: str, topic: str | None, reason: str | None
) -> None:
    _correct(world, actor, action, agency, period, topic, reason, undo=True)


@thi('việc rút lại kéo theo "{agencies}"', 'Thì việc rút lại kéo theo "Sở Nội vụ tỉnh Bình Định"')
def takes_with_it(world: World, agencies: str) -> None:
    world.no_refusal()
    found = [item.agency for item in world.corrected[1:]]
    world.same_agencies(found, world.agencies(agencies), "việc rút lại kéo theo", "what goes with it is that of")


@thi("việc rút lại không kéo theo ai", "Thì việc rút lại không kéo theo ai")
def takes_nobody_with_it(world: World) -> None:
    world.no_refusal()
    world.same_agencies(
        [item.agency for item in world.corrected[1:]], (), "việc rút lại kéo theo", "what goes with it is that of"
    )
