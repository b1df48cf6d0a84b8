"""What an agency keeps about its own work: to whom it is assigned, when somebody looks again, its tags."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0011"
down_revision = "dondoc_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No earlier row says anything of these: a note until now told of a document."""
    for name in ("assigned_to", "follow_up"):
        op.add_column("task", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "task_tag",
        sa.Column("cascade_id", sa.BigInteger(), nullable=False),
        sa.Column("task_no", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cascade_id", "task_no", "tag"),
        sa.ForeignKeyConstraint(["cascade_id", "task_no"], ["task.cascade_id", "task.task_no"]),
    )
