"""Rows carried from one database to another of the same shape, whatever kind each is.

This is how an office leaves SQLite for a server, and how a server's office
becomes a file that anybody can open. All or nothing: one transaction on the
other side. The triggers that let the audit only grow would refuse, or repeat,
what they already did at the source, so they rest meanwhile and are the same
afterwards; that the chain is whole is for ``motcua verify`` to prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)

from engine.models.base import Moment

BATCH = 1_000
# What alembic knows of the shape is not the office's.
NOT_CARRIED = frozenset({"alembic_version"})
# An office begins with these; without them whatever else is there came with the shape.
FIRST_ROWS = ("agency", "procedure")


def carry(source: Connection, target: Connection) -> dict[str, int]:
    """Copy every row of every table, in place of what is there; how many, by table."""
    from_tables, to_tables = _tables(source), _tables(target)
    with _resting(target, to_tables):
        for table in to_tables.values():
            target.execute(delete(table))
        carried = {
            name: _carry_table(source, from_tables[name], target, table)
            for name, table in to_tables.items()
        }
    if target.dialect.name == "postgresql":
        _count_on(target, to_tables)
    return carried


def is_empty(connection: Connection) -> bool:
    """Whether nobody has begun an office here; a database without tables is empty too."""
    there = set(inspect(connection).get_table_names())
    return not any(
        connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first()  # noqa: S608  (names of ours)
        for name in FIRST_ROWS
        if name in there
    )


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in _tables(connection).items()
    }


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables as they are in the database, which may be older than this program."""
    found = MetaData()
    found.reflect(connection)
    tables = {name: table for name, table in found.tables.items() if name not in NOT_CARRIED}
    for table in tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Moment()
            elif isinstance(column.type, JSON):
                column.type = JSON(none_as_null=bool(column.nullable))
    return tables


def _carry_table(source: Connection, from_table: Table, target: Connection, to_table: Table) -> int:
    names = [column.name for column in to_table.columns if column.computed is None]
    query = select(*(from_table.columns[name] for name in names))
    count = 0
    with source.execution_options(yield_per=BATCH).execute(query) as rows:
        for batch in rows.mappings().partitions():
            target.execute(insert(to_table), [dict(row) for row in batch])
            count += len(batch)
    return count


@contextmanager
def _resting(connection: Connection, tables: Mapping[str, Table]) -> Iterator[None]:
    """Let triggers rest, and references be judged together at the end."""
    if connection.dialect.name == "postgresql":
        with _resting_on_postgresql(connection, tables):
            yield
    else:
        with _resting_on_sqlite(connection):
            yield


@contextmanager
def _resting_on_postgresql(connection: Connection, tables: Mapping[str, Table]) -> Iterator[None]:
    quote = connection.dialect.identifier_preparer.quote
    references = [
        (quote(name), quote(reference["name"]))
        for name in tables
        for reference in inspect(connection).get_foreign_keys(name)
        if reference["name"]
    ]

    def say(statements: Iterator[str]) -> None:
        for statement in statements:
            connection.execute(text(statement))

    say(iter(("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0")))
    say(f"ALTER TABLE {quote(name)} DISABLE TRIGGER USER" for name in tables)
    say(
        f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"
        for table, name in references
    )
    yield
    say(iter(("SET CONSTRAINTS ALL IMMEDIATE",)))
    say(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE" for table, name in references)
    say(f"ALTER TABLE {quote(name)} ENABLE TRIGGER USER" for name in tables)


@contextmanager
def _resting_on_sqlite(connection: Connection) -> Iterator[None]:
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    triggers = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    ).all()
    for trigger in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{trigger.name}"')
    yield
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)


def _count_on(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Let each sequence go on after the highest key that was carried."""
    quote = connection.dialect.identifier_preparer.quote
    for name, table in tables.items():
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            sequence = connection.scalar(
                select(func.pg_get_serial_sequence(quote(name), column.name))
            )
            highest = connection.scalar(select(func.max(column)))
            if sequence is not None and highest is not None:
                connection.execute(select(func.setval(sequence, highest)))
