"""How a length of time stands on the receipt."""

from decimal import Decimal

import pytest

from engine.gateways import paper_words
from engine.rules.deadline import Segment, Term, Unit


@pytest.mark.parametrize(
    ("segments", "written"),
    [
        pytest.param([("3", Unit.WORKING_DAYS)], "03 ngày làm việc", id="below ten"),
        pytest.param([("1.5", Unit.WORKING_DAYS)], "1,5 ngày làm việc", id="halves"),
        pytest.param([("0", Unit.SAME_DAY)], "trong ngày", id="the same day"),
        pytest.param([("2", Unit.MONTHS)], "02 tháng", id="months"),
        pytest.param(
            [("3", Unit.WORKING_DAYS), ("15", Unit.CALENDAR_DAYS)],
            "03 ngày làm việc, sau đó 15 ngày",
            id="parts",
        ),
    ],
)
def test_a_term_is_written_as_offices_write_it(
    segments: list[tuple[str, Unit]], written: str
) -> None:
    term = Term(tuple(Segment(Decimal(amount), unit) for amount, unit in segments))

    assert paper_words.term(term) == written
