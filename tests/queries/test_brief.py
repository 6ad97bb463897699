"""The morning brief: the numbers of the lists, once a working day, to who wants it."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from icalendar import Calendar
from sqlalchemy import select

from engine import jobs
from engine.actions import mail_wishes as wishing
from engine.gateways.post import Letter, MemoryPost
from engine.models import Job
from engine.office import Office
from engine.queries import brief, inbox
from engine.queries.brief import Brief
from engine.queries.inbox import Box, Search
from engine.queries.mail_wishes import Wishes
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.quiet_hours import Quiet
from engine.rules.standing import Verdict
from tests.good_day import a_case
from tests.office import do, move_clock, person


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=OFFICE_ZONE)


def told(office: Office, login: str) -> Brief:
    with office.reading() as session:
        return brief.of(session, office, person(office, login))


def figures(office: Office, login: str) -> dict[str, str]:
    return {section.key: section.figure for section in told(office, login).sections}


def letters(office: Office) -> dict[str, Letter]:
    """What went out once everything owed was done, by address."""
    jobs.run_due(office)
    assert isinstance(office.post, MemoryPost)
    return {letter.to: letter for letter in office.post.letters.values()}


def wish(office: Office, login: str, wishes: Wishes) -> None:
    with office.transaction() as session:
        wishing.wish(session, office, person(office, login), wishes)


@pytest.fixture
def busy(any_office: Office) -> Office:
    """Three cases of "duc": one due today, one back for rework, one with the tax partner."""
    due_today = a_case(any_office, until="appraise")
    again = a_case(any_office, until="approve")
    do(any_office, "binh", again, "approve",
       {"approval": "rework", "rework_reason": "Sai mã ngành"})  # fmt: skip
    a_case(any_office, until="tax_code")
    move_clock(any_office, at(19, 7, 30))
    assert due_today != again
    return any_office


def test_an_officer_reads_what_is_due_back_and_away(busy: Office) -> None:
    assert figures(busy, "duc") == {"overdue": "0", "today": "2", "again": "1", "away": "1"}


def test_a_head_reads_about_the_whole_department(busy: Office) -> None:
    assert figures(busy, "hoa") == {"overdue": "0", "today": "2", "again": "1", "away": "1"}
    assert figures(busy, "tuyet") == {"overdue": "0", "today": "0", "again": "0", "away": "0"}


def test_a_result_at_the_counter_is_waited_for_by_nobody_behind_it(any_office: Office) -> None:
    a_case(any_office, until="hand_back")
    assert figures(any_office, "duc")["away"] == "1"

    a_case(any_office, until="return_result")

    assert figures(any_office, "duc")["away"] == "1"


def test_what_is_late_is_told_the_next_morning(busy: Office) -> None:
    move_clock(busy, at(20, 7, 30))

    assert figures(busy, "duc")["overdue"] == "2"


def test_the_figures_are_those_of_the_lists(busy: Office) -> None:
    move_clock(busy, at(20, 7, 30))
    head = person(busy, "hoa")
    with busy.reading() as session:
        late = inbox.page(session, busy, head, Search(Box.UNIT, verdict=Verdict.OVERDUE)).lines
        away = inbox.page(session, busy, head, Search(Box.AWAY)).lines
        counts = inbox.counts(session, head)

    sections = {section.key: section for section in told(busy, "hoa").sections}

    assert sections["overdue"].lines == late
    assert sections["away"].lines == away
    assert (counts.away, sections["away"].figure) == (1, "1")


def test_each_person_gets_one_letter_a_working_day_whatever_the_clocks(busy: Office) -> None:
    first, again = jobs.owe_briefs(busy), jobs.owe_briefs(busy)

    sent = letters(busy)
    letter = sent[person(busy, "duc").email]

    assert first > 0
    assert again == 0
    assert letter.subject == "[Một cửa] 19/11/2026: 0 quá hạn, 2 đến hạn hôm nay"
    assert "Bị trả lại, phải làm lại: 1" in letter.text
    assert "/viec?o=toi&ngay=2026-11-19" in letter.text
    assert person(busy, "tuyet").email not in sent


def test_the_letter_brings_its_due_dates_for_a_calendar(busy: Office) -> None:
    jobs.owe_briefs(busy)

    (enclosure,) = letters(busy)[person(busy, "duc").email].enclosures

    events = Calendar.from_ical(enclosure.content).walk("VEVENT")
    assert {event.decoded("dtstart") for event in events} == {at(19, 17)}
    assert len(events) == 3


def test_nobody_is_written_to_on_a_day_off(busy: Office) -> None:
    move_clock(busy, at(22, 7, 30))

    assert jobs.owe_briefs(busy) == 0


def test_who_wants_no_brief_gets_none(busy: Office) -> None:
    wish(busy, "duc", Wishes(brief=False))

    jobs.owe_briefs(busy)

    assert person(busy, "duc").email not in letters(busy)


def test_a_reminder_waits_for_the_end_of_the_quiet_hours(any_office: Office) -> None:
    a_case(any_office, until="tax_code")
    wish(any_office, "quan", Wishes(quiet=Quiet(time(10), time(12))))
    move_clock(any_office, at(17, 10, 30))
    jobs.fire_due_timers(any_office)
    address = person(any_office, "quan").email

    assert address not in letters(any_office)
    with any_office.reading() as session:
        later = session.scalars(
            select(Job.run_at).where(Job.kind == "post_notice", Job.done_at.is_(None))
        ).all()
    assert later == [at(17, 12)]
    move_clock(any_office, at(17, 12))
    assert address in letters(any_office)


def test_who_wants_no_reminders_gets_none(any_office: Office) -> None:
    a_case(any_office, until="tax_code")
    wish(any_office, "quan", Wishes(reminders=False))
    move_clock(any_office, at(17, 10, 30))
    jobs.fire_due_timers(any_office)

    assert person(any_office, "quan").email not in letters(any_office)


def test_a_brief_waits_for_the_end_of_the_quiet_hours(busy: Office) -> None:
    wish(busy, "duc", Wishes(quiet=Quiet(time(21), time(8))))
    address = person(busy, "duc").email

    jobs.owe_briefs(busy)

    assert address not in letters(busy)
    move_clock(busy, at(19, 8))
    assert address in letters(busy)
