"""What every test may ask for: databases, see `support/postgres.py`."""

from postgres import (  # noqa: F401 - pytest finds fixtures and hooks by their names here
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
