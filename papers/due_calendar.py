"""An agency's due dates as a calendar (RFC 5545): one event a task, which moves and goes with the task's own date.

An event keeps its UID for as long as the task lives. Its SEQUENCE is how many rows of history have changed the task, so
that a program that took the calendar in before takes a later one as newer. What is finished, or need not be done any
more, is told as cancelled: such programs then take it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from engine.results import ChainHead, TaskRow
from papers.office_libraries import load_icalendar
from screen.due_phrases import period_words, phrase_words
from screen.look import Look
from workflows.spelling import visible

ALARMS = (timedelta(days=-3, hours=8), timedelta(hours=8))
"""At eight in the morning: three days before the last on-time day, and on it."""
_PRODUCT = "-//dondoc//due dates//VI"


def write_due_calendar(
    rows: Sequence[TaskRow], heads: Sequence[ChainHead], look: Look, *, name: str, made_at: datetime
) -> bytes:
    """The calendar. `heads`: of the same tasks; `made_at`: when it is made. What has no date is left out.

    Raises NoOffice.
    """
    library = load_icalendar()
    calendar = library.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for row, head in zip(rows, heads, strict=True):
        if row.due is not None:
            calendar.add_component(_event(library, row, row.due, head.changes, look, made_at))
    written: bytes = calendar.to_ical()
    return written


def is_over(row: TaskRow) -> bool:
    """Whether nothing is to be done any more, or for the time being."""
    return row.next_trigger is None or row.standing != "active"


def _event(library: Any, row: TaskRow, due: date, changes: int, look: Look, made_at: datetime) -> Any:
    event = library.Event()
    event.add("uid", f"{row.task}@dondoc")
    event.add("sequence", changes)
    event.add("dtstamp", made_at)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if is_over(row) else "CONFIRMED")
    what = look.told(row.content) or row.topic or row.task
    event.add("summary", visible(look.say("calendar.summary", what=what, period=period_words(row.period, look))))
    event.add("description", "\n".join(map(visible, _told(row, look))))
    if not is_over(row):
        for before in ALARMS:
            alarm = library.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", visible(what))
            alarm.add("trigger", before)
            event.add_component(alarm)
    return event


def _told(row: TaskRow, look: Look) -> list[str]:
    """What the event says below its name."""
    lines = {
        "agency_name": look.told(row.agency_name or row.agency),
        "assigned_by": " · ".join(filter(None, (row.document, row.at))),
        "due_phrase": phrase_words(row.due_phrase, look),
        "state": look.label("state", row.state),
        "trigger": look.label("trigger", row.next_trigger) if row.next_trigger else "",
        "task": row.task,
    }
    return [f"{look.say(f'tracking.head.{name}')}: {text}" for name, text in lines.items() if text]
