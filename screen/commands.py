"""Commands to paste: what a person could type next."""

from __future__ import annotations

import re
import shlex
from typing import Any

from engine import proposals
from engine.proposals import Proposal
from engine.results import RootBlocker, TodoRow, WhyStep
from screen.look import Look
from screen.tables import Cell

_BLANK = '"…"'
_WITH_DOCUMENT = ("draft_plan", "report", "consolidate")


# the arguments that stand without a name
_PLACES = {
    "advance": ("task", "trigger"),
    **dict.fromkeys(("correct", "why", "history", "contribute"), ("task",)),
    **dict.fromkeys(("release", "revoke"), ("document",)),
    **dict.fromkeys(("status", "migrate", "close", "reopen"), ("cascade",)),
    "note": ("task", "text"),
    "check": ("what",),
    "hold": ("year",),
}
_DAYS = ("on", "until")
# triggers with a command of their own
_OWN_COMMANDS = ("request_extension", "request_withdrawal", "refuse", "grant", "deny", "accept")


def typed(proposal: Proposal, look: Look) -> str:
    """A proposal as a command to paste, with the flags that were given; `…` is to be filled in."""
    places = _PLACES.get(proposal.action, ())
    action, trigger = proposal.action, proposal.arguments.get("trigger")
    if action == "advance" and trigger in _OWN_COMMANDS:
        action, places = str(trigger).replace("_", "-"), ("task",)
    parts = [look.command, action]
    parts += [_quoted(each) for name in places for each in _each(proposal.arguments[name])]
    for name, value in proposal.arguments.items():
        option = "--" + name.replace("_", "-")
        if name in places or (name == "trigger" and action != proposal.action):
            continue
        if value is True:
            parts.append(option)
        elif value is None:
            parts.append(f"{option} …" if name in _DAYS else f"{option} {_BLANK}")
        else:
            parts += [f"{option} {shlex.quote(str(each))}" for each in _each(value)]
    return " ".join(parts)


def _quoted(value: Any) -> str:
    return _BLANK if value is None else shlex.quote(str(value))


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


def number_cell(key: str, number: int, look: Look) -> Cell:
    """A task's short name as a cell, which goes from no row however narrow the screen."""
    return Cell(numbered(key, number, look), "dim", is_key=True)


def key_cell(key: str, number: int, look: Look) -> Cell:
    """A task's key; where room is scarce its short name, for a key that is cut can be typed by nobody."""
    return Cell(short_task(key, look), "", numbered(key, number, look) or None)


def offered(proposal: Proposal, look: Look, *, is_stated: bool = False) -> str:
    """As `typed`, with the task named as the answer names it, and a blank for the number of what most moves put out.

    `is_stated`: the number of what this one puts out stands in its file.
    """
    if (task := proposal.arguments.get("task")) is not None:
        proposal = proposal.but(task=short_task(task, look))
    if proposal.arguments.get("trigger") in _WITH_DOCUMENT and not is_stated:
        proposal = proposal.but(document=None)
    return typed(proposal, look)


def first_move(row: TodoRow, look: Look) -> str:
    """The first move that a row offers."""
    given = row.waits_for
    move = proposals.advance(row.task, row.offered[0], row.agency, asks=() if given is None else given.asks)
    return offered(move, look, is_stated=given is not None and given.document is not None)


def out_of_the_way(step: RootBlocker | WhyStep, look: Look) -> str | None:
    """The command with which a root blocker gets out of the way; None: there is none."""
    if step.next_trigger is None or (step.document is None and (step.task is None or step.next_trigger == "release")):
        return None
    return offered(proposals.for_blocker(step), look, is_stated=step.document is not None)
