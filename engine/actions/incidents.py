"""Incidents: an act that breaks off, kept for those who can mend its cause.

Not every refusal is one: what a person answered wrong is told at its field. But
when the engine can't go on with a diagram, or the office is not set up for it,
the person can do nothing about it. Then the act is rolled back as a whole and,
in a transaction of its own, an incident is written and the administrators and
analysts are told. ``mending`` has what they do about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine.actions import audit, outbox
from engine.errors import ClockWrong, Conflict, Refusal, UnitMissing
from engine.i18n import LANGUAGES, Name, Said, mark
from engine.models import Case, Incident, Notice, Officer
from engine.office import Aftermath, Office
from engine.queries import people
from engine.queries.stalls import STALL
from engine.rules.retrying import wait_after
from engine.workflow import CannotBeKept, EngineFailed, StateUnreadable

if TYPE_CHECKING:
    from engine.actions.turn import Turn

# What breaks off an act and is nobody's answer to mend.
CAUSES = (EngineFailed, CannotBeKept, StateUnreadable, UnitMissing)
# What the clock meets on its way and has no part in: it simply comes again.
PASSING = (ClockWrong, Conflict)
MOST_NAMED = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Broken:
    """An act that broke off: on what, where, why, and what was given to it."""

    agency_id: int
    version_id: int
    case_id: int | None
    thing: str
    act: str
    task_id: int | None
    element: str
    step: Said
    officer_id: int | None
    at: datetime
    code: str
    failure: EngineFailed
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for the same cause met again."""
        whose = self.case_id or f"version {self.version_id}"
        return f"{whose}:{self.act}:{self.task_id or self.element}"


class MoveFailed(Aftermath):
    """An act broke off; the case is untouched, and those who can mend it are told."""

    code = "move-failed"
    default = mark("This was not done. Nothing is lost: the case stands where it stood.")

    def __init__(self, broken: Broken) -> None:
        self.broken = broken
        super().__init__()

    def write(self, session: Session, office: Office) -> None:
        """Write the incident, or count one more try of it; then say who was told."""
        incident, told = keep(session, office, self.broken)
        self.said = _said(self.broken, incident, told)


def keep(session: Session, office: Office, broken: Broken) -> tuple[Incident, list[Officer]]:
    """Write what broke off and tell those who can mend it; met again, it only counts."""
    if broken.case_id is not None:
        session.execute(select(Case.id).where(Case.id == broken.case_id).with_for_update())
    incident, is_new = _incident(session, broken)
    told = people.menders(session, broken.agency_id)
    if is_new:
        _tell(session, incident, broken, told)
        audit.record(
            session, office, broken.agency_id, "incident", broken.thing,
            officer=session.get(Officer, broken.officer_id) if broken.officer_id else None,
            details={
                "incident": incident.id, "act": broken.act, "code": broken.code,
                "step": incident.element,
            },
        )  # fmt: skip
    return incident, told


@contextmanager
def watched(
    turn: Turn, act: str, given: Mapping[str, Any] | None = None, *, is_new: bool = False
) -> Iterator[None]:
    """Turn whatever breaks off an act into ``MoveFailed``; a plain refusal passes as it is.

    ``is_new`` says that the case itself is rolled back with its first act.
    """
    try:
        yield
    except (SQLAlchemyError, Aftermath):
        raise
    except Exception as error:
        failure = _failure(error, by_clock=turn.officer is None)
        if failure is None:
            raise
        known = isinstance(error, Refusal)
        code = error.code if isinstance(error, Refusal) else "unforeseen"
        # A cause that has words stands in the incident; only of others the trace helps.
        log.error("move-failed", case=turn.case.code, act=act, code=code,  # noqa: TRY400
                  exc_info=not known)  # fmt: skip
        raise MoveFailed(
            Broken(
                agency_id=turn.case.agency_id,
                version_id=turn.case.version_id,
                case_id=None if is_new else turn.case.id,
                thing=turn.version.procedure.code if is_new else turn.case.code or "",
                act=act,
                task_id=turn.task.id if turn.task and not is_new else None,
                element=_element(turn, failure),
                step=_step(turn, _element(turn, failure)),
                officer_id=turn.officer.id if turn.officer else None,
                at=turn.now,
                code=code,
                failure=failure,
                given={} if is_new else dict(given or {}),
            )
        ) from error


