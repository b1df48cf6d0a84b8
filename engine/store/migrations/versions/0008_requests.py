"""Finding the tasks on which something was asked for, without reading all of history."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0008"
down_revision = "dondoc_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    asked = sa.text("kind = 'request'")
    op.create_index(
        "history_requests", "history", ["cascade_id", "task_no"], sqlite_where=asked, postgresql_where=asked
    )
