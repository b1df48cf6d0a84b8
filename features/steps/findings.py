"""Steps about what the checker finds in the documents, before and at the launch of a cascade."""

from __future__ import annotations

from features.steps.names import SEVERITIES, severity, spoken
from features.steps.telling import fail, hold, same, shown
from features.steps.vocabulary import thi
from features.steps.world import World, found_in
from words import say
from workflows.findings import Finding
from workflows.rules.registry import RULES
from workflows.spelling import fold


def _rule(text: str) -> str:
    """A rule's name, from its name or its code; a misspelt one must not pass as never found."""
    for rule in RULES.values():
        if text in (rule.name, rule.code):
            return rule.name
    names = ", ".join(rule.name for rule in RULES.values())
    fail(
        "step.no_such_check",
        text=text,
        names=names,
    )


def _found(world: World, document: str, rule: str) -> list[Finding]:
    wanted = _rule(rule)
    return [finding for finding in found_in(world.folders, document) if finding.rule == wanted]


def _places(findings: list[Finding]) -> str:
    return ", ".join(sorted({finding.place.at or str(finding.place) for finding in findings}))


def _some(world: World, document: str, rule: str) -> list[Finding]:
    found = _found(world, document, rule)
    hold(found, "step.finding_missing", rule=rule, document=document)
    return found


@thi('kiểm tra "{document}" thấy "{rule}"[ ở "{at}"]', en='checking "{document}" finds "{rule}"[ at "{at}"]')
def is_found(world: World, document: str, rule: str, at: str | None) -> None:
    found = _some(world, document, rule)
    is_there = at is None or at in {finding.place.at for finding in found}
    places = _places(found)
    hold(is_there, "step.finding_elsewhere", rule=rule, places=places, at=at)
    world.seen.findings.add((document, _rule(rule), at))


@thi(
    'kiểm tra "{document}" thấy "{rule}" là "{grave}"[ theo "{law}"]',
    en='checking "{document}" finds "{rule}" as "{grave}"[ by "{law}"]',
)
def is_as_grave(world: World, document: str, rule: str, grave: str, law: str | None) -> None:
    found, wanted = _some(world, document, rule), severity(grave)
    severities = {finding.severity.value for finding in found}
    graves = spoken(sorted(severities), SEVERITIES)
    hold(severities == {wanted}, "step.as_grave", rule=rule, document=document, graves=graves, grave=grave)
    if law is not None:
        cited = {say(f"law.{cite}") for finding in found for cite in finding.cites}
        said = "; ".join(sorted(cited)) or "–"
        is_cited = any(fold(law) in fold(cite) for cite in cited)
        hold(is_cited, "step.cites_not", rule=rule, said=said, law=law)
    world.seen.findings.add((document, _rule(rule), None))


@thi('kiểm tra "{document}" không thấy "{rule}"', en='checking "{document}" does not find "{rule}"')
def is_not_found(world: World, document: str, rule: str) -> None:
    found = _found(world, document, rule)
    places = _places(found)
    hold(not found, "step.finding_found", rule=rule, document=document, places=places)


@thi('đợt triển khai ghi kèm phát hiện "{rule}"', en='the finding "{rule}" is pinned with the cascade')
def is_pinned(world: World, rule: str) -> None:
    pinned = _pinned(world)
    hold(_rule(rule) in pinned, "step.is_not_pinned", rule=rule, pinned=shown(pinned))


@thi('đợt triển khai không ghi kèm phát hiện "{rule}"', en='the finding "{rule}" is not pinned with the cascade')
def is_not_pinned(world: World, rule: str) -> None:
    hold(_rule(rule) not in _pinned(world), "step.is_pinned", rule=rule)


def _pinned(world: World) -> set[str]:
    world.no_refusal()
    return {str(finding["rule"]) for finding in world.answers.findings(world.cascade.key)}


@thi('kiểm tra "{document}" không thấy lỗi', en='checking "{document}" finds no error')
def has_no_error(world: World, document: str) -> None:
    errors = [finding for finding in found_in(world.folders, document) if finding.severity.value == "error"]
    same([finding.rule for finding in errors], [], "step.errors_in", document=document)
