"""Creating the database and bringing it to this version."""

from __future__ import annotations

from commands.common import Common
from engine.store import database
from engine.store.unusable import SCHEMA_VERSION, shown


def upgrade(common: Common, word: str) -> None:
    """Create or upgrade the tables; says which copy of the file was kept."""
    url = common.settings.db
    if common.is_dry:
        common.tell("word.dry_run")
        return
    backup = database.upgrade(url)
    answer = {"database": shown(url), "version": SCHEMA_VERSION, "backup": None if backup is None else str(backup)}
    lines = [common.look.say(word, url=shown(url))]
    if backup is not None:
        lines.append(common.look.say("db.backup", file=backup))
    if word == "db.created":
        lines.append(f"{common.look.say('word.next')} {common.look.command} launch ct-33-ttg-2021 --year 2023")
    common.show(answer, lambda: "\n".join(lines))
