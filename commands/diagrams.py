"""`diagram DEFINITION|CASCADE`: which of the two is meant, and the drawing."""

from __future__ import annotations

from commands.common import Common
from engine.scope import Scope
from screen.diagrams import Diagram, as_mermaid, as_svg, cascade_diagram, document_diagram, lifecycle_diagram
from workflows.errors import UnknownDocument
from workflows.library import Library
from workflows.schema import Document


def draw(common: Common, what: str, year: int | None, under: str | None, period: str | None) -> str:
    """A running cascade (`ct-33-ttg-2021/2023`), a document by key or file, or a lifecycle by key."""
    diagram = _cascade(common, what, under, period) if "/" in what and not what.endswith(".yaml") else None
    diagram = diagram or _definition(common, what, year)
    return as_svg(diagram) if common.format == "svg" else as_mermaid(diagram)


def _cascade(common: Common, what: str, under: str | None, period: str | None) -> Diagram:
    with common.engine() as dondoc:
        seen = dondoc.on(common.today)
        rows, look = seen.status(Scope(what, under, period)), common.look_over(seen)
    return cascade_diagram(rows, look)


def _definition(common: Common, what: str, year: int | None) -> Diagram:
    from commands.definitions import chosen
    from workflows.linker import link

    try:
        library, keys = chosen(common, [what])
    except UnknownDocument:
        if what not in _lifecycles(common.library()):
            raise
        return lifecycle_diagram(common.library().lifecycle(what), common.look)
    document = library.get((keys or [what])[0])
    root = library.roots(document)[0]
    cascade = link(library, common.registry, root.key, year or _year(library, document))
    return document_diagram(cascade, None if root.key == document.key else document.key, common.look)


def _lifecycles(library: Library) -> set[str]:
    from importlib.resources import files

    shipped = {entry.name for entry in files("definitions").joinpath("lifecycles").iterdir()}
    own = {path.name for folder in library.folders for path in (folder / "lifecycles").glob("*.yaml")}
    return {name.removesuffix(".yaml") for name in shipped | own}


def _year(library: Library, document: Document) -> int:
    """The first year in which the document, or for a directive the documents below it, ask for anything."""
    years = []
    for item in (document, *library.cascade_of(document.key)):
        if item.assigns or item.consolidates:
            applies = item.applies
            first = applies and (applies.year or (applies.from_ and applies.from_.year))
            years.append(first or (item.date.value.year if item.date.value else 0))
    return min((year for year in years if year), default=document.date.value.year if document.date.value else 2023)