def settle(turn: Turn, act: str) -> None:
    """Close the incidents of a case that an act has made good, or left behind."""
    waiting = {task.id for task in turn.ready if task.state == "ready"}
    case = turn.case
    for incident in turn.session.scalars(
        select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))
    ):
        done = incident.act == act and incident.task_id in {None, turn.task and turn.task.id}
        timer_gone = case.next_timer is None or case.next_timer > turn.now
        left = (
            case.closed_at is not None
            or (incident.task_id is not None and incident.task_id not in waiting)
            or (incident.act == "fire_timers" and timer_gone)
            or incident.act == STALL
        )
        if done or left:
            resolve(incident, turn.now, turn.retried_by or turn.officer,
                    "done" if done else "overtaken")  # fmt: skip


def resolve(
    incident: Incident, now: datetime, by: Officer | None, resolution: str, reason: str = ""
) -> None:
    """End an incident, and forget what was given to the act."""
    incident.resolved_at = now
    incident.resolved_by_id = by.id if by else None
    incident.resolution = resolution
    incident.reason = reason
    incident.given = {}


def _failure(error: Exception, *, by_clock: bool) -> EngineFailed | None:
    """What broke off, in words; None for a refusal that is for the person to read."""
    match error:
        case EngineFailed():
            return error
        case Refusal() if isinstance(error, CAUSES) or (
            by_clock and not isinstance(error, PASSING)
        ):
            return EngineFailed(error.said)
        case Refusal():
            return None
        case _:
            return EngineFailed(
                Said(mark("An error of the kind %(kind)s."), kind=type(error).__name__)
            )


def _element(turn: Turn, failure: EngineFailed) -> str:
    """Where it happened; the step that was being done when the engine does not know."""
    return failure.element or (turn.task.step if turn.task else "")


def _step(turn: Turn, element: str) -> Said:
    """An element by its name in the diagram."""
    found = turn.version.definition.elements.get(element)
    if found is None or not found.name:
        return Name(element)
    return Name(found.name, found.properties.get("name_en", ""))


def _incident(session: Session, broken: Broken) -> tuple[Incident, bool]:
    """The incident of this cause, one try older; a new one when it is not open any more."""
    known = session.scalar(
        select(Incident).where(Incident.key == broken.key).order_by(Incident.id.desc()).limit(1)
    )
    is_new = known is None or known.resolved_at is not None
    if known is None or is_new:
        tries = known.tries if known is not None and known.resolution == "closed" else 0
        incident = Incident(
            agency_id=broken.agency_id,
            case_id=broken.case_id,
            version_id=broken.version_id,
            key=broken.key,
            act=broken.act,
            task_id=broken.task_id,
            at=broken.at,
            tries=tries,
        )
        session.add(incident)
    else:
        incident = known
    _meet(incident, broken)
    session.flush()
    return incident, is_new


def _meet(incident: Incident, broken: Broken) -> None:
    """Note the cause as it was met this time."""
    failure = broken.failure
    incident.code = broken.code
    incident.element = broken.element
    incident.why = {language: failure.why.to(language) for language in LANGUAGES}
    incident.what = failure.what or ""
    incident.inputs = dict(failure.inputs)
    incident.given = dict(broken.given)
    incident.officer_id = broken.officer_id
    incident.last_at = broken.at
    incident.tries += 1
    asks_again = broken.officer_id is None and broken.act != STALL
    incident.next_try = broken.at + wait_after(incident.tries) if asks_again else None


def _tell(session: Session, incident: Incident, broken: Broken, told: list[Officer]) -> None:
    """Put it into the bell, and the mail, of each who can mend it."""
    for officer in told:
        notice = Notice(
            agency_id=officer.agency_id,
            department_id=officer.department_id,
            officer_id=officer.id,
            case_id=broken.case_id,
            kind="incident",
            content={
                "step": broken.step.to("vi"), "step_en": broken.step.to("en"),
                "incident": incident.id, "code": broken.thing,
            },
            at=broken.at,
        )  # fmt: skip
        outbox.post(session, notice, broken.agency_id)


def _said(broken: Broken, incident: Incident, told: list[Officer]) -> Said:
    names = ", ".join(officer.name for officer in told[:MOST_NAMED])
    values = {"step": broken.step, "why": broken.failure.why, "number": incident.id, "who": names}
    if not told:
        return Said(
            mark(
                "This was not done: at “%(step)s” the case can't go on. %(why)s Nothing is lost: "
                "the case stands where it stood. Tell your administrator: incident %(number)s."
            ),
            **values,
        )
    return Said(
        mark(
            "This was not done: at “%(step)s” the case can't go on. %(why)s Nothing is lost: the "
            "case stands where it stood. %(who)s were told: incident %(number)s."
        ),
        **values,
    )
