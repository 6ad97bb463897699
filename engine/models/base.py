"""What every table shares: the metadata, and the one column type for moments.

SQLite drops the offset of a moment without a word, and PostgreSQL answers in
the connection's zone. ``Moment`` refuses naive values, stores UTC and returns
aware ones, on both; a test walks the metadata and allows no other type for a
point in time. Days are dates, money is whole đồng in an integer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import JSON, TypeEngine


class Moment(TypeDecorator[datetime]):
    """A point in time: aware going in, stored as UTC, aware coming out."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own zoned type where it has one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: nobody could say later which one was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs its offset: {value!r}")
        stored = value.astimezone(UTC)
        return stored if dialect.name == "postgresql" else stored.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  (SQLAlchemy's signature)
        """Give the moment back with its offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of all nouns that have a table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


# SQLite counts rows by itself only for a plain INTEGER primary key.
RowKey = Annotated[
    int, mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
]
LARGEST_KEY = 2**63 - 1
Money = Annotated[int, mapped_column(BigInteger)]


def row_key(typed: str) -> int | None:
    """The key of a row as an address or a form carries it; None for what is no row's.

    >>> row_key("42"), row_key("4_2"), row_key("٤٢"), row_key("9" * 20)
    (42, None, None, None)
    """
    # Longer digits would not even be a number to a database, or to Python.
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST_KEY))):
        return None
    key = int(typed)
    return key if 0 < key <= LARGEST_KEY else None
