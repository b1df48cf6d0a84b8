"""Steps that move tasks, and that say where a task stands or why a move is refused."""

from __future__ import annotations

from datetime import date

from engine.requests import MoveRequest
from engine.results import TaskRow
from features.steps.names import refusal_rule, state_name, trigger_name
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World, same
from workflows.dates import parse_day
from workflows.lifecycle import Lifecycle


def _lifecycle(world: World) -> Lifecycle:
    return world.library.lifecycle("standard")


def _move(
    world: World,
    agency: str,
    trigger: str,
    period: str,
    day: str | None,
    number: str | None,
    actor: str | None = None,
    topic: str | None = None,
) -> None:
    name = trigger_name(_lifecycle(world), trigger)
    task = world.task(agency, period, topic)
    on = parse_day(day) if day else None
    as_agency = world.agency(actor) if actor else world.agency(agency)
    world.attempt(
        lambda: world.engine.advance(
            task, name, as_agency=as_agency, on=on, document=number, cascade=world.cascade, today=world.today
        )
    )


@khi(
    '"{agency}" thực hiện kỳ "{period}"[ chủ đề "{topic}"][ vào ngày {day}]',
    'Khi "UBND huyện Tuy Phước" thực hiện kỳ "6 tháng" vào ngày 10/06/2023',
)
def implement(world: World, agency: str, period: str, topic: str | None, day: str | None) -> None:
    _move(world, agency, "implement", period, day, None, topic=topic)


@khi(
    '"{agency}" báo cáo kỳ "{period}"[ chủ đề "{topic}"][ vào ngày {day}][ bằng văn bản số "{number}"]',
    'Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 19/06/2023 bằng văn bản số "12/BC-UBND"',
)
def report(world: World, agency: str, period: str, topic: str | None, day: str | None, number: str | None) -> None:
    _move(world, agency, "report", period, day, number, topic=topic)


@khi(
    '"{agency}" tổng hợp kỳ "{period}"[ vào ngày {day}][ bằng văn bản số "{number}"]',
    'Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng đầu năm 2023" vào ngày 20/06/2023',
)
def consolidate(world: World, agency: str, period: str, day: str | None, number: str | None) -> None:
    _move(world, agency, "consolidate", period, day, number)


@khi(
    '"{agency}" lập kế hoạch kỳ "{period}"[ chủ đề "{topic}"][ vào ngày {day}][ bằng văn bản số "{number}"]',
    'Khi "UBND tỉnh Bình Định" lập kế hoạch kỳ "6 tháng" vào ngày 10/04/2023 bằng văn bản số "45/KH-UBND"',
)
def draft_plan(world: World, agency: str, period: str, topic: str | None, day: str | None, number: str | None) -> None:
    _move(world, agency, "draft_plan", period, day, number, topic=topic)


@khi(
    '"{actor}" {doing} kỳ "{period}" thay cho "{agency}"[ vào ngày {day}]',
    'Khi "UBND huyện Hoài Ân" báo cáo kỳ "6 tháng" thay cho "UBND huyện Tuy Phước"',
)
def act_for_another(world: World, actor: str, doing: str, period: str, agency: str, day: str | None) -> None:
    _move(world, agency, doing, period, day, None, actor=actor)


@khi(
    '"{agency}" ban hành "{document}" số "{number}" ngày {day}',
    'Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023',
)
def release(world: World, agency: str, document: str, number: str, day: str) -> None:
    as_agency = world.agency(agency)
    world.attempt(
        lambda: world.engine.release(
            document, number=number, on=parse_day(day), as_agency=as_agency, cascade=world.cascade, today=world.today
        )
    )


@biet(
    '"{agency}" đã ban hành kế hoạch "{document}" số "{number}" ngày {day}',
    'Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023',
)
def a_plan_is_out(world: World, agency: str, document: str, number: str, day: str) -> None:
    world.engine.release(
        document,
        number=number,
        on=parse_day(day),
        as_agency=world.agency(agency),
        cascade=world.cascade,
        today=world.today,
    )


