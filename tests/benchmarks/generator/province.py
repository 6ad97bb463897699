"""A province for the generator: as many communes as are wanted, founded by the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import jobs
from engine.actions import administration, calendars
from engine.actions.calendars import Announcement
from engine.demo import organisation
from engine.gateways.printing import MemoryPrinter
from engine.models import Agency, Department, LaneUnit, Officer, Procedure
from engine.office import Office
from engine.queries.calendars import Entry
from engine.rules.calendar import DayKind
from engine.rules.permission import Role
from tests.benchmarks.generator.life import Commune

MOST = 100
# Who may do what one person does in the told office.
SEATS = {
    "lan": ("lan", "minh"),
    "hoa": ("hoa",),
    "duc": ("duc", "tuyet"),
    "binh": ("binh", "khanh"),
    "van": ("van",),
    "quan": ("quan",),
}
_OF_THE_PROVINCE = frozenset({"quan"})
_WARD, _PARTNER = "H32.901", "H32.951"
# The rests of the years before the shipped calendar begins, as the Government announced them.
_RESTS = (
    (date(2024, 1, 1), 1), (date(2024, 2, 8), 7), (date(2024, 4, 18), 1), (date(2024, 4, 29), 3),
    (date(2024, 9, 2), 2), (date(2025, 1, 1), 1), (date(2025, 1, 27), 5), (date(2025, 4, 7), 1),
    (date(2025, 4, 30), 3), (date(2025, 9, 1), 2),
)  # fmt: skip


def found_province(office: Office, agencies: int) -> None:
    """Found the demo's province with its ward, and further communes beside it."""
    if not 1 <= agencies <= MOST:
        raise ValueError(f"A province has 1 to {MOST} agencies here, not {agencies}.")
    with office.transaction() as session:
        ward = organisation.found(session, office)
        _announce_rests(session, office)
        for number in range(1, agencies):
            _found_commune(session, office, ward, number)
    jobs.run_due(replace(office, printer=MemoryPrinter()))


def communes(session: Session) -> list[Commune]:
    """The communes of the province, each with its departments and who sits where."""
    people = {row.login: row for row in session.scalars(select(Officer))}
    departments = {row.code: row for row in session.scalars(select(Department))}
    found = session.scalars(
        select(Agency).where(Agency.level == "commune").order_by(Agency.id)
    ).all()
    return [_commune(commune, people, departments) for commune in found]


def _commune(
    commune: Agency, people: Mapping[str, Officer], departments: Mapping[str, Department]
) -> Commune:
    def here(code: str) -> Department:
        return departments[code.replace(_WARD, commune.code)]

    return Commune(
        id=commune.id,
        code=commune.code,
        departments={
            code: (here(code).id, here(code).code)
            for code in departments
            if code.startswith((_WARD, _PARTNER))
        },
        seats={
            told: tuple(
                (people[_login(sits, commune.code)].id, _login(sits, commune.code)) for sits in who
            )
            for told, who in SEATS.items()
        },
    )


def _login(sits: str, commune: str) -> str:
    """The login of who sits in a commune where somebody of the demo's ward sits."""
    own = commune == _WARD or sits in _OF_THE_PROVINCE
    return sits if own else f"{sits}.{commune.rpartition('.')[2]}"


def _found_commune(session: Session, office: Office, ward: Agency, number: int) -> None:
    commune = administration.found_agency(
        session, office, f"H32.{number:03d}", f"Ủy ban nhân dân xã số {number}", "commune",
        parent=ward.parent, place=f"Xã số {number}", demo=True,
    )  # fmt: skip
    opened = {
        like.id: administration.open_department(
            session, office, commune, like.code.replace(_WARD, commune.code), like.name,
            like.name_en,
        )
        for like in session.scalars(
            select(Department).where(Department.agency_id == ward.id).order_by(Department.id)
        ).all()
    }  # fmt: skip
    for like in session.scalars(
        select(Officer).where(Officer.agency_id == ward.id).order_by(Officer.id)
    ).all():
        administration.hire(
            session, office, opened[like.department_id], _login(like.login, commune.code),
            like.name, like.title, like.roles, organisation.PASSWORD,
        )  # fmt: skip
    for function in session.scalars(select(LaneUnit).where(LaneUnit.agency_id == ward.id)).all():
        does = opened.get(function.department_id) or function.department
        administration.give_function(session, office, commune, function.lane, does)
    for code in session.scalars(select(Procedure.code)).all():
        administration.offer(session, office, commune, code)


def _announce_rests(session: Session, office: Office) -> None:
    place = session.scalars(select(Department).join(Agency).where(Agency.level == "province")).one()
    manager = administration.hire(
        session, office, place, "thu", "Trịnh Minh Thư", "Trưởng phòng", (Role.MANAGER,),
        organisation.PASSWORD,
    )  # fmt: skip
    days = tuple(
        Entry(first + timedelta(days=n), DayKind.HOLIDAY, {"reason": "Nghỉ lễ"})
        for first, length in _RESTS
        for n in range(length)
    )
    calendars.announce(session, office, manager, Announcement("Nghỉ lễ các năm trước", days))
