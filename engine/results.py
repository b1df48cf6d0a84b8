"""The engine's answers: values with documented, stable JSON fields (added to, never renamed).

Nobody changes one. Those of which an answer has tens of thousands are not frozen, as that takes seven times as long.
Dates are ISO in JSON; `null` where a thing does not exist; counts are integers. Agencies are given by key, with their
name beside (`agency_name`) for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args

from engine.requests import SeenHead
from workflows.said import NAMELESS, Name, Said

Timeliness = Literal["on_time", "due_soon", "overdue", "done_on_time", "done_late", "no_due_date", "not_counted"]
T = TypeVar("T")
ReminderStep = Literal["letter", "notice", "missed"]
BlockedStatus = Literal["overdue", "at_risk", "waiting"]
BLOCKED_STATUSES: tuple[BlockedStatus, ...] = get_args(BlockedStatus)
"""Worst first."""


_BARE = frozenset({str, int, bool, type(None)})
KnownThen = dict[str, Any] | None  # see `differences.py`


class Answer:
    """Anything the engine returns. `as_json` gives every field of the dataclass under its own name."""

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON data: dates as ISO text, tuples as lists, trailing underscores dropped from names."""
        return {name.rstrip("_"): _plain(getattr(self, name)) for name in _names_of(type(self))}  # type: ignore[arg-type]


@cache
def _names_of(kind: type[Any]) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _plain(value: Any) -> Any:
    """As data; what is to be said (`Said`) stays for the door to say."""
    if type(value) in _BARE:
        return value
    if isinstance(value, Answer):
        return value.as_json()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


@dataclass(frozen=True, slots=True)
class _Later:
    """A value that is made by what was read already."""

    make: Callable[[], Any]


def later(make: Callable[[], T]) -> T:
    """The value of a field that few look at: made when somebody does. `make` asks no database."""
    return cast(T, _Later(make))


class _MadeWhenLookedAt:
    """Stands before a field's slot, which may hold a value that is made `later`."""

    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __get__(self, item: Any, kind: type) -> Any:
        value = self._slot.__get__(item, kind)
        if type(value) is _Later:
            value = value.make()
            self._slot.__set__(item, value)
        return value

    def __set__(self, item: Any, value: Any) -> None:
        self._slot.__set__(item, value)

    def unmade(self, item: Any) -> Callable[[], Any] | None:
        """What makes the value, if nobody has looked at it yet."""
        value = self._slot.__get__(item, type(item))
        return value.make if type(value) is _Later else None


def unmade(item: Answer, name: str) -> Callable[[], Any] | None:
    """What makes a field's value, if it is made when somebody looks at it and nobody has yet."""
    stands_there = type(item).__dict__.get(name)
    return stands_there.unmade(item) if isinstance(stands_there, _MadeWhenLookedAt) else None


class Rows(tuple[T, ...]):
    """An answer of several rows, with what is said of it as a whole.

    `only_then`: what an answer about a past day held by what was known at the end of that day, and no longer;
    `filled`: the fields in which something was put beside some of its rows afterwards (`formerly`, `barred`).
    """

    only_then: tuple[T, ...] = ()
    filled: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[T], only_then: Iterable[T]) -> Rows[T]:
        """These rows, beside those that are gone."""
        made = cls(rows)
        made.only_then = tuple(only_then)
        if isinstance(rows, Rows):
            made.filled = rows.filled
        return made


def only_then(rows: Sequence[T]) -> tuple[T, ...]:
    """What an answer about a past day held by what was known then, and holds no longer."""
    return rows.only_then if isinstance(rows, Rows) else ()


def as_filled(answer: T, name: str) -> T:
    """The answer, known as one in which that field was filled afterwards."""
    if not isinstance(answer, tuple):
        return answer
    made = Rows.of(answer, only_then(answer))
    made.filled |= {name}
    return cast(T, made)


def may_have(answer: object, name: str) -> bool:
    """Whether that field may have been filled afterwards in some of an answer's rows."""
    return not isinstance(answer, tuple) or (isinstance(answer, Rows) and name in answer.filled)


