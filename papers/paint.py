"""What states, lateness and marks look like: lighter to darker along a task's life, so that it survives a copier.

Nothing is told by colour alone: bars carry words, a pause is hatched, lateness is striped, marks differ in shape.
"""

from __future__ import annotations

from dataclasses import dataclass

from papers.svg import FONT, element

INK, SOFT, LINE, TINT, PAPER = "#1b1d21", "#5c636e", "#d8dce2", "#f5f7f9", "#ffffff"
LATE, RISK, DONE = "#b42318", "#8a5a00", "#1a7f4b"


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a bar: inside, around, and of the words on it."""

    fill: str
    edge: str
    ink: str = INK
    dash: str | None = None


_STATES = {
    "pending": Paint("#ffffff", "#7b8494", dash="3 2"),
    "issued": Paint("#e3e9f1", "#8b96a8"),
    "plan_drafted": Paint("#c0d1ea", "#6f8bb5"),
    "implemented": Paint("#8fb0da", "#4d74a8"),
    "reported": Paint("#2f8f5f", "#1f6b45", "#ffffff"),
    "consolidated": Paint("#14573a", "#0c3b27", "#ffffff"),
}
_OTHERS = (
    Paint("#eee7dc", "#9a8f7f"),
    Paint("#dacbb2", "#8d7d63"),
    Paint("#bda27a", "#75603d"),
    Paint("#8a6d3f", "#57431f", "#ffffff"),
)
NOT_COUNTED = Paint("#f0f0f0", "#8b8f96")


def of_state(state: str) -> Paint:
    """The colours of a state; those of somebody's own lifecycle have theirs, by name."""
    return _STATES.get(state) or _OTHERS[sum(state.encode()) % len(_OTHERS)]


def definitions(name: str) -> str:
    """The patterns that bars refer to as `url(#name-hatch)`, `url(#name-late)`, `url(#name-void)`."""

    def pattern(kind: str, size: int, *marks: str) -> str:
        return element("pattern", *marks, id=f"{name}-{kind}", width=size, height=size, patternUnits="userSpaceOnUse")

    def stroke(path: str, colour: str, width: float) -> str:
        return element("path", d=path, stroke=colour, stroke_width=width, fill="none")

    return element(
        "defs",
        pattern("hatch", 6, stroke("M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", INK, 1.1)),
        pattern(
            "late",
            5,
            element("rect", width=5, height=5, fill="#f6c9c4"),
            stroke("M-1,4 l2,2 M0,0 l5,5 M4,-1 l2,2", LATE, 1.3),
        ),
        pattern("void", 6, stroke("M0,0 l6,6 M0,6 l6,-6", "#9aa0a8", 0.7)),
    )


STYLE = f"""
svg text {{ font-family: {FONT}; fill: {INK}; font-size: 11px; }}
svg .title {{ font-size: 17px; font-weight: 700; }}
svg .sub, svg .soft, svg .month, svg .tick {{ fill: {SOFT}; }}
svg .name {{ font-size: 12px; font-weight: 600; }} svg .group {{ font-size: 12px; font-weight: 700; }}
svg .month {{ font-size: 10.5px; }} svg .year {{ font-weight: 600; }}
svg .tick, svg .due, svg .lateness {{ font-size: 10px; paint-order: stroke; stroke: {PAPER}; stroke-width: 2.5px;
  stroke-linejoin: round; }}
svg .side {{ font-style: italic; }}
svg .lateness, svg .late {{ fill: {LATE}; font-weight: 600; }}
svg .done {{ fill: {DONE}; }} svg .risk {{ fill: {RISK}; }}
svg .due {{ font-weight: 600; }} svg .due.old {{ fill: {SOFT}; font-weight: 400; }}
svg .today {{ font-size: 10.5px; font-weight: 700; }}
"""
