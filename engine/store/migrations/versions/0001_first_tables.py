"""The first tables, and the triggers that keep history append-only."""

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0001"
down_revision = None


def upgrade() -> None:
    create_cascade_tables()
    create_work_tables()
    create_edge_tables()
    create_history_table()
    if op.get_bind().dialect.name == "sqlite":
        refuse_change_on_sqlite()
    else:
        refuse_change_on_postgresql()


def text(name: str, *, null: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, primary_key=key)


def number(name: str, *, null: bool = False, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null, primary_key=key, autoincrement=False)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def cascade_id() -> sa.Column[int]:
    return sa.Column("cascade_id", sa.BigInteger, nullable=False, primary_key=True, autoincrement=False)


def of_a_cascade() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["cascade_id"], ["cascade.cascade_id"])


def points_to(table: str, own: str, there: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["cascade_id", own], [f"{table}.cascade_id", f"{table}.{there or own}"])


def create_index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def create_cascade_tables() -> None:
    op.create_table(
        "cascade",
        cascade_id(),
        text("directive"),
        number("year"),
        text("title"),
        text("launched_on"),
        text("recorded_at"),
        text("by", null=True),
        text("login", null=True),
        text("definition_hash"),
        text("lifecycle_key"),
        text("lifecycle_hash"),
        text("calendar_hash"),
        flag("is_simulated"),
        number("task_count"),
        number("consolidation_count"),
        number("feed_count"),
    )
    create_index("cascade_by_key", "cascade", ["directive", "year"])
    op.create_table("pinned", text("hash", key=True), text("kind"), text("content"))
    op.create_table(
        "cascade_pin",
        cascade_id(),
        text("kind", key=True),
        text("name", key=True),
        text("hash"),
        of_a_cascade(),
        sa.ForeignKeyConstraint(["hash"], ["pinned.hash"]),
    )
    op.create_table(
        "agency",
        cascade_id(),
        number("agency_no", key=True),
        text("key"),
        text("name"),
        text("name_en"),
        text("short"),
        text("kind"),
        text("level"),
        text("superior", null=True),
        of_a_cascade(),
    )
    create_index("agency_by_key", "agency", ["cascade_id", "key"], unique=True)
    create_index("agency_by_superior", "agency", ["cascade_id", "superior"])
    op.create_table(
        "document",
        cascade_id(),
        number("document_no", key=True),
        text("key"),
        text("type"),
        text("title"),
        text("issuers"),
        text("implements"),
        text("number", null=True),
        text("issued_on", null=True),
        text("out_on", null=True),
        text("not_before", null=True),
        flag("is_plan"),
        flag("is_out"),
        of_a_cascade(),
    )
    create_index("document_by_key", "document", ["cascade_id", "key"], unique=True)


def create_work_tables() -> None:
    op.create_table(
        "assignment",
        cascade_id(),
        number("assignment_no", key=True),
        number("document_no"),
        text("key"),
        text("topic", null=True),
        text("at"),
        text("content"),
        text("printed"),
        of_a_cascade(),
        points_to("document", "document_no"),
    )
    op.create_table(
        "task",
        cascade_id(),
        number("task_no", key=True),
        number("agency_no"),
        number("assignment_no"),
        text("period"),
        text("topic"),
        flag("owes_plan"),
        flag("owes_report"),
        flag("consolidates"),
        number("plan_group", null=True),
        text("plan_due", null=True),
        text("plan_phrase"),
        text("own_due", null=True),
        text("own_phrase"),
        text("merged_due", null=True),
        text("merged_phrase"),
        text("receivers"),
        number("drafted_by", null=True),
        text("content"),
        number("inputs"),
        number("open_inputs"),
        text("state"),
        text("standing"),
        text("since", null=True),
        number("head_seq"),
        text("head_hash"),
        text("head_at", null=True),
        of_a_cascade(),
        points_to("agency", "agency_no"),
        points_to("assignment", "assignment_no"),
    )
    create_index("task_by_agency", "task", ["cascade_id", "agency_no", "period", "topic"], unique=True)
    create_index("task_blocked", "task", ["cascade_id", "task_no"], where="open_inputs > 0")
    create_index("task_by_plan_group", "task", ["cascade_id", "plan_group"], where="plan_group IS NOT NULL")


def create_edge_tables() -> None:
    op.create_table(
        "feed",
        cascade_id(),
        number("input_no", key=True),
        number("consolidation_no", key=True),
        text("waits_for", key=True),
        flag("closed"),
        points_to("task", "input_no", "task_no"),
        points_to("task", "consolidation_no", "task_no"),
    )
    create_index("feed_open", "feed", ["cascade_id", "consolidation_no"], where="NOT closed")
    op.create_table(
        "release_edge",
        cascade_id(),
        number("document_no", key=True),
        number("task_no", key=True),
        number("by_no", null=True),
        points_to("document", "document_no"),
        points_to("task", "task_no"),
        points_to("task", "by_no", "task_no"),
    )
    create_index("release_edge_by_task", "release_edge", ["cascade_id", "task_no"])
    create_index("release_edge_by_maker", "release_edge", ["cascade_id", "by_no"], where="by_no IS NOT NULL")


def create_history_table() -> None:
    op.create_table(
        "history",
        cascade_id(),
        number("task_no", key=True),
        number("seq", key=True),
        text("kind"),
        text("trigger", null=True),
        text("from", null=True),
        text("to", null=True),
        text("agency", null=True),
        text("on_behalf_of", null=True),
        text("by", null=True),
        text("login", null=True),
        text("mandate", null=True),
        text("occurred_on", null=True),
        text("recorded_at"),
        text("document", null=True),
        text("reason", null=True),
        text("due_before", null=True),
        text("due_after", null=True),
        text("cause", null=True),
        text("calendar_hash", null=True),
        text("batch", null=True),
        number("ref_seq", null=True),
        text("idempotency_key", null=True),
        text("payload", null=True),
        number("form"),
        text("prev_hash"),
        text("hash"),
        points_to("task", "task_no"),
    )
    create_index("history_by_agency", "history", ["cascade_id", "agency"])
    create_index("history_by_batch", "history", ["cascade_id", "batch"])
    create_index(
        "history_by_idempotency_key",
        "history",
        ["cascade_id", "idempotency_key"],
        unique=True,
        where="idempotency_key IS NOT NULL",
    )


def refuse_change_on_sqlite() -> None:
    """REPLACE deletes without firing a DELETE trigger, so an INSERT over a row is refused before it happens."""
    for name, event in {
        "history_refuses_update": "UPDATE ON history",
        "history_refuses_delete": "DELETE ON history",
        "history_refuses_replaced_row": (
            "INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE cascade_id = NEW.cascade_id "
            "AND task_no = NEW.task_no AND seq = NEW.seq)"
        ),
        "history_refuses_reused_key": (
            "INSERT ON history WHEN NEW.idempotency_key IS NOT NULL AND EXISTS (SELECT 1 FROM history "
            "WHERE cascade_id = NEW.cascade_id AND idempotency_key = NEW.idempotency_key)"
        ),
    }.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, 'history is append-only'); END")


def refuse_change_on_postgresql() -> None:
    """An upsert fires the UPDATE trigger; TRUNCATE passes row triggers and needs one of its own."""
    op.execute(
        "CREATE FUNCTION history_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for name, event in {
        "history_refuses_update": "UPDATE ON history FOR EACH ROW",
        "history_refuses_delete": "DELETE ON history FOR EACH ROW",
        "history_refuses_truncate": "TRUNCATE ON history FOR EACH STATEMENT",
    }.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION history_refuses_change()")
