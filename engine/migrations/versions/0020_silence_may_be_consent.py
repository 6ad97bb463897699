"""Steps that a procedure lets lapse into consent, and the answers that come after."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0020"
down_revision = "0019"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LAPSING = sa.text("state = 'ready' AND silence = 'consent'")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_late_answer_{column}"))


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("task", sa.Column("silence", sa.String(20), server_default="", nullable=False))
    op.create_index(
        "ix_task_lapsing", "task", ["due", "id"], sqlite_where=LAPSING, postgresql_where=LAPSING
    )
    op.create_table(
        "late_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        _to("agency_id", "agency"),
        _to("case_id", "case_file"),
        _to("task_id", "task"),
        _to("officer_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_answer")),
    )
    op.create_index(op.f("ix_late_answer_case_id"), "late_answer", ["case_id"])
