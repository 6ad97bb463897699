"""What stands in a person's bell, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import Case, Notice, Officer
from engine.queries.menu import addressed_to
from engine.queries.scope import visible_cases
from engine.rules.alarm import AlarmKind
from engine.rules.calendar import office_time
from engine.rules.day_words import moment_said
from engine.rules.procedure_parts import Named

PAGE = 50

KINDS: Mapping[str, str] = {
    "reminder": mark("Reminder"),
    "assigned": mark("Assigned to you"),
    "sent_back": mark("Sent back"),
    "deadline_moved": mark("The due date moved with the calendar"),
    "inspection": mark("The nightly inspection found something broken"),
    "moved_on": mark("The case was moved on to this step"),
    "task_ended": mark("This step was ended without being done"),
    "late_answer": mark("An answer came after silence was taken as consent"),
    "hour_refused": mark("The head refused the hour of a paper slip; the due date moved"),
    "put_off": mark("The case was put off"),
    "apology_by_hand": mark("An apology must be handed over, or told by phone"),
    "incident": mark("Incident"),
    AlarmKind.STEP_NEAR: mark("A step nears its end"),
    AlarmKind.STEP_OVER: mark("The allowance of a step is used up"),
    AlarmKind.STEP_LATE: mark("A step lies past its end"),
    AlarmKind.APOLOGY_DRAFT: mark("A draft of the apology waits"),
    AlarmKind.APOLOGY_MISSED: mark("No apology was sent in time"),
    AlarmKind.NO_ANSWER: mark("The applicant has not answered in time"),
}
TOLD_LATE = mark("was to be told at %(moment)s")
# These also go out by mail.
MAILED = frozenset({"reminder", "incident", *AlarmKind})
# What is told later than this after it was due says so.
LATE = timedelta(hours=2)


@dataclass(frozen=True)
class Told:
    """One notice; ``code`` only where the person may open the case."""

    id: int
    kind: str
    subject: Named
    code: str | None
    incident: int | None
    due: datetime | None
    at: datetime
    is_read: bool
    rang_due: datetime | None = None  # when it was to be told, where that was long before

    @property
    def said(self) -> Said:
        """What kind of notice it is, in words."""
        return said(self.kind)

    def says(self, language: str) -> str:
        """The whole notice in one line."""
        kind, what = self.said.to(language), self.subject.says(language)
        line = f"{kind}: {what}" if what else kind
        if self.rang_due is None:
            return line
        late = Said(TOLD_LATE, moment=moment_said(office_time(self.rang_due)))
        return f"{line} ({late.to(language)})"


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
        return any(not one.is_read for one in self.notices)


def said(kind: str) -> Said:
    """What a kind of notice is called."""
    return Said(KINDS.get(kind, mark("Notice")))


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
    shown = tuple(told(row.Notice, row.code) for row in rows[:PAGE])
    return Bell(shown, shown[-1].id if len(rows) > PAGE else None)


def told(notice: Notice, code: str | None) -> Told:
    """A notice as people read it; ``code`` is its case's, where they may open it."""
    return Told(
        id=notice.id,
        kind=notice.kind,
        subject=Named(_subject(notice.content, ""), _subject(notice.content, "_en")),
        code=code,
        incident=notice.content.get("incident"),
        due=notice.due_at,
        at=notice.at,
        is_read=notice.read_at is not None,
        rang_due=_long_before(notice),
    )


def _long_before(notice: Notice) -> datetime | None:
    kept = notice.content.get("rang_due")
    due = datetime.fromisoformat(kept) if kept else None
    return due if due is not None and notice.at - due > LATE else None


def _subject(content: Mapping[str, Any], language: str) -> str:
    """Which step, and what about it; in Vietnamese where the diagram has no English."""
    parts = (content.get(f"{key}{language}") or content.get(key, "") for key in ("step", "name"))
    return " – ".join(str(part) for part in parts if part)
