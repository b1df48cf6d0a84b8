"""The shipped features leave nothing of the shipped documents untouched that a scenario can touch."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from features.runner import run

FEATURES = Path(__file__).resolve().parents[1] / "features"


def test_scenarios_touch_all_that_can_be_touched_in_every_document() -> None:
    result = run([FEATURES], (), date(2024, 12, 31), coverage=True)

    assert result.coverage is not None
    untouched = [
        f"{item.document}: {item.kind}: {item.item_vi}"
        for item in result.coverage
        if not item.scenarios and not item.reason_vi
    ]
    assert result.failed == 0
    assert untouched == []