@dataclass(frozen=True, slots=True)
class BrokenRule(Answer):
    """A rule of a policy that a move broke, and that is noted on it, or that a move would break, and that bars it.
    `rule`: which sentence of the policy, from 1; `place`: file and line of the policy as pinned."""

    policy: str
    rule: int
    place: str
    sentence: str


Barred = dict[str, BrokenRule]
"""By trigger the rule, pinned with the cascade, by which it would be refused as all stands; of the past none."""


@dataclass(frozen=True, slots=True)
class AttachmentRow(Answer):
    """A file that accompanies a note. `sha256`: by which its content is kept; `size`: in bytes."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a task's chain ends. `changes`: how many rows of it have changed the task; it never falls."""

    seen: SeenHead
    changes: int


@dataclass(frozen=True, slots=True)
class Stuck(Answer):
    """That a task stands still without being overdue: `days` in its state (`since`), usually at most `usual_days`.

    `ground`: `history`, nine in ten of the finished `stays` like it, of that period at that `level`, lasted no longer;
    or `lifecycle`: its file says so, and `stays` is 0.
    """

    days: int
    usual_days: int
    ground: Literal["history", "lifecycle"]
    stays: int
    level: str
    since: date


@dataclass(slots=True, unsafe_hash=True)
class RootBlocker(Answer):
    """An unfinished task, itself ready to move, that holds up a consolidation.

    `task` is None where the thing to do is to release a document whose issuer has no task (`document` names it).
    A paused task's `next_trigger` is what leads it back, and `agency` who can do that; `of` is the task's own agency.
    `holds`: how many consolidations of the whole cascade it holds up.
    """

    task: str | None
    agency: str
    state: str
    next_trigger: str
    due: date | None
    days_late: int
    holds: int
    agency_name: Name = NAMELESS
    working_days_late: int = 0
    due_phrase: str = ""
    document: str | None = None
    of: str | None = None
    of_name: Name | None = None
    calendar_until: date | None = None  # working days are counted past it, the last day whose days off are known
    asks: tuple[str, ...] = ()  # what whoever does it has to say: of `number` and `on` what no file states; a reason
    number: int = 0  # of the task within its cascade: `#118` names it
    stuck: Stuck | None = None  # it stands still, though not overdue
    suspended_days: int = 0  # after the last on-time day, not counted as late: it was not active on them
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds
    reminders: int = 0  # how often its agency was urged by letter
    reminded_on: date | None = None  # the day of the last such letter
    barred: Barred = field(default_factory=dict, hash=False)  # of `next_trigger` what a rule bars

    @property
    def identity(self) -> tuple[str | None, str | None]:
        """What is the same wherever it is named: its task, else the document that is to go out."""
        return self.task, self.document if self.task is None else None


@dataclass(slots=True, unsafe_hash=True)
class OpenInput(Answer):
    """An input that a consolidation still waits for. `waits_for`: its `own` or its `merged` report."""

    task: str
    agency: str
    agency_name: Name
    state: str
    waits_for: str
    next_trigger: str | None
    due: date | None
    days_late: int
    suspended_days: int = 0  # after the last on-time day, not counted as late: it was not active on them
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds


@dataclass(slots=True, unsafe_hash=True)
class Blocked(Answer):
    """A consolidation that waits for inputs. `due`: last on-time day of its merged report, `own_due` of its own one.

    `days_late`: of its merged report or of an open input, whichever is later by more days; `suspended_days`: days left
    out of that, on which the task whose report it is was not active. `root_blockers` come worst first: latest, then
    stuck, then holding most, then by key. `waiting`: the open inputs, one hop down.
    """

    task: str
    agency: str
    period: str
    due: date | None
    own_due: date | None
    status: BlockedStatus
    inputs: int
    open: int
    days_late: int
    working_days_late: int
    root_blockers: tuple[RootBlocker, ...]
    agency_name: Name = NAMELESS
    state: str = ""
    due_phrase: str = ""
    waiting: tuple[OpenInput, ...] = ()
    own_days_late: int = 0  # after its own last on-time day alone
    drafted_by: str | None = None
    known_then: KnownThen = None  # as of a day: what was known at its end, where that differs
    calendar_until: date | None = None  # working days are counted past it, the last day whose days off are known
    number: int = 0  # of the task within its cascade: `#118` names it
    not_accepted: tuple[str, ...] = ()  # keys of inputs sent, and not accepted, where it is to accept them
    suspended_days: int = 0
    own_suspended_days: int = 0  # left out of `own_days_late`
    kind: str = ""  # of its agency
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds


