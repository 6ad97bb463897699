"""An office moves: out into a copy, and from a copy into an empty place of either kind."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

from engine.gateways import backup
from engine.gateways.database import Database
from engine.migrations import current_revision, migrate, refuse_newer, shape
from engine.office import Office, open_office
from engine.settings import Settings

LIFTED = ".restoring.sqlite3"


def back_up(office: Office, folder: Path) -> Path:
    """Copy an office that goes on working into a new folder."""
    return backup.make(
        office.database,
        folder,
        now=office.now(),
        shape=shape,
        files=office.files,
        home=office.settings.home,
    )


def restore(copy: Path, settings: Settings, now: datetime) -> None:
    """Fill an empty office from a copy, at this program's schema.

    Raises ``BackupRefused`` when there is an office already or the copy is not
    whole, and ``SettingsWrong`` when either is of a newer program.
    """
    refuse_newer(backup.read_manifest(copy).revision)
    found = current_revision(settings.database_url)
    if found is not None:
        refuse_newer(found)
    with closing(Database(settings.database_url)) as database:
        backup.refuse_used(database)
    shape(settings.database_url)
    lifted = settings.home / LIFTED
    try:
        with backup.writing(settings.home):
            settings.home.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(copy / backup.DATABASE, lifted)
        shape(f"sqlite:///{lifted}")
        with closing(open_office(settings)) as office:
            backup.put_back(copy, lifted, office.database, office.files)
    finally:
        for part in settings.home.glob(f"{LIFTED}*"):
            part.unlink()
    migrate(settings, now)
