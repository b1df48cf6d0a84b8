"""Steps about blocked consolidations, their root blockers, and who waits for whom."""

from __future__ import annotations

import words
from engine.errors import Refused
from engine.results import Blocked, RootBlocker, WaitsFor
from engine.scope import Scope
from features.steps.due_dates import leaves_out
from features.steps.names import BLOCKED, blocked_status, listed, spoken, trigger_name
from features.steps.sentences import Task
from features.steps.telling import Told, fail, hold, same
from features.steps.vocabulary import thi
from features.steps.world import World


def _all_blocked(world: World, period: str | None, under: str | None = None) -> tuple[Blocked, ...]:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    return world.answers.blocked(Scope(cascade.key, under=under, period=wanted))


def _find(world: World, agency: str, period: str) -> Blocked | None:
    world.node(agency, period)
    key = world.agency(agency, world.at(period)[1])
    return next((item for item in _all_blocked(world, period, key) if item.agency == key), None)


def _blocked(world: World, agency: str, period: str) -> Blocked:
    found = _find(world, agency, period)
    assert found is not None, Told(f"{agency} kỳ {period} không bị chặn", f"{agency} {period} is not blocked")
    return found


def _root_blockers(world: World, agency: str, period: str) -> set[str]:
    return {blocker.agency for blocker in _blocked(world, agency, period).root_blockers}


@thi('điểm nghẽn của "{agency}"{for} là "{blockers}"', en='the root blocker of "{agency}"{for} is "{blockers}"')
def root_blockers_are(world: World, agency: str, period: str, blockers: str) -> None:
    found = _root_blockers(world, agency, period)
    world.same_agencies(found, world.agencies(blockers), f"điểm nghẽn của {agency}", f"root blockers of {agency}")


@thi(
    'điểm nghẽn của "{agency}"{for} gồm {count} cơ quan', en='the root blockers of "{agency}"{for} are {count} agencies'
)
def so_many_root_blockers(world: World, agency: str, period: str, count: int) -> None:
    found = _root_blockers(world, agency, period)
    same(len(found), count, f"số điểm nghẽn của {agency}", f"root blockers of {agency}")


@thi('điểm nghẽn của "{agency}"{for} không còn', en='no root blocker of "{agency}"{for} is left')
def no_root_blockers(world: World, agency: str, period: str) -> None:
    is_not_blocked(world, agency, period)


@thi('"{blocker}" là một điểm nghẽn của "{agency}"{for}', en='"{blocker}" is one root blocker of "{agency}"{for}')
def is_a_root_blocker(world: World, blocker: str, agency: str, period: str) -> None:
    found = _root_blockers(world, agency, period)
    n = len(found)
    hold(
        world.agency(blocker) in found,
        f"{agency} kỳ {period} có {n} điểm nghẽn, không có {blocker}",
        f"{agency} {period} has {n} root blockers, {blocker} is none of them",
    )


@thi(
    'điểm nghẽn đáng lo nhất của "{agency}"{for} là "{blocker}"',
    en='the worst root blocker of "{agency}"{for} is "{blocker}"',
)
def worst_root_blocker_is(world: World, agency: str, period: str, blocker: str) -> None:
    first = _blocked(world, agency, period).root_blockers[0].agency
    vi, en = f"điểm nghẽn đáng lo nhất của {agency}", f"worst root blocker of {agency}"
    world.same_agencies([first], [world.agency(blocker)], vi, en)


@thi('"{blocker}" đang chặn {count} báo cáo tổng hợp{term}', en='"{blocker}" holds up {count} consolidations{term}')
def holds_so_many(world: World, blocker: str, count: int, period: str) -> None:
    holds = {root.holds for root in _roots_of(world, blocker, period)}
    vi, en = f"số báo cáo tổng hợp mà {blocker} chặn", f"consolidations that {blocker} holds up"
    same(holds, {count}, vi, en)


@thi(
    'để gỡ{term} thì "{blocker}" phải ({doing}|làm "{action}")',
    en='to unblock "{period}" "{blocker}" must ({doing}|do "{action}")',
)
def must_do(world: World, period: str, blocker: str, doing: str | None, action: str | None) -> None:
    _must(world, blocker, period, str(doing or action))


def _must(world: World, blocker: str, period: str, action: str) -> None:
    lifecycle, wanted = world.lifecycle, trigger_name(world.lifecycle, action)
    found = {root.next_trigger for root in _roots_of(world, blocker, period)}
    vi, en = (", ".join(lifecycle.label(name).say(lang) for name in sorted(found)) or "–" for lang in ("vi", "en"))
    label = lifecycle.label(wanted)
    hold(
        wanted in found,
        f"để gỡ, {blocker} phải: {vi}; không phải {label.vi}",
        f"what {blocker} has to do: {en}; not {label.en}",
    )


