"""Who the office is: agencies, departments, officers, their roles and functions.

One database is one province. Nothing here is deleted: a unit or an officer
ends, so that what was done stays explained. Codes are what people and other
systems see; they are never reused (Decision 20/2020/QĐ-TTg).
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.rules.permission import Role


class Agency(Base):
    """A body with a code of its own: the province, a commune, a partner outside."""

    __tablename__ = "agency"

    id: Mapped[RowKey]
    code: Mapped[str] = mapped_column(String(35), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(20))  # province | commune | partner
    place: Mapped[str] = mapped_column(String(100), default="")  # what a paper is dated at
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    demo: Mapped[bool] = mapped_column(default=False)
    policy: Mapped[str] = mapped_column(String(20), default="end_of_day")
    saturday: Mapped[str] = mapped_column(String(20), default="rolls")
    # Who is told of a date (``rules/alarm``); null is the shipped policy.
    reminders: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    ended_at: Mapped[datetime | None]

    parent: Mapped[Agency | None] = relationship(remote_side="Agency.id")


class Department(Base):
    """A unit inside an agency: the counter, a specialised department, the leaders."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    code: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()


class LaneUnit(Base):
    """Which department does a diagram's function (its lane) for an agency.

    This is what lets one diagram serve sixty-five communes.
    """

    __tablename__ = "lane_unit"
    __table_args__ = (UniqueConstraint("agency_id", "lane"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    lane: Mapped[str] = mapped_column(String(50))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))

    department: Mapped[Department] = relationship()


class Officer(Base):
    """A person who works in the office and signs in."""

    __tablename__ = "officer"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(400), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(5))
    ended_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()
    department: Mapped[Department] = relationship()
    posts: Mapped[list[OfficerRole]] = relationship(lazy="selectin")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles this person holds now."""
        return frozenset(Role(post.role) for post in self.posts if post.ended_at is None)


class OfficerRole(Base):
    """A role given to an officer, from a day on, until it ends."""

    __tablename__ = "officer_role"

    id: Mapped[RowKey]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    ended_at: Mapped[datetime | None]


class Offering(Base):
    """An agency offers a procedure: who receives, who decides, and local rules.

    ``fee`` and ``cutoff`` override the procedure's where the agency's own
    decision says so; null keeps the procedure's.
    """

    __tablename__ = "offering"
    __table_args__ = (UniqueConstraint("agency_id", "procedure_id"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    decides_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    fee: Mapped[int | None]
    cutoff: Mapped[time | None]
    policy: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]
