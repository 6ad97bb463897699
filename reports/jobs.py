"""The night: each agency's deadline report of the day that is over.

Made after midnight, of the day before: that day can no longer change, and a
clock that comes late makes the same report. The claim names agency and day,
so that a second clock finds the work done.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import select

from engine.models import Agency, Offering
from engine.office import Office
from engine.schedule import Job
from reports import delivery, period
from reports.delivery import Order

log = structlog.get_logger(__name__)


def make_nightly_reports(office: Office) -> int:
    """Make yesterday's deadline report of every agency that receives cases; count them.

    One agency's trouble does not keep the others from their reports: it is
    written on its run and in the log.
    """
    yesterday = period.on(office.today() - timedelta(days=1))
    made = 0
    for agency_id, code in _receiving(office):
        order = Order("deadlines", yesterday, agency_id, claim=f"deadlines:{code}:{yesterday.key}")
        try:
            run = delivery.deliver(office, order)
        except Exception:
            log.exception("nightly-report-failed", agency=code, day=yesterday.key)
        else:
            made += run.file_id is not None
    return made


def _receiving(office: Office) -> list[tuple[int, str]]:
    with office.reading() as session:
        return [
            (agency_id, code)
            for agency_id, code in session.execute(
                select(Agency.id, Agency.code)
                .where(Agency.id.in_(select(Offering.agency_id)), Agency.ended_at.is_(None))
                .order_by(Agency.code)
            )
        ]


# A quarter past midnight: the day is over, and the people are asleep.
JOBS = (Job("nightly-reports", "15 0 * * *", make_nightly_reports),)
