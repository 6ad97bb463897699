"""A case is put off: a second date stands beside the promised one, with its apology."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0017"
down_revision = "0016"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema forward."""
    moment = engine.models.base.Moment
    op.add_column("case_file", sa.Column("second_due", moment(), nullable=True))
    op.add_column(
        "case_file",
        sa.Column("second_counts", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    with op.batch_alter_table("deadline_event") as table:
        table.add_column(sa.Column("second_after", moment(), nullable=True))
        table.add_column(sa.Column("document_id", KEY, nullable=True))
        table.create_foreign_key(
            op.f("fk_deadline_event_document_id"), "document", ["document_id"], ["id"]
        )
