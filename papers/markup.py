"""HTML as text: tags whose attributes are escaped, tables with heads that repeat on every printed sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from workflows.spelling import visible


def tag(name: str, *children: str, **attributes: Any) -> str:
    """`<name …>children</name>`. Children are markup already; None as an attribute's value leaves it out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(children)}</{name}>"


def words(text: str, class_: str | None = None) -> str:
    """Plain text, in a span of that class if one is given."""
    shown = escape(visible(text))
    return shown if class_ is None else tag("span", shown, class_=class_)


def note(text: str) -> str:
    """Words in small below others; nothing for none."""
    return words(text, "note") if text else ""


def cell(content: str | int | None, class_: str | None = None) -> str:
    """A cell of markup; of a figure, to the right; of nothing, an en dash."""
    if content is None or isinstance(content, int):
        return tag("td", "–" if content is None else str(content), class_=f"n {class_ or ''}".strip())
    return tag("td", content, class_=class_)


def table(heads: Sequence[str], rows: Iterable[str], foot: str = "", *, class_: str | None = None) -> str:
    """A table. `heads`: plain words, those of a column of figures after a `#`; `rows`, `foot`: cells of a row each."""
    head = "".join(tag("th", escape(name.lstrip("#")), class_="n" if name[:1] == "#" else None) for name in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    total = f'<tr class="total">{foot}</tr>' if foot else ""
    return tag("table", f"<thead><tr>{head}</tr></thead><tbody>{body}{total}</tbody>", class_=class_)


def section(name: str, title: str, *parts: str, class_: str | None = None) -> str:
    """A part of the page that its contents can point to."""
    return tag("section", tag("h2", escape(title)), *parts, id=name, class_=class_)
