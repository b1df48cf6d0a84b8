"""What every test may ask for: databases, see `support/postgres.py`; a story to look at, see `support/stories.py`."""

from stories import story, story_file  # noqa: F401 - as above

from postgres import (  # noqa: F401 - pytest finds fixtures and hooks by their names here
    another,
    blank_database_url,
    blank_postgres_url,
    blank_sqlite_url,
    database_url,
    postgres_url,
    pytest_configure,
    pytest_unconfigure,
    sqlite_template_folder,
    sqlite_url,
)
