"""Agencies of a level are found without walking through all: how long a state usually lasts is asked level by level."""

from alembic import op

revision = "dondoc_0010"
down_revision = "dondoc_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("agency_by_level", "agency", ["cascade_id", "level", "agency_no"])
