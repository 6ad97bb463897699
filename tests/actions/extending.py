"""Cases put off, and procedures that let them be put off otherwise, for tests."""

from __future__ import annotations

import bpmn
from engine.actions import extending, modelling
from engine.models import Case
from engine.office import Office
from tests.office import person

REASON = "Chờ cơ quan thuế cấp mã số thuế."


def put_off(
    office: Office,
    code: str,
    *,
    login: str = "hoa",
    day: str = "25/11/2026",
    hour: str = "17:00",
    reason: str = REASON,
) -> Case:
    """Put a case off as a person would who types all of it."""
    with office.transaction() as session:
        return extending.put_off(session, office, person(office, login), code, day, hour, reason)


def with_extensions(office: Office, *, most: int, counts: bool = False) -> None:
    """Publish the procedure anew with another rule for putting off; for cases from now on."""
    files = dict(bpmn.procedure_files("household_business"))
    text = files["procedure.toml"].decode()
    changed = text.replace("most = 1\ncounts = false", f"most = {most}\ncounts = {counts}".lower())
    assert changed != text
    with office.transaction() as session:
        modelling.publish(
            session, office, "household_business", {**files, "procedure.toml": changed.encode()}
        )
