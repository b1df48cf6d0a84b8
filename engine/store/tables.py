"""The rows, and no logic. A cascade's rows lie together: `cascade_id` leads every primary, unique and foreign key.

`cascade_id` begins with the year (2023000001). Rows point by number; each text key stands once, in the row it names.
Only `history` carries agency keys as text, so that a row can be read, and proven, by itself. Days and moments are ISO
text, alike on both databases. Running code reads and writes through the driver (`database.py`); these classes are what
migrations are held against.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel


def _cascade_id() -> Any:
    return Field(sa_column=Column("cascade_id", BigInteger, primary_key=True, autoincrement=False))


def _number() -> Any:
    return Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def _text() -> Any:
    return Field(sa_type=Text)


def _text_or_none(name: str | None = None) -> Any:
    if name is None:
        return Field(default=None, sa_type=Text)
    return Field(default=None, sa_column=Column(name, Text))


def _points_to(table: str, own: str, there: str | None = None) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["cascade_id", own], [f"{table}.cascade_id", f"{table}.{there or own}"])


def _of_a_cascade() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["cascade_id"], ["cascade.cascade_id"])


class Cascade(SQLModel, table=True):
    """A launched cascade. Launches of a year contend for its next number, so none is launched twice."""

    __tablename__ = "cascade"
    __table_args__ = (Index("cascade_by_key", "directive", "year"),)

    cascade_id: int = _cascade_id()
    directive: str = _text()
    year: int
    title: str = _text()
    launched_on: str = _text()
    recorded_at: str = _text()
    by: str | None = _text_or_none()
    login: str | None = _text_or_none()
    definition_hash: str = _text()
    lifecycle_key: str = _text()
    lifecycle_hash: str = _text()
    calendar_hash: str = _text()
    is_simulated: bool
    task_count: int
    consolidation_count: int
    feed_count: int
    mandate: str | None = _text_or_none()
    closed_on: str | None = _text_or_none()


class Pinned(SQLModel, table=True):
    """A text that a launch pinned: a definition, a lifecycle, a calendar, findings. Stored once over all cascades."""

    __tablename__ = "pinned"

    hash: str = Field(primary_key=True, sa_type=Text)
    kind: str = _text()
    content: str = _text()


class Attachment(SQLModel, table=True):
    """What notes are accompanied by, where no folder keeps it. Stored once over all cascades."""

    __tablename__ = "attachment"

    hash: str = Field(primary_key=True, sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    content: bytes = Field(sa_type=LargeBinary)


class CascadePin(SQLModel, table=True):
    """What a cascade pinned, by kind and name."""

    __tablename__ = "cascade_pin"
    __table_args__ = (_of_a_cascade(), ForeignKeyConstraint(["hash"], ["pinned.hash"]))

    cascade_id: int = _cascade_id()
    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    hash: str = _text()


class Agency(SQLModel, table=True):
    """An agency as it was on the cascade's day."""

    __tablename__ = "agency"
    __table_args__ = (
        _of_a_cascade(),
        Index("agency_by_key", "cascade_id", "key", unique=True),
        Index("agency_by_superior", "cascade_id", "superior"),
        Index("agency_by_level", "cascade_id", "level", "agency_no"),
        Index("agency_everywhere", "key", "cascade_id"),
        Index("agency_by_name", "name", "key"),
        Index("agency_by_name_en", "name_en", "key"),
    )

    cascade_id: int = _cascade_id()
    agency_no: int = _number()
    key: str = _text()
    name: str = _text()
    name_en: str = _text()
    short: str = _text()
    kind: str = _text()
    level: str = _text()
    superior: str | None = _text_or_none()


class Document(SQLModel, table=True):
    """A document of the cascade. `issuers`, `implements`: JSON lists of keys. `out_on`: known before it is out."""

    __tablename__ = "document"
    __table_args__ = (_of_a_cascade(), Index("document_by_key", "cascade_id", "key", unique=True))

    cascade_id: int = _cascade_id()
    document_no: int = _number()
    key: str = _text()
    type: str = _text()
    title: str = _text()
    issuers: str = _text()
    implements: str = _text()
    number: str | None = _text_or_none()
    issued_on: str | None = _text_or_none()
    out_on: str | None = _text_or_none()
    not_before: str | None = _text_or_none()
    is_plan: bool
    is_out: bool
    revoked_on: str | None = _text_or_none()


