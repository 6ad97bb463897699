"""Failing work, as an administrator reads it: what, for which case, why, how often, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine import jobs
from engine.actions import outbox
from engine.errors import NotAllowed, NotFound
from engine.gateways.papers import Paper
from engine.gateways.post import SmtpPost
from engine.gateways.printing import MemoryPrinter, PrinterMissing
from engine.models import Job
from engine.office import Office
from engine.queries.failing_jobs import KINDS, FailingJob, failing_jobs
from tests.good_day import a_case
from tests.office import move_clock, person, register


class NoPrinter(MemoryPrinter):
    def pdf(self, paper: Paper) -> bytes:
        raise PrinterMissing from OSError(f"no pango for {paper.template}")


# Nobody listens at this port.
NO_POST = SmtpPost("127.0.0.1", 9, "motcua@example.vn")


def failing(office: Office) -> list[FailingJob]:
    with office.reading() as session:
        return failing_jobs(session)


def test_work_that_is_tried_again_says_when_and_why(any_office: Office) -> None:
    code = register(any_office).code or ""

    jobs.run_due(replace(any_office, printer=NoPrinter()))

    (job,) = failing(any_office)
    assert (job.code, job.tries, job.given_up) == (code, 1, None)
    assert job.next_try == any_office.now() + timedelta(minutes=1)
    assert str(job.said) == "Print a paper"
    assert str(job.why) == "The libraries that make PDF files are missing on this machine."
    assert job.error.startswith("PrinterMissing: ")


def test_a_letter_that_fails_is_known_by_its_case(any_office: Office) -> None:
    code = a_case(any_office, until="tax_code")
    jobs.run_due(any_office)
    move_clock(any_office, any_office.now() + timedelta(days=2))
    jobs.fire_due_timers(any_office)

    jobs.run_due(replace(any_office, post=NO_POST))

    found = failing(any_office)
    assert {(job.code, str(job.said), str(job.why)) for job in found} == {
        (code, "Send a notice by mail", "The mail server can't be reached.")
    }


def test_what_was_given_up_comes_first(any_office: Office) -> None:
    tried, given_up = register(any_office), register(any_office)
    jobs.run_due(replace(any_office, printer=NoPrinter()))
    last = failing(any_office)[-1]
    with any_office.transaction() as session:
        session.execute(update(Job).where(Job.id == last.id).values(dead_at=any_office.now()))

    assert [job.code for job in failing(any_office)] == [given_up.code, tried.code]


def test_all_that_fails_is_taken_up_at_once_and_done(any_office: Office) -> None:
    register(any_office)
    register(any_office)
    jobs.run_due(replace(any_office, printer=NoPrinter()))
    with pytest.raises(NotAllowed), any_office.transaction() as session:
        outbox.try_all_again(session, any_office, person(any_office, "lan"))

    with any_office.transaction() as session:
        taken_up = outbox.try_all_again(session, any_office, person(any_office, "an"))

    assert taken_up == 2
    assert jobs.run_due(replace(any_office, printer=MemoryPrinter())) == 2
    assert failing(any_office) == []


def test_work_that_does_not_fail_is_left_alone(any_office: Office) -> None:
    register(any_office)
    with any_office.reading() as session:
        job_id = session.scalars(select(Job.id)).one()

    with pytest.raises(NotFound), any_office.transaction() as session:
        outbox.try_again(session, any_office, person(any_office, "an"), job_id)


def test_every_kind_of_work_has_a_name() -> None:
    assert set(jobs.KINDS) <= set(KINDS)
