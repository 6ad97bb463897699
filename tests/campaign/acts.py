"""What somebody may do next in an office, chosen by chance: every verb on a case and on time.

Each act is one that a person could do at a screen with what it shows; many are
refused, as they are when a page was opened before somebody else acted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from engine.actions import (
    earlier_returns,
    ending,
    extending,
    late_causes,
    late_entries,
    more_time,
    outages,
    pausing,
    processing,
    reception,
    steering,
)
from engine.actions.application import OnPaper
from engine.actions.documents import store_file
from engine.actions.earlier_returns import GivenEarlier
from engine.actions.late_causes import Confirmation
from engine.actions.outages import OutageNote
from engine.models import Case, EarlierReturn, LateCause, LateEntry, Outage, Pause, Task
from engine.office import MovedClock, Office
from engine.queries import late_causes as causes
from engine.queries import steering as steered
from engine.rules.calendar import office_time
from engine.rules.pause import PauseKind
from engine.rules.stated_moment import StatedMoment
from tests.good_day import GOOD_DAY, SCAN, SUPPLEMENT_ASKED
from tests.office import an_application, person
from tests.outages import stated
from tests.pausing import DUTY, EXCLUDED, REQUEST

AT_THEIR_STEP = {
    **{step: login for login, step, _ in GOOD_DAY},
    "issue_supplement": "hoa",
    "receive_supplement": "lan",
}
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    **{step: answers for _, step, answers in GOOD_DAY},
    "issue_supplement": SUPPLEMENT_ASKED,
    "receive_supplement": {"supplement_received": "Văn bản ủy quyền"},
}
# What a step may be answered beside what a good day brings, and how often of ten it is.
OTHERWISE: Mapping[str, tuple[int, Mapping[str, str]]] = {
    "receive_case": (1, {"receipt": "sent_back", "send_back_reason": "Thiếu một tờ"}),
    "appraise": (4, {"appraisal": "supplement", "findings": "Thiếu ủy quyền"}),
    "approve": (2, {"approval": "rework", "rework_reason": "Sai mã ngành"}),
}
ASKED: Mapping[PauseKind, tuple[str, Mapping[str, Any]]] = {
    PauseKind.FINANCIAL_DUTY: ("hoa", DUTY),
    PauseKind.APPLICANT_REQUEST: ("lan", REQUEST),
    PauseKind.EXCLUDED: ("hoa", EXCLUDED),
}
ANYBODY = ("lan", "minh", "hoa", "duc", "binh", "van", "quan", "quang", "thao", "an", "my")
REASON = "Lý do ghi theo lời người dân"


@dataclass
class Desk:
    """An office, the chance by which somebody there acts, and the cases acted on."""

    office: Office
    chance: Random
    codes: list[str] = field(default_factory=list)
    slips: int = 0

    @property
    def now(self) -> datetime:
        """The office's time."""
        return office_time(self.office.now())

    def code(self) -> str:
        """The code of any case, mostly of a late-come one."""
        return self.chance.choice(self.codes[-4:] if self.chance.random() < 0.8 else self.codes)

    def one_of(self, noun: type[Any], *conditions: Any) -> Any:
        """Any row of a kind; None where there is none."""
        with self.office.reading() as session:
            rows = session.scalars(select(noun).where(*conditions).order_by(noun.id)).all()
            return self.chance.choice(rows) if rows else None

    def who(self, login: str) -> str:
        """Whoever should do it; one time in ten anybody."""
        return login if self.chance.random() < 0.9 else self.chance.choice(ANYBODY)

    def do(self, verb: Callable[..., Any], login: str, *told: Any) -> Any:
        """Do something as a person, in a transaction of its own."""
        clock = self.office.clock
        assert isinstance(clock, MovedClock)
        # Of two acts one comes later, if only by the least that a clock can tell.
        clock.at += timedelta(microseconds=1)
        with self.office.transaction() as session:
            return verb(session, self.office, person(self.office, login), *told)

    def scan(self, login: str) -> str:
        """The stored scan of somebody."""
        return str(self.do(store_file, login, "quét.pdf", SCAN).id)

    def some_day(self, most: int = 40) -> str:
        """A day from the last one to some weeks ahead, as it is typed."""
        return f"{self.now + timedelta(days=self.chance.randint(-1, most)):%d/%m/%Y}"