def _roots_of(world: World, blocker: str, period: str) -> list[RootBlocker]:
    key = world.agency(blocker)
    return [root for item in _all_blocked(world, period) for root in item.root_blockers if root.agency == key]


@thi("có {count} báo cáo tổng hợp bị chặn{scope}", en="there are {count} blocked consolidations{scope}")
def so_many_blocked(world: World, count: int, period: str | None, agency: str | None) -> None:
    under = world.agency(agency) if agency else None
    found = len(_all_blocked(world, period, under))
    same(found, count, "số báo cáo tổng hợp bị chặn", "blocked consolidations")


@thi(
    'báo cáo tổng hợp bị chặn nặng nhất{in} là của "{agency}"',
    en='the worst blocked consolidation{in} is that of "{agency}"',
)
def worst_blocked_is(world: World, period: str | None, agency: str) -> None:
    found = _all_blocked(world, period)
    hold(found, "không có báo cáo tổng hợp nào bị chặn", "no consolidation is blocked")
    vi, en = "báo cáo tổng hợp bị chặn nặng nhất", "the worst blocked consolidation"
    world.same_agencies([found[0].agency], [world.agency(agency)], vi, en)


@thi('"{agency}"{for} không bị chặn', en='"{agency}"{for} is not blocked')
def is_not_blocked(world: World, agency: str, period: str) -> None:
    blocked = _find(world, agency, period)
    if blocked is not None:
        roots = {root.agency for root in blocked.root_blockers}
        fail(
            f"{agency} kỳ {period} còn chờ {blocked.open} đầu vào; điểm nghẽn: {world.names(roots)}",
            f"{agency} {period} waits for {blocked.open} inputs; root blockers: {world.names(roots, 'en')}",
        )


@thi(
    '"{agency}"{for} chưa được tổng hợp',
    en='"{agency}"{for} cannot consolidate yet',
    also=[
        '"{agency}" chưa được tổng hợp báo cáo{for}',
        '"{agency}"{for} chưa tổng hợp được',
    ],
)
def may_not_consolidate_yet(world: World, agency: str, period: str) -> None:
    """Inputs are still open; where it has just tried to consolidate, it was refused for that and nothing else."""
    refusal = world.refusal
    key, cascade = world.key(agency, period)
    tried = f"{cascade.graph.directive}/{key}", "consolidate", "inputs-open"
    if isinstance(refusal, Refused) and (refusal.task, refusal.trigger, refusal.rule) == tried:
        world.refused()
    _blocked(world, agency, period)


@thi('"{agency}"{for} bị chặn, tình trạng "{status}"', en='"{agency}"{for} is blocked, status "{status}"')
def is_blocked(world: World, agency: str, period: str, status: str) -> None:
    wanted, blocked = blocked_status(status), _blocked(world, agency, period)
    found = spoken([blocked.status], BLOCKED)
    vi, en = f"tình trạng của {agency}: là {found}", f"status of {agency}: {blocked.status}, not {wanted}"
    hold(blocked.status == wanted, f"{vi}, không phải {status}", en)


@thi('"{agency}"{for} bị chặn, {late}{paused}', en='"{agency}"{for} is blocked, {late}{paused}')
def is_blocked_and_late(world: World, agency: str, period: str, count: int, count3: int | None) -> None:
    found = _blocked(world, agency, period)
    vi, en = f"số ngày quá hạn của báo cáo tổng hợp {agency}", f"days late of the consolidation of {agency}"
    same(found.days_late, count, vi, en)
    leaves_out(found.suspended_days, count3, agency)


@thi('"{agency}"{for} còn chờ {count} đầu vào', en='"{agency}"{for} still waits for {count} inputs')
def waits_for_so_many(world: World, agency: str, period: str, count: int) -> None:
    blocked = _find(world, agency, period)
    vi, en = f"số đầu vào {agency} còn chờ", f"inputs that {agency} waits for"
    same(blocked.open if blocked else 0, count, vi, en)


@thi('đầu vào còn thiếu của "{agency}"{for} là "{inputs}"', en='the open inputs of "{agency}"{for} are "{inputs}"')
def open_inputs_are(world: World, agency: str, period: str, inputs: str) -> None:
    found = {item.agency for item in _blocked(world, agency, period).waiting}
    vi, en = f"đầu vào còn thiếu của {agency}", f"open inputs of {agency}"
    world.same_agencies(found, world.agencies(inputs), vi, en)


