"""What an outage is, and which hours it excuses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bpmn
from engine.rules.answers import Unreadable
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.outage import Span, last_day, read_within, wrong_hour, wrong_span
from engine.rules.stated_moment import read_hour
from tests.rules.calendars import SHIPPED

NOW = datetime(2026, 11, 18, 9, tzinfo=OFFICE_ZONE)
MINUTES = st.integers(-20_000, 2_000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(hour=MINUTES, began=MINUTES, ended=st.none() | MINUTES)
def test_an_hour_that_is_taken_lies_within_and_before_now(
    hour: datetime, began: datetime, ended: datetime | None
) -> None:
    outage = Span(began, ended)

    wrong = wrong_hour(hour, outage, now=NOW, within=10, calendar=SHIPPED)

    if not wrong:
        assert began <= hour <= min(NOW, ended or NOW)
        assert ended is None or NOW.date() <= last_day(ended, 10, SHIPPED)


@given(one=st.tuples(MINUTES, MINUTES), other=st.tuples(MINUTES, MINUTES))
def test_overlapping_is_the_same_seen_from_either(
    one: tuple[datetime, datetime], other: tuple[datetime, datetime]
) -> None:
    first, second = (Span(*sorted(pair)) for pair in (one, other))

    assert first.overlaps(second) == second.overlaps(first)
    if first.overlaps(second):
        shared = max(first.began, second.began)
        assert first.covers(shared)
        assert second.covers(shared)


def test_outages_that_touch_do_not_overlap() -> None:
    noon = NOW + timedelta(hours=3)

    assert not Span(NOW, noon).overlaps(Span(noon, None))
    assert Span(NOW, None).overlaps(Span(noon, None))


@pytest.mark.parametrize(
    ("began", "ended", "field"),
    [
        (NOW + timedelta(minutes=1), None, "began.day"),
        (NOW - timedelta(days=40), NOW, "began.day"),
        (NOW - timedelta(hours=1), NOW - timedelta(hours=1), "ended.hour"),
        (NOW - timedelta(hours=1), NOW + timedelta(hours=1), "ended.day"),
    ],
    ids=["to come", "before the agency worked", "of no length", "an end to come"],
)
def test_what_no_outage_was_is_said_at_its_field(
    began: datetime, ended: datetime | None, field: str
) -> None:
    wrong = wrong_span(Span(began, ended), now=NOW, since=NOW - timedelta(days=30))

    assert list(wrong) == [field]


def test_the_papers_of_a_friday_are_entered_for_ten_working_days() -> None:
    friday = datetime(2026, 11, 20, 15, tzinfo=OFFICE_ZONE)

    # Tuesday 24/11 is a holiday.
    assert f"{last_day(friday, 10, SHIPPED):%d/%m/%Y}" == "07/12/2026"


def test_the_limit_is_data_that_names_its_source() -> None:
    fact = read_within(bpmn.late_entry_text())

    assert (fact.value, fact.runs.source, fact.runs.confirmed) == (10, "house", False)
    assert fact.runs.where


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('[within]\nruns = "nobody"\n[within.stated]\n[sources]', id="no such source"),
        pytest.param("[sources]", id="nothing"),
    ],
)
def test_a_limit_without_a_source_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="late_entry"):
        read_within(text)


@pytest.mark.parametrize("typed", ["", "9", "24:00", "09:60", "chín giờ", "-1:00", "9:5:1"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_hour(typed)
