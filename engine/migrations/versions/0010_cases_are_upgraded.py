"""Cases are taken over to a newer version, and what they were before is kept."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0010"
down_revision = "0009"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_case_upgrade_{column}")
    )


def upgrade() -> None:
    """Bring the schema forward."""
    moment = engine.models.base.Moment
    op.create_table(
        "case_upgrade",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("from_version_id", KEY, nullable=False),
        sa.Column("to_version_id", KEY, nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("state_before", sa.LargeBinary(), nullable=False),
        sa.Column("tasks_before", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.Column("undone_by_id", KEY, nullable=True),
        _to("agency_id", "agency"),
        _to("case_id", "case_file"),
        _to("from_version_id", "procedure_version"),
        _to("to_version_id", "procedure_version"),
        _to("officer_id", "officer"),
        _to("undone_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_upgrade")),
    )
    op.create_index(op.f("ix_case_upgrade_case_id"), "case_upgrade", ["case_id"])
