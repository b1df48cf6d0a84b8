"""What was recorded after the day on which it occurred: which rows, how late, by whom.

A row counts from its day (as corrected) to the day in Viet Nam on which it was recorded. What the clerical rules ask
for documents (registered the same day, at the latest the next working day: Decree 30/2020/ND-CP, art. 4(2)) is the
second measure. Left out are rows that nobody was late with: those of a launch (the documents were out before there was
a cascade), those of a past season that was taken in whole, and what a correction set going by another document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

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


class _Judgement(NamedTuple):
    """What is counted of a row. `left_out`: why it is not judged; else `days`: calendar days until it was recorded."""

    left_out: str | None
    days: int = 0
    is_after_next_day: bool = False

    @property
    def is_late(self) -> bool:
        return self.left_out is None and self.days > 0


class _Counted(NamedTuple):
    """The rows of one agency and person about one period, counted by what is counted of them."""

    subject: Subject
    judgements: Counter[_Judgement]


class _Late(NamedTuple):
    """A row that was recorded late."""

    row: Recorded
    task: LiveTask
    by: Name
    judgement: _Judgement


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
    late: list[_Late] = []
    counted: list[_Counted] = []
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        agencies, judging = all_agencies(tx, cascade), _Judging()
        tasks = {task.task_no: task for task in read_tasks(tx, cascade, condition, **parameters)}
        of: dict[tuple[str | None, str, str], _Counted] = {}
        for number, chain, set_aside in whole_chains(tx, cascade, condition, parameters):
            task = tasks[number]
            judged = [(row, judging.of(row, task)) for row in chain]
            for row, judgement in (*judged, *((row, _set_aside(row)) for row in set_aside)):
                whose = row.agency, task.period, row.by or row.login or ""
                found = of.get(whose)
                if found is None:
                    found = of[whose] = _Counted(_subject(*whose, cascade.year, agencies), Counter())
                found.judgements[judgement] += 1
                if judgement.is_late:
                    late.append(_Late(row, task, found.subject.name, judgement))
        counted += of.values()
    late.sort(key=lambda each: (-each.judgement.days, each.row.recorded_at, each.task.key, each.row.seq))
    groups = grouped(counted, by, attrgetter("subject"), heirs)
    return LateEntries(
        tuple(cascade.key for cascade in cascades),
        today,
        by,
        _figures("all", WHOLE, counted),
        tuple(_figures(by, *item) for item in groups.items()),
        tuple(map(_as_late, late)),
    )


def _set_aside(row: Recorded) -> _Judgement:
    """Of a row that does not count: nothing is judged by it."""
    return _Judgement("is_correction" if row.kind == CORRECTION else "taken_back")


def _subject(key: str | None, period: str, person: str, year: int, agencies: Mapping[str, AgencyNode]) -> Subject:
    agency = agencies.get(key or "")
    return Subject(
        key or "",
        agency.called if agency else Name.alike(key or ""),
        agency.level if agency else "",
        agency.kind if agency else "",
        period,
        year,
        person,
    )


class _Judging:
    """Judges rows, once those that are alike."""

    def __init__(self) -> None:
        self._recorded_on: dict[str, date] = {}  # by the hour
        self._known: dict[tuple[str | None, date, int], _Judgement] = {}

    def of(self, row: Recorded, task: LiveTask) -> _Judgement:
        """What is counted of a row that counts."""
        if (left_out := _why_left_out(row)) is not None:
            return _Judgement(left_out)
        calendar, recorded_on = task.calendar, self.recorded_on(row)
        kind = row.occurred_on, recorded_on, id(calendar)
        known = self._known.get(kind)
        if known is None:
            occurred_on = date.fromisoformat(str(row.occurred_on))
            is_after = recorded_on > occurred_on and recorded_on > calendar.add_working_days(occurred_on, 1)
            known = self._known[kind] = _Judgement(None, (recorded_on - occurred_on).days, is_after)
        return known

    def recorded_on(self, row: Recorded) -> date:
        """The day in Viet Nam, whose clocks go by whole hours."""
        hour = row.recorded_at[:13]
        if hour not in self._recorded_on:
            self._recorded_on[hour] = _day_of(row)
        return self._recorded_on[hour]


def _day_of(row: Recorded) -> date:
    return parse_moment(row.recorded_at).astimezone(HANOI).date()


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


def _figures(by: EntryBy, group: Group, counted: Iterable[_Counted]) -> EntryGroup:
    together: Counter[_Judgement] = Counter()
    for each in counted:
        together.update(each.judgements)
    left_out = Counter[str]()
    judged = {kind: n for kind, n in together.items() if kind.left_out is None}
    for kind, n in together.items():
        if kind.left_out is not None:
            left_out[kind.left_out] += n
    rows, late = sum(judged.values()), sum(n for kind, n in judged.items() if kind.is_late)
    after_next = sum(n for kind, n in judged.items() if kind.is_after_next_day)
    return EntryGroup(
        by,
        *group,
        rows,
        late,
        after_next,
        sum(kind.days * n for kind, n in judged.items() if kind.is_late),
        max((kind.days for kind in judged if kind.is_late), default=0),
        _delays(judged),
        rate(_LATE, late, rows, left_out),
        rate(_AFTER_NEXT_DAY, after_next, rows, left_out),
        left_out[BACKFILL],
    )


def _delays(judged: Mapping[_Judgement, int]) -> tuple[Delay, ...]:
    counts = Counter[str]()
    for kind, n in judged.items():
        counts[_delay_key(kind.days)] += n
    return tuple(Delay(key, first, last, counts[key]) for key, (first, last) in DELAYS.items())


def _delay_key(days: int) -> str:
    return next(key for key, (_, last) in DELAYS.items() if last is None or days <= last)


def _as_late(late: _Late) -> LateEntry:
    row, task = late.row, late.task
    occurred_on = date.fromisoformat(str(row.occurred_on))
    recorded_on = occurred_on + timedelta(late.judgement.days)
    return LateEntry(
        task.key,
        row.seq,
        row.kind,
        row.trigger,
        row.agency,
        late.by,
        task.agency,
        row.by,
        row.login,
        occurred_on,
        recorded_on,
        parse_moment(row.recorded_at),
        late.judgement.days,
        task.calendar.working_days_between(occurred_on, recorded_on),
        late.judgement.is_after_next_day,
        row.document,
        row.reason,
        row.batch,
        task.period,
        task.cascade.key,
        row.hash,
        calendar_until(occurred_on, recorded_on, task.calendar),
    )
