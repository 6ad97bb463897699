"""Months, terms of several parts, and what pauses of each kind do to them."""

from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from engine.rules.deadline import (
    BadTerm,
    Pause,
    PauseKind,
    Policy,
    Resume,
    Segment,
    Term,
    Unit,
    due,
    moved,
)
from engine.rules.term_record import read_term, write_term
from tests.rules.calendars import SHIPPED, moment

DAYS, CALENDAR, HOURS, MONTHS, SAME_DAY = (
    Unit.WORKING_DAYS,
    Unit.CALENDAR_DAYS,
    Unit.WORKING_HOURS,
    Unit.MONTHS,
    Unit.SAME_DAY,
)


def term(*parts: tuple[str, Unit], policy: Policy = Policy.END_OF_DAY) -> Term:
    return Term(tuple(Segment(Decimal(amount), unit) for amount, unit in parts), policy)


def a_pause(start: str, end: str, kind: PauseKind = PauseKind.SUPPLEMENT) -> Pause:
    return Pause(moment(start), moment(end), kind)


@pytest.mark.parametrize(
    ("received", "months", "expected"),
    [
        pytest.param("02/03/2026 09:00", "1", "02/04/2026 17:00", id="the same day number"),
        pytest.param("30/01/2026 09:00", "1", "02/03/2026 17:00", id="28/02 is a Saturday"),
        pytest.param("31/03/2026 09:00", "1", "04/05/2026 17:00", id="30/04 is off, then 01/05"),
        pytest.param("30/11/2026 09:00", "3", "01/03/2027 17:00", id="over the year, 28/02 Sunday"),
        pytest.param("31/08/2026 09:00", "1", "05/10/2026 17:00", id="31/08 is off: 03/09 counts"),
        pytest.param("02/03/2026 09:00", "0.5", "17/03/2026 17:00", id="half a month is 15 days"),
        pytest.param("02/03/2026 09:00", "1.5", "17/04/2026 17:00", id="a month and a half"),
        pytest.param("06/03/2026 17:01", "1", "09/04/2026 17:00", id="received after closing"),
        pytest.param("29/02/2028 09:00", "12", "28/02/2029 17:00", id="from a leap day"),
    ],
)
def test_a_month_ends_on_the_same_day_number_or_its_last(
    received: str, months: str, expected: str
) -> None:
    assert due(moment(received), term((months, MONTHS)), SHIPPED) == moment(expected)


def test_a_month_obeys_the_cut_off() -> None:
    late = replace(term(("1", MONTHS)), cutoff=time(15))

    assert due(moment("31/03/2026 14:59"), late, SHIPPED) == moment("04/05/2026 17:00")
    assert due(moment("04/05/2026 15:00"), late, SHIPPED) == moment("05/06/2026 17:00")


def test_a_pause_of_months_adds_its_calendar_days() -> None:
    paused = a_pause("10/03/2026 10:00", "20/03/2026 10:00")

    # 02/04 and ten days are Sunday 12/04.
    assert due(moment("02/03/2026 09:00"), term(("1", MONTHS)), SHIPPED, [paused]) == moment(
        "13/04/2026 17:00"
    )


@pytest.mark.parametrize(
    ("parts", "policy", "expected"),
    [
        pytest.param(
            [("3", DAYS), ("15", CALENDAR)], Policy.END_OF_DAY, "20/03/2026 17:00", id="days, days"
        ),
        pytest.param(
            [("3", DAYS), ("15", CALENDAR), ("7", DAYS)],
            Policy.END_OF_DAY,
            "31/03/2026 17:00",
            id="an investment project's three",
        ),
        pytest.param(
            [("5", CALENDAR), ("1", DAYS)],
            Policy.END_OF_DAY,
            "10/03/2026 17:00",
            id="a part that ends on Saturday ends on Monday",
        ),
        pytest.param(
            [("4", HOURS), ("1", DAYS)], Policy.END_OF_DAY, "03/03/2026 17:00", id="hours, days"
        ),
        pytest.param(
            [("1", DAYS), ("4", HOURS)], Policy.END_OF_DAY, "04/03/2026 11:30", id="days, hours"
        ),
        pytest.param(
            [("1", DAYS), ("1", CALENDAR), ("0.5", DAYS)],
            Policy.HOUR_EXACT,
            "05/03/2026 11:30",
            id="to the minute where it can be",
        ),
        pytest.param([("0", SAME_DAY), ("1", DAYS)], Policy.END_OF_DAY, "03/03/2026 17:00",
                     id="the same day, then one"),
    ],
)  # fmt: skip
def test_each_part_of_a_term_begins_where_the_one_before_ends(
    parts: list[tuple[str, Unit]], policy: Policy, expected: str
) -> None:
    assert due(moment("02/03/2026 09:00"), term(*parts, policy=policy), SHIPPED) == moment(expected)


