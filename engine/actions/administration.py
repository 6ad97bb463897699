"""Setting up the office: agencies, departments, people, functions, offerings.

Every act is audited like any other verb. The first agency is founded by the
system itself, because nobody can sign in before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit
from engine.errors import BadAnswers, NotFound
from engine.i18n import Said
from engine.models import (
    Agency,
    Department,
    LaneUnit,
    Offering,
    Officer,
    OfficerRole,
    Procedure,
)
from engine.office import Office
from engine.rules import names
from engine.rules.permission import Role

# OWASP's figures for argon2id: 19 MiB and two rounds.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST_PASSWORD = 8


def found_agency(
    session: Session,
    office: Office,
    code: str,
    name: str,
    level: str,
    *,
    parent: Agency | None = None,
    place: str = "",
    address: str = "",
    phone: str = "",
    demo: bool = False,
) -> Agency:
    """Found an agency and start its audit chain; its code is never given again."""
    agency = Agency(
        code=code,
        name=name,
        level=level,
        parent_id=parent.id if parent else None,
        place=place,
        address=address,
        phone=phone,
        demo=demo,
    )
    session.add(agency)
    session.flush()
    audit.open_chain(session, agency.id, office.now())
    audit.record(session, office, agency.id, "found_agency", code, details={"level": level})
    return agency


def open_department(
    session: Session, office: Office, agency: Agency, code: str, name: str, name_en: str = ""
) -> Department:
    """Open a department in an agency."""
    department = Department(agency_id=agency.id, code=code, name=name, name_en=name_en)
    session.add(department)
    session.flush()
    audit.record(session, office, agency.id, "open_department", code)
    return department


def hire(
    session: Session,
    office: Office,
    department: Department,
    login: str,
    name: str,
    title: str,
    roles: Iterable[Role],
    password: str,
    *,
    email: str = "",
) -> Officer:
    """Take an officer on, with their roles and a password to sign in."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadAnswers(
            {"password": Said("A password has at least %(n)s characters.", n=SHORTEST_PASSWORD)}
        )
    if session.scalar(select(Officer.id).where(Officer.login == login)) is not None:
        raise BadAnswers({"login": Said("The name %(login)s is taken.", login=login)})
    officer = Officer(
        agency_id=department.agency_id,
        department_id=department.id,
        login=login,
        name=name,
        sort_key=names.sort_key(name),
        title=title,
        email=email,
        password_hash=HASHER.hash(password),
    )
    officer.posts = [OfficerRole(role=role.value) for role in roles]
    session.add(officer)
    session.flush()
    audit.record(
        session, office, department.agency_id, "hire", login,
        details={"roles": sorted(role.value for role in officer.roles)},
    )  # fmt: skip
    return officer


def give_function(
    session: Session, office: Office, agency: Agency, lane: str, department: Department
) -> None:
    """Say which department does a diagram's function for an agency."""
    session.add(LaneUnit(agency_id=agency.id, lane=lane, department_id=department.id))
    audit.record(
        session, office, agency.id, "give_function", department.code, details={"lane": lane}
    )


def offer(session: Session, office: Office, agency: Agency, procedure_code: str) -> Offering:
    """Let an agency's counter receive a procedure that its own departments decide."""
    procedure = session.scalar(select(Procedure).where(Procedure.code == procedure_code))
    if procedure is None:
        raise NotFound(Said("No procedure %(code)s is published.", code=procedure_code))
    offering = Offering(agency_id=agency.id, procedure_id=procedure.id, decides_agency_id=agency.id)
    session.add(offering)
    audit.record(session, office, agency.id, "offer", procedure_code)
    return offering
