"""What finished cases teach is kept by procedure, for the forecast of what will be late."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0019"
down_revision = "0018"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_AN_AGENCY = sa.text("agency_id IS NOT NULL")
OF_THE_PROVINCE = sa.text("agency_id IS NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "experience",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=True),
        sa.Column("procedure_id", KEY, nullable=False),
        sa.Column("learnt_at", engine.models.base.Moment(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("stays", sa.JSON(), nullable=False),
        sa.Column("hindsight", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_experience_agency_id")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_experience_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
    )
    op.create_index(
        "uq_experience_agency", "experience", ["agency_id", "procedure_id"], unique=True,
        sqlite_where=OF_AN_AGENCY, postgresql_where=OF_AN_AGENCY,
    )  # fmt: skip
    op.create_index(
        "uq_experience_province", "experience", ["procedure_id"], unique=True,
        sqlite_where=OF_THE_PROVINCE, postgresql_where=OF_THE_PROVINCE,
    )  # fmt: skip
