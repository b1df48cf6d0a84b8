"""Somebody else at work on the same database: a role of PostgreSQL, or another user of the operating system."""

from __future__ import annotations

import pwd
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest

from engine import Engine
from engine.clock import Clock
from engine.store.database import connect
from engine.store.grants import Roles, grants_sql

At = Callable[[str], Engine]


@contextmanager
def logins(url: str, clock: Clock, *names: str) -> Iterator[At]:
    """Opens the database as one of these, each a coordinator; `at("")` is whoever runs the tests."""
    with ExitStack() as stack:
        if url.startswith("sqlite"):
            yield lambda name: stack.enter_context(_as_user(url, clock, name))
            return
        urls = stack.enter_context(_members(url, names))
        yield lambda name: stack.enter_context(Engine.open(urls.get(name, url), clock=clock))


def login_name(url: str, name: str) -> str:
    """What `name` is logged in as: roles are the server's, so that they are called by the database too."""
    return name if url.startswith("sqlite") else f"{_database(url)}_{name}"


@contextmanager
def _as_user(url: str, clock: Clock, name: str) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patched:
        if name:
            patched.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name=name))
        engine = Engine.open(url, clock=clock)
    with engine:
        yield engine


def _database(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def _members(url: str, names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    roles = Roles(*(f"{_database(url)}_{role}" for role in ("owner", "coordinator", "auditor")))
    connection, _ = connect(url)
    for statement in grants_sql(roles).splitlines():
        if not statement.startswith("--"):
            connection.execute(statement)
    members = {name: f"{_database(url)}_{name}" for name in names}
    for member in members.values():
        connection.execute(f'CREATE ROLE "{member}" LOGIN IN ROLE "{roles.coordinator}"')
    connection.close()
    yield {name: url.replace("//postgres@", f"//{member}@") for name, member in members.items()}
    made = (*members.values(), roles.owner, roles.coordinator, roles.auditor)
    connection, _ = connect(url)
    for role in made:
        connection.execute(f'DROP OWNED BY "{role}" CASCADE')
    for role in made:
        connection.execute(f'DROP ROLE "{role}"')
    connection.close()
