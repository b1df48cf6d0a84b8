"""What an assignment is about, in English. Cascades launched before have none."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0006"
down_revision = "dondoc_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("content_en", sa.Text(), nullable=True))