@biet(
    '"{agency}" đã {doing} kỳ "{period}"[ vào ngày {day}]',
    'Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 15/06/2023',
)
def has_done(world: World, agency: str, doing: str, period: str, day: str | None) -> None:
    _bring(world, [world.row(agency, period)], trigger_name(_lifecycle(world), doing), day)


@biet(
    'mọi cơ quan được "{document}" giao báo cáo kỳ "{period}" đều đã báo cáo[ vào ngày {day}][, trừ "{missing}"]',
    (
        'Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng đầu năm 2023" đều đã báo cáo, '
        'trừ "UBND huyện Tuy Phước"'
    ),
)
def all_have_reported(world: World, document: str, period: str, day: str | None, missing: str | None) -> None:
    left_out = {world.agency(name) for name in (missing or "").split(", ") if name}
    rows = world.engine.status(world.cascade, period=world.period(period), today=world.today)
    asked = world.asked_by(document)
    wanted = [row for row in rows if row.task in asked and row.agency not in left_out]
    assert wanted, f"không có ai được {document} giao báo cáo kỳ {period}"
    _bring(world, wanted, "report", day)


def _bring(world: World, rows: list[TaskRow], trigger: str, day: str | None) -> None:
    """Do what has to come before, then the trigger: on the day told, else on the last on-time day of each task."""
    _put_out_what_waits(world, rows)
    order = list(_lifecycle(world).data.triggers)
    for step in order[: order.index(trigger) + 1]:
        requests = []
        for row in rows:
            now = world.engine.task(row.task, world.today)
            if now.next_trigger == step and step in now.triggers:
                on = parse_day(day) if day else max(_last_on_time(world, row), now.since or date.min)
                requests.append(MoveRequest(row.task, step, row.agency, on=on if step == trigger else now.since))
        done = world.engine.advance_many(requests, today=world.today)
        assert not done.bad_rows, "; ".join(bad.message_vi for bad in done.bad_rows)


def _put_out_what_waits(world: World, rows: list[TaskRow]) -> None:
    """A document that the step takes for granted goes out first, under an assumed number, as early as it can."""
    for key in dict.fromkeys(row.document for row in rows if row.state == "pending"):
        document = world.library.get(key)
        earliest = max(document.date.not_before or date.min, date(world.year or world.today.year, 1, 1))
        issuer = document.issuer[0]
        world.engine.release(
            key, number="01/KH", on=earliest, as_agency=issuer, cascade=world.cascade, today=world.today
        )


def _last_on_time(world: World, row: TaskRow) -> date:
    return min(row.due or world.period(row.period).last_day, world.today)


@thi('bị từ chối vì "{reason}"', 'Thì bị từ chối vì "còn đầu vào chưa báo cáo"')
def is_refused(world: World, reason: str) -> None:
    same(world.refused().rule, refusal_rule(reason), "lý do từ chối")


@thi('người làm được là "{agency}"', 'Thì người làm được là "UBND tỉnh Bình Định"')
def who_can(world: World, agency: str) -> None:
    refusal = world.last_refusal
    assert refusal is not None, "chưa có gì bị từ chối"
    assert world.agency(agency) in refusal.who_can, f"người làm được: {', '.join(refusal.who_can) or '–'}"


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] ở trạng thái "{state}"',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"',
)
def is_in_state(world: World, agency: str, period: str, topic: str | None, state: str) -> None:
    world.no_refusal()
    same(world.row(agency, period, topic).state, state_name(_lifecycle(world), state), f"trạng thái của {agency}")


@thi("{count} nhiệm vụ được giao đi", "Thì 125 nhiệm vụ được giao đi")
def so_many_released(world: World, count: str) -> None:
    world.no_refusal()
    same(sum(move.released for move in world.moved), int(count), "số nhiệm vụ được giao")


@thi('"{agency}" không có nhiệm vụ kỳ "{period}"', 'Thì "UBND tỉnh Bình Định" không có nhiệm vụ kỳ "quý I"')
def has_no_task(world: World, agency: str, period: str) -> None:
    key, wanted = world.agency(agency), world.period(period)
    rows = world.engine.status(world.cascade, under=key, period=wanted, today=world.today)
    assert key not in {row.agency for row in rows}, f"{agency} có nhiệm vụ kỳ {period}"
