"""An outage on Monday morning, and a dossier that came on paper meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from engine.actions import outages, reception
from engine.actions.application import OnPaper
from engine.actions.outages import OutageNote
from engine.models import Case, LateEntry, Outage
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.stated_moment import StatedMoment
from tests.office import an_application, move_clock, person

NINE = datetime(2026, 11, 16, 9, tzinfo=OFFICE_ZONE)
TEN = datetime(2026, 11, 16, 10, tzinfo=OFFICE_ZONE)
ELEVEN = datetime(2026, 11, 16, 11, tzinfo=OFFICE_ZONE)
TUESDAY = datetime(2026, 11, 17, 9, tzinfo=OFFICE_ZONE)


def stated(moment: datetime | None) -> StatedMoment:
    """A moment as somebody types it; nothing for none."""
    if moment is None:
        return StatedMoment()
    return StatedMoment(f"{moment:%d/%m/%Y}", f"{moment:%H:%M}")


def said(began: datetime = NINE, ended: datetime | None = ELEVEN, agency: str = "") -> OutageNote:
    """What is said of an outage."""
    return OutageNote(
        stated(began), stated(ended), "Mất kết nối máy chủ", "Đứt cáp", "12/TB", agency
    )


def note(office: Office, login: str = "quang", told: OutageNote | None = None) -> Outage:
    """Note an outage as the counter's director, unless somebody else does."""
    with office.transaction() as session:
        return outages.note(session, office, person(office, login), told or said())


def an_outage(office: Office) -> Outage:
    """Let Monday morning's outage be over and noted; it is Tuesday then."""
    move_clock(office, TUESDAY)
    return note(office)


def on_paper(outage: Outage, hour: datetime = TEN, slip: str = "07") -> OnPaper:
    """How a dossier came on paper."""
    return OnPaper(str(outage.id), slip, stated(hour))


def enter(office: Office, came: OnPaper, login: str = "lan") -> Case:
    """Enter a dossier that came on paper."""
    application = replace(an_application(), on_paper=came)
    with office.transaction() as session:
        return reception.register_case(session, office, person(office, login), application)


def entry_of(office: Office, case: Case) -> LateEntry:
    """The late entry of a case."""
    with office.reading() as session:
        return session.scalars(select(LateEntry).where(LateEntry.case_id == case.id)).one()
