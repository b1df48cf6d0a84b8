"""What an agency notes about its own work: `note`, `assign`, `tag`, `follow-up`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.common import Common, Missing, filled, given_day
from commands.options import argument, cascade_option, command, common, noting_options, option, task_argument
from commands.whole_files import write_whole
from workflows.errors import UnreadableFile
from workflows.file_errors import regular, why

_EXAMPLES = {
    "note": 'dondoc note 2023-H1/binh-dinh.so-noi-vu "…" --as binh-dinh.so-noi-vu',
    "assign": 'dondoc assign 2023-H1/binh-dinh.so-noi-vu --to "…" --as binh-dinh.so-noi-vu',
    "tag": 'dondoc tag 2023-H1/binh-dinh.so-noi-vu "…" --as binh-dinh.so-noi-vu',
    "follow-up": "dondoc follow-up 2023-H1/binh-dinh.so-noi-vu 15/06/2023 --as binh-dinh.so-noi-vu",
}


@command()
@task_argument
@argument("text", required=False)
@option("--attach", metavar="FILE", multiple=True, type=click.Path())
@noting_options
@common(writes=True)
def note(common: Common, task: str, text: str | None, attach: tuple[str, ...], **given: Any) -> None:
    """Note something about one's own task, with files; nothing of it changes."""
    from engine.running.notes import Attached

    attachments = tuple(Attached(Path(name).name, content_of(Path(name))) for name in attach)
    _record(common, "note", task, given, text=filled(text), attachments=attachments)


def content_of(path: Path) -> bytes:
    """A file's bytes, looked at before they are read. Raises UnreadableFile, TooLarge."""
    from engine.running.notes import ATTACHMENT_LIMIT, TooLarge

    try:
        if (size := path.stat().st_size) > ATTACHMENT_LIMIT:
            raise TooLarge(path.name, size, ATTACHMENT_LIMIT)
        return regular(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None


@command()
@argument("what", metavar="HASH|TASK#SEQ")
@cascade_option
@common("text")
def attachment_get(common: Common, what: str, cascade: str | None) -> None:
    """Write a file that accompanies a note to the file of `--out`, verified."""
    if common.settings.out is None:
        raise Missing("--out", "dondoc attachment get 2023-H1/binh-dinh.so-noi-vu#4 --out bao-cao.pdf")
    with common.engine() as dondoc:
        content = dondoc.seen().attachment(what, common.settings.attachments, cascade)
    write_whole(common.settings.out, content)
    common.tell("attachment.written", file=common.settings.out, size=len(content))


@command()
@task_argument
@option("--to", metavar="PERSON")
@option("--nobody", is_flag=True)
@noting_options
@common(writes=True)
def assign(common: Common, task: str, to: str | None, nobody: bool, **given: Any) -> None:
    """Say who in the agency has the task from now on."""
    person = filled(to)
    if (person is None) is not nobody:
        raise Missing("--to", _EXAMPLES["assign"])
    _record(common, "assign", task, given, assigned_to="" if nobody else person)


@command()
@task_argument
@argument("tags", nargs=-1, metavar="[TAG]…")
@option("--remove", metavar="TAG", multiple=True)
@noting_options
@common(writes=True)
def tag(common: Common, task: str, tags: tuple[str, ...], remove: tuple[str, ...], **given: Any) -> None:
    """Put tags on a task, or take them off."""
    _record(common, "tag", task, given, tags=tags, untags=remove)


@command()
@task_argument
@argument("day", required=False, metavar="[DATE]")
@option("--done", is_flag=True)
@noting_options
@common(writes=True)
def follow_up(common: Common, task: str, day: str | None, done: bool, **given: Any) -> None:
    """Say when to look at a task again; it is no due date."""
    on = given_day(day)
    if (on is None) is not done:
        raise Missing("DATE", _EXAMPLES["follow-up"])
    _record(common, "follow-up", task, given, follow_up="" if done else on)


def _record(common: Common, command: str, task: str, given: dict[str, Any], **what: Any) -> None:
    from engine.running.notes import NoteRequest
    from screen.lists import noted_text

    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", _EXAMPLES[command])
    by, key = filled(given["by"]), filled(given["idempotency_key"])
    request = NoteRequest(agency, by=by, idempotency_key=key, **what)
    with common.engine() as dondoc:
        noted = dondoc.note(
            task,
            request,
            folder=common.settings.attachments,
            cascade=given["cascade"],
            today=common.today,
            dry_run=common.is_dry,
        )
        look = common.look_over(dondoc.seen())
    common.show_done(noted, lambda: noted_text(noted, look))