class Assignment(SQLModel, table=True):
    """One document giving one piece of work to a set of agencies."""

    __tablename__ = "assignment"
    __table_args__ = (_of_a_cascade(), _points_to("document", "document_no"))

    cascade_id: int = _cascade_id()
    assignment_no: int = _number()
    document_no: int
    key: str = _text()
    topic: str | None = _text_or_none()
    at: str = _text()
    content: str = _text()
    printed: str = _text()
    content_en: str | None = _text_or_none()


class Task(SQLModel, table=True):
    """What a task owes, as launched and never changed, and where it stands: from `state` on, and `open_inputs`.

    `topic` is empty for the agency's general duty. `plan_group`: the number of the first task that one draft_plan
    moves together with this one. `receivers`: JSON list of agency numbers. `since`: when it came into its state.
    `head_*`: the last row of its chain; `head_on`: the day of its last move.
    `*_until`: last on-time days as extended; those as launched stay beside them. `assigned_to`, `follow_up`: as the
    agency's own notes have it. `paused`: JSON list of [from, until), the days on which it was not active.
    """

    __tablename__ = "task"
    __table_args__ = (
        _of_a_cascade(),
        _points_to("agency", "agency_no"),
        _points_to("assignment", "assignment_no"),
        Index("task_by_agency", "cascade_id", "agency_no", "period", "topic", unique=True),
        Index(
            "task_blocked",
            "cascade_id",
            "task_no",
            sqlite_where=text("open_inputs > 0"),
            postgresql_where=text("open_inputs > 0"),
        ),
        Index(
            "task_by_plan_group",
            "cascade_id",
            "plan_group",
            sqlite_where=text("plan_group IS NOT NULL"),
            postgresql_where=text("plan_group IS NOT NULL"),
        ),
    )

    cascade_id: int = _cascade_id()
    task_no: int = _number()
    agency_no: int
    assignment_no: int
    period: str = _text()
    topic: str = _text()
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    plan_group: int | None = None
    plan_due: str | None = _text_or_none()
    plan_phrase: str = _text()
    own_due: str | None = _text_or_none()
    own_phrase: str = _text()
    merged_due: str | None = _text_or_none()
    merged_phrase: str = _text()
    receivers: str = _text()
    drafted_by: int | None = None
    content: str = _text()
    inputs: int
    open_inputs: int
    state: str = _text()
    standing: str = _text()
    since: str | None = _text_or_none()
    head_seq: int
    head_hash: str = _text()
    head_at: str | None = _text_or_none()
    head_on: str | None = _text_or_none()
    plan_until: str | None = _text_or_none()
    own_until: str | None = _text_or_none()
    merged_until: str | None = _text_or_none()
    assigned_to: str | None = _text_or_none()
    follow_up: str | None = _text_or_none()
    paused: str | None = _text_or_none()


class TaskTag(SQLModel, table=True):
    """A tag that the task's agency put on it."""

    __tablename__ = "task_tag"
    __table_args__ = (_points_to("task", "task_no"),)

    cascade_id: int = _cascade_id()
    task_no: int = _number()
    tag: str = Field(primary_key=True, sa_type=Text)


class Duty(SQLModel, table=True):
    """One thing that one entry of a document asks of a task. `due`, `phrase`: its date as that document gives it."""

    __tablename__ = "duty"
    __table_args__ = (_points_to("task", "task_no"), _points_to("assignment", "assignment_no"))

    cascade_id: int = _cascade_id()
    task_no: int = _number()
    duty_no: int = _number()
    assignment_no: int
    what: str = _text()
    due: str | None = _text_or_none()
    phrase: str = _text()


class Tally(SQLModel, table=True):
    """How many tasks of a cascade are alike (`engine/cascade/tally.py`): the sum of `n` over all shards."""

    __tablename__ = "tally"
    __table_args__ = (_of_a_cascade(),)

    cascade_id: int = _cascade_id()
    shard: int = _number()
    state: str = Field(primary_key=True, sa_type=Text)
    standing: str = Field(primary_key=True, sa_type=Text)
    owes_plan: bool = Field(primary_key=True)
    owes_report: bool = Field(primary_key=True)
    consolidates: bool = Field(primary_key=True)
    is_waiting: bool = Field(primary_key=True)
    is_late: bool = Field(primary_key=True)
    due: str = Field(primary_key=True, sa_type=Text)
    n: int


