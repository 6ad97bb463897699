"""The control slip (form 06): the way of a case from hand to hand, as it was recorded.

It is never issued, so it has no number and no file: whoever works on the case
prints what the hand-overs say by now, and the next print holds the next ones.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine.errors import NotFound
from engine.gateways import papers
from engine.gateways.paper_words import moment
from engine.models import Agency, Case, Department, Handoff, Officer, Task
from engine.office import Office
from engine.queries import calendars, case_file, case_parts, hours, silence
from engine.queries.hours import CONFIRMED, EntryLine, ReturnLine
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.silence import deemed


def control_slip(
    session: Session, office: Office, officer: Officer, code: str
) -> papers.ControlSlipPaper:
    """The slip of a case as it stands; raises ``NotFound`` outside the officer's cases."""
    found = case_file.find(session, officer, code)
    case, agency = found.case, found.case.agency
    if case.received_at is None or case.original_due is None:
        raise NotFound
    rows = session.scalars(
        select(Handoff)
        .options(
            joinedload(Handoff.from_department),
            joinedload(Handoff.to_department),
            joinedload(Handoff.sent_by),
            joinedload(Handoff.answered_by),
        )
        .where(Handoff.case_id == case.id)
        .order_by(Handoff.id)
    ).all()
    calendar = calendars.of(session, office, case.agency_id)
    stated = hours.of_case(session, case.id)
    owner = next(one for one in case_parts.parties(session, case.id) if one.role == "owner")
    return papers.ControlSlipPaper(
        agency=papers.Agency(
            name=agency.name,
            superior=agency.parent.name if agency.parent else None,
            place=agency.place,
        ),
        day=office.today(),
        demo=agency.demo,
        form_set=found.version.procedure.form_set,
        case_code=case.code or "",
        owner=papers.Party(name=owner.name, identity=owner.id_number or None),
        procedure=found.version.procedure.name,
        received=case.received_at,
        due=case.original_due,
        # Who decides the case is whom the counter hands it to first.
        competent_unit=rows[0].to_department.name if rows else "",
        partners=_partners(session, case),
        deemed=_deemed(session, case, silence.stated_by(found.version)),
        hand_overs=tuple(
            _hand_over(calendar, office.now(), case, row, stated.returned) for row in rows
        ),
        slip=_slip(stated.entry),
    )


def _partners(session: Session, case: Case) -> tuple[str, ...]:
    """The departments of other agencies that had a step of the case."""
    names = session.scalars(
        select(Department.name)
        .join(Agency, Agency.id == Department.agency_id)
        .join(Task, Task.department_id == Department.id)
        .where(Task.case_id == case.id, Department.agency_id != case.agency_id)
        .distinct()
    )
    return tuple(sorted(names))


def _slip(entry: EntryLine | None) -> papers.PaperSlip | None:
    if entry is None or entry.decided.state == hours.REFUSED:
        return None
    return papers.PaperSlip(entry.slip, entry.entered)


def _deemed(session: Session, case: Case, law: str) -> tuple[str, ...]:
    """The consultations that silence answered, each with its law and moment."""
    if not law:
        return ()
    tasks = session.scalars(
        select(Task)
        .options(joinedload(Task.department))
        .where(Task.case_id == case.id, Task.silence != "", Task.state == "done")
        .order_by(Task.id)
    )
    return tuple(
        f"{task.department.name}, {task.name}: {deemed(law).to('vi')} "
        f"({office_time(task.completed_at):%H:%M %d/%m/%Y})."
        for task in tasks
        if task.was_deemed and task.completed_at is not None
    )


def _hand_over(
    calendar: WorkingCalendar,
    now: datetime,
    case: Case,
    row: Handoff,
    earlier: ReturnLine | None,
) -> papers.HandOver:
    # Lateness is judged where the result goes back to the counter, and nowhere before.
    was_back = earlier.finished if earlier else case.finished_at
    is_back = was_back is not None and was_back == row.sent_at
    standing = (
        case_parts.standing_of(calendar, now, case.dates, case.finished_at, None)
        if is_back
        else None
    )
    return papers.HandOver(
        gave=row.from_department.name,
        giver=row.sent_by.name,
        gave_at=row.sent_at,
        received=row.to_department.name,
        receiver=row.answered_by.name if row.answered_by else None,
        received_at=row.answered_at,
        result=standing.verdict if standing else None,
        note=_note(row, earlier if is_back else None),
    )


def _note(row: Handoff, earlier: ReturnLine | None) -> str | None:
    """What stands beside a hand-over: why it was sent back, or that the result was out before."""
    said = f"Chuyển trả lại: {row.reason}" if row.received is False else row.note
    if earlier is None or earlier.decided.state != CONFIRMED:
        return said or None
    given = f"Kết quả đã trao lúc {moment(earlier.given)}, ghi nhận lúc {moment(earlier.recorded)}"
    return f"{said}. {given}" if said else given
