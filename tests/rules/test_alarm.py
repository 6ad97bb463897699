"""When somebody is told: by shares of a step, by working days before a case is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.queries.alarms import shipped
from engine.rules import alarm
from engine.rules.alarm import Alarm, AlarmKind, AlarmPolicy, AlarmRule, BadPolicy, Whom
from engine.rules.deadline import Pause, Term, Unit, after, due
from tests.rules.calendars import SHIPPED, moment, moments

POLICY = shipped()
ONE = frozenset({Whom.HEAD})


def changed(**rules: AlarmRule) -> AlarmPolicy:
    return replace(
        POLICY, rules={**POLICY.rules, **{AlarmKind(kind): rule for kind, rule in rules.items()}}
    )


def rings(alarms: list[Alarm]) -> list[tuple[str, datetime]]:
    return [(one.kind.value, one.moment) for one in alarms]


def test_a_step_of_two_days_rings_at_seventy_percent_at_its_end_and_a_day_later() -> None:
    began, ends = moment("16/11/2026 08:00"), moment("18/11/2026 08:00")

    laid = alarm.of_step(began, ends, "2 working_days", POLICY, SHIPPED)

    assert rings(laid) == [
        ("step_near", moment("17/11/2026 11:12")),
        ("step_over", ends),
        ("step_late", moment("19/11/2026 08:00")),
    ]


def test_a_step_that_was_paused_rings_when_as_much_is_left_as_before() -> None:
    began, ends = moment("16/11/2026 08:00"), moment("25/11/2026 08:00")

    laid = alarm.of_step(began, ends, "2 working_days", POLICY, SHIPPED)

    # Tuesday the 24th is a holiday since 2026: what is left lies on Monday.
    assert rings(laid)[0] == ("step_near", moment("23/11/2026 11:12"))


def test_the_draft_waits_two_days_before_and_the_apology_is_to_be_sent_the_day_before() -> None:
    laid = alarm.of_case(moment("16/11/2026 09:00"), moment("19/11/2026 17:00"), POLICY, SHIPPED)

    assert rings(laid) == [
        ("apology_draft", moment("17/11/2026 07:30")),
        ("apology_missed", moment("18/11/2026 17:00")),
    ]


def test_a_shorter_term_has_its_draft_at_once() -> None:
    received = moment("16/11/2026 09:00")

    laid = alarm.of_case(received, moment("17/11/2026 17:00"), POLICY, SHIPPED)

    assert rings(laid) == [
        ("apology_draft", received),
        ("apology_missed", moment("16/11/2026 17:00")),
    ]


def test_a_term_of_hours_has_until_its_end_to_apologise() -> None:
    received, ends = moment("16/11/2026 09:00"), moment("16/11/2026 17:00")

    laid = alarm.of_case(received, ends, POLICY, SHIPPED)

    assert rings(laid) == [("apology_draft", received), ("apology_missed", ends)]


def test_a_wait_rings_when_the_office_opens_after_its_last_day() -> None:
    laid = alarm.of_pauses([date(2026, 11, 20), date(2026, 11, 17)], POLICY, SHIPPED)

    assert rings(laid) == [
        ("no_answer", moment("18/11/2026 07:30")),
        ("no_answer", moment("23/11/2026 07:30")),
    ]


def test_what_tells_nobody_does_not_ring() -> None:
    policy = changed(step_near=AlarmRule(70), step_late=AlarmRule(1))

    laid = alarm.of_step(
        moment("16/11/2026 08:00"), moment("18/11/2026 08:00"), "2 working_days", policy, SHIPPED
    )

    assert [one.kind for one in laid] == [AlarmKind.STEP_OVER]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("step_near", AlarmRule(101, ONE)),
        ("step_late", AlarmRule(-1, ONE)),
        ("step_over", AlarmRule(69, ONE)),
        ("apology_draft", AlarmRule(0, ONE)),
    ],
    ids=["over 100 %", "negative", "over before near", "draft after the sending"],
)
def test_a_policy_that_contradicts_itself_is_refused(kind: str, rule: AlarmRule) -> None:
    with pytest.raises(BadPolicy):
        changed(**{kind: rule})


def policies() -> st.SearchStrategy[AlarmPolicy]:
    percents = st.lists(st.integers(0, 100), min_size=2, max_size=2).map(sorted)
    days = st.lists(st.integers(0, 6), min_size=3, max_size=3)

    def made(shares: list[int], days: list[int]) -> AlarmPolicy:
        missed, draft = sorted(days[:2])
        return changed(
            step_near=AlarmRule(shares[0], ONE),
            step_over=AlarmRule(shares[1], ONE),
            step_late=AlarmRule(days[2], ONE),
            apology_draft=AlarmRule(draft, ONE),
            apology_missed=AlarmRule(missed, ONE),
        )

    return st.builds(made, percents, days)


@given(moments(), st.integers(1, 3000), policies())
def test_the_alarms_of_a_step_follow_each_other_from_its_beginning(
    began: datetime, minutes: int, policy: AlarmPolicy
) -> None:
    allowance = f"{minutes / 60:.4f} working_hours"
    ends = due(began, Term.of(*_parts(allowance)), SHIPPED)

    laid = alarm.of_step(began, ends, allowance, policy, SHIPPED)

    assert [one.kind.value for one in laid] == ["step_near", "step_over", "step_late"]
    assert sorted(one.moment for one in laid) == [one.moment for one in laid]
    assert all(one.moment >= began for one in laid)
    assert laid[1].moment <= ends <= laid[2].moment


@given(moments(), moments(), policies())
def test_the_alarms_of_a_case_lie_between_its_reception_and_its_due_date(
    one: datetime, other: datetime, policy: AlarmPolicy
) -> None:
    received, last = sorted((one, other))
    ends = SHIPPED.end_of_day(SHIPPED.working_day_from(last.date()))
    ends = max(ends, SHIPPED.opening(received))

    draft, missed = alarm.of_case(received, ends, policy, SHIPPED)

    assert draft.moment <= missed.moment <= ends
    assert missed.moment >= draft.moment >= min(received, ends)


@given(moments(), st.integers(60, 3000), st.integers(0, 5000), policies())
def test_a_pause_without_length_moves_no_alarm_of_a_step(
    began: datetime, minutes: int, later: int, policy: AlarmPolicy
) -> None:
    allowance = f"{minutes / 60:.4f} working_hours"
    amount, unit = _parts(allowance)
    stopped = began + timedelta(minutes=later)
    paused = due(began, Term.of(amount, unit), SHIPPED, [Pause(stopped, stopped)])

    with_pause = alarm.of_step(began, paused, allowance, policy, SHIPPED)

    ends = after(began, amount, unit, SHIPPED)
    assert with_pause == alarm.of_step(began, ends, allowance, policy, SHIPPED)


@given(moments(), st.integers(1, 4000))
def test_counting_back_undoes_counting_forwards(start: datetime, minutes: int) -> None:
    end = SHIPPED.add_minutes(start, minutes)

    back = SHIPPED.minutes_before(end, minutes)

    assert SHIPPED.minutes_between(back, end) == minutes
    assert SHIPPED.minutes_between(start, back) == 0


@given(moments(), st.integers(1, 400))
def test_days_counted_back_are_the_days_counted_forwards(start: datetime, days: int) -> None:
    day = SHIPPED.add_days(start.date(), days)

    if SHIPPED.days_before(day, days) != start.date():
        assert not SHIPPED.is_working_day(start.date())
    assert SHIPPED.add_days(SHIPPED.days_before(day, days), days) == day


def _parts(allowance: str) -> tuple[Decimal, Unit]:
    amount, unit = allowance.split()
    return Decimal(amount), Unit(unit)
