"""The engine against the model: random walks over every move, on small cascades and on the shipped ones."""

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from cascades import shipped, small
from walk import Walk

from engine import Engine, SimulatedClock

FIRST = date(2023, 6, 1)


@pytest.mark.parametrize("seed", range(6))
def test_small_cascades(database_url: str, seed: int) -> None:
    clock = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    rng = Random(seed)
    with Engine.open(database_url, clock=clock) as engine:
        for number in range(2):
            Walk(engine, clock, [small(rng, f"ct-{seed}-{number}")], rng, FIRST).go(20, compare_every=5)


@pytest.mark.parametrize("seed", range(100, 104))
def test_under_mandates(database_url: str, seed: int) -> None:
    clock = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    rng = Random(seed)
    with Engine.open(database_url, clock=clock) as engine:
        Walk(engine, clock, [small(rng, f"ct-{seed}")], rng, FIRST, has_mandates=True).go(30, compare_every=10)


def walk_on(years: tuple[int, ...], url: str) -> None:
    start = date(max(years), 5, 20)
    clock = SimulatedClock(datetime(start.year, 5, 20, 2, tzinfo=UTC))
    with Engine.open(url, clock=clock) as engine:
        Walk(engine, clock, map(shipped, years), Random(sum(years)), start).go(14, compare_every=14)


@pytest.mark.long
def test_a_shipped_cascade_on_both_databases(database_url: str) -> None:
    walk_on((2022,), database_url)


@pytest.mark.long
@pytest.mark.parametrize("years", [(2023,), (2024,), (2022, 2023, 2024)], ids=str)
def test_the_shipped_cascades(sqlite_url: str, years: tuple[int, ...]) -> None:
    walk_on(years, sqlite_url)


def test_the_model_imports_nothing_of_the_engine() -> None:
    folder = Path(__file__).parent

    for name in ("counting", "model", "order", "deliverables", "answers"):
        assert "engine import" not in (folder / f"{name}.py").read_text(encoding="utf-8")
        assert "import engine" not in (folder / f"{name}.py").read_text(encoding="utf-8")
