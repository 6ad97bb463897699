"""The morning brief: the numbers of the lists, once a working day, to who wants it."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from icalendar import Calendar
from sqlalchemy import event, select

from engine import jobs
from engine.actions import late_causes
from engine.actions import mail_wishes as wishing
from engine.actions.late_causes import Confirmation
from engine.gateways.post import Letter, MemoryPost
from engine.models import Job
from engine.office import Office
from engine.queries import apologies, brief, inbox
from engine.queries.brief import Brief, Section
from engine.queries.inbox import Box, Search
from engine.queries.mail_wishes import Wishes
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.quiet_hours import Quiet
from engine.rules.standing import Verdict
from tests.good_day import a_case, ask_for_a_supplement
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


NOTHING = {"overdue": "0", "today": "0", "again": "0", "unanswered": "0", "away": "0"}


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
    assert figures(busy, "duc") == {**NOTHING, "today": "2", "again": "1", "away": "1"}


def test_a_head_reads_about_the_whole_department(busy: Office) -> None:
    assert figures(busy, "hoa") == {
        **NOTHING, "today": "2", "again": "1", "away": "1", "apologies": "3"
    }  # fmt: skip
    assert figures(busy, "tuyet") == NOTHING


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

    assert [line.code for line in sections["overdue"].lines] == [line.code for line in late]
    assert [line.code for line in sections["away"].lines] == [line.code for line in away]
    assert (counts.away, sections["away"].figure) == (1, "1")


def test_what_is_overdue_says_why_as_its_time_tells_until_its_head_confirms(busy: Office) -> None:
    move_clock(busy, at(20, 7, 30))
    first, second = (line.code for line in section(busy, "duc", "overdue").lines)
    with busy.transaction() as session:
        late_causes.confirm_cause(
            session, busy, person(busy, "hoa"), Confirmation(first, "officer_absent")
        )

    why = {line.code: str(line.why) for line in section(busy, "duc", "overdue").lines}

    assert why[first] == (
        "The officer in charge was absent and not replaced (confirmed by Lê Thị Hoa)"
    )
    assert why[second] == "3 days 7 hours of rework in Economy and infrastructure"


def test_the_reasons_of_more_cases_take_no_more_statements(busy: Office) -> None:
    move_clock(busy, at(20, 7, 30))
    told(busy, "hoa")  # what is kept between requests is read now
    two = statements(busy, "hoa")
    for _ in range(4):
        a_case(busy, until="appraise")
    move_clock(busy, at(27, 7, 30))

    assert section(busy, "hoa", "overdue").count == 6
    assert statements(busy, "hoa") == two


def test_who_may_put_off_reads_the_apologies_of_their_page(busy: Office) -> None:
    for login in ("hoa", "binh"):
        with busy.reading() as session:
            page = apologies.waiting(session, busy, person(busy, login))
        found = section(busy, login, "apologies")

        assert (found.count, found.place) == (page.total, "/quan-ly/xin-loi")
        assert [line.code for line in found.lines] == [draft.code for draft in page.lines]
        assert str(found.lines[0].what) == "apology to be sent by 17:00 18/11/2026"


def test_an_applicant_who_is_silent_is_told_to_who_has_the_case(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    ask_for_a_supplement(any_office, code, reply_by="20/11/2026")
    move_clock(any_office, at(20, 16))
    assert section(any_office, "duc", "unanswered").count == 0

    move_clock(any_office, at(23, 7, 30))

    counted = {
        login: section(any_office, login, "unanswered").count
        for login in ("duc", "hoa", "tuyet", "lan", "my")
    }
    assert counted == {"duc": 1, "hoa": 1, "tuyet": 0, "lan": 0, "my": 0}
    (line,) = section(any_office, "duc", "unanswered").lines
    assert (line.code, str(line.why)) == (code, "The last day to answer was 20/11/2026.")


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


def section(office: Office, login: str, key: str) -> Section:
    return next(one for one in told(office, login).sections if one.key == key)


def statements(office: Office, login: str) -> int:
    """How many statements a brief takes."""
    asked: list[str] = []

    def count(*found: object) -> None:
        asked.append(str(found[2]))

    reader = person(office, login)
    with office.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        brief.of(session, office, reader)
        event.remove(engine, "before_cursor_execute", count)
    return len(asked)
