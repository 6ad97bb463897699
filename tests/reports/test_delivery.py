from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.models import AuditEntry, ReportRun
from engine.office import Office
from reports import delivery, jobs, period
from reports.catalogue import UnknownReport
from reports.delivery import Order
from tests.office import make_office, move_clock, person, register
from tests.reports.a_week import moment


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with closing(make_office(tmp_path, at=moment(16, 8))) as office:
        register(office)
        yield office


def an_order(office: Office) -> Order:
    agency_id = person(office, "quang").agency_id
    return Order("deadlines", period.read("2026-11"), agency_id, claim="by hand")


def runs(office: Office) -> list[ReportRun]:
    with office.reading() as session:
        return list(session.scalars(select(ReportRun).order_by(ReportRun.id)))


def test_a_report_that_was_made_is_kept_with_its_file_and_its_entry(office: Office) -> None:
    manager = person(office, "quang")

    run = delivery.deliver(office, replace(an_order(office), officer_id=manager.id))

    assert run.file is not None
    assert office.files.get(run.file.sha256)[:2] == b"PK"
    assert (run.file.name, run.rows, run.made_by) == ("deadlines-2026-11.xlsx", 1, manager.name)
    with office.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "make_report")).one()
    assert (entry.actor, entry.object) == ("quang", "deadlines:2026-11")
    assert entry.details["sha256"] == run.file.sha256


def test_a_claim_makes_one_report_however_often_it_is_ordered(office: Office) -> None:
    first = delivery.deliver(office, an_order(office))

    second = delivery.deliver(office, an_order(office))

    assert (second.id, second.file_id) == (first.id, first.file_id)
    assert len(runs(office)) == 1


def test_a_report_whose_maker_died_is_made_by_the_next_one(office: Office) -> None:
    with office.transaction() as session:
        delivery._claim(session, office, an_order(office))
    still_held = delivery.deliver(office, an_order(office))
    move_clock(office, moment(16, 8) + delivery.LEASE + timedelta(minutes=1))

    taken_over = delivery.deliver(office, an_order(office))

    assert still_held.file_id is None
    assert taken_over.file_id is not None
    assert len(runs(office)) == 1


def test_what_went_wrong_is_written_on_the_run_and_may_be_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(content: bytes) -> str:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(office.files, "put", full)
        with pytest.raises(OSError, match="No space"):
            delivery.deliver(office, an_order(office))
    failed = runs(office)[0]

    again = delivery.deliver(office, an_order(office))

    assert (failed.error, failed.file_id) == ("OSError", None)
    assert (again.id, again.error) == (failed.id, "")
    assert again.file_id is not None


def test_an_unknown_report_leaves_no_run(office: Office) -> None:
    with pytest.raises(UnknownReport):
        delivery.deliver(office, replace(an_order(office), name="06a"))

    assert runs(office) == []


def test_the_night_makes_the_report_of_the_day_that_is_over(office: Office) -> None:
    move_clock(office, moment(17, 0, 15))

    made = jobs.make_nightly_reports(office)

    run = runs(office)[0]
    assert made == 1
    assert run.claim == "deadlines:H32.901:2026-11-16"
    assert (run.first_day, run.last_day, run.rows) == (*[moment(16, 0).date()] * 2, 1)
    assert run.made_by == "system"


def test_a_second_clock_does_no_harm(office: Office) -> None:
    move_clock(office, moment(17, 0, 15))

    jobs.make_nightly_reports(office)
    jobs.make_nightly_reports(office)

    assert len(runs(office)) == 1


def test_the_night_gives_the_same_report_when_its_clock_comes_late(office: Office) -> None:
    move_clock(office, moment(17, 0, 15))
    in_time = delivery._make(office, replace(an_order(office), period=period.read("2026-11-16")))
    move_clock(office, moment(20, 11))
    late = delivery._make(office, replace(an_order(office), period=period.read("2026-11-16")))

    assert in_time.tables == late.tables
