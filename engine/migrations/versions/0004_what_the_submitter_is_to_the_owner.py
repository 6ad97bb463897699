"""What the submitter is to the owner.

Nobody asked for it before: those rows say nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("party", sa.Column("relation", sa.String(20), server_default="", nullable=False))
