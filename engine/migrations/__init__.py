"""The shape of the database, step by step; and the verb that brings it up to date.

``migrate`` copies the rows of an existing office away first, and refuses to
touch a database that a newer version of the program has made. A migration
never loses a row.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from engine.actions import calendars
from engine.errors import SettingsWrong
from engine.gateways import backup, trouble
from engine.gateways.database import Database, plain_engine
from engine.i18n import Said
from engine.settings import Settings

# Where an office keeps its rows as they were before each migration.
COPIES = "before"


def configuration(url: str) -> Config:
    """What alembic needs to know; the address is handed over, never written down."""
    config = Config()
    config.set_main_option("script_location", "engine:migrations")
    config.attributes["url"] = url
    return config


def migrate(settings: Settings, now: datetime) -> str:
    """Bring the database to this program's schema; the revision it is at afterwards.

    The rows of an office that is there are copied into the home's ``before``
    first. Raises ``SettingsWrong`` when the database is newer than the program
    and ``DatabaseUnusable`` when it can't be reached or written.
    """
    url = settings.database_url
    found = current_revision(url)
    newest = newest_revision()
    if found is not None:
        refuse_newer(found)
    with trouble.told():
        if found != newest:
            if found is not None:
                _copy_away(settings, found, now)
            shape(url)
        _enter_calendar(url, now)
    return newest


def shape(url: str, revision: str = "head") -> None:
    """Bring a database's tables to a revision, whatever is in them."""
    Database.make_room(url)
    command.upgrade(configuration(url), revision)


def refuse_newer(revision: str) -> None:
    """Raise ``SettingsWrong`` for a revision of a newer program.

    An older program would write rows that the newer one can't trust.
    """
    script = ScriptDirectory.from_config(configuration(""))
    if revision not in {known.revision for known in script.walk_revisions()}:
        raise SettingsWrong(
            Said(
                "The database is at revision %(found)s, which this version of the program does "
                "not know. Install the newer version, or restore a backup.",
                found=revision,
            )
        )


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


def _copy_away(settings: Settings, revision: str, now: datetime) -> None:
    copy = settings.home / COPIES / f"{revision}-{now:%Y%m%d%H%M%S}"
    with closing(Database(settings.database_url)) as database:
        backup.make(database, copy, now=now, shape=shape)
