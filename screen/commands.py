"""Commands to paste: what a person could type next."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Any

from engine.proposals import Proposal
from engine.results import RootBlocker, WhyStep
from screen.look import Look

_BLANK = '"…"'
_WITH_DOCUMENT = ("draft_plan", "report", "consolidate")
_WITH_REASON = ("resume",)


# the arguments that stand without a name
_PLACES = {
    "advance": ("task", "trigger"),
    **dict.fromkeys(("correct", "why", "history"), ("task",)),
    **dict.fromkeys(("release", "revoke"), ("document",)),
    "status": ("cascade",),
    "check": ("what",),
}
_DAYS = ("on", "until")


def typed(proposal: Proposal, look: Look) -> str:
    """A proposal as a command to paste, with the flags that were given; `…` is to be filled in."""
    places = _PLACES.get(proposal.action, ())
    parts = [look.command, proposal.action]
    parts += [shlex.quote(str(each)) for name in places for each in _each(proposal.arguments[name])]
    for name, value in proposal.arguments.items():
        option = "--" + name.replace("_", "-")
        if name in places:
            continue
        if value is True:
            parts.append(option)
        elif value is None:
            parts.append(f"{option} …" if name in _DAYS else f"{option} {_BLANK}")
        else:
            parts += [f"{option} {shlex.quote(str(each))}" for each in _each(value)]
    return " ".join(parts)


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def short_task(key: str, look: Look) -> str:
    """The task's key as it can be typed: without its directive where only one runs."""
    return re.sub(r"^[^/]+/(?=\d{4}-)", "", key) if look.is_single else key


def numbered(key: str, number: int, look: Look) -> str:
    """A task's short name, as every row shows it and every command takes it: `#118`, among several years `2023#118`."""
    if number == 0:
        return ""
    cascade = re.sub(r"/(\d{4})-.*$", r"/\1", key)
    if not look.is_single:
        return f"{cascade}#{number}"
    return f"{cascade.rpartition('/')[2]}#{number}" if look.with_years else f"#{number}"


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
    """The command with which a root blocker gets out of the way; None: there is none."""
    trigger, document = step.next_trigger, step.document
    if not trigger:
        return None
    if trigger == "release" or step.task is None:
        return release(document, step.agency, look, step.asks) if document else None
    return advance(step.task, trigger, step.agency, look, document=document, asks=step.asks)
