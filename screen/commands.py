"""Commands to paste: what a person could type next."""

from __future__ import annotations

import re
import shlex

from screen.look import Look

_BLANK = '"…"'
_WITH_DOCUMENT = ("draft_plan", "report", "consolidate")
_WITH_REASON = ("resume",)


def with_flags(command: str, look: Look) -> str:
    """A command of the engine's (`dondoc …`) as it can be typed here: with the flags that were given."""
    return look.command + command.removeprefix("dondoc")


def short_task(key: str, look: Look) -> str:
    """The task's key as it can be typed: without its directive where only one runs."""
    return re.sub(r"^[^/]+/(?=\d{4}-)", "", key) if look.is_single else key


def advance(task: str, trigger: str, agency: str, look: Look, *, with_number: bool = False) -> str:
    """The command that moves a task; a `"…"` left as it is counts as not given."""
    parts = [look.command, "advance", shlex.quote(short_task(task, look)), trigger, "--as", shlex.quote(agency)]
    parts += ["--by", _BLANK]
    if with_number or trigger in _WITH_DOCUMENT:
        parts += ["--document", _BLANK]
    if with_number:
        parts += ["--on", _BLANK]
    if trigger in _WITH_REASON:
        parts += ["--reason", _BLANK]
    return " ".join(parts)


def release(document: str, agency: str, look: Look) -> str:
    """The command that says that a document is out."""
    return f"{look.command} release {document} --number {_BLANK} --on {_BLANK} --as {shlex.quote(agency)}"


def for_blocker(task: str | None, trigger: str | None, agency: str, document: str | None, look: Look) -> str | None:
    """The command with which a root blocker gets out of the way; None: there is none, or it is past."""
    if look.is_past:
        return None
    if trigger == "release" or task is None:
        return release(document, agency, look) if document else None
    return advance(task, trigger, agency, look, with_number=document is not None) if trigger else None
