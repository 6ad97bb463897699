"""A consistent copy of an office: its database, its files, its secret.

The copy of an embedded office and of one on a server look the same: a folder
with an SQLite file at the office's schema revision, each file that its rows
name by its SHA-256, and a manifest. So a copy of either goes back into either.
It appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.errors import Refusal
from engine.gateways import rows, trouble
from engine.gateways.database import Database
from engine.gateways.files import FileDamaged, FileGone, Files, FolderFiles
from engine.i18n import Said, mark

DATABASE = "motcua.sqlite3"
FILES = "files"
SECRET = "secret"  # noqa: S105  (the name of its file)
MANIFEST = "manifest.json"

# Brings an empty database to a schema revision; alembic stands above this layer.
Shape = Callable[[str, str], None]


class BackupRefused(Refusal):
    """A copy can't be made or put back like this."""

    code = "backup-refused"
    default = mark("The copy can't be made.")


@dataclass(frozen=True)
class Manifest:
    """What a copy says of itself; ``files`` is a digest over the digests of its files."""

    made: str
    revision: str
    database: str
    files: str


def make(
    database: Database,
    target: Path,
    *,
    now: datetime,
    shape: Shape,
    files: Files | None = None,
    home: Path | None = None,
) -> Path:
    """Copy an office into a new folder; raises ``BackupRefused`` when the folder exists.

    Rows are those of one moment, while the office goes on working; files come
    after them, so that every row has its file. One that is gone or damaged is
    left out, for ``motcua verify`` to name. Without ``files`` only rows are
    copied, because a migration touches nothing else; from ``home`` comes the
    secret of an embedded office.
    """
    if target.exists():
        raise BackupRefused(Said("%(folder)s exists already.", folder=str(target)))
    if home is not None and target.is_relative_to(home / FILES):
        raise BackupRefused(Said("A copy can't lie among the files that it copies."))
    growing = target.with_name(f".{target.name}.part")
    shutil.rmtree(growing, ignore_errors=True)
    try:
        with writing(target):
            growing.mkdir(parents=True)
            revision = _copy_rows(database, growing / DATABASE, shape)
            if files is not None:
                _copy_files(_named(growing / DATABASE), files, FolderFiles(growing / FILES))
            if home is not None:
                copy_secret(home, growing)
            _write_manifest(growing, revision, now)
            growing.rename(target)
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    return target


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raise ``BackupRefused`` with the folder's name for what its disk refuses."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BackupRefused(
            Said("%(file)s can't be written: %(why)s.", file=str(folder), why=why)
        ) from error


def read_manifest(copy: Path) -> Manifest:
    """What a copy says of itself; raises ``BackupRefused`` when it isn't so (any more)."""
    try:
        manifest = Manifest(**json.loads((copy / MANIFEST).read_text("utf-8")))
        changed = _digest_of(copy / DATABASE) != manifest.database
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused(
            Said("%(folder)s is no copy of an office.", folder=str(copy))
        ) from error
    if changed or _digest_of_files(copy) != manifest.files:
        raise BackupRefused(
            Said("The copy in %(folder)s was changed or is not whole.", folder=str(copy))
        )
    return manifest


def refuse_used(database: Database) -> None:
    """Raise ``BackupRefused`` unless this database is still without an office."""
    with database.reading.connect() as connection:
        if not rows.is_empty(connection):
            raise BackupRefused(
                Said(
                    "There is an office here already; a copy is only put into an empty one. "
                    "Name another MOTCUA_HOME or MOTCUA_DATABASE_URL."
                )
            )


def put_back(copy: Path, lifted: Path, database: Database, files: Files) -> None:
    """Fill an empty office from a copy.

    ``lifted`` is the copy's SQLite file, brought to the schema that ``database``
    has too. Files are put first, each proved by its digest, then all rows in
    one transaction: a restore that breaks off can be done again.
    """
    kept = FolderFiles(copy / FILES)
    _copy_files(kept.digests(), kept, files)
    with (
        trouble.told(),
        closing(Database(f"sqlite:///{lifted}")) as source,
        source.reading.connect() as from_copy,
        database.gate(),
        database.writing.begin() as to_office,
    ):
        rows.carry(from_copy, to_office)


def copy_secret(source: Path, target: Path) -> None:
    """Take the embedded office's secret along, readable by its owner only; never over another."""
    if not (source / SECRET).is_file() or (target / SECRET).exists():
        return
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
        handle = os.open(target / SECRET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as secret:
            secret.write((source / SECRET).read_bytes())


def _copy_rows(database: Database, copy: Path, shape: Shape) -> str:
    """Copy all rows as they are at one moment; the revision they are at."""
    if database.is_sqlite:
        # One step: a reader of the write-ahead log, which no writer waits for.
        with (
            trouble.told(),
            closing(sqlite.connect(database.file)) as source,
            closing(sqlite.connect(copy)) as target,
        ):
            source.backup(target)
        with closing(Database(f"sqlite:///{copy}")) as copied, Session(copied.reading) as session:
            return _revision(session)
    with trouble.told(), Session(database.reading) as session:
        database.hold_still(session)
        revision = _revision(session)
        url = f"sqlite:///{copy}"
        shape(url, revision)
        with closing(Database(url)) as copied, copied.writing.begin() as connection:
            rows.carry(session.connection(), connection)
    return revision


def _revision(session: Session) -> str:
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _write_manifest(growing: Path, revision: str, now: datetime) -> None:
    manifest = Manifest(
        made=now.isoformat(),
        revision=revision,
        database=_digest_of(growing / DATABASE),
        files=_digest_of_files(growing),
    )
    (growing / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")


def _named(copy: Path) -> list[str]:
    """The digests of the files that the copied rows name."""
    with closing(sqlite.connect(copy)) as connection:
        found = connection.execute("SELECT DISTINCT sha256 FROM stored_file ORDER BY sha256")
        return [str(sha256) for (sha256,) in found]


def _copy_files(digests: Iterable[str], source: Files, target: Files) -> None:
    for digest in digests:
        try:
            target.put(source.get(digest))
        except (FileGone, FileDamaged):
            continue


def _digest_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _digest_of_files(copy: Path) -> str:
    total = hashlib.sha256()
    for digest in FolderFiles(copy / FILES).digests():
        total.update(digest.encode())
    return total.hexdigest()
