"""The brief and a reminder as they arrive over SMTP, in the language of their reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from icalendar import Calendar
from sqlalchemy import update

from engine import jobs
from engine.actions import ringing
from engine.models import Officer
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import a_case, ask_for_a_supplement
from tests.mail_server import a_mail_server, smtp
from tests.office import move_clock, person

BRIEF = {
    "vi": (
        "[Một cửa] 20/11/2026: 1 quá hạn, 0 đến hạn hôm nay",
        "Kính gửi Lê Thị Hoa. Việc của ngày 20/11/2026:",
        "Quá hạn: 1",
        "Lý do: 3 ngày 7 giờ trong tay Phòng Kinh tế, Hạ tầng và Đô thị",
        "Xin lỗi, hẹn lại: 1",
        "phiếu xin lỗi phải gửi chậm nhất 17:00 18/11/2026",
        "Quá hạn mà chưa được trả lời: 1",
        "Lý do: Ngày cuối cùng phải trả lời là 18/11/2026.",
    ),
    "en": (
        "[Motcua] 20/11/2026: 1 overdue, 0 due today",
        "Good morning Lê Thị Hoa. Your work of 20/11/2026:",
        "Overdue: 1",
        "Why: 3 days 7 hours in the hands of Economy and infrastructure",
        "Apologies to send: 1",
        "apology to be sent by 17:00 18/11/2026",
        "No answer by its date: 1",
        "Why: The last day to answer was 18/11/2026.",
    ),
}
REMINDER = {
    "vi": ("[Motcua] Hồ sơ {code}:", "Người nộp chưa bổ sung đúng hạn"),
    "en": ("[Motcua] Case {code}:", "The applicant has not answered in time"),
}
PLACES = ("/viec?o=phong&han=overdue", "/quan-ly/xin-loi", "/viec?o=tat-ca&khong-tra-loi=1")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_brief_arrives_whole_with_its_reasons_links_and_dates(
    any_office: Office, language: str
) -> None:
    late, silent = a_morning(any_office, language)

    jobs.owe_briefs(any_office)
    message = taken(any_office, "hoa", "20/11/2026")

    subject, *said = BRIEF[language]
    text = words(message)
    assert message["Subject"] == subject
    assert [one for one in said if one not in text] == []
    assert [one for one in PLACES if f"http://127.0.0.1:8000{one}\n" not in text] == []
    assert "Nguyễn Thị Ánh Tuyết" in text
    (dates,) = message.iter_attachments()
    assert dates.get_content_type() == "text/calendar"
    events = Calendar.from_ical(dates.get_content()).walk("VEVENT")
    assert {str(event["uid"]) for event in events} == {f"{late}@motcua", f"{silent}@motcua"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_reminder_arrives_with_the_way_to_its_case(any_office: Office, language: str) -> None:
    _, silent = a_morning(any_office, language)

    ringing.ring_due(any_office)
    message = taken(any_office, "hoa", silent)

    subject, what = (said.format(code=silent) for said in REMINDER[language])
    assert str(message["Subject"]).startswith(subject)
    assert what in words(message)
    assert f"http://127.0.0.1:8000/hs/{silent}\n" in words(message)


def a_morning(office: Office, language: str) -> tuple[str, str]:
    """A head whose day begins with a case that is late and one whose applicant is silent."""
    with office.transaction() as session:
        session.execute(update(Officer).where(Officer.login == "hoa").values(language=language))
    late, silent = (a_case(office, "appraise") for _ in range(2))
    ask_for_a_supplement(office, silent, reply_by="18/11/2026")
    move_clock(office, datetime(2026, 11, 20, 7, 30, tzinfo=OFFICE_ZONE))
    return late, silent


def taken(office: Office, login: str, about: str) -> EmailMessage:
    """The one message about something that a mail server took for a person."""
    with a_mail_server() as server:
        jobs.run_due(replace(office, post=smtp(server)))
    messages = [message_from_bytes(one, policy=policy.default) for one in server.taken]
    address = person(office, login).email
    (found,) = (one for one in messages if one["To"] == address and about in one["Subject"])
    return found


def words(message: EmailMessage) -> str:
    """What a person reads in it."""
    body = message.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