for _name in ("root_blockers", "waiting"):
    setattr(Blocked, _name, _MadeWhenLookedAt(Blocked.__dict__[_name]))


def roots_of(blocked: Iterable[Blocked]) -> list[RootBlocker]:
    """The root blockers of all of them, each once."""
    return list({root.identity: root for item in blocked for root in item.root_blockers}.values())


@dataclass(frozen=True, slots=True)
class ReturnedReport(Answer):
    """A report that was sent back and not given again. `what`: `own` or `merged`; `agency`: who sent it back."""

    what: str
    on: date
    agency: str
    reason: str


@dataclass(frozen=True, slots=True)
class RequestRow(Answer):
    """What was asked for on a task, and how it stands: `pending`, `granted`, `denied` or `lapsed`.

    `asks_for`: what is done when it is granted; `days`: from its day to the one on which it ended, of a pending one to
    today. `until`: the last on-time day asked for, of the `plan`, `own` or `merged` report; `due`: the one in force of
    what is owed next. `deciders`: of a pending one. `ended_seq`, `ended_on`, `ended_by`: the row that decided it, or by
    which it lapsed, its day and agency. `lapse`: `given` (the report), `finished`, `standing` (the task need not be
    done any more), `extended` (as far as was asked, or further), `asked_anew` (other heirs came into question).
    `heirs`: where it is asked who takes the task over (`choose_heir`), the agencies that may, `basis` by which law;
    `chosen`: those that were decided for, none where nobody is to.
    """

    task: str
    agency: str
    period: str
    seq: int
    trigger: str
    asks_for: str
    outcome: str
    on: date
    days: int
    agency_name: Name = NAMELESS
    by: str | None = None
    reason: str | None = None
    document: str | None = None
    until: date | None = None
    report: str | None = None
    due: date | None = None
    proposed: str | None = None  # the agency that should have the task, by key where the cascade has it
    deciders: tuple[str, ...] = ()
    ended_seq: int | None = None
    ended_on: date | None = None
    ended_by: str | None = None
    decision_reason: str | None = None
    granted_until: date | None = None
    lapse: str | None = None
    number: int = 0  # of the task within its cascade: `#118` names it
    decider_name: Name = NAMELESS  # of the first of `deciders`
    ended_by_name: Name = NAMELESS
    heirs: tuple[str, ...] = ()
    basis: str | None = None
    chosen: tuple[str, ...] = ()
    barred: Barred = field(default_factory=dict, hash=False)  # of a pending one what a rule bars of `grant`, `deny`


@dataclass(frozen=True, slots=True)
class ExtensionRow(Answer):
    """Another last on-time day that was given: of the `plan`, the `own` or the `merged` report.

    `before`: None where it had none; `request_seq`: the row by which it was asked for.
    """

    seq: int
    trigger: str
    on: date
    report: str
    before: date | None
    after: date
    agency: str
    reason: str | None
    request_seq: int | None = None
    cause: str | None = None  # `extension`, `definition`, `calendar`, `succession`
    agency_name: Name = NAMELESS


@dataclass(slots=True, unsafe_hash=True)
class DutyRow(Answer):
    """One thing that an entry of a document asks of a task.

    `what`: `report`, `product`, `plan`, `consolidation`, `acceptance` (of what it merges) or `reminder`.

    `at`: its place in the document; `due`, `due_phrase`: its last on-time day and date as that document gives them.
    """

    document: str
    what: str
    at: str
    content: Name
    printed: str
    due: date | None
    due_phrase: str


