"""I7: every file row has its file, with that content, and every file has its row.

A file is on the disk before its row is committed, so a young one without a row
may belong to somebody who is still at it, or who died of it; the night drops
those that grew old (``engine.jobs.tidy``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.gateways.files import FileDamaged, FileGone
from engine.models import StoredFile
from engine.office import Office

# Long enough for the night's tidying to have passed over it once.
OLD = timedelta(days=2)


def rule(session: Session, office: Office) -> Iterator[str]:
    """Name the digests whose file is missing or changed, and the files that no row names."""
    named = set(session.scalars(select(StoredFile.sha256).distinct()))
    for sha256 in sorted(named):
        try:
            office.files.get(sha256)
        except (FileGone, FileDamaged):
            yield sha256
    for sha256 in office.files.digests():
        if sha256 not in named and office.files.age(sha256) > OLD:
            yield sha256
