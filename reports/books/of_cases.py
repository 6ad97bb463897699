"""What reports of cases have in common: whose they are, what they were narrowed to, names.

Apart from any one of them, so that each report says it in the same words.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.i18n import Said, mark
from engine.models import Agency, Department, Procedure
from engine.rules.why_late import Share
from reports.book import Note
from reports.books.deadline_columns import CAUSES, VERDICTS
from reports.queries.deadlines import DeadlineRow, Question
from reports.table import Word

HELD_BY = Said(mark("Only held by"))


def agency(session: Session, question: Question) -> Agency:
    """Whose report it is: the agency's, the department's, or the whole province's."""
    wanted = select(Agency).order_by(Agency.parent_id.is_not(None), Agency.id).limit(1)
    if question.agency_id is not None:
        wanted = select(Agency).where(Agency.id == question.agency_id)
    elif question.department_id is not None:
        theirs = select(Department.agency_id).where(Department.id == question.department_id)
        wanted = select(Agency).where(Agency.id == theirs.scalar_subquery())
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound(Said(mark("There is no such agency.")))
    return found


def filters(
    session: Session, question: Question, language: str, *, unit: Said = HELD_BY
) -> list[Note]:
    """What a report was narrowed to, in words; ``unit`` says what its department stands for.

    Raises ``NotFound`` for a unit or procedure that there is not.
    """
    notes = []
    if question.department_id is not None:
        department = session.get(Department, question.department_id)
        if department is None:
            raise NotFound(Said(mark("There is no such unit.")))
        name = named(department.name, department.name_en, language)
        notes.append(Note(unit, name))
    if question.procedure is not None:
        wanted = select(Procedure).where(Procedure.code == question.procedure)
        procedure = session.scalars(wanted).first()
        if procedure is None:
            raise NotFound(Said(mark("There is no procedure %(code)s."), code=question.procedure))
        name = named(procedure.name, procedure.name_en, language)
        notes.append(Note(Said(mark("Only the procedure")), f"{procedure.code} {name}"))
    if question.verdict is not None:
        notes.append(Note(Said(mark("Only those that are")), VERDICTS[question.verdict]))
    if question.confirmed is not None:
        said = mark("with a confirmed cause") if question.confirmed else mark("without a cause yet")
        notes.append(Note(Said(mark("Only those that are")), Said(said)))
    if question.officer is not None:
        notes.append(Note(Said(mark("Only what may be seen by")), question.officer.name))
    return notes


def procedure(row: DeadlineRow, language: str) -> Word:
    """A case's procedure, by its national code."""
    return Word(row.procedure_code, named(row.procedure, row.procedure_en, language))


def holder(row: DeadlineRow, language: str) -> Word:
    """The unit that holds a case now."""
    return Word(row.holder_code, named(row.holder, row.holder_en, language) or "—")


def step(row: DeadlineRow, language: str) -> Word | None:
    """The step at which a case waits."""
    if not row.step_code:
        return None
    return Word(row.step_code, named(row.step, row.step_en, language))


def computed(share: Share | None) -> Word | None:
    """What the largest share of a late case's time went into."""
    return Word(share.cause.value, CAUSES[share.cause]) if share else None


def named(name: str, name_en: str, language: str) -> str:
    """A name of the office's data: Vietnamese, or English where somebody gave it one."""
    return name_en if language == "en" and name_en else name
