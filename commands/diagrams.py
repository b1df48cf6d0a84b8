"""`diagram DEFINITION|CASCADE`: which of the two is meant, and the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.common import Common
from commands.options import DIAGRAMS, argument, command, common, completed, option, scope_options
from workflows.errors import UnknownDocument

if TYPE_CHECKING:
    from screen.diagrams import Diagram
    from workflows.library import Library
    from workflows.schema import Document


@command()
@argument("what", metavar="DEFINITION|CASCADE", shell_complete=completed("diagram"))
@option("--year", type=int)
@scope_options
@common(*DIAGRAMS)
def diagram(common: Common, what: str, year: int | None, under: str | None, period: str | None) -> None:
    """Draw a running cascade (`ct-33-ttg-2021/2023`), a document by key or file, or a lifecycle by key."""
    from screen.diagrams import as_mermaid, as_svg

    drawn = _cascade(common, what, under, period) if "/" in what and not what.endswith(".yaml") else None
    drawn = drawn or _definition(common, what, year)
    common.write(as_svg(drawn) if common.format == "svg" else as_mermaid(drawn))


def _cascade(common: Common, what: str, under: str | None, period: str | None) -> Diagram:
    from engine.scope import Scope
    from screen.diagrams import cascade_diagram

    with common.engine() as dondoc:
        seen = dondoc.on(common.today)
        rows, look = seen.status(Scope(what, under, period)), common.look_over(seen)
    return cascade_diagram(rows, look)


def _definition(common: Common, what: str, year: int | None) -> Diagram:
    from commands.definitions import chosen
    from screen.diagrams import document_diagram, lifecycle_diagram
    from workflows.linker import link

    try:
        library, keys = chosen(common, [what])
    except UnknownDocument:
        shipped = common.library()
        if what not in _lifecycles(shipped):
            raise
        return lifecycle_diagram(shipped.lifecycle(what), common.look)
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
