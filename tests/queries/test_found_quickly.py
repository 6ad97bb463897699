"""What is asked all day goes through an index, and finds what it found without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.office import Office
from engine.queries import desk, find_cases, inbox
from engine.queries.inbox import Box, Search
from tests.benchmarks.plans import plan_of
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import MONDAY, an_application, move_clock, person, register


def test_a_whole_code_is_looked_up_however_it_is_typed(any_office: Office) -> None:
    code, other = (str(register(any_office).code) for _ in range(2))
    clerk = person(any_office, "lan")

    with any_office.reading() as session:
        found = find_cases.cases(session, any_office, clerk, f" {code.lower()} ")
        part = find_cases.cases(session, any_office, clerk, code[-11:-2])

    assert [hit.code for hit in found] == [code]
    assert {hit.code for hit in part} == {code, other}
    plan = plan_of(any_office, lambda s: find_cases.cases(s, any_office, clerk, code))
    assert any(name in plan for name in ("sqlite_autoindex_case_file", "uq_case_file_code"))


def test_an_owner_is_still_found_by_part_of_the_name(any_office: Office) -> None:
    owner = replace(an_application().owner, name="Đặng Thị Hồng-1234")
    code = str(register(any_office, owner=owner).code)

    with any_office.reading() as session:
        found = find_cases.cases(session, any_office, person(any_office, "lan"), "hong-1234")

    assert [hit.code for hit in found] == [code]


def test_what_lies_elsewhere_is_found_through_its_appraiser(any_office: Office) -> None:
    code = a_case(any_office, until="tax_code")
    officer = person(any_office, "duc")
    search = Search(Box.AWAY)

    with any_office.reading() as session:
        lines = inbox.page(session, any_office, officer, search).lines

    assert [line.code for line in lines] == [code]
    assert "ix_case_file_appraised" in plan_of(
        any_office, lambda s: inbox.page(s, any_office, officer, search)
    )


def test_who_was_not_answered_is_found_through_the_pauses_that_last(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    ask_for_a_supplement(any_office, code, reply_by="18/11/2026")
    move_clock(any_office, MONDAY + timedelta(days=4))
    head, search = person(any_office, "hoa"), Search(Box.ALL, unanswered=True)

    with any_office.reading() as session:
        lines = inbox.page(session, any_office, head, search).lines

    assert [line.code for line in lines] == [code]
    assert "ix_pause_unanswered" in plan_of(
        any_office, lambda s: inbox.page(s, any_office, head, search)
    )


def test_the_desk_remembers_what_its_clerk_received_lately(any_office: Office) -> None:
    register(any_office)

    with any_office.reading() as session:
        lan, minh = (
            desk.procedures(session, person(any_office, login)) for login in ("lan", "minh")
        )

    assert [line.recent for line in lan] == [True]
    assert [line.recent for line in minh] == [False]
