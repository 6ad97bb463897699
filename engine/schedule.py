"""The clock: it ticks, nothing more. The only importer of APScheduler.

Due times live in our tables; a tick only asks them. Every job may be run by
several clocks without harm, because the work claims its row first. The
scheduler's own defaults would drop work after any downtime, so misfires are
joined and always run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE

TICK_SECONDS = 30
GRACE_SECONDS = 24 * 3600

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to be done at certain hours; ``cron`` is minute and hour, in office time."""

    name: str
    cron: str
    run: Callable[[Office], object]


class OfficeClock:
    """Ticks for an office until it is stopped."""

    def __init__(
        self,
        office: Office,
        tick: Callable[[Office], object],
        work: Callable[[Office], object],
        jobs: Sequence[Job],
    ) -> None:
        self._office = office
        self._do_owed = work
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone=OFFICE_ZONE,
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": GRACE_SECONDS,
            },
        )
        self._scheduler.add_job(
            self._safely, IntervalTrigger(seconds=TICK_SECONDS), args=["tick", tick], id="tick"
        )
        for job in jobs:
            self._scheduler.add_job(
                self._safely,
                CronTrigger.from_crontab(job.cron, timezone=OFFICE_ZONE),
                args=[job.name, job.run],
                id=job.name,
            )
        self._worker = threading.Thread(target=self._work, name="motcua-worker", daemon=True)

    def start(self) -> None:
        """Tick from now on, and do owed work as soon as it is owed."""
        self._scheduler.start()
        self._worker.start()

    def stop(self) -> None:
        """Stop ticking; what is under way ends first."""
        self._stopping.set()
        self._office.work_waiting.set()
        self._scheduler.shutdown(wait=True)
        self._worker.join(timeout=30)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._office.work_waiting.wait(TICK_SECONDS)
            self._office.work_waiting.clear()
            if not self._stopping.is_set():
                # Only what is owed: a tick writes, and would wake this thread again for ever.
                self._safely("work", self._do_owed)

    def _safely(self, name: str, run: Callable[[Office], object]) -> None:
        """A job that fails is told and tried at its next hour; the clock goes on."""
        try:
            run(self._office)
        except Exception:
            log.exception("clock-job-failed", job=name)
