"""The explanation of a case comes to the date that stands on it, whatever moved that date."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from engine import jobs
from engine.actions import calendars as keeping
from engine.actions.calendars import Announcement
from engine.models import Case
from engine.office import Office
from engine.queries import explanation
from engine.queries.calendars import Entry
from engine.rules.calendar import OFFICE_ZONE, DayKind
from engine.rules.explanation import Explanation
from tests.actions.extending import put_off
from tests.good_day import a_case
from tests.office import do, move_clock, person, register

FRIDAY = date(2026, 11, 20)


def told(office: Office, code: str) -> str:
    """Every reason of a case, after looking whether they come to its due date."""
    with office.reading() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        found = explanation.of_case(session, office, case)
        assert isinstance(found, Explanation)
        assert found.due == case.due
    return "\n".join(str(reason.said) for reason in found.reasons)


def storm(office: Office, *days: date, back: tuple[date, ...] = ()) -> None:
    entries = tuple(Entry(day, DayKind.CLOSURE, {"reason": "Bão số 14"}) for day in days)
    with office.transaction() as session:
        announcement = Announcement("12/CĐ", entries, back)
        keeping.announce(session, office, person(office, "quang"), announcement)
    jobs.run_due(office)


def test_a_case_is_explained_through_its_supplement_and_a_storm(any_office: Office) -> None:
    code = str(register(any_office).code)
    assert "Due at 17:00 on Thursday 19/11/2026." in told(any_office, code)

    do(any_office, "lan", code, "hand_over", {})
    do(any_office, "hoa", code, "receive_case", {"receipt": "received"})
    do(any_office, "hoa", code, "assign_officer", {"officer": "duc"})
    do(any_office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thiếu"})
    do(any_office, "hoa", code, "issue_supplement", {
        "supplement_items": "Bản sao", "supplement_reason": "Chưa chứng thực",
        "contact_phone": "02583822111",
    })  # fmt: skip
    assert "supplement no. 1 (01/HDHS): the due date moves when the clock runs again" in told(
        any_office, code
    )

    move_clock(any_office, datetime(2026, 11, 18, 9, tzinfo=OFFICE_ZONE))
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Bản sao"})
    assert "due 17:00 23/11/2026 instead of 17:00 19/11/2026" in told(any_office, code)

    storm(any_office, FRIDAY)
    assert "20/11/2026 does not count: Bão số 14." in told(any_office, code)

    storm(any_office, back=(FRIDAY,))
    assert "Bão số 14" not in told(any_office, code)


def test_a_file_that_was_not_received_has_nothing_to_explain(any_office: Office) -> None:
    code = str(register(any_office).code)
    with any_office.transaction() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        case.received_at = None
        session.flush()

        assert explanation.of_case(session, any_office, case) is None
        session.rollback()


def test_a_date_kept_because_it_was_printed_is_explained(any_office: Office) -> None:
    storm(any_office, date(2026, 11, 18))
    code = str(register(any_office).code)

    storm(any_office, back=(date(2026, 11, 18),))

    assert "Counted anew it would be 17:00 19/11/2026" in told(any_office, code)
    assert "Bão số 14" not in told(any_office, code)

    storm(any_office, date(2026, 11, 17), date(2026, 11, 19))
    assert "17/11/2026 does not count: Bão số 14." in told(any_office, code)
    assert "Due at 17:00 on Monday 23/11/2026." in told(any_office, code)


def test_a_finished_case_is_explained_by_the_calendar_of_its_time(any_office: Office) -> None:
    storm(any_office, date(2026, 11, 18))
    code = str(register(any_office).code)
    with any_office.transaction() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        case.finished_at = any_office.now()

    storm(any_office, back=(date(2026, 11, 18),))

    assert "18/11/2026 does not count: Bão số 14." in told(any_office, code)


def test_an_extension_is_told_with_its_letter_and_what_moved_it(any_office: Office) -> None:
    code = a_case(any_office, "appraise")

    put_off(any_office, code, day="25/11/2026")

    assert (
        "Put off on Monday 16/11/2026 until 17:00 on Wednesday 25/11/2026 "
        "by letter no. 01/PXL: Chờ cơ quan thuế cấp mã số thuế."
    ) in told(any_office, code)
    assert "does not count: the case is judged by 17:00 19/11/2026" in told(any_office, code)

    storm(any_office, date(2026, 11, 25))

    assert "moved with pauses and the calendar: 17:00 on Thursday 26/11/2026" in told(
        any_office, code
    )