@dataclass(frozen=True, slots=True)
class WhyStep(Answer):
    """One step of the way from a task to who can act. `since`: when it came into its state (None: at launch)."""

    task: str | None
    agency: str
    state: str
    next_trigger: str | None
    since: date | None
    agency_name: Name = NAMELESS
    due: date | None = None
    days_late: int = 0
    open: int = 0
    document: str | None = None
    waits_for: str | None = None  # the key of the task it waits for; None: it can move now, or is finished
    standing: str = "active"
    known_then: KnownThen = None  # as of a day: what was known at its end, where that differs
    duties: tuple[DutyRow, ...] = ()  # all that documents ask of the task
    asks: tuple[str, ...] = ()  # what whoever does it has to say: of `number` and `on` what no file states; a reason
    returned: ReturnedReport | None = None  # its report was sent back, and is not given again
    requests: tuple[RequestRow, ...] = ()  # all that its agency asked for
    extensions: tuple[ExtensionRow, ...] = ()  # all later days that it was given
    not_accepted: tuple[str, ...] = ()  # keys of inputs sent, and not accepted, where it is to accept them
    stuck: Stuck | None = None  # it stands still, though not overdue
    suspended_days: int = 0  # after the last on-time day, not counted as late: it was not active on them
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds
    reminders: int = 0  # how often its agency was urged by letter
    reminded_on: date | None = None  # the day of the last such letter
    barred: Barred = field(default_factory=dict, hash=False)  # of `next_trigger` what a rule bars


@dataclass(frozen=True, slots=True)
class WaitsFor(Answer):
    """The one sentence about an unfinished task: who is to do what, and since when that is waited for.

    `on_task`: the task that is waited for (its own key: it can move now); None: the issuer releases `document`.
    `trigger`: what is to be done there, by `on_agency`. `since`: None where nothing was recorded yet.
    """

    task: str
    agency: str
    on_task: str | None
    on_agency: str
    trigger: str
    since: date | None
    days: int
    sentence: Said
    document: str | None = None
    agency_name: Name = NAMELESS
    on_agency_name: Name = NAMELESS
    asks: tuple[str, ...] = ()  # what whoever does it has to say: of `number` and `on` what no file states; a reason


@dataclass(slots=True, unsafe_hash=True)
class TaskRow(Answer):
    """A task as it stands.

    `due`: last on-time day of the report owed next; `triggers`: legal now, for its own agency, on the main line.
    `next_trigger`: None where it is finished or not awaited. Only active tasks are timed: the others are
    `not_counted`, and 0 days late.
    """

    task: str
    agency: str
    period: str
    state: str
    standing: str
    due: date | None
    days_late: int
    triggers: tuple[str, ...]
    agency_name: Name = NAMELESS
    topic: str | None = None
    timeliness: Timeliness = "no_due_date"
    working_days_late: int = 0
    due_phrase: str = ""
    next_trigger: str | None = None
    open: int = 0
    inputs: int = 0
    content: Name = NAMELESS
    document: str = ""
    at: str = ""
    kind: str = ""
    level: str = ""
    superior: str | None = None
    feeds: tuple[str, ...] = ()  # keys of the consolidations that wait for it
    since: date | None = None
    known_then: KnownThen = None  # as of a day: what was known at its end, where that differs
    duties: tuple[DutyRow, ...] = ()  # all that documents ask of it, the one of `document`, `at` first
    calendar_until: date | None = None  # working days are counted past it, the last day whose days off are known
    returned: ReturnedReport | None = None  # its report was sent back, and is not given again
    number: int = 0  # of the task within its cascade: `#118` names it
    stuck: Stuck | None = None  # it stands still, though not overdue
    assigned_to: str | None = None  # the person who has it, as its own agency notes
    tags: tuple[str, ...] = ()  # its agency's own
    follow_up: date | None = None  # when its agency wants to look again; no due date, and never late
    suspended_days: int = 0  # after the last on-time day, not counted as late: it was not active on them
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds
    reminders: int = 0  # how often its agency was urged by letter
    reminded_on: date | None = None  # the day of the last such letter
    barred: Barred = field(default_factory=dict, hash=False)  # of `triggers` what a rule bars

    @property
    def offered(self) -> tuple[str, ...]:
        """What of `triggers` no rule bars."""
        return tuple(trigger for trigger in self.triggers if trigger not in self.barred)


