"""The clock notes its runs: when each was due, and when it was done."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Bring the schema forward."""
    moment = engine.models.base.Moment
    op.create_table(
        "clock_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column("started_at", moment(), nullable=False),
        sa.Column("finished_at", moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_run")),
        sa.UniqueConstraint("name", "due_at", name=op.f("uq_clock_run_name_due_at")),
    )
