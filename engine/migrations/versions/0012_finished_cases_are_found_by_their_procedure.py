"""What a procedure usually takes is read from its finished cases, through an index of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

FINISHED = sa.text("finished_at IS NOT NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_case_file_finished", "case_file", ["agency_id", "procedure_id", "finished_at"],
        sqlite_where=FINISHED, postgresql_where=FINISHED,
    )  # fmt: skip
