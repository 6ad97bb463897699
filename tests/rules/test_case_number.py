from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.case_number import BadCaseNumber, CaseNumber, compose, parse

DAY = date(2026, 11, 23)


def test_a_number_names_agency_day_and_place_in_that_day() -> None:
    assert compose("H15.50.05.13", date(2026, 10, 8), 975) == "H15.50.05.13-261008-0975"


def test_a_number_widens_past_9999_rather_than_begin_again() -> None:
    assert compose("H32.1", DAY, 10_000) == "H32.1-261123-10000"
    assert parse("H32.1-261123-10000").n == 10_000


def test_the_form_of_2018_is_read_too() -> None:
    assert parse("000.00.01.H32-181123-0001") == CaseNumber("000.00.01.H32", date(2018, 11, 23), 1)


def test_reading_forgives_spaces_and_small_letters() -> None:
    assert parse(" h32.1 - 261123-0042\n") == CaseNumber("H32.1", DAY, 42)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("H32.1-261123", id="without its number"),
        pytest.param("H32.1-261123-42", id="too few digits"),
        pytest.param("H32.1-261123-00042", id="too many zeros"),
        pytest.param("H32.1-261123-0000", id="number nought"),
        pytest.param("H32.1-261323-0042", id="no such month"),
        pytest.param("H32..1-261123-0042", id="no such agency"),
        pytest.param("H32.1-261123-٠٠٤٢", id="digits of another script"),
        pytest.param("H" * 36 + "-261123-0042", id="an agency too long"),
    ],
)
def test_what_is_not_a_number_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadCaseNumber):
        parse(text)


@pytest.mark.parametrize(
    ("agency", "day", "n"),
    [
        pytest.param("h32", DAY, 1, id="a small letter"),
        pytest.param("H32", DAY, 0, id="number nought"),
        pytest.param("H32", date(1999, 1, 1), 1, id="another century"),
    ],
)
def test_a_number_that_could_not_be_read_is_not_written(agency: str, day: date, n: int) -> None:
    with pytest.raises(ValueError, match=r"a case has|not the code"):
        compose(agency, day, n)


@given(
    st.from_regex(r"H[0-9]{2}(\.[1-9][0-9]?){0,3}", fullmatch=True).filter(str.isascii),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
)
def test_what_was_written_is_read(agency: str, day: date, n: int) -> None:
    assert parse(compose(agency, day, n)) == CaseNumber(agency, day, n)
