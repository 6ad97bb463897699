"""Pauses that last and wait for an answer are found by the last day for it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

WAITING = sa.text("ended_at IS NULL AND kind != 'excluded'")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_pause_unanswered", "pause", ["answer_by", "case_id"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip
