"""The clock's hours: each once, oldest first, also after days in which nothing ran."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from engine.actions import clock_runs
from engine.models import ClockRun
from engine.office import MovedClock, Office
from engine.schedule import Job
from tests.office import MONDAY, move_clock

DAY = timedelta(days=1)


@dataclass
class Night:
    """Two jobs of the night, and what they did when."""

    office: Office
    done: list[tuple[str, datetime]] = field(default_factory=list)
    broken: bool = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (
            Job("later", "30 1 * * *", lambda office: self._do("later", office)),
            Job("sooner", "0 1 * * *", lambda office: self._do("sooner", office)),
            Job("morning", "30 7 * * *", lambda office: self._do("morning", office),
                stale=timedelta(hours=10)),
        )  # fmt: skip

    def _do(self, name: str, office: Office) -> None:
        if self.broken:
            raise OSError("no space left")
        self.done.append((name, office.now()))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.done]

    def tick(self) -> int:
        return clock_runs.run_due(self.office, self.jobs)


@pytest.fixture
def night(any_office: Office) -> Night:
    """Monday 08:00, and the clock has begun to tick."""
    begun = Night(any_office)
    assert begun.tick() == 0
    return begun


def runs(office: Office, name: str) -> list[ClockRun]:
    with office.reading() as session:
        asked = select(ClockRun).where(ClockRun.name == name).order_by(ClockRun.due_at)
        return list(session.scalars(asked))


def test_what_had_no_hour_since_does_not_run(night: Night) -> None:
    move_clock(night.office, MONDAY.replace(hour=23))

    assert night.tick() == 0


def test_each_job_runs_once_at_its_hour(night: Night) -> None:
    move_clock(night.office, MONDAY + DAY)

    assert (night.tick(), night.tick()) == (3, 0)
    assert night.names == ["sooner", "later", "morning"]


def test_after_a_week_down_each_runs_once_with_both_moments_kept(night: Night) -> None:
    move_clock(night.office, MONDAY + 7 * DAY)

    night.tick()

    assert night.names == ["sooner", "later", "morning"]
    last = runs(night.office, "later")[-1]
    assert last.due_at == (MONDAY + 7 * DAY).replace(hour=1, minute=30)
    assert last.started_at == night.office.now()
    assert last.finished_at == night.office.now()


def test_a_morning_brief_is_passed_over_in_the_evening(night: Night) -> None:
    move_clock(night.office, (MONDAY + DAY).replace(hour=19))

    night.tick()

    assert night.names == ["sooner", "later"]
    assert runs(night.office, "morning")[-1].finished_at is not None


def test_a_job_that_fails_keeps_no_other_and_is_tried_again(night: Night) -> None:
    move_clock(night.office, MONDAY + DAY)
    night.broken = True
    night.tick()
    assert runs(night.office, "later")[-1].error == "OSError: no space left"
    night.broken = False

    assert night.tick() == 0
    move_clock(night.office, night.office.now() + clock_runs.BROKEN_OFF)

    assert night.tick() == 3
    assert runs(night.office, "later")[-1].error == ""


def test_several_clocks_run_it_once(night: Night) -> None:
    move_clock(night.office, MONDAY + DAY)
    clocks = [Thread(target=night.tick) for _ in range(4)]

    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert sorted(night.names) == ["later", "morning", "sooner"]


@pytest.mark.parametrize("leap", [timedelta(days=400), -timedelta(hours=1)], ids=["on", "back"])
def test_nothing_runs_while_the_clock_is_wrong_and_nothing_is_lost(
    night: Night, leap: timedelta
) -> None:
    move_clock(night.office, MONDAY + DAY)
    clock = night.office.clock
    assert isinstance(clock, MovedClock)
    right = clock.at

    clock.at = right + leap
    assert night.tick() == 0
    clock.at = right

    assert night.tick() == 3
