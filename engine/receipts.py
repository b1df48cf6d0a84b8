"""What was done: an answer for each kind of change, with the hash of the row that records it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from engine.results import Answer, AttachmentRow, Blocked, BrokenRule
from workflows.said import NAMELESS, Name, Said


class Receipt(Answer):
    """What was recorded by a row or an event: its `hash` is the receipt; `dry_run`: it was only tried.

    `repeated`, where it has that: an earlier request did it, and nothing was done again.
    """

    def tried(self) -> Self:
        """The same as the answer of a dry run: what would have been recorded has no receipt."""
        if getattr(self, "repeated", False):
            return self
        tried: Self = replace(self, hash=None, dry_run=True)  # type: ignore[type-var]
        return tried


@dataclass(frozen=True, slots=True)
class Launched(Answer):
    """What `launch` made. `findings`: how many findings of the checker are pinned with the cascade, by severity."""

    cascade: str
    tasks: int
    consolidations: int
    feeds: int
    definition_hash: str
    findings: tuple[dict[str, Any], ...] = ()
    documents: int = 0
    agencies: int = 0
    released: int = 0
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Upstream(Answer):
    """A consolidation above, not passed on yet, as a side road leaves it. `due`: its own last on-time day."""

    task: str
    open: int
    due: date | None


@dataclass(slots=True, unsafe_hash=True)  # nobody changes one; to freeze it costs more than to hash a row of history
class Moved(Receipt):
    """One recorded move, and what it changed elsewhere. `hash` is the receipt; of a dry run there is none.

    `standing`: afterwards. Consolidations by key: `unblocked` wait for nothing more, `blocked` wait again, `reopened`
    had been passed on and went back, `supplement_to` had been passed on without this input. `missing`: the inputs left
    out of a partial consolidation. `due`: the last on-time day that an extension set. `kind`: `note`, where it only
    tells of a `document` (its key) that went out or was revoked, on the chain of a task that it leaves as it was;
    `request` and `decision`, which leave the task as it is too.
    `upstream`: after a side road, all consolidations above that are not passed on yet, the nearest first; empty where
    the answer is `repeated`.
    """

    task: str
    trigger: str
    from_: str
    to: str
    unblocked: tuple[str, ...]
    released: int
    seq: int
    hash: str | None
    agency: str = ""
    agency_name: Name = NAMELESS
    occurred_on: date | None = None
    repeated: bool = False  # the idempotency key or the whole file was seen before: nothing was done again
    standing: str = "active"
    reopened: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    supplement_to: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    due: date | None = None
    dry_run: bool = False  # it was tried, and not recorded
    kind: str = "move"
    document: str | None = None  # by its key, where the row tells of one that was revoked or set nothing going
    upstream: tuple[Upstream, ...] = ()
    number: int = 0  # of the task within its cascade: `#118` names it
    asked_until: date | None = None  # of a request: the last on-time day that is asked for
    proposed: str | None = None  # of a refusal: the agency that should have the task, by key where the cascade has it
    deciders: tuple[str, ...] = ()  # of a request: who decides it; empty where the answer is `repeated`
    not_accepted: tuple[
        str, ...
    ] = ()  # of a consolidation that is to accept what it merges: inputs sent, and not accepted
    on_behalf_of: str | None = None  # for whom its superior entered it
    mandate: str | None = None  # under which it was recorded
    heirs: tuple[str, ...] = ()  # of the decision who takes a task over: those that do
    policies: tuple[BrokenRule, ...] = ()  # rules that it broke, noted on it


@dataclass(frozen=True, slots=True)
class TakenBack(Answer):
    """A row that no longer counts. `why`: it was `asked`, is of the `same-move`, is `not-lawful` in its chain without
    what was taken back, was set going by a `document-not-out`, or is a consolidation that `rested-on-it`.
    """

    seq: int
    trigger: str
    occurred_on: date
    why: str


@dataclass(frozen=True, slots=True)
class Corrected(Receipt):
    """One recorded correction. The first of an answer is that of the row asked about, the others what goes with it.

    `ref_seq`: the row that it is about; `undone`: the rows of its chain that no longer count, empty where a day or a
    number is restated. `from_`, `to`: the task's state before and after. Consolidations by key: `blocked` wait again,
    `unblocked` wait for nothing more. `released`: tasks that another document sets going instead.
    """

    task: str
    agency: str
    agency_name: Name
    seq: int
    hash: str | None  # of a dry run there is none
    ref_seq: int
    undone: tuple[int, ...]
    from_: str
    to: str
    standing: str
    occurred_on: date
    document: str | None
    was_on: date
    was_document: str | None
    blocked: tuple[str, ...] = ()
    unblocked: tuple[str, ...] = ()
    released: int = 0
    repeated: bool = False  # the idempotency key was seen before: nothing was done again
    dry_run: bool = False  # it was tried, and not recorded
    taken_back: tuple[TakenBack, ...] = ()  # the undone rows, each with the reason
    number: int = 0  # of the task within its cascade: `#118` names it


@dataclass(frozen=True, slots=True)
class TaskChange(Answer):
    """What a migration makes of one task. `what`: `added`, `taken_away`, `kept` (no longer asked, and finished), or
    `redated`, `rerouted` (to whom it reports), `duties` (what is asked), of which several can hold. Of agencies that
    ended: `handed_over`, `waived`, or `waiting` for who takes it over; of their heirs `received`.

    `dues`: the last on-time days that change, of `plan`, `own` and `merged`, each before and after, as the documents
    give them; `because`: the documents (keys) by which it changes.
    """

    task: str
    agency: str
    agency_name: Name
    level: str
    period: str
    what: tuple[str, ...]
    dues: dict[str, tuple[str | None, str | None]]
    because: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class HeirChoice(Answer):
    """Of a task whose agency ended, and whose work went to several `heirs`: who takes it over, and who says so.

    `outcome`: `pending`, or as the migration follows it: `granted` (to those that are `chosen`) or `denied` (nobody
    takes it over). `seq`: the row of the request, `is_new` where this migration asks. Of a decision: the agency, the
    day and the reason.
    """

    task: str
    agency: str
    agency_name: Name
    period: str
    outcome: str
    heirs: tuple[str, ...]
    basis: str
    deciders: tuple[str, ...]
    seq: int
    is_new: bool = False
    chosen: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_on: date | None = None
    decision_reason: str | None = None
    number: int = 0  # of the task within its cascade: `#118` names it
    decider_name: Name = NAMELESS  # of who decided, else of the first of `deciders`


@dataclass(frozen=True, slots=True)
class Migrated(Receipt):
    """A cascade that went to another graph. `event`: its number in the cascade's chain; None: it stands there already.

    `definition_before`, `definition_after`: fingerprints of all that is pinned. Documents by key: `added`, `gone`,
    `changed`; `policies`: of those that came, went or changed. `too_late`: tasks of the new graph that are left out,
    since what would merge them was passed on.
    `unblocked`: consolidations that wait for nothing more. `hash`: the receipt; of a dry run there is none.
    `counts`: every task of afterwards once, by the first of what becomes of it (`unchanged`, where nothing does) and
    its agency's level; without the `added` ones they are the tasks of before. `choices`: of the tasks whose agency's
    work went to several who decides, or decided, which of them takes it over; those that shared a task without are not
    among them.
    """

    cascade: str
    event: int | None
    occurred_on: date
    cause: str
    definition_before: str
    definition_after: str
    tasks_before: int
    tasks_after: int
    changes: tuple[TaskChange, ...]
    documents_added: tuple[str, ...]
    documents_gone: tuple[str, ...]
    documents_changed: tuple[str, ...]
    too_late: tuple[str, ...]
    unblocked: tuple[str, ...]
    counts: dict[str, dict[str, int]]
    hash: str | None
    dry_run: bool = False
    choices: tuple[HeirChoice, ...] = ()
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone(Receipt):
    """A migration that was taken back. `event`: of this; `undone`: of the migration; `tasks`: whose moves went back."""

    cascade: str
    event: int
    undone: int
    occurred_on: date
    tasks: int
    hash: str | None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Noted(Receipt):
    """One note that a task's own agency made; of each thing what it changed, null or empty where nothing.

    `assigned_to`, `follow_up` (a day): empty where it is nobody, or no day, any more.
    """

    task: str
    seq: int
    hash: str | None  # of a dry run there is none
    agency: str
    agency_name: Name
    occurred_on: date
    by: str | None
    text: str | None
    assigned_to: str | None
    tags_added: tuple[str, ...]
    tags_removed: tuple[str, ...]
    follow_up: str | None
    attachments: tuple[AttachmentRow, ...] = ()
    repeated: bool = False  # the idempotency key was seen before: nothing was done again
    dry_run: bool = False  # it was tried, and not recorded
    number: int = 0  # of the task within its cascade: `#118` names it


@dataclass(frozen=True, slots=True)
class Years(Answer):
    """How a database on PostgreSQL is divided by year. `here`: years with tables of their own; `apart`: those that lie
    in a schema of their own.
    """

    is_divided: bool
    here: tuple[int, ...]
    apart: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Distributed(Answer):
    """The tables of a database over several machines: those by cascade, and those that lie on every one."""

    database: str
    by_cascade: tuple[str, ...]
    everywhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held(Answer):
    """A year that is to be kept where it is, or no longer. `cascades`: those in which that was recorded now.

    `hashes`: the receipts, one for each; of a dry run there are none.
    """

    year: int
    is_held: bool
    cascades: tuple[str, ...]
    hashes: tuple[str, ...]
    dry_run: bool = False

    def tried(self) -> Held:
        """The same as the answer of a dry run."""
        return replace(self, hashes=(), dry_run=True)


@dataclass(frozen=True, slots=True)
class Closed(Receipt):
    """A cascade that was closed, or opened again. `finished`, `not_counted` (waived or revoked), `given_up` (by key):
    all its tasks, when it was closed. `hash`: the receipt; of a dry run there is none.
    """

    cascade: str
    event: int
    occurred_on: date
    is_closed: bool
    finished: int
    not_counted: int
    given_up: tuple[str, ...]
    hash: str | None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class BadRow(Answer):
    """A row of a bulk that was refused or could not be read; `row` is its line in the file (the header is line 1).

    `message`: as for a single move. Where a rule refused it, `who_can` act and what would unblock it (`proposals`).
    """

    row: int
    task: str
    trigger: str
    rule: str
    message: Said
    given: dict[str, str] = field(default_factory=dict)
    who_can: tuple[str, ...] = ()
    proposals: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulk(Answer):
    """What a bulk did: every move made and every row refused. `batch` is None when nothing was written."""

    moved: tuple[Moved, ...]
    bad_rows: tuple[BadRow, ...]
    batch: str | None


@dataclass(frozen=True, slots=True)
class WhatIf(Answer):
    """What some moves would change, none of them kept: the moves as they would be made, those that would be refused,
    and the blocked consolidations of the scope `before` and `after`.
    """

    moved: tuple[Moved, ...]
    bad_rows: tuple[BadRow, ...]
    before: tuple[Blocked, ...]
    after: tuple[Blocked, ...]


@dataclass(frozen=True, slots=True)
class MandateRecorded(Receipt):
    """A mandate that was granted or ended. `hash`: the receipt of the event; of a dry run there is none.

    `kind`: `grant` or `end`. `until`: the last day in force, null: no end. `bound_to`: the only login that may use it.
    `under`: by which mandate this was recorded; null where nobody could be asked. `repeated`: it was so already.
    """

    mandate: str
    kind: str
    agency: str
    holder: str
    since: date
    until: date | None
    bound_to: str | None
    seq: int | None
    hash: str | None
    under: str | None = None
    repeated: bool = False
    dry_run: bool = False
