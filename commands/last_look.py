"""When an office last looked at its day: a file of the person's own, for who reads a database writes nothing in it."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path


def last_look(db: str, agency: str) -> datetime | None:
    """The last moment that was recorded when the agency's day was last shown from that database; None: never here."""
    text = _read().get(_key(db, agency))
    return None if text is None else datetime.fromisoformat(text)


def keep_look(db: str, agency: str, until: datetime | None) -> bool:
    """Keep it for the next time; whether that could be done."""
    if until is None:
        return True
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        aside = _file().with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps({**_read(), _key(db, agency): until.isoformat()}, indent=1), "utf-8")
        aside.replace(_file())
    except OSError:
        return False
    return True


def _key(db: str, agency: str) -> str:
    kind, sign, path = db.partition(":///")
    where = f"{kind}{sign}{Path(path).resolve()}" if kind == "sqlite" and sign else db
    return f"{where} {agency}"


def _file() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "dondoc" / "looked.json"


def _read() -> dict[str, str]:
    """What is kept; a file that is not there, or holds something else, counts as nothing."""
    try:
        found = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: text for key, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
