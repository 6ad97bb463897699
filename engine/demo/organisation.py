"""Who works in the demo office: the province, one ward, a partner, a dozen people.

The ward and its departments follow the two levels of government since July
2025; the codes are invented under the province's real one and marked as demo.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

import bpmn
from engine.actions import administration, modelling
from engine.models import Agency, Department
from engine.office import Office
from engine.rules.permission import Role

PASSWORD = "motcua-demo"  # noqa: S105  (printed by the demo, for everybody to sign in with)
PROCEDURE = "household_business"


@dataclass(frozen=True)
class Post:
    """A person of the demo office and where they sit."""

    login: str
    name: str
    title: str
    department: str
    roles: tuple[Role, ...]


PEOPLE = (
    Post("lan", "Nguyễn Thị Lan", "Cán bộ tiếp nhận", "counter", (Role.RECEPTION,)),
    Post("minh", "Trần Quốc Minh", "Cán bộ tiếp nhận", "counter", (Role.RECEPTION,)),
    Post("quang", "Trương Văn Quang", "Giám đốc Trung tâm", "counter", (Role.MANAGER,)),
    Post("hoa", "Lê Thị Hoa", "Trưởng phòng", "economy", (Role.HEAD, Role.OFFICER)),
    Post("duc", "Phạm Văn Đức", "Chuyên viên", "economy", (Role.OFFICER,)),
    Post("tuyet", "Võ Thị Ánh Tuyết", "Chuyên viên", "economy", (Role.OFFICER,)),
    Post("my", "Bùi Thị Mỹ", "Trưởng phòng", "culture", (Role.HEAD, Role.OFFICER)),
    Post("binh", "Huỳnh Thanh Bình", "Chủ tịch", "leaders", (Role.LEADER,)),
    Post("khanh", "Ngô Duy Khánh", "Phó Chủ tịch", "leaders", (Role.LEADER,)),
    Post("van", "Hồ Thị Vân", "Văn thư", "registry", (Role.REGISTRY,)),
    Post("quan", "Đỗ Minh Quân", "Công chức thuế", "tax", (Role.PARTNER,)),
    Post("an", "Lý Thu An", "Quản trị hệ thống", "province", (Role.ADMINISTRATOR,)),
    Post("phuong", "Cao Thị Phương", "Quản trị quy trình", "province", (Role.ANALYST,)),
    Post("thao", "Mai Phương Thảo", "Chánh Văn phòng", "province", (Role.MANAGER,)),
)

LANES = {
    "reception": "counter",
    "economy": "economy",
    "leader": "leaders",
    "registry": "registry",
    "tax": "tax",
}


def found(session: Session, office: Office, password: str = PASSWORD) -> Agency:
    """Found the province, the ward and the partner, with their people; give the ward."""
    province = administration.found_agency(
        session, office, "H32", "Ủy ban nhân dân tỉnh Khánh Hòa", "province",
        place="Khánh Hòa", address="01 Trần Phú, Nha Trang", demo=True,
    )  # fmt: skip
    ward = administration.found_agency(
        session, office, "H32.901", "Ủy ban nhân dân phường Tây Nha Trang", "commune",
        parent=province, place="Tây Nha Trang", address="Đường 23 Tháng 10, phường Tây Nha Trang",
        phone="0258 000 0901", demo=True,
    )  # fmt: skip
    partner = administration.found_agency(
        session, office, "H32.951", "Thuế cơ sở tỉnh Khánh Hòa (đơn vị phối hợp)", "partner",
        place="Khánh Hòa", demo=True,
    )  # fmt: skip
    departments = _open_departments(session, office, province, ward, partner)
    for post in PEOPLE:
        administration.hire(
            session, office, departments[post.department], post.login, post.name, post.title,
            post.roles, password, email=f"{post.login}@demo.khanhhoa.example",
        )  # fmt: skip
    for lane, key in LANES.items():
        administration.give_function(session, office, ward, lane, departments[key])
    _publish(session, office, ward)
    return ward


def _open_departments(
    session: Session, office: Office, province: Agency, ward: Agency, partner: Agency
) -> dict[str, Department]:
    units = {
        "province": (province, "H32.900", "Văn phòng Ủy ban nhân dân tỉnh", "Provincial office"),
        "counter": (
            ward, "H32.901.1", "Trung tâm Phục vụ hành chính công", "Public service centre",
        ),
        "economy": (
            ward, "H32.901.2", "Phòng Kinh tế, Hạ tầng và Đô thị", "Economy and infrastructure",
        ),
        "culture": (ward, "H32.901.3", "Phòng Văn hóa - Xã hội", "Culture and society"),
        "leaders": (ward, "H32.901.4", "Lãnh đạo Ủy ban nhân dân", "Leaders"),
        "registry": (ward, "H32.901.5", "Văn phòng HĐND và UBND", "Office and registry"),
        "tax": (partner, "H32.951.1", "Tổ quản lý hộ kinh doanh", "Household business team"),
    }  # fmt: skip
    return {
        key: administration.open_department(session, office, agency, code, name, name_en)
        for key, (agency, code, name, name_en) in units.items()
    }


def _publish(session: Session, office: Office, ward: Agency) -> None:
    version = modelling.publish(session, office, PROCEDURE, bpmn.procedure_files(PROCEDURE))
    administration.offer(session, office, ward, version.procedure.code)
