"""What a document's model knows by itself: when it is in force, and what is a plan."""

from __future__ import annotations

import pytest
from own_definitions import day, loaded_document

DATED = "date: 2023-04-03\n"
BLANK = "date: {missing: để trống}\n"


@pytest.mark.parametrize(
    ("body", "years"),
    [
        (DATED, {2023, 2024, 2025}),
        (DATED + "applies: {year: 2024}", {2024}),
        (DATED + "applies: {from: 2024-01-01}", {2024, 2025}),
        (DATED + "applies: {from: 2023-04-03, until: 2024-03-31}", {2023, 2024}),
        (BLANK + "applies: {year: 2023}", {2023}),
        (BLANK + "applies: {from: 2024-02-01}", {2024, 2025}),
    ],
)
def test_a_document_is_in_force_in_the_years_that_it_applies_to(body: str, years: set[int]) -> None:
    document = loaded_document(body)

    assert {year for year in range(2021, 2026) if document.in_force_in(year)} == years


@pytest.mark.parametrize(
    ("body", "on", "in_force"),
    [
        (DATED, "2023-04-02", False),
        (DATED, "2023-04-03", True),
        (DATED + "applies: {year: 2023}", "2023-04-02", False),
        (DATED + "applies: {year: 2023}", "2023-12-31", True),
        (DATED + "applies: {year: 2023}", "2024-01-01", False),
        (BLANK + "applies: {year: 2023}", "2023-01-01", True),
        (DATED + "applies: {from: 2023-05-01, until: 2024-03-31}", "2023-04-30", False),
        (DATED + "applies: {from: 2023-05-01, until: 2024-03-31}", "2023-05-01", True),
        (DATED + "applies: {from: 2023-05-01, until: 2024-03-31}", "2024-03-31", True),
        (DATED + "applies: {from: 2023-05-01, until: 2024-03-31}", "2024-04-01", False),
    ],
)
def test_a_document_is_in_force_from_its_own_day_to_its_last(body: str, on: str, in_force: bool) -> None:
    assert loaded_document(body).in_force_on(day(on)) is in_force


def test_facts_cannot_be_changed_once_read() -> None:
    document = loaded_document(DATED)

    with pytest.raises(ValueError, match="frozen"):
        document.title = "khác"  # type: ignore[misc]


def test_every_fact_knows_where_it_stands() -> None:
    document = loaded_document("assigns:\n  - who: issuer\n    report: {to: binh-dinh, due: {H1: {before: 30/5}}}\n")
    rule = document.assigns[0].report.due.periods["H1"]  # type: ignore[union-attr]

    assert (rule.place.line, rule.place.column) == (9, 39)
    assert rule.place_of("before").column == 40
    assert rule.place_of("roll") == rule.place
