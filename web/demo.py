"""``make demo``: a living office for a newcomer, and the proof that it lives.

Without anything it makes the demo office (once), says who can sign in, and
serves it. With ``--check`` it serves on a free port and walks one new case
through the pages as its people would, to its result, its receipt and one
report; it prints what it did and ends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from werkzeug.serving import make_server

from engine.demo import organisation, story
from engine.errors import WrongMove
from engine.migrations import migrate
from engine.office import Office, SystemClock, open_office
from engine.settings import Settings
from web import create_app
from web.commands.office import serve
from web.demo_walk import walk
from web.printing import with_fonts


@click.command()
@click.option("--check", is_flag=True, help="Walk one case through and end.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def main(check: bool, port: int) -> None:
    """Make the demo office and serve it on this machine."""
    settings = with_fonts(Settings.from_environment())
    now = SystemClock().now()
    migrate(settings, now)
    office = open_office(settings)
    try:
        click.echo("Making the demo office (people, a procedure, three weeks of cases) …")
        told = story.tell(office, now)
        click.echo(f"  {told.cases} cases, {told.open_cases} of them open.")
    except WrongMove:
        click.echo("  The demo office is there already.")
    if check:
        with served(office) as address:
            for line in walk(address):
                click.echo(line)
        office.close()
        return
    office.close()
    _introduce(port)
    serve.main(["--port", str(port)], standalone_mode=False)


def _introduce(port: int) -> None:
    click.echo(f"\nMotcua: http://127.0.0.1:{port}   (password of everybody: "
               f"{organisation.PASSWORD})\n")  # fmt: skip
    for post in organisation.PEOPLE:
        roles = ", ".join(str(role.said.to("en")).lower() for role in post.roles)
        click.echo(f"  {post.login:<8} {post.name:<20} {post.title:<20} {roles}")
    click.echo("\nCtrl+C ends it; the office is kept in MOTCUA_HOME (./var).\n")


@contextmanager
def served(office: Office) -> Iterator[str]:
    """Serve the office on a free port of this machine for as long as the walk takes."""
    # The walk tells what it does; a line a request would drown it.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(office), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()


if __name__ == "__main__":
    main()
