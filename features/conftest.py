"""Fixtures of the feature files, and the vocabulary of their steps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.steps.blocking import *  # noqa: F403 - steps are found by their names here
from features.steps.due_dates import *  # noqa: F403
from features.steps.findings import *  # noqa: F403
from features.steps.history import *  # noqa: F403
from features.steps.launching import *  # noqa: F403
from features.steps.moving import *  # noqa: F403
from features.steps.world import World


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that scenarios copy."""
    from engine.database import upgrade

    path = tmp_path_factory.mktemp("dondoc") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def world(empty_database: Path, tmp_path: Path) -> Iterator[World]:
    """One scenario's world, on a database of its own."""
    path = tmp_path / "scenario.db"
    shutil.copyfile(empty_database, path)
    scenario = World(f"sqlite:///{path}")
    yield scenario
    scenario.close()
