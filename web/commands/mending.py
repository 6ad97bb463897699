"""Writing a mended diagram in place of the old one: wholly, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_in_place(path: str, content: bytes) -> None:
    """Put new content into a file at once, with the rights that the old one had.

    Whoever reads the file meanwhile sees the old or the new one, never a half.
    """
    place = Path(path).resolve()
    rights = place.stat().st_mode & 0o777
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as new:
        try:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).chmod(rights)
            Path(new.name).replace(place)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
