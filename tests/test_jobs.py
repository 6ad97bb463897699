"""Owed work: leased, done once, tried again, given up; timers that don't hold each other up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.pool import QueuePool

from engine import jobs
from engine.actions import outbox
from engine.errors import NotAllowed, NotFound
from engine.gateways.papers import Paper
from engine.gateways.printing import MemoryPrinter
from engine.models import Case, CaseState, Counter, Document, Job, StoredFile
from engine.models.job import LEASE
from engine.office import MovedClock, Office
from engine.queries import health, notices
from tests.good_day import a_case
from tests.office import move_clock, person, register


@dataclass
class SleepyPrinter(MemoryPrinter):
    """Sleeps past its lease at the first paper, while another worker goes on."""

    office: Office | None = None

    def pdf(self, paper: Paper) -> bytes:
        sleeping, self.office = self.office, None
        if sleeping is not None:
            assert isinstance(sleeping.clock, MovedClock)
            sleeping.clock.at += 2 * LEASE
            assert jobs.run_due(sleeping) == 1
        return super().pdf(paper)


class BrokenPrinter(MemoryPrinter):
    def pdf(self, paper: Paper) -> bytes:
        raise OSError(f"no paper for {paper.template}")


@dataclass
class WatchfulPrinter(MemoryPrinter):
    """Notes how many connections of its office are in somebody's hands."""

    office: Office | None = None
    held: list[int] = field(default_factory=list)

    def pdf(self, paper: Paper) -> bytes:
        assert self.office is not None
        for engine in (self.office.database.reading, self.office.database.writing):
            assert isinstance(engine.pool, QueuePool)
            self.held.append(engine.pool.checkedout())
        return super().pdf(paper)


def the_job(office: Office) -> Job:
    with office.reading() as session:
        return session.scalars(select(Job)).one()


def test_a_worker_that_slept_past_its_lease_leaves_the_others_work_alone(
    any_office: Office,
) -> None:
    register(any_office)
    printer = SleepyPrinter()
    office = replace(any_office, printer=printer)
    printer.office = office

    done = jobs.run_due(office)

    job = the_job(office)
    assert (done, job.attempts, job.error) == (0, 2, "")
    assert job.done_at is not None
    with office.reading() as session:
        files = session.scalars(select(StoredFile)).all()
        document = session.scalars(select(Document)).one()
    assert [file.id for file in files] == [document.file_id]


def test_no_database_is_held_open_while_a_page_is_set(any_office: Office) -> None:
    register(any_office)
    printer = WatchfulPrinter(office=any_office)

    done = jobs.run_due(replace(any_office, printer=printer))

    assert (done, printer.held) == (1, [0, 0])


def test_a_job_that_fails_is_tried_again_later_and_given_up_after_twelve_times(
    any_office: Office,
) -> None:
    register(any_office)
    office = replace(any_office, printer=BrokenPrinter())
    waits = []

    while (job := the_job(office)).dead_at is None:
        move_clock(office, max(job.run_at, office.now()))
        assert jobs.run_due(office) == 0
        waits.append(the_job(office).run_at - office.now())

    minutes = [wait // timedelta(minutes=1) for wait in waits]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]
    assert the_job(office).error == "OSError: no paper for receipt.html"


def test_a_case_that_cannot_be_moved_keeps_no_other_from_its_timer(any_office: Office) -> None:
    codes = [a_case(any_office, until="tax_code") for _ in range(2)]
    move_clock(any_office, any_office.now() + timedelta(days=7))
    with any_office.transaction() as session:
        kept = session.scalars(
            select(CaseState).join(Case, Case.id == CaseState.case_id).where(Case.code == codes[0])
        ).one()
        version_and_diagram, _, _ = kept.state.partition(b",")
        kept.state = version_and_diagram + b",0,[]]"

    assert jobs.fire_due_timers(any_office) == 1


def test_what_was_given_up_is_taken_up_again_by_an_administrator_only(any_office: Office) -> None:
    register(any_office)
    with any_office.transaction() as session:
        job = session.scalars(select(Job)).one()
        job.attempts, job.dead_at = 12, any_office.now()
    with pytest.raises(NotAllowed), any_office.transaction() as session:
        outbox.try_again(session, any_office, person(any_office, "lan"), job.id)

    with any_office.transaction() as session:
        outbox.try_again(session, any_office, person(any_office, "an"), job.id)

    assert jobs.run_due(replace(any_office, printer=MemoryPrinter())) == 1
    with pytest.raises(NotFound), any_office.transaction() as session:
        outbox.try_again(session, any_office, person(any_office, "an"), job.id)


def test_a_night_is_inspected_once_and_tells_the_administrator_what_broke(
    any_office: Office,
) -> None:
    register(any_office)
    with any_office.transaction() as session:
        session.execute(update(Counter).values(n=Counter.n + 1))

    for _ in range(2):
        jobs.inspect(any_office)

    with any_office.reading() as session:
        (night,) = health.nights(session)
        bell = notices.notices(session, person(any_office, "an"))
        others = notices.notices(session, person(any_office, "phuong"))
    assert [found.invariant for found in night.found] == ["I2"]
    assert night.found[0].things == ("H32.901:261116",)
    assert [told.subject.name for told in bell.notices] == ["I2"]
    assert others.notices == ()


def test_a_good_night_says_that_all_holds(any_office: Office) -> None:
    jobs.inspect(any_office)

    with any_office.reading() as session:
        (night,) = health.nights(session)
    assert (night.day, night.found) == (any_office.today(), ())
    assert night.ended is not None
