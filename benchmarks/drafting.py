"""How much of an issued document `dondoc draft` understands, and how much of what it writes is right.

The facts of a draft beside those of the definition that people wrote of the same document, kind by kind: precision is
the share of the draft's facts that the definition has, recall the share of the definition's facts that the draft has.
The documents are the made ones of `tests/drafting/documents`, and, where the variable DONDOC_DOCUMENTS names a folder,
the real ones in it, whose definitions are shipped under the same keys.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.pairs import Goal, Row, Spread
from drafting.definition import write
from drafting.draft import read_documents
from drafting.files import ENDINGS, read_source
from workflows.agencies import Registry
from workflows.library import Library
from workflows.loader import load_text
from workflows.schema import Citation, Document, Due, DueRule, Party, Selector

NAME = "drafting"
MADE = Path(__file__).resolve().parents[1] / "tests" / "drafting" / "documents"
TODAY = date(2026, 12, 1)
Facts = dict[str, set[tuple[Any, ...]]]
STRICT = ("number", "date")  # what must be right wherever it is told


def run(folder: Path, quick: bool) -> Iterator[Row]:
    sources = [("made", MADE)]
    if given := os.environ.get("DONDOC_DOCUMENTS"):
        sources.append(("real", Path(given)))
    for name, place in sources:
        found, right = measure(place)
        for kind in sorted({*found, *right}):
            hits = len(found[kind] & right[kind])
            goal = Goal("≥", 0.95) if kind in STRICT else None
            for word, among in (("precision", found[kind]), ("recall", right[kind])):
                if among:
                    yield Row(
                        NAME,
                        f"{word} of {kind}, {name} documents",
                        _alone(hits / len(among)),
                        _alone(hits),
                        _alone(len(among)),
                        "facts",
                        1,
                        goal if word == "precision" else None,
                    )


def explain(folder: Path) -> str:
    found, right = measure(MADE)
    lines = [f"+ {kind}: {fact}" for kind in sorted(found) for fact in sorted(found[kind] - right[kind], key=str)]
    lines += [f"- {kind}: {fact}" for kind in sorted(right) for fact in sorted(right[kind] - found[kind], key=str)]
    return "\n".join(lines)


def _alone(value: float) -> Spread:
    return Spread(value, value, value)


def measure(folder: Path) -> tuple[Facts, Facts]:
    """The facts of all drafts of a folder's documents, and of the definitions of the same keys."""
    registry, shipped = Registry.load(), Library.load()
    beside = Library.load([folder]) if any(folder.glob("*.yaml")) else shipped
    found, right = defaultdict(set), defaultdict(set)
    for path in sorted(each for each in folder.iterdir() if each.suffix in ENDINGS and each.stem != "README"):
        for read in read_documents(read_source(path), registry):
            if read.key not in beside.loaded:
                continue
            drafted = load_text(write(read, shipped, TODAY).text.encode(), f"{read.key}.yaml")
            assert not isinstance(drafted, list)
            for into, document in ((found, drafted.document), (right, beside.get(read.key))):
                for kind, facts in facts_of(document, shipped).items():
                    into[kind] |= {(read.key, *fact) for fact in facts}
    both = {fact[:3] for fact in found["date"]} & {fact[:3] for fact in right["date"]}
    for facts in (found, right):  # whether a document is named at all is measured by how it is named
        facts["date"] = {fact for fact in facts["date"] if fact[1] != "cited" or fact[:3] in both}
    return found, right


def facts_of(document: Document, library: Library) -> Facts:
    """The facts of a definition that a draft can have, without the words that people choose."""
    facts: Facts = defaultdict(set)
    facts["number"].add((document.number.value,))
    facts["date"].add((document.date.value,))
    facts["type"].add((document.type,))
    facts["issuer"].add(tuple(document.issuer))
    if document.signer:
        facts["signer"].add((document.signer.name,))
    for how in ("implements", "carries", "follows_up"):
        for citation in getattr(document, how):
            identity = _identity(citation, library)
            facts[how].add(identity)
            facts["date"].add(("cited", *identity))
    for assigned in document.assigns:
        who = tuple(sorted(_selector(each, document) for each in assigned.who))
        owed = Counter(
            plan=assigned.plan is not None, report=assigned.report is not None, product=assigned.product is not None
        )
        if any(owed.values()):
            facts["assignee"].add((who,))
        if assigned.plan is not None:
            facts["plan"].add((who, _dues(assigned.plan.due)))
        for report in (assigned.report, assigned.product):
            if report is not None:
                to, via = (_parties(each, document) for each in (report.to, report.via))
                facts["route"].add((who, to, via))
                facts["drafter"] |= {(who, each) for each in _parties(report.drafted_by, document)}
                periods = _dues(report.due)
                facts["period"] |= {(who, to, period) for period, _ in periods}
                facts["due date"] |= {(who, to, period, rule) for period, rule in periods if rule is not None}
    for merged in document.consolidates:
        for each in _parties(merged.who, document):
            facts["consolidator"].add((each, _parties(merged.to, document)))
            facts["due date"] |= {("merged", each, *rule) for rule in _dues(merged.due) if rule[1] is not None}
    return {kind: those for kind, those in facts.items() if those}


def _identity(citation: Citation, library: Library) -> tuple[Any, ...]:
    on_file = library.get(citation.document) if citation.document else library.resolve(citation)
    return (on_file.number.value, on_file.date.value) if on_file else (citation.number, citation.date)


def _selector(selector: Selector, document: Document) -> str:
    if selector.agency is not None:
        return _key(selector.agency, document)
    if selector.open or selector.listed:
        return "words"
    count = f" x{selector.count}" if selector.count else ""
    return f"{'+'.join(sorted(selector.kind))} {selector.role or ''} of {selector.under or 'all'}{count}"


def _parties(parties: tuple[Party, ...], document: Document) -> tuple[str, ...]:
    return tuple(sorted(_key(each.agency or f"{each.kind} {each.role}", document) for each in parties))


def _key(key: str, document: Document) -> str:
    return document.issuer[0] if key == "issuer" else key


def _dues(due: Due) -> tuple[tuple[str, Any], ...]:
    if due.whole is not None:
        return (("all", _day(due.whole)),)
    return tuple((period, _day(rule)) for period, rule in sorted(due.periods.items()))


def _day(rule: DueRule) -> Any:
    """The day and which side of it; None where the document gives none."""
    for way in ("before", "by", "within"):
        spec = getattr(rule, way)
        if spec is not None:
            return (way, spec.model_dump_json(), rule.year)
    return None
