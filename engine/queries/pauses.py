"""The pauses of a case, what may be begun or ended, and what that makes of its due date.

A date is shown before anything is sent: it comes from the one count that the
verb will use, over the pauses as they would then stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from engine.i18n import Name, Said, mark
from engine.models import Case, DeadlineEvent, Document, Officer, Pause
from engine.office import Office
from engine.queries import calendars, organisation
from engine.queries.deadline_history import last_printed, recomputed
from engine.queries.published import Version
from engine.rules import deadline, pause_request
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar
from engine.rules.deadline import Term
from engine.rules.pause import PauseKind, over_with
from engine.rules.permission import may
from engine.rules.term_record import read_term
from engine.rules.verbs import PAUSING
from engine.workflow import Definition

# After how many working days a clock that is stopped now may run on: shown before it is.
AHEAD = (1, 5, 10)


@dataclass(frozen=True)
class Effect:
    """What becomes of the due date if the clock runs on that day; None while another lasts.

    Time excluded by law still lasts on its day.
    """

    day: date
    due: datetime | None


@dataclass(frozen=True)
class PauseLine:
    """A stretch of time that does not count: why, by which paper and law, by whom."""

    id: int
    kind: PauseKind
    started: datetime
    ended: datetime | None
    reason: str
    document: str
    legal_basis: str
    answer_by: date | None
    amount: int | None
    payer: str
    by: str
    ended_by: str
    may_end: bool
    # What ending it now makes of the due date, where this person may end it.
    if_ended: Effect | None
    # Whether somebody was to answer it, and that the last day for it is over.
    waits: bool
    unanswered: bool


@dataclass(frozen=True)
class Clock:
    """The pauses of a case, and for which reasons this person may stop its clock."""

    pauses: tuple[PauseLine, ...]
    may_begin: tuple[PauseKind, ...]


@dataclass(frozen=True)
class Counted:
    """A case's due date, ready to be counted for pauses that may come."""

    received: datetime
    printed: datetime
    term: Term
    calendar: WorkingCalendar
    rows: tuple[Pause, ...]
    now: datetime

    def if_begun(self, kind: PauseKind, days: Iterable[date]) -> tuple[Effect, ...]:
        """What becomes of the due date if a pause begins now and all end on one of these days."""
        found = []
        for day in days:
            end = self._runs_on(kind, day)
            begun = deadline.Pause(self.now, end, kind)
            found.append(Effect(day, self._due([*self._ended(end), begun])))
        return tuple(found)

    def if_ended(self, ended: Sequence[int]) -> Effect:
        """What becomes of the due date if some pauses end now."""
        lasting = [row for row in self.rows if row.ended_at is None and row.id not in ended]
        day = self.now.astimezone(OFFICE_ZONE).date()
        if lasting:
            return Effect(day, None)
        return Effect(day, self._due(self._ended(self.now)))

    def if_ended_of(self, kind: PauseKind) -> Effect:
        """The same for all pauses of a kind."""
        return self.if_ended([row.id for row in self.rows if row.kind == kind])

    def days_ahead(self) -> tuple[date, ...]:
        """The days for which an effect is told before anybody names one."""
        today = self.now.astimezone(OFFICE_ZONE).date()
        return tuple(self.calendar.add_days(today, days) for days in AHEAD)

    def _ended(self, end: datetime) -> list[deadline.Pause]:
        return [row.until(row.end_at(end, self.calendar)) for row in self.rows]

    def _runs_on(self, kind: PauseKind, day: date) -> datetime:
        if kind is PauseKind.EXCLUDED:
            return max(self.now, over_with(day, self.calendar))
        opening = self.calendar.opening(datetime.combine(day, time.min, OFFICE_ZONE))
        return max(self.now, opening)

    def _due(self, pauses: Sequence[deadline.Pause]) -> datetime:
        return recomputed(self.received, self.printed, self.term, pauses, self.calendar)


def drawn(definition: Definition) -> frozenset[PauseKind]:
    """The kinds of pauses that a diagram begins and ends by steps of its own.

    A supplement is one of them always: its request is a paper of a step.
    """
    does = {step.properties.get("does") for step in definition.steps.values()}
    found = {kind for kind, verb in PAUSING.items() if verb in does}
    return frozenset(found | {PauseKind.SUPPLEMENT})


def not_admitted(version: Version, kind: PauseKind) -> Said | None:
    """Why the clock of this procedure can't be stopped for such a reason from outside, in words."""
    if kind in drawn(version.definition):
        return Said(mark("This pause is begun by the step that the diagram has for it."))
    procedure = version.procedure
    if kind in procedure.admitted_pauses:
        return None
    said = mark("The procedure “%(procedure)s” does not let its clock be stopped for this.")
    return Said(said, procedure=Name(procedure.name, procedure.name_en))


