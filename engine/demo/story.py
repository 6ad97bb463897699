"""Three weeks in the demo office, told through the verbs with a moved clock.

Each case is a little plan: at which working minute who does what. The plans of
all cases are merged and played in order of time, so that the audit trail, the
numbers and the deadlines come out as they would in a living office. The same
day gives the same cases.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from engine import jobs
from engine.actions import documents, ending, processing, reception, ringing, timekeeping
from engine.actions.application import Application, OnPaper
from engine.demo import apologies, calendar_changes, causes, organisation, people_of_the_ward, waits
from engine.demo.outage import Morning
from engine.demo.scan import sealed_scan
from engine.errors import WrongMove
from engine.i18n import Said
from engine.models import Agency, Case, Officer, Task
from engine.office import MovedClock, Office
from engine.queries import calendars
from engine.rules.calendar import OFFICE_ZONE

DAYS = 21
CASES_A_DAY = (9, 14)
MINUTES_OPEN = 480
RINGS_EVERY = timedelta(hours=1)
# How often a case takes each way; the rest are good days.
WAYS = (("good", 58), ("supplement", 10), ("rework", 8), ("unqualified", 5), ("late", 9),
        ("stuck", 4), ("sent_back", 3), ("withdrawn", 3))  # fmt: skip
# Working minutes at the appraiser's desk, by how the case goes.
APPRAISAL = {"late": (500, 1400), "stuck": (1200, 9000)}
AWAY_AT_COUNTER = 0.08

Act = Callable[[], None]
Plan = Iterator[int]


@dataclass(frozen=True)
class Told:
    """What the story made."""

    cases: int
    open_cases: int


def tell(office: Office, until: datetime) -> Told:
    """Make the office and its three weeks up to a moment; refuses an office that has people."""
    with office.reading() as session:
        if session.scalar(select(func.count()).select_from(Agency)):
            raise WrongMove(Said("This office already has agencies; a demo needs an empty one."))
    until = until.astimezone(OFFICE_ZONE).replace(second=0, microsecond=0)
    real_clock, real_settings = office.clock, office.settings
    clock = MovedClock(until - timedelta(days=DAYS))
    office.clock = clock
    try:
        _Story(office, clock, until).play()
    finally:
        office.clock = real_clock
        office.settings = real_settings
    with office.reading() as session:
        cases = session.scalar(select(func.count()).select_from(Case).where(Case.code.isnot(None)))
        still = session.scalar(
            select(func.count()).select_from(Case).where(Case.closed_at.is_(None))
        )
    return Told(cases or 0, still or 0)


class _Story:
    def __init__(self, office: Office, clock: MovedClock, until: datetime) -> None:
        self.office = office
        self.clock = clock
        self.until = until
        self.chance = Random(f"{until:%Y-%m-%d}")  # noqa: S311  (a story, not a secret)
        self.people: dict[str, Officer] = {}
        self.numbered = 0
        self.rung_at = clock.at

    def play(self) -> None:
        """Found the office, then let every plan go on in order of time."""
        with self.office.transaction() as session:
            organisation.found(session, self.office)
        self.people = self._people()
        with self.office.reading() as session:
            self.calendar = calendars.of(session, self.office, self.people["lan"].agency_id)
        self.morning = Morning(
            self.office, self.people, self.calendar, self.until, self._case_on_paper
        )
        waiting: list[tuple[datetime, int, Plan]] = []
        for order, (at, plan) in enumerate([*self._arrivals(), *self.morning.plans()]):
            heapq.heappush(waiting, (at, order, plan))
        while waiting:
            at, order, plan = heapq.heappop(waiting)
            if at > self.until:
                continue
            self._move_to(at)
            minutes = next(plan, None)
            if minutes is not None:
                later = self.calendar.add_minutes(at, minutes)
                heapq.heappush(waiting, (later, order, plan))
        self._move_to(self.until)
        # So that open cases are among those that were put off.
        for signer in apologies.SIGNS.values():
            apologies.sign_first(self.office, self.people[signer])
        causes.confirm(self.office, self.people["hoa"], self.people["binh"])
        calendar_changes.announce(self.office, self.people["quang"], self.calendar)
        jobs.run_due(self.office)
        jobs.learn(self.office)

    def _people(self) -> dict[str, Officer]:
        with self.office.reading() as session:
            found = session.scalars(
                select(Officer).options(
                    selectinload(Officer.posts),
                    selectinload(Officer.department),
                    selectinload(Officer.agency),
                )
            )
            return {officer.login: officer for officer in found}

    def _arrivals(self) -> Iterator[tuple[datetime, Plan]]:
        calendar = self.calendar
        day = self.clock.at.date()
        ways, weights = zip(*WAYS, strict=True)
        while day <= self.until.date():
            if calendar.is_working_day(day):
                opening = datetime.combine(day, calendar.sessions_on(day)[0].start, OFFICE_ZONE)
                if signer := apologies.signed_on(day):
                    at = calendar.add_minutes(opening, apologies.WORKED)
                    yield at, apologies.on_a_morning(self.office, self.people[signer])
                if waits.asked_on(day):
                    at = calendar.add_minutes(opening, waits.ASKED)
                    yield at, waits.wait(self.office, self.people["lan"])
                for _ in range(self.chance.randint(*CASES_A_DAY)):
                    at = calendar.add_minutes(opening, self.chance.randrange(5, MINUTES_OPEN - 20))
                    way = self.chance.choices(ways, weights)[0]
                    case = self._case(way, Random(self.chance.random()))  # noqa: S311
                    if not self.morning.covers(at):
                        yield at, case
            day += timedelta(days=1)

    def _move_to(self, at: datetime) -> None:
        """Let the office live until then: it marks that it lives, and its timers fire."""
        while self.clock.at < at:
            self.clock.at = min(at, self.clock.at + timedelta(hours=12))
            with self.office.transaction() as session:
                timekeeping.mark_alive(session, self.office)
        jobs.fire_due_timers(self.office)
        # Who reads the bells of the demo office does not mind an hour; its making would.
        if at - self.rung_at >= RINGS_EVERY or at == self.until:
            ringing.ring_due(self.office)
            self.rung_at = at

    def _case_on_paper(self, clerk: str, came: OnPaper) -> Plan:
        """A dossier that came on paper, entered by a clerk; then its days are good."""
        chance = Random(f"{self.until:%Y-%m-%d} {came.slip}")  # noqa: S311  (a story)
        handed = replace(
            people_of_the_ward.application(chance, "1.001612"), channel="counter", on_paper=came
        )
        yield from self._received("good", chance, clerk, handed)

    def _case(self, way: str, chance: Random) -> Plan:
        """One case's life; each ``yield`` is how many working minutes pass until the next act."""
        clerk = chance.choice(("lan", "minh"))
        handed = people_of_the_ward.application(chance, "1.001612")
        if chance.random() < AWAY_AT_COUNTER:
            with self.office.transaction() as session:
                reception.guide(
                    session, self.office, self.people[clerk], handed,
                    "Giấy đề nghị chưa có chữ ký của chủ hộ.\nThiếu địa chỉ trụ sở cụ thể.",
                )  # fmt: skip
            return
        yield from self._received(way, chance, clerk, handed)

    def _received(self, way: str, chance: Random, clerk: str, handed: Application) -> Plan:
        with self.office.transaction() as session:
            case = reception.register_case(session, self.office, self.people[clerk], handed)
        code = str(case.code)
        yield chance.randrange(10, 90)
        self._do(clerk, code, "hand_over")
        yield chance.randrange(10, 60)
        if way == "sent_back":
            self._do("hoa", code, "receive_case", receipt="sent_back",
                     send_back_reason="Thiếu bản ủy quyền kèm theo.")  # fmt: skip
            yield chance.randrange(20, 60)
            self._do(clerk, code, "hand_over")
            yield chance.randrange(10, 60)
        self._do("hoa", code, "receive_case", receipt="received")
        yield chance.randrange(5, 60)
        officer = chance.choice(("duc", "tuyet"))
        self._do("hoa", code, "assign_officer", officer=officer)
        yield from self._department(way, chance, clerk, officer, code)

    def _department(self, way: str, chance: Random, clerk: str, officer: str, code: str) -> Plan:
        yield chance.randrange(*APPRAISAL.get(way, (60, 300)))
        if way == "withdrawn":
            with self.office.transaction() as session:
                ending.withdraw_case(
                    session, self.office, self.people[clerk], code, "Chủ hộ thay đổi kế hoạch."
                )
            return
        if way == "supplement":
            yield from self._supplement(chance, clerk, officer, code)
        if way == "unqualified":
            self._do(officer, code, "appraise", appraisal="unqualified",
                     findings="Ngành nghề thuộc danh mục cấm.",
                     unmet="Khoản 1 Điều 85 Nghị định 168/2025/NĐ-CP.")  # fmt: skip
        else:
            self._appraise(chance, officer, code)
            yield chance.randrange(60, 420) if way != "late" else chance.randrange(500, 900)
            self._do("quan", code, "tax_code", tax_code=f"42{chance.randrange(10**7, 10**8)}")
        yield chance.randrange(20, 180)
        leader = chance.choice(("binh", "khanh"))
        if way == "rework":
            self._do(leader, code, "approve", approval="rework",
                     rework_reason="Ghi lại ngành nghề kinh doanh cho đúng mã.")  # fmt: skip
            yield chance.randrange(30, 120)
            self._appraise(chance, officer, code)
            yield chance.randrange(20, 120)
            self._do("quan", code, "tax_code", tax_code=f"42{chance.randrange(10**7, 10**8)}")
            yield chance.randrange(20, 120)
        self._do(leader, code, "approve", approval="approved")
        yield chance.randrange(10, 90)
        self._number(code)
        yield chance.randrange(5, 40)
        self._do("van", code, "hand_back")
        yield chance.randrange(30, 1500)
        self._return(chance, clerk, code)

    def _supplement(self, chance: Random, clerk: str, officer: str, code: str) -> Plan:
        self._do(officer, code, "appraise", appraisal="supplement",
                 findings="Thiếu văn bản ủy quyền của các thành viên.")  # fmt: skip
        yield chance.randrange(20, 90)
        self._do("hoa", code, "issue_supplement",
                 supplement_items="Văn bản ủy quyền của các thành viên hộ gia đình, có chứng thực",
                 supplement_reason="Hộ do các thành viên cùng đăng ký thành lập.",
                 contact_phone="0258000901")  # fmt: skip
        yield chance.randrange(500, 4000)
        self._do(clerk, code, "receive_supplement",
                 supplement_received="Văn bản ủy quyền đã chứng thực")  # fmt: skip
        yield chance.randrange(60, 200)

    def _appraise(self, chance: Random, officer: str, code: str) -> None:
        self._do(officer, code, "appraise", appraisal="qualified",
                 findings="Hồ sơ hợp lệ, tên hộ không trùng.",
                 business_code=people_of_the_ward.trade_code(chance))  # fmt: skip

    def _number(self, code: str) -> None:
        self.numbered += 1
        number = f"{self.numbered:02d}/GCN-HKD"
        with self.office.transaction() as session:
            stored = documents.store_file(
                session, self.office, self.people["van"], f"{code}.pdf", sealed_scan(number)
            )
        self._do("van", code, "number_result", result_number=number,
                 issued_on=f"{self.clock.at:%d/%m/%Y}", sealed_scan=str(stored.id))  # fmt: skip

    def _return(self, chance: Random, clerk: str, code: str) -> None:
        with self.office.reading() as session:
            owner = session.scalars(select(Case.owner_name).where(Case.code == code)).one()
        self._do(clerk, code, "return_result", receiver="owner", receiver_name=owner,
                 receiver_id=f"056{chance.randrange(10**8, 10**9)}")  # fmt: skip

    def _do(self, login: str, code: str, step: str, **answers: str) -> None:
        with self.office.reading() as session:
            task_id = session.scalars(
                select(Task.id)
                .join(Case, Case.id == Task.case_id)
                .where(Case.code == code, Task.step == step, Task.state == "ready")
            ).one()
        with self.office.transaction() as session:
            processing.complete(session, self.office, self.people[login], task_id, answers)
