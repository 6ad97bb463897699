"""A job brings a receipt of its effect.

What was done before had none to bring: its rows say so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("job", sa.Column("receipt", sa.JSON(), server_default="{}", nullable=False))
    op.execute("""UPDATE job SET receipt = '{"earlier": true}' WHERE done_at IS NOT NULL""")
