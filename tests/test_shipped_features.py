"""The shipped features: each scenario passes, and they leave nothing untouched of the shipped documents that can be.

They are run once, as `dondoc spec --coverage` runs them. `pytest features -k …` runs one alone.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from spec.runner import run

FEATURES = Path(__file__).resolve().parents[1] / "features"


@pytest.mark.long
def test_every_scenario_passes_and_they_touch_all_that_can_be_touched_in_every_document() -> None:
    result = run([FEATURES], (), date(2024, 12, 31), coverage=True)

    failed = [
        (
            feature.file,
            scenario.line,
            scenario.name,
            each.example,
            [(step.text, step.message) for step in each.steps if step.outcome == "failed"],
        )
        for feature in result.features
        for scenario in feature.scenarios
        for each in scenario.runs
        if each.outcome != "passed"
    ]
    assert (failed, result.failed) == ([], 0)
    assert result.coverage is not None
    untouched = [
        f"{item.document}: {item.kind}: {item.item_vi}"
        for item in result.coverage
        if not item.scenarios and not item.reason_vi
    ]
    assert untouched == []
