"""A consistent copy of the embedded office: its database, its files, its secret.

The database is copied by SQLite's own backup inside the gate, so that no write
is halfway; the files after it, so that every row has its file. A copy appears
under its name only when it is whole, and a restore only fills an empty folder.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite

from engine.errors import Refusal
from engine.gateways import trouble
from engine.gateways.database import Database
from engine.i18n import Said, mark

DATABASE = "motcua.sqlite3"
MANIFEST = "manifest.json"


class BackupRefused(Refusal):
    """A copy can't be made or put back like this."""

    code = "backup-refused"
    default = mark("The copy can't be made.")


def make(home: Path, database: Database, target: Path, now: datetime) -> Path:
    """Copy an office into a new folder; raises ``BackupRefused`` when the folder exists."""
    if not database.is_sqlite:
        raise BackupRefused(
            Said("Only the embedded office is copied here; copy a server's database by pg_dump.")
        )
    if target.exists():
        raise BackupRefused(Said("%(folder)s exists already.", folder=str(target)))
    if target.is_relative_to(home / "files"):
        raise BackupRefused(Said("A copy can't lie among the files that it copies."))
    growing = target.with_name(f".{target.name}.part")
    shutil.rmtree(growing, ignore_errors=True)
    try:
        growing.mkdir(parents=True)
        _copy(home, database, growing, now)
        growing.rename(target)
    except OSError as error:
        shutil.rmtree(growing, ignore_errors=True)
        raise _cannot_write(target, error) from error
    return target


def put_back(source: Path, home: Path) -> None:
    """Fill an empty home from a copy; raises ``BackupRefused`` when either is not as it must be."""
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupRefused(
            Said("%(folder)s is not empty; a copy is only put into an empty one.", folder=str(home))
        )
    try:
        listed = json.loads((source / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BackupRefused(
            Said("%(folder)s is no copy of an office.", folder=str(source))
        ) from error
    if _digests(source) != listed:
        raise BackupRefused(
            Said("The copy in %(folder)s was changed or is not whole.", folder=str(source))
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in listed:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, home / name)
    except OSError as error:
        raise _cannot_write(home, error) from error


def _copy(home: Path, database: Database, growing: Path, now: datetime) -> None:
    with (
        trouble.told(),
        database.gate(),
        closing(sqlite.connect(database.file)) as source,
        closing(sqlite.connect(growing / DATABASE)) as copy,
    ):
        source.backup(copy)
    if (home / "files").is_dir():
        shutil.copytree(home / "files", growing / "files")
    if (home / "secret").is_file():
        shutil.copy2(home / "secret", growing / "secret")
    manifest = {"made": now.isoformat(), "files": _digests(growing)}
    (growing / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")


def _cannot_write(folder: Path, error: OSError) -> BackupRefused:
    why = error.strerror or type(error).__name__
    return BackupRefused(Said("%(file)s can't be written: %(why)s.", file=str(folder), why=why))


def _digests(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
