"""Extended due dates, revoked documents, and the day of each chain's last row."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0002"
down_revision = "dondoc_0001"


def upgrade() -> None:
    """Until now every row moved its task, so that the last one has the day on which the task came into its state."""
    for name in ("head_on", "plan_until", "own_until", "merged_until"):
        op.add_column("task", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("document", sa.Column("revoked_on", sa.Text(), nullable=True))
    op.execute("UPDATE task SET head_on = since")
