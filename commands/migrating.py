"""Bringing a running cascade to what its files say now, and taking that back."""

from __future__ import annotations

from typing import Any

from commands.common import Common, filled, given_day
from commands.running import Missing
from screen.findings import pinned_data
from screen.migrations import migrated_text, undone_text
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
            shares = given["several"] == "share"
            handed = dondoc.hand_over(key, common.registry, shares=shares, on=day, **asked, dry_run=common.is_dry)
            look = common.look_over(dondoc.seen(), key)
            common.show(handed, lambda: migrated_text(handed, look, is_whole=show_all))
            return
        running = parse_cascade_key(key)
        graph, findings = prepare(common.library(), common.registry, running.directive, running.year, is_strict=strict)
        pinned = [pinned_data(finding, common.lang) for finding in findings]
        migrated = dondoc.migrate(key, graph, findings=pinned, on=on, **asked, dry_run=common.is_dry)
        look = common.look_over(dondoc.seen(), key)
    common.show(migrated, lambda: migrated_text(migrated, look, is_whole=show_all))
