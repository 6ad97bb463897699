"""Outages protect filing times; late entries and results given earlier keep both moments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0015"
down_revision = "0014"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = engine.models.base.Moment
WAITS = sa.text("state = 'waiting'")
HOLDS = sa.text("state <> 'voided'")
STANDS = sa.text("state <> 'refused'")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _stated() -> list[sa.Column[Any]]:
    """What is said of an outage: on its own row, and on each fact about it."""
    return [
        sa.Column("began_at", MOMENT(), nullable=False),
        sa.Column("ended_at", MOMENT(), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("notice", sa.String(length=200), nullable=False),
    ]


def _decided() -> list[sa.Column[Any]]:
    """What a head decided."""
    return [
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", MOMENT(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
    ]


def upgrade() -> None:
    """Bring the schema forward."""
    _outages()
    _late_entries()
    _earlier_returns()
    op.add_column("deadline_event", sa.Column("counted_from", MOMENT(), nullable=True))


def _outages() -> None:
    op.create_table(
        "outage",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=True),
        *_stated(),
        sa.Column("noted_at", MOMENT(), nullable=False),
        sa.Column("noted_by_id", KEY, nullable=False),
        _to("outage", "agency_id", "agency"),
        _to("outage", "noted_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index("ix_outage_began", "outage", ["agency_id", "began_at"])
    op.create_table(
        "outage_fact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("outage_id", KEY, nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        *_stated(),
        sa.Column("reason", sa.Text(), nullable=False),
        _to("outage_fact", "outage_id", "outage"),
        _to("outage_fact", "officer_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_fact")),
    )
    op.create_index(op.f("ix_outage_fact_outage_id"), "outage_fact", ["outage_id"])


def _late_entries() -> None:
    op.create_table(
        "late_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("outage_id", KEY, nullable=False),
        sa.Column("slip", sa.String(length=40), nullable=False),
        sa.Column("slip_key", sa.String(length=40), nullable=False),
        sa.Column("received_at", MOMENT(), nullable=False),
        sa.Column("entered_at", MOMENT(), nullable=False),
        sa.Column("entered_by_id", KEY, nullable=False),
        *_decided(),
        _to("late_entry", "agency_id", "agency"),
        _to("late_entry", "case_id", "case_file"),
        _to("late_entry", "outage_id", "outage"),
        _to("late_entry", "entered_by_id", "officer"),
        _to("late_entry", "decided_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_entry")),
    )
    op.create_index(op.f("ix_late_entry_case_id"), "late_entry", ["case_id"])
    op.create_index(op.f("ix_late_entry_outage_id"), "late_entry", ["outage_id"])
    op.create_index(
        "uq_late_entry_slip", "late_entry", ["agency_id", "outage_id", "slip_key"],
        unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS,
    )  # fmt: skip
    op.create_index(
        "ix_late_entry_waiting", "late_entry", ["agency_id", "id"],
        sqlite_where=WAITS, postgresql_where=WAITS,
    )  # fmt: skip


def _earlier_returns() -> None:
    op.create_table(
        "earlier_return",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("given_at", MOMENT(), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.Column("finished_at", MOMENT(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stated_at", MOMENT(), nullable=False),
        sa.Column("stated_by_id", KEY, nullable=False),
        *_decided(),
        _to("earlier_return", "agency_id", "agency"),
        _to("earlier_return", "case_id", "case_file"),
        _to("earlier_return", "file_id", "stored_file"),
        _to("earlier_return", "stated_by_id", "officer"),
        _to("earlier_return", "decided_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_return")),
    )
    op.create_index(
        "uq_earlier_return_case", "earlier_return", ["case_id"],
        unique=True, sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip
    op.create_index(
        "ix_earlier_return_waiting", "earlier_return", ["agency_id", "id"],
        sqlite_where=WAITS, postgresql_where=WAITS,
    )  # fmt: skip
