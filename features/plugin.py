"""What pytest needs to run a feature file: the fixtures and every step of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from features.rules.steps import *  # noqa: F403
from features.steps.auditing import *  # noqa: F403 - steps are found by their names here
from features.steps.blocking import *  # noqa: F403
from features.steps.bulk import *  # noqa: F403
from features.steps.correcting import *  # noqa: F403
from features.steps.due_dates import *  # noqa: F403
from features.steps.figures import *  # noqa: F403
from features.steps.findings import *  # noqa: F403
from features.steps.history import *  # noqa: F403
from features.steps.keeping import *  # noqa: F403
from features.steps.launching import *  # noqa: F403
from features.steps.mandates import *  # noqa: F403
from features.steps.migrating import *  # noqa: F403
from features.steps.moving import *  # noqa: F403
from features.steps.noting import *  # noqa: F403
from features.steps.past import *  # noqa: F403
from features.steps.policies import *  # noqa: F403
from features.steps.reminding import *  # noqa: F403
from features.steps.requesting import *  # noqa: F403
from features.steps.side_roads import *  # noqa: F403
from features.steps.standing_still import *  # noqa: F403
from features.steps.telling import Told
from features.steps.vocabulary import matching
from features.steps.world import Folders, Stage, World

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
