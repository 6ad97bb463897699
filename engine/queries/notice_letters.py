"""The letters that carry a notice: one for each person of the department, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from engine.gateways.post import Letter
from engine.i18n import Said, mark
from engine.models import Case, Notice, Officer
from engine.office import Office
from engine.queries import mail_wishes, notices
from engine.rules.alarm import AlarmKind
from engine.rules.calendar import OFFICE_ZONE

SUBJECT = mark("[Motcua] Case %(code)s: %(what)s")
TEXT = mark(
    "%(notice)s.\n\nCase %(code)s is due at %(due)s. Open it to go on with it:\n%(address)s\n"
)
# Who mends does not open the case; the incident says where to look.
INCIDENT = mark(
    "%(notice)s.\n\nCase %(code)s can't go on and stands where it stood. What happened, and what "
    "can be done:\n%(address)s\n"
)


@dataclass(frozen=True)
class Addressed:
    """A letter of a notice to one person; ``wait_until`` is the end of their quiet hours."""

    officer_id: int
    letter: Letter
    wait_until: datetime | None


def letters(session: Session, office: Office, notice_id: int) -> list[Addressed]:
    """What goes out for a notice; nobody's letter when nobody has an address or wants one."""
    notice = session.get_one(Notice, notice_id)
    case = session.get(Case, notice.case_id) if notice.case_id else None
    told = notices.told(notice, (case.code if case else None) or notice.content.get("code"))
    people = session.scalars(
        select(Officer).where(
            Officer.department_id == notice.department_id,
            (Officer.id == notice.officer_id) if notice.officer_id else true(),
            Officer.ended_at.is_(None),
            Officer.email != "",
        )
    )
    found = []
    for officer in people:
        wishes = mail_wishes.of(session, officer.id)
        if wishes.reminders:
            language = officer.language or office.settings.language
            letter = _letter(office, told, officer.email, language)
            found.append(Addressed(officer.id, letter, wishes.wait_until(office.now())))
    return found


def _letter(office: Office, told: notices.Told, to: str, language: str) -> Letter:
    due = f"{told.due.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}" if told.due else "—"
    what = told.subject.says(language) if told.incident is None else told.says(language)
    return Letter(
        to=to,
        subject=Said(SUBJECT, code=told.code, what=what).to(language),
        text=Said(
            TEXT if told.incident is None else INCIDENT,
            notice=told.says(language),
            code=told.code,
            due=due,
            address=f"{office.settings.public_url}{_place(told)}",
        ).to(language),
    )


def _place(told: notices.Told) -> str:
    if told.kind == AlarmKind.APOLOGY_DRAFT:
        return f"/hs/{told.code}/xin-loi"
    return f"/hs/{told.code}" if told.incident is None else f"/quan-ly/su-co/{told.incident}"
