"""The stall watch: an open case that nothing can move becomes an incident.

A move that would end so is refused; what is found here was damaged from
elsewhere, and nobody at a desk would ever see it again.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actions import incidents
from engine.actions.incidents import Broken
from engine.i18n import Name
from engine.models import Incident
from engine.office import Office
from engine.queries import stalls
from engine.workflow import Stalled


def note(session: Session, office: Office, case_id: int) -> Incident | None:
    """Write the incident of a case that stands still; None when it does not."""
    found = stalls.suspect(session, case_id)
    if found is None or not found.is_stalled:
        return None
    place = found.last_place
    element = found.version.definition.elements.get(place)
    name_en = element.properties.get("name_en", "") if element else ""
    incident, _ = incidents.keep(
        session,
        office,
        Broken(
            agency_id=found.case.agency_id,
            version_id=found.case.version_id,
            case_id=found.case.id,
            thing=found.case.code or f"#{found.case.id}",
            act=stalls.STALL,
            task_id=None,
            element=place,
            step=Name((element.name if element else "") or place, name_en),
            officer_id=None,
            at=office.now(),
            code=Stalled.code,
            failure=Stalled(element=place),
        ),
    )
    return incident