@thi('{task} chờ "{other}"', en='{task} waits for "{other}"')
def waits_for(world: World, task: Task, agency: str, other: str) -> None:
    world.no_refusal()
    key, cascade = world.task(*task)
    last = world.answers.why(key, cascade=cascade.key)[-1].agency
    vi, en = f"{agency} rốt cuộc chờ", f"in the end {agency} waits for"
    world.same_agencies([last], [world.agency(other, cascade)], vi, en)


@thi('{task} chờ "{other}" làm "{action}"', en='{task} waits for "{other}" to do "{action}"')
def waits_for_a_move(world: World, task: Task, agency: str, other: str, action: str) -> None:
    found = _waits_for(world, task)
    lifecycle, wanted = world.lifecycle, trigger_name(world.lifecycle, action)
    is_so = (found.on_agency, found.trigger) == (world.agency(other), wanted)
    label = lifecycle.label(found.trigger)
    vi, en = (world.names([found.on_agency], lang) for lang in ("vi", "en"))
    hold(is_so, f"{agency} chờ {vi} làm “{label.vi}”", f'{agency} waits for {en} to do "{label.en}"')


@thi(
    '{task} chờ "{other}" {count} ngày rồi',
    en='{task} has waited for "{other}" for {count} days',
)
def has_waited(world: World, task: Task, agency: str, other: str, count: int) -> None:
    found = _waits_for(world, task)
    world.same_agencies([found.on_agency], [world.agency(other)], f"{agency} chờ", f"{agency} waits for")
    same(found.days, count, f"số ngày {agency} đã chờ", f"days that {agency} has waited")


@thi('câu trả lời vì sao {task} còn chờ là "{sentence}"', en='the answer why {task} waits is "{sentence}"')
def is_answered(world: World, task: Task, sentence: str) -> None:
    found = _waits_for(world, task)
    vi, en = (words.message(found.sentence, lang) for lang in words.LANGUAGES)
    since = vi.rpartition(", từ ")[0] or vi
    hold(sentence in (vi, since), f"câu trả lời là “{vi}”", f'the answer is "{vi}" ("{en}")')


@thi("{task} không chờ ai", en="{task} waits for nobody")
def waits_for_nobody(world: World, task: Task) -> None:
    found = _find_wait(world, task)
    if found is not None:
        fail(*(words.message(found.sentence, lang) for lang in words.LANGUAGES))


def _waits_for(world: World, task: Task) -> WaitsFor:
    found = _find_wait(world, task)
    assert found is not None, Told(
        f"{task.agency} kỳ {task.period} không chờ ai", f"{task.agency} {task.period} waits for nobody"
    )
    return found


def _find_wait(world: World, task: Task) -> WaitsFor | None:
    world.no_refusal()
    key, cascade = world.task(*task)
    return world.answers.waits_for(key, cascade=cascade.key)


@thi('đường chờ của {task} là "{agencies}"', en='the way from {task} is "{agencies}"')
def way_is(world: World, task: Task, agency: str, agencies: str) -> None:
    world.no_refusal()
    key, cascade = world.task(*task)
    way = [step.agency for step in world.answers.why(key, cascade=cascade.key)]
    known = {node.key: node.name for node in cascade.graph.agencies}
    shown = ", ".join(known.get(step, step) for step in way)
    hold(
        way == [world.agency(name, cascade) for name in listed(agencies)],
        f"đường chờ của {agency} là {shown}, không phải {agencies}",
        f"the way from {agency} is {shown}, not {agencies}",
    )


@thi(
    '(các báo cáo tổng hợp hết bị chặn là "{agencies}"|không báo cáo tổng hợp nào hết bị chặn)',
    en='(the consolidations no longer blocked are "{agencies}"|no consolidation is no longer blocked)',
)
def are_unblocked(world: World, agencies: str | None) -> None:
    world.no_refusal()
    freed = {key.split("/")[2] for move in world.moved for key in move.unblocked}
    world.same_agencies(freed, world.agencies(agencies or ""), "hết bị chặn", "no longer blocked")


@thi('các báo cáo tổng hợp lại bị chặn là "{agencies}"', en='the consolidations blocked again are "{agencies}"')
def are_blocked_again(world: World, agencies: str) -> None:
    world.no_refusal()
    held = {key.split("/")[2] for move in world.moved for key in move.blocked}
    world.same_agencies(held, world.agencies(agencies), "lại bị chặn", "blocked again")
