"""Steps about what the checker finds in the documents."""

from __future__ import annotations

from functools import cache

from features.steps.vocabulary import thi
from features.steps.world import World, definitions, same
from workflows.checker import check
from workflows.findings import Finding


@cache
def _findings(folders: tuple[object, ...], document: str) -> tuple[Finding, ...]:
    return check(*definitions(folders), [document])  # type: ignore[arg-type]


@thi(
    'kiểm tra "{document}" thấy "{rule}"[ ở "{at}"]',
    'Thì kiểm tra "kh-binh-dinh-2023" thấy "deadline-inversion" ở "III.2.b"',
)
def is_found(world: World, document: str, rule: str, at: str | None) -> None:
    places = {finding.place.at for finding in _findings(world.folders, document) if finding.rule == rule}
    assert places, f"không thấy {rule} trong {document}"
    assert at is None or at in places, f"{rule} ở {', '.join(sorted(places))}, không ở {at}"


@thi('kiểm tra "{document}" không thấy "{rule}"', 'Thì kiểm tra "kh-binh-dinh-2023" không thấy "due-before-issue"')
def is_not_found(world: World, document: str, rule: str) -> None:
    places = sorted(finding.place.at for finding in _findings(world.folders, document) if finding.rule == rule)
    same(places, [], f"nơi thấy {rule} trong {document}")
