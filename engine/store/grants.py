"""The PostgreSQL roles that dondoc ships: who may read, who may add, who owns. Printed as SQL, never run by itself.

The auditor reads. The coordinator moves tasks: adds rows to history and to mandates and changes the live columns. The
owner creates and upgrades the tables, launches and migrates cascades, so that those who work on a cascade cannot widen
it. No role but the owner could drop a trigger, and what an owner changes breaks seals and chains.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLES = (
    *("alembic_version", "cascade", "pinned", "attachment", "cascade_pin", "agency", "document", "assignment"),
    *(
        "task",
        "task_tag",
        "tally",
        "duty",
        "feed",
        "release_edge",
        "history",
        "notice",
        "told",
        "message",
        "cascade_event",
        "cascade_change",
        "mandate_event",
    ),
)
APPEND_ONLY = ("history", "cascade_event", "cascade_change", "mandate_event")
# what the ledger changes after a launch; everything else of these rows stays as it was launched
LIVE_COLUMNS = {
    "task": (
        *("state", "standing", "since", "open_inputs", "head_seq", "head_hash", "head_at", "head_on"),
        *("plan_until", "own_until", "merged_until", "assigned_to", "follow_up", "paused"),
    ),
    "feed": ("closed",),
    "document": ("is_out", "number", "issued_on", "out_on", "revoked_on"),
    "tally": ("n",),
    "message": ("state", "attempts", "next_at", "leased_until", "sent_at", "error"),
}
TRIGGERS = {
    table: tuple(f"{table}_refuses_{what}" for what in ("update", "delete", "truncate")) for table in APPEND_ONLY
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the three roles."""

    owner: str = "dondoc_owner"
    coordinator: str = "dondoc_coordinator"
    auditor: str = "dondoc_auditor"


def grants_sql(roles: Roles) -> str:
    """Statements for psql, to be run by a superuser in dondoc's database after `db upgrade`; again at any time."""
    owner, coordinator, auditor = (_quoted(name) for name in (roles.owner, roles.coordinator, roles.auditor))
    tables = ", ".join(TABLES)
    lines = [
        "-- dondoc: roles of this database. Run by a superuser, again after each upgrade.",
        "-- The roles cannot log in; a person's own database user is made a member: GRANT role TO user;",
        "BEGIN;",
        *(_create(name) for name in (roles.owner, roles.coordinator, roles.auditor)),
        f"REVOKE ALL ON {tables} FROM PUBLIC, {coordinator}, {auditor};",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {owner}, {coordinator}, {auditor};",
        "-- owner: init, db upgrade, launch, migrate",
        f"GRANT CREATE ON SCHEMA public TO {owner};",
        *(f"ALTER TABLE {table} OWNER TO {owner};" for table in TABLES),
        *(f"ALTER FUNCTION {name}_refuses_change() OWNER TO {owner};" for name in ("history", "mandate_event")),
        "-- coordinator: every move, mandates within its own, messages; neither launch nor migrate",
        f"GRANT SELECT ON {tables} TO {coordinator};",
        f"GRANT INSERT ON history, mandate_event, attachment, tally, notice, told, message TO {coordinator};",
        f"GRANT INSERT, DELETE ON task_tag TO {coordinator};",
        *(
            f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {coordinator};"
            for table, columns in LIVE_COLUMNS.items()
        ),
        "-- auditor: reads, verifies, seals",
        f"GRANT SELECT ON {tables} TO {auditor};",
        "-- the refusals hold for replication and for sessions that switch triggers off, too",
        "SET LOCAL citus.enable_unsafe_triggers = on; -- of Citus, where the tables are distributed",
        *(
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};"
            for table, triggers in TRIGGERS.items()
            for trigger in triggers
        ),
        "COMMIT;",
    ]
    return "\n".join(lines)


def _create(name: str) -> str:
    literal = "'" + name.replace("'", "''") + "'"
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) "
        f"THEN CREATE ROLE {_quoted(name)} NOLOGIN; END IF; END $$;"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
