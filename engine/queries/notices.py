"""What stands in a person's bell, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import Case, Notice, Officer
from engine.queries.menu import addressed_to
from engine.queries.scope import visible_cases

PAGE = 50

KINDS: Mapping[str, str] = {
    "reminder": mark("Reminder"),
    "assigned": mark("Assigned to you"),
    "sent_back": mark("Sent back"),
    "deadline_moved": mark("The due date moved with the calendar"),
    "inspection": mark("The nightly inspection found something broken"),
}


@dataclass(frozen=True)
class Told:
    """One notice; ``code`` only where the person may open the case."""

    id: int
    kind: str
    subject: str
    subject_en: str
    code: str | None
    due: datetime | None
    at: datetime
    is_read: bool

    @property
    def said(self) -> Said:
        """What kind of notice it is, in words."""
        return Said(KINDS.get(self.kind, mark("Notice")))


@dataclass(frozen=True)
class Bell:
    """A page of notices, and where the next page begins."""

    notices: tuple[Told, ...]
    earlier_than: int | None

    @property
    def newest(self) -> int:
        """The newest notice of this page, or 0."""
        return self.notices[0].id if self.notices else 0

    @property
    def has_unread(self) -> bool:
        """Whether something here was not read."""
        return any(not told.is_read for told in self.notices)


def notices(session: Session, officer: Officer, before: int | None = None) -> Bell:
    """A page of what a person was told, older than ``before`` where it is given."""
    query = (
        select(Notice, Case.code)
        .outerjoin(Case, (Case.id == Notice.case_id) & visible_cases(officer))
        .where(addressed_to(officer))
        .order_by(Notice.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Notice.id < before)
    rows = session.execute(query).all()
    told = tuple(_told(row.Notice, row.code) for row in rows[:PAGE])
    return Bell(told, told[-1].id if len(rows) > PAGE else None)


def _told(notice: Notice, code: str | None) -> Told:
    name = str(notice.content.get("name", ""))
    return Told(
        id=notice.id,
        kind=notice.kind,
        subject=name,
        subject_en=str(notice.content.get("name_en", "")) or name,
        code=code,
        due=notice.due_at,
        at=notice.at,
        is_read=notice.read_at is not None,
    )
