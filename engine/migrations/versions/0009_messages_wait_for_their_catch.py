"""Messages wait for their catch."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0009"
down_revision = "0008"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("delivered_at IS NULL AND closed_at IS NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    moment = engine.models.base.Moment
    op.create_table(
        "message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("from_case_id", KEY, nullable=True),
        sa.Column("officer_id", KEY, nullable=True),
        sa.Column("sent_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.Column("delivered_at", moment(), nullable=True),
        sa.Column("delivered_to_id", KEY, nullable=True),
        sa.Column("closed_at", moment(), nullable=True),
        sa.Column("closed_by_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_message_agency_id")),
        sa.ForeignKeyConstraint(
            ["from_case_id"], ["case_file.id"], name=op.f("fk_message_from_case_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_message_officer_id")),
        sa.ForeignKeyConstraint(
            ["delivered_to_id"], ["case_file.id"], name=op.f("fk_message_delivered_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["officer.id"], name=op.f("fk_message_closed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(
        "ix_message_waiting", "message", ["name", "key", "id"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip
    op.create_table(
        "message_wait",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_message_wait_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_wait")),
    )
    op.create_index(op.f("ix_message_wait_case_id"), "message_wait", ["case_id"])
    op.create_index("ix_message_wait_name", "message_wait", ["name", "key"])
