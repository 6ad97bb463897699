"""The shape of the database, step by step; and the verb that brings it up to date.

``migrate`` copies an existing SQLite database away first, and refuses to touch
a database that a newer version of the program has made. A migration never
loses a row.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from engine.actions import calendars
from engine.errors import SettingsWrong
from engine.gateways import trouble
from engine.gateways.database import Database, plain_engine
from engine.i18n import Said


def configuration(url: str) -> Config:
    """What alembic needs to know; the address is handed over, never written down."""
    config = Config()
    config.set_main_option("script_location", "engine:migrations")
    config.attributes["url"] = url
    return config


def migrate(url: str, now: datetime) -> str:
    """Bring the database to this program's schema; the revision it is at afterwards.

    Raises ``SettingsWrong`` when the database is newer than the program: an
    older program would write rows that the newer one can't trust. Raises
    ``DatabaseUnusable`` when it can't be reached or written.
    """
    found = current_revision(url)
    newest = newest_revision()
    if found is not None and found not in _known():
        raise SettingsWrong(
            Said(
                "The database is at revision %(found)s, which this version of the program does "
                "not know. Install the newer version, or restore a backup.",
                found=found,
            )
        )
    with trouble.told():
        if found != newest:
            if found is not None:
                _copy_away(url, found, now)
            command.upgrade(configuration(url), "head")
        _enter_calendar(url, now)
    return newest


def current_revision(url: str) -> str | None:
    """The revision a database is at, or None for an empty one."""
    Database.make_room(url)
    engine = plain_engine(url)
    with trouble.told(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision of this program."""
    newest = ScriptDirectory.from_config(configuration("")).get_current_head()
    if newest is None:
        raise SettingsWrong
    return newest


def _enter_calendar(url: str, now: datetime) -> None:
    """Give an office without a working calendar the shipped one."""
    engine = plain_engine(url)
    with Session(engine) as session, session.begin():
        calendars.seed(session, now)


def _known() -> set[str]:
    script = ScriptDirectory.from_config(configuration(""))
    return {revision.revision for revision in script.walk_revisions()}


def _copy_away(url: str, revision: str, now: datetime) -> None:
    """Copy an SQLite database beside itself; a server's is its administrator's to back up."""
    file = Database.file_of(url)
    if file is None:
        return
    copy = file.with_name(f"{file.stem}-before-{revision}-{now:%Y%m%d%H%M%S}{file.suffix}")
    with closing(sqlite.connect(file)) as source, closing(sqlite.connect(copy)) as target:
        source.backup(target)


def backups(home: Path) -> list[Path]:
    """The copies that ``migrate`` made, oldest first."""
    return sorted(home.glob("*-before-*"))
