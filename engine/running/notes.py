"""What an agency notes about its own work on a task: a text, who has it, tags, when to look again, attachments.

A note changes nothing that anybody else sees or waits for. It may be made in every state and standing.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.cascade.lookup import get_agency
from engine.cascade.tasks import LiveTask
from engine.chain.notes import NOTE, Kept
from engine.receipts import Noted
from engine.requests import NAME_LIMIT, as_tag, clean
from engine.results import AttachmentRow
from engine.running import refusals
from engine.running.ledger import Ledger
from engine.running.permits import permit
from engine.running.repeats import repeated_aside
from engine.store.attachments import digest_of, keep
from workflows.canonical import canonical
from workflows.errors import InputError
from workflows.said import Said

ATTACHMENT_LIMIT = 25 * 1024 * 1024  # bytes


class TooLarge(InputError):
    """A file that is larger than what is kept."""

    code = "too-large"
    fields = ("name", "size", "limit")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it is handed in. `name`: without its folder."""

    name: str
    content: bytes


class NothingToNote(InputError):
    """Neither a text nor anything else is given."""

    code = "nothing-to-note"


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """One note, as far as each thing is given. `assigned_to` and `follow_up` empty: nobody, and no day, any more.

    `tags`, `untags`: put on the task, and taken off it.
    """

    as_agency: str
    text: str | None = None
    assigned_to: str | None = None
    tags: tuple[str, ...] = ()
    untags: tuple[str, ...] = ()
    follow_up: date | str | None = None
    by: str | None = None
    idempotency_key: str | None = None
    attachments: tuple[Attached, ...] = ()


def note(ledger: Ledger, task: LiveTask, request: NoteRequest, folder: Path | None = None) -> Noted:
    """Record it, or raise Refused (`not-yours`, `nothing-changes`) and leave the ledger as it was.

    `folder`: where contents are kept; None: in the database. They are there before the row that names them.
    """
    agency = task.agency
    if request.as_agency != agency:
        agency = get_agency(ledger.tx, task.cascade, request.as_agency).key
    if agency != task.agency:
        raise refusals.note_not_yours(task, agency)
    wanted = _wanted(request)
    asked = {"subject": task.key, **{name: _as_text(value) for name, value in wanted.items()}}
    key = clean(request.idempotency_key)
    if key is not None and (repeated := _repeated(ledger, task, key, asked)) is not None:
        return repeated
    before = kept_now(ledger, task)
    said = _that_changes(wanted, before)
    if not said:
        raise refusals.nothing_changes(task)
    after = before.after(said)
    by, day = clean(request.by), ledger.today.isoformat()
    permit(ledger, task.key, NOTE, agency, by, day, Said("trigger.note"), kind=NOTE)
    for each in request.attachments:
        keep(ledger.tx, folder, each.content)
    fields: dict[str, Any] = {"agency": agency, "by": by}
    if key is not None:
        fields["idempotency_key"] = key
        ledger.keys_used[task.cascade.cascade_id, key] = task.ident
    fields["payload"] = canonical(said if key is None else {**said, "asked": asked})
    digest = ledger.record(task, None, task.state, day, kind=NOTE, **fields)
    ledger.keep(task, before, after)
    return _noted(task, task.head_seq, digest, ledger.today, said, fields["by"])


def kept_now(ledger: Ledger, task: LiveTask) -> Kept:
    """How the task is kept, as the ledger has it."""
    ledger.flush()
    tags = ledger.tx.rows(
        "SELECT tag FROM task_tag WHERE cascade_id = :cascade_id AND task_no = :number ORDER BY tag",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    return Kept(task.assigned_to, task.follow_up, tuple(sorted(row[0] for row in tags)))


def described(attachment: Attached) -> dict[str, Any]:
    """What the row says of it. Raises TooLarge."""
    name = clean(attachment.name, NAME_LIMIT) or "-"
    size = len(attachment.content)
    if size > ATTACHMENT_LIMIT:
        raise TooLarge(name, size, ATTACHMENT_LIMIT)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {"name": name, "sha256": digest_of(attachment.content), "size": size, "media_type": media_type}


def _wanted(request: NoteRequest) -> dict[str, Any]:
    """What is to be recorded, cleaned. Raises NothingToNote, ControlCharacter, TooLong."""
    tags, untags = (tuple(sorted(set(filter(None, map(as_tag, each))))) for each in (request.tags, request.untags))
    given: dict[str, Any] = {
        "text": clean(request.text),
        "assigned_to": None if request.assigned_to is None else clean(request.assigned_to, NAME_LIMIT) or "",
        "tags_added": list(tags) or None,
        "tags_removed": [tag for tag in untags if tag not in tags] or None,
        "follow_up": None if request.follow_up is None else str(request.follow_up),
        "attachments": [described(each) for each in request.attachments] or None,
    }
    wanted = {name: value for name, value in given.items() if value is not None}
    if not wanted:
        raise NothingToNote
    return wanted


def _that_changes(wanted: Mapping[str, Any], before: Kept) -> dict[str, Any]:
    """Of what is wanted all that is not so already."""
    now = {"assigned_to": before.assigned_to or "", "follow_up": before.follow_up or ""}
    said = {name: value for name, value in wanted.items() if now.get(name) != value}
    for name, is_there in (("tags_added", False), ("tags_removed", True)):
        if tags := [tag for tag in said.pop(name, ()) if (tag in before.tags) is is_there]:
            said[name] = tags
    return said


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else canonical(value)


def _repeated(ledger: Ledger, task: LiveTask, key: str, asked: Mapping[str, str]) -> Noted | None:
    """The earlier answer to this very request. Raises Refused where the key had another use."""
    found = repeated_aside(ledger, task, key, NOTE, NOTE, lambda told: told.get("asked") == asked)
    if found is None:
        return None
    row, told = found
    return _noted(task, row[1], row[10], date.fromisoformat(row[6]), told, None, repeated=True)


def _noted(
    task: LiveTask,
    seq: int,
    digest: str,
    on: date,
    said: Mapping[str, Any],
    by: str | None,
    *,
    repeated: bool = False,
) -> Noted:
    return Noted(
        task.key,
        seq,
        digest,
        task.agency,
        task.agency_name,
        on,
        by,
        said.get("text"),
        said.get("assigned_to"),
        tuple(said.get("tags_added", ())),
        tuple(said.get("tags_removed", ())),
        said.get("follow_up"),
        tuple(AttachmentRow(**each) for each in said.get("attachments", ())),
        repeated=repeated,
        number=task.task_no,
    )
