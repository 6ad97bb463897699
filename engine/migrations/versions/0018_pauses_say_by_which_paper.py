"""Pauses of all kinds say by which paper and law they began, by whom, and until when.

Those noted before have their paper only; who and why stand in the audit trail.
"""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0018"
down_revision = "0017"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXCLUDED = sa.text("ended_at IS NULL AND kind = 'excluded'")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("pause") as pause:
        pause.add_column(sa.Column("answer_by", sa.Date(), nullable=True))
        pause.add_column(
            sa.Column("document_no", sa.String(100), server_default="", nullable=False)
        )
        pause.add_column(sa.Column("legal_basis", sa.Text(), server_default="", nullable=False))
        pause.add_column(sa.Column("amount", sa.BigInteger(), nullable=True))
        pause.add_column(sa.Column("payer", sa.String(200), server_default="", nullable=False))
        pause.add_column(sa.Column("officer_id", KEY, nullable=True))
        pause.add_column(sa.Column("ended_by_id", KEY, nullable=True))
        pause.add_column(sa.Column("end_noted_at", engine.models.base.Moment(), nullable=True))
        pause.create_foreign_key(op.f("fk_pause_officer_id"), "officer", ["officer_id"], ["id"])
        pause.create_foreign_key(op.f("fk_pause_ended_by_id"), "officer", ["ended_by_id"], ["id"])
    op.create_index(
        "ix_pause_excluded_until",
        "pause",
        ["answer_by", "id"],
        sqlite_where=EXCLUDED,
        postgresql_where=EXCLUDED,
    )
