"""Every refusal: its rule's stable name, the sentence in both languages, who could act, and the commands that unblock.

One function for each rule; what a caller has to know comes in as arguments. Nothing here reads the database.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from engine.cascade.live_documents import LiveDocument
from engine.cascade.tasks import LiveTask
from engine.errors import Refused
from engine.results import OpenInput, RootBlocker
from workflows.lifecycle import Lifecycle

_SHOWN = 5  # particulars named in a sentence; the rest is counted


class LastMove(NamedTuple):
    """The last row of a chain: what was done, by whom, when."""

    trigger: str | None
    agency: str | None
    by: str | None
    occurred_on: str | None
    recorded_at: str


def not_yours(
    task: LiveTask,
    trigger: str,
    agency: str,
    who_can: Sequence[str],
    report: str | None = None,
    *,
    asks: Sequence[str] = (),
) -> Refused:
    """The agency has none of the roles that the lifecycle lets fire this trigger. `report`: the one to return."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "not-yours",
        task.key,
        trigger,
        f"{agency} không được làm “{label.vi}” với nhiệm vụ này; cơ quan được làm: {', '.join(who_can) or '–'}",
        f"{agency} may not do “{label.en}” on this task; who may: {', '.join(who_can) or '–'}",
        tuple(who_can),
        tuple(move_command(task, trigger, who, report=report, asks=asks) for who in who_can[:1]),
    )


