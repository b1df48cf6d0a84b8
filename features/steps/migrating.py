"""Steps that bring a running cascade to what its files say now, and take that back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.requests import Several
from features.steps.claiming import hold_claim
from features.steps.moving import act_on
from features.steps.names import listed
from features.steps.sentences import Said
from features.steps.telling import hold, same, there
from features.steps.vocabulary import biet, khi, khi_biet, thi
from features.steps.world import World
from workflows.calendars import WorkCalendar


def _whole(world: World, said: Said, name: str, *arguments: Any, **more: Any) -> None:
    """Have the engine do that to the cascade, which may be refused."""
    given = {"reason": said.reason, **world.given(said.agency), **more}
    work = getattr(world.engine, name)
    world.attempt_whole(lambda: work(world.cascade.key, *arguments, **given), more.get("on"))


khi_biet(
    '"{agency}" {đã}chuyển đợt theo các văn bản hiện có{when}{why}',
    en='"{agency}" {brings|has brought} the cascade to the present documents{when}{why}',
    do=lambda world, said: world.attempt_whole(lambda: world.migrate(said.agency, said.day, said.reason), said.day),
)
khi(
    '"{agency}" bỏ lần chuyển đợt gần nhất{why}',
    en='"{agency}" undoes the last migration{why}',
    do=lambda world, said: _whole(world, said, "undo_migration"),
)


@khi(
    '"{agency}" cho đợt tính thêm ngày nghỉ {day}[ của "{other}"][ và ngày làm bù {day2}]{why}',
    en='"{agency}" has the cascade count {day} as a day off[ of "{other}"][ and {day2} as a working day]{why}',
)
def recalendar(world: World, said: Said) -> None:
    """Days of the whole country, or of one agency and all below it."""
    days = WorkCalendar(frozenset({said.day}), frozenset({said.day2} if said.day2 else ()))
    under = said.other and world.agency(said.other)
    world.attempt_whole(lambda: world.recalendar(said.agency, days, under, said.reason))


def _hand_over(world: World, said: Said, several: Several) -> None:
    _whole(world, said, "hand_over", world.registry, several=several, on=said.day)


khi(  # where several took over, each has its share
    '"{agency}" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day} cho mọi nơi tiếp nhận{why}',
    en='"{agency}" hands over unfinished work of agencies that end before {day} to all who take over{why}',
    do=lambda world, said: _hand_over(world, said, "share"),
)
khi_biet(
    '"{agency}" {đã}bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day}, hỏi cấp trên nếu có nhiều nơi '
    "tiếp nhận,{why}",
    en='"{agency}" {hands|has handed} over unfinished work of agencies that end before {day}, asking those above where '
    "several take over,{why}",
    do=lambda world, said: _hand_over(world, said, "ask"),
)
khi_biet(  # between several stand commas
    '"{actor}" {đã}quyết định nơi tiếp nhận việc{term} của "{agency}"[ là "{heirs}"]{when}{because}',
    en='"{actor}" {decides|has decided} who takes over the work{term} of "{agency}"[: "{heirs}"]{when}{because}',
    do=lambda world, said: act_on(world, "grant", said, to=tuple(listed(said.heirs or ""))),
)
khi(
    '"{actor}" quyết định không nơi nào tiếp nhận việc{term} của "{agency}"{when}{because}',
    en='"{actor}" decides that nobody takes over the work{term} of "{agency}"{when}{because}',
    do=lambda world, said: act_on(world, "deny", said),
)


@thi(
    'việc{term} của "{agency}" chờ "{actor}" chọn trong "{heirs}"',
    en='the work{term} of "{agency}" waits for "{actor}" to choose among "{heirs}"',
)
def waits_for_a_choice(world: World, said: Said) -> None:
    key, cascade = world.key(said.agency, said.period)
    wanted, pending = cascade.full_key(key), world.asked.requests(pending_only=True)
    rows = [row for row in pending if row.task == wanted and row.heirs]
    hold(rows, "step.no_choice_of_heir", agency=said.agency)
    hold_claim(world, said, "actor", rows[-1].deciders[:1], "step.who_decides")
    hold_claim(world, said, "heirs", rows[-1].heirs, "step.who_may_take_over")


thi(
    "có {count} nhiệm vụ chờ quyết định nơi tiếp nhận",
    en="{count} tasks wait for a decision about who takes them over",
    of=lambda world, _: _counted(world)["waiting"],
    count="step.tasks_waiting_for_a_decision",
)


def _heirs(world: World, said: Said) -> set[str]:
    last = world.history(said.agency, said.period)[-1]
    return {task.split("/")[2] for task in last.payload.get("handed_to", ())}


thi(
    'việc{term} của "{agency}" đã bàn giao cho "{heirs}"',
    en='the task{term} of "{agency}" is handed over to "{heirs}"',
    of=_heirs,
    heirs="step.who_took_over",
)


def _former_names(world: World, said: Said) -> set[str]:
    key = world.agency(said.agency)
    return {str(name) for row in world.asked.status() if row.agency == key for name in row.formerly}


@thi(
    '"{agency}" được ghi kèm tên trước đây là "{formers}"',
    'Thì "UBND tỉnh An Giang" được ghi kèm tên trước đây là "UBND tỉnh Kiên Giang"',
    en='"{agency}" is shown with the former name "{formers}"',
)
def has_former_names(world: World, said: Said) -> None:
    same(_former_names(world, said), set(listed(said.formers)), "step.former_names", agency=said.agency)


@thi('"{agency}" không được ghi kèm tên trước đây', en='"{agency}" is shown without a former name')
def has_no_former_names(world: World, said: Said) -> None:
    same(_former_names(world, said), set(), "step.former_names", agency=said.agency)


@thi("không còn ai chờ cơ quan đã kết thúc trước ngày {day}", en="nobody waits for an agency that ended before {day}")
def nobody_waits_for_the_gone(world: World, said: Said) -> None:
    registry, rows = world.registry, world.asked.status()
    left = {row.agency for row in rows if row.next_trigger is not None and row.agency in registry}
    gone = sorted(key for key in left if not registry.get(key).in_force_on(said.day))
    hold(not gone, "step.work_left_with", names=world.names(gone[:3]))


thi(
    "bàn giao {count} nhiệm vụ, miễn {count2} nhiệm vụ, có {count3} nhiệm vụ tiếp nhận",
    en="{count} tasks are handed over, {count2} waived, {count3} taken over",
    of=lambda world, _: _counted(world),
    count=("step.tasks_handed_over", "handed_over"),
    count2=("step.tasks_waived", "waived"),
    count3=("step.tasks_taken_over", "received"),
)
khi(
    '"{agency}" đóng đợt{why}',
    en='"{agency}" closes the cascade{why}',
    do=lambda world, said: _whole(world, said, "close_cascade", gives_up=False),
)


@biet(
    '"{agency}" đã đóng đợt, thôi không chờ việc còn lại,{why}',
    en='"{agency}" has closed the cascade, giving up what is left,{why}',
)
def has_closed(world: World, said: Said) -> None:
    _whole(world, said, "close_cascade", gives_up=True)
    world.no_refusal()


khi(
    '"{agency}" mở lại đợt{why}',
    en='"{agency}" reopens the cascade{why}',
    do=lambda world, said: _whole(world, said, "reopen_cascade"),
)


def _counted(world: World) -> Counter[str]:
    """How many tasks the last migration did what with."""
    world.no_refusal()
    counts = there(world.migrated, "step.not_migrated_yet").counts
    return Counter({what: sum(by_kind.values()) for what, by_kind in counts.items()})


thi(
    "chuyển đợt (giao thêm {count}|không giao nữa {count2}|đổi hạn {count3}) nhiệm vụ",
    en="the migration (adds {count}|takes away {count2}|moves the due dates of {count3}) tasks",
    of=lambda world, _: _counted(world),
    count=("step.tasks_added", "added"),
    count2=("step.tasks_taken_away", "taken_away"),
    count3=("step.tasks_with_new_dates", "redated"),
)
thi(
    "lúc đó đợt triển khai có {count} nhiệm vụ",
    en="then the cascade had {count} tasks",
    of=lambda world, _: len(world.answers.status()),
    count="step.tasks_then",
)