@dataclass(slots=True, unsafe_hash=True)
class TodoRow(TaskRow):
    """A task that its agency has to do: all that `status` says of it, and whom it waits for.

    `waits_for`: the one sentence: who is to do what; the agency itself where it can act now. `to_decide`: pending
    requests on it that the agency asked about decides; `is_own` is false where the task is another's, listed for these.
    `not_accepted`: keys of inputs sent, and not accepted, where it is to accept them.
    """

    waits_for: WaitsFor | None = None
    to_decide: tuple[RequestRow, ...] = ()
    is_own: bool = True
    not_accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTask(Answer):
    """A task that an agency can move now. `latest`: the last day on which it can be done so that all above it is on
    time: its own due date, or that of a consolidation above (`for_task`) less the time that agencies between usually
    take; null without any date. `slack`: working days from today to it, negative once it has passed. `is_known`: false
    where of an agency between too little is known of its time, so that none was taken off.
    """

    row: TodoRow
    latest: date | None
    slack: int | None
    for_task: str | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Urged(Answer):
    """Root blockers whose agencies have one superior (null: none), the latest first."""

    superior: str | None
    blockers: tuple[RootBlocker, ...]
    superior_name: Name = NAMELESS


@dataclass(frozen=True, slots=True)
class Reminded(Answer):
    """One thing that a letter urges: a task, or (`task` null) a document that is to go out.

    `step`: of the ladder, by how often it was urged before (`reminders`): `letter`, then `notice`, then `missed`, a
    letter that names the missed date. `assigned_by`: the document that asks for it, with number and day if it is out.
    `seq`, `hash`: of the row that records this letter, null where none does.
    """

    task: str | None
    agency: str
    agency_name: Name
    period: str | None
    content: Name
    next_trigger: str
    due: date | None
    due_phrase: str
    days_late: int
    reminders: int
    reminded_on: date | None
    step: ReminderStep
    assigned_by: str
    assigned_number: str | None = None
    assigned_on: date | None = None
    seq: int | None = None
    hash: str | None = None
    number: int = 0  # of the task within its cascade: `#118` names it


@dataclass(frozen=True, slots=True)
class Letter(Answer):
    """A letter that urges what agencies below one superior hold up.

    It goes to that superior (`to`, `addressees`), or to these agencies themselves where the superior is the sender, is
    above the sender, or is not there. `step`: the farthest of what it urges. `number`, `on`: as recorded, null of a
    draft. `signature`, `post`, `signer`: who signs, by the sender's mandate for whoever acts; null where none says it.
    """

    cascade: str
    directive: Name  # its title
    directive_type: str
    directive_number: str | None
    directive_on: date | None
    period: str | None  # what was asked for: of which period, and due within how many days
    within: int
    sender: str
    sender_name: Name
    above_name: Name | None  # the sender's superior, where a letter's head names it
    to: str
    addressees: tuple[Name, ...]
    step: ReminderStep
    items: tuple[Reminded, ...]
    today: date
    number: str | None = None
    on: date | None = None
    signature: str | None = None
    post: str | None = None
    signer: str | None = None
    dry_run: bool = False  # it was tried, and not recorded

    def tried(self) -> Letter:
        """The same as the answer of a dry run: what would have been recorded has no receipt."""
        return replace(self, items=tuple(replace(each, hash=None) for each in self.items), dry_run=True)


