"""What every test may ask for: databases, see `support/postgres.py`; a story to look at, see `support/stories.py`."""

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


@pytest.fixture(autouse=True)
def own_state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What commands keep of a person (when the day was last looked at) is the test's own."""
    folder = tmp_path_factory.mktemp("state") / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder
