"""What a chain says of its task: state, standing, and due dates, folded row by row.

Arrows come from the lifecycle that the cascade pinned, without their guards: a guard looks at other tasks as they were
at that moment, which a chain alone does not tell.
"""

from __future__ import annotations

from typing import Any

from workflows.lifecycle import ACTIVE, Lifecycle


class Arrows:
    """The moves that a lifecycle knows. A side trigger without moves of its own leaves the state as it is.

    `requests`: each with the standings in which it may be made; `decisions`: those that there are.
    """

    def __init__(self, lifecycle: Lifecycle) -> None:
        data = lifecycle.data
        self.initial = lifecycle.initial
        self.standing = ACTIVE
        self.moves = {
            (name, move.source, move.dest)
            for name, trigger in (data.triggers | data.side_triggers).items()
            for move in trigger.moves
        }
        self.moves |= {
            (name, state, state) for name, side in data.side_triggers.items() if not side.moves for state in data.states
        }
        self.staying = {name for name, side in data.side_triggers.items() if not side.moves}  # these leave the state
        self.standings: dict[tuple[str, str], str] = {
            (name, standing): standing for name, trigger in data.triggers.items() for standing in trigger.standings
        }
        for name, side in data.side_triggers.items():
            for arrow in side.standings:
                self.standings.setdefault((name, arrow.source), arrow.dest)
        self.requests = {name: frozenset(standings) for name, standings in lifecycle.requests.items()}
        self.decisions = frozenset(lifecycle.decisions)
        self.steps = Steps(self)

    def after(self, trigger: Any, source: Any, dest: Any, at: tuple[str, str]) -> tuple[str, str] | None:
        """The state and standing in which a move leaves a task that stands `at` such; None: no arrow leads there."""
        state, standing = at
        if source == dest and trigger in self.staying:
            source = dest = state
        led = self.steps[trigger, source, dest, standing] if source == state else None
        return None if led is None else (dest, led)


class Steps(dict[tuple[Any, Any, Any, str], str | None]):
    """The standing after (trigger, from, to, standing); None: the lifecycle knows no such move."""

    def __init__(self, arrows: Arrows) -> None:
        super().__init__()
        self._arrows = arrows

    def __missing__(self, step: tuple[Any, Any, Any, str]) -> str | None:
        after = self._arrows.standings.get((step[0], step[3])) if step[:3] in self._arrows.moves else None
        self[step] = after
        return after
