"""What the open cases are forecast to become, from what the office did before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, func, select, update

from engine import jobs
from engine.actions import ending, learning
from engine.models import Case, Experience, Pause, Procedure
from engine.office import Office
from engine.queries import forecast
from engine.queries.forecast import Asked, Forecast, ForecastRow
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.forecast import Basis, Chance
from tests.a_fortnight import LEFT, NOW, QUICK, STUCK, live_a_fortnight
from tests.good_day import a_case
from tests.office import (
    PROCEDURE_CODE,
    founded_database,
    make_office,
    move_clock,
    person,
)

Fortnight = tuple[Office, dict[str, str]]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def fortnight(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fortnight]:
    """An office on each database in turn, for the tests that only look at it."""
    url = None if request.param == "sqlite" else founded_database()
    office = make_office(tmp_path_factory.mktemp("fortnight"), url)
    with closing(office):
        yield office, live_a_fortnight(office)


def told(office: Office, **asked: object) -> Forecast:
    with office.reading() as session:
        return forecast.forecast(session, office, Asked(**asked))  # type: ignore[arg-type]  # test's own names


def by_name(fortnight: Fortnight, **asked: object) -> dict[str, ForecastRow]:
    office, codes = fortnight
    names = {code: name for name, code in codes.items()}
    return {names[row.code]: row for row in told(office, **asked).rows}


def test_a_case_is_compared_with_those_that_stayed_as_long(fortnight: Fortnight) -> None:
    rows = by_name(fortnight)

    assert rows["lingering"].chance == Chance(Basis.AS_LONG, STUCK, STUCK, 180, LEFT)
    assert rows["fresh"].chance == Chance(Basis.AS_LONG, STUCK, QUICK + STUCK, 0, LEFT)
    assert (rows["lingering"].percent, rows["fresh"].percent) == (90, 41)


def test_the_likeliest_comes_first_and_what_nobody_knows_last(fortnight: Fortnight) -> None:
    assert list(by_name(fortnight)) == ["lingering", "fresh", "paused"]
    assert list(by_name(fortnight, at_least=41)) == ["lingering", "fresh"]
    assert list(by_name(fortnight, at_least=42)) == ["lingering"]


def test_a_paused_case_has_the_time_that_was_left_when_its_clock_stopped(
    fortnight: Fortnight,
) -> None:
    """It stopped at nine: from there two and a half hours of the morning were left."""
    paused = by_name(fortnight)["paused"]

    assert (paused.paused, paused.left) == (True, LEFT + 120)
    assert paused.chance is None
    assert str(paused.why) == "too few earlier stays at this step (0 of 20)"


def test_of_a_date_that_is_over_nothing_is_forecast(fortnight: Fortnight) -> None:
    office, _ = fortnight

    assert told(office).missed == 1
    assert "missed" not in by_name(fortnight)


def test_each_row_says_where_the_case_is(fortnight: Fortnight) -> None:
    row = by_name(fortnight)["lingering"]

    assert row.step is not None
    assert row.holder is not None
    assert row.procedure_code == PROCEDURE_CODE
    assert (row.step_code, row.step.to("vi"), row.officer) == (
        "appraise",
        "Thẩm định hồ sơ",
        "Phạm Văn Đức",
    )


@pytest.mark.parametrize("login", ["quang", "binh", "hoa", "duc"])
def test_whoever_sees_the_cases_sees_their_forecast(fortnight: Fortnight, login: str) -> None:
    office, _ = fortnight

    assert len(told(office, officer=person(office, login)).rows) == 3


@pytest.mark.parametrize("login", ["my", "quan", "an"])
def test_another_unit_and_another_agency_see_none_of_them(fortnight: Fortnight, login: str) -> None:
    office, codes = fortnight
    officer = person(office, login)

    found = told(office, officer=officer)
    with office.reading() as session:
        one = forecast.of_case(session, office, officer, codes["lingering"])

    assert (found.rows, found.missed, one) == ((), 0, None)


def test_the_list_and_the_case_file_say_the_same(fortnight: Fortnight) -> None:
    office, codes = fortnight
    rows = by_name(fortnight)
    with office.reading() as session:
        for name in ("lingering", "fresh", "paused"):
            row = forecast.of_case(session, office, person(office, "hoa"), codes[name])
            assert row == rows[name]


def test_it_is_narrowed_to_a_unit_and_a_procedure(fortnight: Fortnight) -> None:
    office, _ = fortnight
    held = {login: person(office, login).department_id for login in ("hoa", "lan", "my")}

    assert list(by_name(fortnight, department_id=held["hoa"])) == ["lingering", "fresh"]
    assert list(by_name(fortnight, department_id=held["lan"])) == ["paused"]
    assert told(office, department_id=held["my"]).rows == ()
    assert len(told(office, procedure=PROCEDURE_CODE).rows) == 3
    assert told(office, procedure="9.999999").rows == ()


def test_the_hit_rate_is_that_of_the_agency(fortnight: Fortnight) -> None:
    """The eight stuck ones were open halfway, before anything had been finished but the quick."""
    office, _ = fortnight
    found = told(office, agency_id=person(office, "quang").agency_id)

    assert (found.hit_rate.judged, found.hit_rate.untold) == (0, STUCK)
    assert found.of_province
    assert found.learnt_at == NOW


def test_what_is_open_costs_no_more_statements_than_one_case(office: Office) -> None:
    live_a_fortnight(office)
    few = _statements(office)

    for _ in range(5):
        a_case(office, until="appraise")

    assert _statements(office) == few <= 6


def _statements(office: Office) -> int:
    sent: list[str] = []

    def note(*statement: object) -> None:
        sent.append(str(statement[2]))

    officer = person(office, "quang")
    event.listen(office.database.reading, "before_cursor_execute", note)
    told(office, officer=officer, agency_id=officer.agency_id)
    event.remove(office.database.reading, "before_cursor_execute", note)
    return sum(statement.startswith("SELECT") for statement in sent)


def test_the_province_answers_where_the_agency_knows_too_little(any_office: Office) -> None:
    codes = live_a_fortnight(any_office)
    with any_office.transaction() as session:
        session.execute(
            update(Experience).where(Experience.agency_id.is_not(None)).values(stays={})
        )

    row = by_name((any_office, codes))["lingering"]

    assert row.percent == 90
    assert str(row.why).startswith("In the whole province: After 8 of 8 earlier stays")


def test_a_night_is_learnt_once_and_the_next_takes_its_place(any_office: Office) -> None:
    live_a_fortnight(any_office)
    assert learning.learn(any_office) == 0

    move_clock(any_office, NOW + timedelta(days=1))
    assert learning.learn(any_office) == 1

    with any_office.reading() as session:
        learnt = session.execute(select(Experience.cases, Experience.learnt_at)).all()
    assert [tuple(row) for row in learnt] == [(QUICK + STUCK, NOW + timedelta(days=1))] * 2


def test_what_ended_without_a_result_teaches_nothing(office: Office) -> None:
    withdrawn = a_case(office, until="appraise")
    with office.transaction() as session:
        ending.withdraw_case(session, office, person(office, "lan"), withdrawn, "Đổi ý")
    a_case(office, until="return_result")

    jobs.learn(office)

    with office.reading() as session:
        assert session.scalars(select(Experience.cases)).all() == [1, 1]


def test_habits_of_last_year_are_forgotten(office: Office) -> None:
    live_a_fortnight(office)
    move_clock(office, NOW + timedelta(days=200))

    jobs.learn(office)

    with office.reading() as session:
        assert set(session.scalars(select(Experience.cases))) == {0}
        assert session.scalar(select(func.count()).select_from(Procedure)) == 1


@pytest.mark.parametrize(("counts", "left"), [(False, LEFT), (True, LEFT + 480)])
def test_a_second_date_is_shown_and_counts_only_where_it_counts(
    office: Office, counts: bool, left: int
) -> None:
    codes = live_a_fortnight(office)
    monday = datetime(2026, 11, 30, 17, tzinfo=OFFICE_ZONE)
    with office.transaction() as session:
        session.execute(
            update(Case)
            .where(Case.code == codes["lingering"])
            .values(second_due=monday, second_counts=counts)
        )

    row = by_name((office, codes))["lingering"]

    assert (row.due.day, row.second, row.left) == (27, monday, left)


def test_a_pause_that_ended_under_one_that_lasts_is_not_given_twice(office: Office) -> None:
    """It has moved the date already; the one that lasts will only when it ends."""
    codes = live_a_fortnight(office)
    with office.transaction() as session:
        case = session.scalars(select(Case).where(Case.code == codes["paused"])).one()
        session.add(
            Pause(
                agency_id=case.agency_id, case_id=case.id, kind="financial_duty", reason="",
                started_at=NOW - timedelta(minutes=90), ended_at=NOW - timedelta(minutes=30),
            )
        )  # fmt: skip

    assert by_name((office, codes))["paused"].left == LEFT + 120 - 60
