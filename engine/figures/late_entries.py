"""What was recorded after the day on which it occurred: which rows, how late, by whom.

A row counts from its day (as corrected) to the day in Viet Nam on which it was recorded. What the clerical rules ask
for documents (registered the same day, at the latest the next working day: Decree 30/2020/ND-CP, art. 4(2)) is the
second measure. Left out are rows that nobody was late with: those of a launch (the documents were out before there was
a cascade), those of a past season that was taken in whole, and what a correction set going by another document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import all_agencies
from engine.cascade.tasks import LiveTask, read_tasks
from engine.cascade.timeliness import calendar_until
from engine.chain.effective import CORRECTION
from engine.chain.notes import NOTE
from engine.clock import parse_moment
from engine.figures.audit_results import Delay, EntryBy, EntryGroup, LateEntries, LateEntry
from engine.figures.grouping import BY_OF_ENTRIES, WHOLE, Group, Heirs, Subject, check_by, grouped
from engine.figures.rates import rate
from engine.questions.recorded import Recorded, whole_chains
from engine.questions.status import Under, scope
from engine.store.database import Transaction
from workflows.dates import HANOI
from workflows.graph import AgencyNode
from workflows.periods import Period
from workflows.said import Name

# key -> first and last day of delay
DELAYS: dict[str, tuple[int | None, int | None]] = {
    "ahead": (None, -1),
    "0": (0, 0),
    "1": (1, 1),
    "2-3": (2, 3),
    "4-7": (4, 7),
    "8-30": (8, 30),
    "over-30": (31, None),
}
_BY_NOBODY = ("definition", "succession")  # causes of rows that nobody entered
_BY_ITSELF = ("migration", "calendar")  # kinds of rows that nobody entered
BACKFILL = "backfill"
_LATE = "late"
_AFTER_NEXT_DAY = "after_next_working_day"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of a task. `left_out`: why it is not judged; else `days`: calendar days until it was recorded."""

    row: Recorded
    task: LiveTask
    subject: Subject
    left_out: str | None = None
    occurred_on: date = date.min
    recorded_on: date = date.min
    is_after_next_day: bool = False

    @property
    def days(self) -> int:
        return (self.recorded_on - self.occurred_on).days

    @property
    def is_late(self) -> bool:
        return self.left_out is None and self.days > 0


def late_entries(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: Under,
    period: str | Period | None,
    by: EntryBy,
    today: date,
    heirs: Heirs | None = None,
) -> LateEntries:
    """The figures of the rows on a scope's tasks, and every late row. Raises NotFound, Ambiguous, UnknownGrouping."""
    check_by(by, BY_OF_ENTRIES)
    entries: list[_Entry] = []
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        agencies = all_agencies(tx, cascade)
        tasks = {task.task_no: task for task in read_tasks(tx, cascade, condition, **parameters)}
        for number, chain, set_aside in whole_chains(tx, cascade, condition, parameters):
            entries += (_judged(row, tasks[number], agencies) for row in chain)
            entries += (_set_aside(row, tasks[number], agencies) for row in set_aside)
    late = [entry for entry in entries if entry.is_late]
    late.sort(key=lambda entry: (-entry.days, entry.row.recorded_at, entry.task.key, entry.row.seq))
    return LateEntries(
        tuple(cascade.key for cascade in cascades),
        today,
        by,
        _figures("all", WHOLE, entries),
        tuple(_figures(by, *item) for item in grouped(entries, by, lambda entry: entry.subject, heirs).items()),
        tuple(map(_as_late, late)),
    )


def _set_aside(row: Recorded, task: LiveTask, agencies: Mapping[str, AgencyNode]) -> _Entry:
    """A row that does not count: nothing is judged by it."""
    reason = "is_correction" if row.kind == CORRECTION else "taken_back"
    return _Entry(row, task, _subject(row, task, agencies), reason)


def _subject(row: Recorded, task: LiveTask, agencies: Mapping[str, AgencyNode]) -> Subject:
    key = row.agency or ""
    agency = agencies.get(key)
    return Subject(
        key,
        agency.called if agency else Name.alike(key),
        agency.level if agency else "",
        agency.kind if agency else "",
        task.period,
        task.cascade.year,
        row.by or row.login or "",
    )


def _judged(row: Recorded, task: LiveTask, agencies: Mapping[str, AgencyNode]) -> _Entry:
    subject = _subject(row, task, agencies)
    if (left_out := _why_left_out(row)) is not None:
        return _Entry(row, task, subject, left_out)
    occurred_on = date.fromisoformat(str(row.occurred_on))
    recorded_on = parse_moment(row.recorded_at).astimezone(HANOI).date()
    calendar = task.calendar
    is_after = recorded_on > occurred_on and recorded_on > calendar.add_working_days(occurred_on, 1)
    return _Entry(row, task, subject, None, occurred_on, recorded_on, is_after)


def _why_left_out(row: Recorded) -> str | None:
    if row.cause in _BY_NOBODY:
        return "launch"
    if BACKFILL in row.details:
        return BACKFILL
    if row.cause == CORRECTION:
        return "correction"
    if row.kind in _BY_ITSELF:
        return "by_itself"
    if row.kind == NOTE and row.trigger is None:
        return "note"
    return "no_day" if row.occurred_on is None else None


def _figures(by: EntryBy, group: Group, entries: Sequence[_Entry]) -> EntryGroup:
    judged = [entry for entry in entries if entry.left_out is None]
    left_out = Counter(entry.left_out for entry in entries if entry.left_out is not None)
    late = [entry for entry in judged if entry.is_late]
    after_next = sum(entry.is_after_next_day for entry in judged)
    return EntryGroup(
        by,
        *group,
        len(judged),
        len(late),
        after_next,
        sum(entry.days for entry in late),
        max((entry.days for entry in late), default=0),
        _delays(judged),
        rate(_LATE, len(late), len(judged), left_out),
        rate(_AFTER_NEXT_DAY, after_next, len(judged), left_out),
        left_out[BACKFILL],
    )


def _delays(judged: Iterable[_Entry]) -> tuple[Delay, ...]:
    counts = Counter(map(_delay_key, judged))
    return tuple(Delay(key, first, last, counts[key]) for key, (first, last) in DELAYS.items())


def _delay_key(entry: _Entry) -> str:
    return next(key for key, (_, last) in DELAYS.items() if last is None or entry.days <= last)


def _as_late(entry: _Entry) -> LateEntry:
    row, task = entry.row, entry.task
    return LateEntry(
        task.key,
        row.seq,
        row.kind,
        row.trigger,
        row.agency,
        entry.subject.name,
        task.agency,
        row.by,
        row.login,
        entry.occurred_on,
        entry.recorded_on,
        parse_moment(row.recorded_at),
        entry.days,
        task.calendar.working_days_between(entry.occurred_on, entry.recorded_on),
        entry.is_after_next_day,
        row.document,
        row.reason,
        row.batch,
        task.period,
        task.cascade.key,
        row.hash,
        calendar_until(entry.occurred_on, entry.recorded_on, task.calendar),
    )
