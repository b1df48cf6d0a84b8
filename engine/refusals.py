"""Every refusal: its rule's stable name, the sentence in both languages, who could act, and the commands that unblock.

One function for each rule; what a caller has to know comes in as arguments. Nothing here reads the database.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from engine.errors import Refused
from engine.results import OpenInput, RootBlocker
from engine.tasks import LiveTask

_SHOWN = 5  # particulars named in a sentence; the rest is counted


class LastMove(NamedTuple):
    """The last row of a chain: what was done, by whom, when."""

    trigger: str | None
    agency: str | None
    by: str | None
    occurred_on: str | None
    recorded_at: str


def not_yours(task: LiveTask, trigger: str, agency: str, who_can: Sequence[str]) -> Refused:
    """The agency has none of the roles that the lifecycle lets fire this trigger."""
    label = task.cascade.judge.lifecycle.data.triggers[trigger].label
    return Refused(
        "not-yours",
        task.key,
        trigger,
        f"{agency} không được làm “{label.vi}” với nhiệm vụ này; cơ quan được làm: {', '.join(who_can) or '–'}",
        f"{agency} may not do “{label.en}” on this task; who may: {', '.join(who_can) or '–'}",
        tuple(who_can),
        tuple(advance_command(task.key, trigger, who) for who in who_can[:1]),
    )


def not_issuer(document: str, agency: str, issuers: Sequence[str]) -> Refused:
    """Only its issuer releases a document."""
    return Refused(
        "not-yours",
        document,
        "release",
        f"{agency} không phải cơ quan ban hành {document}; cơ quan ban hành: {', '.join(issuers)}",
        f"{agency} does not issue {document}; its issuer: {', '.join(issuers)}",
        tuple(issuers),
        tuple(release_command(document, issuer) for issuer in issuers[:1]),
    )


def not_out(task: LiveTask, trigger: str, document: str, who_can: Sequence[str], unblock: Sequence[str]) -> Refused:
    """The task is pending: the document that assigns it is not out."""
    return Refused(
        "not-out",
        task.key,
        trigger,
        f"văn bản giao việc {document} chưa ban hành; chờ {', '.join(who_can)}",
        f"{document}, which assigns it, is not out yet; it waits for {', '.join(who_can)}",
        tuple(who_can),
        tuple(unblock),
    )


def release_by_document(task: LiveTask, document: str, issuers: Sequence[str]) -> Refused:
    """A task is released with its document, not by itself."""
    return Refused(
        "release-by-document",
        task.key,
        "release",
        f"nhiệm vụ được giao cùng với văn bản: hãy ban hành {document}",
        f"a task is released with its document: release {document}",
        tuple(issuers),
        tuple(release_command(document, issuer) for issuer in issuers[:1]),
    )


def plan_first(task: LiveTask, trigger: str) -> Refused:
    """The task owes a plan, and it is not drafted yet."""
    return Refused(
        "plan-first",
        task.key,
        trigger,
        "chưa lập kế hoạch: nhiệm vụ này phải có kế hoạch trước",
        "no plan yet: this task owes a plan first",
        (task.agency,),
        (advance_command(task.key, "draft_plan", task.agency),),
    )


def inputs_open(
    task: LiveTask, trigger: str, inputs: Sequence[OpenInput], root_blockers: Sequence[RootBlocker]
) -> Refused:
    """The consolidation still waits for inputs; what to do is what its root blockers can do."""
    triggers = task.cascade.judge.lifecycle.data.triggers

    def named(lang: str) -> str:
        undone = {
            item.task: "" if item.next_trigger is None else triggers[item.next_trigger].undone.say(lang)
            for item in inputs[:_SHOWN]
        }
        names = [f"{item.agency_name} ({undone[item.task]})" for item in inputs[:_SHOWN]]
        if len(inputs) > _SHOWN:
            more = len(inputs) - _SHOWN
            names.append(f"và {more} đầu vào khác" if lang == "vi" else f"and {more} more")
        return ", ".join(names)

    return Refused(
        "inputs-open",
        task.key,
        trigger,
        f"còn {len(inputs)} đầu vào chưa xong: {named('vi')}",
        f"{len(inputs)} inputs are still open: {named('en')}",
        tuple(dict.fromkeys(blocker.agency for blocker in root_blockers)),
        tuple(blocker_command(blocker) for blocker in root_blockers),
    )


def finished(task: LiveTask, trigger: str, last: LastMove | None) -> Refused:
    """The task is at its end, and never owed this trigger."""
    state = task.cascade.judge.lifecycle.data.states[task.state]
    return Refused(
        "finished",
        task.key,
        trigger,
        f"nhiệm vụ đã xong: {state.vi}{_meanwhile(task, last, 'vi')}",
        f"the task is finished: {state.en}{_meanwhile(task, last, 'en')}",
        (),
        (),
    )


def not_owed(task: LiveTask, trigger: str) -> Refused:
    """The trigger stands nowhere on this task's path."""
    data = task.cascade.judge.lifecycle.data
    following = task.cascade.judge.next_trigger(task)
    unblock = () if following in (None, "release") else (advance_command(task.key, str(following), task.agency),)
    return Refused(
        "not-owed",
        task.key,
        trigger,
        f"nhiệm vụ này không phải “{data.triggers[trigger].label.vi}”",
        f"this task does not owe “{data.triggers[trigger].label.en}”",
        (task.agency,) if unblock else (),
        unblock,
    )


