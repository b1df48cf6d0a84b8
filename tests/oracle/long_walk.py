"""Walks for as long as one likes: `make oracle MINUTES=10`; each walk is told with the seed that makes it again.

A disagreement is printed with all that led to it, and ends the run with 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from answers import Disagreement
from cascades import YEARS, shipped, small
from walk import Walk

from engine import Engine, SimulatedClock
from engine.store.upgrading import upgrade
from workflows.graph import TaskGraph


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, help="only this walk")
    parser.add_argument("--from-seed", type=int, default=1_000, help="the first of the walks")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--db", help="URL of an empty database, instead of a SQLite file for each walk")
    asked = parser.parse_args()
    until = time.monotonic() + asked.minutes * 60
    walks = 0
    for seed in [asked.seed] if asked.seed is not None else _from(asked.from_seed):
        if time.monotonic() > until:
            break
        try:
            walk(seed, asked.steps, asked.db)
        except Disagreement as found:
            print(f"--seed {seed} --steps {asked.steps}\n{found}")
            return 1
        walks += 1
        print(f"\r{walks} walks agree, the last is seed {seed}", end="", file=sys.stderr, flush=True)
    print(f"\n{walks} walks of {asked.steps} steps agree")
    return 0


def _from(seed: int) -> Iterator[int]:
    while True:
        yield seed
        seed += 1


def walk(seed: int, steps: int, url: str | None = None) -> None:
    """One walk: of each five, four on small cascades and one on the shipped ones; every other one under mandates.

    Raises Disagreement.
    """
    rng = Random(seed)
    graphs: list[TaskGraph] = [small(rng, f"ct-{seed}")]
    start = date(2023, 6, 1)
    if seed % 5 == 0:
        years = rng.choice([(2022,), (2023,), (2024,), YEARS])
        graphs, start = [shipped(year) for year in years], date(max(years), 5, 20)
    clock = SimulatedClock(datetime(start.year, start.month, start.day, 2, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        own = url or f"sqlite:///{Path(folder) / 'walk.db'}"
        upgrade(own)
        with Engine.open(own, clock=clock) as engine:
            Walk(engine, clock, graphs, rng, start, has_mandates=seed % 2 == 1).go(steps, compare_every=8)


if __name__ == "__main__":
    sys.exit(main())
