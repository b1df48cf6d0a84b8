"""The answers of the audit figures: who was late, what was recorded late, how long things took, what was excepted.

Every figure adds up: each set of counts sums to the total beside it, and a rate shows its formula, its numerator, its
denominator and what was left out of it, reason by reason (`denominator` + all that is left out = `total`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from engine.results import Answer
from workflows.said import Name, Said

By = Literal["agency", "tier", "period", "year", "all"]
EntryBy = Literal["agency", "person", "tier", "period", "year", "all"]
LateClass = Literal["done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted"]
CountedBy = Literal["trigger", "agency", "reason", "all"]
Report = Literal["plan", "own", "merged"]


@dataclass(frozen=True, slots=True)
class LeftOut(Answer):
    """How many were left out of a figure, and why: `reason`, a stable name, and in words (in JSON `vi`, `en`)."""

    reason: str
    count: int
    said: Said


@dataclass(frozen=True, slots=True)
class Rate(Answer):
    """A share with everything that it was made of.

    `percent`: `numerator` of `denominator` with one decimal, half a tenth rounded up (`91.8`); null where the
    denominator is 0. `left_out`: what is in `total` and not in `denominator`.
    """

    name: str
    formula: Said
    numerator: int
    denominator: int
    percent: str | None
    total: int
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Classes(Answer):
    """Counts by the four official classes, with `no_due_date` and `not_counted` beside them; they sum to `total`.

    `by_standing`: what is not counted, by the standing of its task; they sum to `not_counted`.
    """

    total: int
    done_on_time: int
    done_late: int
    doing_in_time: int
    doing_overdue: int
    no_due_date: int
    not_counted: int
    by_standing: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, unsafe_hash=True)
class Deliverable(Answer):
    """Something that a task has to hand over: a `plan`, its `own` report or the `merged` one, judged by itself.

    `due`: the last on-time day in force; where an extension moved it (`is_extended`), `due_at_launch` is the one that
    it was launched with, null if none; where a letter that reminds gave it a later one (`reminded_by`, its key), the
    one before that letter. `done_on`: the day it was given, null while it is owed; what was sent back and
    given again counts from then (`first_done_on`: the first time; `returned`: how often it was sent back). `days_late`,
    `working_days_late`: days after `due`, up to `done_on` or, while it is owed, up to today; `days_after_launch_due`:
    calendar days after `due_at_launch`; of none a day on which the task was not active. `suspended_days`: how many
    calendar days are left out of `days_late` so. `issued_on`: when the task was given to the agency;
    `due_before_issue`: the due date had passed by then, or has passed and the task is not given yet, so that it could
    not be kept. `open_inputs`: what a merged report that is owed still waits for. A plan is made once for all periods
    of an assignment and year: it stands here once, with the first of its tasks; `period` is null, and `serves` tasks go
    by it.
    """

    task: str
    agency: str
    agency_name: Name
    period: str | None
    report: Report
    class_: LateClass
    due: date | None
    due_phrase: str
    due_at_launch: date | None
    is_extended: bool
    done_on: date | None
    days_late: int
    working_days_late: int
    days_after_launch_due: int
    first_done_on: date | None
    returned: int
    document: str | None
    by: str | None
    standing: str
    issued_on: date | None
    due_before_issue: bool
    open_inputs: int
    serves: int
    kind: str
    level: str
    year: int
    cascade: str
    calendar_until: date | None = None  # working days are counted past it, the last day whose days off are known
    reminded_by: str | None = None
    suspended_days: int = 0
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds


@dataclass(frozen=True, slots=True)
class LatenessGroup(Answer):
    """One agency, tier, period or year in figures, or all together.

    `key`: the agency's, `level/kind` of a tier, a period (`2023-plan`: plans, which serve all periods of their year), a
    year, or `all`. `deliverables` are what was to be handed over; `tasks` the same tasks by the one class that their
    timeliness has (a task goes by what it owes next, or owed last). `days_late`, `working_days_late`: of all late
    deliverables together, `suspended_days`: left out of them; `longest`: of one. `extended`: deliverables whose due
    date an extension moved; `late_at_launch_due`: how many are late by the dates that they had before extensions and
    letters of reminder; `due_before_issue`: how many of the late ones were given to the agency when their due date had
    passed. `on_time`: done on time among all that are done or overdue; `on_time_of_done`: among all that are done.
    """

    by: By
    key: str
    name: Name
    level: str
    kind: str
    deliverables: Classes
    tasks: Classes
    days_late: int
    working_days_late: int
    longest: int
    extended: int
    late_at_launch_due: int
    due_before_issue: int
    on_time: Rate
    on_time_of_done: Rate
    suspended_days: int = 0
    formerly: tuple[Name, ...] = ()  # of an agency: those before it, named in a document, or whose tasks it holds


@dataclass(frozen=True, slots=True)
class Lateness(Answer):
    """Who was late, and by how many days. The `groups` sum to `whole`; `late` lists all late deliverables, worst first.

    `late` has `whole.deliverables.done_late` + `whole.deliverables.doing_overdue` entries. `every`: all deliverables,
    late or not, by agency and period, where they are asked for: `whole.deliverables.total` of them, to count again.
    """

    cascades: tuple[str, ...]
    today: date
    by: By
    whole: LatenessGroup
    groups: tuple[LatenessGroup, ...]
    late: tuple[Deliverable, ...]
    every: tuple[Deliverable, ...] = ()


@dataclass(frozen=True, slots=True)
class LateEntry(Answer):
    """A row of history that was recorded after the day on which it occurred.

    `recorded_on`: the day of `recorded_at` in Viet Nam; `days_late`: calendar days from `occurred_on` to it;
    `working_days_late`: working days. `after_next_working_day`: later than Decree 30/2020/ND-CP, art. 4(2) allows for
    registering a document (the same day, at the latest the next working day). `agency` acted, `task_agency` owns the
    task.
    """

    task: str
    seq: int
    kind: str
    trigger: str | None
    agency: str | None
    agency_name: Name
    task_agency: str
    by: str | None
    login: str | None
    occurred_on: date
    recorded_on: date
    recorded_at: datetime
    days_late: int
    working_days_late: int
    after_next_working_day: bool
    document: str | None
    reason: str | None
    batch: str | None
    period: str
    cascade: str
    hash: str
    calendar_until: date | None = None  # working days are counted past it, the last day whose days off are known


@dataclass(frozen=True, slots=True)
class Delay(Answer):
    """How many rows were recorded so many days late: from `first` to `last`, null where there is no end.

    `key`: `ahead` (recorded before the day that they speak of), `0`, `1`, `2-3`, `4-7`, `8-30`, `over-30`.
    """

    key: str
    first: int | None
    last: int | None
    rows: int


@dataclass(frozen=True, slots=True)
class EntryGroup(Answer):
    """The rows recorded by one agency, person, tier, period or year, or all together.

    `rows`: those that are judged; `delays` sum to them. `late`: recorded after their day; `after_next_working_day`: of
    these, later than the next working day. `days_late`: of all late rows together; `longest`: of one. `backfilled`:
    rows of a past season that was taken in whole, counted beside these.
    """

    by: EntryBy
    key: str
    name: Name
    level: str
    kind: str
    rows: int
    late: int
    after_next_working_day: int
    days_late: int
    longest: int
    delays: tuple[Delay, ...]
    late_rate: Rate
    after_next_working_day_rate: Rate
    backfilled: int = 0


@dataclass(frozen=True, slots=True)
class LateEntries(Answer):
    """What was recorded after its day. The `groups` sum to `whole`; `entries` are its `late` rows, longest delay first.

    Rows that a launch recorded (documents that were out already) are left out and counted in the rates' `left_out`:
    they are late by nature, and nobody's delay.
    """

    cascades: tuple[str, ...]
    today: date
    by: EntryBy
    whole: EntryGroup
    groups: tuple[EntryGroup, ...]
    entries: tuple[LateEntry, ...]


@dataclass(frozen=True, slots=True)
class StateDurations(Answer):
    """How long tasks stay in one state, in calendar days, of one agency, tier, period or year, or all together.

    A spell goes from the day a task came into the state to the day it left it. `ended` spells give `median`, `p90` and
    `longest` (null where none ended); those still `open` are counted apart, with their days up to today.
    `spells` = `ended` + `open` + all that is left out. Percentiles are by nearest rank: the fewest days that at least
    half (nine tenths) of the spells do not exceed, so always a number of days that occurred.
    """

    by: By
    key: str
    name: Name
    level: str
    kind: str
    state: str
    spells: int
    ended: int
    median: int | None
    p90: int | None
    longest: int | None
    open: int
    open_median: int | None
    open_p90: int | None
    open_longest: int | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Durations(Answer):
    """How long tasks stay in each state. For each state the spells of the `groups` sum to those of `whole`.

    Only states in which something is waited for are measured: the one in which a task is finished has no end, and is
    left out (`finished`).
    """

    cascades: tuple[str, ...]
    today: date
    by: By
    method: Said
    tasks: int
    whole: tuple[StateDurations, ...]
    groups: tuple[StateDurations, ...]


@dataclass(frozen=True, slots=True)
class ExceptionRow(Answer):
    """One recorded exception: a waiver, an extension, a pause, a return, a partial consolidation, a revocation, …

    `agency` decided, `task_agency` is whose task it is. `days_moved`: calendar days from `due_before` to `due_after`.
    `missing`: tasks left out of a partial consolidation (`missing_names`: of their agencies, in the same order);
    `arrived`: those of them whose report is there by now. `report`: what was extended or returned. `standing`:
    afterwards. `is_consequence`: nobody decided this one by itself, it followed from the return of a report below, and
    `follows` that row (`TASK#SEQ`).
    """

    task: str
    seq: int
    trigger: str
    agency: str | None
    agency_name: Name
    task_agency: str
    task_agency_name: Name
    period: str
    by: str | None
    login: str | None
    occurred_on: date | None
    recorded_at: datetime
    reason: str | None
    document: str | None
    allowed_by: str | None
    missing: tuple[str, ...]
    missing_names: tuple[Name, ...]
    arrived: tuple[str, ...]
    due_before: date | None
    due_after: date | None
    days_moved: int | None
    report: Report | None
    standing: str
    is_consequence: bool
    follows: str | None
    cause: str | None
    batch: str | None
    cascade: str
    hash: str


@dataclass(frozen=True, slots=True)
class ExceptionCount(Answer):
    """Exceptions of one kind, of one deciding agency, or with one reason.

    `rows` = rows that were decided + `consequences`. `decisions`: a revocation of a document counts once, however many
    tasks it takes away. `tasks`: different tasks touched (these do not sum over counts: one task may be in several).
    """

    by: CountedBy
    key: str | None
    name: Name
    decisions: int
    rows: int
    consequences: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Exceptions(Answer):
    """All exceptions, in the order of their days. Each of the three lists of counts sums to `whole`.

    `rates`: tasks touched by an exception among all tasks; consolidations that stand as made in part among all made;
    tasks that now are not active among all.
    """

    cascades: tuple[str, ...]
    today: date
    whole: ExceptionCount
    by_trigger: tuple[ExceptionCount, ...]
    by_agency: tuple[ExceptionCount, ...]
    by_reason: tuple[ExceptionCount, ...]
    rates: tuple[Rate, ...]
    rows: tuple[ExceptionRow, ...]
