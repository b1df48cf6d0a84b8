"""What every test may ask for: databases, see `support/postgres.py`; a story to look at, see `support/stories.py`."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from stories import story, story_file  # noqa: F401 - as above

from postgres import (  # noqa: F401 - pytest finds fixtures and hooks by their names here
    another,
    blank_database_url,
    blank_postgres_url,
    blank_sqlite_url,
    citus_url,
    database_url,
    postgres_url,
    pytest_configure,
    pytest_report_header,
    pytest_unconfigure,
    sqlite_template_folder,
    sqlite_url,
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is long is begun first, whatever the order of the rest: no worker is left with it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def state_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that are not there yet; a temporary one for each test would cost a look at all that were made before."""
    folder = tmp_path_factory.mktemp("states")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_state_folder(state_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """What commands keep of a person (when the day was last looked at) is the test's own."""
    folder = next(state_folders)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder
