"""How long tasks stay in each state: for each group a block with a line for each state."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.figures.audit_results import Durations, StateDurations
from engine.figures.rates import each_once
from screen.figures import group_name, head, left_out_lines, number, title_of, wrapped
from screen.look import Look
from screen.tables import Cell, lay_out

_HEADS = ("spells", "ended", "median", "p90", "longest", "open", "median", "p90", "longest", "left_out")
_WIDE = 100


def durations_text(found: Durations, look: Look, *, scope: Sequence[str] = ()) -> str:
    """All together, then each group, with what was left out and how the percentiles are taken."""
    title = look.say("durations.title", n=found.tasks)
    lines = [title_of(title, found.cascades, found.today, scope, look), ""]
    heads = head("state", *_HEADS, look=look)
    listed = found.whole if found.by == "all" else (*found.whole, *found.groups)
    rows: list[list[Cell]] = []
    for _, states in groupby(listed, key=lambda row: (row.by, row.key)):
        block = list(states)
        rows.append([Cell(group_name(block[0], look), "head")])
        rows += [_row(state, look) for state in block]
    if look.width < _WIDE:  # all of them, or the two medians would go by different names
        heads = [Cell(cell.text if cell.short is None else cell.short, cell.style) for cell in heads]
    lines += lay_out([heads, *rows], look, flexible=(0,), right=range(1, len(_HEADS) + 1))
    left_out = each_once(item for state in found.whole for item in state.left_out)
    method = look.message(found.method)
    lines += ["", *left_out_lines(left_out, look)] if left_out else [""]
    lines += wrapped(look.say("durations.open", day=look.day(found.today, with_year=True)), look)
    lines += wrapped(look.say("durations.method", method=method), look)
    return "\n".join(lines)


def _row(state: StateDurations, look: Look) -> list[Cell]:
    figures = (
        *(state.spells, state.ended, state.median, state.p90, state.longest),
        *(state.open, state.open_median, state.open_p90, state.open_longest),
        sum(item.count for item in state.left_out),
    )
    return [Cell(f"  {look.label('state', state.state)}"), *map(number, figures)]
