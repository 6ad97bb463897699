"""The letters that carry a notice: one for each person of the department, in their language."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.gateways.post import Letter
from engine.i18n import Said, mark
from engine.models import Case, Notice, Officer
from engine.office import Office
from engine.queries import notices
from engine.rules.calendar import OFFICE_ZONE

SUBJECT = mark("[Motcua] Case %(code)s: %(what)s")
TEXT = mark(
    "%(notice)s.\n\nCase %(code)s is due at %(due)s. Open it to go on with it:\n%(address)s\n"
)


def letters(session: Session, office: Office, notice_id: int) -> list[Letter]:
    """What goes out for a notice; nobody's letter when nobody has an address."""
    notice = session.get_one(Notice, notice_id)
    case = session.get_one(Case, notice.case_id)
    told = notices.told(notice, case.code)
    people = session.scalars(
        select(Officer).where(
            Officer.department_id == notice.department_id,
            Officer.ended_at.is_(None),
            Officer.email != "",
        )
    )
    return [
        _letter(office, case, told, officer.email, officer.language or office.settings.language)
        for officer in people
    ]


def _letter(office: Office, case: Case, told: notices.Told, to: str, language: str) -> Letter:
    due = f"{told.due.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}" if told.due else "—"
    return Letter(
        to=to,
        subject=Said(SUBJECT, code=case.code, what=told.subject.says(language)).to(language),
        text=Said(
            TEXT,
            notice=told.says(language),
            code=case.code,
            due=due,
            address=f"{office.settings.public_url}/hs/{case.code}",
        ).to(language),
    )
