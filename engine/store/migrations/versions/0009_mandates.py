"""Who may act for an agency: one append-only chain over all cascades; by which mandate a cascade was launched."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0009"
down_revision = "dondoc_0008"
branch_labels = None
depends_on = None

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'mandate_event is append-only'); END"
_LIMITS = {"basis": 10_000, "reason": 10_000, "by": 10_000, "person": 200, "post": 200, "absent": 200, "bound_to": 200}


def upgrade() -> None:
    op.add_column("cascade", sa.Column("mandate", sa.Text(), nullable=True))
    given = ("since", "until", "basis", "signature", "bound_to", "absent", "granter", "under", "by")
    op.create_table(
        "mandate_event",
        sa.Column("seq", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "mandate", "agency")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("person", "post", "triggers", *given)),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("login", "recorded_at")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("reason", "payload")),
        sa.Column("form", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("prev_hash", "hash")),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("mandate_event_by_agency", "mandate_event", ["agency"])
    for name, column, where, unique in (
        ("mandate_event_granted", "mandate", "kind = 'grant'", True),
        ("mandate_event_bound", "bound_to", "bound_to IS NOT NULL", False),
    ):
        narrowed = sa.text(where)
        op.create_index(
            name, "mandate_event", [column], unique=unique, sqlite_where=narrowed, postgresql_where=narrowed
        )
    if op.get_bind().dialect.name == "sqlite":
        refuse_on_sqlite()
    else:
        refuse_on_postgresql()


def refuse_on_sqlite() -> None:
    """Its `seq` is the row's hidden number too; REPLACE deletes without a DELETE trigger, so it is refused before."""
    longer = " OR ".join(f'length(NEW."{name}") > {limit}' for name, limit in _LIMITS.items())
    for name, event in {
        "mandate_event_refuses_update": "UPDATE ON mandate_event",
        "mandate_event_refuses_delete": "DELETE ON mandate_event",
        "mandate_event_refuses_replaced_row": (
            "INSERT ON mandate_event WHEN EXISTS (SELECT 1 FROM mandate_event WHERE seq = NEW.seq "
            "OR rowid = NEW.rowid OR (kind = 'grant' AND NEW.kind = 'grant' AND mandate = NEW.mandate))"
        ),
    }.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} {_REFUSE}")
    refuse_long = "BEGIN SELECT RAISE(ABORT, 'mandate_event_lengths'); END"
    op.execute(f"CREATE TRIGGER mandate_event_lengths BEFORE INSERT ON mandate_event WHEN {longer} {refuse_long}")


def refuse_on_postgresql() -> None:
    """As history: row triggers, one for TRUNCATE, all of them also where a session switches ordinary ones off."""
    op.execute(
        "CREATE FUNCTION mandate_event_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'mandate_event is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for name, event in {
        "mandate_event_refuses_update": "UPDATE ON mandate_event FOR EACH ROW",
        "mandate_event_refuses_delete": "DELETE ON mandate_event FOR EACH ROW",
        "mandate_event_refuses_truncate": "TRUNCATE ON mandate_event FOR EACH STATEMENT",
    }.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION mandate_event_refuses_change()")
        op.execute(f"ALTER TABLE mandate_event ENABLE ALWAYS TRIGGER {name}")
    kept = " AND ".join(f'coalesce(length("{name}"), 0) <= {limit}' for name, limit in _LIMITS.items())
    op.execute(f"ALTER TABLE mandate_event ADD CONSTRAINT mandate_event_lengths CHECK ({kept})")
