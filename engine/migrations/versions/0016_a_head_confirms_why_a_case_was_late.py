"""A head confirms why a case was late; what was confirmed before stays."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0016"
down_revision = "0015"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_late_cause_{column}"))


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "late_cause",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("computed", sa.String(length=20), nullable=False),
        sa.Column("computed_unit", sa.String(length=50), nullable=False),
        sa.Column("computed_minutes", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_at", engine.models.base.Moment(), nullable=False),
        sa.Column("confirmed_by_id", KEY, nullable=False),
        _to("agency_id", "agency"),
        _to("case_id", "case_file"),
        _to("confirmed_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_cause")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_late_cause_case_id_round")),
    )
