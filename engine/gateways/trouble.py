"""What only the machine or a server can mend, told apart from our own mistakes.

A full disk, a folder that can't be written, a server that does not answer: the
office refuses in calm words and nothing is changed. A wrong statement is a
mistake of ours and stays a crash, so that it is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import psycopg
import pysqlite3.dbapi2 as sqlite
from sqlalchemy.exc import DBAPIError

from engine.errors import Unusable
from engine.i18n import mark

# SQLite: no permission, read-only, input/output, damaged, full, can't be opened, no database.
_OF_THE_DISK = frozenset({3, 8, 10, 11, 13, 14, 26})
_PRIMARY = 0xFF
# PostgreSQL: connection, who signs in, no such database, resources, shut down.
_OF_THE_SERVER = ("08", "28", "3D", "53", "57P")


class DatabaseUnusable(Unusable):
    """The database can't be opened, reached or written."""

    code: ClassVar[str] = "database-unusable"
    default: ClassVar[str] = mark("The database can't be used just now. Nothing was changed.")


class FilesUnusable(Unusable):
    """The store of files can't be written."""

    code: ClassVar[str] = "files-unusable"
    default: ClassVar[str] = mark("The store of files can't be written. Nothing was changed.")


@contextmanager
def told() -> Iterator[None]:
    """Raise ``DatabaseUnusable`` for what the machine or the server refuses."""
    try:
        yield
    except (DBAPIError, sqlite.Error) as error:
        driver = error.orig if isinstance(error, DBAPIError) else error
        if not _is_not_ours(driver):
            raise
        raise DatabaseUnusable(why=_first_line(driver)) from error


def _is_not_ours(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return int(code) & _PRIMARY in _OF_THE_DISK
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_OF_THE_SERVER)
    # A server that was never reached has no state to tell.
    return isinstance(error, psycopg.OperationalError)


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
