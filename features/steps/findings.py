"""Steps about what the checker finds in the documents, before and at the launch of a cascade."""

from __future__ import annotations

from features.steps.vocabulary import thi
from features.steps.world import World, found_in, same
from workflows.findings import Finding
from workflows.rules.registry import RULES


def _rule(text: str) -> str:
    """A rule's name, from its name or its code; a misspelt one must not pass as never found."""
    for rule in RULES.values():
        if text in (rule.name, rule.code):
            return rule.name
    names = ", ".join(rule.name for rule in RULES.values())
    raise AssertionError(f"không có quy tắc kiểm tra “{text}”; các quy tắc: {names}")


def _found(world: World, document: str, rule: str) -> list[Finding]:
    wanted = _rule(rule)
    return [finding for finding in found_in(world.folders, document) if finding.rule == wanted]


def _places(findings: list[Finding]) -> str:
    return ", ".join(sorted({finding.place.at or str(finding.place) for finding in findings}))


@thi(
    'kiểm tra "{document}" thấy "{rule}"[ ở "{at}"]',
    'Thì kiểm tra "kh-binh-dinh-2023" thấy "deadline-inversion" ở "III.2.b"',
)
def is_found(world: World, document: str, rule: str, at: str | None) -> None:
    found = _found(world, document, rule)
    assert found, f"không thấy {rule} trong {document}"
    assert at is None or at in {finding.place.at for finding in found}, f"{rule} ở {_places(found)}, không ở {at}"
    world.seen.findings.add((document, _rule(rule), at))


@thi('kiểm tra "{document}" không thấy "{rule}"', 'Thì kiểm tra "kh-binh-dinh-2023" không thấy "due-before-issue"')
def is_not_found(world: World, document: str, rule: str) -> None:
    found = _found(world, document, rule)
    assert not found, f"thấy {rule} trong {document} ở {_places(found)}"


@thi('đợt triển khai ghi kèm phát hiện "{rule}"', 'Thì đợt triển khai ghi kèm phát hiện "deadline-inversion"')
def is_pinned(world: World, rule: str) -> None:
    world.no_refusal()
    pinned = {str(finding["rule"]) for finding in world.engine.findings(world.cascade.key)}
    assert _rule(rule) in pinned, f"không ghi kèm {rule}; có: {', '.join(sorted(pinned)) or 'không có gì'}"


@thi('kiểm tra "{document}" không thấy lỗi', 'Thì kiểm tra "kh-binh-dinh-2023" không thấy lỗi')
def has_no_error(world: World, document: str) -> None:
    errors = [finding for finding in found_in(world.folders, document) if finding.severity.value == "error"]
    same([finding.rule for finding in errors], [], f"lỗi trong {document}")
