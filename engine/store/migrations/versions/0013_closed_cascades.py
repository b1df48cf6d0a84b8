"""The day on which a cascade was closed; an event of its chain says by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0013"
down_revision = "dondoc_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cascade", sa.Column("closed_on", sa.Text(), nullable=True))
