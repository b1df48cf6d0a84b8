"""Making a database, bringing it to this version, filling one with the demo."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import Common, read_policy
from commands.options import command, common, option

DIRECTIVE = "ct-33-ttg-2021"
_BACK = 6  # years to look back


@command()
@common(writes=True)
def init(common: Common) -> None:
    """Create the database."""
    _upgrade(common, "db.created")


@command()
@option("--backup", metavar="FILE", type=click.Path(dir_okay=False))
@option("--sql", is_flag=True)
@common(writes=True)
def db_upgrade(common: Common, backup: str | None, sql: bool) -> None:
    """Bring the database to this version, with a backup first; or only show the SQL of it."""
    from engine.store import upgrading

    if sql:
        common.write(upgrading.preview(common.settings.db))
    else:
        _upgrade(common, "db.upgraded", backup)


@command()
@option("--owner", metavar="ROLE", default="dondoc_owner", show_default=True)
@option("--coordinator", metavar="ROLE", default="dondoc_coordinator", show_default=True)
@option("--auditor", metavar="ROLE", default="dondoc_auditor", show_default=True)
@common("text")
def db_grants(common: Common, owner: str, coordinator: str, auditor: str) -> None:
    """Print the SQL of PostgreSQL's roles and rights."""
    from engine.store.grants import Roles, grants_sql

    common.write(grants_sql(Roles(owner, coordinator, auditor)))


@command()
@option("--until", metavar="DATE", default="2023-06-21", show_default=True)
@common("text", writes=True)
def demo(common: Common, until: str) -> None:
    """Make the real cascade of 2023 with simulated events."""
    from commands.demo import run

    run(common, until)


def _year(common: Common) -> int:
    """The latest year, up to this one, in which the shipped directive can be launched."""
    from workflows.errors import BadYear, NotLaunchable
    from workflows.launching import prepare

    library, registry = common.library(), common.registry
    for year in range(common.today.year, common.today.year - _BACK, -1):
        try:
            prepare(library, registry, DIRECTIVE, year, read_policy=read_policy)
        except (BadYear, NotLaunchable):
            continue
        return year
    return common.today.year


def _upgrade(common: Common, word: str, file: str | None = None) -> None:
    """Create or upgrade the tables; says where the backup is that was made first."""
    from engine.store import upgrading
    from engine.store.unusable import SCHEMA_VERSION, shown

    url = common.settings.db
    if common.is_dry:
        common.tell("word.dry_run")
        return
    backup = upgrading.upgrade(url, None if file is None else Path(file))
    answer = {"database": shown(url), "version": SCHEMA_VERSION, "backup": None if backup is None else str(backup)}

    def text() -> str:
        lines = [common.look.say(word, url=shown(url))]
        if backup is not None:
            lines.append(common.look.say("db.backup", file=backup))
            lines.append(common.look.say("db.way_back", command=common.look.command, file=backup))
        if word == "db.created":  # the year is looked for only where somebody reads it
            lines += common.look.onward(f"{common.look.command} launch {DIRECTIVE} --year {_year(common)}")
        return "\n".join(lines)

    common.show(answer, text)
