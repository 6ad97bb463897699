"""Laying alarms: the next moment at which somebody must be told of a step or a case.

It stands in the row of the step or the case and is written with what an act
writes anyway; ``ringing`` tells people when it comes. What is open already is
laid anew when an agency's policy or calendar changes, in batches, each a
transaction; laying again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.actions.turn import Turn
from engine.models import Agency, Case, ProcedureVersion, Task
from engine.office import Office
from engine.queries import alarms, calendars, extensions, published
from engine.queries.alarms import Rung
from engine.rules import alarm
from engine.rules.alarm import Alarm, AlarmPolicy
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.extension import ExtensionRule
from engine.rules.verbs import waits_for_the_citizen

SETTLE = "lay_alarms"
AT_ONCE = 100


def lay(acting: Turn) -> None:
    """Lay the alarms of what an act has opened, ended or moved; the last thing before its flush.

    A plain act opens and ends steps, and asks the database nothing.
    """
    case = acting.case
    moved = acting.times != acting.times_before or case.paused_at is not None
    rung = Rung()
    if moved and acting.times_before.due is not None:
        rung = alarms.rung(acting.session, [case.id])[case.id]
    for task in acting.opened if not moved else [*acting.ready, *acting.opened]:
        task.next_alarm = alarm.next_of(laid(acting, task), rung.of(task.id))
    for task in acting.ready:
        if task.state != "ready":
            task.next_alarm = None
    if moved:
        case.next_alarm = alarm.next_of(laid(acting, None), rung.of(None))


def lay_anew(session: Session, office: Office, case_ids: Sequence[int]) -> int:
    """Lay the alarms of open cases by what holds now; how many moved."""
    rung, waited_for = alarms.rung(session, case_ids), alarms.waited_for(session, case_ids)
    steps = session.scalars(
        select(Task).where(Task.case_id.in_(case_ids), Task.state == "ready").order_by(Task.id)
    ).all()
    moved = 0
    for row in session.execute(_open(case_ids)):
        case: Case = row.Case
        policy = alarms.policy_of(row.reminders)
        calendar = calendars.of(session, office, case.agency_id)
        version = published.version(session, case.version_id, row.content_hash)
        may = _may_be_put_off(session, case, version.procedure.extension_rule)
        before = case.next_alarm
        case.next_alarm = alarm.next_of(
            of_case(case, waited_for[case.id], policy, calendar, may_be_put_off=may),
            rung[case.id].of(None),
        )
        moved += case.next_alarm != before
        for task in (one for one in steps if one.case_id == case.id):
            before = task.next_alarm
            task.next_alarm = alarm.next_of(
                of_step(task, case, policy, calendar), rung[case.id].of(task.id)
            )
            moved += task.next_alarm != before
    session.flush()
    return moved


def settle(office: Office, agency_id: int) -> int:
    """Lay the alarms of everything open in an agency anew, batch by batch; how many moved."""
    with office.reading() as session:
        cases = session.scalars(
            select(Case.id)
            .where(Case.agency_id == agency_id, Case.closed_at.is_(None))
            .order_by(Case.id)
        ).all()
    return lay_all(office, cases)


def lay_all(office: Office, cases: Sequence[int]) -> int:
    """Lay the alarms of many cases anew, batch by batch, each a transaction; how many moved."""
    moved = 0
    for first in range(0, len(cases), AT_ONCE):
        some = cases[first : first + AT_ONCE]
        with office.transaction() as session:
            moved += lay_anew(session, office, some)
    return moved


def laid(acting: Turn, task: Task | None) -> Sequence[Alarm]:
    """The alarms of a step, or of the case, as they stand in this act."""
    if task is not None:
        return of_step(task, acting.case, acting.reminders, acting.calendar)
    may = _may_be_put_off(acting.session, acting.case, acting.version.procedure.extension_rule)
    case = acting.case
    waited_for: Sequence[date] = ()
    if case.paused_at is not None:
        waited_for = alarms.waited_for(acting.session, [case.id])[case.id]
    return of_case(case, waited_for, acting.reminders, acting.calendar, may_be_put_off=may)


def of_step(
    task: Task, case: Case, policy: AlarmPolicy, calendar: WorkingCalendar
) -> Sequence[Alarm]:
    """The alarms of a step; none while nobody in the office can be late with it."""
    if (
        task.due is None
        or task.state != "ready"
        or case.paused_at is not None
        or waits_for_the_citizen(task.does)
    ):
        return ()
    return alarm.of_step(
        office_time(task.started_at), office_time(task.due), task.allowance, policy, calendar
    )


def of_case(
    case: Case,
    waited_for: Sequence[date],
    policy: AlarmPolicy,
    calendar: WorkingCalendar,
    *,
    may_be_put_off: bool,
) -> Sequence[Alarm]:
    """The alarms of a case itself: of the apology that it will need, where it may be put off.

    While its clock stands still: of the last days of what it waits for.
    """
    due = case.reminded_due
    if due is None or case.received_at is None:
        return ()
    if case.finished_at is not None or case.closed_at is not None:
        return ()
    if case.paused_at is not None:
        return alarm.of_pauses(waited_for, policy, calendar)
    if not may_be_put_off:
        return ()
    return alarm.of_case(office_time(case.received_at), office_time(due), policy, calendar)


def _may_be_put_off(session: Session, case: Case, rule: ExtensionRule) -> bool:
    """Whether the procedure allows an apology (another one, when there was one)."""
    if case.second_due is None or rule.most <= 1:
        return case.second_due is None and rule.most > 0
    session.flush()
    return len(extensions.given(session, [case.id])[case.id]) < rule.most


def _open(case_ids: Sequence[int]) -> Select[tuple[Case, str, Any]]:
    return (
        select(Case, ProcedureVersion.content_hash, Agency.reminders)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .join(Agency, Agency.id == Case.agency_id)
        .where(Case.id.in_(case_ids), Case.closed_at.is_(None))
        .order_by(Case.id)
        .with_for_update(of=Case)
    )
