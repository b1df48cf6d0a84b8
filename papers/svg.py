"""SVG as text: elements whose attributes and words are escaped, numbers short, and nothing from elsewhere."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from workflows.spelling import visible

FONT = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text as it may stand in XML: escaped, and without the control characters that no XML may hold."""
    return escape(_NOT_XML.sub("\ufffd", visible(text)))


def element(name: str, *children: str, **attributes: Any) -> str:
    """`<name …>children</name>`. Children are markup already; None as an attribute's value leaves it out.

    Attributes are written `text_anchor` for `text-anchor`, `class_` for `class`.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def label(text: str, x: float, y: float, class_: str | None = None, **attributes: Any) -> str:
    """Words at a place; `y` is the line that they stand on."""
    return element("text", escaped(text), x=x, y=y, class_=class_, **attributes)


def tooltip(text: str) -> str:
    """What a viewer shows where the pointer rests, and a screen reader reads."""
    return element("title", escaped(text))


def number(value: Any) -> str:
    """A coordinate with at most two decimals; anything else as it is."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
