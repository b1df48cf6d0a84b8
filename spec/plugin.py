"""What pytest needs to run a feature file: the fixtures and every step of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_bdd import step as bdd_step

from features.steps.cascades import Folders
from features.steps.sentences import KEYWORDS
from features.steps.telling import Told
from features.steps.vocabulary import AnyStep, matching, perform
from features.steps.world import Stage, World
from rules import every_step, policies  # noqa: F401 - which say what steps there are, and how policies are read

for _kind in KEYWORDS:
    bdd_step(AnyStep(_kind), _kind)(perform)  # type: ignore[arg-type]

FOLDERS = pytest.StashKey[Folders]()  # the writer's own definitions, set by the runner


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Where scenarios get their databases."""
    return Stage(tmp_path_factory.mktemp("dondoc"), request.config.stash.get(FOLDERS, ()))


@pytest.fixture
def world(stage: Stage) -> Iterator[World]:
    """One scenario's world, on a database of its own."""
    scenario = World(stage)
    yield scenario
    scenario.close()


def pytest_bdd_before_step_call(request: pytest.FixtureRequest, step: Any) -> None:
    """The world knows the line that it works on. A table or a text below a step that takes none would be lost."""
    request.getfixturevalue("world").line = step.name
    assert not step.docstring, Told("step.takes_no_text")
    takes_table = any(known.table for known in matching(step.type, step.name))
    assert step.datatable is None or takes_table, Told("step.takes_no_table")


def pytest_bdd_apply_tag() -> bool:
    """Tags sort scenarios for their readers; none of them changes how a scenario runs."""
    return True
