"""What the clock does at its hours: tidy, inspect and learn by night, the briefs in the morning."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import select

from engine.actions import inspection, learning
from engine.actions import mail_wishes as mail_wishing
from engine.actions.idempotency import forget_old
from engine.models import StoredFile
from engine.office import Office
from engine.queries import invariants

log = structlog.get_logger(__name__)


def tidy(office: Office) -> None:
    """What the clock does every night: forget old answers, drop files that nobody came for."""
    with office.transaction() as session:
        forget_old(session, office.now())
    with office.reading() as session:
        wanted = set(session.scalars(select(StoredFile.sha256)))
    # A file without a row is one whose owner died between the two; a day is long past that.
    if dropped := office.files.drop_old(wanted, older_than=timedelta(days=1)):
        log.info("files-dropped", files=dropped)


def inspect(office: Office) -> None:
    """Check the invariants, once a night whatever the number of clocks."""
    with office.transaction() as session:
        night = inspection.begin(session, office)
    if night is None:
        return
    broken = invariants.verify(office)
    for one in broken:
        log.error("invariant-broken", invariant=one.invariant, said=str(one.said), of=one.things)
    if not broken:
        log.info("inspected", invariants=len(invariants.RULES))
    with office.transaction() as session:
        inspection.finish(session, office, night, broken)


def learn(office: Office) -> None:
    """Learn from the finished cases, once a night whatever the number of clocks."""
    if learnt := learning.learn(office):
        log.info("learnt", procedures=learnt)


def owe_briefs(office: Office) -> int:
    """What the clock does at half past seven: owe each person the brief of a working day."""
    with office.transaction() as session:
        return mail_wishing.owe_briefs(session, office)
