"""Where the office keeps what was handed in and what it issues.

A file is known by the SHA-256 of its content: the same scan is kept once, a
row that names a digest can prove what it named, and nothing is ever changed in
place. A file is on the disk, flushed, before the row that names it is
committed; a file without a row is harmless, a row without a file is not.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Container, Iterator
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Protocol

from engine.errors import NotFound, Refusal
from engine.gateways.trouble import FilesUnusable
from engine.i18n import mark

_PLACES = "[0-9a-f][0-9a-f]/*"
_ASIDE = ".dropping-"


class FileGone(NotFound):
    """A file that should be kept is not there."""

    code = "file-gone"
    default = mark("The file is not in the store. Tell the administrator.")


class FileDamaged(Refusal):
    """A kept file no longer has the content it was kept with."""

    code = "file-damaged"
    status: ClassVar[int] = 500
    default = mark("The file was damaged in the store. It must be restored from the backup.")


class Files(Protocol):
    """What the office asks of its store of files."""

    def put(self, content: bytes) -> str:
        """Keep the content and give its digest; it is safe when this returns."""

    def get(self, digest: str) -> bytes:
        """Give the content back, proved against its digest."""

    def exists(self, digest: str) -> bool:
        """Tell whether the store has this content."""

    def digests(self) -> Iterator[str]:
        """Go through everything that is kept, in the order of the digests."""

    def age(self, digest: str) -> timedelta:
        """How long ago the content was last put here."""

    def drop_old(self, wanted: Container[str], older_than: timedelta) -> int:
        """Drop what nobody wants and nobody put here for so long; how many were dropped."""


class FolderFiles:
    """Files in a folder of this machine, or of a share that several machines see."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Write beside its place, flush, and move into place; raises ``FilesUnusable``."""
        digest = digest_of(content)
        place = self.path(digest)
        try:
            if not _is_there(place, len(content)):
                place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(place, content)
        except OSError as error:
            raise FilesUnusable(why=str(error)) from error
        return digest

    def get(self, digest: str) -> bytes:
        """Read the content; a file that changed on the disk is refused, not served."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as gone:
            raise FileGone from gone
        if digest_of(content) != digest:
            raise FileDamaged
        return content

    def exists(self, digest: str) -> bool:
        """Tell whether the content stands in its place."""
        return self.path(digest).is_file()

    def path(self, digest: str) -> Path:
        """Say where a content stands; two letters a folder keep the folders small."""
        if not _is_digest(digest):
            raise FileGone
        return self.root / digest[:2] / digest

    def digests(self) -> Iterator[str]:
        """Go through the folder; half-written files carry no digest as a name."""
        for place in sorted(self.root.glob(_PLACES)):
            if _is_digest(place.name):
                yield place.name

    def age(self, digest: str) -> timedelta:
        """Read off the file, by the machine's own clock."""
        return _age(self.path(digest))

    def drop_old(self, wanted: Container[str], older_than: timedelta) -> int:
        """Drop old files, and what was never written to its end."""
        dropped = 0
        for place in self.root.glob(_PLACES):
            if place.name not in wanted and _age(place) > older_than:
                dropped += _drop(place, older_than)
        return dropped


class MemoryFiles:
    """The tame twin: files that are gone when the test is over."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """Keep the content for as long as this object lives."""
        digest = digest_of(content)
        self._kept[digest] = content
        return digest

    def get(self, digest: str) -> bytes:
        """Give the content back."""
        if digest not in self._kept:
            raise FileGone
        return self._kept[digest]

    def exists(self, digest: str) -> bool:
        """Tell whether the content was put here."""
        return digest in self._kept

    def digests(self) -> Iterator[str]:
        """Go through everything that is kept."""
        yield from sorted(self._kept)

    def age(self, digest: str) -> timedelta:
        """Nothing grows old here."""
        if digest not in self._kept:
            raise FileGone
        return timedelta(0)

    def drop_old(self, wanted: Container[str], older_than: timedelta) -> int:
        """Drop what nobody wants, when even what is new is old enough."""
        dropped = [each for each in self._kept if each not in wanted and older_than < timedelta(0)]
        for digest in dropped:
            del self._kept[digest]
        return len(dropped)


def digest_of(content: bytes) -> str:
    """Give the name a content is known by: its SHA-256, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever fails meanwhile."""
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    _flush_folder(place.parent)
    _flush_folder(place.parent.parent)


def _is_there(place: Path, size: int) -> bool:
    """Whether a content stands in its place; it counts as put there now, so that it is not old."""
    try:
        if place.stat().st_size != size:
            return False
        os.utime(place)
    except FileNotFoundError:
        return False
    return True


def _age(place: Path) -> timedelta:
    return timedelta(seconds=time.time() - place.stat().st_mtime)


def _drop(place: Path, older_than: timedelta) -> int:
    """Drop a file, unless somebody put it there anew at this very moment."""
    aside = place.with_name(f"{_ASIDE}{place.name}")
    place.rename(aside)
    if _age(aside) <= older_than:
        aside.rename(place)
        return 0
    aside.unlink()
    return 1


def _flush_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where folders can be flushed."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_digest(name: str) -> bool:
    return len(name) == 64 and not set(name) - set("0123456789abcdef")
