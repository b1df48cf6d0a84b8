"""How well forecasts were: chances as they were said, beside how many were kept; a point on the diagonal is right."""

from __future__ import annotations

from engine.forecasting.results import Backtest
from papers.paint import INK, PAPER
from papers.svg import FONT, element, label, tooltip
from screen.look import Look

_SIDE, _LEFT, _TOP, _WIDTH, _HEIGHT = 300.0, 74.0, 56.0, 420, 432
_DIM = "#5b6472"


def calibration_svg(found: Backtest, look: Look) -> str:
    """One drawing: a circle for each tenth of chances, as large as it holds forecasts, with their number beside it."""
    title = look.say("forecast.drawn", cascades=found.cascades)
    parts = [
        element("title", title),
        element("rect", x=0, y=0, width=_WIDTH, height=_HEIGHT, fill=PAPER),
        label(title, _LEFT, 24, style=f"font-size:14px;font-weight:600;fill:{INK}"),
    ]
    for percent in range(0, 101, 20):
        at = _SIDE * percent / 100
        parts += [
            element("path", d=f"M{_LEFT + at:g},{_TOP:g} v{_SIDE:g}", stroke="#d5dae2", stroke_width=0.8, fill="none"),
            element("path", d=f"M{_LEFT:g},{_TOP + at:g} h{_SIDE:g}", stroke="#d5dae2", stroke_width=0.8, fill="none"),
            label(str(percent), _LEFT + at, _TOP + _SIDE + 16, text_anchor="middle", style=_small()),
            label(str(100 - percent), _LEFT - 8, _TOP + at + 4, text_anchor="end", style=_small()),
        ]
    diagonal = f"M{_LEFT:g},{_TOP + _SIDE:g} L{_LEFT + _SIDE:g},{_TOP:g}"
    parts.append(element("path", d=diagonal, stroke=INK, stroke_width=1, stroke_dasharray="4 3", fill="none"))
    most = max((each.forecasts for each in found.bins), default=1)
    for each in found.bins:
        share = 100 * each.kept / each.forecasts
        across, down = _LEFT + _SIDE * each.mean / 100, _TOP + _SIDE * (1 - share / 100)
        told = look.say("forecast.kept_of", kept=each.kept, n=each.forecasts, percent=round(share))
        radius = 3 + 7 * (each.forecasts / most) ** 0.5
        dot = element(
            "circle", tooltip(told), cx=round(across, 1), cy=round(down, 1), r=round(radius, 1), fill="#2f6fb0"
        )
        parts += [dot, label(str(each.forecasts), across + radius + 3, down + 4, style=_small())]
    parts += [
        label(
            look.say("forecast.axis.said"), _LEFT + _SIDE / 2, _TOP + _SIDE + 38, text_anchor="middle", style=_small()
        ),
        label(
            look.say("forecast.axis.kept"),
            *(22, _TOP + _SIDE / 2),
            text_anchor="middle",
            transform=f"rotate(-90 22 {_TOP + _SIDE / 2:g})",
            style=_small(),
        ),
        label(look.say("forecast.drawn.dots"), _LEFT, _HEIGHT - 12, style=_small()),
    ]
    size = {"viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "width": _WIDTH, "height": _HEIGHT, "font_family": FONT}
    return element("svg", *parts, xmlns="http://www.w3.org/2000/svg", role="img", **size)


def _small() -> str:
    return f"font-size:11px;fill:{_DIM}"