class Feed(SQLModel, table=True):
    """An upward edge. `closed` is the fact; a consolidation's `open_inputs` changes only when one flips."""

    __tablename__ = "feed"
    __table_args__ = (
        _points_to("task", "input_no", "task_no"),
        _points_to("task", "consolidation_no", "task_no"),
        Index(
            "feed_open",
            "cascade_id",
            "consolidation_no",
            sqlite_where=text("NOT closed"),
            postgresql_where=text("NOT closed"),
        ),
    )

    cascade_id: int = _cascade_id()
    input_no: int = _number()
    consolidation_no: int = _number()
    waits_for: str = Field(primary_key=True, sa_type=Text)
    closed: bool


class ReleaseEdge(SQLModel, table=True):
    """A downward edge: the document, once out, sets the task going. `by_no`: the issuer's task that makes it."""

    __tablename__ = "release_edge"
    __table_args__ = (
        _points_to("document", "document_no"),
        _points_to("task", "task_no"),
        _points_to("task", "by_no", "task_no"),
        Index("release_edge_by_task", "cascade_id", "task_no"),
        Index(
            "release_edge_by_maker",
            "cascade_id",
            "by_no",
            sqlite_where=text("by_no IS NOT NULL"),
            postgresql_where=text("by_no IS NOT NULL"),
        ),
    )

    cascade_id: int = _cascade_id()
    document_no: int = _number()
    task_no: int = _number()
    by_no: int | None = None


class History(SQLModel, table=True):
    """One recorded event of one task. Never changed, never deleted: triggers of the database refuse it."""

    __tablename__ = "history"
    __table_args__ = (
        _points_to("task", "task_no"),
        Index("history_by_agency", "cascade_id", "agency"),
        Index("history_by_batch", "cascade_id", "batch"),
        Index(
            "history_by_idempotency_key",
            "cascade_id",
            "idempotency_key",
            unique=True,
            sqlite_where=text("idempotency_key IS NOT NULL"),
            postgresql_where=text("idempotency_key IS NOT NULL"),
        ),
        Index(
            "history_requests",
            "cascade_id",
            "task_no",
            sqlite_where=text("kind = 'request'"),
            postgresql_where=text("kind = 'request'"),
        ),
    )

    cascade_id: int = _cascade_id()
    task_no: int = _number()
    seq: int = _number()
    kind: str = _text()
    trigger: str | None = _text_or_none()
    from_: str | None = _text_or_none("from")
    to: str | None = _text_or_none()
    agency: str | None = _text_or_none()
    on_behalf_of: str | None = _text_or_none()
    by: str | None = _text_or_none()
    login: str | None = _text_or_none()
    mandate: str | None = _text_or_none()
    occurred_on: str | None = _text_or_none()
    recorded_at: str = _text()
    document: str | None = _text_or_none()
    reason: str | None = _text_or_none()
    due_before: str | None = _text_or_none()
    due_after: str | None = _text_or_none()
    cause: str | None = _text_or_none()
    calendar_hash: str | None = _text_or_none()
    batch: str | None = _text_or_none()
    ref_seq: int | None = None
    idempotency_key: str | None = _text_or_none()
    payload: str | None = _text_or_none()
    form: int
    prev_hash: str = _text()
    hash: str = _text()


class Notice(SQLModel, table=True):
    """Something that a move did and that somebody may want to hear of: written in the move's own transaction.

    `task_no`: whom it is about; `by_no`, `by_seq`: the row of history by which it came about, maybe of another task.
    """

    __tablename__ = "notice"
    __table_args__ = (_of_a_cascade(),)

    cascade_id: int = _cascade_id()
    task_no: int = _number()
    kind: str = Field(primary_key=True, sa_type=Text)
    by_no: int = _number()
    by_seq: int = _number()
    recorded_at: str = _text()


class Told(SQLModel, table=True):
    """What an address need not be told any more: it stands in one of its messages, or no longer held when one was made.

    `mark`: of a notice the row by which it came about (`118:4`), else the due date that it is about.
    """

    __tablename__ = "told"
    __table_args__ = (_of_a_cascade(),)

    cascade_id: int = _cascade_id()
    task_no: int = _number()
    kind: str = Field(primary_key=True, sa_type=Text)
    mark: str = Field(primary_key=True, sa_type=Text)
    address: str = Field(primary_key=True, sa_type=Text)


