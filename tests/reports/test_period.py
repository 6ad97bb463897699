from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import period
from reports.period import BadPeriod, Basis, Period

years = st.integers(period.FIRST_YEAR + 1, period.LAST_YEAR)
days = st.dates(date(period.FIRST_YEAR, 1, 1), date(period.LAST_YEAR, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2026-10", "2026-10-01", "2026-10-31", id="a month"),
        pytest.param("2026-02", "2026-02-01", "2026-02-28", id="February"),
        pytest.param("2028-02", "2028-02-01", "2028-02-29", id="February of a leap year"),
        pytest.param("2100-02", "2100-02-01", "2100-02-28", id="a hundredth year does not leap"),
        pytest.param("2026-12", "2026-12-01", "2026-12-31", id="December"),
        pytest.param("2026-Q1", "2026-01-01", "2026-03-31", id="the first quarter"),
        pytest.param("2026-q4", "2026-10-01", "2026-12-31", id="the last quarter, small letter"),
        pytest.param("2026", "2026-01-01", "2026-12-31", id="a year"),
        pytest.param("31/10/2026", "2026-10-31", "2026-10-31", id="a day as people write it"),
        pytest.param("2026-10-05_2026-11-02", "2026-10-05", "2026-11-02", id="two days"),
    ],
)
def test_a_plain_period_follows_the_calendar(text: str, first: str, last: str) -> None:
    asked = period.read(text)

    assert (asked.first.isoformat(), asked.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2026-11", "2026-10-15", "2026-11-14", id="a month"),
        pytest.param("2026-01", "2025-12-15", "2026-01-14", id="January begins in the year before"),
        pytest.param("2028-03", "2028-02-15", "2028-03-14", id="over a leap day"),
        pytest.param("2026-Q1", "2025-12-15", "2026-03-14", id="the first quarter"),
        pytest.param("2026-Q4", "2026-09-15", "2026-12-14", id="the last quarter"),
        pytest.param("2026", "2025-12-15", "2026-12-14", id="a year"),
    ],
)
def test_a_reporting_period_runs_from_the_15th_to_the_14th(
    text: str, first: str, last: str
) -> None:
    asked = period.read(text, Basis.REPORTING)

    assert (asked.first.isoformat(), asked.last.isoformat()) == (first, last)


@pytest.mark.parametrize("basis", Basis)
@given(year=years)
def test_months_make_quarters_and_quarters_make_the_year(basis: Basis, year: int) -> None:
    whole = period.read(f"{year}", basis)
    months = [period.read(f"{year}-{month:02}", basis) for month in range(1, 13)]
    quarters = [period.read(f"{year}-Q{quarter}", basis) for quarter in range(1, 5)]

    for parts in (months, quarters):
        assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
        assert _without_gap(parts)
    assert [part.last for part in months[2::3]] == [part.last for part in quarters]


@given(first=days, last=days)
def test_any_two_days_are_a_period_when_they_are_in_order(first: date, last: date) -> None:
    if last < first:
        with pytest.raises(BadPeriod):
            period.between(first, last)
        return

    asked = period.between(first, last)

    assert asked.ends - asked.starts == last - first + timedelta(days=1)
    assert period.read(asked.key) == asked


@given(text=st.text(max_size=24))
def test_whatever_is_typed_is_a_period_or_refused_in_words(text: str) -> None:
    try:
        asked = period.read(text)
    except BadPeriod:
        return

    assert asked.first <= asked.last


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("2026-13", "There is no month 13.", id="a thirteenth month"),
        pytest.param("2026-00", "There is no month 00.", id="a month nought"),
        pytest.param("2026-Q5", "2026-Q5 is not a period", id="a fifth quarter"),
        pytest.param("tháng 10", "tháng 10 is not a period", id="words"),
        pytest.param("", "“” is not a period", id="nothing"),
        pytest.param("1026-10", "1026-10 lies outside the years", id="a slip of the finger"),
        pytest.param("2026-02-30", "2026-02-30 is not a day", id="a day that is not there"),
        pytest.param("2026-10-31_2026-10-01", "ends on 01/10/2026, before", id="the wrong way"),
    ],
)
def test_a_bad_period_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(BadPeriod) as refusal:
        period.read(text)

    assert words in str(refusal.value.said)


def test_a_period_lasts_from_midnight_to_midnight_in_the_office() -> None:
    asked = period.on(date(2026, 11, 23))

    assert asked.starts.isoformat() == "2026-11-23T00:00:00+07:00"
    assert asked.ends.isoformat() == "2026-11-24T00:00:00+07:00"


def _without_gap(parts: list[Period]) -> bool:
    return all(after.first - before.last == timedelta(days=1) for before, after in pairwise(parts))
