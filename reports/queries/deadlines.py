"""Cases in hand in a period, and how each stands against its due date.

In hand are the cases received by the period's end and not finished before its
start: those carried over, and those received in it. They are judged at the
period's end, or now while it lasts, by the rule that the screens' chips use
and against the due date as lawful pauses had moved it by then. So a report of
October says the same whenever it is made. Files that were not received and
voided cases are in no column (domain: §5.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from engine.models import Case, DeadlineEvent, Department, Officer, Pause, Procedure, Task
from engine.office import Office
from engine.queries import calendars, why_late
from engine.queries.scope import visible_cases
from engine.queries.why_late import Asked
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.extension import DueDates, judged
from engine.rules.standing import Standing, Verdict
from engine.rules.status import Status
from engine.rules.verbs import CITIZENS_MOVES
from engine.rules.why_late import Elapsed
from reports.period import Period


@dataclass(frozen=True)
class Question:
    """Which cases a report is of; with an officer, only those this person sees.

    A verdict narrows it to the cases that stand so, ``late`` to the finished and
    the open ones that missed their date, ``confirmed`` to those of them whose
    cause somebody confirmed, or to those without one. ``at_least`` narrows a
    forecast to the cases whose chance of being late is no less, in percent.
    """

    period: Period
    agency_id: int | None = None
    department_id: int | None = None
    procedure: str | None = None
    officer: Officer | None = None
    verdict: Verdict | None = None
    late: bool = False
    confirmed: bool | None = None
    at_least: int = 0


@dataclass(frozen=True)
class DeadlineRow:
    """A case in hand. Holder, officer and step are of now; the standing is of the judgement."""

    case_id: int
    agency_id: int
    code: str
    owner: str
    procedure_id: int
    procedure_code: str
    procedure: str
    procedure_en: str
    channel: str
    received: datetime
    original_due: datetime
    due: datetime
    put_off: datetime | None
    finished: datetime | None
    paused: bool
    status: Status
    holder_code: str
    holder: str
    holder_en: str
    officer: str
    step_code: str
    step: str
    step_en: str
    carried_over: bool
    standing: Standing
    late_steps: int
    time_spent: Elapsed


@dataclass(frozen=True)
class Figures:
    """How many cases came in, and how many stand how."""

    carried_over: int
    received: int
    early: int
    on_time: int
    late: int
    within: int
    near_due: int
    overdue: int
    paused: int

    @property
    def in_hand(self) -> int:
        """All cases of the period, by where they came from."""
        return self.carried_over + self.received

    @property
    def done(self) -> int:
        """Those finished in the period."""
        return self.early + self.on_time + self.late

    @property
    def open(self) -> int:
        """Those still open when the period was judged."""
        return self.within + self.near_due + self.overdue + self.paused


def judged_at(office: Office, period: Period) -> datetime:
    """The moment a period is judged at: its last, or now while it lasts."""
    return min(office.now(), period.ends - timedelta.resolution)


def deadlines(session: Session, office: Office, question: Question) -> list[DeadlineRow]:
    """The cases in hand: the running ones by due date, then the paused, then the finished."""
    at = judged_at(office, question.period)
    found = session.execute(_cases(question, at)).all()
    asked = [
        Asked(one.id, one.agency_id, one.received_at, _finished(one, at) or at) for one in found
    ]
    spent = why_late.elapsed(session, office, asked)
    working = calendars.current(session, office)
    judged = [
        _row(one, spent[one.id], working.of(one.agency_id), question.period, at) for one in found
    ]
    rows = [
        row
        for row in judged
        if question.verdict in (None, row.standing.verdict)
        and (row.standing.is_late or not question.late)
    ]
    return sorted(rows, key=_urgency)


def figures(rows: Iterable[DeadlineRow]) -> Figures:
    """Count rows by origin and by standing; each row once in both."""
    kept = list(rows)
    verdicts = [row.standing.verdict for row in kept]
    carried_over = sum(row.carried_over for row in kept)
    return Figures(
        carried_over=carried_over,
        received=len(kept) - carried_over,
        early=verdicts.count(Verdict.EARLY),
        on_time=verdicts.count(Verdict.ON_TIME),
        late=verdicts.count(Verdict.LATE),
        within=verdicts.count(Verdict.RUNNING),
        near_due=verdicts.count(Verdict.NEAR_DUE),
        overdue=verdicts.count(Verdict.OVERDUE),
        paused=verdicts.count(Verdict.PAUSED),
    )


def _cases(question: Question, at: datetime) -> Select[*tuple[Any, ...]]:
    now_at, assignee, appraiser = aliased(Task), aliased(Officer), aliased(Officer)
    # Of parallel steps the eldest is shown, so that a case is one row.
    eldest = (
        select(func.min(Task.id))
        .where(Task.case_id == Case.id, Task.state == "ready")
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        select(
            Case.id,
            Case.agency_id,
            Case.procedure_id,
            Case.code,
            Case.owner_name,
            Case.channel,
            Case.status,
            Case.received_at,
            Case.original_due,
            func.coalesce(_due_by(at), Case.due).label("due"),
            _put_off_by(at).label("put_off"),
            Case.second_counts,
            _ended().label("ended"),
            _paused_at(at, Case.id).label("paused"),
            Procedure.code.label("procedure_code"),
            Procedure.name.label("procedure"),
            Procedure.name_en.label("procedure_en"),
            Department.code.label("holder_code"),
            Department.name.label("holder"),
            Department.name_en.label("holder_en"),
            func.coalesce(assignee.name, appraiser.name, "").label("officer"),
            now_at.step.label("step_code"),
            now_at.name.label("step"),
            now_at.name_en.label("step_en"),
            _late_steps(at).label("late_steps"),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .outerjoin(Department, Department.id == Case.holder_id)
        .outerjoin(now_at, now_at.id == eldest)
        .outerjoin(assignee, assignee.id == now_at.assignee_id)
        .outerjoin(appraiser, appraiser.id == Case.appraiser_id)
        .where(*_asked(question, at))
    )


def _asked(question: Question, at: datetime) -> list[ColumnElement[bool]]:
    ended = _ended()
    conditions = [
        Case.code.is_not(None),
        Case.original_due.is_not(None),
        Case.received_at <= at,
        or_(ended.is_(None), ended >= question.period.starts),
        or_(Case.outcome.is_(None), Case.outcome != "voided"),
    ]
    if question.agency_id is not None:
        conditions.append(Case.agency_id == question.agency_id)
    if question.department_id is not None:
        conditions.append(Case.holder_id == question.department_id)
    if question.procedure is not None:
        conditions.append(Procedure.code == question.procedure)
    if question.officer is not None:
        conditions.append(visible_cases(question.officer))
    if question.late:
        # The others need not be read; whether these are late is for the rule to say.
        done = case((ended <= at, ended), else_=at)
        conditions.append(func.coalesce(_due_by(at), Case.due) < done)
    return conditions


def _ended() -> ColumnElement[datetime | None]:
    """When a case stopped counting: its result at the counter, or its end without one."""
    return func.coalesce(Case.finished_at, Case.closed_at)


def _due_by(at: datetime) -> ColumnElement[datetime | None]:
    """The due date of a case as its history had moved it by that moment."""
    return (
        select(DeadlineEvent.due_after)
        .where(
            DeadlineEvent.case_id == Case.id,
            DeadlineEvent.at <= at,
            DeadlineEvent.due_after.is_not(None),
        )
        .order_by(DeadlineEvent.at.desc(), DeadlineEvent.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def _put_off_by(at: datetime) -> ColumnElement[datetime | None]:
    """The second date of a case, as one knew it at that moment."""
    return (
        select(DeadlineEvent.second_after)
        .where(DeadlineEvent.case_id == Case.id, DeadlineEvent.at <= at)
        .order_by(DeadlineEvent.at.desc(), DeadlineEvent.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def _paused_at(at: datetime, case_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the clock of a case stood still at that moment."""
    return exists().where(
        Pause.case_id == case_id,
        Pause.started_at <= at,
        or_(Pause.ended_at.is_(None), Pause.ended_at > at),
    )


