"""An open office for a command: with this program's tables, closed whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from engine.errors import SettingsWrong
from engine.i18n import Said
from engine.migrations import current_revision, newest_revision
from engine.office import Office, open_office
from engine.settings import Settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Office]:
    """The office of these settings, else of the environment; raises ``SettingsWrong``."""
    settings = settings or Settings.from_environment()
    if current_revision(settings.database_url) != newest_revision():
        raise SettingsWrong(Said("The database is not up to date. Run “motcua migrate” first."))
    with closing(open_office(settings)) as office:
        yield office
