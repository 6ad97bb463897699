"""How papers write days, hours, lengths of time and verdicts: in Vietnamese.

Days below ten and the months January and February are written with a zero
before them, as Decree 30/2020/NĐ-CP, annex I, wants it on official papers, so
that nothing can be added in front.

>>> long_day(date(2026, 2, 5))
'ngày 05 tháng 02 năm 2026'
"""

from __future__ import annotations

from datetime import date, datetime

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.deadline import Segment, Term, Unit, Verdict

_UNITS = {
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.MONTHS: "tháng",
}
_VERDICTS = {
    Verdict.EARLY: "Trước hạn",
    Verdict.ON_TIME: "Đúng hạn",
    Verdict.LATE: "Quá hạn",
    Verdict.RUNNING: "Trong hạn",
    Verdict.NEAR_DUE: "Sắp đến hạn",
    Verdict.OVERDUE: "Quá hạn",
    Verdict.PAUSED: "Tạm dừng tính thời gian",
}


def day(value: date) -> str:
    """Write a day in figures."""
    return f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """Write the day of a paper's heading; a month from March on needs no zero."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def moment(value: datetime) -> str:
    """Write a moment by the office's clock; one without a zone is refused."""
    if value.tzinfo is None:
        raise ValueError(f"a moment on a paper needs its zone: {value}")
    here = value.astimezone(OFFICE_ZONE)
    return f"{here:%H} giờ {here:%M} phút, ngày {day(here)}"


def term(value: Term) -> str:
    """Write the length of time a procedure may take, part after part."""
    return ", sau đó ".join(_length(segment) for segment in value.segments)


def _length(segment: Segment) -> str:
    if segment.unit is Unit.SAME_DAY:
        return "trong ngày"
    amount = segment.amount.normalize()
    if amount == amount.to_integral_value():
        return f"{int(amount):02d} {_UNITS[segment.unit]}"
    return f"{amount:f} {_UNITS[segment.unit]}".replace(".", ",", 1)


def verdict(value: Verdict) -> str:
    """Write how a step stood when the file changed hands."""
    return _VERDICTS[value]


def two_figures(value: int) -> str:
    """Write a number so that no figure can be put before it."""
    return f"{value:02d}"
