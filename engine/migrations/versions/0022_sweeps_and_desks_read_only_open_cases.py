"""What the clock sweeps and what a person appraises lies in indexes of open work alone."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

HAS_TIMER = sa.text("next_timer IS NOT NULL")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    op.drop_index("ix_case_file_next_timer", "case_file")
    op.create_index(
        "ix_case_file_next_timer", "case_file", ["next_timer"],
        sqlite_where=HAS_TIMER, postgresql_where=HAS_TIMER,
    )  # fmt: skip
    op.create_index(
        "ix_case_file_appraised", "case_file", ["appraiser_id"],
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
