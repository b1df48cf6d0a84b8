"""Backing a database up and bringing it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.audit import held_against, held_options
from commands.common import Common
from commands.options import argument, command, common, option


@command()
@argument("file", type=click.Path(dir_okay=False))
@common("text", "json")
def backup(common: Common, file: str) -> int:
    """Copy the database into a file, while it is in use; 3 where what it holds does not hold."""
    from commands.failures import BROKEN
    from engine.clock import SystemClock
    from engine.proving import keeping
    from screen.audit import backed_up_text

    common.check_out()
    with common.progress("progress.verify") as progress:
        folder = common.settings.attachments
        made = keeping.back_up(common.settings.db, Path(file), SystemClock(), folder=folder, progress=progress)
    common.show(made, lambda: backed_up_text(made, common.look))
    return 0 if made.verification.holds else BROKEN


@command()
@argument("file", type=click.Path(dir_okay=False))
@option("--replace", "replaces", metavar="NAME")
@option("--as-it-was", is_flag=True)
@held_options
@common("text", "json", writes=True)
def restore(
    common: Common,
    file: str,
    replaces: str | None,
    as_it_was: bool,
    seals: tuple[str, ...],
    public_key: str | None,
    receipts: tuple[str, ...],
) -> None:
    """Bring a backup back, if all of it holds; with `--dry-run` only look through it."""
    from engine.proving import keeping
    from screen.audit import restored_text

    common.check_out()
    held = held_against(common, seals, public_key, receipts)
    how: dict[str, Any] = {"replaces": replaces, "as_it_was": as_it_was, "dry_run": common.is_dry}
    with common.progress("progress.verify") as progress:
        done = keeping.restore(common.settings.db, Path(file), **held, **how, progress=progress)
    common.show_done(done, lambda: restored_text(done, common.look))
