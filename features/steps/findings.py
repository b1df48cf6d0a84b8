"""Steps about what the checker finds in the documents, before and at the launch of a cascade."""

from __future__ import annotations

from features.steps.cascades import found_in
from features.steps.names import called, key_called
from features.steps.sentences import Said
from features.steps.telling import fail, hold, same, shown
from features.steps.vocabulary import thi
from features.steps.world import World
from words import say
from workflows.findings import Finding
from workflows.rules.registry import RULES
from workflows.spelling import fold


def _rule(text: str) -> str:
    """A rule's name, from its name or its code; a misspelt one must not pass as never found."""
    for rule in RULES.values():
        if text in (rule.name, rule.code):
            return rule.name
    fail("step.no_such_check", text=text, names=", ".join(rule.name for rule in RULES.values()))


def _found(world: World, said: Said) -> tuple[list[Finding], str]:
    """What there is of it, and where."""
    wanted = _rule(said.rule)
    found = [finding for finding in found_in(world.folders, said.document) if finding.rule == wanted]
    return found, ", ".join(sorted({finding.place.at or str(finding.place) for finding in found}))


def _some(world: World, said: Said) -> tuple[list[Finding], str]:
    found, places = _found(world, said)
    hold(found, "step.finding_missing", rule=said.rule, document=said.document)
    return found, places


@thi('kiểm tra "{document}" thấy "{rule}"[ ở "{at}"]', en='checking "{document}" finds "{rule}"[ at "{at}"]')
def is_found(world: World, said: Said) -> None:
    found, places = _some(world, said)
    is_there = said.at is None or said.at in {finding.place.at for finding in found}
    hold(is_there, "step.finding_elsewhere", rule=said.rule, places=places, at=said.at)
    world.seen.add_findings(said.document, [each for each in found if said.at in (None, each.place.at)])


@thi(
    'kiểm tra "{document}" thấy "{rule}" là "{grave}"[ theo "{law}"]',
    en='checking "{document}" finds "{rule}" as "{grave}"[ by "{law}"]',
)
def is_as_grave(world: World, said: Said) -> None:
    wanted, (found, _) = key_called("severity", said.grave), _some(world, said)
    severities = {finding.severity.value for finding in found}
    graves = called("severity", sorted(severities))
    hold(severities == {wanted}, "step.as_grave", **vars(said), graves=graves)
    if said.law is not None:
        cited = {say(f"law.{cite}") for finding in found for cite in finding.cites}
        is_cited = any(fold(said.law) in fold(cite) for cite in cited)
        hold(is_cited, "step.cites_not", rule=said.rule, said="; ".join(sorted(cited)) or "–", law=said.law)
    world.seen.add_findings(said.document, found)


@thi('kiểm tra "{document}" không thấy "{rule}"', en='checking "{document}" does not find "{rule}"')
def is_not_found(world: World, said: Said) -> None:
    found, places = _found(world, said)
    hold(not found, "step.finding_found", rule=said.rule, document=said.document, places=places)


@thi('đợt triển khai ghi kèm phát hiện "{rule}"', en='the finding "{rule}" is pinned with the cascade')
def is_pinned(world: World, said: Said) -> None:
    pinned = _pinned(world)
    hold(_rule(said.rule) in pinned, "step.is_not_pinned", rule=said.rule, pinned=shown(pinned))


@thi('đợt triển khai không ghi kèm phát hiện "{rule}"', en='the finding "{rule}" is not pinned with the cascade')
def is_not_pinned(world: World, said: Said) -> None:
    hold(_rule(said.rule) not in _pinned(world), "step.is_pinned", rule=said.rule)


def _pinned(world: World) -> set[str]:
    return {str(finding["rule"]) for finding in world.asked.findings(world.cascade.key)}


@thi('kiểm tra "{document}" không thấy lỗi', en='checking "{document}" finds no error')
def has_no_error(world: World, said: Said) -> None:
    errors = [each.rule for each in found_in(world.folders, said.document) if each.severity.value == "error"]
    same(errors, [], "step.errors_in", document=said.document)
