"""Rows straight into the tables: COPY on PostgreSQL, great transactions on SQLite.

For the generator alone. Triggers, foreign keys and indexes are put aside while rows
pour in, and set again before anybody looks; a crash meanwhile costs the whole database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

import psycopg
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Table, make_url

from engine.gateways.database import Database

Rows = Sequence[Sequence[Any]]


class Pouring(Protocol):
    """A database that takes rows by the hundred thousand."""

    def pour(self, table: Table, rows: Rows) -> None:
        """Add rows that hold the table's columns in their order."""

    def run(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of some values (``?`` marks their places)."""


def pouring(database: Database) -> Any:
    """Open a database for pouring, as a context; everything is committed at its end."""
    return _into_sqlite(database) if database.is_sqlite else _into_postgres(database)


def words_of(database: Database) -> Callable[[datetime], str]:
    """How a database keeps a moment; told once for each, since there are few."""
    offset = ".000000" if database.is_sqlite else "+00"

    @cache
    def words(moment: datetime) -> str:
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}{offset}"

    return words


class _Sqlite:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def pour(self, table: Table, rows: Rows) -> None:
        places = ", ".join("?" * len(table.columns))
        self.run(f"INSERT INTO {table.name} ({_names(table)}) VALUES ({places})", rows)

    def run(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(statement, values)


@contextmanager
def _into_sqlite(database: Database) -> Iterator[_Sqlite]:
    with database.gate():
        connection = sqlite.connect(database.file, isolation_level=None)
        try:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF",
                           "cache_size=-400000", "temp_store=MEMORY"):  # fmt: skip
                connection.execute(f"PRAGMA {pragma}")
            aside = connection.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
                " AND (type = 'trigger' OR type = 'index' AND sql NOT LIKE 'CREATE UNIQUE%')"
            ).fetchall()
            connection.execute("BEGIN")
            for kind, name, _ in aside:
                connection.execute(f"DROP {kind} {name}")
            yield _Sqlite(connection)
            for _, _, statement in aside:
                connection.execute(statement)
            connection.execute("ANALYZE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()


class _Postgres:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def pour(self, table: Table, rows: Rows) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({_names(table)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def run(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), values)


@contextmanager
def _into_postgres(database: Database) -> Iterator[_Postgres]:
    url = make_url(database.url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '256MB'")
        aside = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%'"
        ).fetchall()
        for name, _ in aside:
            connection.execute(f"DROP INDEX {name}")
        yield _Postgres(connection)
        for _, statement in aside:
            connection.execute(statement)
        _let_keys_go_on(connection)
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _let_keys_go_on(connection: psycopg.Connection[Any]) -> None:
    """What was poured brought its keys along; the next row must not take one of them."""
    counted = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND column_default LIKE 'nextval%'"
    ).fetchall()
    for table, column in counted:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"
            f" (SELECT coalesce(max({column}), 1) FROM {table}))"
        )


def _names(table: Table) -> str:
    return ", ".join(table.columns.keys())
