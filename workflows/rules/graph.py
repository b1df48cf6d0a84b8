"""Rules about who feeds whom (G)."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from workflows.cascade import AskedReport
from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.rules.registry import DECREE_09_8_5, Hit, met, name_of, rule
from workflows.schema import Document


@rule("G101", Severity.ERROR)
def cycle(drafts: Drafts) -> Iterator[Hit]:
    """Consolidations wait for each other in a circle, or documents carry out each other in a circle."""
    cascade = drafts.cascade
    waits: TopologicalSorter[tuple[str, str]] = TopologicalSorter()
    for (source, target), waits_for in drafts.feeds.items():
        if waits_for == "merged":
            waits.add((drafts.tasks[target].key, target[0]), (drafts.tasks[source].key, source[0]))
    try:
        waits.prepare()
    except CycleError as error:
        circle = error.args[1]
        where = next(draft for draft in drafts.tasks.values() if draft.key == circle[0][0]).asked[-1]
        yield Hit(where.place, where.document.key, {"circle": " → ".join(key for key, _ in reversed(circle))})
    documents: TopologicalSorter[str] = TopologicalSorter()
    for document in cascade.documents:
        documents.add(document.key, *(parent.key for parent in cascade.library.parents(document)))
    try:
        documents.prepare()
    except CycleError as error:
        circle = error.args[1]
        document = cascade.library.get(circle[0])
        yield Hit(document.place_of("implements"), document.key, {"circle": " → ".join(reversed(circle))})


@rule("G102", Severity.ERROR)
def no_consolidator(drafts: Drafts) -> Iterator[Hit]:
    """A report names neither receiver nor way, and the document does not have exactly one consolidator to take it."""
    yield from met(drafts, "no-consolidator")


@rule("G201", Severity.NOTE)
def unconsumed_report(drafts: Drafts) -> Iterator[Hit]:
    """A report's next receiver has tasks in this cascade, but none in the report's period."""
    for source, target in drafts.unconsumed:
        facts = {"receiver": name_of(drafts, target)}
        yield Hit(source.place, source.document.key, facts, source.period)


@rule("G202", Severity.WARNING)
def cadence_gap(drafts: Drafts) -> Iterator[Hit]:
    """An agency that collects reports is itself asked for a period for which it collects none."""
    collecting = {target[0] for _, target in drafts.feeds}
    fed = {target for _, target in drafts.feeds}
    for draft in drafts.tasks.values():
        if draft.topic is not None or draft.agency not in collecting or draft.id in fed or draft.orders:
            continue
        for report in draft.reports:
            if draft.agency not in report.document.issuer:
                yield Hit(
                    report.place,
                    report.document.key,
                    {"agency": name_of(drafts, draft.agency)},
                    draft.period,
                )


@rule("G203", Severity.WARNING)
def consolidation_without_inputs(drafts: Drafts) -> Iterator[Hit]:
    """An agency is ordered to consolidate, and no report of that period is asked for that would reach it."""
    fed = {target for _, target in drafts.feeds}
    for draft in drafts.tasks.values():
        for order in draft.orders:
            if draft.id not in fed and draft.agency not in drafts.cascade.open_receivers:
                yield Hit(
                    order.place,
                    order.document.key,
                    {"agency": name_of(drafts, draft.agency)},
                    draft.period,
                )


@rule("G204", Severity.NOTE)
def several_consolidators(drafts: Drafts) -> Iterator[Hit]:
    """One report goes through several agencies, each ordered to consolidate it."""
    for report in drafts.cascade.reports:
        merging = [hop for hop in report.hops if drafts.cascade.is_consolidator_of(hop, report)]
        if report.is_via and len(merging) > 1:
            names = [name_of(drafts, hop) for hop in merging]
            place = report.report.place_of("via")
            yield Hit(place.cited(report.at), report.document.key, {"consolidators": tuple(names)})


@rule("G205", Severity.NOTE, cites=(DECREE_09_8_5,))
def via_without_order(drafts: Drafts) -> Iterator[Hit]:
    """A report goes through an agency that no document in force orders to consolidate it in that period."""
    for report, target in drafts.ends_at_via:
        facts = {"agency": name_of(drafts, target)}
        yield Hit(_via_place(report), report.document.key, facts, report.period)


def _via_place(report: AskedReport) -> Place:
    place = report.report.place_of("via")
    return place.cited(report.at)


@rule("G206", Severity.NOTE)
def self_release(drafts: Drafts) -> Iterator[Hit]:
    """A task can only be set going by a document that its own agency has yet to issue."""
    tasks = {issuer: [each for each in drafts.tasks.values() if each.agency == issuer] for issuer in _issuers(drafts)}
    grounded = {each.key for each in drafts.cascade.documents if _is_out(each) or not any(map(tasks.get, each.issuer))}
    before = -1
    while before != len(grounded):
        before = len(grounded)
        grounded |= {
            document.key
            for document in drafts.cascade.documents
            for issuer in document.issuer
            for task in tasks[issuer]
            if any(source.key in grounded for source in task.sources())
        }
    for document in drafts.cascade.documents:
        for issuer in document.issuer if document.key not in grounded else ():
            facts = {"agency": name_of(drafts, issuer), "documents": document.key}
            if any(source.key == document.key for task in tasks[issuer] for source in task.sources()):
                yield Hit(document.place_of("number"), document.key, facts)


def _issuers(drafts: Drafts) -> set[str]:
    return {issuer for document in drafts.cascade.documents for issuer in document.issuer}


def _is_out(document: Document) -> bool:
    return document.number.value is not None and document.date.value is not None
