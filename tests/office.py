"""An office for tests: real objects on a real database, with a clock that stands still.

``make_office`` opens one on SQLite in a folder, or on PostgreSQL when given an
address. The people are those of the demo office: ``person(office, "lan")`` is a
reception clerk, "hoa" a head, "duc" an officer, "binh" a leader, "van" the
registry, "quan" the tax partner, "quang" a manager, "thao" the province's, "an" the
administrator.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from engine.actions import processing, reception, timekeeping
from engine.actions.reception import Application, PaperHanded, Person
from engine.demo import organisation
from engine.gateways.database import Database
from engine.gateways.files import FolderFiles
from engine.gateways.post import MemoryPost
from engine.gateways.printing import MemoryPrinter, PdfPrinter
from engine.migrations import migrate
from engine.models import Agency, Case, Officer, Task
from engine.office import MovedClock, Office
from engine.rules.calendar import OFFICE_ZONE
from engine.settings import Settings
from tests import postgres

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=OFFICE_ZONE)
PASSWORD = organisation.PASSWORD
PROCEDURE_CODE = "1.001612"


def make_office(
    folder: Path, url: str | None = None, at: datetime = MONDAY, *, founded: bool = True
) -> Office:
    """Open an office at a moment, with its people (unless ``founded`` is False)."""
    if url is None and founded:
        shutil.copytree(_founded_folder(), folder, dirs_exist_ok=True)
    office = _opened(folder, url or f"sqlite:///{folder / 'motcua.sqlite3'}", at)
    if url is not None or not founded:
        migrate(office.settings, at)
    if url is not None and founded:
        _found(office)
    return office


def founded_database() -> str:
    """A server's database that has an office with its people; ``make_office`` opens it."""
    return postgres.fresh_database(_found_at)


def open_existing(folder: Path, url: str, at: datetime) -> Office:
    """Open an office that ``make_office`` made, as another process would; it prints tamely."""
    return replace(_opened(folder, url, at), printer=MemoryPrinter())


def _opened(folder: Path, url: str, at: datetime) -> Office:
    settings = Settings(
        home=folder,
        database_url=url,
        public_url="http://127.0.0.1:8000",
        secret="a secret of the tests",
    )
    return Office(
        settings=settings,
        database=Database(url),
        files=FolderFiles(folder / "files"),
        post=MemoryPost(),
        printer=PdfPrinter(),
        clock=MovedClock(at),
    )


@cache
def _founded_folder() -> Path:
    """An office with people, made once for all tests of a run and copied for each."""
    folder = Path(mkdtemp(prefix="motcua-office-"))
    _make_once(folder, f"sqlite:///{folder / 'motcua.sqlite3'}")
    return folder


def _found_at(url: str) -> None:
    with TemporaryDirectory() as folder:
        _make_once(Path(folder), url)


def _make_once(folder: Path, url: str) -> None:
    office = _opened(folder, url, MONDAY)
    migrate(office.settings, MONDAY)
    _found(office)
    office.close()


def _found(office: Office) -> None:
    with office.transaction() as session:
        if not session.scalar(select(exists().select_from(Agency))):
            organisation.found(session, office)


def move_clock(office: Office, to: datetime) -> None:
    """Put the clock forward as a living office would: it marks every half day that it lives."""
    clock = office.clock
    assert isinstance(clock, MovedClock)
    while clock.at < to:
        clock.at = min(to, clock.at + timedelta(hours=12))
        with office.transaction() as session:
            timekeeping.mark_alive(session, office)


def person(office: Office, login: str) -> Officer:
    """One of the office's people, ready to act."""
    with office.reading() as session:
        return session.scalars(
            select(Officer)
            .where(Officer.login == login)
            .options(
                selectinload(Officer.posts),
                selectinload(Officer.department),
                selectinload(Officer.agency),
            )
        ).one()


def an_application(**changes: Any) -> Application:
    """A good dossier; name what is to be different."""
    good = Application(
        procedure=PROCEDURE_CODE,
        owner=Person(
            name="Nguyễn Thị Ánh Tuyết",
            id_number="056085001234",
            address="12 Yersin, phường Tây Nha Trang",
            phone="0901234567",
        ),
        submitter=None,
        papers=(PaperHanded("declaration", met=True),),
        answers={
            "business_name": "Hộ kinh doanh Ánh Tuyết",
            "business_address": "12 Yersin, phường Tây Nha Trang",
            "industry": "Bán lẻ tạp hóa",
            "capital": "100.000.000",
        },
        fee_paid=True,
    )
    return replace(good, **changes)


def register(office: Office, login: str = "lan", **changes: Any) -> Case:
    """Register a dossier at the counter."""
    with office.transaction() as session:
        return reception.register_case(
            session, office, person(office, login), an_application(**changes)
        )


def waiting(office: Office, code: str) -> list[Task]:
    """The tasks of a case that wait for somebody."""
    with office.reading() as session:
        return list(
            session.scalars(
                select(Task)
                .join(Case, Case.id == Task.case_id)
                .where(Case.code == code, Task.state == "ready")
                .order_by(Task.id)
            )
        )


def do(office: Office, login: str, code: str, step: str, answers: Mapping[str, Any]) -> Case:
    """Complete a waiting step of a case, as the person of that login."""
    task = next(task for task in waiting(office, code) if task.step == step)
    with office.transaction() as session:
        return processing.complete(session, office, person(office, login), task.id, answers)
