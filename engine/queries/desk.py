"""What the reception desk asks: which procedures it takes in, and whose case is open already.

The list holds a few hundred procedures at most, so it is read whole and
narrowed here; the page narrows it again while the clerk types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.i18n import Said
from engine.models import Agency, Case, Officer, Party, Procedure
from engine.office import Office
from engine.queries import calendars, promise, published, scope
from engine.queries.case_parts import named
from engine.queries.case_progress import RECEPTION_FORM
from engine.queries.published import Offered, Version
from engine.rules import deadline, expression, names
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.deadline import Term
from engine.rules.fee import Channel, Fee, NoFeeStated
from engine.rules.field import Field
from engine.rules.papers import Paper
from engine.rules.procedure_parts import Named

RECENT = 5
# From how many of its last cases an agency's counter learns what it receives often.
LATELY = 500
MOST_OPEN = 5


@dataclass(frozen=True)
class ProcedureLine:
    """A procedure in the list of those that this counter takes in."""

    code: str
    named: Named
    field: str
    recent: bool


@dataclass(frozen=True)
class Desk:
    """Everything that the page of one procedure shows before anything is typed."""

    offered: Offered
    version: Version
    agency: Agency
    calendar: WorkingCalendar

    @property
    def code(self) -> str:
        return self.offered.code

    @property
    def named(self) -> Named:
        return named(self.offered.name, self.offered.name_en)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the procedure, also those that only some cases need."""
        return self.version.procedure.papers

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is asked of a file that is received.

        The verdict on the papers is the button the clerk presses; what only a
        slip needs (its reason) is asked beside that button.
        """
        asked = self.version.forms[RECEPTION_FORM].fields
        kept = (_of_a_received_file(field) for field in asked if not field.routes)
        return tuple(field for field in kept if field is not None)

    def fees(self) -> dict[str, Fee]:
        """What a file costs by each way of handing it in."""
        found: dict[str, Fee] = {}
        for channel in Channel:
            try:
                found[channel.value] = promise.fee(self.version, self.offered.offering, channel)
            except NoFeeStated:
                continue
        return found

    @property
    def term(self) -> Term:
        """The length of time this counter promises."""
        return promise.term(self.version, self.offered.offering, self.agency)

    def promised(self, received: datetime) -> datetime:
        """When a file received at that moment would be due."""
        return office_time(deadline.due(received, self.term, self.calendar))

    def doubt(self, received: datetime) -> Said | None:
        """Why that date may still move: it lies where no holidays are announced yet."""
        due = self.promised(received)
        return self.calendar.doubt(office_time(received).date(), due.date())


@dataclass(frozen=True)
class OpenCase:
    """A case that an owner already has with the office."""

    code: str
    named: Named
    received: datetime
    due: datetime | None
    second_due: datetime | None


def procedures(session: Session, officer: Officer, typed: str = "") -> list[ProcedureLine]:
    """What this officer's counter takes in: those last used first, then by name.

    ``typed`` narrows the list by words of name, code or field; accents and đ
    don't count.
    """
    lately = _lately_used(session, officer)
    words = names.fold(typed).split()
    offers = [
        offer
        for offer in published.offered(session, officer.agency_id)
        if all(word in f"{offer.folded} {names.fold(offer.field)} {offer.code}" for word in words)
    ]
    offers.sort(key=lambda offer: (lately.get(offer.procedure_id, RECENT), offer.folded))
    return [
        ProcedureLine(
            code=offer.code,
            named=named(offer.name, offer.name_en),
            field=offer.field,
            recent=offer.procedure_id in lately,
        )
        for offer in offers
    ]


def open_desk(session: Session, office: Office, officer: Officer, code: str) -> Desk:
    """The page of one procedure; raises ``NotFound`` when this counter doesn't take it in."""
    offered = published.find_offered(session, officer.agency_id, code)
    version = published.version(session, offered.version_id, offered.content_hash)
    return Desk(
        offered,
        version,
        session.get_one(Agency, officer.agency_id),
        calendars.of(session, office, officer.agency_id),
    )


def open_cases_of(session: Session, officer: Officer, id_number: str) -> list[OpenCase]:
    """The open cases, among those this officer sees, of the owner with this number."""
    if not id_number:
        return []
    rows = session.execute(
        select(
            Case.code,
            Procedure.name,
            Procedure.name_en,
            Case.received_at,
            Case.due,
            Case.second_due,
        )
        .join(Party, Party.case_id == Case.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(
            scope.visible_cases(officer),
            Party.role == "owner",
            Party.id_number == id_number,
            Case.closed_at.is_(None),
            Case.code.is_not(None),
        )
        .order_by(Case.received_at.desc())
        .limit(MOST_OPEN)
    )
    return [
        OpenCase(row.code, named(row.name, row.name_en), row.received_at, row.due, row.second_due)
        for row in rows
    ]


def _lately_used(session: Session, officer: Officer) -> Mapping[int, int]:
    """The procedures this officer received most recently, with their place in that order.

    Looked for among the agency's last cases alone, not among those of all years.
    """
    last = (
        select(Case.procedure_id, Case.received_by_id, Case.received_at)
        .where(Case.agency_id == officer.agency_id, Case.received_at.is_not(None))
        .order_by(Case.received_at.desc())
        .limit(LATELY)
        .subquery()
    )
    rows = session.execute(
        select(last.c.procedure_id)
        .where(last.c.received_by_id == officer.id)
        .group_by(last.c.procedure_id)
        .order_by(func.max(last.c.received_at).desc())
        .limit(RECENT)
    )
    return {procedure_id: place for place, (procedure_id,) in enumerate(rows)}


def _of_a_received_file(field: Field) -> Field | None:
    """A field as a received file asks for it; None for what only a slip needs.

    A condition on the clerk's verdict alone is settled once the file is complete.
    """
    if field.required_if is None:
        return field
    condition = expression.compile_expression(field.required_if)
    if condition.names != frozenset({"completeness"}):
        return field
    is_asked = condition.value({"completeness": "complete"})
    return replace(field, required=True, required_if=None) if is_asked else None
