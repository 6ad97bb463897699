"""``motcua serve``, ``work``, ``migrate`` and ``seed``: open the office and keep it running."""

from __future__ import annotations

import signal
import socket
import threading
from datetime import timedelta

import click
import structlog

from engine import jobs as engine_jobs
from engine.actions import clock_runs
from engine.demo import story
from engine.errors import Unusable
from engine.i18n import Said, mark
from engine.migrations import migrate as bring_up
from engine.office import Office, SystemClock
from engine.schedule import Job, OfficeClock
from engine.settings import Settings
from reports import jobs as report_jobs
from web.commands.opening import opened
from web.printing import with_fonts

log = structlog.get_logger(__name__)

THREADS = 8
NIGHTLY = (
    Job("tidy", "30 0 * * *", engine_jobs.tidy),
    Job("find-stalled", "0 1 * * *", engine_jobs.find_stalled),
    Job("inspect", "30 1 * * *", engine_jobs.inspect),
    Job("learn", "0 2 * * *", engine_jobs.learn),
    # In the evening a morning brief tells nobody anything.
    Job("briefs", "30 7 * * *", engine_jobs.owe_briefs, stale=timedelta(hours=10)),
)


class PlaceTaken(Unusable):
    """Another program answers there already, or there is no such place."""

    code = "place-taken"
    default = mark("Nothing can be served at %(host)s, port %(port)s. Choose another port.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the screens; in the embedded office the worker and the clock live here too."""
    from waitress import create_server

    from web import create_app, proxies

    # Nothing is opened and nothing ticks before there is a place to answer from.
    with _place(host, port) as place, opened(with_fonts(Settings.from_environment())) as office:
        server = create_server(
            create_app(office),
            sockets=[place],
            threads=THREADS,
            ident="motcua",
            **proxies.read_by_server(office.settings.proxies),
        )
        clock = _clock(office) if office.settings.embedded else None
        if clock:
            clock.start()
        try:
            server.run()
        finally:
            if clock:
                clock.stop()


@click.command()
def work() -> None:
    """Run the worker and the clock alone, until told to stop."""
    with opened(with_fonts(Settings.from_environment())) as office:
        clock = _clock(office)
        stopped = threading.Event()
        for signalled in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signalled, lambda *_: stopped.set())
        clock.start()
        stopped.wait()
        clock.stop()


@click.command()
def migrate() -> None:
    """Bring the database to this program's schema; an existing one is copied away first."""
    settings = Settings.from_environment()
    revision = bring_up(settings, SystemClock().now())
    click.echo(f"revision {revision}", err=True)


@click.group()
def seed() -> None:
    """Fill an empty office."""


@seed.command()
def demo() -> None:
    """Make the demo office through its own verbs: people, a procedure, three weeks of cases."""
    with opened(with_fonts(Settings.from_environment())) as office:
        told = story.tell(office, SystemClock().now())
    click.echo(f"{told.cases} cases, {told.open_cases} open", err=True)


def _place(host: str, port: int) -> socket.socket:
    """The place to answer from; raises ``PlaceTaken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, ValueError) as error:
        said = Said(PlaceTaken.default, host=host, port=port)
        raise PlaceTaken(said, why=str(error)) from error


def _clock(office: Office) -> OfficeClock:
    return OfficeClock(office, engine_jobs.tick, engine_jobs.run_due, _run_at_their_hours)


def _run_at_their_hours(office: Office) -> int:
    return clock_runs.run_due(office, (*NIGHTLY, *report_jobs.JOBS))
