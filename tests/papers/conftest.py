"""The story of `support/stories.py`, told once for all pictures and reports, which only read it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import stories

from engine import Engine
from postgres import sqlite_template


@pytest.fixture(scope="session")
def story_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template_folder: Path) -> Path:
    file = tmp_path_factory.mktemp("story") / "story.db"
    shutil.copyfile(sqlite_template(sqlite_template_folder), file)
    stories.tell(f"sqlite:///{file}")
    return file


@pytest.fixture
def story(story_file: Path) -> Iterator[Engine]:
    with Engine.open(f"sqlite:///{story_file}") as engine:
        yield engine
