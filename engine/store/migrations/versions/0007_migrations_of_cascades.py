"""What happens to a cascade as a whole, in a chain of its own, and the rows of its graph that this changed."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0007"
down_revision = "dondoc_0006"
branch_labels = None
depends_on = None

_KEYS = {"cascade_event": ("cascade_id", "event_no"), "cascade_change": ("cascade_id", "event_no", "change_no")}


def upgrade() -> None:
    create_event_table()
    create_change_table()
    for table, keys in _KEYS.items():
        if op.get_bind().dialect.name == "sqlite":
            refuse_change_on_sqlite(table, keys)
        else:
            refuse_change_on_postgresql(table)


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def keys(*names: str) -> list[sa.Column[int]]:
    numbers = [sa.Column(name, sa.Integer, nullable=False, primary_key=True, autoincrement=False) for name in names]
    return [
        sa.Column("cascade_id", sa.BigInteger, nullable=False, primary_key=True, autoincrement=False),
        *numbers,
    ]


def create_event_table() -> None:
    op.create_table(
        "cascade_event",
        *keys("event_no"),
        text("kind"),
        text("cause", null=True),
        *(text(name, null=True) for name in ("agency", "by", "login", "mandate")),
        text("occurred_on"),
        text("recorded_at"),
        *(text(name, null=True) for name in ("document", "reason", "batch", "payload")),
        sa.Column("form", sa.Integer, nullable=False),
        text("prev_hash"),
        text("hash"),
        sa.ForeignKeyConstraint(["cascade_id"], ["cascade.cascade_id"]),
    )


def create_change_table() -> None:
    op.create_table(
        "cascade_change",
        *keys("event_no", "change_no"),
        text("of_table"),
        text("key"),
        text("before", null=True),
        text("after", null=True),
        sa.ForeignKeyConstraint(["cascade_id", "event_no"], ["cascade_event.cascade_id", "cascade_event.event_no"]),
    )


def refuse_change_on_sqlite(table: str, keys: tuple[str, ...]) -> None:
    """As for history: also by a row's key, and by the number that SQLite gives it."""
    same = " AND ".join(f"{name} = NEW.{name}" for name in keys)
    for name, event in {
        "refuses_update": f"BEFORE UPDATE ON {table}",
        "refuses_delete": f"BEFORE DELETE ON {table}",
        "refuses_replaced_row": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
        "refuses_replaced_number": (
            f"BEFORE INSERT ON {table} WHEN NEW.rowid > 0 AND EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"
        ),
        "refuses_low_number": f"AFTER INSERT ON {table} WHEN NEW.rowid < 1",
    }.items():
        op.execute(f"CREATE TRIGGER {table}_{name} {event} BEGIN SELECT RAISE(ABORT, 'history is append-only'); END")


def refuse_change_on_postgresql(table: str) -> None:
    """By the function that refuses changes of history; also where triggers are switched off."""
    for name, event in {
        "refuses_update": f"UPDATE ON {table} FOR EACH ROW",
        "refuses_delete": f"DELETE ON {table} FOR EACH ROW",
        "refuses_truncate": f"TRUNCATE ON {table} FOR EACH STATEMENT",
    }.items():
        op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {event} EXECUTE FUNCTION history_refuses_change()")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")
