"""Whom a document names, as of a day: agencies, those who hold the work of one that ended, members of a tier.

A name is taken anew for each day that counts (`linker`). What cannot be taken at face value becomes an irregularity of
the cascade, told once for a place whatever the number of days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows.agencies import KINDS, Agency, Succession
from workflows.agency_records import in_words
from workflows.cascade import Cascade
from workflows.errors import UnknownAgency
from workflows.findings import Place
from workflows.schema import Assignment, Document, Party, Report, Selector


@dataclass(frozen=True, slots=True)
class Route:
    """Where the reports of agencies go first, and whether that is a stop on the way (`via`)."""

    hops: dict[str, tuple[str, ...]]
    is_via: bool


@dataclass
class Naming:
    """The names of one document of a cascade; `on` takes them as of a day. `told`: what was told of it already."""

    cascade: Cascade
    document: Document
    told: set[str] = field(default_factory=set)
    _taken: dict[tuple[date, str | None, bool], Names] = field(default_factory=dict)
    _pools: dict[tuple[tuple[str, ...], str | None, str | None], tuple[Agency, ...]] = field(default_factory=dict)

    def on(self, day: date, topic: str | None = None, *, is_quiet: bool = False) -> Names:
        """The names as of a day. `is_quiet`: nothing is told, and who is not in force then stands as it is named."""
        at = (day, topic, is_quiet)
        if at not in self._taken:
            self._taken[at] = Names(self, day, topic, is_quiet)
        return self._taken[at]

    def pool(self, kinds: Iterable[str], under: str | None, role: str | None) -> tuple[Agency, ...]:
        """The agencies of these kinds and that role there, of any day."""
        wanted = (tuple(kinds), under, role)
        if wanted not in self._pools:
            self._pools[wanted] = self.cascade.registry.select(wanted[0], under=under, role=role)
        return self._pools[wanted]

    def are_one(self, one: str, day: date, other: str, other_day: date) -> bool:
        """Whether two, each named on a day of its own, are the same, or the later holds all work of the earlier."""
        if one == other:
            return True
        (_, before), (later, after) = sorted(((day, one), (other_day, other)))
        return day != other_day and self.on(later, is_quiet=True).holder_of(before) == after


class Names:
    """Whom a document names on one day, in what it says of one topic."""

    def __init__(self, naming: Naming, day: date, topic: str | None, is_quiet: bool) -> None:
        self._naming, self._day, self._topic, self._is_quiet = naming, day, topic, is_quiet
        self._cascade, self._document = naming.cascade, naming.document
        self._registry = naming.cascade.registry
        self._assignees: dict[int, tuple[str, ...]] = {}

    # -- one agency --------------------------------------------------------------------------------------------------

    def known(self, key: str, place: Place, at: str) -> str | None:
        """The key, if such an agency is in force, or who holds all its work; else none, and it is told why."""
        if key == "issuer":
            key = self._document.issuer[0]
        try:
            agency = self._registry.get(key)
        except UnknownAgency as error:
            same_role = [item.key for item in self._registry.search(key)] if "." not in key else []
            near = [item for item in same_role if item.split(".")[0] == self._document.issuer[0].split(".")[0]]
            nearest = tuple(agency.key for agency in error.candidates)
            candidates = tuple(near or same_role) or nearest
            self._tell("unknown-agency", place.cited(at), agency=key, candidates=candidates, count=len(same_role))
            return None
        if agency.in_force_on(self._day):
            return key
        if (line := self._line_of_one(key)) is not None:
            first, last = line[0], line[-1]
            facts = {"agency": key, "heir": last.to_key, "since": first.on, "basis": in_words(first.basis)}
            self._tell("agency-succeeded", place.cited(at), **facts)
            return last.to_key
        heirs = tuple(self._heirs(key))
        self._tell("agency-not-in-force", place.cited(at), agency=key, day=self._day, heirs=heirs)
        return key if self._is_quiet else None

    def holder_of(self, key: str) -> str | None:
        """The agency if it is in force, else who holds all its work; None where that is not one."""
        if key not in self._registry or self._registry.get(key).in_force_on(self._day):
            return key
        line = self._line_of_one(key)
        return None if line is None else line[-1].to_key

    def _line_of_one(self, key: str) -> list[Succession] | None:
        """From an agency that ended to who holds all its work on the day; None where that is not one.

        What the document itself answers (`succeeds`) counts before what the registry tells.
        """
        line: list[Succession] = []
        seen = {key}
        while not (line and self._registry.get(key).in_force_on(self._day)):
            edges = self._answered(key) or self._registry.successors_of(key)
            edges = [edge for edge in edges if edge.on is None or edge.on <= self._day]
            if len(edges) != 1 or edges[0].extent != "whole":
                return None
            key = edges[0].to_key
            if key in seen or key not in self._registry:
                return None
            seen.add(key)
            line.append(edges[0])
        return line

    def _answered(self, key: str) -> list[Succession]:
        """What the document says of who holds an agency's work: for this topic, else for all."""
        said = [each for each in self._document.succeeds if each.agency == key and each.topic in (None, self._topic)]
        said.sort(key=lambda each: each.topic is None)
        return [Succession(key, each.by, None, "whole", each.at or self._document.key) for each in said[:1]]

    def _heirs(self, key: str) -> list[str]:
        """Who has its work on the day: successors, and theirs, until each is in force."""
        heirs: dict[str, None] = {}
        open_, seen = [key], {key}
        while open_:
            for succession in self._registry.successors_of(open_.pop()):
                heir = succession.to_key
                if heir in seen:
                    continue
                seen.add(heir)
                if heir in self._registry and self._registry.get(heir).in_force_on(self._day):
                    heirs[heir] = None
                else:
                    open_.append(heir)
        return list(heirs)

    def _party(self, party: Party, near: str | None, place: Place, at: str) -> str | None:
        """One agency that the document names, or the one of that role near the reporter."""
        spot = party.place if party.place.line else place
        if party.agency is not None:
            return self.known(party.agency, spot, at)
        area = party.under or (near or self._document.issuer[0]).split(".")[0]
        kinds = (party.kind,) if party.kind else KINDS
        hits = self._in_force(kinds, area, party.role) if area in self._registry else ()
        if len(hits) == 1:
            return hits[0].key
        said = f"{party.kind or ''} {party.role or ''} @ {area}".strip()
        candidates = tuple(hit.key for hit in hits)
        self._tell("unknown-agency", spot.cited(at), agency=said, candidates=candidates, count=len(hits))
        return None

    def parties(self, parties: Iterable[Party], near: str | None, place: Place, at: str) -> tuple[str, ...]:
        """Those whom the document names one by one, each once; `near`: whose, where it names a role."""
        found = (self._party(party, near, place, at) for party in parties)
        return tuple(dict.fromkeys(key for key in found if key is not None))

    # -- an assignment -----------------------------------------------------------------------------------------------

    def assignees(self, assignment: Assignment) -> tuple[str, ...]:
        """Whom an assignment names, each once; its co-workers, who get no task, must exist too."""
        if id(assignment) not in self._assignees:
            chosen = [key for selector in assignment.who for key in self._selected(selector, assignment)]
            self._assignees[id(assignment)] = tuple(dict.fromkeys(chosen))
            self._co_workers(assignment)
        return self._assignees[id(assignment)]

    def _selected(self, selector: Selector, assignment: Assignment) -> tuple[str, ...]:
        at = self._cascade.cited_at(assignment, self._document)
        place = (selector.place if selector.place.line else assignment.place_of("who")).cited(at)
        if selector.open is not None or selector.listed is not None:
            self._tell("open-assignees", place, words=selector.open or selector.listed)
            return ()
        if selector.agency is not None:
            if selector.agency == "issuer" and self._document.issuer[0] not in self._registry:
                return self._document.issuer[:1]  # told once, at the document
            key = self.known(selector.agency, place, at)
            if key is not None:
                self._within_reach(key, place)
            return (key,) if key is not None else ()
        under = selector.under or self._reach()
        if under is not None and (under := self.known(under, place, at)) is None:
            return ()
        if under is not None:
            self._within_reach(under, place)
        hits, has_gone = self._of_kinds(selector, under, place)
        hits = [key for key in hits if key not in self._document.issuer]
        for left_out in selector.except_:
            if left_out not in hits:
                self._tell("except-matches-nothing", place, agency=left_out, day=self._day)
        hits = [key for key in hits if key not in selector.except_]
        if not hits and not has_gone:
            self._tell("empty-selector", place, kind=", ".join(selector.kind), under=under or "–", day=self._day)
        if selector.count is not None and selector.count != len(hits):
            facts = {"said": selector.count, "found": len(hits), "day": self._day, "agencies": tuple(hits)}
            self._tell("count-mismatch", place, **facts)
        return tuple(hits)

    def _of_kinds(self, selector: Selector, under: str | None, place: Place) -> tuple[list[str], bool]:
        """The agencies of these kinds in force on the day, and whether some kind has ended.

        Of a kind of whom nobody is left, though there were some, those that the document says stand for it.
        """
        role, day = selector.role, self._day
        hits = self._in_force(selector.kind or KINDS, under, role)
        absent = [kind for kind in selector.kind if kind not in {hit.kind for hit in hits}]
        gone = [kind for kind in absent if self._naming.pool((kind,), under, role)]
        said = {tier.tier: tier.now for tier in reversed(self._document.tiers)}
        now = selector.now or tuple(kind for tier in gone for kind in said.get(tier, ()))
        untold = [] if selector.now else [tier for tier in gone if tier not in said]
        if gone and now:
            hits = (*hits, *self._in_force(now, under, role))
        if untold:
            self._tell("tier-gone", place, kinds=tuple(untold), under=under or "–", day=day)
        return sorted({hit.key for hit in hits}), bool(gone)

    def _in_force(self, kinds: Iterable[str], under: str | None, role: str | None) -> tuple[Agency, ...]:
        return tuple(each for each in self._naming.pool(kinds, under, role) if each.in_force_on(self._day))

    def _reach(self) -> str | None:
        """None: the whole country, for a central issuer; else the issuer's own area."""
        issuer = self._document.issuer[0]
        if issuer not in self._registry or self._registry.get(issuer).level == "central":
            return None
        return self.holder_of(issuer) or issuer

    def _within_reach(self, key: str, place: Place) -> None:
        reach = self._reach()
        if reach is not None and key not in self._document.issuer and not self._registry.is_under(key, reach):
            self._tell("outside-authority", place, agency=key, issuer=reach)

    def _co_workers(self, assignment: Assignment) -> None:
        at = self._cascade.cited_at(assignment, self._document)
        place = assignment.place_of("with").cited(at)
        for selector in assignment.with_:
            if selector.agency is not None and selector.agency != "issuer":
                self.known(selector.agency, place, at)
            if selector.kind or selector.role:
                under = selector.under or self._reach()
                if not self._in_force(selector.kind or KINDS, under, selector.role):
                    said = ", ".join(selector.kind)
                    self._tell("empty-selector", place, kind=said, under=under or "–", day=self._day)

    def route(self, report: Report, assignment: Assignment, agencies: tuple[str, ...]) -> Route:
        """The first hop of each agency's report: `via`, else `to`, else the document's only consolidator."""
        at = self._cascade.cited_at(assignment, self._document)
        place = report.place_of("via" if report.via else "to")
        if report.via or report.to:
            wanted = report.via or report.to
            if all_named(wanted):
                same = self.parties(wanted, None, place, at)
                return Route(dict.fromkeys(agencies, same), bool(report.via))
            hops = {agency: self.parties(wanted, agency, place, at) for agency in agencies}
            return Route(hops, bool(report.via))
        consolidators = {party.agency for entry in self._document.consolidates for party in entry.who}
        if len(consolidators) == 1:
            only = self.parties(self._document.consolidates[0].who, None, place, at)
            return Route(dict.fromkeys(agencies, only), True)
        spot = (report.place if report.place.line else place).cited(at)
        self._tell("no-consolidator", spot, count=len(consolidators))
        return Route(dict.fromkeys(agencies, ()), False)

    def _tell(self, rule: str, place: Place, **facts: Any) -> None:
        same = str((rule, place, place.at, [(name, facts[name]) for name in sorted(facts) if name != "day"]))
        if not self._is_quiet and same not in self._naming.told:
            self._naming.told.add(same)
            self._cascade.note(rule, self._document, place, **facts)


def all_named(parties: Iterable[Party]) -> bool:
    """Whether each is named outright, and none by a role near the reporter."""
    return all(party.agency is not None for party in parties)