@dataclass(frozen=True, slots=True)
class Today(Answer):
    """An agency's day.

    `own`: what it can move now, least time left first; `waits`: its other unfinished tasks; `urge`: who holds up what
    is overdue or at risk below it, and is late, soon due or without a date; `due_soon`: unfinished tasks of agencies
    below it due in the next `within` calendar days; `to_decide`: requests that it decides; `changed`: what others
    recorded on its tasks and those below it after `since`, when it last looked (null: unknown, nothing counts as so).
    """

    agency: str
    today: date
    within: int
    since: datetime | None
    own: tuple[OwnTask, ...]
    waits: tuple[TodoRow, ...]
    urge: tuple[Urged, ...]
    due_soon: tuple[TaskRow, ...]
    to_decide: tuple[RequestRow, ...]
    changed: tuple[HistoryRow, ...]
    agency_name: Name = NAMELESS
    until: datetime | None = None  # the last moment at which something was recorded on those tasks


@dataclass(frozen=True, slots=True)
class CascadeSummary(Answer):
    """One launched cascade in figures; the counts by state, by timeliness and by standing each sum to `tasks`."""

    cascade: str
    title: Name
    tasks: int
    consolidations: int
    by_state: dict[str, int]
    by_timeliness: dict[str, int]
    blocked: int
    launched_on: date | None
    simulated: bool
    by_standing: dict[str, int] = field(default_factory=dict)
    closed_on: date | None = None


@dataclass(slots=True, unsafe_hash=True)
class HistoryRow(Answer):
    """One recorded transition or other event, as it was recorded; never changed, never deleted.

    `ref_seq`: of a correction or a decision, the row that it is about; of a move that was granted, its request.
    `superseded_by`: the row's last correction. `outcome`: of a request `pending`, `granted`, `denied` or `lapsed`, of
    an acceptance `accepted` or `lapsed`; `outcome_seq`: the row that made it so. As of a day or a
    moment only what counts is told, a restated row with its day and number as corrected; `known_then` is false where
    that was recorded after the day asked about.
    """

    task: str
    seq: int
    kind: str
    trigger: str | None
    from_: str | None
    to: str | None
    agency: str | None
    by: str | None
    occurred_on: date | None
    recorded_at: datetime
    document: str | None
    reason: str | None
    hash: str
    agency_name: Name = NAMELESS
    login: str | None = None
    cause: str | None = None
    batch: str | None = None
    prev_hash: str | None = None
    due_before: date | None = None
    due_after: date | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    ref_seq: int | None = None
    superseded_by: int | None = None
    number: int = 0  # of the task within its cascade: `#118` names it
    known_then: bool | None = None
    outcome: str | None = None
    outcome_seq: int | None = None
    lapse: str | None = None  # why a request lapsed, as in `requests`; of an acceptance `returned`
    on_behalf_of: str | None = None
    mandate: str | None = None
    formerly: tuple[Name, ...] = ()  # those before its agency: named in a document, or whose tasks it holds


@dataclass(frozen=True, slots=True)
class MandateRow(Answer):
    """A mandate: who may act for an agency, for which triggers (null: every move), from which day to which.

    `signature`: the form of signature by Decree 30/2020/ND-CP, art. 13; null: the head signs. `bound_to`: the only
    login that may use it. `absent`: for whom it stands in. `granter`, `under`: whose decision, by which mandate.
    `until`, `ended_at`, `end_reason`: as known at the moment asked about. `in_force`: on the day asked about.
    """

    mandate: str
    agency: str
    person: str | None
    post: str | None
    for_triggers: tuple[str, ...] | None
    since: date
    until: date | None
    basis: str
    signature: str | None
    bound_to: str | None
    absent: str | None
    granter: str | None
    under: str | None
    granted_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class WhoAmI(Answer):
    """Who is at work, as the database or the system knows it, and under which mandates.

    `configured`: whether any mandate was ever granted; `bound`: whether any is bound to a login, so that `--as` outside
    one's own is refused.
    """

    login: str
    configured: bool
    bound: bool
    mandates: tuple[MandateRow, ...]
