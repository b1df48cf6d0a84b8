"""History keeps no text that is longer than what may be recorded (`engine/requests.py`), whoever writes it."""

from alembic import op

revision = "dondoc_0005"
down_revision = "dondoc_0004"
branch_labels = None
depends_on = None

_LIMITS = {"document": 200, "reason": 10_000, "by": 10_000, "idempotency_key": 10_000}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        longer = " OR ".join(f'length(NEW."{name}") > {limit}' for name, limit in _LIMITS.items())
        refuse = "BEGIN SELECT RAISE(ABORT, 'history_lengths'); END"
        op.execute(f"CREATE TRIGGER history_lengths BEFORE INSERT ON history WHEN {longer} {refuse}")
    else:  # what was recorded before stays as it is
        kept = " AND ".join(f'coalesce(length("{name}"), 0) <= {limit}' for name, limit in _LIMITS.items())
        op.execute(f"ALTER TABLE history ADD CONSTRAINT history_lengths CHECK ({kept}) NOT VALID")
