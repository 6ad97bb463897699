from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, select

from engine.models import Case
from engine.office import Office
from engine.queries import case_file
from engine.rules.standing import Verdict
from engine.rules.why_late import Cause
from reports import catalogue, period
from reports.queries import units
from reports.queries.deadlines import DeadlineRow, Figures, Question, deadlines, figures
from tests.actions.extending import put_off
from tests.office import do, make_office, move_clock, person, register
from tests.postgres import fresh_database
from tests.reports.a_week import make_week, moment

Week = tuple[Office, dict[str, str]]

NOVEMBER = Figures(
    carried_over=0,
    received=8,
    early=2,  # one finished, one withdrawn before its day
    on_time=1,
    late=1,
    within=1,
    near_due=1,
    overdue=1,
    paused=1,
)


@pytest.fixture
def own_week(tmp_path: Path) -> Iterator[Week]:
    """A week of the test's own, to act in."""
    office, codes = make_week(tmp_path)
    with closing(office):
        yield office, codes


def verdicts(week: Week, asked: str, **narrowed: object) -> dict[str, Verdict]:
    office, codes = week
    names = {code: name for name, code in codes.items()}
    question = Question(period.read(asked), **narrowed)  # type: ignore[arg-type]  # test's own names
    with office.reading() as session:
        rows = deadlines(session, office, question)
    return {names[row.code]: row.standing.verdict for row in rows}


def test_each_case_of_the_month_stands_as_its_story_says(week: Week) -> None:
    assert verdicts(week, "2026-11") == {
        "overdue": Verdict.OVERDUE,
        "paused": Verdict.PAUSED,
        "near_due": Verdict.NEAR_DUE,
        "within": Verdict.RUNNING,
        "early": Verdict.EARLY,
        "withdrawn": Verdict.EARLY,
        "on_time": Verdict.ON_TIME,
        "late": Verdict.LATE,
    }


def test_the_figures_are_those_counted_by_hand(week: Week) -> None:
    office, _ = week
    with office.reading() as session:
        counted = figures(deadlines(session, office, Question(period.read("2026-11"))))

    assert counted == NOVEMBER
    assert (counted.in_hand, counted.done, counted.open) == (8, 4, 4)


def one(week: Week, asked: str, name: str) -> DeadlineRow:
    office, codes = week
    with office.reading() as session:
        rows = deadlines(session, office, Question(period.read(asked)))
    return next(row for row in rows if row.code == codes[name])


@pytest.mark.postgres
def test_both_databases_give_the_same_rows(week: Week, tmp_path: Path) -> None:
    office, codes = make_week(tmp_path, fresh_database())

    with closing(office):
        for asked in ("2026-11", "2026-11-18"):
            assert verdicts((office, codes), asked) == verdicts(week, asked)


def test_a_day_tells_of_what_was_carried_over_and_what_came_in(week: Week) -> None:
    office, _ = week
    with office.reading() as session:
        rows = deadlines(session, office, Question(period.read("2026-11-23")))

    counted = figures(rows)
    assert (counted.carried_over, counted.received, counted.done, counted.open) == (3, 1, 0, 4)


def test_a_day_that_is_over_is_told_as_it_stood_in_its_evening(week: Week) -> None:
    """On Wednesday evening nothing was late yet, though some of it is late today."""
    assert verdicts(week, "2026-11-18") == {
        "on_time": Verdict.NEAR_DUE,
        "late": Verdict.NEAR_DUE,
        "overdue": Verdict.NEAR_DUE,
        "paused": Verdict.PAUSED,
        "withdrawn": Verdict.EARLY,
        "near_due": Verdict.RUNNING,
    }


def test_what_stood_open_in_the_evening_is_carried_over_in_the_morning(week: Week) -> None:
    office, _ = week
    with office.reading() as session:
        for day in range(16, 23):
            evening = deadlines(session, office, Question(period.read(f"2026-11-{day}")))
            morning = deadlines(session, office, Question(period.read(f"2026-11-{day + 1}")))

            left_open = {row.code for row in evening if row.finished is None}
            assert left_open == {row.code for row in morning if row.carried_over}


def test_a_second_date_stands_beside_the_first_from_the_day_it_was_given(own_week: Week) -> None:
    office, codes = own_week
    _give_to_the_department(office, codes["overdue"])

    put_off(office, codes["overdue"], day="27/11/2026")

    row = one(own_week, "2026-11", "overdue")
    assert row.put_off == moment(27, 17)
    assert (row.standing.verdict, row.standing.second) == (Verdict.OVERDUE, row.put_off)
    assert one(own_week, "2026-11-18", "overdue").put_off is None
    with office.reading() as session:
        book = catalogue.make(
            session, office, "deadlines", Question(period.read("2026-11")),
            language="vi", made_by="An",
        )  # fmt: skip
    keys = [column.key for column in book.tables[0].columns]
    listed = {row[keys.index("code")]: row for row in book.tables[0].rows}
    assert listed[codes["overdue"]][keys.index("put_off")] == row.put_off
    assert listed[codes["near_due"]][keys.index("put_off")] is None


def _give_to_the_department(office: Office, code: str) -> None:
    do(office, "lan", code, "hand_over", {})
    do(office, "hoa", code, "receive_case", {"receipt": "received"})


@pytest.mark.parametrize("asked", [f"2026-11-{day}" for day in range(14, 24)] + ["2026-11", "2026"])
def test_in_hand_is_done_and_open(week: Week, asked: str) -> None:
    office, _ = week
    with office.reading() as session:
        rows = deadlines(session, office, Question(period.read(asked)))

    counted = figures(rows)
    assert counted.in_hand == counted.done + counted.open == len(rows)


