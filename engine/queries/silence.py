"""Which consultations have lapsed into consent, and what was answered after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from engine.models import Case, LateAnswer, Officer, Task
from engine.queries import incidents
from engine.queries.published import Version
from engine.rules.silence import CONSENT

ACT = "deem_consent"


@dataclass(frozen=True)
class Lapsed:
    """A step whose time is over without an answer."""

    case_code: str
    task_id: int


@dataclass(frozen=True)
class LateAnswerLine:
    """An answer that came after silence had been taken as consent."""

    at: datetime
    by: str
    answers: Mapping[str, Any]


def lapsed(session: Session, now: datetime) -> list[Lapsed]:
    """The steps for which silence is consent and whose time is over, oldest first.

    While its case is paused a step's time does not run.
    """
    rows = session.execute(
        select(Case.code, Task.id)
        .join(Case, Case.id == Task.case_id)
        .where(
            # Written out, so that the database knows the partial index for it.
            Task.state == literal_column("'ready'"),
            Task.silence == literal_column(f"'{CONSENT}'"),
            Task.due <= now,
            Case.paused_at.is_(None),
            Case.closed_at.is_(None),
            ~incidents.held_back(now, ACT),
        )
        .order_by(Task.due, Task.id)
    )
    return [Lapsed(str(row.code), row.id) for row in rows]


def was_deemed(session: Session, task_id: int) -> bool:
    """Whether silence has completed a step, so that an answer to it came too late."""
    task = session.get(Task, task_id)
    return task is not None and task.was_deemed


def stated_by(version: Version) -> str:
    """The law by which a procedure takes silence as consent; empty where it does not."""
    stated = version.procedure.deemed_consent
    return stated.value if stated else ""


def late_answers(session: Session, case_id: int) -> Mapping[int, list[LateAnswerLine]]:
    """What came too late in a case, by its step's task."""
    found: dict[int, list[LateAnswerLine]] = {}
    rows = session.execute(
        select(LateAnswer, Officer.name)
        .join(Officer, Officer.id == LateAnswer.officer_id)
        .where(LateAnswer.case_id == case_id)
        .order_by(LateAnswer.id)
    )
    for row in rows:
        line = LateAnswerLine(row.LateAnswer.at, row.name, row.LateAnswer.answers)
        found.setdefault(row.LateAnswer.task_id, []).append(line)
    return found
