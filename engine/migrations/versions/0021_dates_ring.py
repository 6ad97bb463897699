"""Steps and cases know when somebody must be told next, and what rang is kept.

What is open already is due at once, so that the clock looks at it and lays its
alarms; only what is past its date rings then.
"""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0021"
down_revision = "0020"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RINGS = sa.text("next_alarm IS NOT NULL")
OF_TASK = sa.text("task_id IS NOT NULL")
OF_CASE = sa.text("task_id IS NULL")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_ring_{column}"))


def upgrade() -> None:
    """Bring the schema forward."""
    moment = engine.models.base.Moment
    op.add_column("agency", sa.Column("reminders", sa.JSON(), nullable=True))
    for table in ("task", "case_file"):
        op.add_column(table, sa.Column("next_alarm", moment(), nullable=True))
        op.create_index(
            f"ix_{table}_alarm", table, ["next_alarm", "id"],
            sqlite_where=RINGS, postgresql_where=RINGS,
        )  # fmt: skip
    op.create_table(
        "ring",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("about", moment(), nullable=True),
        sa.Column("due", moment(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        _to("agency_id", "agency"),
        _to("case_id", "case_file"),
        _to("task_id", "task"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring")),
    )
    op.create_index(op.f("ix_ring_case_id"), "ring", ["case_id"])
    op.create_index("ix_ring_agency_id_kind", "ring", ["agency_id", "kind", "id"])
    op.create_index(
        "uq_ring_task_id_kind", "ring", ["task_id", "kind"], unique=True,
        sqlite_where=OF_TASK, postgresql_where=OF_TASK,
    )  # fmt: skip
    op.create_index(
        "uq_ring_case_id_kind_about", "ring", ["case_id", "kind", "about"], unique=True,
        sqlite_where=OF_CASE, postgresql_where=OF_CASE,
    )  # fmt: skip
    op.execute("UPDATE task SET next_alarm = started_at WHERE state = 'ready'")
    op.execute("UPDATE case_file SET next_alarm = received_at WHERE finished_at IS NULL")
