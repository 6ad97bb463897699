"""A turn: one act on one case, from its locks to its audit entry.

Every verb on an open case takes a turn, does its own part, and finishes the
turn (``progress.finish``). Taking it locks the case (and the task) and proves
that the person may; finishing it writes what the engine said and one line in
the chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from engine.errors import Conflict, NotFound, WrongMove
from engine.i18n import Said, mark
from engine.models import (
    Agency,
    AuditEntry,
    Case,
    CaseState,
    Document,
    Incident,
    MessageWait,
    Officer,
    ProcedureVersion,
    Task,
)
from engine.office import Office
from engine.queries import alarms, calendars, organisation, published, scope
from engine.queries.published import Version
from engine.rules import deadline
from engine.rules.alarm import AlarmPolicy
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar
from engine.rules.permission import STEP_RIGHTS, Action, require


@dataclass(frozen=True)
class Times:
    """What alarms hang on: when a case is due, whether its clock runs, when its steps are due."""

    due: datetime | None
    second: datetime | None
    paused: datetime | None
    finished: datetime | None
    closed: datetime | None
    steps: tuple[datetime | None, ...]


@dataclass
class Turn:
    """One act on one case: who, when, on what; ``details`` go into the audit."""

    session: Session
    office: Office
    officer: Officer | None
    case: Case
    state: CaseState
    version: Version
    ready: list[Task]
    lanes: Mapping[str, int]  # the department that does each function for the case's agency
    now: datetime
    reminders: AlarmPolicy
    task: Task | None = None
    document: Document | None = None
    retried_by: Officer | None = None  # who does it after all, in the officer's name
    has_incident: bool = False
    has_waits: bool = False  # whether the case waited for messages before this act
    tells: str = ""  # the kind of notice for whoever gets the next steps
    details: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    opened: list[Task] = field(default_factory=list)
    times_before: Times = field(init=False)

    def __post_init__(self) -> None:
        self.times_before = self.times

    @property
    def times(self) -> Times:
        """The times as they are now."""
        case = self.case
        steps = tuple(task.due for task in self.ready)
        return Times(
            case.due, case.second_due, case.paused_at, case.finished_at, case.closed_at, steps
        )

    @property
    def by(self) -> Officer:
        """The person whose act this is; raises ``WrongMove`` when it is the clock's."""
        if self.officer is None:
            raise WrongMove
        return self.officer

    def working_time(self, start: datetime, amount: Decimal, unit: str) -> datetime:
        """When a length of working time ends: what the engine's timers wait for."""
        return deadline.after(start, amount, deadline.Unit(unit), self.calendar)

    @property
    def calendar(self) -> WorkingCalendar:
        """When the case's agency works."""
        return calendars.of(self.session, self.office, self.case.agency_id)


def of_task(
    session: Session, office: Office, officer: Officer, task_id: int, *, or_deemed: bool = False
) -> Turn:
    """Lock a waiting task and its case, for somebody who may complete it.

    Raises ``NotFound`` for a task outside the officer's units, ``NotAllowed``
    without the right, and ``Conflict`` with who and when for the loser of a
    race; ``or_deemed`` lets in who answers a step that silence has completed.
    """
    rows = _locked(session, _OF_TASK, task_id=task_id)
    tasks = [row.Task for row in rows]
    task = next((task for task in tasks if task.id == task_id), None)
    if task is None or not scope.may_touch(officer, task):
        raise NotFound
    require(officer.roles, STEP_RIGHTS.get(task.does, Action.PROCESS))
    if task.state != "ready" and not (or_deemed and task.was_deemed):
        raise _lost(task)
    turn = _turn(session, office, officer, rows[0], tasks)
    turn.task = task
    return turn


def of_case(
    session: Session,
    office: Office,
    officer: Officer | None,
    code: str,
    *,
    by_overseer: bool = False,
) -> Turn:
    """Lock an open case by its code, for a verb from outside the diagram.

    Raises ``NotFound`` outside the officer's units and ``WrongMove`` when the
    case is closed. ``by_overseer`` lets in who looks after cases without seeing
    them.
    """
    rows = _locked(session, _OF_CASE, code=code)
    if not rows:
        return _refuse_closed(session, officer, code, by_overseer=by_overseer)
    turn = _turn(session, office, officer, rows[0], [row.Task for row in rows if row.Task])
    if officer is not None and not _sees(session, officer, turn.case.id, by_overseer=by_overseer):
        raise NotFound
    return turn


def _sees(session: Session, officer: Officer, case_id: int, *, by_overseer: bool) -> bool:
    condition = scope.visible_cases(officer)
    if by_overseer:
        condition |= scope.steered_cases(officer)
    return session.scalar(select(Case.id).where(Case.id == case_id, condition)) is not None


