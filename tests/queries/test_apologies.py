"""The drafts of apologies: whose they are, and what asking for them costs."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import event

from engine.office import Office
from engine.queries import apologies
from engine.rules.calendar import OFFICE_ZONE
from tests.actions.extending import put_off, with_extensions
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import move_clock, person

TUESDAY = datetime(2026, 11, 17, 9, tzinfo=OFFICE_ZONE)


def statements(office: Office) -> tuple[int, int]:
    """How many statements the list takes, and how many drafts it shows."""
    asked: list[str] = []

    def count(*found: object) -> None:
        asked.append(str(found[2]))

    leader = person(office, "binh")
    with office.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        shown = apologies.waiting(session, office, leader).lines
        event.remove(engine, "before_cursor_execute", count)
    return len(asked), len(shown)


def test_a_longer_list_takes_no_more_statements(office: Office) -> None:
    a_case(office, "appraise")
    move_clock(office, TUESDAY)
    statements(office)  # what is kept between requests is read now
    first, one = statements(office)
    for _ in range(4):
        a_case(office, "appraise")
    move_clock(office, datetime(2026, 11, 18, 9, tzinfo=OFFICE_ZONE))

    then, five = statements(office)

    assert (one, five) == (1, 5)
    assert then == first


def test_the_page_says_how_many_there_are_behind_its_end(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apologies, "PAGE", 2)
    for _ in range(3):
        a_case(any_office, "appraise")
    move_clock(any_office, TUESDAY)

    with any_office.reading() as session:
        found = apologies.waiting(session, any_office, person(any_office, "binh"))

    assert (len(found.lines), found.total) == (2, 3)


def test_a_draft_says_why_a_case_can_not_be_put_off(any_office: Office) -> None:
    paused, used_up = (a_case(any_office, "appraise") for _ in range(2))
    ask_for_a_supplement(any_office, paused)
    put_off(any_office, used_up)
    with_extensions(any_office, most=0)
    not_allowed = a_case(any_office, "appraise")

    assert refused(any_office, paused) == (
        "The clock stands still: both dates move when it runs again."
    )
    assert refused(any_office, used_up) == "Extensions so far: 1; the procedure allows 1."
    assert refused(any_office, not_allowed) == "Extensions so far: 0; the procedure allows 0."


def test_only_who_may_sign_gets_a_draft(any_office: Office) -> None:
    code = a_case(any_office, "appraise")

    with any_office.reading() as session:
        found = {
            login: apologies.of_case(session, any_office, person(any_office, login), code)
            for login in ("binh", "hoa", "duc", "lan", "my")
        }

    assert [login for login, draft in found.items() if draft] == ["binh", "hoa"]


def refused(office: Office, code: str) -> str:
    with office.reading() as session:
        draft = apologies.of_case(session, office, person(office, "hoa"), code)
    assert draft is not None
    return str(draft.refused)
