"""People are told in time: by the step, by the case, once, whatever the clocks do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import event, select, update

from engine import jobs
from engine.actions import calendars, ending, more_time, ringing, timekeeping
from engine.actions import mail_wishes as wishing
from engine.actions.calendars import Announcement
from engine.errors import BadAnswers
from engine.gateways.post import MemoryPost
from engine.models import Case, Job, Notice, Officer, Pause, Ring, Task
from engine.office import MovedClock, Office
from engine.queries import alarms, invariants, notices
from engine.queries.calendars import Entry
from engine.queries.mail_wishes import Wishes
from engine.rules.alarm import AlarmKind
from engine.rules.calendar import DayKind, office_time
from engine.rules.quiet_hours import Quiet
from tests.actions.extending import put_off, with_extensions
from tests.good_day import a_case, ask_for_a_supplement
from tests.moments import at
from tests.office import do, move_clock, person, waiting


def live(office: Office, to: datetime, minutes: int = 30) -> None:
    """Let the office live until then, with its clock ticking now and then."""
    while office.now() < to:
        move_clock(office, min(to, office.now() + timedelta(minutes=minutes)))
        ringing.ring_due(office)


def rings(office: Office, code: str) -> list[Ring]:
    with office.reading() as session:
        return list(
            session.scalars(
                select(Ring)
                .join(Case, Case.id == Ring.case_id)
                .where(Case.code == code)
                .order_by(Ring.due, Ring.id)
            )
        )


def of_kind(office: Office, code: str, *kinds: AlarmKind) -> list[tuple[str, list[str]]]:
    return [(ring.kind, ring.told) for ring in rings(office, code) if ring.kind in kinds]


STEPS = (AlarmKind.STEP_NEAR, AlarmKind.STEP_OVER, AlarmKind.STEP_LATE)
APOLOGIES = (AlarmKind.APOLOGY_DRAFT, AlarmKind.APOLOGY_MISSED)


def bell(office: Office, login: str) -> list[str]:
    with office.reading() as session:
        found = notices.notices(session, person(office, login)).notices
    return [one.kind for one in found]


def test_a_step_tells_its_officer_then_the_head_then_the_leaders(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")

    live(any_office, at(19, 17))

    assert of_kind(any_office, code, *STEPS) == [
        ("step_near", ["duc"]),
        ("step_over", ["hoa"]),
        ("step_late", ["binh", "khanh"]),
    ]
    assert "step_near" in bell(any_office, "duc")
    assert "step_near" not in bell(any_office, "tuyet")
    assert "step_late" in bell(any_office, "binh")
    assert invariants.verify(any_office) == []


def test_a_step_in_nobodys_hands_tells_its_department(any_office: Office) -> None:
    code = a_case(any_office, until="receive_case")

    live(any_office, at(16, 10), minutes=5)

    near = next(ring for ring in rings(any_office, code) if ring.kind == "step_near")
    assert near.told == ["H32.901.2"]
    assert "step_near" in bell(any_office, "duc")
    assert "step_near" in bell(any_office, "tuyet")


def test_a_partner_without_a_leader_is_led_by_the_agency_of_the_case(any_office: Office) -> None:
    code = a_case(any_office, until="tax_code")

    live(any_office, at(19, 17))

    assert of_kind(any_office, code, *STEPS) == [
        ("step_near", ["H32.951.1"]),
        ("step_over", ["H32.951.1"]),
        ("step_late", ["binh", "khanh"]),
    ]


def test_the_head_is_told_of_the_draft_and_of_the_sending_that_was_missed(
    any_office: Office,
) -> None:
    code = a_case(any_office, until="appraise")

    live(any_office, at(18, 17))

    assert of_kind(any_office, code, *APOLOGIES) == [
        ("apology_draft", ["hoa"]),
        ("apology_missed", ["hoa", "binh", "khanh"]),
    ]
    assert [(ring.due, ring.at) for ring in rings(any_office, code) if ring.kind in APOLOGIES] == [
        (at(17, 7, 30), at(17, 7, 30)),
        (at(18, 17), at(18, 17)),
    ]


def test_a_case_put_off_needs_no_apology_any_more(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    live(any_office, at(17, 11))
    put_off(any_office, code)

    live(any_office, at(25, 17))

    assert of_kind(any_office, code, *APOLOGIES) == [("apology_draft", ["hoa"])]


def test_a_case_that_may_be_put_off_again_is_told_of_by_its_second_date(
    any_office: Office,
) -> None:
    with_extensions(any_office, most=2)
    code = a_case(any_office, until="appraise")
    put_off(any_office, code, day="20/11/2026")

    live(any_office, at(19, 17))

    assert of_kind(any_office, code, *APOLOGIES) == [
        ("apology_draft", ["hoa"]),
        ("apology_missed", ["hoa", "binh", "khanh"]),
    ]
    put_off(any_office, code, day="27/11/2026")
    live(any_office, at(27, 17))
    assert len(of_kind(any_office, code, *APOLOGIES)) == 2


def test_alarms_move_with_the_calendar(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    with any_office.transaction() as session:
        storm = Entry(at(17, 0).date(), DayKind.CLOSURE, {"reason": "Bão"})
        manager = person(any_office, "quang")
        calendars.announce(session, any_office, manager, Announcement("1/QĐ", (storm,)))
    jobs.run_due(any_office)

    live(any_office, at(18, 8))

    (draft,) = (ring for ring in rings(any_office, code) if ring.kind == "apology_draft")
    assert draft.due == at(18, 7, 30)


def test_what_was_open_before_there_were_alarms_is_laid_by_the_clock(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    with any_office.transaction() as session:
        laid = session.execute(select(Task.id, Task.next_alarm).where(Task.state == "ready")).all()
        session.execute(update(Task).values(next_alarm=Task.started_at))
        session.execute(update(Case).values(next_alarm=Case.received_at))

    assert ringing.ring_due(any_office) == 0

    with any_office.reading() as session:
        again = session.execute(select(Task.id, Task.next_alarm).where(Task.state == "ready")).all()
    assert (again, rings(any_office, code)) == (laid, [])


def test_what_is_done_in_time_rings_no_more(any_office: Office) -> None:
    code = a_case(any_office, until="return_result")

    live(any_office, at(26, 17))

    assert rings(any_office, code) == []
    with any_office.reading() as session:
        assert alarms.due(session, any_office.now()) == []


def test_a_case_that_waits_for_its_applicant_does_not_ring(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    ask_for_a_supplement(any_office, code)

    live(any_office, at(26, 17))
    assert rings(any_office, code) == []

    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Giấy ủy quyền"})
    live(any_office, at(30, 17))

    assert [kind for kind, _ in of_kind(any_office, code, *APOLOGIES)] == [
        "apology_draft", "apology_missed",
    ]  # fmt: skip
    assert min(ring.due for ring in rings(any_office, code)) > at(26, 17)


def test_no_answer_by_its_last_day_tells_the_officer_and_the_head_once(
    any_office: Office,
) -> None:
    code = a_case(any_office, until="appraise")
    ask_for_a_supplement(any_office, code, reply_by="19/11/2026")

    live(any_office, at(19, 17))
    assert rings(any_office, code) == []

    live(any_office, at(26, 17))
    (ring,) = rings(any_office, code)
    assert (ring.kind, ring.due, ring.told) == ("no_answer", at(20, 7, 30), ["hoa", "duc"])
    assert "no_answer" in bell(any_office, "duc")


def test_who_is_given_more_time_is_waited_for_until_its_end(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    ask_for_a_supplement(any_office, code, reply_by="19/11/2026")
    live(any_office, at(20, 8))
    with any_office.reading() as session:
        (pause_id,) = session.scalars(select(Pause.id)).all()

    head = person(any_office, "hoa")
    with pytest.raises(BadAnswers), any_office.transaction() as session:
        more_time.give(session, any_office, head, code, pause_id, "19/11/2026", "Đi xa")
    with any_office.transaction() as session:
        more_time.give(session, any_office, head, code, pause_id, "25/11/2026", "Đi xa")
    live(any_office, at(26, 17))

    assert [(ring.due, ring.told) for ring in rings(any_office, code)] == [
        (at(20, 7, 30), ["hoa", "duc"]),
        (at(26, 7, 30), ["hoa", "duc"]),
    ]
    assert invariants.verify(any_office) == []


def test_an_answer_in_time_tells_nobody(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    ask_for_a_supplement(any_office, code, reply_by="19/11/2026")
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Giấy ủy quyền"})

    live(any_office, at(20, 12))

    assert of_kind(any_office, code, AlarmKind.NO_ANSWER) == []


def test_an_ended_case_rings_no_more(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    with any_office.transaction() as session:
        ending.withdraw_case(session, any_office, person(any_office, "lan"), code, "Đổi ý.")

    live(any_office, at(26, 17))

    assert rings(any_office, code) == []


def test_after_a_week_down_everything_rings_once_oldest_first(any_office: Office) -> None:
    codes = [a_case(any_office, until=step) for step in ("appraise", "tax_code")]
    down_until(any_office, at(25, 8))

    first = ringing.ring_due(any_office)
    again = ringing.ring_due(any_office)

    with any_office.reading() as session:
        kept = session.scalars(select(Ring).order_by(Ring.id)).all()
    assert (first, again) == (4, 0)
    assert all(ring.at == at(25, 8) and ring.due < ring.at for ring in kept)
    heads = {ring.task_id or -ring.case_id: ring.due for ring in reversed(kept)}
    assert list(heads.values())[::-1] == sorted(heads.values())
    for code in codes:
        joined = [(ring.kind, ring.joined) for ring in rings(any_office, code)]
        assert sorted(joined) == [
            ("apology_draft", True), ("apology_missed", False),
            ("step_late", False), ("step_near", True), ("step_over", True),
        ]  # fmt: skip
    told = [ring.told for ring in rings(any_office, codes[0]) if ring.kind == "step_late"]
    assert told == [["hoa", "duc", "binh", "khanh"]]


def test_a_notice_after_a_week_down_says_when_it_was_to_be_told(any_office: Office) -> None:
    a_case(any_office, until="appraise")
    down_until(any_office, at(25, 8))

    ringing.ring_due(any_office)

    with any_office.reading() as session:
        found = notices.notices(session, person(any_office, "duc")).notices
    (late,) = (one.says("en") for one in found if one.kind == "step_late")
    assert late.endswith("(was to be told at 13:30 on Tuesday 17/11/2026)")


def test_two_clocks_tell_nobody_twice(any_office: Office) -> None:
    for _ in range(6):
        a_case(any_office, until="appraise")
    down_until(any_office, at(25, 8))

    with ThreadPoolExecutor(2) as clocks:
        told = sum(clocks.map(lambda _: ringing.ring_due(any_office), range(2)))

    with any_office.reading() as session:
        told_of_late = session.scalars(select(Notice.kind).where(Notice.kind == "step_late")).all()
        kept = session.scalars(select(Ring.id)).all()
    assert (told, len(kept), len(told_of_late)) == (12, 30, 24)


def test_a_clock_that_jumps_back_tells_nobody_and_loses_nothing(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    live(any_office, at(17, 11))
    do(any_office, "duc", code, "appraise", WELL_APPRAISED)
    before = len(rings(any_office, code))

    move_back(any_office, at(17, 10))
    jobs.tick(any_office)
    assert len(rings(any_office, code)) == before

    live(any_office, at(18, 17))
    assert ("apology_missed", ["hoa", "binh", "khanh"]) in of_kind(any_office, code, *APOLOGIES)


def test_a_clock_that_is_wrong_says_so_once_and_rings_when_it_is_confirmed(
    any_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        a_case(any_office, until="appraise")
    move_back(any_office, at(25, 8))

    jobs.tick(any_office)

    said = [line for line in capsys.readouterr().out.splitlines() if "clock-wrong" in line]
    assert sum("alarms_waiting" in line for line in said) == 1
    with any_office.reading() as session:
        assert session.scalars(select(Ring)).all() == []
    with any_office.transaction() as session:
        timekeeping.confirm_clock(session, any_office, person(any_office, "an"), "Mất điện")
    jobs.tick(any_office)
    with any_office.reading() as session:
        assert len(session.scalars(select(Ring)).all()) == 15


def test_reminders_go_out_by_mail_to_who_wants_them_after_their_quiet_hours(
    any_office: Office,
) -> None:
    a_case(any_office, until="appraise")
    wish(any_office, "duc", Wishes(quiet=Quiet(time(8), time(13))))
    wish(any_office, "binh", Wishes(reminders=False))
    down_until(any_office, at(25, 8))
    ringing.ring_due(any_office)

    written_to = letters_to(any_office)

    assert person(any_office, "hoa").email in written_to
    assert person(any_office, "khanh").email in written_to
    assert person(any_office, "binh").email not in written_to
    assert person(any_office, "duc").email not in written_to
    with any_office.reading() as session:
        later = session.scalars(select(Job.run_at).where(Job.done_at.is_(None))).all()
    assert [office_time(moment) for moment in later] == [at(25, 13)]
    move_clock(any_office, at(25, 13))
    assert person(any_office, "duc").email in letters_to(any_office)


def test_who_left_is_not_told(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    with any_office.transaction() as session:
        session.scalars(select(Officer).where(Officer.login == "khanh")).one().ended_at = at(16, 9)

    live(any_office, at(18, 17))

    assert ("apology_missed", ["hoa", "binh"]) in of_kind(any_office, code, *APOLOGIES)


def test_a_plain_step_costs_no_statement_more(any_office: Office) -> None:
    code = a_case(any_office, until="assign_officer")

    with counted(any_office) as sent:
        do(any_office, "hoa", code, "assign_officer", {"officer": "duc"})

    assert len(sent) <= 9
    assert not [one for one in sent if "FROM ring" in one or one.startswith("SELECT agency")]
    assert waiting(any_office, code)[0].next_alarm is not None


WELL_APPRAISED = {"appraisal": "qualified", "findings": "Đạt", "business_code": "4711"}


def wish(office: Office, login: str, wishes: Wishes) -> None:
    with office.transaction() as session:
        wishing.wish(session, office, person(office, login), wishes)


def letters_to(office: Office) -> set[str]:
    jobs.run_due(office)
    assert isinstance(office.post, MemoryPost)
    return {letter.to for letter in office.post.letters.values()}


def down_until(office: Office, to: datetime) -> None:
    """Nobody ticks until then; an administrator has confirmed that the clock is right."""
    move_clock(office, to)


def move_back(office: Office, to: datetime) -> None:
    assert isinstance(office.clock, MovedClock)
    office.clock.at = to


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    sent: list[str] = []
    engine = office.database.writing

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