def _locked(session: Session, statement: Executable, **asked: object) -> Sequence[Row[Any]]:
    """Lock what a statement finds, and read it as it is behind the lock.

    PostgreSQL waits, then reads the rows it locked anew, but sees none that the
    winner has added meanwhile: then it is asked once more. SQLite never waits here.
    """
    rows = session.execute(statement, asked).all()
    if not rows or rows[0].Case.revision != rows[0].seen_revision:
        rows = session.execute(statement, asked).all()
    return rows


def _statement(
    *which: ColumnElement[bool], tasks: ColumnElement[bool], one_at_least: bool
) -> Executable:
    """Lock a case, its state and, where there must be one, its tasks.

    The case's own lock is enough for the tasks, which no verb touches without it;
    PostgreSQL locks no row that an outer join may leave out.
    """
    seen = aliased(Case)
    locked = [Case, CaseState, Task] if one_at_least else [Case, CaseState]
    return (
        select(
            Case,
            CaseState,
            Task,
            ProcedureVersion.content_hash,
            organisation.lanes_of(Case.agency_id).label("lanes"),
            calendars.revision().label("calendar_revision"),
            select(Agency.reminders)
            .where(Agency.id == Case.agency_id)
            .scalar_subquery()
            .label("reminders"),
            exists()
            .where(Incident.case_id == Case.id, Incident.resolved_at.is_(None))
            .label("has_incident"),
            exists().where(MessageWait.case_id == Case.id).label("has_waits"),
            select(seen.revision)
            .where(seen.id == Case.id)
            .scalar_subquery()
            .label("seen_revision"),
        )
        .join(CaseState, CaseState.case_id == Case.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .join(Task, (Task.case_id == Case.id) & tasks, isouter=not one_at_least)
        .where(*which)
        .order_by(Task.id)
        .with_for_update(of=locked)
        .execution_options(populate_existing=True)
    )


# Built once: every act of the office goes through one of the two.
_OF_TASK = _statement(
    Case.id == select(Task.case_id).where(Task.id == bindparam("task_id")).scalar_subquery(),
    tasks=(Task.state == "ready") | (Task.id == bindparam("task_id")),
    one_at_least=True,
)
# A case may wait for time or a message alone, and for nobody.
_OF_CASE = _statement(
    Case.code == bindparam("code"),
    Case.closed_at.is_(None),
    tasks=Task.state == "ready",
    one_at_least=False,
)


def _turn(
    session: Session, office: Office, officer: Officer | None, row: Any, tasks: list[Task]
) -> Turn:
    case: Case = row.Case
    session.info[calendars.KNOWN_REVISION] = row.calendar_revision
    return Turn(
        session=session,
        office=office,
        officer=officer,
        case=case,
        state=row.CaseState,
        version=published.version(session, case.version_id, row.content_hash),
        ready=[task for task in tasks if task.state == "ready"],
        lanes=row.lanes or {},
        now=office.now(),
        reminders=alarms.policy_of(row.reminders),
        has_incident=row.has_incident,
        has_waits=row.has_waits,
    )


def _lost(task: Task) -> Conflict:
    if task.completed_at is None or task.completed_by is None:
        return Conflict(Said("This step was ended by another act. Look at the case again."))
    said = (
        mark("%(who)s already did this step, on %(when)s.")
        if task.state == "done"
        else mark("%(who)s ended this step without doing it, on %(when)s.")
    )
    when = task.completed_at.astimezone(OFFICE_ZONE).strftime("%H:%M %d/%m/%Y")
    return Conflict(Said(said, who=task.completed_by.name, when=when))


def _refuse_closed(
    session: Session, officer: Officer | None, code: str, *, by_overseer: bool
) -> Turn:
    case = session.scalar(select(Case).where(Case.code == code))
    if case is None or (
        officer is not None and not _sees(session, officer, case.id, by_overseer=by_overseer)
    ):
        raise NotFound
    raise closed(session, case)


def closed(session: Session, case: Case) -> WrongMove:
    """The refusal of an act on a closed case: who closed it and when, as the audit tells."""
    last = session.execute(
        select(AuditEntry.at, Officer.name)
        .outerjoin(Officer, Officer.login == AuditEntry.actor)
        .where(AuditEntry.agency_id == case.agency_id, AuditEntry.object == case.code)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one()
    return WrongMove(
        Said(
            "Case %(code)s is closed: the last act was by %(who)s, on %(when)s.",
            code=case.code,
            who=last.name or Said("the office's clock"),
            when=last.at.astimezone(OFFICE_ZONE).strftime("%H:%M %d/%m/%Y"),
        )
    )


def answered(values: Mapping[str, Any], key: str) -> str:
    """What was answered to a question of a step's form, as text."""
    return str(values.get(key) or "")
