"""A state names its own codec, in its first bytes."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema forward; the column was 1 for every codec, and nobody read it."""
    op.drop_column("case_state", "codec")