class Message(SQLModel, table=True):
    """A message to one address, over all cascades. `state`: `due`, `sent` or `dead`; `payload`: JSON, never changed.

    `attempts`: how often it was taken up; `next_at`: not before then; `leased_until`: somebody has it in hand until
    then. `error`: why the last attempt failed, as a code.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "message_due",
            "next_at",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
    )

    message_id: str = Field(primary_key=True, sa_type=Text)
    address: str = _text()
    made_on: str = _text()
    made_at: str = _text()
    lang: str = _text()
    payload: str = _text()
    state: str = _text()
    attempts: int
    next_at: str = _text()
    leased_until: str | None = _text_or_none()
    sent_at: str | None = _text_or_none()
    error: str | None = _text_or_none()


class CascadeEvent(SQLModel, table=True):
    """Something that happened to a cascade as a whole: it moved to another graph, or back. One chain for each cascade.

    Never changed, never deleted: triggers of the database refuse it. `batch`: of the rows of history that go with it.
    """

    __tablename__ = "cascade_event"
    __table_args__ = (_of_a_cascade(),)

    cascade_id: int = _cascade_id()
    event_no: int = _number()
    kind: str = _text()
    cause: str | None = _text_or_none()
    agency: str | None = _text_or_none()
    by: str | None = _text_or_none()
    login: str | None = _text_or_none()
    mandate: str | None = _text_or_none()
    occurred_on: str = _text()
    recorded_at: str = _text()
    document: str | None = _text_or_none()
    reason: str | None = _text_or_none()
    batch: str | None = _text_or_none()
    payload: str | None = _text_or_none()
    form: int
    prev_hash: str = _text()
    hash: str = _text()


class CascadeChange(SQLModel, table=True):
    """One row of the graph that an event changed. `key`: JSON list; `before`, `after`: canonical JSON of the columns
    that differ; None: the row was not there, or is there no more. The event's hash covers them."""

    __tablename__ = "cascade_change"
    __table_args__ = (
        ForeignKeyConstraint(["cascade_id", "event_no"], ["cascade_event.cascade_id", "cascade_event.event_no"]),
    )

    cascade_id: int = _cascade_id()
    event_no: int = _number()
    change_no: int = _number()
    of_table: str = _text()
    key: str = _text()
    before: str | None = _text_or_none()
    after: str | None = _text_or_none()


class MandateEvent(SQLModel, table=True):
    """Somebody is given the right to act for an agency, or that right ends: one chain, over all cascades.

    `triggers`: JSON list of names; null: every move. `bound_to`: the only login that may use it; null: it is bound to
    none. `granter`: the agency whose decision it is, `under`: by which mandate that was recorded; null where nobody
    could be asked. `login`: who recorded it. Never changed, never deleted, as history.
    """

    __tablename__ = "mandate_event"
    __table_args__ = (
        Index("mandate_event_by_agency", "agency"),
        Index(
            "mandate_event_granted",
            "mandate",
            unique=True,
            sqlite_where=text("kind = 'grant'"),
            postgresql_where=text("kind = 'grant'"),
        ),
        Index(
            "mandate_event_bound",
            "bound_to",
            sqlite_where=text("bound_to IS NOT NULL"),
            postgresql_where=text("bound_to IS NOT NULL"),
        ),
    )

    seq: int = _number()
    kind: str = _text()
    mandate: str = _text()
    agency: str = _text()
    person: str | None = _text_or_none()
    post: str | None = _text_or_none()
    triggers: str | None = _text_or_none()
    since: str | None = _text_or_none()
    until: str | None = _text_or_none()
    basis: str | None = _text_or_none()
    signature: str | None = _text_or_none()
    bound_to: str | None = _text_or_none()
    absent: str | None = _text_or_none()
    granter: str | None = _text_or_none()
    under: str | None = _text_or_none()
    by: str | None = _text_or_none()
    login: str = _text()
    recorded_at: str = _text()
    reason: str | None = _text_or_none()
    payload: str | None = _text_or_none()
    form: int
    prev_hash: str = _text()
    hash: str = _text()
