"""Runs the migrations in the transaction of the connection that `engine.store.upgrading` hands over."""

from alembic import context
from sqlmodel import SQLModel

from engine.store import tables  # noqa: F401 - registers the tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=False,  # the caller has begun the transaction, and ends it
    on_version_apply=context.config.attributes.get("after_each", ()),
)
context.run_migrations()
