"""A changed calendar is settled once for each case, whatever happens meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select

from engine import jobs
from engine.actions import settling
from engine.models import Case, DeadlineEvent, Notice
from engine.office import Office
from engine.queries import invariants
from engine.queries.calendars import Entry
from engine.rules.calendar import DayKind
from tests.actions.test_calendars import STORM, THURSDAY, announce, due
from tests.moments import at
from tests.office import do, register

ANOTHER_STORM = Entry(THURSDAY, DayKind.CLOSURE, {"reason": "Bão số 15"})
CASES = 5


class PowerCut(Exception):
    """The machine stops in the middle of a commit."""


def receive(office: Office) -> list[str]:
    return [str(register(office).code) for _ in range(CASES)]


def dates(office: Office, codes: list[str]) -> set[datetime]:
    return {due(office, code) for code in codes}


def each_moved_once(office: Office) -> bool:
    with office.reading() as session:
        lines = session.scalars(
            select(DeadlineEvent.case_id).where(DeadlineEvent.kind == "calendar")
        ).all()
        told = session.scalars(select(Notice.case_id).where(Notice.kind == "deadline_moved")).all()
    return sorted(lines) == sorted(map(int, filter(None, told))) == sorted(set(lines))


def test_settling_again_changes_nothing(any_office: Office) -> None:
    codes = receive(any_office)
    change = announce(any_office, STORM)

    first, again = settling.settle(any_office, change), settling.settle(any_office, change)

    assert (first, again) == (CASES, 0)
    assert dates(any_office, codes) == {at(20, 17)}
    assert each_moved_once(any_office)


def test_what_was_interrupted_goes_on_where_it_stopped(any_office: Office) -> None:
    codes = receive(any_office)
    change = announce(any_office, STORM)
    commits: Counter[str] = Counter()

    @event.listens_for(any_office.database.writing, "commit")
    def _stop(_connection: Any) -> None:
        commits["n"] += 1
        if commits["n"] == 3:
            raise PowerCut

    with pytest.raises(PowerCut):
        settling.settle(any_office, change)
    assert dates(any_office, codes) == {at(19, 17), at(20, 17)}

    assert settling.settle(any_office, change) == CASES - 2

    assert dates(any_office, codes) == {at(20, 17)}
    assert each_moved_once(any_office)
    assert invariants.verify(any_office) == []


def test_a_case_that_was_worked_on_meanwhile_is_settled_as_it_stands(any_office: Office) -> None:
    code = str(register(any_office).code)
    change = announce(any_office, STORM)
    entered, cases = settling.touched(any_office, change)
    working, (move,) = settling.look(any_office, cases)
    do(any_office, "lan", code, "hand_over", {})

    assert settling.settle_case(any_office, entered, working, move)

    assert due(any_office, code) == at(20, 17)
    with any_office.reading() as session:
        held = session.scalars(select(Case.holder_id)).one()
        assert session.scalars(select(Notice.department_id)).one() == held
    assert invariants.verify(any_office) == []


def test_of_two_changes_at_once_each_date_is_that_of_both(any_office: Office) -> None:
    codes = receive(any_office)
    announce(any_office, STORM)
    announce(any_office, ANOTHER_STORM)

    jobs.run_due(any_office)

    assert dates(any_office, codes) == {at(23, 17)}
    assert each_moved_once(any_office)
    assert invariants.verify(any_office) == []


def test_a_moved_deadline_costs_no_more_than_six_statements(any_office: Office) -> None:
    receive(any_office)
    change = announce(any_office, STORM)
    statements: Counter[str] = Counter()

    @event.listens_for(any_office.database.writing, "before_cursor_execute")
    def _sent(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements["n"] += not statement.startswith("BEGIN")

    assert settling.settle(any_office, change) == CASES

    # One more says that it is settled, and five lay the alarms of a whole batch.
    assert statements["n"] <= 6 * CASES + 6


def test_what_does_not_move_costs_no_transaction_of_its_own(any_office: Office) -> None:
    receive(any_office)
    holiday_long_ago = Entry(at(2, 0).date(), DayKind.CLOSURE, {"reason": "Bão"})
    change = announce(any_office, holiday_long_ago)
    commits: Counter[str] = Counter()

    @event.listens_for(any_office.database.writing, "commit")
    def _committed(_connection: Any) -> None:
        commits["n"] += 1

    assert settling.settle(any_office, change) == 0

    # The alarms of the batch are laid in one, and one says that the change is settled.
    assert commits["n"] == 2
    with any_office.reading() as session:
        assert not session.scalar(select(func.count(Notice.id)))
