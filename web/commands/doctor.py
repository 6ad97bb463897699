"""``motcua doctor``: what this machine lacks for an office, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import pysqlite3.dbapi2 as sqlite

from engine.errors import Refusal, SettingsWrong
from engine.gateways.printing import prove_printer
from engine.i18n import Said
from engine.migrations import current_revision, newest_revision
from engine.queries import late_causes
from engine.settings import Settings
from web.commands.language import language_of

# Earlier ones can lose a page when two processes reset the write-ahead log.
SAFE_SQLITE = (3, 51, 3)
ROOM_NEEDED = 1_000_000_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``mend`` says what to do when it is not right."""

    name: str
    right: bool
    needed: bool
    mend: Said


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look at this machine; exit 1 when something that is needed is missing."""
    language = language_of(context, None)
    missing = False
    for found in _look():
        if found.right:
            click.echo(f"ok       {found.name}", err=True)
            continue
        missing = missing or found.needed
        word = "MISSING" if found.needed else "absent"
        click.echo(f"{word:<8} {found.name}: {found.mend.to(language)}", err=True)
    context.exit(1 if missing else 0)


def _look() -> Iterator[Finding]:
    dist = resources.files("web") / "static" / "dist"
    yield Finding("pango", _works(prove_printer), True,
                  Said("Install the packages libpango-1.0-0 and libpangoft2-1.0-0."))  # fmt: skip
    yield Finding("screens", (dist / "app.css").is_file(), True, Said("Run “make setup”."))
    yield Finding("fonts", (dist / "print-fonts.css").is_file(), True, Said("Run “make setup”."))
    yield Finding("SQLite", sqlite.sqlite_version_info >= SAFE_SQLITE, True,
                  Said("Install pysqlite3 0.6.1 or newer."))  # fmt: skip
    yield Finding("time zone", _works(lambda: ZoneInfo("Asia/Ho_Chi_Minh")), True,
                  Said("Install the package tzdata."))  # fmt: skip
    yield Finding("database", _works(_is_current), True, Said("Run “motcua migrate”."))
    home = Settings.home_from_environment()
    room = shutil.disk_usage(home if home.exists() else home.anchor).free
    yield Finding("disk", room >= ROOM_NEEDED, True, Said("Less than 1 GB is free; make room."))
    yield _list_of_causes(home)
    yield Finding("soffice", shutil.which("soffice") is not None, False,
                  Said("Install LibreOffice to preview Word letters."))  # fmt: skip
    yield Finding("chromium", any(map(shutil.which, BROWSERS)), False,
                  Said("Install Chromium to run the browser tests."))  # fmt: skip


def _list_of_causes(home: Path) -> Finding:
    try:
        late_causes.list_of(home)
    except SettingsWrong as wrong:
        return Finding("list of causes", False, True, wrong.said)
    return Finding("list of causes", True, True, Said(SettingsWrong.default))


def _works(attempt: Callable[[], object]) -> bool:
    try:
        return attempt() is not False
    except (OSError, ImportError, Refusal, ZoneInfoNotFoundError):
        return False


def _is_current() -> bool:
    return current_revision(Settings.from_environment().database_url) == newest_revision()
