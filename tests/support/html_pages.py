"""An HTML page read back: its tables as text, its elements by class, everything that it points to."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class Element:
    """One element. `text`: all words in it, joined by blanks where elements meet."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    parts: list[str | Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        told = (part if isinstance(part, str) else part.text for part in self.parts)
        return " ".join(" ".join(told).split())

    def every(self, name: str | None = None, class_: str | None = None) -> list[Element]:
        """All elements in it of that name and class, in their order."""
        found = []
        for child in self.children:
            classes = child.attributes.get("class", "").split()
            if name in (None, child.name) and (class_ is None or class_ in classes):
                found.append(child)
            found += child.every(name, class_)
        return found

    def by_id(self, name: str) -> Element:
        return next(element for element in self.every() if element.attributes.get("id") == name)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        self._open[-1].parts.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        opened = self._open.pop()
        assert opened.name == tag, f"</{tag}> closes <{opened.name}>"

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.root], f"left open: {[element.name for element in self._open]}"


def read_page(html: str) -> Element:
    """The page as a tree; every element in it is closed where it should be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def rows_of(table: Element) -> list[list[str]]:
    """The cells of a table's rows as text, its head first."""
    return [[cell.text for cell in row.children] for row in table.every("tr")]
