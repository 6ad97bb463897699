"""The office is inspected every night."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "inspection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", engine.models.base.Moment(), nullable=False),
        sa.Column("finished_at", engine.models.base.Moment(), nullable=True),
        sa.Column("broken", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("day", name=op.f("uq_inspection_day")),
    )