def wrong_state(task: LiveTask, trigger: str, last: LastMove | None) -> Refused:
    """The trigger is owed, but not from here: it was done already, or others come before it."""
    data = task.cascade.judge.lifecycle.data
    state = data.states[task.state]
    sources = [data.states[source] for source in task.cascade.judge.lifecycle.sources(trigger)]
    following = task.cascade.judge.next_trigger(task)
    return Refused(
        "wrong-state",
        task.key,
        trigger,
        f"đang là “{state.vi}”{_meanwhile(task, last, 'vi')}; “{data.triggers[trigger].label.vi}” chỉ làm được từ "
        + " hoặc ".join(f"“{source.vi}”" for source in sources),
        f"it is “{state.en}”{_meanwhile(task, last, 'en')}; “{data.triggers[trigger].label.en}” leaves only "
        + " or ".join(f"“{source.en}”" for source in sources),
        () if following is None else (task.agency,),
        () if following in (None, "release") else (advance_command(task.key, str(following), task.agency),),
    )


def before_previous(task: LiveTask, trigger: str, on: date) -> Refused:
    """The day lies before the chain's previous move: an earlier truth is a correction, not a move."""
    since = date.fromisoformat(str(task.since))
    return Refused(
        "before-previous",
        task.key,
        trigger,
        f"ngày {on:%d/%m/%Y} trước lần chuyển gần nhất ({since:%d/%m/%Y})",
        f"{on} lies before the task's previous move ({since})",
        (task.agency,),
        (f"{advance_command(task.key, trigger, task.agency)} --on {since}",),
    )


def in_the_future(key: str, trigger: str, on: date, today: date) -> Refused:
    """Nothing is recorded before it has happened."""
    return Refused(
        "in-the-future",
        key,
        trigger,
        f"ngày {on:%d/%m/%Y} chưa tới (hôm nay {today:%d/%m/%Y})",
        f"{on} has not come yet (today is {today})",
        (),
        (),
    )


def too_early(document: str, trigger: str, on: date, not_before: date, key: str | None = None) -> Refused:
    """The document cannot be older than what it cites."""
    return Refused(
        "too-early",
        key or document,
        trigger,
        f"{document} không thể ban hành ngày {on:%d/%m/%Y}: văn bản mà nó căn cứ có ngày {not_before:%d/%m/%Y}",
        f"{document} cannot be dated {on}: what it cites is dated {not_before}",
        (),
        (),
    )


