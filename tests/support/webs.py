"""A small cascade with every kind of edge in it."""

from __future__ import annotations

from datetime import date

from graphs import GraphBuilder

from workflows.graph import TaskGraph


def web(directive: str) -> TaskGraph:
    """Everything at once: an input of two consolidations, an own and a merged report, two documents for one report."""
    graph = GraphBuilder(directive)
    day = date(2023, 3, 1)
    first = graph.document("vb-1", "bo", number="1/VB", issued_on=day)
    second = graph.document("vb-2", "tinh", number="2/VB", issued_on=day)
    top = graph.task("2023-H1", "bo", first, consolidates=True, merged_due=date(2023, 7, 10))
    one = graph.task("2023-H1", "tinh", first, consolidates=True, receivers=("bo",), merged_due=date(2023, 6, 30))
    two = graph.task("2023-H1", "so-mot", first, report=True, consolidates=True, own_due=date(2023, 6, 15))
    both = graph.task("2023-H1", "huyen", first, second, report=True, own_due=date(2023, 6, 10))
    merging = graph.task("2023-H1", "so-hai", first, second, report=True, consolidates=True, receivers=("tinh",))
    below = graph.task("2023-H1", "xa", second, report=True)
    for low, high, kind in (
        *((one, top, "merged"), (two, top, "merged"), (both, one, "own"), (both, two, "own")),
        *((merging, one, "own"), (merging, two, "merged"), (below, merging, "own")),
    ):
        graph.feed(low, high, kind)
    return graph.build()
