"""The days on which a task was not in the active standing, folded from its chain and kept with it (`task.paused`).

Compact JSON: a list of pairs [from, until] in the order of the chain. `from`: the day on which the task left the active
standing, itself a paused day; `until`: the day on which it came back, no paused day any more, null while it has not.
One that came back on the day on which it left was not paused. A task that never was has no text.
"""

from __future__ import annotations

import json
from datetime import date

from workflows.lifecycle import ACTIVE

Pauses = tuple[tuple[date, date], ...]
"""Pairs (from, until) in the order of days; `date.max`: it has not come back."""


def paused_after(paused: str | None, standing: str, after: str, day: str | None) -> str | None:
    """The text once a task went on that day from one standing to another."""
    if (standing == ACTIVE) is (after == ACTIVE):
        return paused
    pauses = [] if paused is None else json.loads(paused)
    if after != ACTIVE:
        pauses.append([day, None])
    elif pauses[-1][0] == day:
        pauses.pop()
    else:
        pauses[-1][1] = day
    return json.dumps(pauses, separators=(",", ":")) if pauses else None


def read_pauses(paused: str | None) -> Pauses:
    """What the text says."""
    if paused is None:
        return ()
    return tuple(
        (date.fromisoformat(since), date.max if until is None else date.fromisoformat(until))
        for since, until in json.loads(paused)
    )
