"""The clock: it ticks, nothing more. The only importer of APScheduler.

Due times live in our tables; a tick only asks them, also for the hours of the
nightly jobs (``actions/clock_runs``), because the scheduler forgets an hour in
which it did not live. Every job may be run by several clocks without harm: the
work claims its row first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE

TICK_SECONDS = 30
GRACE_SECONDS = 24 * 3600
# Jobs run at least once a week.
LOOKED_BACK = timedelta(days=8)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to be done at certain hours; ``cron`` is minute and hour, in office time.

    What is of use only on its day is ``stale`` some time after its hour, and
    then passed over.
    """

    name: str
    cron: str
    run: Callable[[Office], object]
    stale: timedelta | None = None

    def latest_hour(self, since: datetime, now: datetime) -> datetime | None:
        """The last of its hours after ``since`` and not after ``now``; None without one.

        >>> from datetime import UTC
        >>> nightly = Job("tidy", "30 0 * * *", print)
        >>> monday = datetime(2026, 11, 16, 1, tzinfo=UTC)
        >>> print(nightly.latest_hour(monday, monday + timedelta(days=7)))
        2026-11-23 00:30:00+07:00
        """
        trigger = CronTrigger.from_crontab(self.cron, timezone=OFFICE_ZONE)
        # Nobody needs to count the hours of a year: the latest lies in the last days.
        start = max(since, now - LOOKED_BACK) + timedelta.resolution
        latest: datetime | None = None
        hour = trigger.get_next_fire_time(None, start)
        while hour is not None and hour <= now:
            latest = hour
            hour = trigger.get_next_fire_time(hour, hour + timedelta.resolution)
        return latest

    def is_stale(self, due: datetime, now: datetime) -> bool:
        """Whether it is too late for the run of that hour to be of use."""
        return self.stale is not None and now - due > self.stale


class OfficeClock:
    """Ticks for an office until it is stopped."""

    def __init__(
        self,
        office: Office,
        tick: Callable[[Office], object],
        work: Callable[[Office], object],
        hours: Callable[[Office], object],
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
        # Apart from the tick, so that a long night keeps no timer waiting.
        self._scheduler.add_job(
            self._safely, IntervalTrigger(seconds=TICK_SECONDS), args=["hours", hours], id="hours"
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
