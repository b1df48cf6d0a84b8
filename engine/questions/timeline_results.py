"""What a picture of tasks over time is drawn from: states in their days, due dates, and every recorded row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from engine.results import Answer, Timeliness
from workflows.said import Name

Report = Literal["plan", "own", "merged"]


@dataclass(frozen=True, slots=True)
class Spell(Answer):
    """Days on end through which a task was in one state and one standing.

    `until`: the day on which it left them; None: it is in them on the day shown. `days`: calendar days from `since` to
    `until`, or to the day shown; 0: left on the day it came. `is_finished`: nothing was owed (any more). `seq`: the row
    that led there; None: the launch. `is_awaited`: in that standing, who waits for the task goes on waiting.
    """

    state: str
    standing: str
    since: date
    until: date | None
    days: int
    is_finished: bool
    seq: int | None
    is_awaited: bool = True


@dataclass(frozen=True, slots=True)
class DueMark(Answer):
    """One report that a task owes (its `plan`, its `own` one, the `merged` one), when it is due and when it was given.

    `last_day`: the last on-time day in force on the day shown; None: no document states one. `earlier`: the last
    on-time days before each extension, first that of the launch. `given_on`: None: not given, or returned since.
    `days_late`: of a report not given up to the day shown; 0 for tasks that do not count. `suspended_days`: calendar
    days after `last_day` that are left out, as the task was not active on them.
    """

    report: Report
    last_day: date | None
    phrase: str
    earlier: tuple[date, ...]
    given_on: date | None
    timeliness: Timeliness
    days_late: int
    working_days_late: int
    calendar_until: date | None = None  # working days are counted past it, the last day whose days off are known
    suspended_days: int = 0


@dataclass(frozen=True, slots=True)
class TimelineMove(Answer):
    """One recorded row of a task.

    `occurred_on`: as corrected; `said_on`: as it was recorded at first, where a correction restated it. `recorded_on`:
    the day in Vietnam of `recorded_at`; `days_to_record`: calendar days from `occurred_on` to it, 0 for corrections
    and for what the launch itself recorded. `counts`: false for a correction, and for a row that one took back.
    `is_side`: beside the main line (an extension, a return, …). `standing`: after the row; `due_before`, `due_after`:
    last on-time days that it changed.
    """

    seq: int
    kind: str
    trigger: str | None
    from_: str | None
    to: str | None
    standing: str
    counts: bool
    is_side: bool
    agency: str | None
    agency_name: Name
    by: str | None
    occurred_on: date | None
    said_on: date | None
    recorded_at: datetime
    recorded_on: date
    days_to_record: int
    document: str | None
    reason: str | None
    due_before: date | None
    due_after: date | None
    missing: tuple[str, ...]
    allowed_by: str | None
    ref_seq: int | None
    superseded_by: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class TaskTimeline(Answer):
    """One task over time, up to `shown_on`. `spells` follow each other without a gap; `moves` come in order of seq.

    `state`, `standing`, `timeliness`: on the day shown.
    """

    task: str
    cascade: str
    cascade_title: str
    agency: str
    agency_name: Name
    period: str
    topic: str | None
    content: Name
    state: str
    standing: str
    timeliness: Timeliness
    launched_on: date
    shown_on: date
    simulated: bool
    spells: tuple[Spell, ...]
    due_dates: tuple[DueMark, ...]
    moves: tuple[TimelineMove, ...]
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds
