"""The office keeps a working calendar of its own.

Until now every office counted by the calendar that ships with the program.
``migrate`` enters that one as the first change; a deadline that was computed
before names no calendar, and means the first.
"""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the two tables, and let a deadline's history name its calendar."""
    op.create_table(
        "calendar_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=True),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("officer_id", KEY, nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("settled_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_calendar_change_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_calendar_change_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    op.create_table(
        "calendar_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("began_id", KEY, nullable=False),
        sa.Column("ended_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_calendar_entry_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["began_id"], ["calendar_change.id"], name=op.f("fk_calendar_entry_began_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_id"], ["calendar_change.id"], name=op.f("fk_calendar_entry_ended_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entry")),
    )
    op.create_index("ix_calendar_entry_day", "calendar_entry", ["day", "agency_id"])
    with op.batch_alter_table("deadline_event") as table:
        table.add_column(sa.Column("calendar_id", KEY, nullable=True))
        table.create_foreign_key(
            op.f("fk_deadline_event_calendar_id"), "calendar_change", ["calendar_id"], ["id"]
        )
