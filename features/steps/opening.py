"""How a scenario's cascade comes to be open: on a day that is said, or all by itself as the year goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine import Engine, SimulatedClock
from features.steps.timekeeping import office_hour
from words import as_told, spoken
from workflows.findings import Finding
from workflows.graph import TaskGraph

UNKNOWN_NUMBER = "không rõ số"  # of a document whose date is known and whose number is not


def open_cascade(
    engine: Engine, clock: SimulatedClock, graph: TaskGraph, findings: Iterable[Finding], day: date | None, until: date
) -> None:
    """Launch on that day what is out by then.

    Where no day is said, the cascade was opened when its year began, and each document whose date is known went out on
    its own day, up to `until`; all of it is recorded on these days.
    """
    opened_on = day or min(date(graph.year, 1, 1), until)
    clock.moment = office_hour(opened_on)
    engine.launch(graph, findings=[spoken(as_told(finding)) for finding in findings], today=opened_on)
    if day is not None:
        return
    later = [node for node in graph.documents if node.out_on is not None and opened_on < node.out_on <= until]
    for node in sorted(later, key=lambda node: node.out_on or opened_on):
        assert node.out_on is not None
        clock.moment = office_hour(node.out_on)
        number = None if node.number else UNKNOWN_NUMBER
        engine.release(
            node.key,
            number=number,
            on=None if node.issued_on else node.out_on,
            as_agency=node.issuers[0],
            cascade=graph.key,
            today=node.out_on,
        )
