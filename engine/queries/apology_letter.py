"""The apology (form 04) as a letter to the applicant, with the paper itself enclosed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.gateways.post import Enclosure, Letter
from engine.i18n import Said, mark
from engine.models import Agency, Case, Document
from engine.office import Office
from engine.rules.calendar import office_time
from engine.rules.day_words import moment_said

# An applicant is written to in Vietnamese, as the paper is.
LANGUAGE = "vi"
SUBJECT = mark("%(agency)s: the result of case %(code)s is put off until %(second)s")
TEXT = mark(
    "Dear applicant,\n\n"
    "the result of your case %(code)s was promised for %(due)s. It will not be ready by then, "
    "for which we apologise. You may fetch it from %(second)s on.\n\n"
    "Why: %(reason)s\n\n"
    "The signed letter no. %(number)s is enclosed. You may look your case up here:\n"
    "%(address)s\n\n"
    "%(agency)s, %(phone)s\n"
)


def letter(session: Session, office: Office, document_id: int, paper: bytes) -> Letter:
    """Write the letter that carries an issued apology."""
    row = session.execute(
        select(Document, Case.code, Agency.name, Agency.phone)
        .join(Case, Case.id == Document.case_id)
        .join(Agency, Agency.id == Document.agency_id)
        .where(Document.id == document_id)
    ).one()
    apology: Document = row.Document
    second = _said(apology.content["second"])
    return Letter(
        to=apology.content["mailed_to"],
        subject=Said(SUBJECT, agency=row.name, code=row.code, second=second).to(LANGUAGE),
        text=Said(
            TEXT,
            code=row.code,
            due=_said(apology.content["due"]),
            second=second,
            reason="\n".join(apology.content["lines"]),
            number=apology.notation,
            address=f"{office.settings.public_url}/t/{row.code}",
            agency=row.name,
            phone=row.phone,
        ).to(LANGUAGE),
        enclosures=(Enclosure("xin-loi-hen-lai.pdf", "application/pdf", paper),),
    )


def _said(moment: str) -> Said:
    return moment_said(office_time(datetime.fromisoformat(moment)))
