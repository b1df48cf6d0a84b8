"""Bringing a running cascade to what its files say now, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import Common, Missing, filled, given_day, read_policy
from commands.options import (
    argument,
    cascade_argument,
    command,
    common,
    completed,
    on_option,
    option,
    ordering_options,
    together,
)
from workflows.errors import UnreadableFile
from workflows.file_errors import why

if TYPE_CHECKING:
    from engine import Engine
    from engine.receipts import Closed
    from workflows.graph import TaskGraph

_on_a_cascade = together(
    argument("cascade", shell_complete=completed("cascade")),
    ordering_options,
    on_option,
)


@command()
@_on_a_cascade
@option("--as-of-registry", metavar="DATE")
@option("--several", type=click.Choice(["ask", "share"]))
@option("--undo", is_flag=True)
@option("--strict", is_flag=True, help="help.option.launch_strict")
@option("--all", "show_all", is_flag=True)
@common(writes=True)
def migrate(common: Common, cascade: str, undo: bool, strict: bool, show_all: bool, **given: Any) -> None:
    """Bring a cascade to another graph, hand over what is of agencies that ended, or take the last of this back."""
    from screen.findings import pinned_data
    from screen.migrations import migrated_text, undone_text
    from workflows.keys import parse_cascade_key
    from workflows.launching import prepare

    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", f'dondoc migrate {cascade} --as thu-tuong --reason "…" --dry-run')
    by, reason, on = filled(given["by"]), filled(given["reason"]), given_day(given["on"])
    asked: dict[str, Any] = {"as_agency": agency, "reason": reason, "by": by, "today": common.today}
    with common.engine() as dondoc:
        (key,) = dondoc.seen().complete("cascade", cascade) or (cascade,)
        if undo:
            undone = dondoc.undo_migration(key, **asked, dry_run=common.is_dry)
            look = common.look_over(dondoc.seen(), key)
            common.show(undone, lambda: undone_text(undone, look))
            return
        if (day := given_day(given["as_of_registry"])) is not None:
            asked |= {"several": given["several"], "on": day}
            handed = dondoc.hand_over(key, common.registry, **asked, dry_run=common.is_dry)
            look = common.look_over(dondoc.seen(), key)
            common.show(handed, lambda: migrated_text(handed, look, is_whole=show_all))
            return
        running = parse_cascade_key(key)
        definitions = common.library(), common.registry, running.directive, running.year
        graph, findings = prepare(*definitions, is_strict=strict, read_policy=read_policy)
        pinned = [pinned_data(finding, common.lang) for finding in findings]
        migrated = dondoc.migrate(key, graph, findings=pinned, on=on, **asked, dry_run=common.is_dry)
        look = common.look_over(dondoc.seen(), key)
    common.show(migrated, lambda: migrated_text(migrated, look, is_whole=show_all))


@command()
@argument("file", type=click.Path())
@cascade_argument
@ordering_options
@on_option
@option("--all", "show_all", is_flag=True)
@common(writes=True)
def calendar_apply(common: Common, file: str, cascade: str | None, show_all: bool, **given: Any) -> None:
    """Have running cascades count by the days off of a file."""
    from screen.migrations import recalendared_text
    from workflows.calendar_files import read_calendar
    from workflows.calendars import years_of
    from workflows.keys import parse_cascade_key
    from workflows.launching import prepare

    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", f'dondoc calendar apply {file} --as thu-tuong --reason "…" --dry-run')
    if (reason := filled(given["reason"])) is None:
        raise Missing("--reason", f'dondoc calendar apply {file} --as {agency} --reason "…" --dry-run')
    path = Path(file)
    try:
        days = read_calendar(path, common.registry)
    except OSError as error:
        raise UnreadableFile(file, why(error)) from None
    asked: dict[str, Any] = {"as_agency": agency, "reason": reason, "by": filled(given["by"]), "today": common.today}
    with common.engine() as dondoc:
        library = common.library()
        compiled: dict[str, tuple[TaskGraph, TaskGraph]] = {}
        for key, calendar in dondoc.seen().calendars(agency, cascade).items():
            running = parse_cascade_key(key)
            other = calendar.altered(days.days(years_of(running.year)), days.under)
            definitions = library, common.registry, running.directive, running.year
            graphs = [
                prepare(*definitions, is_strict=False, calendar=each, read_policy=read_policy)[0]
                for each in (calendar, other)
            ]
            compiled[key] = graphs[0], graphs[1]
        done = dondoc.recalendar(compiled, on=given_day(given["on"]), **asked, dry_run=common.is_dry)
        look = common.look_over(dondoc.seen(), cascade)
    is_kept = any(path.resolve().parent == (folder / "calendars").resolve() for folder in library.folders)
    common.show(done, lambda: recalendared_text(done, look, file=None if is_kept else file, is_whole=show_all))


@command()
@_on_a_cascade
@option("--giving-up", is_flag=True)
@common(writes=True)
def close(common: Common, giving_up: bool, **given: Any) -> None:
    """Close a cascade of which nothing is owed any more."""
    _change(common, "close", lambda dondoc, asked: dondoc.close_cascade(gives_up=giving_up, **asked), **given)


@command()
@_on_a_cascade
@common(writes=True)
def reopen(common: Common, **given: Any) -> None:
    """Open a closed cascade again."""
    _change(common, "reopen", lambda dondoc, asked: dondoc.reopen_cascade(**asked), **given)


def _change(
    common: Common, command: str, change: Callable[[Engine, dict[str, Any]], Closed], cascade: str, **given: Any
) -> None:
    from screen.migrations import closed_text

    agency, reason, by = (filled(given[name]) for name in ("as_agency", "reason", "by"))
    with common.engine() as dondoc:
        keys = dondoc.seen().complete("cascade", cascade)
        if agency is None:
            raise Missing("--as", f'dondoc {command} {cascade} --as thu-tuong --reason "…"')
        asked: dict[str, Any] = {"cascade": keys[0] if len(keys) == 1 else cascade, "as_agency": agency, "by": by}
        asked |= {"reason": reason, "on": given_day(given["on"]), "today": common.today, "dry_run": common.is_dry}
        changed = change(dondoc, asked)
        look = common.look_over(dondoc.seen(), asked["cascade"])
    common.show(changed, lambda: closed_text(changed, look))