def counted(session: Session, office: Office, case: Case) -> Counted | None:
    """What is needed to count a case's due date anew; None for one that was never received."""
    row = session.execute(
        select(last_printed().label("printed"), DeadlineEvent.term)
        .select_from(Case)
        .join(DeadlineEvent, DeadlineEvent.case_id == Case.id)
        .where(Case.id == case.id, DeadlineEvent.kind == "promised")
    ).one_or_none()
    if row is None or row.printed is None or case.received_at is None:
        return None
    pauses = session.scalars(
        select(Pause).where(Pause.case_id == case.id).order_by(Pause.started_at, Pause.id)
    ).all()
    return Counted(
        case.received_at,
        row.printed,
        read_term(row.term),
        calendars.of(session, office, case.agency_id),
        tuple(pauses),
        office.now(),
    )


def clock_of(
    session: Session, office: Office, officer: Officer, case: Case, version: Version
) -> Clock:
    """The pauses of a case that this person sees, with what may be done; the verbs decide."""
    begins, ends = aliased(Officer), aliased(Officer)
    rows = session.execute(
        select(Pause, begins.name.label("by"), ends.name.label("ended_by"), Document.notation)
        .outerjoin(begins, begins.id == Pause.officer_id)
        .outerjoin(ends, ends.id == Pause.ended_by_id)
        .outerjoin(Document, Document.id == Pause.document_id)
        .where(Pause.case_id == case.id)
        .order_by(Pause.started_at, Pause.id)
    ).all()
    runs = case.is_open and case.received_at is not None and case.finished_at is None
    mine = _mine(session, officer, case) if runs else frozenset()
    steps = drawn(version.definition)
    endable = {
        row.Pause.id
        for row in rows
        if row.Pause.ended_at is None
        and (kind := PauseKind(row.Pause.kind)) in mine - steps
        and may(officer.roles, pause_request.RIGHTS[kind].end)
    }
    told = counted(session, office, case) if endable else None
    return Clock(
        pauses=tuple(
            PauseLine(
                id=row.Pause.id,
                kind=PauseKind(row.Pause.kind),
                started=row.Pause.started_at,
                waits=_waits(row.Pause),
                unanswered=_waits(row.Pause)
                and row.Pause.answer_by is not None
                and row.Pause.answer_by < office.today(),
                ended=row.Pause.ended_at,
                reason=row.Pause.reason,
                document=row.notation or row.Pause.document_no,
                legal_basis=row.Pause.legal_basis,
                answer_by=row.Pause.answer_by,
                amount=row.Pause.amount,
                payer=row.Pause.payer,
                by=row.by or "",
                ended_by=row.ended_by or "",
                may_end=row.Pause.id in endable,
                if_ended=told.if_ended([row.Pause.id])
                if told and row.Pause.id in endable
                else None,
            )
            for row in rows
        ),
        may_begin=tuple(
            kind
            for kind in pause_request.FROM_OUTSIDE
            if kind in (mine & version.procedure.admitted_pauses) - steps
            and may(officer.roles, pause_request.RIGHTS[kind].begin)
        ),
    )


def excluded_until(session: Session, today: date) -> list[str]:
    """The cases whose time excluded by law is over and whose clock still stands, oldest first."""
    found = session.scalars(
        select(Case.code)
        .join(Pause, Pause.case_id == Case.id)
        .where(
            Pause.ended_at.is_(None),
            # Written out, so that the database knows the partial index for it.
            Pause.kind == literal_column("'excluded'"),
            Pause.answer_by < today,
            Case.code.is_not(None),
        )
        .order_by(Pause.answer_by, Pause.id)
    )
    return [code for code in found if code is not None]


def unanswered(today: date) -> Select[int]:
    """The cases that still wait for somebody outside though the last day to answer is over."""
    return select(Pause.case_id).where(
        # Written out, so that the database knows the partial index for it.
        Pause.ended_at.is_(None),
        Pause.kind != literal_column("'excluded'"),
        Pause.answer_by < today,
    )


def unanswered_since(session: Session, today: date, codes: Sequence[str]) -> Mapping[str, date]:
    """Of those of these cases: the last day to answer, the first where there are several."""
    rows = session.execute(
        select(Case.code, func.min(Pause.answer_by).label("day"))
        .join(Pause, Pause.case_id == Case.id)
        .where(
            Case.code.in_(codes),
            Pause.ended_at.is_(None),
            Pause.kind != PauseKind.EXCLUDED,
            Pause.answer_by < today,
        )
        .group_by(Case.code)
    )
    return {str(row.code): row.day for row in rows}


def _mine(session: Session, officer: Officer, case: Case) -> frozenset[PauseKind]:
    """The kinds that this person's agency has a say in."""
    decides = officer.agency_id == organisation.deciding_agency(session, case)
    rights = pause_request.RIGHTS
    return frozenset(kind for kind in rights if decides or not rights[kind].by_who_decides)


def _waits(pause: Pause) -> bool:
    """Whether it lasts until somebody outside the office answers."""
    return pause.ended_at is None and pause.kind != PauseKind.EXCLUDED
