"""Bringing a running cascade to what its files say now, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commands.common import Common, Missing, filled, given_day
from screen.findings import pinned_data
from screen.migrations import closed_text, migrated_text, undone_text
from workflows.keys import parse_cascade_key
from workflows.launching import prepare


def migrate(common: Common, cascade: str, *, undo: bool, strict: bool, show_all: bool, **given: Any) -> None:
    """Bring a cascade to another graph, hand over what is of agencies that ended, or take the last of this back."""
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
        graph, findings = prepare(common.library(), common.registry, running.directive, running.year, is_strict=strict)
        pinned = [pinned_data(finding, common.lang) for finding in findings]
        migrated = dondoc.migrate(key, graph, findings=pinned, on=on, **asked, dry_run=common.is_dry)
        look = common.look_over(dondoc.seen(), key)
    common.show(migrated, lambda: migrated_text(migrated, look, is_whole=show_all))


def close(common: Common, cascade: str, *, giving_up: bool, **given: Any) -> None:
    """Close a cascade."""
    with common.engine() as dondoc:
        asked = _about_cascade(common, dondoc.seen().complete("cascade", cascade), cascade, "close", given)
        closed = dondoc.close_cascade(gives_up=giving_up, **asked)
        look = common.look_over(dondoc.seen(), asked["cascade"])
    common.show(closed, lambda: closed_text(closed, look))


def reopen(common: Common, cascade: str, **given: Any) -> None:
    """Open a closed cascade again."""
    with common.engine() as dondoc:
        asked = _about_cascade(common, dondoc.seen().complete("cascade", cascade), cascade, "reopen", given)
        opened = dondoc.reopen_cascade(**asked)
        look = common.look_over(dondoc.seen(), asked["cascade"])
    common.show(opened, lambda: closed_text(opened, look))


def _about_cascade(
    common: Common, keys: Sequence[str], cascade: str, command: str, given: dict[str, Any]
) -> dict[str, Any]:
    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", f'dondoc {command} {cascade} --as thu-tuong --reason "…"')
    return {
        **{"cascade": keys[0] if len(keys) == 1 else cascade, "as_agency": agency, "reason": filled(given["reason"])},
        **{"by": filled(given["by"]), "on": given_day(given["on"]), "today": common.today, "dry_run": common.is_dry},
    }
