"""A change of the calendar: tried before, entered once, followed by every due date it moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import calendars as keeping
from engine.actions.calendars import Announcement
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound
from engine.models import AuditEntry, Case, DeadlineEvent, Notice
from engine.office import Office
from engine.queries import calendars, deadline_history, invariants
from engine.queries.calendars import Entry
from engine.rules.calendar import OFFICE_ZONE, BadCalendar, DayKind
from tests.moments import at
from tests.office import do, move_clock, person, register

WEDNESDAY, THURSDAY, SATURDAY = date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 21)
STORM = Entry(WEDNESDAY, DayKind.CLOSURE, {"reason": "Bão số 14"})


def announce(
    office: Office, *entries: Entry, login: str = "quang", back: tuple[date, ...] = ()
) -> int:
    with office.transaction() as session:
        announcement = Announcement("Công điện 12/CĐ-UBND", entries, back)
        return keeping.announce(session, office, person(office, login), announcement).id


def case_of(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def due(office: Office, code: str) -> datetime:
    found = case_of(office, code).due
    assert found is not None
    return found.astimezone(OFFICE_ZONE)


def test_a_storm_day_moves_every_open_case_it_touches(any_office: Office) -> None:
    touched = str(register(any_office).code)
    assert due(any_office, touched) == at(19, 17)

    change = announce(any_office, STORM)
    jobs.run_due(any_office)

    assert due(any_office, touched) == at(20, 17)
    original = case_of(any_office, touched).original_due
    assert original is not None
    assert original.astimezone(OFFICE_ZONE) == at(19, 17)
    with any_office.reading() as session:
        line = session.scalars(select(DeadlineEvent).where(DeadlineEvent.kind == "calendar")).one()
        assert (line.calendar_id, line.reason) == (change, "Công điện 12/CĐ-UBND")
        notice = session.scalars(select(Notice).where(Notice.kind == "deadline_moved")).one()
        assert notice.due_at == line.due_after
        entries = session.scalars(
            select(AuditEntry.object).where(AuditEntry.action == "move_deadline")
        ).all()
        assert entries == [touched]
    assert invariants.verify(any_office) == []


def test_what_is_tried_is_what_happens(any_office: Office) -> None:
    codes = [str(register(any_office).code) for _ in range(3)]
    do(any_office, "lan", codes[0], "hand_over", {})
    manager = person(any_office, "quang")
    with any_office.reading() as session:
        tried = keeping.check(session, any_office, manager, Announcement("12/CĐ", (STORM,)))
        cases = session.scalars(calendars.open_cases(manager.agency_id)).all()
        moves = list(deadline_history.moves(session, tried, cases))
    assert {due(any_office, code) for code in codes} == {at(19, 17)}

    announce(any_office, STORM)
    jobs.run_due(any_office)

    assert {move.code: move.after for move in moves} == {
        code: due(any_office, code) for code in codes
    }


def test_a_promise_that_was_printed_never_moves_forward(any_office: Office) -> None:
    announce(any_office, STORM)
    jobs.run_due(any_office)
    code = str(register(any_office).code)
    assert due(any_office, code) == at(20, 17)

    announce(any_office, back=(WEDNESDAY,))
    jobs.run_due(any_office)

    assert due(any_office, code) == at(20, 17)
    assert invariants.verify(any_office) == []


def test_a_finished_case_keeps_its_verdict(any_office: Office) -> None:
    code = str(register(any_office).code)
    with any_office.transaction() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        case.finished_at = any_office.now()

    announce(any_office, STORM)
    jobs.run_due(any_office)

    assert due(any_office, code) == at(19, 17)


def test_a_later_case_is_promised_by_the_new_calendar_at_once(any_office: Office) -> None:
    announce(any_office, STORM)

    code = str(register(any_office).code)

    assert due(any_office, code) == at(20, 17)


def ask_for_a_supplement(office: Office, code: str) -> None:
    do(office, "lan", code, "hand_over", {})
    do(office, "hoa", code, "receive_case", {"receipt": "received"})
    do(office, "hoa", code, "assign_officer", {"officer": "duc"})
    do(office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thiếu"})
    do(office, "hoa", code, "issue_supplement", {
        "supplement_items": "Bản sao", "supplement_reason": "Chưa chứng thực",
        "contact_phone": "02583822111",
    })  # fmt: skip


def test_a_pause_after_a_change_counts_by_the_new_calendar(any_office: Office) -> None:
    code = str(register(any_office).code)
    ask_for_a_supplement(any_office, code)
    announce(any_office, Entry(THURSDAY, DayKind.CLOSURE, {"reason": "Bầu cử"}))
    jobs.run_due(any_office)
    move_clock(any_office, at(17, 9))

    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Bản sao"})

    assert due(any_office, code) == at(23, 17)
    assert invariants.verify(any_office) == []


def test_the_date_that_came_with_the_supplement_is_printed_too(any_office: Office) -> None:
    code = str(register(any_office).code)
    ask_for_a_supplement(any_office, code)
    announce(any_office, Entry(THURSDAY, DayKind.CLOSURE, {"reason": "Bầu cử"}))
    jobs.run_due(any_office)
    move_clock(any_office, at(17, 9))
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Bản sao"})

    announce(any_office, back=(THURSDAY,))
    jobs.run_due(any_office)

    assert due(any_office, code) == at(23, 17)
    assert invariants.verify(any_office) == []


def test_only_who_keeps_the_calendar_changes_it(any_office: Office) -> None:
    with pytest.raises(NotAllowed):
        announce(any_office, STORM, login="hoa")


def test_a_change_names_its_decision_and_its_days(office: Office) -> None:
    manager = person(office, "quang")
    with office.transaction() as session, pytest.raises(BadAnswers) as refusal:
        keeping.announce(session, office, manager, Announcement(" ", (STORM,)))
    assert list(refusal.value.problems) == ["decision"]
    with office.transaction() as session, pytest.raises(BadAnswers) as refusal:
        keeping.announce(session, office, manager, Announcement("1/QĐ", ()))
    assert list(refusal.value.problems) == ["day"]


def test_a_make_up_day_needs_a_weekday_that_works(office: Office) -> None:
    with pytest.raises(BadCalendar):
        announce(office, Entry(SATURDAY, DayKind.MAKEUP, {"as": "sun", "reason": "Làm bù"}))


def test_a_half_day_ends_the_term_at_its_own_hour(any_office: Office) -> None:
    code = str(register(any_office).code)

    announce(
        any_office,
        Entry(THURSDAY, DayKind.HALF_DAY, {"reason": "Tập huấn", "sessions": [["07:30", "11:30"]]}),
    )
    jobs.run_due(any_office)

    # The receipt says 17:00, and what was printed never moves forward.
    assert due(any_office, code) == at(19, 17)
    assert due(any_office, str(register(any_office).code)) == at(19, 11) + timedelta(minutes=30)
    assert invariants.verify(any_office) == []


def test_a_day_that_is_not_entered_cannot_be_taken_back(office: Office) -> None:
    with pytest.raises(BadAnswers) as refusal:
        announce(office, back=(WEDNESDAY,))

    assert list(refusal.value.problems) == ["day"]


def test_nobody_works_on_what_the_law_gives_to_everybody(office: Office) -> None:
    with pytest.raises(BadCalendar):
        announce(office, Entry(date(2026, 11, 24), DayKind.MAKEUP, {"as": "mon", "reason": "?"}))


def test_another_agencys_cases_keep_their_dates(any_office: Office) -> None:
    code = str(register(any_office).code)
    with any_office.transaction() as session:
        elsewhere = person(any_office, "quan").agency_id
        manager = person(any_office, "quang")
        manager.agency_id = elsewhere
        keeping.announce(session, any_office, manager, Announcement("1/QĐ", (STORM,)))
    jobs.run_due(any_office)

    assert due(any_office, code) == at(19, 17)


def test_the_province_announces_for_all_and_closes_one_agency(any_office: Office) -> None:
    code = str(register(any_office).code)
    manager = person(any_office, "thao")
    holiday = Entry(WEDNESDAY, DayKind.HOLIDAY, {"reason": "Quốc tang"})
    closure = Entry(THURSDAY, DayKind.CLOSURE, {"reason": "Bầu cử"})

    with any_office.transaction() as session:
        keeping.announce(session, any_office, manager, Announcement("1/TB", (holiday,)))
    with any_office.transaction() as session:
        keeping.announce(
            session, any_office, manager, Announcement("2/TB", (closure,), agency="H32.901")
        )
    jobs.run_due(any_office)

    assert due(any_office, code) == at(23, 17)
    with any_office.reading() as session:
        elsewhere = calendars.of(session, any_office, person(any_office, "quan").agency_id)
    assert not elsewhere.is_working_day(WEDNESDAY)
    assert elsewhere.is_working_day(THURSDAY)
    assert invariants.verify(any_office) == []


def test_an_agency_keeps_no_other_agencys_layer(office: Office) -> None:
    with office.transaction() as session, pytest.raises(NotFound):
        keeping.announce(
            session, office, person(office, "quang"),
            Announcement("1/TB", (STORM,), agency="H32.951"),
        )  # fmt: skip


def test_the_province_announces_nothing_that_an_agency_contradicts(office: Office) -> None:
    worked = Entry(
        WEDNESDAY, DayKind.HALF_DAY, {"reason": "Tập huấn", "sessions": [["07:30", "11:30"]]}
    )
    announce(office, worked)
    manager = person(office, "thao")
    holiday = Entry(WEDNESDAY, DayKind.HOLIDAY, {"reason": "Quốc tang"})

    with office.transaction() as session, pytest.raises(BadCalendar):
        keeping.announce(session, office, manager, Announcement("1/TB", (holiday,)))


def test_a_change_tried_before_another_came_is_refused_with_who_and_what(
    any_office: Office,
) -> None:
    with any_office.reading() as session:
        seen = calendars.current(session, any_office).revision
    announce(any_office, STORM)

    with any_office.transaction() as session, pytest.raises(Conflict) as refusal:
        keeping.announce(
            session, any_office, person(any_office, "quang"),
            Announcement("2/TB", (Entry(THURSDAY, DayKind.CLOSURE, {"reason": "?"}),), seen=seen),
        )  # fmt: skip

    assert "Trương Văn Quang" in refusal.value.said.to("vi")
    assert "12/CĐ-UBND" in refusal.value.said.to("vi")


def test_two_managers_at_once_enter_one_after_the_other(any_office: Office) -> None:
    with any_office.reading() as session:
        seen = calendars.current(session, any_office).revision
    manager = person(any_office, "quang")

    def enter(day: date) -> str:
        entry = Entry(day, DayKind.CLOSURE, {"reason": "Bão"})
        try:
            with any_office.transaction() as session:
                keeping.announce(
                    session, any_office, manager, Announcement("1/CĐ", (entry,), seen=seen)
                )
        except Conflict:
            return "refused"
        return "entered"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(enter, (WEDNESDAY, THURSDAY)))

    assert outcomes == ["entered", "refused"]


def test_ending_a_line_moves_no_printed_date_forward_and_keeps_the_line(
    any_office: Office,
) -> None:
    announce(any_office, STORM)
    code = str(register(any_office).code)
    manager = person(any_office, "quang")
    with any_office.transaction() as session:
        own = calendars.current(session, any_office).own(manager.agency_id)
        ended = tuple(entry.id for entry in own if entry.id is not None)
        keeping.announce(session, any_office, manager, Announcement("3/CĐ", ended=ended))
    jobs.run_due(any_office)

    assert due(any_office, code) == at(20, 17)
    assert due(any_office, str(register(any_office).code)) == at(19, 17)
    assert invariants.verify(any_office) == []
