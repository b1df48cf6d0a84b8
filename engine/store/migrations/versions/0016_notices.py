"""What moves did that somebody may want to hear of, and the messages by which they are told."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0016"
down_revision = "dondoc_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of what was recorded before is told."""
    op.create_table(
        "notice",
        sa.Column("cascade_id", sa.BigInteger(), nullable=False),
        sa.Column("task_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_no", sa.Integer(), nullable=False),
        sa.Column("by_seq", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cascade_id", "task_no", "kind", "by_no", "by_seq"),
        sa.ForeignKeyConstraint(["cascade_id"], ["cascade.cascade_id"]),
    )
    op.create_table(
        "told",
        sa.Column("cascade_id", sa.BigInteger(), nullable=False),
        sa.Column("task_no", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "mark", "address")),
        sa.PrimaryKeyConstraint("cascade_id", "task_no", "kind", "mark", "address"),
        sa.ForeignKeyConstraint(["cascade_id"], ["cascade.cascade_id"]),
    )
    op.create_table(
        "message",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("message_id", "address", "made_on", "made_at", "lang", "payload", "state")
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("leased_until", "sent_at", "error")),
        sa.PrimaryKeyConstraint("message_id"),
    )
    is_due = sa.text("state = 'due'")
    op.create_index("message_due", "message", ["next_at"], sqlite_where=is_due, postgresql_where=is_due)
