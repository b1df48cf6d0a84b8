"""What a caller asks to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workflows.errors import InputError
from workflows.spelling import control_at, nfc, visible


class BadReport(InputError):
    """A report that is neither the own nor the merged one."""

    code = "bad-report"
    fields = ("text", "candidates")


@dataclass(frozen=True, slots=True)
class SeenHead:
    """The last row of a task's chain, as somebody has seen it: its `seq` (0: none yet) and hash."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """One move: a task, a trigger, the agency that acts, and what goes into the row.

    `on`: the day it was done (today, if left out). `row`: its line in a file; `given`: that line's cells, so that a
    refused row can be handed back. For side roads: `until`, the new last on-time day; `what`, the `own` or `merged`
    report; `missing`, the agencies whose inputs are left out; `allowed_by`, who allowed that. `through`: what is
    owed before it is done on the same day, each step in a row of its own. `proposed`: the agency to take a task that is
    refused; `seq`: the row of the request that is decided. `on_behalf_of`: the subordinate
    agency for which its superior, who acts, enters it. `to`: of several heirs those that take a task over. `seen`: what
    whoever asks has seen of the task; it is refused if others have changed the task since.
    """

    task: str
    trigger: str
    as_agency: str
    by: str | None = None
    on: date | None = None
    document: str | None = None
    reason: str | None = None
    idempotency_key: str | None = None
    row: int | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None
    what: str | None = None
    missing: tuple[str, ...] = ()
    allowed_by: str | None = None
    through: bool = False
    proposed: str | None = None
    seq: int | None = None
    on_behalf_of: str | None = None
    to: tuple[str, ...] = ()
    seen: SeenHead | None = None


@dataclass(frozen=True, slots=True)
class MandateRequest:
    """A mandate to be granted: who may act for an agency, from a day on, by which triggers (None: every move).

    `person`, or `post` whoever holds it. `until`: the last day, None: no end. `signature`: see `workflows/mandates.py`.
    `login`: the only one that may use it, None: bound to none. `absent`: for whom it stands in.
    """

    agency: str
    since: date
    basis: str
    person: str | None = None
    post: str | None = None
    triggers: tuple[str, ...] | None = None
    until: date | None = None
    signature: str | None = None
    login: str | None = None
    absent: str | None = None
    reason: str | None = None


TEXT_LIMIT = 10_000  # signs: a reason, who allowed it
NUMBER_LIMIT = 200  # signs: a document's number
NAME_LIMIT = 200  # signs: a person's name, a tag


class ControlCharacter(InputError):
    """A text that would do something where it is shown, or would hide something."""

    code = "control-character"
    fields = ("text", "place", "name")


class TooLong(InputError):
    """A text that is longer than what is kept."""

    code = "too-long"
    fields = ("text", "length", "limit")


def normal(text: str | None) -> str | None:
    """Text as it is kept and hashed: NFC, without blanks around it; None if nothing is left."""
    return None if text is None else nfc(text).strip() or None


def clean(text: str | None, limit: int = TEXT_LIMIT) -> str | None:
    """The same for what is to be recorded. Raises ControlCharacter, TooLong (of more signs than `limit`)."""
    kept = normal(text)
    if kept is None:
        return None
    if (control := control_at(kept)) is not None:
        raise ControlCharacter(visible(kept[:60]), *control)
    if len(kept) > limit:
        raise TooLong(kept[:40], len(kept), limit)
    return kept


def as_tag(text: str) -> str | None:
    """A tag as it is kept: in small letters, one blank between words. Raises ControlCharacter, TooLong."""
    kept = clean(text, NAME_LIMIT)
    return None if kept is None else " ".join(kept.lower().split())


CALENDAR = "calendar"
"""The cause of a migration that changes days off and worked alone."""

Several = Literal["share", "ask"]
SHARE, ASK = "share", "ask"
"""What becomes of a task whose agency's work went to several: each has its share, or the agency above is asked."""


@dataclass(frozen=True, slots=True)
class MigrationRequest:
    """Who has a cascade go to another graph, why and from which day. `cause`: as the rows say it."""

    as_agency: str
    reason: str | None
    by: str | None = None
    on: date | None = None
    cause: str = "definition"