def test_the_cut_off_is_of_the_reception_and_of_no_later_part() -> None:
    with_cut_off = replace(term(("1", DAYS), ("1", CALENDAR)), cutoff=time(15))

    assert due(moment("02/03/2026 15:00"), with_cut_off, SHIPPED) == moment("05/03/2026 17:00")


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        pytest.param(
            a_pause("03/03/2026 10:00", "05/03/2026 10:00"), "25/03/2026 17:00", id="in the first"
        ),
        pytest.param(
            a_pause("12/03/2026 10:00", "18/03/2026 10:00"), "26/03/2026 17:00", id="in the second"
        ),
        pytest.param(
            a_pause("03/03/2026 10:00", "03/03/2026 16:00"), "20/03/2026 17:00", id="within a day"
        ),
        pytest.param(
            a_pause("23/03/2026 10:00", "25/03/2026 10:00"), "20/03/2026 17:00", id="after the end"
        ),
    ],
)
def test_a_pause_moves_the_part_it_lies_in_and_those_after(pause: Pause, expected: str) -> None:
    mixed = term(("3", DAYS), ("15", CALENDAR))

    assert due(moment("02/03/2026 09:00"), mixed, SHIPPED, [pause]) == moment(expected)


SUPPLEMENT = a_pause("03/03/2026 10:00", "05/03/2026 10:00")
TAX = a_pause("04/03/2026 10:00", "06/03/2026 10:00", PauseKind.FINANCIAL_DUTY)
LATER_TAX = a_pause("09/03/2026 10:00", "11/03/2026 10:00", PauseKind.FINANCIAL_DUTY)


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        pytest.param([TAX], "10/03/2026 17:00", id="a financial duty lets the term go on"),
        pytest.param([SUPPLEMENT], "10/03/2026 17:00", id="a supplement starts it anew"),
        pytest.param(
            [SUPPLEMENT, TAX], "11/03/2026 17:00", id="anew when both that overlap are over"
        ),
        pytest.param(
            [SUPPLEMENT, LATER_TAX], "13/03/2026 17:00", id="anew, and the later one continues"
        ),
        pytest.param(
            [replace(SUPPLEMENT, kind=kind) for kind in PauseKind], "10/03/2026 17:00",
            id="the same stretch for every reason",
        ),
    ],
)  # fmt: skip
def test_only_a_supplement_makes_a_term_start_anew(pauses: list[Pause], expected: str) -> None:
    restarting = replace(term(("3", DAYS)), resume=Resume.RESTART)

    assert due(moment("02/03/2026 09:00"), restarting, SHIPPED, pauses) == moment(expected)


def test_a_term_of_parts_starts_anew_with_its_first_part() -> None:
    restarting = replace(term(("1", DAYS), ("2", CALENDAR)), resume=Resume.RESTART)
    in_the_second = a_pause("04/03/2026 10:00", "09/03/2026 10:00")

    assert due(moment("02/03/2026 09:00"), restarting, SHIPPED, [in_the_second]) == moment(
        "12/03/2026 17:00"
    )


def test_a_calendar_change_never_makes_a_promised_date_earlier() -> None:
    printed, earlier, later = map(
        moment, ("05/03/2026 17:00", "04/03/2026 17:00", "06/03/2026 17:00")
    )

    assert moved(printed, earlier) == printed
    assert moved(printed, later) == later


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        pytest.param("-1", DAYS, id="below zero"),
        pytest.param("1201", MONTHS, id="a hundred years"),
        pytest.param("1.25", MONTHS, id="a quarter of a month"),
    ],
)
def test_an_absurd_part_is_refused(amount: str, unit: Unit) -> None:
    with pytest.raises(BadTerm):
        Segment(Decimal(amount), unit)


def test_a_term_of_nothing_or_of_too_many_parts_is_refused() -> None:
    with pytest.raises(BadTerm):
        Term(())
    with pytest.raises(BadTerm):
        term(*[("1", DAYS)] * 13)


@pytest.mark.parametrize(
    ("parts", "english", "vietnamese"),
    [
        ([("1.50", DAYS)], "1.5 working days", "1,5 ngày làm việc"),
        ([("20", CALENDAR)], "20 days", "20 ngày"),
        ([("2", MONTHS)], "2 months", "2 tháng"),
        ([("0", SAME_DAY)], "the same day", "trong ngày"),
        (
            [("3", DAYS), ("15", CALENDAR)],
            "3 working days, then 15 days",
            "3 ngày làm việc, sau đó 15 ngày",
        ),
    ],
    ids=["half days", "calendar days", "months", "same day", "parts"],
)
def test_a_term_is_said_in_both_languages(
    parts: list[tuple[str, Unit]], english: str, vietnamese: str
) -> None:
    said = term(*parts).said

    assert (str(said), said.to("vi")) == (english, vietnamese)


def test_a_term_comes_back_from_its_record_as_it_was() -> None:
    whole = Term(
        (Segment(Decimal("1.5"), DAYS), Segment(Decimal(2), MONTHS)),
        Policy.HOUR_EXACT,
        cutoff=time(15, 30),
        pause_day_consumed=True,
        resume=Resume.RESTART,
    )

    assert read_term(write_term(whole)) == whole


def test_the_record_of_an_older_case_still_reads() -> None:
    kept = {
        "amount": "3",
        "unit": "working_days",
        "policy": "end_of_day",
        "cutoff": None,
        "saturday": "rolls",
        "pause_day_consumed": False,
        "resume": "continue",
    }

    assert read_term(kept) == term(("3", DAYS))
