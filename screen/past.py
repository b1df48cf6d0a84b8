"""What stands around an answer about the past: the day and the knowledge it is about, and what was known otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.results import Blocked, HistoryRow, TaskRow, WhyStep
from engine.scope import View
from screen.commands import short_task
from screen.look import Look
from workflows.dates import HANOI

_SHOWN = 12  # in JSON all are marked


def past_title(view: View, look: Look) -> str:
    """`như cuối ngày 15/06/2023, theo những gì đã ghi nhận đến 21/06/2023 17:00`."""
    parts = []
    if view.as_of is not None:
        parts.append(look.say("past.as_of", day=look.day(view.as_of, with_year=True)))
    known = view.known_at
    parts.append(look.say("past.known_now") if known is None else look.say("past.known_at", at=moment(known, look)))
    return look.paint(", ".join(parts), "head")


def moment(at: datetime, look: Look) -> str:
    """A moment in Hanoi, to the minute; a last moment of a day as that day."""
    here = at.astimezone(HANOI)
    if here.timetz().isoformat().startswith("23:59:59.9"):
        return look.say("past.end_of", day=look.day(here.date(), with_year=True))
    return f"{look.day(here.date(), with_year=True)} {here:%H:%M}"


def otherwise_known(answers: Sequence[TaskRow | Blocked | WhyStep], gone: Sequence[Blocked], look: Look) -> list[str]:
    """What differed in what was known then, a line a task; `gone`: blocked consolidations of then only."""
    lines = []
    differing = [item for item in answers if item.known_then is not None]
    for item in differing[:_SHOWN]:
        then = item.known_then or {}
        task = short_task(item.task or "", look)
        if then["state"] is None:
            lines.append(look.say("past.not_launched", task=task))
            continue
        words = [look.label("state", then["state"])]
        if then["standing"] != "active":
            words.append(look.label("standing", then["standing"]))
        if then["open"]:
            words.append(look.say("why.open", n=then["open"]))
        if roots := then.get("root_blockers"):
            words.append(
                look.say("past.then_roots", tasks=", ".join(short_task(root, look) for root in roots[:_SHOWN]))
            )
        if awaited := then.get("waits_for"):
            words.append(look.say("past.then_waits", task=short_task(awaited, look)))
        lines.append(look.say("past.then", task=task, then=", ".join(words)))
    lines += [look.say("past.then_blocked", task=short_task(item.task, look)) for item in gone]
    if (more := len(differing) - _SHOWN) > 0:
        lines.append(look.say("past.more", n=more))
    return _under(lines, look)


def only_recorded_then(gone: Sequence[HistoryRow], look: Look) -> list[str]:
    """Rows of history that stood then, and that a correction took back since."""
    words = [(short_task(row.task, look), row.seq, look.done(row.trigger, row.kind)) for row in gone]
    return _under([look.say("past.then_recorded", task=task, seq=seq, what=what) for task, seq, what in words], look)


def _under(lines: Sequence[str], look: Look) -> list[str]:
    return ["", look.say("past.differs"), *(f"  {line}" for line in lines)] if lines else []
