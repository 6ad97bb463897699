"""Notices: in the bell and by mail, each reader in their own language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine import jobs
from engine.gateways.post import Letter, MemoryPost
from engine.models import Notice, Officer
from engine.office import Office
from engine.queries import notices
from tests.good_day import a_case
from tests.office import MONDAY, move_clock, person


@pytest.fixture
def late(any_office: Office) -> str:
    """A case that the tax partner has had for more than a day; both desks were told."""
    code = a_case(any_office, until="tax_code")
    move_clock(any_office, MONDAY + timedelta(days=1, hours=2))
    assert jobs.fire_due_timers(any_office) == 1
    return code


def letter_to(office: Office, login: str) -> Letter:
    """The letter that went to somebody once the work owed was done."""
    jobs.run_due(office)
    assert isinstance(office.post, MemoryPost)
    address = person(office, login).email
    return next(letter for letter in office.post.letters.values() if letter.to == address)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Nhắc việc: Cấp mã số thuế – Quá 1 ngày làm việc"),
        ("en", "Reminder: Give the tax code – One working day has passed"),
    ],
)
def test_a_reminder_names_the_step_in_the_readers_language(
    any_office: Office, late: str, language: str, said: str
) -> None:
    with any_office.reading() as session:
        told = notices.notices(session, person(any_office, "quan")).notices

    assert [(one.code, one.says(language)) for one in told] == [(late, said)]


def test_a_letter_speaks_the_language_of_its_reader(any_office: Office, late: str) -> None:
    with any_office.transaction() as session:
        session.execute(update(Officer).where(Officer.login == "quan").values(language="en"))

    english, vietnamese = letter_to(any_office, "quan"), letter_to(any_office, "duc")

    assert english.subject == (
        f"[Motcua] Case {late}: Give the tax code – One working day has passed"
    )
    assert f"http://127.0.0.1:8000/hs/{late}" in english.text
    assert vietnamese.subject == f"[Motcua] Hồ sơ {late}: Cấp mã số thuế – Quá 1 ngày làm việc"


def test_a_notice_without_english_is_read_in_vietnamese(any_office: Office, late: str) -> None:
    with any_office.transaction() as session:
        session.execute(update(Notice).values(content={"name": "Quá hạn trả lời"}))

    with any_office.reading() as session:
        told = notices.notices(session, person(any_office, "quan")).notices[0]

    assert told.says("en") == "Reminder: Quá hạn trả lời"
