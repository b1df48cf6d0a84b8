"""What is walked on: the shipped cascades of three years, a web with every kind of edge, circles, and random ones."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from audits import with_files
from graphs import GraphBuilder, province
from own_definitions import shipped_agencies
from webs import web

from workflows.graph import TaskGraph
from workflows.launching import prepare
from workflows.library import Library

DIRECTIVE = "ct-33-ttg-2021"
YEARS = (2022, 2023, 2024)


@cache
def shipped(year: int) -> TaskGraph:
    graph, _ = prepare(Library.load(), shipped_agencies(), DIRECTIVE, year)
    return graph


def small(rng: Random, directive: str) -> TaskGraph:
    """A web, a circle, a province whose plan is still to come, or a random cascade."""
    made = {"web": web, "circle": circle, "province": lambda name: province(2, directive=name)}
    kind = rng.choice([*made, "random", "random", "random"])
    return with_files(made[kind](directive) if kind in made else random_cascade(rng, directive))


def circle(directive: str) -> TaskGraph:
    """Two tasks of one issuer, each waiting for the other to make their plan; a third agency waits for both."""
    graph = GraphBuilder(directive)
    letter = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 3, 1))
    plan = graph.document("vb-2", "tinh", is_plan=True)
    top = graph.task("2023-H1", "bo", letter, consolidates=True, merged_due=date(2023, 7, 10))
    half = graph.task("2023-H1", "tinh", letter, plan, plan=True, report=True, own_due=date(2023, 6, 20))
    year = graph.task("2023-Y", "tinh", plan, plan=True, report=True)
    below = graph.task("2023-H1", "huyen", plan, report=True, own_due=date(2023, 6, 10))
    graph.makes(year, plan, half, below)
    graph.makes(half, plan, year)
    for low in (half, year, below):
        graph.feed(low, top, "own")
    return graph.build()


def random_cascade(rng: Random, directive: str) -> TaskGraph:
    """Every shape: tiers, topics, plans that wait, joint documents, own and merged reports, makers in a circle."""
    graph = GraphBuilder(directive)
    agencies = [f"co-quan-{letter}" for letter in "abcde"[: rng.randint(2, 5)]]
    for agency in agencies:
        graph.agency(agency, agency, None if agency == agencies[0] else agencies[0])
    documents = [_document(rng, graph, number, agencies) for number in range(rng.randint(1, 4))]
    drawn = [
        (rng.choice(["2023-H1", "2023-Y"]), rng.choice(agencies), rng.choice([None, "t"]))
        for _ in range(rng.randint(1, 10))
    ]
    above: list[tuple[str, bool]] = []  # tasks made so far: an edge leads from a later one to an earlier one
    asked: dict[str, list[str]] = {}
    for period, agency, topic in dict.fromkeys(drawn):
        asked_by = rng.sample(documents, min(len(documents), rng.randint(1, 2)))
        consolidates = rng.random() < 0.5
        key = graph.task(
            period,
            agency,
            *asked_by,
            topic=topic,
            plan=rng.random() < 0.5,
            report=rng.random() < 0.5,
            consolidates=consolidates,
            plan_due=_day(rng),
            own_due=_day(rng),
            merged_due=_day(rng),
        )
        for consolidation, merges in above:
            if merges and rng.random() < 0.5:
                graph.feed(key, consolidation, "own" if rng.random() < 0.5 else "merged")
        above.append((key, consolidates))
        asked[key] = asked_by
    for key, asked_by in asked.items():
        for document in asked_by:
            issuers = graph.documents[document].issuers
            makers = [name for name in asked if name != key and graph.tasks[name].agency in issuers]
            if makers and rng.random() < 0.5:
                graph.makes(rng.choice(makers), document, key)
    return graph.build()


def _document(rng: Random, graph: GraphBuilder, number: int, agencies: list[str]) -> str:
    is_out = rng.random() < 0.5
    out_on = date(2023, 1, 1) + timedelta(rng.randint(0, 181)) if is_out else None
    return graph.document(
        f"vb-{number}",
        *rng.sample(agencies, rng.randint(1, 2)),
        number=f"{number}/VB" if is_out else None,
        issued_on=out_on,
        is_plan=rng.random() < 0.75,
    )


def _day(rng: Random) -> date | None:
    return None if rng.random() < 0.4 else date(2023, 6, 1) + timedelta(rng.randint(0, 39))