def receive(desk: Desk) -> None:
    """A dossier comes to the counter, whatever the hour."""
    owner = an_application().owner
    mail = desk.chance.choice(("", "tuyet@example.vn"))
    application = an_application(owner=replace(owner, email=mail))
    desk.codes.append(str(desk.do(reception.register_case, "lan", application).code))


def enter_late(desk: Desk) -> None:
    """A dossier that came on paper in an outage is entered."""
    outage = desk.one_of(Outage)
    if outage is None:
        return
    began, ended = office_time(outage.began_at), outage.ended_at or desk.now
    came = began + (ended - began) * desk.chance.random()
    desk.slips += 1
    slip = str(desk.slips - (desk.chance.random() < 0.1))
    on_paper = OnPaper(str(outage.id), slip, stated(came.replace(second=0, microsecond=0)))
    application = an_application(on_paper=on_paper)
    desk.codes.append(str(desk.do(reception.register_case, "lan", application).code))


def note_outage(desk: Desk) -> None:
    """An outage is noted, over already or not."""
    began = desk.now - timedelta(minutes=desk.chance.randint(1, 3_000))
    ended = stated(began + timedelta(hours=2)) if desk.chance.random() < 0.7 else StatedMoment()
    note = OutageNote(stated(began), ended, "Mất điện", "Bão", "12/TB")
    desk.do(outages.note, desk.who("quang"), note)


def correct_outage(desk: Desk) -> None:
    """An outage ends, or is said anew."""
    outage = desk.one_of(Outage)
    if outage is None:
        return
    moment = stated(desk.now - timedelta(minutes=desk.chance.randint(0, 600)))
    if desk.chance.random() < 0.5:
        desk.do(outages.end, desk.who("quang"), outage.id, moment)
    else:
        note = OutageNote(stated(office_time(outage.began_at)), moment, "Mất mạng")
        desk.do(outages.correct, desk.who("quang"), outage.id, note, REASON)


def decide_hour(desk: Desk) -> None:
    """A head confirms or refuses the hour of a late entry."""
    entry = desk.one_of(LateEntry)
    if entry is None:
        return
    if desk.chance.random() < 0.4:
        desk.do(late_entries.confirm, desk.who("quang"), entry.id)
    else:
        desk.do(late_entries.refuse, desk.who("quang"), entry.id, REASON)


def work(desk: Desk) -> None:
    """Somebody does a step that waits."""
    task = desk.one_of(Task, Task.state == "ready")
    if task is None:
        return
    login = desk.who(AT_THEIR_STEP.get(task.step, "lan"))
    odds, otherwise = OTHERWISE.get(task.step, (0, {}))
    answers = dict(otherwise if desk.chance.randrange(10) < odds else ANSWERS[task.step])
    if task.step == "number_result":
        number = f"{task.id:03d}/GCN"
        day = f"{desk.now:%d/%m/%Y}"
        answers |= {"result_number": number, "issued_on": day, "sealed_scan": desk.scan(login)}
    desk.do(processing.complete, login, task.id, answers)


def take_in_hand(desk: Desk) -> None:
    """Somebody takes a step in hand, lays it down, or gives it to another."""
    task = desk.one_of(Task)
    if task is None:
        return
    login = desk.who(AT_THEIR_STEP.get(task.step, "lan"))
    match desk.chance.randrange(3):
        case 0:
            desk.do(processing.claim, login, task.id)
        case 1:
            desk.do(processing.release, login, task.id)
        case _:
            desk.do(processing.reassign, "hoa", task.id, desk.chance.choice(ANYBODY))


