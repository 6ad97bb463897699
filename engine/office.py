"""The office, opened: its database, files, post, printer and clock.

Every verb takes an ``Office`` beside its session; nothing in the house reads
the machine's clock or the environment on its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from engine.errors import Conflict, Refusal
from engine.gateways import trouble
from engine.gateways.database import Database, GateClosed
from engine.gateways.files import Files, FolderFiles
from engine.gateways.post import FolderPost, Post, SmtpPost
from engine.gateways.printing import PdfPrinter, Printer
from engine.i18n import mark
from engine.rules.calendar import OFFICE_ZONE
from engine.settings import Settings


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware."""
        return datetime.now(UTC)


@dataclass
class MovedClock:
    """A clock that stands where it was put: tests, and the making of the demo office."""

    at: datetime

    def now(self) -> datetime:
        """The moment it was put at."""
        return self.at


class Busy(Refusal):
    """The database could not let this writer in within its limits."""

    code = "busy"
    status = 503
    default = mark("The office is busy. Nothing was changed; please try again.")


class Aftermath(Refusal):
    """A refusal that leaves something behind: after the rollback it is still to be written."""

    def write(self, session: Session, office: Office) -> None:
        """Write it, in a transaction of its own."""
        raise NotImplementedError


@dataclass
class Office:
    """An open office. Close it when done."""

    settings: Settings
    database: Database
    files: Files
    post: Post
    printer: Printer
    clock: Clock = field(default_factory=SystemClock)
    # Laid out by ``queries/calendars``, by revision; a revision never changes.
    calendars: dict[int, object] = field(default_factory=dict)
    # Set after each commit, so that the embedded worker need not wait for its tick.
    work_waiting: threading.Event = field(default_factory=threading.Event)

    def now(self) -> datetime:
        """The present moment in the office's zone."""
        return self.clock.now().astimezone(OFFICE_ZONE)

    def today(self) -> date:
        """The office's local day."""
        return self.now().date()

    @contextmanager
    def transaction(self, ip: str = "") -> Iterator[Session]:
        """One verb's transaction: everything or nothing, kept when it returns.

        Raises ``Conflict`` when another writer changed the same row first,
        ``Busy`` when the database's limits ran out and ``DatabaseUnusable`` when
        it can't be reached or written; nothing is changed then.
        An ``Aftermath`` is written before it climbs on.
        """
        try:
            with (
                trouble.told(),
                self.database.gate(),
                Session(self.database.writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                session.info["ip"] = ip
                yield session
        except Aftermath as refusal:
            with self.transaction(ip) as session:
                refusal.write(session, self)
            raise
        except StaleDataError as error:
            raise Conflict from error
        except GateClosed as error:
            raise Busy from error
        except DBAPIError as error:
            if _is_waiting_too_long(error):
                raise Busy from error
            raise
        self.work_waiting.set()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that can only look; raises ``DatabaseUnusable``."""
        with trouble.told(), Session(self.database.reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that can only look, at one moment of the office, for as long as it takes."""
        with self.reading() as session:
            self.database.hold_still(session)
            yield session

    def close(self) -> None:
        """Give everything back."""
        self.database.close()


def open_office(settings: Settings, clock: Clock | None = None) -> Office:
    """Open the office that the settings describe, with the real gateways."""
    home = settings.home
    return Office(
        settings=settings,
        database=Database(settings.database_url),
        files=FolderFiles(home / "files"),
        post=_post(settings),
        printer=PdfPrinter(fonts=settings.fonts),
        clock=clock or SystemClock(),
    )


def _post(settings: Settings) -> Post:
    if not settings.smtp:
        return FolderPost(settings.home / "post", settings.post_sender)
    host, _, port = settings.smtp.partition(":")
    return SmtpPost(host, int(port or 25), settings.post_sender)


def _is_waiting_too_long(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    # 55P03 lock not available, 57014 statement timeout, 40P01 deadlock.
    return state in {"55P03", "57014", "40P01"} or "database is locked" in str(error.orig)
