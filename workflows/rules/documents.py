"""Rules about the documents themselves (D)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from workflows.cascade import AskedPlan, AskedReport, Order
from workflows.compiler import Drafts
from workflows.findings import Severity
from workflows.library import Library
from workflows.mistakes import one_of
from workflows.policies import Policy
from workflows.references import Reference
from workflows.rules.registry import DECREE_09_8_5, DECREE_30, Hit, met, name_of, rule
from workflows.said import Said
from workflows.schema import Document

_MISTYPED = 0.8
"""How like a key on file a text must be to be taken for that key with a slip."""


@rule("D101", Severity.NOTE, cites=(DECREE_30,))
def missing_number(drafts: Drafts) -> Iterator[Hit]:
    """The copy on file has no number."""
    for document in drafts.cascade.documents:
        if document.text != "not-held" and document.number.missing is not None:
            place = document.place_of("number").cited(document.at)
            yield Hit(place, document.key, {"why": document.number.missing, "key": document.key})


@rule("D102", Severity.NOTE, cites=(DECREE_30,))
def missing_date(drafts: Drafts) -> Iterator[Hit]:
    """The copy on file has no date."""
    for document in drafts.cascade.documents:
        if document.text != "not-held" and document.date.missing is not None:
            place = document.place_of("date").cited(document.at)
            yield Hit(place, document.key, {"why": document.date.missing, "key": document.key})


@rule("D103", Severity.NOTE, cites=(DECREE_09_8_5,))
def unresolved_reference(drafts: Drafts) -> Iterator[Hit]:
    """A due date is given by reference ("as prescribed", or a document that is not on file) and leads to no date."""
    for draft in drafts.tasks.values():
        for source in draft.asked:
            if source.due.last_day is not None or source.rule is None or source.rule.as_ is None:
                continue
            others: Iterable[AskedReport | Order] = draft.reports
            if isinstance(source, Order):
                others = (*draft.orders, *drafts.merged_reports(draft))
            if any(other.due.last_day is not None for other in others):
                continue
            yield Hit(source.due_place, source.document.key, {"words": source.rule.as_})


@rule("D104", Severity.NOTE)
def reading(drafts: Drafts) -> Iterator[Hit]:
    """A fact was read one way although the text allows another."""
    yield from met(drafts, "reading")
    for document in drafts.cascade.documents:
        for assignment in document.assigns:
            for fact in (assignment, assignment.plan, assignment.report, assignment.product):
                if fact is not None and fact.reading:
                    at = drafts.cascade.cited_at(fact, assignment, document)
                    yield Hit(fact.place_of("reading").cited(at), document.key, {"why": fact.reading})


@rule("D105", Severity.WARNING)
def comment_cuts_text(drafts: Drafts) -> Iterator[Hit]:
    """A `#` after a text inside `at`, `title`, `content`, `number` or `printed` begins a comment."""
    for document in drafts.cascade.documents:
        for place, lost in drafts.cascade.library.loaded[document.key].cut_off:
            yield Hit(place, document.key, {"lost": lost})


@rule("D106", Severity.WARNING)
def unknown_source(drafts: Drafts) -> Iterator[Hit]:
    """A due date (`as`) or a witness (`at: KEY#SECTION`) names a document by a key that no document has."""
    library = drafts.cascade.library
    for document in drafts.cascade.documents:
        for reference in library.loaded[document.key].references:
            if not reference.is_key and reference.key not in library.loaded:
                yield Hit(reference.place, document.key, _unknown(library, reference))


@rule("D201", Severity.ERROR)
def duplicate_assignment(drafts: Drafts) -> Iterator[Hit]:
    """One document gives an agency two pieces of work for the same period without telling them apart."""
    for draft in drafts.tasks.values():
        sources: list[AskedReport | AskedPlan] = [*draft.reports, *draft.plans]
        sources.sort(key=lambda source: source.document.key)
        for key, group in groupby(sources, key=lambda source: source.document.key):
            assignments = {id(source.assignment): source.assignment for source in group}
            for second in list(assignments.values())[1:]:
                document = drafts.cascade.library.get(key)
                place = second.place.cited(drafts.cascade.cited_at(second, document))
                yield Hit(place, key, {"agency": name_of(drafts, draft.agency), "task": draft.key})


@rule("D202", Severity.ERROR)
def unknown_document(drafts: Drafts) -> Iterator[Hit]:
    """A citation or an outline names a document by a key that no document has."""
    library = drafts.cascade.library
    for document in (*drafts.cascade.documents, *_left_out(drafts)):
        for reference in library.loaded[document.key].references:
            if reference.is_key and reference.key not in library.loaded:
                yield Hit(reference.place, document.key, _unknown(library, reference))


@rule("D301", Severity.ERROR)
def unknown_policy(drafts: Drafts) -> Iterator[Hit]:
    """A document names a policy that no folder has."""
    known = {policy.key for policy in drafts.policies}
    for document in drafts.cascade.documents:
        for key in document.policies:
            if key not in known:
                facts = {"key": key, **one_of(key, drafts.cascade.library.policies)}
                yield Hit(document.place_of("policies").cited(document.at), document.key, facts)


@rule("D302", Severity.ERROR)
def policy_unread(drafts: Drafts) -> Iterator[Hit]:
    """A line of a policy states no rule that can be kept, or names nobody and nothing that is known."""
    for policy, document in _named(drafts):
        for problem in policy.wrong:
            yield Hit(problem.place, document.key, {"wrong": problem.said})


@rule("D303", Severity.WARNING)
def policy_not_enforced(drafts: Drafts) -> Iterator[Hit]:
    """A rule is to refuse or to note what breaks it, and no single move decides whether it is broken."""
    for policy, document in _named(drafts):
        for place, tag, sentence in policy.unenforced:
            yield Hit(place, document.key, {"tag": tag, "sentence": sentence})


def _named(drafts: Drafts) -> Iterator[tuple[Policy, Document]]:
    """The policies, with each document that names them."""
    for policy in drafts.policies:
        for document in drafts.cascade.documents:
            if policy.key in document.policies:
                yield policy, document


def _left_out(drafts: Drafts) -> Iterator[Document]:
    """Documents of the year that would most likely be in the cascade, were the key of one above them not mistyped."""
    library, year = drafts.cascade.library, drafts.cascade.year
    for document in library.documents:
        above = {citation.document for citation in (*document.implements, *document.carries)} - {None}
        meant = {key for wrong in above - library.loaded.keys() for key in library.nearest(str(wrong), _MISTYPED)}
        if not meant or not document.in_force_in(year):
            continue
        inside = {inner.key for inner in library.cascade_of(drafts.cascade.directive.key)}
        if document.key not in inside and meant & inside:
            yield document


def _unknown(library: Library, reference: Reference) -> dict[str, Any]:
    near = library.nearest(reference.key)
    return {"key": reference.key, "nearest": Said("rule.nearest", {"near": near}) if near else ""}
