"""The inbox: the steps that wait, by the moment they are due.

A page is one statement over the waiting tasks, cut by the last line of the page
before (never by counting), and never touches the engine's state. Numbers on
the tabs stop at 500: nobody reads further.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from engine.models import Case, Department, Officer, Procedure, Task
from engine.office import Office
from engine.queries import calendars, hours, pauses, scope
from engine.queries.case_parts import named, standing_of
from engine.queries.search import holds
from engine.rules import names, verbs
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar
from engine.rules.deadline import Standing, Verdict
from engine.rules.extension import DueDates
from engine.rules.permission import STEP_RIGHTS, Action, may
from engine.rules.procedure_parts import Named
from engine.rules.standing import CASE_IS_NEAR

PAGE = 25
MOST_COUNTED = 500
VERDICTS = (Verdict.OVERDUE, Verdict.NEAR_DUE, Verdict.RUNNING, Verdict.PAUSED)


class Box(StrEnum):
    """Whose waiting steps: in my hands, in my department, elsewhere, or anywhere among my cases.

    Elsewhere (``AWAY``) are the cases that I appraise, or that my department has
    worked on where I am its head, while they wait for somebody else.
    """

    MINE = "mine"
    UNIT = "unit"
    AWAY = "away"
    ALL = "all"


@dataclass(frozen=True)
class Search:
    """What a person narrows the inbox by."""

    box: Box
    typed: str = ""
    procedure: str = ""
    step: str = ""  # a step of a diagram, or the verb that completes it
    verdict: Verdict | None = None
    due_on: date | None = None  # the day on which the case is due, or until which it is put off
    again: bool = False  # only steps that were done before and came back
    unanswered: bool = False  # only cases of mine whose last day to answer is over


@dataclass(frozen=True)
class After:
    """The last line of a page: the next one begins behind it."""

    due: datetime | None
    task_id: int


@dataclass(frozen=True)
class Line:
    """A waiting step, as the inbox shows it."""

    task_id: int
    code: str
    owner: str
    procedure: Named
    received: datetime | None
    case_due: datetime | None
    second_due: datetime | None
    step_due: datetime | None
    standing: Standing | None
    step: Named
    step_late: bool
    waits_for_the_citizen: bool
    department: Named
    assignee: str
    is_mine: bool
    may_do: bool
    hour_waits: bool  # entered after an outage, and not confirmed yet


@dataclass(frozen=True)
class Page:
    """Some lines, and where the next page begins when there is one."""

    lines: tuple[Line, ...]
    following: After | None


@dataclass(frozen=True)
class Counts:
    """How many steps wait in each box; ``None`` stands for more than are counted."""

    mine: int | None
    unit: int | None
    away: int | None
    all: int | None


@dataclass(frozen=True)
class StepChoice:
    """A step to narrow by; the menu names it by its verb."""

    step: str
    does: str
    named: Named


@dataclass(frozen=True)
class Choices:
    """What the filters offer: the procedures and steps that wait in a box."""

    procedures: tuple[tuple[str, Named], ...]
    steps: tuple[StepChoice, ...]


# Aliased, so that the scope's own question about tasks stays apart from ours.
_task = aliased(Task)
_assignee = aliased(Officer)


def page(
    session: Session, office: Office, officer: Officer, search: Search, after: After | None = None
) -> Page:
    """One page of the inbox: what is due first comes first."""
    query = (
        _waiting(officer, search.box)
        .add_columns(
            _task.id,
            _task.name,
            _task.name_en,
            _task.does,
            _task.due,
            _task.assignee_id,
            _task.department_id,
            Case.code,
            Case.agency_id,
            Case.owner_name,
            Case.received_at,
            Case.due.label("case_due"),
            Case.second_due,
            Case.second_counts,
            Case.paused_at,
            Case.finished_at,
            Procedure.name.label("procedure_name"),
            Procedure.name_en.label("procedure_name_en"),
            Department.name.label("department_name"),
            Department.name_en.label("department_name_en"),
            _assignee.name.label("assignee"),
            hours.entry_waits().label("hour_waits"),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Department, Department.id == _task.department_id)
        .outerjoin(_assignee, _assignee.id == _task.assignee_id)
        .where(*_narrowed(session, office, officer, search))
        .order_by(_task.due.asc().nulls_last(), _task.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(_behind(after))
    rows = session.execute(query).all()
    working = calendars.current(session, office)
    lines = tuple(
        _line(working.of(row.agency_id), office.now(), officer, row) for row in rows[:PAGE]
    )
    last = lines[-1] if len(rows) > PAGE else None
    return Page(lines, After(last.step_due, last.task_id) if last else None)


def count(session: Session, office: Office, officer: Officer, search: Search) -> int | None:
    """How many steps a search finds; ``None`` stands for more than are counted."""
    some = (
        _waiting(officer, search.box)
        .add_columns(_task.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(*_narrowed(session, office, officer, search))
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    number = session.scalar(select(func.count()).select_from(some)) or 0
    return number if number <= MOST_COUNTED else None


def counts(session: Session, officer: Officer) -> Counts:
    """How many steps wait in each box, in one statement."""
    row = session.execute(select(*(_count(officer, box) for box in Box))).one()
    return Counts(*(number if number <= MOST_COUNTED else None for number in row))


def choices(session: Session, officer: Officer, box: Box) -> Choices:
    """The procedures and steps that wait in a box, for its filters."""
    rows = session.execute(
        _waiting(officer, box)
        .add_columns(Procedure.code, Procedure.name, Procedure.name_en)
        .add_columns(
            _task.step,
            _task.does,
            _task.name.label("task_name"),
            _task.name_en.label("task_name_en"),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .distinct()
    ).all()
    procedures = {row.code: named(row.name, row.name_en) for row in rows}
    steps = {
        row.step: StepChoice(row.step, row.does, named(row.task_name, row.task_name_en))
        for row in rows
    }
    return Choices(
        tuple(sorted(procedures.items(), key=lambda item: names.fold(item[1].name))),
        tuple(sorted(steps.values(), key=lambda choice: names.fold(choice.named.name))),
    )


def _waiting(officer: Officer, box: Box) -> Select[Any]:
    found = (
        select()
        .select_from(_task)
        .join(Case, Case.id == _task.case_id)
        .where(_task.state == "ready", Case.code.is_not(None), scope.visible_cases(officer))
    )
    if box is Box.MINE:
        return found.where(_task.assignee_id == officer.id)
    if box is Box.UNIT:
        return found.where(_task.department_id == officer.department_id)
    if box is Box.AWAY:
        # A result that waits to be fetched is nobody's work any more but the counter's.
        return found.where(
            _task.department_id != officer.department_id,
            Case.finished_at.is_(None),
            # Said although it follows: the index of what a person appraises holds open cases.
            Case.closed_at.is_(None),
            _was_mine(officer),
        )
    return found


def _was_mine(officer: Officer) -> ColumnElement[bool]:
    """A case that this person appraises, or whose department a head answers for."""
    appraised = Case.appraiser_id == officer.id
    if not may(officer.roles, Action.ASSIGN):
        return appraised
    done_here = aliased(Task)
    return or_(
        appraised,
        exists().where(
            done_here.case_id == Case.id,
            done_here.department_id == officer.department_id,
            done_here.state == "done",
        ),
    )


def _answers_for(officer: Officer) -> ColumnElement[bool]:
    """A case whose alarms tell this person: its appraiser, or the head of whoever has it."""
    appraised = Case.appraiser_id == officer.id
    if not may(officer.roles, Action.ASSIGN):
        return appraised
    people = select(Officer.id).where(Officer.department_id == officer.department_id)
    unread = and_(Case.appraiser_id.is_(None), Case.holder_id == officer.department_id)
    return or_(Case.appraiser_id.in_(people), unread)


def _narrowed(
    session: Session, office: Office, officer: Officer, search: Search
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.typed.strip():
        found.append(holds(search.typed))
    if search.procedure:
        found.append(Procedure.code == search.procedure)
    if search.step:
        found.append(or_(_task.step == search.step, _task.does == search.step))
    if search.due_on is not None:
        start = datetime.combine(search.due_on, time.min, OFFICE_ZONE)
        reminded = func.coalesce(Case.second_due, Case.due)
        found += [reminded >= start, reminded < start + timedelta(days=1)]
    if search.again:
        found.append(_came_back())
    if search.unanswered:
        late = Case.id.in_(pauses.unanswered(office.today()))
        found += [late, _answers_for(officer)]
    if search.verdict is not None:
        found.append(_stands(session, office, officer, search.verdict))
    return found


def _came_back() -> ColumnElement[bool]:
    """A step that was done before in the same case: sent back, or to be done again."""
    before = aliased(Task)
    return exists().where(
        before.case_id == _task.case_id,
        before.step == _task.step,
        before.id < _task.id,
        before.state == "done",
    )


def _stands(
    session: Session, office: Office, officer: Officer, verdict: Verdict
) -> ColumnElement[bool]:
    """The same judgement as ``rules.standing``, as a condition the database can ask."""
    now = office.now()
    near = calendars.of(session, office, officer.agency_id).add_minutes(now, CASE_IS_NEAR.minutes)
    runs = and_(Case.paused_at.is_(None), Case.finished_at.is_(None))
    if verdict is Verdict.PAUSED:
        return and_(Case.paused_at.is_not(None), Case.finished_at.is_(None))
    if verdict is Verdict.OVERDUE:
        return and_(runs, Case.judged_due < now)
    if verdict is Verdict.NEAR_DUE:
        return and_(runs, Case.judged_due >= now, Case.judged_due <= near)
    return and_(runs, Case.judged_due > near)


def _behind(after: After) -> ColumnElement[bool]:
    if after.due is None:
        return and_(_task.due.is_(None), _task.id > after.task_id)
    return or_(
        _task.due > after.due,
        and_(_task.due == after.due, _task.id > after.task_id),
        _task.due.is_(None),
    )


def _count(officer: Officer, box: Box) -> ColumnElement[int]:
    some = _waiting(officer, box).add_columns(_task.id).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _line(calendar: WorkingCalendar, now: datetime, officer: Officer, row: Any) -> Line:
    for_citizen = verbs.waits_for_the_citizen(row.does)
    dates = DueDates(row.case_due, row.second_due, row.second_counts) if row.case_due else None
    return Line(
        task_id=row.id,
        code=row.code,
        owner=row.owner_name,
        procedure=named(row.procedure_name, row.procedure_name_en),
        received=row.received_at,
        case_due=row.case_due,
        second_due=row.second_due,
        step_due=row.due,
        standing=standing_of(calendar, now, dates, row.finished_at, row.paused_at),
        step=named(row.name, row.name_en),
        # While its case is paused a step is not late (``rules.standing.step_standing``).
        step_late=row.due is not None
        and row.due < now
        and not for_citizen
        and row.paused_at is None,
        waits_for_the_citizen=for_citizen,
        department=named(row.department_name, row.department_name_en),
        assignee=row.assignee or "",
        is_mine=row.assignee_id == officer.id,
        may_do=row.department_id == officer.department_id
        and may(officer.roles, STEP_RIGHTS.get(row.does, Action.PROCESS)),
        hour_waits=row.hour_waits,
    )
