"""How a case came to where it is: its steps, its deadline, its history, its drawing.

The time line measures each step against its allowance in working time; the
history is the audit chain's, word for word, so that screen and chain can't
tell two stories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from engine.i18n import Said
from engine.models import AuditEntry, Case, DeadlineEvent, Department, Officer, Task
from engine.office import Office
from engine.queries import calendars, explanation, silence, why_late
from engine.queries.case_parts import named
from engine.queries.published import Version
from engine.queries.why_late import TimeSpent
from engine.rules import form, verbs
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.explanation import Explanation
from engine.rules.form import Form
from engine.rules.permission import STEP_RIGHTS, Action, may
from engine.rules.procedure_parts import Named
from engine.rules.silence import deemed
from engine.rules.standing import Standing, StepsStanding, by_steps, step_standing

RECEPTION_FORM = "check_papers"


@dataclass(frozen=True)
class Answer:
    """A question of a form and what was answered, in both languages."""

    label: Named
    value: Named


@dataclass(frozen=True)
class LateAnswer:
    """What an agency answered after its silence had been taken as consent."""

    at: datetime
    by: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class StepLine:
    """One step that a case came to: how long it was given, and how long it took."""

    task_id: int
    step: str
    does: str
    named: Named
    department: Named
    by: str
    state: str
    allowance: str
    started: datetime
    due: datetime | None
    ended: datetime | None
    minutes: int
    standing: Standing | None
    answers: tuple[Answer, ...]
    may_do: bool
    # The law by which no answer was taken as consent; empty for every other step.
    deemed_by: str = ""
    late_answers: tuple[LateAnswer, ...] = ()

    @property
    def late(self) -> bool:
        """Whether it took, or takes, longer than it was given."""
        return self.standing is not None and self.standing.is_late

    @property
    def deemed_said(self) -> Said:
        """That no answer was taken as consent, in words."""
        return deemed(self.deemed_by)

    @property
    def is_waiting(self) -> bool:
        """Whether the case stands here now."""
        return self.state == "ready"

    @property
    def waits_for_the_citizen(self) -> bool:
        """Whether its length is the citizen's, and no officer's."""
        return verbs.waits_for_the_citizen(self.does)


@dataclass(frozen=True)
class DeadlineLine:
    """Something that made or moved a date; ``second`` where it gave or moved the second one."""

    at: datetime
    kind: str
    due_before: datetime | None
    due_after: datetime | None
    second: datetime | None
    term: Mapping[str, Any]
    by: str
    reason: str


@dataclass(frozen=True)
class HistoryLine:
    """One entry of the audit chain about this case."""

    at: datetime
    who: str
    unit: Named
    action: str
    step: Named | None
    to: Named | None
    reason: str


@dataclass(frozen=True)
class DrawnStep:
    """A step of the diagram and whether the case has passed it, stands there, or neither."""

    step: str
    named: Named
    function: Named
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class CaseProgress:
    """How the case came to where it is."""

    steps: tuple[StepLine, ...]
    deadline: tuple[DeadlineLine, ...]
    history: tuple[HistoryLine, ...]
    drawn: tuple[DrawnStep, ...]
    done: tuple[str, ...]
    flows: tuple[str, ...]
    time_spent: TimeSpent | None
    explanation: Explanation | None

    @property
    def waiting(self) -> tuple[StepLine, ...]:
        """The steps that wait now."""
        return tuple(step for step in self.steps if step.is_waiting)

    @property
    def by_steps(self) -> StepsStanding | None:
        """How the case stands as its steps count."""
        return by_steps(step.standing for step in self.steps if step.standing)

    @property
    def current(self) -> tuple[str, ...]:
        """The elements of the drawing where the case stands."""
        return tuple(step.step for step in self.waiting)


def of_case(
    session: Session,
    office: Office,
    officer: Officer,
    case: Case,
    version: Version,
    path: Mapping[str, Any],
) -> CaseProgress:
    """Tell how a case, already found visible, came to where it is."""
    lines = steps(session, office, officer, case, version)
    current = {line.step for line in lines if line.is_waiting}
    done = tuple(path.get("done", ()))
    return CaseProgress(
        steps=lines,
        deadline=_deadline(session, case.id),
        history=_history(session, case, version),
        drawn=_drawn(version, set(done), current),
        done=tuple(element for element in done if element not in current),
        flows=tuple(path.get("flows", ())),
        time_spent=why_late.of_case(session, office, case),
        explanation=explanation.of_case(session, office, case),
    )


def steps(
    session: Session, office: Office, officer: Officer, case: Case, version: Version
) -> tuple[StepLine, ...]:
    """The steps of a case in the order in which it came to them."""
    who = aliased(Officer)
    rows = session.execute(
        select(Task, Department.name, Department.name_en, who.name.label("who"))
        .join(Department, Department.id == Task.department_id)
        .outerjoin(who, who.id == func.coalesce(Task.completed_by_id, Task.assignee_id))
        .where(Task.case_id == case.id)
        .order_by(Task.started_at, Task.id)
    ).all()
    working = calendars.current(session, office)
    is_deemed = any(row.Task.was_deemed for row in rows)
    late = silence.late_answers(session, case.id) if is_deemed else {}
    return tuple(
        _step_line(
            working.of(row.Task.agency_id),
            office.now(),
            officer,
            row.Task,
            named(row.name, row.name_en),
            row.who or "",
            version,
            case_paused=case.paused_at is not None,
            late=late.get(row.Task.id, ()),
        )
        for row in rows
    )


def applied_for(version: Version, given: Mapping[str, Any]) -> tuple[Answer, ...]:
    """What the applicant wants: the reception form without the counter's own verdict."""
    asked = version.forms.get(RECEPTION_FORM)
    if asked is None:
        return ()
    verdicts = {field.key for field in asked.fields if field.routes}
    return answers(asked, {key: given[key] for key in given if key not in verdicts})


