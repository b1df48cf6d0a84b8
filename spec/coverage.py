"""What scenarios touch of each document, and what no scenario touches.

Touched is what happened in a scenario that passed: an arrow of the lifecycle that a task of the document took, a guard
that said no, a due date that a step asked for, a refusal, a finding that a step named. That it happened does not say
that it was looked at closely; that it never happened says that nobody did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache

from features.steps.cascades import Cascade, Folders, cascade_of, definitions, found_in
from features.steps.seen import Seen
from features.steps.touchable import KINDS, things_of
from spec.results import CoverageItem
from workflows.errors import NotLaunchable
from workflows.schema import Document


def account(folders: Folders, seen: Sequence[Seen]) -> tuple[CoverageItem, ...]:
    """Every thing of every document (of the writer's own, if any), with how many scenarios touch it."""
    documents = _documents(folders)
    years = sorted({pair for each in seen for pair in each.cascades})
    items = []
    things = {
        thing: said
        for document in documents
        for thing, said in things_of(
            document.key, _cascades(folders, document, years), found_in(folders, document.key)
        ).items()
    }
    touched = Counter(thing for each in seen for thing in each.things)
    for thing, words in things.items():
        vi, en, *never = words.as_texts()
        reasons = ("", "") if touched[thing] else never
        items.append(CoverageItem(*thing[:3], vi, thing.at, touched[thing], en, *reasons))
    return tuple(sorted(items, key=lambda item: (item.document, KINDS.index(item.kind))))


def _documents(folders: Folders) -> list[Document]:
    library, _ = definitions(folders)
    shipped, _ = definitions(())
    own = [
        document for document in library.documents if library.loaded[document.key] != shipped.loaded.get(document.key)
    ]
    return own if folders and own else list(library.documents)


def _cascades(folders: Folders, document: Document, years: Iterable[tuple[str, int]]) -> list[Cascade]:
    """The cascades that have the document, in the years launched; where there are none, in the year it speaks of."""
    library, _ = definitions(folders)
    roots = {root.key for root in library.roots(document)}
    launched = (_launched(folders, root, year) for root, year in years if root in roots)
    found = [each for each in launched if each is not None and each.document(document.key) is not None]
    if found:
        return found
    days = [document.date.value, document.applies and document.applies.from_]
    own = {day.year for day in days if day} | ({document.applies.year} if document.applies else set())
    every = (_launched(folders, root, year) for root in sorted(roots) for year in own - {None})
    return [each for each in every if each is not None]


@cache
def _launched(folders: Folders, directive: str, year: int) -> Cascade | None:
    with suppress(NotLaunchable):
        return cascade_of(folders, directive, year)
    return None
