"""Creating the database and bringing it to this version."""

from __future__ import annotations

from pathlib import Path

from commands.common import Common, read_policy
from engine.store import upgrading
from engine.store.unusable import SCHEMA_VERSION, shown

DIRECTIVE = "ct-33-ttg-2021"
_BACK = 6  # years to look back


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


def preview(common: Common) -> None:
    """The SQL of an upgrade, to be read before it is done."""
    common.write(upgrading.preview(common.settings.db))


def upgrade(common: Common, word: str, file: str | None = None) -> None:
    """Create or upgrade the tables; says where the backup is that was made first."""
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
