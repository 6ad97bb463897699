"""What a document says on paper: the printed value of an issued document.

Read when the PDF is made, right after the commit that issued it; the file is
then kept, and never made again from rows that may have changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.gateways import papers
from engine.gateways.papers import Paper
from engine.models import (
    Agency,
    Case,
    DeadlineEvent,
    Document,
    HandedPaper,
    Officer,
    Party,
    ProcedureVersion,
)
from engine.office import Office
from engine.queries import published, relations
from engine.queries.published import Version
from engine.rules import letter
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.term_record import read_term

RETURN_AT = {
    "counter": "Bộ phận Tiếp nhận và Trả kết quả",
    "post": "Qua dịch vụ bưu chính công ích",
    "electronic": "Bản điện tử",
}
KINDS = {
    "original": "Bản chính",
    "copy": "Bản sao",
    "certified": "Bản sao chứng thực",
    "electronic": "Bản điện tử",
}


@dataclass(frozen=True)
class _Facts:
    """Everything the papers of one case are made from."""

    session: Session
    office: Office
    document: Document
    case: Case
    agency: Agency
    version: Version
    people: dict[str, Party]
    officer: Officer
    signer: Officer

    @property
    def head(self) -> dict[str, Any]:
        """What every paper's heading says."""
        parent = self.agency.parent
        return {
            "agency": papers.Agency(
                name=self.agency.name,
                superior=parent.name if parent else None,
                place=self.agency.place,
                phone=self.agency.phone or None,
            ),
            "day": self.document.dated,
            "number": self.document.number,
            "demo": self.agency.demo,
            "form_set": self.version.procedure.form_set,
        }

    @property
    def contact(self) -> papers.Contact:
        """Whom the applicant may ask."""
        phone = str(self.document.content.get("contact_phone") or self.agency.phone)
        return papers.Contact(self.officer.name, phone)

    @property
    def signatory(self) -> papers.Signatory:
        """Who signs, with the position."""
        return papers.Signatory((self.signer.title.upper(),), self.signer.name)

    @property
    def procedure(self) -> str:
        """What was asked for."""
        return self.version.procedure.name

    def person(self, role: str) -> papers.Party:
        """One of the case's people, as papers name them."""
        found = self.people[role]
        return papers.Party(
            name=found.name,
            kind=papers.PartyKind(found.kind),
            identity=found.id_number or None,
            address=found.address or None,
            phone=found.phone or None,
            email=found.email or None,
        )

    @property
    def handed_in(self) -> dict[str, Any]:
        """Whose file it is, who handed it in, and as what."""
        relation = relations.named(self.people["submitter"].relation)
        return {
            "owner": self.person("owner"),
            "submitter": self.person("submitter"),
            "relation": relation.name if relation else None,
        }

    def lines(self, key: str = "lines") -> tuple[str, ...]:
        """A text of several lines that was typed when the document was issued."""
        given = self.document.content.get(key) or ()
        return tuple(given.splitlines()) if isinstance(given, str) else tuple(given)


def paper_of(session: Session, office: Office, document_id: int) -> Paper:
    """The paper of an issued document; raises ``NotFound`` for one that isn't printed."""
    facts = _facts(session, office, document_id)
    make = _MAKERS.get(facts.document.kind)
    if make is None:
        raise NotFound
    return make(facts)


def _facts(session: Session, office: Office, document_id: int) -> _Facts:
    document = session.get(Document, document_id)
    if document is None:
        raise NotFound
    case = session.get_one(Case, document.case_id)
    officer = session.get_one(Officer, document.issued_by_id)
    return _Facts(
        session=session,
        office=office,
        document=document,
        case=case,
        agency=session.get_one(Agency, document.agency_id),
        version=_version(session, case),
        people=_people(session, case.id),
        officer=officer,
        signer=session.get_one(Officer, document.signer_id) if document.signer_id else officer,
    )


def _version(session: Session, case: Case) -> Version:
    hashed = session.scalars(
        select(ProcedureVersion.content_hash).where(ProcedureVersion.id == case.version_id)
    ).one()
    return published.version(session, case.version_id, hashed)


def _people(session: Session, case_id: int) -> dict[str, Party]:
    return {
        party.role: party
        for party in session.scalars(select(Party).where(Party.case_id == case_id))
    }


def _receipt(facts: _Facts) -> Paper:
    case = facts.case
    if case.code is None or case.received_at is None or case.original_due is None:
        raise NotFound
    handed = facts.session.scalars(
        select(HandedPaper)
        .where(HandedPaper.case_id == case.id, HandedPaper.met.is_(True))
        .order_by(HandedPaper.id)
    )
    kept = facts.session.scalars(
        select(DeadlineEvent.term).where(
            DeadlineEvent.case_id == case.id, DeadlineEvent.kind == "promised"
        )
    ).one()
    return papers.ReceiptPaper(
        **facts.head,
        case_code=case.code,
        **facts.handed_in,
        procedure=facts.procedure,
        papers=tuple(
            papers.HandedIn(paper.name, KINDS.get(paper.kind, paper.kind), paper.quantity)
            for paper in handed
        ),
        sets=case.sets,
        term=read_term(kept),
        received=_frozen(facts, "received", case.received_at),
        slip=_slip(facts),
        due=_frozen(facts, "due", case.original_due),
        return_at=RETURN_AT[case.delivery],
        charges=(
            (papers.Charge("Lệ phí", case.fee, paid=case.finance_status == "paid"),)
            if case.fee
            else ()
        ),
        book=str(facts.document.year),
        entry=facts.document.number,
        officer=facts.officer.name,
        secret=case.secret or "",
        lookup_url=f"{facts.office.settings.public_url}/t/{case.code}",
    )


