"""A person says which letters they want, and when; and the morning briefs are owed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit, outbox
from engine.models import Job, MailWish, Officer
from engine.office import Office
from engine.queries import calendars
from engine.queries.mail_wishes import Wishes

POST_BRIEF = "post_brief"


def wish(session: Session, office: Office, officer: Officer, wishes: Wishes) -> None:
    """Keep what a person wishes from now on."""
    kept = session.get(MailWish, officer.id) or MailWish(officer_id=officer.id)
    kept.brief, kept.reminders = wishes.brief, wishes.reminders
    kept.quiet_from = wishes.quiet.start if wishes.quiet else None
    kept.quiet_until = wishes.quiet.end if wishes.quiet else None
    session.add(kept)
    session.flush()
    audit.record(
        session,
        office,
        officer.agency_id,
        "wish_letters",
        officer.login,
        officer=officer,
        details={"brief": wishes.brief, "reminders": wishes.reminders},
    )


def owe_briefs(session: Session, office: Office) -> int:
    """Owe the brief of a working day to everybody who has an address; how many are new.

    The day and the person are the key, so that several clocks owe each once.
    """
    today = office.today()
    working = calendars.current(session, office)
    known = set(session.scalars(select(Job.key).where(Job.key.like(f"{POST_BRIEF}:{today}:%"))))
    people = session.execute(
        select(Officer.id, Officer.agency_id).where(Officer.email != "", Officer.ended_at.is_(None))
    ).all()
    owed = 0
    for officer_id, agency_id in people:
        key = f"{POST_BRIEF}:{today}:{officer_id}"
        if key in known or not working.of(agency_id).is_working_day(today):
            continue
        outbox.owe(
            session,
            agency_id,
            kind=POST_BRIEF,
            key=key,
            payload={"officer": officer_id},
            now=office.now(),
        )
        owed += 1
    return owed
