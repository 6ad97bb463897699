"""Which open cases are going to miss their date, and how good such forecasts were.

Five statements at most, however many cases are open: the cases with the steps
they wait at, their pauses, what the agencies learnt last night
(``actions/learning``), what the province did where an agency knows too little,
and how good such forecasts were. The list, its sheet and the mark in a case file are
made here, so that they say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from engine.i18n import Name, Said, mark
from engine.models import Case, Department, Officer, Pause, Procedure, Task
from engine.office import Office
from engine.queries import calendars, experience
from engine.queries.experience import Known
from engine.queries.scope import visible_cases
from engine.rules import pause
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.forecast import ENOUGH, Chance
from engine.rules.hindsight import HitRate
from engine.rules.running_time import RunningTime

# Open, with a promised date, and its result not at the counter yet.
IS_RUNNING = (
    Case.code.is_not(None),
    Case.due.is_not(None),
    Case.finished_at.is_(None),
    Case.closed_at.is_(None),
)


@dataclass(frozen=True)
class Asked:
    """Which open cases are forecast; with an officer, those this person sees.

    ``at_least`` is a percentage: what is less likely late is left out.
    """

    agency_id: int | None = None
    department_id: int | None = None
    procedure: str | None = None
    officer: Officer | None = None
    at_least: int = 0


@dataclass(frozen=True)
class ForecastRow:
    """An open case that has not missed its date: the step that endangers it most, and the chance.

    ``left`` are the working minutes to the date it is judged by, of a paused case
    those that were left when its clock stopped; ``second`` is the date of an
    apology. Without a ``chance`` there is too little to go by; ``why`` says so.
    """

    case_id: int
    code: str
    owner: str
    procedure: Name
    procedure_code: str
    step: Name | None
    step_code: str
    holder: Name | None
    holder_code: str
    officer: str
    due: datetime
    second: datetime | None
    paused: bool
    left: int
    chance: Chance | None
    why: Said

    @property
    def percent(self) -> int | None:
        """The chance in whole percent."""
        return self.chance.percent if self.chance else None


@dataclass(frozen=True)
class Forecast:
    """The open cases, the likeliest to be late first, and what the forecast rests on.

    ``missed`` are those whose date is over, of which nothing is to be forecast.
    """

    rows: tuple[ForecastRow, ...]
    missed: int
    hit_rate: HitRate
    of_province: bool
    learnt_at: datetime | None

    @property
    def likely(self) -> int:
        """How many are flagged."""
        return sum(row.chance is not None and row.chance.is_likely for row in self.rows)

    @property
    def untold(self) -> int:
        """Of how many there is too little to go by."""
        return sum(row.chance is None for row in self.rows)


def forecast(session: Session, office: Office, asked: Asked) -> Forecast:
    """Forecast the open cases, the greatest chance first and those without any last."""
    rows, missed = _judged(session, office, _conditions(asked))
    hindsight = experience.hindsight(session, asked.agency_id, asked.procedure)
    return Forecast(
        rows=tuple(sorted((row for row in rows if _is_asked(row, asked)), key=_by_chance)),
        missed=missed,
        hit_rate=hindsight.rate,
        of_province=hindsight.of_province,
        learnt_at=hindsight.learnt_at,
    )


def of_case(session: Session, office: Office, officer: Officer, code: str) -> ForecastRow | None:
    """The forecast of one case; None when it is over, missed its date, or isn't this person's."""
    of_code = [Case.code == code.strip().upper(), visible_cases(officer)]
    rows, _ = _judged(session, office, of_code)
    return rows[0] if rows else None


@dataclass(frozen=True)
class _Standing:
    """An open case at a step that waits: how long it has been there, how much time is left."""

    row: Row[Any]
    been: int
    left: int


def _judged(
    session: Session, office: Office, conditions: Sequence[ColumnElement[bool]]
) -> tuple[list[ForecastRow], int]:
    """The open cases whose date is still ahead, each with its chance; and how many missed it."""
    rows = session.execute(_open_cases(conditions)).all()
    pauses = _pauses(session, conditions)
    working, now = calendars.current(session, office), office.now()
    ahead = [row for row in rows if _judged_at(row, now) <= row.judged]
    standings = [
        _standing(row, working.of(row.agency_id), pauses.get(row.id, ()), now) for row in ahead
    ]
    own = experience.of_agencies(session, *_whose(standings))
    unknown = [one for one in standings if _own_chance(own, one) is None]
    province = experience.of_province(session, _whose(unknown)[1])
    judged = [
        _row(list(steps), own, province)
        for _, steps in groupby(standings, key=lambda one: one.row.id)
    ]
    return judged, len({row.id for row in rows}) - len(judged)


def _open_cases(conditions: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    assignee = aliased(Officer)
    return (
        select(
            Case.id,
            Case.agency_id,
            Case.procedure_id,
            Case.code,
            Case.owner_name,
            Case.received_at,
            Case.due,
            Case.second_due,
            Case.judged_due.label("judged"),
            Case.paused_at,
            Procedure.code.label("procedure_code"),
            Procedure.name.label("procedure"),
            Procedure.name_en.label("procedure_en"),
            Task.step,
            Task.name.label("step_name"),
            Task.name_en.label("step_name_en"),
            Task.started_at,
            Department.code.label("holder_code"),
            Department.name.label("holder"),
            Department.name_en.label("holder_en"),
            assignee.name.label("officer"),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .outerjoin(Task, and_(Task.case_id == Case.id, Task.state == "ready"))
        .outerjoin(Department, Department.id == Case.holder_id)
        .outerjoin(assignee, assignee.id == Task.assignee_id)
        .where(*IS_RUNNING, *conditions)
        .order_by(Case.id, Task.id)
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found = []
    if asked.officer is not None:
        found.append(visible_cases(asked.officer))
    elif asked.agency_id is not None:
        found.append(Case.agency_id == asked.agency_id)
    if asked.department_id is not None:
        found.append(Case.holder_id == asked.department_id)
    if asked.procedure is not None:
        of_code = select(Procedure.id).where(Procedure.code == asked.procedure)
        found.append(Case.procedure_id == of_code.scalar_subquery())
    return found


def _pauses(
    session: Session, conditions: Sequence[ColumnElement[bool]]
) -> Mapping[int, list[Pause]]:
    """The stretches in which the clocks of these cases stood still, by case."""
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    of_them = select(Pause).join(Case, Case.id == Pause.case_id).where(*IS_RUNNING, *conditions)
    for one in session.scalars(of_them):
        found[one.case_id].append(one)
    return found


def _judged_at(row: Row[Any], now: datetime) -> datetime:
    """The moment by which a case is judged: now, or when its clock stopped."""
    moment: datetime = row.paused_at or now
    return moment


def _standing(
    row: Row[Any], calendar: WorkingCalendar, pauses: Sequence[Pause], now: datetime
) -> _Standing:
    """How long a case has been at a step, and what is left, both by its running clock."""
    clock = RunningTime(
        calendar, row.received_at, pause.merged(one.until(one.ended_at or now) for one in pauses)
    )
    run = clock.at(now)
    been = run - clock.at(row.started_at) if row.started_at else 0
    # A pause that lasts has moved no date yet; those that ended have.
    over = [one.until(one.ended_at) for one in pauses if one.ended_at is not None]
    whole = RunningTime(calendar, row.received_at, pause.merged(over)).at(row.judged)
    return _Standing(row, max(been, 0), max(whole - run, 0))


def _whose(standings: Iterable[_Standing]) -> tuple[set[int], set[int]]:
    """The agencies and the procedures of these cases."""
    kept = list(standings)
    return {one.row.agency_id for one in kept}, {one.row.procedure_id for one in kept}


def _own_chance(own: Known, one: _Standing) -> Chance | None:
    row = one.row
    return own.stays(row.agency_id, row.procedure_id, row.step).chance(one.been, one.left)


def _row(steps: Sequence[_Standing], own: Known, province: Known) -> ForecastRow:
    """A case with the one of its steps that endangers it most."""
    told = [(one, *_chance(one, own, province)) for one in steps]
    one, chance, why = max(told, key=lambda entry: entry[1].share if entry[1] else 0)
    row = one.row
    return ForecastRow(
        case_id=row.id,
        code=row.code,
        owner=row.owner_name,
        procedure=Name(row.procedure, row.procedure_en),
        procedure_code=row.procedure_code,
        step=Name(row.step_name, row.step_name_en) if row.step else None,
        step_code=row.step or "",
        holder=Name(row.holder, row.holder_en) if row.holder else None,
        holder_code=row.holder_code or "",
        officer=row.officer or "",
        due=office_time(row.due),
        second=office_time(row.second_due) if row.second_due else None,
        paused=row.paused_at is not None,
        left=one.left,
        chance=chance,
        why=why,
    )


def _chance(one: _Standing, own: Known, province: Known) -> tuple[Chance | None, Said]:
    """The chance of a case at a step, and why: by its own agency, else by the province."""
    row = one.row
    if row.step is None:
        return None, Said(mark("no step of it waits for anybody now"))
    chance = _own_chance(own, one)
    if chance is not None:
        return chance, chance.why
    everywhere = province.stays(None, row.procedure_id, row.step)
    chance = everywhere.chance(one.been, one.left)
    if chance is not None:
        return chance, Said(mark("In the whole province: %(why)s"), why=chance.why)
    text = mark("too few earlier stays at this step (%(n)s of %(enough)s)")
    return None, Said(text, n=len(everywhere), enough=ENOUGH)


def _is_asked(row: ForecastRow, asked: Asked) -> bool:
    return (row.percent or 0) >= asked.at_least


def _by_chance(row: ForecastRow) -> tuple[float, datetime, str]:
    return -row.chance.share if row.chance else 0, row.due, row.code
