"""A morning on which the counter could record nothing, and what was entered for it afterwards.

Three dossiers came on paper: two were entered the same day and confirmed, the
third turned up on the last day and still waits for the director. And one
result was given before it was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select

from engine.actions import documents, earlier_returns, late_entries, outages
from engine.actions.application import OnPaper
from engine.actions.earlier_returns import GivenEarlier
from engine.actions.outages import OutageNote
from engine.demo.scan import sealed_scan
from engine.models import Case, Document, LateEntry, Officer, Outage
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar, office_time
from engine.rules.stated_moment import StatedMoment

# How many working days ago it was, and from when to when after the office opened.
DAYS_AGO = 3
FROM, UNTIL = timedelta(minutes=30), timedelta(minutes=135)
# Slips by their number: how long after the office opened the citizen came.
SLIPS = {"01": timedelta(minutes=42), "02": timedelta(minutes=80), "03": timedelta(minutes=118)}
LAST_SLIP = "03"
A_WHILE = timedelta(hours=1)

Plan = Iterator[int]


@dataclass(frozen=True)
class Morning:
    """The outage of the story; its plans are played among those of all cases."""

    office: Office
    people: Mapping[str, Officer]
    calendar: WorkingCalendar
    until: datetime
    case: Callable[[str, OnPaper], Plan]

    @property
    def opened(self) -> datetime:
        """When the office opened on that day."""
        return self._opening(DAYS_AGO)

    def covers(self, moment: datetime) -> bool:
        """Whether the counter could record nothing then."""
        return self.opened + FROM <= moment <= self.opened + UNTIL

    def plans(self) -> Iterator[tuple[datetime, Plan]]:
        """What is done when."""
        ended = self.opened + UNTIL
        yield ended + timedelta(minutes=10), self._noted()
        for slip, minutes in (("01", 35), ("02", 50)):
            yield ended + timedelta(minutes=minutes), self._entered("minh", slip)
        yield self.calendar.add_minutes(ended, 180), self._confirmed()
        yield self._opening(1) + A_WHILE, self._entered("lan", LAST_SLIP)
        yield self._opening(1) + 2 * A_WHILE, self._given_earlier()

    def _noted(self) -> Plan:
        said = OutageNote(
            _stated(self.opened + FROM),
            _stated(self.opened + UNTIL),
            "Mất kết nối từ Bộ phận Một cửa đến máy chủ",
            "Cáp quang bị đứt khi thi công vỉa hè.",
            "08/TB-TTPVHCC",
        )
        with self.office.transaction() as session:
            outages.note(session, self.office, self.people["quang"], said)
        yield from ()

    def _entered(self, login: str, slip: str) -> Plan:
        outage = self._number()
        came = OnPaper(str(outage), slip, _stated(self.opened + SLIPS[slip]))
        yield from self.case(login, came)

    def _confirmed(self) -> Plan:
        with self.office.reading() as session:
            waiting = session.scalars(
                select(LateEntry.id).where(LateEntry.state == "waiting").order_by(LateEntry.id)
            ).all()
        for entry in waiting:
            with self.office.transaction() as session:
                late_entries.confirm(session, self.office, self.people["quang"], entry)
            yield 4

    def _given_earlier(self) -> Plan:
        """A result that a citizen got at home, an hour after it was issued."""
        found = self._last_returned()
        if found is None:
            return
        code, issued = found
        with self.office.transaction() as session:
            lan = self.people["lan"]
            signed = documents.store_file(
                session, self.office, lan, f"bien-nhan-{code}.pdf", sealed_scan(code)
            )
            given = _stated(issued + A_WHILE)
            said = GivenEarlier(given, str(signed.id), "Biên nhận có chữ ký, trao tại nhà")
            stated = earlier_returns.state(session, self.office, lan, code, said)
        yield 25
        with self.office.transaction() as session:
            earlier_returns.consent(session, self.office, self.people["quang"], stated.id)

    def _last_returned(self) -> tuple[str, datetime] | None:
        """The last case that was returned long after its result was issued."""
        with self.office.reading() as session:
            rows = session.execute(
                select(Case.code, Case.returned_at, Document.issued_at)
                .join(Document, Document.case_id == Case.id)
                .where(
                    Case.returned_at.is_not(None),
                    Document.kind == "result",
                    ~exists().where(LateEntry.case_id == Case.id),
                )
                .order_by(Case.returned_at.desc(), Case.id)
            ).all()
        for row in rows:
            issued = office_time(row.issued_at)
            if issued + 2 * A_WHILE < row.returned_at:
                return row.code, issued
        return None

    def _number(self) -> int:
        with self.office.reading() as session:
            return session.scalars(select(Outage.id)).one()

    def _opening(self, days_ago: int) -> datetime:
        """When the office opened some working days before the story ends."""
        day = self.until.date()
        for _ in range(days_ago):
            day = self._working_day_before(day)
        return datetime.combine(day, self.calendar.sessions_on(day)[0].start, OFFICE_ZONE)

    def _working_day_before(self, day: date) -> date:
        day -= timedelta(days=1)
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day


def _stated(moment: datetime) -> StatedMoment:
    local = office_time(moment)
    return StatedMoment(f"{local:%d/%m/%Y}", f"{local:%H:%M}")
