"""What moves time itself, chosen by chance: the clock, the calendar, what an agency decides."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from engine import jobs
from engine.actions import calendars, policies
from engine.actions.calendars import Announcement
from engine.models import Agency, CalendarEntry, PolicyChange
from engine.office import MovedClock
from engine.queries import alarms
from engine.queries.calendars import HOURS, Entry
from engine.queries.policies import COUNTING, LOCAL_RULE, REMINDERS
from engine.rules.alarm import AlarmKind, AlarmPolicy, AlarmRule
from engine.rules.calendar import OFFICE_ZONE, DayKind
from engine.rules.counting import Counting, LocalRule
from engine.rules.term import Policy, Saturday
from tests.campaign.acts import Desk
from tests.office import PROCEDURE_CODE, move_clock

# Moments on the edge of something: of a session, of a day.
EDGES = (time(0), time(7, 30), time(11, 30), time(13), time(17), time(23, 59, 59))
SOME_HOURS: tuple[list[list[str]], ...] = (
    [["07:00", "11:30"], ["13:30", "17:00"]],
    [["08:00", "12:00"]],
    [["07:30", "11:30"], ["13:00", "15:00"], ["15:30", "17:30"]],
)
DECISION = "12/QĐ-UBND"


def pass_time(desk: Desk) -> None:
    """Some time goes by, mostly hours, seldom weeks; often it stops on an edge."""
    most = desk.chance.choice((30, 240, 240, 1_440, 4_320, 20_160))
    moment = desk.now + timedelta(minutes=desk.chance.randint(1, most))
    if desk.chance.random() < 0.4:
        edge = datetime.combine(moment.date(), desk.chance.choice(EDGES), OFFICE_ZONE)
        moment = edge if edge > desk.now else moment
    move_clock(desk.office, moment)


def tick(desk: Desk) -> None:
    """The clock does what is due."""
    jobs.tick(desk.office)


def do_what_is_owed(desk: Desk) -> None:
    """The worker does what is owed: settles calendars, lays alarms, sends letters."""
    jobs.run_due(desk.office)


def change_calendar(desk: Desk) -> None:
    """A day is closed or worked, or hours change, for the agency or the province."""
    login = desk.chance.choice(("quang", "quang", "thao"))
    day = desk.now.date() + timedelta(days=desk.chance.randint(-3, 20))
    entry = desk.chance.choice(
        (
            Entry(day, DayKind.CLOSURE, {"reason": "Bão"}),
            Entry(day, DayKind.HOLIDAY, {"reason": "Nghỉ"}),
            Entry(day, DayKind.MAKEUP, {"reason": "Làm bù", "as": "mon"}),
            Entry(day, DayKind.HALF_DAY, {"reason": "Nửa ngày", "sessions": [["07:30", "11:30"]]}),
            Entry(day, HOURS, _season(desk, day)),
        )
    )
    desk.do(calendars.announce, login, Announcement(DECISION, (entry,)))


def take_back(desk: Desk) -> None:
    """A line that was entered is ended again."""
    login = desk.chance.choice(("quang", "thao"))
    line = desk.one_of(
        CalendarEntry, CalendarEntry.ended_id.is_(None), CalendarEntry.day >= desk.now.date()
    )
    if line is not None:
        desk.do(calendars.announce, login, Announcement(DECISION, ended=(line.id,)))


def decide_counting(desk: Desk) -> None:
    """The agency counts otherwise from now on, everywhere or for one procedure."""
    policy = desk.chance.choice(list(Policy))
    if desk.chance.random() < 0.5:
        counting = Counting(policy, desk.chance.choice(list(Saturday)))
        desk.do(policies.count_by, "quang", counting, DECISION, _seen(desk, COUNTING))
    else:
        rule = LocalRule(policy, desk.chance.choice((None, time(15), time(11, 30))))
        told = (PROCEDURE_CODE, rule, DECISION, _seen(desk, LOCAL_RULE))
        desk.do(policies.rule_locally, "quang", *told)


def decide_reminders(desk: Desk) -> None:
    """The agency is reminded otherwise from now on."""
    with desk.office.reading() as session:
        agency = session.scalars(select(Agency).where(Agency.code == "H32.901")).one()
        now = alarms.policy_of(agency.reminders)
    kind = desk.chance.choice(list(AlarmKind))
    amount = desk.chance.randint(0, kind.most)
    whom = now.rules[kind].whom if desk.chance.random() < 0.7 else frozenset()
    policy = AlarmPolicy({**now.rules, kind: AlarmRule(amount, whom)})
    desk.do(policies.remind_by, "quang", policy, DECISION, _seen(desk, REMINDERS))


def leap(desk: Desk) -> None:
    """The machine's clock leaps back an hour, and is right again after a try to work."""
    clock = desk.office.clock
    assert isinstance(clock, MovedClock)
    right = clock.at
    clock.at -= timedelta(hours=1)
    try:
        jobs.tick(desk.office)
        jobs.run_due(desk.office)
    finally:
        clock.at = right


def _season(desk: Desk, day: Any) -> dict[str, Any]:
    hours = desk.chance.choice(SOME_HOURS)
    sessions = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)
    until = day + timedelta(days=30)
    return {"since": day.isoformat(), "until": until.isoformat(), "sessions": sessions}


def _seen(desk: Desk, subject: str) -> int:
    """The change that whoever opened the page knew as the last one."""
    with desk.office.reading() as session:
        known = select(PolicyChange.id).where(PolicyChange.subject == subject)
        return max(session.scalars(known).all(), default=0)