def test_a_supplement_moves_the_due_date_but_not_what_was_true_before(own_week: Week) -> None:
    office, codes = own_week
    answer = {"supplement_received": "Văn bản ủy quyền"}
    do(office, "lan", codes["paused"], "receive_supplement", answer)

    today = one(own_week, "2026-11", "paused")
    that_day = one(own_week, "2026-11-17", "paused")

    assert today.standing.verdict is Verdict.RUNNING
    assert today.due == today.standing.due > today.original_due
    assert that_day.standing.verdict is Verdict.PAUSED
    assert that_day.due == that_day.original_due


def test_the_report_and_the_screens_judge_by_the_same_due_date(own_week: Week) -> None:
    office, codes = own_week
    answer = {"supplement_received": "Văn bản ủy quyền"}
    do(office, "lan", codes["paused"], "receive_supplement", answer)

    with office.reading() as session:
        kept = {case.code: case.due for case in session.scalars(select(Case))}

    for name, code in codes.items():
        if name != "voided":
            assert one(own_week, "2026-11", name).due == kept[code]


def test_the_most_urgent_open_case_stands_on_top(week: Week) -> None:
    office, codes = week
    with office.reading() as session:
        rows = deadlines(session, office, Question(period.read("2026-11")))

    on_top = [codes[name] for name in ("overdue", "near_due", "within", "paused")]
    assert [row.code for row in rows[:4]] == on_top
    assert all(row.finished for row in rows[4:])


def test_a_department_is_told_of_what_it_holds(week: Week) -> None:
    office, _ = week
    with office.reading() as session:
        counter = units.find(session, "H32.901.1")
        ward = units.find(session, "H32.901")

    assert "overdue" in verdicts(week, "2026-11", department_id=counter.department_id)
    assert "paused" in verdicts(week, "2026-11", department_id=counter.department_id)
    assert verdicts(week, "2026-11", agency_id=ward.agency_id) == verdicts(week, "2026-11")


def test_nobody_is_told_of_cases_that_they_may_not_see(week: Week) -> None:
    office, _ = week

    everything = verdicts(week, "2026-11", officer=person(office, "quang"))
    partner = verdicts(week, "2026-11", officer=person(office, "quan"))

    assert everything == verdicts(week, "2026-11")
    assert set(partner) == {"early", "on_time", "late"}  # those that asked for a tax code


def test_a_verdict_narrows_the_list_to_its_cases(week: Week) -> None:
    narrowed = verdicts(week, "2026-11", verdict=Verdict.OVERDUE)

    assert set(narrowed) == {"overdue"}


def test_the_report_is_five_selects_however_many_cases(week: Week) -> None:
    office, _ = week
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(office.database.reading, "before_cursor_execute", note)
    try:
        with office.reading() as session:
            deadlines(session, office, Question(period.read("2026-11")))
    finally:
        event.remove(office.database.reading, "before_cursor_execute", note)

    # The cases; their steps, hand-overs and pauses for where the time went; the calendar.
    assert len([text for text in statements if text != "BEGIN"]) == 5


def test_where_the_time_went_adds_up_in_each_row(week: Week) -> None:
    office, codes = week

    with office.reading() as session:
        rows = {
            row.code: row for row in deadlines(session, office, Question(period.read("2026-11")))
        }

    for row in rows.values():
        assert sum(row.time_spent.of(cause) for cause in Cause) == row.time_spent.total
    assert rows[codes["paused"]].time_spent.of(Cause.CITIZEN) > 0
    assert rows[codes["overdue"]].time_spent.of(Cause.UNCLAIMED) > 0


def test_a_case_received_in_the_last_minute_of_a_day_is_of_that_day(tmp_path: Path) -> None:
    with closing(make_office(tmp_path, at=moment(16, 23, 59))) as office:
        last = register(office).code
        move_clock(office, moment(17, 0))
        first = register(office).code

        with office.reading() as session:
            monday = deadlines(session, office, Question(period.read("2026-11-16")))
            tuesday = deadlines(session, office, Question(period.read("2026-11-17")))

    assert [row.code for row in monday] == [last]
    assert [row.code for row in tuesday if not row.carried_over] == [first]


def test_a_case_on_time_may_have_late_steps(week: Week) -> None:
    early, on_time = one(week, "2026-11", "early"), one(week, "2026-11", "on_time")
    paused = one(week, "2026-11", "paused")

    # The clerk kept the paper of the first from Monday to Tuesday, that of the second to Thursday.
    assert (early.standing.verdict, early.late_steps) == (Verdict.EARLY, 1)
    assert (on_time.standing.verdict, on_time.late_steps) == (Verdict.ON_TIME, 1)
    # Since Tuesday the applicant has the next move.
    assert paused.late_steps == 0


def test_the_steps_are_judged_as_of_the_period(week: Week) -> None:
    assert one(week, "2026-11-16", "early").late_steps == 1
    assert one(week, "2026-11", "overdue").late_steps == 1


@pytest.mark.parametrize("name", ["early", "on_time", "late", "overdue", "paused", "near_due"])
def test_the_sheet_counts_the_same_late_steps_as_the_case_file(week: Week, name: str) -> None:
    office, codes = week
    with office.reading() as session:
        file = case_file.case_file(session, office, person(office, "binh"), codes[name])

    by_steps = file.progress.by_steps
    assert by_steps is not None
    assert one(week, "2026-11", name).late_steps == by_steps.late
