"""Rules about who must act (A)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from workflows.agency_records import in_words
from workflows.cascade import AskedReport, Order
from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.periods import Period
from workflows.rules.registry import RESOLUTION_190, Hit, met, name_of, named, rule
from workflows.said import Said, shortened


@rule("A101", Severity.ERROR)
def unknown_agency(drafts: Drafts) -> Iterator[Hit]:
    """A document names an agency that the registry does not have, or a role that no single agency there fills."""
    for item, hit in zip(drafts.cascade.met("unknown-agency"), met(drafts, "unknown-agency"), strict=True):
        yield replace(hit, facts={**hit.facts, "known": _known(drafts, item.facts["candidates"], item.facts["count"])})


def _known(drafts: Drafts, keys: tuple[str, ...], count: int) -> Said | str:
    """The agencies that match, or where none does the nearest; nothing where there are none either."""
    if not keys:
        return ""
    near = shortened(named(drafts, keys))
    return Said("rule.matching" if count else "rule.nearest", {"near": near})


@rule("A102", Severity.ERROR)
def agency_not_in_force(drafts: Drafts) -> Iterator[Hit]:
    """A document names an agency that has been dissolved or merged by the day that counts, or does not exist yet."""
    for item, hit in zip(drafts.cascade.met("agency-not-in-force"), met(drafts, "agency-not-in-force"), strict=True):
        heirs: Any = named(drafts, item.facts["heirs"])
        if not heirs:
            heirs = drafts.cascade.registry.why_no_heir(item.facts["agency"]) or Said("rule.no-heir")
        yield replace(hit, facts={**hit.facts, "heirs": heirs})


@rule("A103", Severity.NOTE, cites=(RESOLUTION_190,))
def agency_succeeded(drafts: Drafts) -> Iterator[Hit]:
    """A document names an agency that ended, and one other holds all its work: that one is meant."""
    for item, hit in zip(drafts.cascade.met("agency-succeeded"), met(drafts, "agency-succeeded"), strict=True):
        facts = {name: name_of(drafts, item.facts[name]) for name in ("agency", "heir")}
        how = "rule.A103.since" if item.facts["since"] else "rule.A103.answered"
        said = Said(how, {name: item.facts[name] for name in ("since", "basis")})
        yield replace(hit, facts={**hit.facts, **facts, "heir_key": item.facts["heir"], "how": said})


@rule("A104", Severity.WARNING, cites=(RESOLUTION_190,))
def agency_ends_first(drafts: Drafts) -> Iterator[Hit]:
    """Who must send a report, merge it or take it in is there as the period ends, and is gone before it is due."""
    ending: dict[tuple[Place, Period, date], tuple[AskedReport | Order, set[str]]] = {}
    sources: list[AskedReport | Order] = [*drafts.cascade.reports, *drafts.cascade.orders]
    registry = drafts.cascade.registry
    for source in sources:
        due = source.due.last_day
        for key in (source.agency, *(source.hops if isinstance(source, AskedReport) else source.to)):
            until = registry.get(key).valid_until if key in registry else None
            if until is not None and due is not None and until < due:
                ending.setdefault((source.place, source.period, until), (source, set()))[1].add(key)
    for (place, period, until), (source, keys) in ending.items():
        agencies = shortened(named(drafts, sorted(keys)))
        each = Said("rule.A104.case", {"agencies": agencies, "until": until, "due": source.due.last_day})
        yield Hit(place, source.document.key, {}, period, each)


@rule("A201", Severity.WARNING)
def empty_selector(drafts: Drafts) -> Iterator[Hit]:
    """A selector matches nobody on the day on which it is taken."""
    yield from met(drafts, "empty-selector")


@rule("A202", Severity.WARNING)
def except_matches_nothing(drafts: Drafts) -> Iterator[Hit]:
    """`except` names an agency that would not have been chosen anyway."""
    yield from met(drafts, "except-matches-nothing")


@rule("A203", Severity.WARNING)
def count_mismatch(drafts: Drafts) -> Iterator[Hit]:
    """The document says how many agencies it addresses, and the registry has another number on that day."""
    yield from met(drafts, "count-mismatch")


@rule("A204", Severity.WARNING)
def outside_authority(drafts: Drafts) -> Iterator[Hit]:
    """A document gives work to an agency that is not below its issuer."""
    yield from met(drafts, "outside-authority")


@rule("A205", Severity.WARNING)
def tier_gone(drafts: Drafts) -> Iterator[Hit]:
    """A document names a tier that has ended, and does not say who is meant today."""
    for item, hit in zip(drafts.cascade.met("tier-gone"), met(drafts, "tier-gone"), strict=True):
        kinds = tuple(Said(f"kind.{kind}") for kind in item.facts["kinds"])
        under = item.facts["under"]
        where = name_of(drafts, under) if under in drafts.cascade.registry else under
        yield replace(hit, facts={**hit.facts, "kinds": kinds, "under": where})


@rule("A301", Severity.NOTE)
def open_assignees(drafts: Drafts) -> Iterator[Hit]:
    """An assignment names its assignees in words that nobody can enumerate, or by an annex that is not on file."""
    yield from met(drafts, "open-assignees")


@rule("A401", Severity.NOTE)
def body_by_decree(drafts: Drafts) -> Iterator[Hit]:
    """Work is given to a body that its decree sets up everywhere, and that nothing of the place itself confirms."""
    registry = drafts.cascade.registry
    seen: set[tuple[Place, str]] = set()
    for draft in drafts.tasks.values():
        for source in draft.everything:
            agency = registry.get(source.agency) if source.agency in registry else None
            place = source.entry.place if isinstance(source, Order) else source.assignment.place_of("who")
            if agency is not None and agency.decree is not None and (place, agency.key) not in seen:
                seen.add((place, agency.key))
                yield Hit(place, source.document.key, {"agency": agency.called, "decree": in_words(agency.decree)})
