"""``motcua serve``, ``work``, ``migrate`` and ``seed``: open the office and keep it running."""

from __future__ import annotations

import signal
import threading

import click
import structlog

from engine import jobs as engine_jobs
from engine.demo import story
from engine.errors import SettingsWrong
from engine.i18n import Said
from engine.migrations import current_revision, newest_revision
from engine.migrations import migrate as bring_up
from engine.office import Office, SystemClock, open_office
from engine.schedule import Job, OfficeClock
from engine.settings import Settings
from reports import jobs as report_jobs
from web.printing import with_fonts

log = structlog.get_logger(__name__)

THREADS = 8
NIGHTLY = (
    Job("tidy", "30 0 * * *", engine_jobs.tidy),
    Job("inspect", "30 1 * * *", engine_jobs.inspect),
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the screens; in the embedded office the worker and the clock live here too."""
    from waitress import serve as wait_for_requests

    from web import create_app

    office = _ready_office()
    clock = _clock(office) if office.settings.embedded else None
    if clock:
        clock.start()
    try:
        wait_for_requests(create_app(office), host=host, port=port, threads=THREADS, ident="motcua")
    finally:
        if clock:
            clock.stop()
        office.close()


@click.command()
def work() -> None:
    """Run the worker and the clock alone, until told to stop."""
    office = _ready_office()
    clock = _clock(office)
    stopped = threading.Event()
    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, lambda *_: stopped.set())
    clock.start()
    stopped.wait()
    clock.stop()
    office.close()


@click.command()
def migrate() -> None:
    """Bring the database to this program's schema; an existing one is copied away first."""
    settings = Settings.from_environment()
    revision = bring_up(settings.database_url, SystemClock().now())
    click.echo(f"revision {revision}", err=True)


@click.group()
def seed() -> None:
    """Fill an empty office."""


@seed.command()
def demo() -> None:
    """Make the demo office through its own verbs: people, a procedure, three weeks of cases."""
    office = _ready_office()
    try:
        told = story.tell(office, SystemClock().now())
    finally:
        office.close()
    click.echo(f"{told.cases} cases, {told.open_cases} open", err=True)


def _ready_office() -> Office:
    settings = with_fonts(Settings.from_environment())
    if current_revision(settings.database_url) != newest_revision():
        raise SettingsWrong(Said("The database is not up to date. Run “motcua migrate” first."))
    return open_office(settings)


def _clock(office: Office) -> OfficeClock:
    return OfficeClock(office, engine_jobs.tick, engine_jobs.run_due, (*NIGHTLY, *report_jobs.JOBS))
