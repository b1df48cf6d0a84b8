"""What a chain says of its task: state, standing, and due dates, folded row by row.

Arrows come from the lifecycle that the cascade pinned, without their guards: a guard looks at other tasks as they were
at that moment, which a chain alone does not tell.
"""

from __future__ import annotations

from workflows.lifecycle import ACTIVE, Lifecycle


class Arrows:
    """The moves that a lifecycle knows. A side trigger without moves of its own leaves the state as it is."""

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
        self.standings = {
            (name, standing): standing for name, trigger in data.triggers.items() for standing in trigger.standings
        }
        for name, side in data.side_triggers.items():
            for arrow in side.standings:
                self.standings.setdefault((name, arrow.source), arrow.dest)