def _frozen(facts: _Facts, key: str, now: datetime) -> datetime:
    """A moment as it stood when the paper was issued; the case's own may have moved since."""
    return datetime.fromisoformat(facts.document.content.get(key) or now.isoformat()).astimezone(
        OFFICE_ZONE
    )


def _slip(facts: _Facts) -> papers.PaperSlip | None:
    number = str(facts.document.content.get("slip", ""))
    if not number:
        return None
    return papers.PaperSlip(number, _frozen(facts, "entered", facts.case.created_at))


def _guidance(facts: _Facts) -> Paper:
    written = _letter(facts, "guidance")
    return papers.GuidancePaper(
        **facts.head,
        **facts.handed_in,
        procedure=facts.procedure,
        missing=facts.lines(),
        reason=written.paragraphs[0] if written.paragraphs else "",
        legal_basis=written.legal_basis,
        contact=facts.contact,
        officer=facts.officer.name,
    )


def _refusal(facts: _Facts) -> Paper:
    written = _letter(facts, "refusal")
    return papers.RefusalPaper(
        **facts.head,
        **facts.handed_in,
        procedure=facts.procedure,
        reason="\n".join(facts.lines()),
        legal_basis=written.legal_basis,
        contact=facts.contact,
        officer=facts.officer.name,
    )


def _supplement(facts: _Facts) -> Paper:
    case = facts.case
    if case.code is None or case.received_at is None or case.due is None:
        raise NotFound
    answer_by = facts.document.content.get("reply_by")
    rounds = facts.session.scalars(
        select(Document.id).where(
            Document.case_id == case.id,
            Document.kind == "supplement",
            Document.id <= facts.document.id,
        )
    ).all()
    return papers.SupplementPaper(
        **facts.head,
        case_code=case.code,
        owner=facts.person("owner"),
        procedure=facts.procedure,
        received=case.received_at.astimezone(OFFICE_ZONE),
        round=len(rounds),
        missing=facts.lines("supplement_items"),
        reason=str(facts.document.content.get("supplement_reason", "")),
        legal_basis=_letter(facts, "supplement").legal_basis,
        answer_by=_day(answer_by),
        due_before=_frozen(facts, "due_before", case.due),
        contact=facts.contact,
        signatory=facts.signatory,
    )


def _apology(facts: _Facts) -> Paper:
    case, content = facts.case, facts.document.content
    if case.code is None or case.received_at is None:
        raise NotFound
    by_order = (f"TL. {content['by_order_of'].upper()}",) if content["by_order_of"] else ()
    return papers.ApologyPaper(
        **facts.head,
        case_code=case.code,
        owner=facts.person("owner"),
        procedure=facts.procedure,
        received=_local(case.received_at),
        # Both as they stood when the apology was issued.
        due=_local(datetime.fromisoformat(content["due"])),
        second=_local(datetime.fromisoformat(content["second"])),
        reason="\n".join(facts.lines()),
        contact=facts.contact,
        signatory=papers.Signatory((*by_order, *facts.signatory.position), facts.signer.name),
    )


def _stop(facts: _Facts) -> Paper:
    case = facts.case
    if None in {case.code, case.received_at, case.due, case.closed_at}:
        raise NotFound
    return papers.StopPaper(
        **facts.head,
        case_code=case.code or "",
        owner=facts.person("owner"),
        procedure=facts.procedure,
        received=_local(case.received_at),
        due=_local(case.due),
        stopped=_local(case.closed_at),
        # Those issued before said nothing of it, and were all withdrawals.
        withdrawn=facts.document.content.get("withdrawn", True),
        reason="\n".join(facts.lines()),
        legal_basis=tuple(facts.document.content.get("legal_basis", ())),
        contact=facts.contact,
        signatory=facts.signatory,
    )


_MAKERS: dict[str, Callable[[_Facts], Paper]] = {
    "receipt": _receipt,
    "guidance": _guidance,
    "refusal": _refusal,
    "supplement": _supplement,
    "apology": _apology,
    "stop": _stop,
}


def _letter(facts: _Facts, key: str) -> letter.Written:
    """The procedure's own words for a paper, filled for this case."""
    rules = facts.version.procedure
    said = {**facts.case.answers, **facts.document.content}
    if key in {"guidance", "refusal"}:
        field = {"guidance": "guidance", "refusal": "refusal_reason"}[key]
        said[field] = "\n".join(facts.lines())
    return letter.fill(
        rules.letters[key],
        answers=rules.letter_answers(said),
        owner=facts.people["owner"].name,
        agency=facts.agency.name,
    )


def _local(moment: datetime | None) -> datetime:
    if moment is None:
        raise NotFound
    return moment.astimezone(OFFICE_ZONE)


def _day(typed: Any) -> date | None:
    return date.fromisoformat(typed) if isinstance(typed, str) and typed else None
