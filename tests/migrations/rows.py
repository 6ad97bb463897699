"""Rows for tables that no verb of this program fills any more: those of an older schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Time,
    insert,
    select,
)

from engine.models.base import Moment

ROWS = (1, 2)
Contents = Mapping[str, list[Mapping[str, Any]]]


def fill(connection: Connection) -> None:
    """Put two rows into every table, each referring to the row of its own number."""
    for table in tables(connection).values():
        connection.execute(
            insert(table),
            [{column.name: _value(column, n) for column in table.columns} for n in ROWS],
        )


def contents(connection: Connection) -> Contents:
    """Everything in every table, in an order of its own."""
    return {
        name: [
            dict(row)
            for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for name, table in tables(connection).items()
    }


def tables(connection: Connection) -> dict[str, Table]:
    """The tables of the database as it is, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    ours = {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}
    for table in ours.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Moment()
    return ours


def _value(column: Column[Any], n: int) -> Any:
    """A plausible value; what refers to a row of another table names the one with this number."""
    referred = next(iter(column.foreign_keys), None)
    if referred is not None:
        return _value(referred.column, n)
    match column.type:
        case Boolean():
            return True
        case Integer():
            return n
        case Moment():
            return datetime(2026, 11, 16, 8, n, tzinfo=UTC)
        case Date():
            return date(2026, 11, n)
        case Time():
            return time(15, n)
        case JSON():
            return {"number": n}
        case LargeBinary():
            return b"%d" % n
    return f"{column.name}-{n}"[: getattr(column.type, "length", None) or 100]
