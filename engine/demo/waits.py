"""Applicants of the demo office who ask to wait: on Wednesdays the one whose case is oldest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from engine.actions import pausing
from engine.models import Case, Officer, Pause, Task
from engine.office import Office
from engine.rules.pause import PauseKind

WEDNESDAY = 2
ASKED = 90  # minutes of the day before the request lies on the counter
WAITS = 2_400  # minutes until the applicant is ready: a working week


def asked_on(day: date) -> bool:
    """Whether somebody asks to wait on a day."""
    return day.weekday() == WEDNESDAY


def wait(office: Office, clerk: Officer) -> Iterator[int]:
    """Stop the clock of the case that is appraised longest, and let it run on a week later."""
    with office.reading() as session:
        code = session.scalar(
            select(Case.code)
            .join(Task, Task.case_id == Case.id)
            .where(Task.state == "ready", Task.does == "appraise", Case.paused_at.is_(None))
            .order_by(Task.started_at, Task.id)
            .limit(1)
        )
    if code is None:
        return
    request = {
        "dated": f"{office.today():%d/%m/%Y}",
        "pause_reason": "Chủ hộ đề nghị chờ ký lại hợp đồng thuê địa điểm kinh doanh.",
    }
    with office.transaction() as session:
        begun = pausing.pause_case(
            session, office, clerk, code, PauseKind.APPLICANT_REQUEST, request
        )
    yield WAITS
    with office.transaction() as session:
        # A case that was finished or withdrawn meanwhile has ended its pause.
        if session.get_one(Pause, begun.id).ended_at is None:
            pausing.resume_case(session, office, clerk, code, begun.id)
