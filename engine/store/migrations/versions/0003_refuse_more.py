"""History refuses two more ways round: a replaced row number (SQLite), triggers switched off (PostgreSQL)."""

from alembic import op

revision = "dondoc_0003"
down_revision = "dondoc_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse_row_numbers()
    else:
        refuse_always()


def refuse_row_numbers() -> None:
    """A SQLite row also has a hidden unique key, `rowid`, by which INSERT OR REPLACE deletes without a DELETE trigger.

    Before an INSERT that does not name it, it reads as -1; no row may therefore have a number below 1.
    """
    refuse = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    op.execute(
        "CREATE TRIGGER history_refuses_replaced_number BEFORE INSERT ON history "
        f"WHEN NEW.rowid > 0 AND EXISTS (SELECT 1 FROM history WHERE rowid = NEW.rowid) {refuse}"
    )
    op.execute(f"CREATE TRIGGER history_refuses_low_number AFTER INSERT ON history WHEN NEW.rowid < 1 {refuse}")


def refuse_always() -> None:
    """`session_replication_role = replica` passes ordinary triggers."""
    for name in ("history_refuses_update", "history_refuses_delete", "history_refuses_truncate"):
        op.execute(f"ALTER TABLE history ENABLE ALWAYS TRIGGER {name}")
