"""Plots told through the verbs: what rows a case leaves, after each of its acts.

Each plot is told in an office of its own. Its acts are a day less a second apart, so
that every moment in a row says by itself which act it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table, select

from engine import jobs
from engine.actions import documents, ending, reception
from engine.demo.scan import sealed_scan
from engine.gateways.printing import MemoryPrinter
from engine.models import Base, Case, Department, Officer
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.benchmarks.generator import plots
from tests.benchmarks.generator.plots import Act, Plot
from tests.office import an_application, do, make_office, move_clock, person

# A Thursday with ten ordinary days behind it, so that the timer goes off on a working day.
BEGINNING = datetime(2026, 11, 19, 9, 0, 40, tzinfo=OFFICE_ZONE)
BETWEEN = timedelta(days=1) - timedelta(seconds=1)
# How long after its moment a timer fires: the clock ticks every half minute.
A_TICK_OF_THE_CLOCK = timedelta(seconds=20)
NAME, ID_NUMBER, PHONE = "Nguyễn Văn Mẫu Chuyện", "056085009009", "0901009009"
# Rows that belong to a case without naming it.
_ALSO = ("stored_file", "job", "audit_entry")

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Told:
    """A plot, when each act was, and the rows that were there after it."""

    plot: Plot
    moments: tuple[datetime, ...]
    after: tuple[Rows, ...]
    logins: Mapping[int, str]  # of the office it was told in, by key
    departments: Mapping[int, str]  # the last part of their code
    files: Mapping[str, bytes]


@cache
def told(plot: Plot) -> Told:
    """Tell a plot, once a run."""
    with TemporaryDirectory() as folder:
        office = replace(make_office(Path(folder)), printer=MemoryPrinter())
        with closing(office):
            move_clock(office, BEGINNING)
            return _tell(office, plot)


def recorded_tables() -> list[Table]:
    """The tables that a case leaves rows in, parents first."""
    of_case = {
        key.parent.table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == Case.__tablename__
    }
    wanted = {Case.__tablename__, *of_case, *_ALSO}
    return [table for table in Base.metadata.sorted_tables if table.name in wanted]


def _tell(office: Office, plot: Plot) -> Told:
    before = {name: set(rows) for name, rows in _rows(office).items()}
    moments: list[datetime] = []
    after: list[Rows] = []
    case_id = 0
    for act in plot.acts:
        _wait(office, act, moments)
        case_id = _play(office, plot, act, case_id)
        jobs.run_due(office)
        moments.append(office.now())
        after.append(
            {
                name: [row for key, row in rows.items() if key not in before[name]]
                for name, rows in _rows(office).items()
            }
        )
    with office.reading() as session:
        logins = {row.id: row.login for row in session.scalars(select(Officer))}
        units = {row.id: row.code for row in session.scalars(select(Department))}
    files = {digest: office.files.get(digest) for digest in office.files.digests()}
    return Told(plot, tuple(moments), tuple(after), logins, units, files)


def _wait(office: Office, act: Act, moments: Sequence[datetime]) -> None:
    if act.step == plots.FIRE:
        with office.reading() as session:
            timer = session.scalars(select(Case.next_timer)).one()
        assert timer is not None
        move_clock(office, timer + A_TICK_OF_THE_CLOCK)
    elif moments:
        move_clock(office, moments[-1] + BETWEEN)


def _play(office: Office, plot: Plot, act: Act, case_id: int) -> int:
    """Do one act; gives the key of the case."""
    if act.step in {plots.REGISTER, plots.GUIDE}:
        return _come_in(office, plot, act)
    if act.step == plots.FIRE:
        assert jobs.fire_due_timers(office) == 1
        return case_id
    with office.reading() as session:
        code = str(session.get_one(Case, case_id).code)
    if act.step in {plots.WITHDRAW, plots.VOID}:
        end = ending.withdraw_case if act.step == plots.WITHDRAW else ending.void_case
        with office.transaction() as session:
            end(session, office, person(office, act.login), code, "Đổi kế hoạch.")
        return case_id
    do(office, act.login, code, act.step, _answers(office, act))
    return case_id


def _come_in(office: Office, plot: Plot, act: Act) -> int:
    owner = replace(an_application().owner, name=NAME, id_number=ID_NUMBER, phone=PHONE)
    handed = an_application(owner=owner, channel=plot.channel, delivery=plot.delivery)
    with office.transaction() as session:
        clerk = person(office, act.login)
        if act.step == plots.GUIDE:
            slip = reception.guide(session, office, clerk, handed, "Thiếu chữ ký của chủ hộ.")
            return slip.case_id
        return reception.register_case(session, office, clerk, handed).id


def _answers(office: Office, act: Act) -> dict[str, Any]:
    given = dict(act.answers)
    if act.step == "number_result":
        with office.transaction() as session:
            scan = documents.store_file(
                session, office, person(office, act.login), "ket-qua.pdf", sealed_scan("mau")
            )
        given |= {"issued_on": f"{office.today():%d/%m/%Y}", "sealed_scan": str(scan.id)}
    if act.step == "return_result":
        given |= {"receiver_name": NAME, "receiver_id": ID_NUMBER}
    return given


def _rows(office: Office) -> dict[str, dict[tuple[Any, ...], Row]]:
    """Everything in the recorded tables, by primary key."""
    found: dict[str, dict[tuple[Any, ...], Row]] = {}
    with office.reading() as session:
        for table in recorded_tables():
            keys = [column.name for column in table.primary_key]
            rows = session.execute(select(table).order_by(*table.primary_key)).mappings()
            found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return found
