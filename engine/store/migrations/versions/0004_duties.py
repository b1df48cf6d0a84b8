"""Each thing that an entry of a document asks of a task. Cascades launched before have none."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0004"
down_revision = "dondoc_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    numbers = [sa.Column(name, sa.Integer(), nullable=False) for name in ("task_no", "duty_no", "assignment_no")]
    op.create_table(
        "duty",
        sa.Column("cascade_id", sa.BigInteger(), nullable=False),
        *numbers,
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cascade_id", "task_no", "duty_no"),
        sa.ForeignKeyConstraint(["cascade_id", "task_no"], ["task.cascade_id", "task.task_no"]),
        sa.ForeignKeyConstraint(["cascade_id", "assignment_no"], ["assignment.cascade_id", "assignment.assignment_no"]),
    )
