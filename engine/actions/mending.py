"""Mending: what administrators and analysts do about incidents.

The cause is mended elsewhere: a diagram is drawn anew and the case brought over
to it, a unit is given its function. Here the act that broke off is done after
all, as the person who began it, or the incident is closed with a reason.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit, incidents, messages, processing, reasons, silence
from engine.errors import NotFound, WrongMove
from engine.i18n import Said
from engine.models import Case, Incident, Officer
from engine.office import Office
from engine.queries import scope
from engine.queries.incidents import RETRIED
from engine.rules.permission import Action, require


def retry(session: Session, office: Office, officer: Officer, incident_id: int) -> Incident:
    """Do what broke off once more, with what was given then.

    A person's step is completed in that person's name, and the audit names both.
    Raises ``MoveFailed`` when the cause is still there.
    """
    incident = _open(session, officer, incident_id)
    case = session.get(Case, incident.case_id)
    if incident.act not in RETRIED or case is None or case.code is None:
        raise WrongMove(Said("This must be done again by the person who began it."))
    if incident.act == "deliver_message":
        messages.deliver(session, office, int(incident.given["message"]), case.code)
    elif incident.act == "fire_timers":
        processing.fire_timers(session, office, case.code, retried_by=officer)
    elif incident.act == "deem_consent" and incident.task_id is not None:
        silence.deem_consent(session, office, case.code, incident.task_id, retried_by=officer)
    else:
        _complete(session, office, officer, incident)
    session.flush()
    session.refresh(incident)
    if incident.resolved_at is None:
        incidents.resolve(incident, office.now(), officer, "overtaken")
    return incident


def close(
    session: Session, office: Office, officer: Officer, incident_id: int, reason: str
) -> Incident:
    """Close an incident without doing what broke off; the reason is kept."""
    stated = reasons.stated(reason)
    incident = _open(session, officer, incident_id, lock=True)
    case = session.get(Case, incident.case_id) if incident.case_id else None
    incidents.resolve(incident, office.now(), officer, "closed", stated)
    audit.record(
        session, office, incident.agency_id, "close_incident",
        (case.code if case else None) or incident.version.procedure.code,
        officer=officer, reason=stated, details={"incident": incident.id},
    )  # fmt: skip
    return incident


def _complete(session: Session, office: Office, officer: Officer, incident: Incident) -> None:
    acted = session.get(Officer, incident.officer_id) if incident.officer_id else None
    if acted is None or acted.ended_at is not None or incident.task_id is None:
        raise WrongMove(Said("Who began this step has left; somebody else must do it."))
    processing.complete(
        session, office, acted, incident.task_id, incident.given, retried_by=officer
    )


def _open(session: Session, officer: Officer, incident_id: int, *, lock: bool = False) -> Incident:
    """An incident that is not over and that this person sees.

    Without ``lock`` where a case is locked after it: the order is case, then incident.
    """
    require(officer.roles, Action.MEND)
    found = select(Incident).where(
        Incident.id == incident_id, scope.overseen(officer, Incident.agency_id)
    )
    incident = session.scalar(found.with_for_update() if lock else found)
    if incident is None:
        raise NotFound
    if incident.resolved_at is not None:
        raise WrongMove(Said("This incident is over."))
    return incident
