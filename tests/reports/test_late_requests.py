"""Supplements asked for in the last fifth of the term: whose, when, and how late."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.office import Office
from engine.rules.pause import PauseKind
from reports import catalogue, period
from reports.queries.deadlines import Question
from reports.queries.late_requests import late_requests
from tests.good_day import a_case, ask_for_a_supplement
from tests.moments import at
from tests.office import do, move_clock, person
from tests.pausing import REQUEST, admit_pauses, pause, resume

NOVEMBER = period.read("2026-11")


def asked(office: Office, when: datetime) -> str:
    """A case of Monday 16/11 at 8:00, due on Thursday 19/11 at 17:00, whose supplement is late.

    Its term has 1 890 working minutes; on Thursday at 7:30 1 410 of them are gone.
    """
    code = a_case(office, "appraise")
    move_clock(office, when)
    ask_for_a_supplement(office, code)
    return code


@pytest.mark.parametrize(
    ("when", "share"),
    [(at(19, 9), 79), (at(19, 9, 15), 80), (at(19, 15), 93), (at(20, 9), 104)],
    ids=["before", "at four fifths", "at the end", "after it was due"],
)
def test_a_request_is_late_from_four_fifths_of_the_term_on(
    any_office: Office, when: datetime, share: int
) -> None:
    code = asked(any_office, when)

    with any_office.reading() as session:
        found = late_requests(session, any_office, Question(NOVEMBER))

    expected = [(code, share, "01/HDHS", person(any_office, "hoa").name, at(19, 17))]
    assert [(row.code, row.share, row.notation, row.by, row.due_then) for row in found.late] == (
        expected if share >= 80 else []
    )
    assert found.all == 1


def test_what_an_earlier_pause_lasted_is_used_up_by_nobody(any_office: Office) -> None:
    admit_pauses(any_office)
    code = a_case(any_office, "appraise")
    waited = pause(any_office, "duc", code, PauseKind.APPLICANT_REQUEST, REQUEST)
    move_clock(any_office, at(19, 8))
    resume(any_office, "duc", code, waited.id)
    move_clock(any_office, at(19, 9))
    ask_for_a_supplement(any_office, code)

    with any_office.reading() as session:
        found = late_requests(session, any_office, Question(NOVEMBER))

    assert (found.late, found.all) == ((), 1)


def test_a_pause_that_lasts_is_used_up_by_nobody_either(any_office: Office) -> None:
    admit_pauses(any_office)
    code = a_case(any_office, "appraise")
    waits = pause(any_office, "duc", code, PauseKind.APPLICANT_REQUEST, REQUEST)
    move_clock(any_office, at(19, 15))
    ask_for_a_supplement(any_office, code)

    def late() -> int:
        with any_office.reading() as session:
            return len(late_requests(session, any_office, Question(NOVEMBER)).late)

    assert late() == 0
    resume(any_office, "duc", code, waits.id)
    assert late() == 0


def test_a_list_is_of_its_period_its_unit_and_what_a_person_sees(any_office: Office) -> None:
    asked(any_office, at(19, 15))
    head, other = person(any_office, "hoa"), person(any_office, "my")

    def late(question: Question) -> int:
        with any_office.reading() as session:
            return len(late_requests(session, any_office, question).late)

    assert late(Question(NOVEMBER, officer=head)) == 1
    assert late(Question(NOVEMBER, officer=other)) == 0
    assert late(Question(period.read("2026-10"))) == 0
    assert late(Question(NOVEMBER, department_id=head.department_id)) == 1
    assert late(Question(NOVEMBER, department_id=other.department_id)) == 0
    assert late(Question(NOVEMBER, procedure="9.999999")) == 0


def test_the_sheet_and_the_screen_have_the_same_rows(office: Office) -> None:
    code = asked(office, at(19, 15))
    do(office, "lan", code, "receive_supplement", {"supplement_received": "Ủy quyền"})

    with office.reading() as session:
        question = Question(NOVEMBER)
        found = late_requests(session, office, question)
        book = catalogue.make(
            session, office, "late-supplements", question, language="vi", made_by="An"
        )

    ((_, *cells),) = book.tables[0].rows
    assert cells[0] == found.late[0].code == code
    assert cells[7:] == [93, at(19, 17)]
    assert book.summary.to("en").startswith("1 of 1 requests")