def answers(asked: Form | None, given: Mapping[str, Any]) -> tuple[Answer, ...]:
    """What was answered to a form, as people read it; what was left empty is left out."""
    if asked is None:
        return ()
    vietnamese, english = form.shown(asked, given, "vi"), form.shown(asked, given, "en")
    return tuple(
        Answer(named(field.label, field.label_en), Named(vietnamese[field.key], english[field.key]))
        for field in asked.fields
        if field.key in vietnamese and field.kind != "file"
    )


def _step_line(
    calendar: WorkingCalendar,
    now: datetime,
    officer: Officer,
    task: Task,
    department: Named,
    who: str,
    version: Version,
    *,
    case_paused: bool,
    late: Sequence[silence.LateAnswerLine],
) -> StepLine:
    end = task.completed_at or now
    step = version.definition.steps.get(task.step)
    is_mine = task.department_id == officer.department_id
    right = STEP_RIGHTS.get(task.does, Action.PROCESS)
    asked = version.form_of(step) if step else None
    return StepLine(
        task_id=task.id,
        step=task.step,
        does=task.does,
        named=named(task.name, task.name_en),
        department=department,
        by="" if task.was_deemed else who,
        state=task.state,
        allowance=task.allowance,
        started=task.started_at,
        due=task.due,
        ended=task.completed_at,
        minutes=_minutes(calendar, task.started_at, end),
        standing=_standing(calendar, now, task, case_paused=case_paused),
        answers=answers(asked, task.answers),
        may_do=task.state == "ready" and is_mine and may(officer.roles, right),
        deemed_by=silence.stated_by(version) if task.was_deemed else "",
        late_answers=tuple(LateAnswer(one.at, one.by, answers(asked, one.answers)) for one in late),
    )


def _standing(
    calendar: WorkingCalendar, now: datetime, task: Task, *, case_paused: bool
) -> Standing | None:
    """How a step stands; None for one without an allowance or ended by another act."""
    if task.due is None or task.state == "cancelled":
        return None
    return step_standing(
        task.due,
        calendar,
        began=task.started_at,
        now=now,
        finished=task.completed_at,
        waits_for_the_citizen=verbs.waits_for_the_citizen(task.does),
        case_paused=case_paused,
    )


def _minutes(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    return max(0, calendar.minutes_between(office_time(start), office_time(end)))


def _deadline(session: Session, case_id: int) -> tuple[DeadlineLine, ...]:
    rows = session.execute(
        select(
            DeadlineEvent.at,
            DeadlineEvent.kind,
            DeadlineEvent.due_before,
            DeadlineEvent.due_after,
            DeadlineEvent.second_after,
            DeadlineEvent.term,
            DeadlineEvent.reason,
            Officer.name,
        )
        .outerjoin(Officer, Officer.id == DeadlineEvent.officer_id)
        .where(DeadlineEvent.case_id == case_id)
        .order_by(DeadlineEvent.id)
    )
    lines, before = [], None
    for row in rows:
        second = row.second_after if row.second_after != before else None
        before = row.second_after
        lines.append(
            DeadlineLine(
                row.at,
                row.kind,
                row.due_before,
                row.due_after,
                second,
                row.term,
                row.name or "",
                row.reason,
            )
        )
    return tuple(lines)


def _history(session: Session, case: Case, version: Version) -> tuple[HistoryLine, ...]:
    rows: Sequence[Any] = session.execute(
        select(
            AuditEntry.at,
            AuditEntry.actor,
            AuditEntry.action,
            AuditEntry.details,
            AuditEntry.reason,
            Officer.name,
            Department.name.label("unit"),
            Department.name_en.label("unit_en"),
        )
        .outerjoin(Officer, Officer.login == AuditEntry.actor)
        .outerjoin(Department, Department.id == Officer.department_id)
        .where(AuditEntry.agency_id == case.agency_id, AuditEntry.object == case.code)
        .order_by(AuditEntry.seq)
    ).all()
    return tuple(
        HistoryLine(
            at=row.at,
            who=row.name or "",
            unit=named(row.unit or "", row.unit_en or ""),
            action=row.action,
            step=_step_name(version, str(row.details.get("step", ""))),
            to=_step_name(version, str(row.details.get("to_step", ""))),
            reason=row.reason,
        )
        for row in rows
    )


def _step_name(version: Version, step: str) -> Named | None:
    found = version.definition.elements.get(step)
    return named(found.name or step, found.properties.get("name_en", "")) if found else None


def _drawn(version: Version, done: set[str], current: set[str]) -> tuple[DrawnStep, ...]:
    functions = version.procedure.functions
    return tuple(
        DrawnStep(
            step=step.id,
            named=named(step.name, step.properties.get("name_en", "")),
            function=functions.get(step.lane or "", Named("", "")),
            is_done=step.id in done and step.id not in current,
            is_current=step.id in current,
        )
        for step in version.definition.steps.values()
    )