def _late_steps(at: datetime) -> ColumnElement[int]:
    """How many steps of a case were late by then: ``rules.standing``'s judgement of steps."""
    was_late = and_(Task.completed_at <= at, Task.completed_at > Task.due)
    # What waits while its case is paused is not late; its allowance runs on afterwards.
    waits = or_(Task.completed_at.is_(None), Task.completed_at > at)
    is_late = and_(waits, Task.due < at, ~_paused_at(at, Task.case_id))
    return (
        select(func.count())
        .where(
            Task.case_id == Case.id,
            Task.state != "cancelled",
            Task.started_at <= at,
            Task.does.not_in(CITIZENS_MOVES),
            or_(was_late, is_late),
        )
        .correlate(Case)
        .scalar_subquery()
    )


def _urgency(row: DeadlineRow) -> tuple[bool, bool, datetime, str]:
    standing_still = row.standing.verdict is Verdict.PAUSED
    return row.finished is not None, standing_still, row.standing.due, row.code


def _finished(found: Any, at: datetime) -> datetime | None:
    """When a case was finished, as one knew at that moment."""
    return found.ended if found.ended is not None and found.ended <= at else None


def _row(
    found: Any, spent: Elapsed, calendar: WorkingCalendar, period: Period, at: datetime
) -> DeadlineRow:
    finished = _finished(found, at)
    due, put_off = office_time(found.due), found.put_off and office_time(found.put_off)
    dates = DueDates(due, put_off, found.second_counts)
    return DeadlineRow(
        case_id=found.id,
        agency_id=found.agency_id,
        code=found.code,
        owner=found.owner_name,
        procedure_id=found.procedure_id,
        procedure_code=found.procedure_code,
        procedure=found.procedure,
        procedure_en=found.procedure_en,
        channel=found.channel,
        received=office_time(found.received_at),
        original_due=office_time(found.original_due),
        due=due,
        put_off=put_off,
        finished=office_time(finished) if finished else None,
        paused=found.paused,
        status=Status(found.status),
        holder_code=found.holder_code or "",
        holder=found.holder or "",
        holder_en=found.holder_en or "",
        officer=found.officer,
        step_code=found.step_code or "",
        step=found.step or "",
        step_en=found.step_en or "",
        carried_over=found.received_at < period.starts,
        standing=judged(dates, calendar, now=at, finished=finished, paused=bool(found.paused)),
        late_steps=found.late_steps,
        time_spent=spent,
    )
