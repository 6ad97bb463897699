"""The database: one way to write, one way to read, the same on both kinds.

SQLite writes go through a gate (a lock on a file beside the database) and
``BEGIN IMMEDIATE``: a deferred BEGIN fails at once when two write, and
without the gate eight processes wait ten times as long for each other.
``synchronous=FULL`` because NORMAL lost acknowledged work in simulated power
cuts. PostgreSQL takes row locks, with limits so that nobody waits for ever.
Pages that only read use a second engine that can't write.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from engine.gateways.trouble import DatabaseUnusable

# In seconds: how long a writer waits before the gate, and between two tries of it.
GATE_TIMEOUT = 15.0
A_LITTLE = 0.001
LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "15s"
IDLE_TIMEOUT = "30s"


def _written(value: Any) -> str:
    return orjson.dumps(value).decode()


_COMMON: dict[str, Any] = {
    "json_serializer": _written,
    "json_deserializer": orjson.loads,
    # What people typed stays out of the words of errors, and so out of logs.
    "hide_parameters": True,
}


class GateClosed(Exception):
    """Another writer has been inside for too long."""


class Database:
    """The two engines of an office, and the gate before its writes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._file = self.file_of(url)
        self._mutex = threading.Lock()
        self.patience = GATE_TIMEOUT
        if self._file is not None:
            self.make_room(url)
            self.writing = _sqlite_engine(url, begin="BEGIN IMMEDIATE", read_only=False)
            self.reading = _sqlite_engine(url, begin="BEGIN", read_only=True)
        else:
            self.writing = _postgres_engine(url, read_only=False)
            self.reading = _postgres_engine(url, read_only=True)

    @staticmethod
    def file_of(url: str) -> Path | None:
        """The file of an SQLite address; None for a server's."""
        parsed = make_url(url)
        return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None

    @classmethod
    def make_room(cls, url: str) -> None:
        """Make the folder that an SQLite database will lie in."""
        file = cls.file_of(url)
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseUnusable(why=str(error)) from error

    @property
    def is_sqlite(self) -> bool:
        """Whether the office is the embedded one."""
        return self._file is not None

    @property
    def file(self) -> Path:
        """The SQLite file; raises ``ValueError`` for a server's database."""
        if self._file is None:
            raise ValueError("A database server has no file of ours.")
        return self._file

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Let one writer in at a time on SQLite; open to all on PostgreSQL.

        Raises ``GateClosed`` when somebody, who may have been stopped or hang,
        stays inside for longer than anybody should wait.
        """
        if self._file is None:
            yield
            return
        until = time.monotonic() + self.patience
        if not self._mutex.acquire(timeout=self.patience):
            raise GateClosed
        try:
            with self._open_gate() as lock:
                _come_in(lock, until)
                try:
                    yield
                finally:
                    fcntl.flock(lock, fcntl.LOCK_UN)
        finally:
            self._mutex.release()

    def _open_gate(self) -> BinaryIO:
        try:
            return self.file.with_suffix(".gate").open("a+b")
        except OSError as error:
            raise DatabaseUnusable(why=str(error)) from error

    def hold_still(self, session: Session) -> None:
        """Let a reading session see one moment, for as long as it needs to look.

        SQLite's readers always do. It begins with the session's first statement.
        """
        if not self.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))

    def close(self) -> None:
        """Give all connections back."""
        self.writing.dispose()
        self.reading.dispose()


def _come_in(lock: BinaryIO, until: float) -> None:
    """Take the lock among processes; a lock that is waited for knows no limit, so it is tried."""
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise GateClosed from None
            time.sleep(A_LITTLE)
        else:
            return


def _sqlite_engine(url: str, *, begin: str, read_only: bool) -> Engine:
    engine = create_engine(url, module=sqlite, connect_args={"timeout": 15}, **_COMMON)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # The driver would begin by itself, and not the way we want.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # Without this, INSERT OR REPLACE walks around the audit's triggers.
        cursor.execute("PRAGMA recursive_triggers=ON")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres_engine(url: str, *, read_only: bool) -> Engine:
    options = (
        f"-c lock_timeout={LOCK_TIMEOUT} -c statement_timeout={STATEMENT_TIMEOUT}"
        f" -c idle_in_transaction_session_timeout={IDLE_TIMEOUT} -c timezone=UTC"
    )
    if read_only:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        url, connect_args={"options": options}, pool_pre_ping=True, pool_size=10, **_COMMON
    )


def plain_engine(url: str) -> Engine:
    """An engine for migrations: no gate, no limits, nothing kept open."""
    if make_url(url).get_backend_name() == "sqlite":
        return create_engine(url, module=sqlite, poolclass=NullPool)
    return create_engine(url, poolclass=NullPool)
