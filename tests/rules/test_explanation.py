"""Every date can be told in reasons, and they are those by which it was counted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n import Name
from engine.rules.calendar import DayKind, SpecialDay
from engine.rules.deadline import (
    Pause,
    PauseKind,
    Policy,
    Resume,
    Saturday,
    Segment,
    Term,
    Unit,
    due,
)
from engine.rules.explanation import explained
from tests.rules.calendars import SHIPPED, moment, with_days
from tests.rules.test_deadline_laws import IN_SPRING, PAUSES, terms

THREE_DAYS = Term.of(Decimal(3), Unit.WORKING_DAYS)


def a_pause(start: str, end: str, kind: PauseKind = PauseKind.SUPPLEMENT) -> Pause:
    return Pause(moment(start), moment(end), kind)


def told(
    received: str,
    term: Term,
    pauses: Sequence[Pause] = (),
    *,
    printed: str | None = None,
    still: Pause | None = None,
    language: str = "vi",
) -> list[str]:
    explanation = explained(
        moment(received),
        term,
        SHIPPED,
        pauses,
        printed=moment(printed) if printed else None,
        standing_still=still,
    )
    return [reason.said.to(language) for reason in explanation.reasons]


def test_the_days_before_tet_are_told_in_vietnamese() -> None:
    assert told("13/02/2026 10:00", THREE_DAYS) == [
        "Tiếp nhận lúc 10:00 thứ Sáu 13/02/2026.",
        "Thời hạn: 3 ngày làm việc; ngày tiếp nhận không tính.",
        "Nghỉ hằng tuần không tính: 14/02–15/02/2026, 21/02–22/02/2026.",
        "16/02–20/02/2026 không tính: Tết Nguyên đán Bính Ngọ.",
        "Hẹn trả lúc 17:00 thứ Tư 25/02/2026.",
    ]


def test_pauses_are_told_in_english_with_what_each_moved() -> None:
    pauses = [
        a_pause("12/03/2026 10:00", "13/03/2026 09:00"),
        a_pause("03/03/2026 09:00", "03/03/2026 15:00"),
        a_pause("04/03/2026 10:00", "06/03/2026 15:00", PauseKind.FINANCIAL_DUTY),
    ]
    five_days = Term.of(Decimal(5), Unit.WORKING_DAYS)

    lines = told("02/03/2026 09:00", five_days, pauses, language="en")

    moved = "due 17:00 12/03/2026 instead of 17:00 09/03/2026"
    assert lines[2:5] == [
        "Paused 09:00 03/03/2026 – 15:00 03/03/2026, supplement no. 1: moves nothing.",
        f"Paused 10:00 04/03/2026 – 15:00 06/03/2026, financial duty no. 1: {moved}.",
        "Weekly rest does not count: 07/03–08/03/2026, 14/03–15/03/2026.",
    ]
    assert lines[5].startswith("Paused 10:00 12/03/2026 – 09:00 13/03/2026, supplement no. 2: ")


@pytest.mark.parametrize(
    ("received", "term", "line"),
    [
        pytest.param(
            "06/03/2026 17:30",
            THREE_DAYS,
            "Tính như tiếp nhận ngày thứ Hai 09/03/2026: "
            "ngoài giờ làm việc hoặc sau giờ chốt nhận hồ sơ.",
            id="after closing",
        ),
        pytest.param(
            "06/03/2026 15:00",
            replace(THREE_DAYS, cutoff=time(15)),
            "Tính như tiếp nhận ngày thứ Hai 09/03/2026: "
            "ngoài giờ làm việc hoặc sau giờ chốt nhận hồ sơ.",
            id="at the cut-off",
        ),
        pytest.param(
            "07/03/2026 09:00",
            replace(THREE_DAYS, saturday=Saturday.COUNTS),
            "Ngày thứ Bảy nhận hồ sơ được tính là ngày tiếp nhận.",
            id="a Saturday that counts",
        ),
        pytest.param(
            "06/03/2026 12:00",
            replace(THREE_DAYS, policy=Policy.HOUR_EXACT),
            "Ngoài giờ làm việc: tính từ 13:00 thứ Sáu 06/03/2026.",
            id="at lunch, to the minute",
        ),
        pytest.param(
            "21/08/2026 09:00",
            THREE_DAYS,
            "22/08/2026 có làm việc: Làm bù cho ngày 31/08/2026.",
            id="over a make-up Saturday",
        ),
        pytest.param(
            "18/08/2026 09:00",
            Term.of(Decimal(15), Unit.CALENDAR_DAYS),
            "thứ Tư 02/09/2026 không phải ngày làm việc: chuyển sang thứ Năm 03/09/2026.",
            id="to a holiday",
        ),
        pytest.param(
            "02/03/2026 09:00",
            Term((Segment(Decimal(3), Unit.WORKING_DAYS), Segment(Decimal(1), Unit.MONTHS))),
            "3 ngày làm việc hết lúc 17:00 thứ Năm 05/03/2026.",
            id="the end of a part",
        ),
        pytest.param(
            "02/03/2026 09:00",
            Term.of(Decimal(40), Unit.WORKING_DAYS),
            "Số ngày nghỉ hằng tuần không tính: 15.",
            id="many weekends",
        ),
        pytest.param(
            "31/12/2026 09:00",
            THREE_DAYS,
            "Lịch nghỉ mới công bố đến ngày 31/12/2026; hạn sau ngày đó còn có thể thay đổi.",
            id="beyond what is announced",
        ),
    ],
)
def test_what_made_a_date_is_named(received: str, term: Term, line: str) -> None:
    assert line in told(received, term)


def test_a_term_that_starts_anew_says_so() -> None:
    restarting = replace(THREE_DAYS, resume=Resume.RESTART)
    pauses = [a_pause("03/03/2026 10:00", "05/03/2026 10:00")]

    assert (
        "Tạm dừng 10:00 03/03/2026 – 10:00 05/03/2026, bổ sung lần 1: tính lại từ đầu cả thời hạn, "
        "hẹn trả 17:00 10/03/2026 thay cho 17:00 05/03/2026."
    ) in told("02/03/2026 09:00", restarting, pauses)


def test_a_clock_that_stands_still_says_since_when_and_why() -> None:
    still = a_pause("04/03/2026 10:00", "04/03/2026 11:00")
    earlier = [a_pause("03/03/2026 09:00", "03/03/2026 10:00")]

    assert (
        "Tạm dừng từ 10:00 04/03/2026, bổ sung lần 2: hẹn trả sẽ dời khi tính tiếp thời gian."
    ) in told("02/03/2026 09:00", THREE_DAYS, earlier, still=still)


def test_a_printed_date_is_kept_and_said_why() -> None:
    lines = told("02/03/2026 09:00", THREE_DAYS, printed="06/03/2026 17:00")

    assert lines[-2:] == [
        "Tính lại sẽ là 17:00 05/03/2026; hạn đã in trên giấy không bị rút ngắn.",
        "Hẹn trả lúc 17:00 thứ Sáu 06/03/2026.",
    ]


@given(IN_SPRING, terms(), PAUSES)
def test_an_explanation_comes_to_the_due_date(
    received: datetime, term: Term, pauses: list[Pause]
) -> None:
    explanation = explained(received, term, SHIPPED, pauses)

    assert explanation.due == due(received, term, SHIPPED, pauses)
    assert len(explanation.reasons) >= 3 + len(pauses)


@given(IN_SPRING, terms(), PAUSES, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_day_off_that_moves_a_date_is_named(
    received: datetime, term: Term, pauses: list[Pause], day: date
) -> None:
    storm = SpecialDay(day, DayKind.CLOSURE, Name(f"Bão ngày {day}", f"Storm of {day}"))
    stormy = with_days(SHIPPED, storm)

    if due(received, term, stormy, pauses) != due(received, term, SHIPPED, pauses):
        reasons = explained(received, term, stormy, pauses).reasons

        assert any(f"Storm of {day}" in str(reason.said) for reason in reasons)
