"""An agency decides how it counts, and what it decided before is kept."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0011"
down_revision = "0010"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_policy_change_{column}")
    )


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        "agency", sa.Column("saturday", sa.String(20), server_default="rolls", nullable=False)
    )
    op.create_table(
        "policy_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("procedure_id", KEY, nullable=True),
        sa.Column("subject", sa.String(length=30), nullable=False),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        _to("agency_id", "agency"),
        _to("procedure_id", "procedure"),
        _to("officer_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_change")),
    )
    op.create_index("ix_policy_change_agency_id", "policy_change", ["agency_id", "id"])