def missing_number_or_date(key: str, trigger: str, document: str, unblock: str, issuers: Sequence[str]) -> Refused:
    """A document goes out under a number and a date."""
    return Refused(
        "missing-number-or-date",
        key,
        trigger,
        f"{document} chưa có số hoặc ngày ban hành: hãy ghi cả số và ngày",
        f"{document} has no number or no date yet: give both",
        tuple(issuers),
        (unblock,),
    )


def several_plans(task: LiveTask, documents: Sequence[str]) -> Refused:
    """Several plans of the agency wait: which one is meant must be said."""
    return Refused(
        "several-plans",
        task.key,
        "draft_plan",
        f"{task.agency} còn {len(documents)} kế hoạch chưa ban hành: {', '.join(documents)}; hãy ban hành từng văn bản",
        f"{task.agency} has {len(documents)} plans not yet out: {', '.join(documents)}; release each by its key",
        (task.agency,),
        tuple(release_command(document, task.agency) for document in documents),
    )


def already_out(document: str, number: str | None, on: str | None) -> Refused:
    """A document goes out once."""
    day = "" if on is None else f"{date.fromisoformat(on):%d/%m/%Y}"
    return Refused(
        "already-out",
        document,
        "release",
        f"{document} đã ban hành: số {number or '–'}, ngày {day or '–'}",
        f"{document} is out already: number {number or '–'}, dated {on or '–'}",
        (),
        (),
    )


def already_launched(cascade: str, launched_on: str) -> Refused:
    """A directive's cascade of a year is launched once."""
    return Refused(
        "already-launched",
        cascade,
        "launch",
        f"đợt {cascade} đã mở ngày {date.fromisoformat(launched_on):%d/%m/%Y}",
        f"{cascade} was launched on {launched_on}",
        (),
        (f"dondoc status {cascade}",),
    )


def key_reused(task_key: str, trigger: str, idempotency_key: str, earlier: str) -> Refused:
    """An idempotency key stands for one request."""
    return Refused(
        "idempotency-key-reused",
        task_key,
        trigger,
        f"khóa “{idempotency_key}” đã dùng cho yêu cầu khác: {earlier}",
        f"the key “{idempotency_key}” was used for another request: {earlier}",
        (),
        (),
    )


def clock_behind(task: LiveTask, trigger: str, now: str) -> Refused:
    """`recorded_at` never runs backwards in a chain; the clock that does is to be put right, not history."""
    return Refused(
        "clock-behind",
        task.key,
        trigger,
        f"đồng hồ ({now}) chạy sau lần ghi trước của nhiệm vụ ({task.head_at})",
        f"the clock ({now}) is behind the task's last record ({task.head_at})",
        (),
        (),
    )


def advance_command(task: str, trigger: str, agency: str, *, with_number: bool = False) -> str:
    """The command line that makes this move; what only a person knows is left as …"""
    number = ' --document "…" --on …' if with_number else ""
    return f'dondoc advance {shlex.quote(task)} {trigger} --as {agency} --by "…"{number}'


def release_command(document: str, agency: str) -> str:
    """The command line that releases a document."""
    return f'dondoc release {document} --number "…" --on … --as {agency}'


def blocker_command(blocker: RootBlocker) -> str:
    """What a root blocker's agency would type."""
    if blocker.task is None:
        return release_command(str(blocker.document), blocker.agency)
    with_number = blocker.document is not None
    return advance_command(blocker.task, blocker.next_trigger, blocker.agency, with_number=with_number)


def _meanwhile(task: LiveTask, last: LastMove | None, lang: str) -> str:
    """What happened last, by whom and when, in brackets."""
    if last is None or last.trigger is None:
        return ""
    label = task.cascade.judge.lifecycle.data.triggers[last.trigger].label.say(lang)
    day = str(last.occurred_on)
    day = f"{date.fromisoformat(day):%d/%m/%Y}" if lang == "vi" else day
    who: Iterable[str] = filter(None, (last.agency, last.by))
    return f" ({label}, {day}, {', '.join(who)})"