def not_issuer(document: LiveDocument, agency: str, trigger: str = "release") -> Refused:
    """Only its issuer releases or revokes a document."""
    key, issuers = document.key, document.issuers

    def command(issuer: str) -> str:
        return release_command(key, issuer, document.asks) if trigger == "release" else revoke_command(key, issuer)

    return Refused(
        "not-yours",
        key,
        trigger,
        f"{agency} không phải cơ quan ban hành {key}; cơ quan ban hành: {', '.join(issuers)}",
        f"{agency} does not issue {key}; its issuer: {', '.join(issuers)}",
        issuers,
        tuple(map(command, issuers[:1])),
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


def release_by_document(task: LiveTask, document: str, issuers: Sequence[str], asks: Sequence[str]) -> Refused:
    """A task is released with its document, not by itself."""
    return Refused(
        "release-by-document",
        task.key,
        "release",
        f"nhiệm vụ được giao cùng với văn bản: hãy ban hành {document}",
        f"a task is released with its document: release {document}",
        tuple(issuers),
        tuple(release_command(document, issuer, asks) for issuer in issuers[:1]),
    )


def plan_first(task: LiveTask, trigger: str, plans: Sequence[LiveDocument] = ()) -> Refused:
    """The task owes a plan, and it is not drafted yet. `plans`: see `_next_commands`."""
    return Refused(
        "plan-first",
        task.key,
        trigger,
        "chưa lập kế hoạch: nhiệm vụ này phải có kế hoạch trước",
        "no plan yet: this task owes a plan first",
        (task.agency,),
        _next_commands(task, plans),
    )


def inputs_open(
    task: LiveTask, trigger: str, inputs: Sequence[OpenInput], root_blockers: Sequence[RootBlocker]
) -> Refused:
    """The consolidation still waits for inputs; what to do is what its root blockers can do."""
    lifecycle = task.cascade.judge.lifecycle

    def named(lang: str) -> str:
        undone = {
            item.task: "" if item.next_trigger is None else lifecycle.undone(item.next_trigger).say(lang)
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
        tuple(blocker_command(blocker, lifecycle) for blocker in root_blockers),
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


def not_owed(task: LiveTask, trigger: str, plans: Sequence[LiveDocument] = ()) -> Refused:
    """The trigger stands nowhere on this task's path. `plans`: see `_next_commands`."""
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        "not-owed",
        task.key,
        trigger,
        f"nhiệm vụ này không phải “{label.vi}”",
        f"this task does not owe “{label.en}”",
        _who_is_next(task),
        _next_commands(task, plans),
    )


def wrong_state(task: LiveTask, trigger: str, last: LastMove | None, plans: Sequence[LiveDocument] = ()) -> Refused:
    """The trigger is owed, but not from here: it was done already, or others come before it.

    `plans`: see `_next_commands`.
    """
    data = task.cascade.judge.lifecycle.data
    state, label = data.states[task.state], task.cascade.judge.lifecycle.label(trigger)
    sources = [data.states[source] for source in task.cascade.judge.lifecycle.sources(trigger)]
    return Refused(
        "wrong-state",
        task.key,
        trigger,
        f"đang là “{state.vi}”{_meanwhile(task, last, 'vi')}; “{label.vi}” chỉ làm được từ "
        + " hoặc ".join(f"“{source.vi}”" for source in sources),
        f"it is “{state.en}”{_meanwhile(task, last, 'en')}; “{label.en}” leaves only "
        + " or ".join(f"“{source.en}”" for source in sources),
        _who_is_next(task),
        _next_commands(task, plans),
    )


def before_previous(
    task: LiveTask, trigger: str, on: date, who_can: Sequence[str] = (), command: str | None = None
) -> Refused:
    """The day lies before the chain's previous move: an earlier truth is a correction, not a move.

    `command`: what was asked; it is suggested again with the first day that the chain allows.
    """
    since = date.fromisoformat(str(task.head_on))
    return Refused(
        "before-previous",
        task.key,
        trigger,
        f"ngày {on:%d/%m/%Y} trước lần chuyển gần nhất ({since:%d/%m/%Y})",
        f"{on} lies before the task's previous move ({since})",
        tuple(who_can),
        () if command is None else (f"{command} --on {since}",),
    )


def before_input(task: LiveTask, trigger: str, on: date, below: LiveTask, since: date, again: str | None) -> Refused:
    """A consolidation would be dated before an input that it rests on (`since`: the day from which that counts).

    `again`: what was asked; it is suggested with that day.
    """
    return Refused(
        "before-input",
        task.key,
        trigger,
        f"ngày {on:%d/%m/%Y} trước ngày {since:%d/%m/%Y} của báo cáo cấp dưới {below.agency_name} ({below.short_key})",
        f"{on} lies before {since}, the day of the input of {below.agency_name} ({below.short_key})",
        (task.agency,),
        () if again is None else (f"{again} --on {since}",),
    )


def before_consolidation(
    task: LiveTask,
    trigger: str,
    on: date,
    above: LiveTask,
    since: date,
    who_can: Sequence[str],
    again: str | None,
    first: date | None = None,
) -> Refused:
    """An input would change before the day on which a consolidation was passed on with or without it.

    `again`: what was asked; it is suggested with that day, or with `first` where only a later one will do.
    """
    return Refused(
        "before-input",
        task.key,
        trigger,
        f"ngày {on:%d/%m/%Y} trước ngày {since:%d/%m/%Y} mà {above.agency_name} đã tổng hợp ({above.short_key})",
        f"{on} lies before {since}, when {above.agency_name} consolidated ({above.short_key})",
        tuple(who_can),
        () if again is None else (f"{again} --on {first or since}",),
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


def number_taken(
    key: str, trigger: str, document: str, number: str, day: str, other: str, issuers: Sequence[str]
) -> Refused:
    """An agency gives a number once in a year (Decree 30/2020/NĐ-CP, Article 15)."""
    year = day[:4]
    return Refused(
        "number-taken",
        key,
        trigger,
        f"số {number} năm {year} đã là số của {other}, không thể là số của {document}: "
        "mỗi số chỉ dùng một lần trong năm (Nghị định 30/2020/NĐ-CP, Điều 15)",
        f"the number {number} of {year} is that of {other}, it cannot be that of {document}: "
        "a number is given once in a year (Decree 30/2020/NĐ-CP, Article 15)",
        tuple(issuers),
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


def contradicts_file(key: str, trigger: str, document: LiveDocument, number: str | None, on: date | None) -> Refused:
    """What is typed is not what the document's file states. Another number or day is a matter of the file."""
    stated_on = date.fromisoformat(document.issued_on) if document.issued_on else None
    said_vi = f"số {document.number or '–'}, ngày {f'{stated_on:%d/%m/%Y}' if stated_on else '–'}"
    given_vi = f"số {number or '–'}, ngày {f'{on:%d/%m/%Y}' if on else '–'}"
    issuer = document.issuers[0]
    return Refused(
        "contradicts-file",
        key,
        trigger,
        f"tệp của {document.key} ghi {said_vi}, không phải {given_vi}: "
        "số và ngày đã có thì không ghi lại; sai thì sửa tệp",
        f"the file of {document.key} states number {document.number or '–'}, date {stated_on or '–'}, not "
        f"{number or '–'}, {on or '–'}: what it states is not typed again; if it is wrong, mend the file",
        document.issuers,
        (release_command(document.key, issuer, document.asks),),
    )


def several_plans(task: LiveTask, documents: Sequence[LiveDocument]) -> Refused:
    """Several plans of the agency wait: which one is meant must be said."""
    keys = ", ".join(each.key for each in documents)
    return Refused(
        "several-plans",
        task.key,
        "draft_plan",
        f"{task.agency} còn {len(documents)} kế hoạch chưa ban hành: {keys}; hãy ban hành từng văn bản",
        f"{task.agency} has {len(documents)} plans not yet out: {keys}; release each by its key",
        (task.agency,),
        tuple(release_command(each.key, task.agency, each.asks) for each in documents),
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


def clock_behind(task: LiveTask, trigger: str | None, now: str) -> Refused:
    """`recorded_at` never runs backwards in a chain; the clock that does is to be put right, not history."""
    return Refused(
        "clock-behind",
        task.key,
        trigger or "",
        f"đồng hồ ({now}) chạy sau lần ghi trước của nhiệm vụ ({task.head_at})",
        f"the clock ({now}) is behind the task's last record ({task.head_at})",
        (),
        (),
    )


# side roads


def wrong_standing(task: LiveTask, trigger: str, back: str | None, who_can: Sequence[str]) -> Refused:
    """The task's standing forbids the trigger. `back`: the trigger that would make it active again."""
    lifecycle = task.cascade.judge.lifecycle
    label = lifecycle.label(trigger)
    standing = lifecycle.data.standings.get(task.standing)  # type: ignore[call-overload]
    return Refused(
        "wrong-standing",
        task.key,
        trigger,
        f"tình trạng của nhiệm vụ là “{standing.vi}”: không “{label.vi}” được",
        f"the task's standing is “{standing.en}”: it takes no “{label.en}”",
        tuple(who_can),
        () if back is None else tuple(move_command(task, back, who) for who in who_can[:1]),
    )


_LACKING = {
    "reason": ("missing-reason", "phải nêu lý do", "a reason must be given"),
    "until": ("missing-until", "phải nêu hạn mới", "the new due date must be given"),
    "what": ("missing-what", "phải nêu trả lại báo cáo nào: own hay merged", "say which report: own or merged"),
    "allowed_by": ("missing-allowed-by", "phải nêu ai cho phép", "say who allowed it"),
}


def lacks(task: LiveTask, trigger: str, need: str, who_can: Sequence[str], unblock: Sequence[str]) -> Refused:
    """The lifecycle demands something with this trigger that was not given."""
    rule, vi, en = _LACKING[need]
    label = task.cascade.judge.lifecycle.label(trigger)
    return Refused(
        rule,
        task.key,
        trigger,
        f"“{label.vi}”: {vi}",
        f"“{label.en}”: {en}",
        tuple(who_can),
        tuple(unblock),
    )


def not_wanted(task: LiveTask, trigger: str, names: Sequence[str], who_can: Sequence[str]) -> Refused:
    """Something was given that this trigger does not take. Who can do it comes with who asked, if allowed, first."""
    label = task.cascade.judge.lifecycle.label(trigger)
    options, columns = (", ".join(spell(name) for name in names) for spell in (_option, str))
    return Refused(
        "not-wanted",
        task.key,
        trigger,
        f"“{label.vi}” không nhận {options}: hãy bỏ đi (trong tệp: để trống cột {columns})",
        f"“{label.en}” does not take {options}: leave it out (in a file: leave the column {columns} empty)",
        tuple(who_can),
        tuple(move_command(task, trigger, who) for who in who_can[:1]),
    )


def consolidation_passed_on(task: LiveTask, trigger: str, above: Sequence[tuple[LiveTask, Sequence[str]]]) -> Refused:
    """A consolidation that counts on the task, or was made without it, is passed on: it has to be returned first."""
    named = ", ".join(consolidation.agency_name for consolidation, _ in above)
    return Refused(
        "consolidation-passed-on",
        task.key,
        trigger,
        f"đã tổng hợp và gửi lên trên: {named}; phải trả lại báo cáo tổng hợp trước",
        f"consolidated and sent on already: {named}; return the merged report first",
        tuple(dict.fromkeys(who for _, returners in above for who in returners)),
        tuple(
            move_command(consolidation, "return_report", returners[0], report="merged")
            for consolidation, returners in above
            if returners
        ),
    )


def nothing_missing(task: LiveTask, trigger: str) -> Refused:
    """No input is open: an ordinary consolidation is due."""
    return Refused(
        "nothing-missing",
        task.key,
        trigger,
        "mọi đầu vào đã đủ: hãy tổng hợp bình thường",
        "no input is open: consolidate as usual",
        (task.agency,),
        (advance_command(task.key, "consolidate", task.agency),),
    )


def missing_not_named(task: LiveTask, left_out: Sequence[str], open_agencies: Sequence[str]) -> Refused:
    """A partial consolidation names every input that it leaves out."""
    return Refused(
        "missing-not-named",
        task.key,
        "consolidate_partial",
        f"phải nêu đủ các cơ quan còn thiếu; chưa nêu: {', '.join(left_out)}",
        f"name every agency that is missing; not named: {', '.join(left_out)}",
        (task.agency,),
        (move_command(task, "consolidate_partial", task.agency, missing=open_agencies),),
    )


def not_missing(task: LiveTask, named: Sequence[str], open_agencies: Sequence[str]) -> Refused:
    """A partial consolidation names nobody whose input is there."""
    return Refused(
        "not-missing",
        task.key,
        "consolidate_partial",
        f"không phải đầu vào còn thiếu: {', '.join(named)}",
        f"not among the open inputs: {', '.join(named)}",
        (task.agency,),
        (move_command(task, "consolidate_partial", task.agency, missing=open_agencies),),
    )


def nothing_to_return(task: LiveTask, report: str, last: LastMove | None) -> Refused:
    """The report that should be returned is not given, or not owed."""
    state = task.cascade.judge.lifecycle.data.states[task.state]
    vi, en = {"own": ("báo cáo của chính cơ quan", "own report")}.get(report, ("báo cáo tổng hợp", "merged report"))
    return Refused(
        "nothing-to-return",
        task.key,
        "return_report",
        f"không có {vi} nào để trả lại; đang là “{state.vi}”{_meanwhile(task, last, 'vi')}",
        f"there is no {en} to return; it is “{state.en}”{_meanwhile(task, last, 'en')}",
        (),
        (),
    )


def not_later(task: LiveTask, until: date, present: date | None, day: date | str) -> Refused:
    """An extension leads to a later day than the present one, and not into the past."""
    since = date.fromisoformat(str(day))
    vi = f"hạn mới {until:%d/%m/%Y} phải sau hạn đang có" + (f" ({present:%d/%m/%Y})" if present else "")
    en = f"the new date {until} must be later than the present one" + (f" ({present})" if present else "")
    return Refused(
        "not-later",
        task.key,
        "extend",
        f"{vi}, và không trước ngày gia hạn ({since:%d/%m/%Y})",
        f"{en}, and not before the day of the extension ({since})",
        (),
        (),
    )


def revoke_by_document(task: LiveTask, documents: Sequence[tuple[str, Sequence[str]]]) -> Refused:
    """A task is taken away with its documents, not by itself. `documents`: in force, each with its issuers."""
    named = ", ".join(document for document, _ in documents)
    return Refused(
        "revoke-by-document",
        task.key,
        "revoke",
        f"nhiệm vụ chỉ bị thu hồi cùng với văn bản: hãy thu hồi {named}",
        f"a task is revoked with its document: revoke {named}",
        tuple(dict.fromkeys(issuer for _, issuers in documents for issuer in issuers)),
        tuple(revoke_command(document, issuers[0]) for document, issuers in documents if issuers),
    )


def already_revoked(document: str, trigger: str, on: str, key: str | None = None) -> Refused:
    """A document is revoked once, and for good. `key`: of the task that was asked about, if one was."""
    return Refused(
        "already-revoked",
        key or document,
        trigger,
        f"{document} đã bị thu hồi ngày {date.fromisoformat(on):%d/%m/%Y}",
        f"{document} was revoked on {on}",
        (),
        (),
    )


def revoke_without_reason(document: str, agency: str) -> Refused:
    """Revoking needs a reason."""
    return Refused(
        "missing-reason",
        document,
        "revoke",
        "thu hồi văn bản: phải nêu lý do",
        "revoking a document: a reason must be given",
        (agency,),
        (revoke_command(document, agency),),
    )


# commands

# what the triggers of the usual lifecycle need, where no task is at hand whose own can be asked
_USUAL_NEEDS = {
    "consolidate_partial": ("reason", "missing", "allowed_by"),
    **dict.fromkeys(("return_report", "extend", "waive", "unwaive", "suspend", "resume"), ("reason",)),
}


def advance_command(
    task: str,
    trigger: str,
    agency: str,
    *,
    asks: Sequence[str] = (),
    needs: Sequence[str] | None = None,
    report: str | None = None,
    missing: Sequence[str] = (),
) -> str:
    """The command line that makes this move, with all that it needs; what only a person knows is left as …"""
    wanted = _USUAL_NEEDS.get(trigger, ()) if needs is None else needs
    parts = [f'dondoc advance {shlex.quote(task)} {trigger} --as {agency} --by "…"']
    blanks = {"number": '--document "…"', "on": "--on …"}
    parts += [blanks[what] for what in asks]
    if "reason" in wanted:
        parts.append('--reason "…"')
    if "until" in wanted or trigger == "extend":
        parts.append("--until …")
    if report is not None:
        parts.append(f"--what {report}")
    if "missing" in wanted:
        parts += [f"--missing {name}" for name in missing or ('"…"',)]
    if "allowed_by" in wanted:
        parts.append('--allowed-by "…"')
    return " ".join(parts)


def move_command(
    task: LiveTask,
    trigger: str,
    agency: str,
    *,
    asks: Sequence[str] = (),
    report: str | None = None,
    missing: Sequence[str] = (),
) -> str:
    """The same with what the task's own lifecycle demands. `report`: the one to return, where the trigger does that."""
    needs = task.cascade.judge.lifecycle.needs(trigger)
    returned = report if trigger == "return_report" else None
    return advance_command(task.key, trigger, agency, asks=asks, needs=needs, report=returned, missing=missing)


def _next_commands(task: LiveTask, plans: Sequence[LiveDocument]) -> tuple[str, ...]:
    """What the task's agency can do next; where it can do nothing, the question whom it waits for.

    `plans`: of the agency's plans those that wait for number and date, if a plan is what comes next.
    """
    judge = task.cascade.judge
    following = judge.owed_next(task)
    if following is None:
        return ()
    if not judge.can_move(task):
        return (f"dondoc why {shlex.quote(task.key)}",)
    if len(plans) > 1:
        return tuple(release_command(plan.key, task.agency, plan.asks) for plan in plans)
    return (advance_command(task.key, following, task.agency, asks=plans[0].asks if plans else ()),)


def _who_is_next(task: LiveTask) -> tuple[str, ...]:
    """The task's agency, if it can do something now."""
    return (task.agency,) if task.cascade.judge.can_move(task) else ()


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def revoke_command(document: str, agency: str) -> str:
    """The command line that revokes a document."""
    return f'dondoc revoke {document} --as {agency} --reason "…"'


def release_command(document: str, agency: str, asks: Sequence[str]) -> str:
    """The command line that releases a document. `asks`: of `number` and `on` what its file does not state."""
    blanks = {"number": '--number "…"', "on": "--on …"}
    return " ".join(["dondoc release", document, *(blanks[what] for what in asks), "--as", agency])


def blocker_command(blocker: RootBlocker, lifecycle: Lifecycle | None = None) -> str:
    """What a root blocker's agency would type."""
    if blocker.task is None:
        return release_command(str(blocker.document), blocker.agency, blocker.asks)
    needs = None if lifecycle is None else lifecycle.needs(blocker.next_trigger)
    return advance_command(blocker.task, blocker.next_trigger, blocker.agency, asks=blocker.asks, needs=needs)


def _meanwhile(task: LiveTask, last: LastMove | None, lang: str) -> str:
    """What happened last, by whom and when, in brackets."""
    if last is None or last.trigger is None:
        return ""
    label = task.cascade.judge.lifecycle.label(last.trigger).say(lang)
    day = str(last.occurred_on)
    day = f"{date.fromisoformat(day):%d/%m/%Y}" if lang == "vi" else day
    who: Iterable[str] = filter(None, (last.agency, last.by))
    return f" ({label}, {day}, {', '.join(who)})"