def pause(desk: Desk) -> None:
    """The clock of a case stops from outside its diagram."""
    kind = desk.chance.choice(list(ASKED))
    login, typed = ASKED[kind]
    typed = {**typed, "until": desk.some_day()}
    if "dated" in typed:
        typed |= {"dated": f"{desk.now:%d/%m/%Y}"}
    desk.do(pausing.pause_case, desk.who(login), desk.code(), kind, typed)


def resume(desk: Desk) -> None:
    """A pause ends, one that lasts or one that is over."""
    chosen = desk.one_of(Pause)
    if chosen is not None:
        login = ASKED.get(PauseKind(chosen.kind), ("lan", {}))[0]
        code = _code_of(desk, chosen.case_id)
        desk.do(pausing.resume_case, desk.who(login), code, chosen.id)


def give_more_time(desk: Desk) -> None:
    """Whoever is waited for gets more time."""
    chosen = desk.one_of(Pause)
    if chosen is not None:
        code = _code_of(desk, chosen.case_id)
        desk.do(more_time.give, desk.who("hoa"), code, chosen.id, desk.some_day(), REASON)


def put_off(desk: Desk) -> None:
    """A case is put off with an apology."""
    hour = desk.chance.choice(("8:00", "11:30", "13:00", "17:00"))
    login = desk.who(desk.chance.choice(("hoa", "binh")))
    desk.do(extending.put_off, login, desk.code(), desk.some_day(), hour, REASON)


def steer(desk: Desk) -> None:
    """A case is sent back, or moved on."""
    code = desk.code()
    with desk.office.reading() as session:
        officer = person(desk.office, "hoa")
        places = steered.overseen(session, officer, code).places
    login = desk.who(desk.chance.choice(("hoa", "binh", "quang")))
    verb, name = desk.chance.choice(((steering.send_back, "back"), (steering.move_on, "on")))
    ways = [way.value for place in places for way in getattr(place, name)]
    desk.do(verb, login, code, desk.chance.choice(ways or ["nowhere>"]), REASON)


def end(desk: Desk) -> None:
    """A case is withdrawn, voided or stopped."""
    match desk.chance.randrange(3):
        case 0:
            desk.do(ending.withdraw_case, "lan", desk.code(), REASON)
        case 1:
            desk.do(ending.void_case, "lan", desk.code(), REASON)
        case _:
            desk.do(ending.stop_case, "hoa", desk.code(), REASON, "Khoản 1 Điều 9")


def state_earlier_return(desk: Desk) -> None:
    """Somebody states that a result was given earlier than it was recorded."""
    case = desk.one_of(Case, Case.returned_at.is_not(None))
    if case is None:
        return
    given = office_time(case.returned_at) - timedelta(minutes=desk.chance.randint(0, 4_000))
    said = GivenEarlier(stated(given), desk.scan("lan"), "Biên nhận có chữ ký")
    desk.do(earlier_returns.state, "lan", case.code, said)


def decide_return(desk: Desk) -> None:
    """A head consents to an earlier return, or refuses it."""
    chosen = desk.one_of(EarlierReturn)
    if chosen is None:
        return
    if desk.chance.random() < 0.6:
        desk.do(earlier_returns.consent, desk.who("quang"), chosen.id)
    else:
        desk.do(earlier_returns.refuse, desk.who("quang"), chosen.id, REASON)


def confirm_cause(desk: Desk) -> None:
    """A head says why a case is late, for the first time or anew."""
    code = desk.code()
    with desk.office.reading() as session:
        case_id = select(Case.id).where(Case.code == code).scalar_subquery()
        rounds = session.scalars(select(LateCause.round).where(LateCause.case_id == case_id)).all()
        listed: Sequence[Any] = causes.cause_list(desk.office).causes
    told = Confirmation(
        code, desk.chance.choice(listed).key, "Vì bão", REASON, max(rounds, default=0)
    )
    desk.do(late_causes.confirm_cause, desk.who("hoa"), told)


def _code_of(desk: Desk, case_id: int) -> str:
    with desk.office.reading() as session:
        return str(session.get_one(Case, case_id).code)
