"""How many tasks of each cascade are alike, so that cascades are told in figures without reading their tasks; and
agencies found by key or name over all cascades at once."""

import json
from itertools import product

import sqlalchemy as sa
from alembic import op

from workflows.lifecycle import Facts, Lifecycle, parse_lifecycle

revision = "dondoc_0015"
down_revision = "dondoc_0014"
branch_labels = None
depends_on = None

_FLAGS = ("owes_plan", "owes_report", "consolidates", "is_waiting", "is_late")
_KEY = ("cascade_id", "shard", "state", "standing", *_FLAGS, "due")
_DAYS = {report: f"COALESCE(t.{report}_until, t.{report}_due)" for report in ("plan", "own", "merged")}
_LIFECYCLES = sa.text(
    "SELECT c.cascade_id, p.content FROM cascade c JOIN pinned p ON p.hash = c.lifecycle_hash ORDER BY c.cascade_id"
)


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("cascade_id", sa.BigInteger(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in _FLAGS),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_KEY),
        sa.ForeignKeyConstraint(["cascade_id"], ["cascade.cascade_id"]),
    )
    op.create_index("agency_everywhere", "agency", ["key", "cascade_id"])
    op.create_index("agency_by_name", "agency", ["name", "key"])
    op.create_index("agency_by_name_en", "agency", ["name_en", "key"])
    connection = op.get_bind()
    for cascade_id, content in connection.execute(_LIFECYCLES).all():
        due = _due(parse_lifecycle(json.loads(content)))
        alike = (
            "t.cascade_id, 0, t.state, t.standing, t.owes_plan, t.owes_report, t.consolidates, t.open_inputs > 0, "
            f"COALESCE(t.since > {due}, false), COALESCE({due}, '')"
        )
        connection.execute(
            sa.text(
                f"INSERT INTO tally ({', '.join(_KEY)}, n) SELECT {alike}, count(*) FROM task t "
                "WHERE t.cascade_id = :cascade_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
            ),
            {"cascade_id": cascade_id},
        )


def _due(lifecycle: Lifecycle) -> str:
    """The last on-time day in force of what a task owes next, or owed last, by its state and duties."""
    whens = []
    for plan, report, consolidates in product((False, True), repeat=3):
        facts = Facts(plan, report, consolidates)
        path = lifecycle.path(facts)
        duties = f"{'' if plan else 'NOT '}t.owes_plan AND {'' if report else 'NOT '}t.owes_report"
        duties += f" AND {'' if consolidates else 'NOT '}t.consolidates"
        for at, state in enumerate(path):
            is_given = at >= (path.index("reported") if "reported" in path else len(path) - 1)
            if report and not is_given:
                column = _DAYS["own"]
            else:
                column = _DAYS["merged" if consolidates else "own" if report else "plan"]
            if lifecycle.next_trigger(state, facts) == "draft_plan":
                column = f"COALESCE({_DAYS['plan']}, {column})"
            whens.append(f"WHEN t.state = '{state}' AND {duties} THEN {column}")
    return f"(CASE {' '.join(whens)} END)"
