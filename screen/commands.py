"""Commands to paste: what a person could type next."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from engine.results import RootBlocker, WhyStep
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


def advance(
    task: str, trigger: str, agency: str, look: Look, *, document: str | None = None, asks: Sequence[str] = ()
) -> str:
    """The command that moves a task; a `"…"` left as it is counts as not given.

    `document`: the one that goes out with it; `asks`: what its file does not state of number and day.
    """
    parts = [look.command, "advance", shlex.quote(short_task(task, look)), trigger, "--as", shlex.quote(agency)]
    parts += ["--by", _BLANK]
    if "number" in asks or (document is None and trigger in _WITH_DOCUMENT):
        parts += ["--document", _BLANK]
    if "on" in asks:
        parts += ["--on", _BLANK]
    if trigger in _WITH_REASON:
        parts += ["--reason", _BLANK]
    return " ".join(parts)


def release(document: str, agency: str, look: Look, asks: Sequence[str]) -> str:
    """The command that says that a document is out."""
    blanks = [part for what in asks for part in (f"--{what}", _BLANK)]
    return " ".join([look.command, "release", document, *blanks, "--as", shlex.quote(agency)])


def for_blocker(step: RootBlocker | WhyStep, look: Look) -> str | None:
    """The command with which a root blocker gets out of the way; None: there is none, or it is past."""
    trigger, document = step.next_trigger, step.document
    if look.is_past or not trigger:
        return None
    if trigger == "release" or step.task is None:
        return release(document, step.agency, look, step.asks) if document else None
    return advance(step.task, trigger, step.agency, look, document=document, asks=step.asks)
