"""What notes are accompanied by, each content once by its SHA-256; where a folder keeps them, none is here."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0012"
down_revision = "dondoc_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
