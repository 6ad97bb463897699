"""Each invariant, broken on purpose: it is named, with the thing that broke it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from engine import jobs
from engine.actions import audit, ending, reception
from engine.gateways.files import FolderFiles
from engine.models import Job, Task
from engine.office import MovedClock, Office
from engine.queries import invariants
from tests.good_day import a_case
from tests.lived_in import ASKED, SUPPLEMENT
from tests.office import an_application, do, move_clock, person, register

SECOND, THIRD, NONE = (f"H32.901-261116-{n:04}" for n in (2, 3, 9))


def say(office: Office, *statements: str) -> None:
    with office.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def broken(office: Office) -> dict[str, tuple[str, ...]]:
    return {one.invariant: one.things for one in invariants.verify(office)}


def test_an_office_that_was_lived_in_breaks_nothing(lived_in: Office) -> None:
    assert broken(lived_in) == {}


# What is done to the rows; the invariant and the thing that must be named, whatever else is.
ROWS = {
    "I1 a case is gone": (
        f"UPDATE case_file SET code = '{NONE}' WHERE code = '{THIRD}'",
        "I1",
        THIRD,
    ),
    "I1 a paper is gone": (
        "UPDATE document SET notation = 'another' WHERE kind = 'supplement'",
        "I1",
        SECOND,
    ),
    "I1 an answer names no case": (
        f"INSERT INTO kept_answer SELECT 'a-key', 1, '', '/hs/{NONE}', max(at) FROM audit_head",
        "I1",
        f"a-key /hs/{NONE}",
    ),
    "I2 a number has a gap": (
        f"UPDATE case_file SET code = '{NONE}' WHERE code = '{SECOND}'",
        "I2",
        "H32.901:261116",
    ),
    "I2 the last case is gone": (
        "UPDATE counter SET n = n + 1 WHERE key = 'case:H32.901:261116'",
        "I2",
        "H32.901:261116",
    ),
    "I3 a closed case waits": (
        f"UPDATE case_file SET closed_at = updated_at WHERE code = '{THIRD}'",
        "I3",
        THIRD,
    ),
    "I4 a task is done by nobody's act": (
        "UPDATE task SET state = 'done' WHERE step = 'tax_code' AND case_id = 3",
        "I4",
        "task ",
    ),
    "I4 a completed task waits again": (
        "UPDATE task SET state = 'ready' WHERE step = 'hand_over' AND case_id = 3",
        "I4",
        "task ",
    ),
    "I5 a print was never owed": (
        "DELETE FROM job WHERE key = 'print:1'; UPDATE document SET file_id = NULL WHERE id = 1",
        "I5",
        "print:1",
    ),
    "I5 a print left no file": (
        "UPDATE document SET file_id = NULL WHERE id = 1",
        "I5",
        "print:1",
    ),
    "I5 a reminder is not owed": ("DELETE FROM job WHERE key = 'notice:1'", "I5", "notice:1"),
    "I5 a letter has no receipt": (
        "UPDATE job SET receipt = '{}' WHERE key = 'notice:1'",
        "I5",
        "notice:1",
    ),
    "I6 the head stands elsewhere": (
        "UPDATE audit_head SET seq = seq + 1 WHERE agency_id = 2",
        "I6",
        "2:head",
    ),
    "I8 a task waits that the engine does not know": (
        "UPDATE task SET engine_task = 'nobody' WHERE step = 'tax_code' AND case_id = 3",
        "I8",
        THIRD,
    ),
    "I8 a timer is set that the engine does not know": (
        f"UPDATE case_file SET next_timer = due WHERE code = '{THIRD}'",
        "I8",
        THIRD,
    ),
    "I11 a due date moved by itself": (
        f"UPDATE case_file SET due = original_due WHERE code = '{SECOND}'",
        "I11",
        SECOND,
    ),
    "I11 what was promised moved": (
        f"UPDATE case_file SET original_due = due WHERE code = '{SECOND}'",
        "I11",
        SECOND,
    ),
    "I11 a second date moved by itself": (
        f"UPDATE case_file SET second_due = due WHERE code = '{THIRD}'",
        "I11",
        THIRD,
    ),
    "I11 an extension is gone": (
        "DELETE FROM deadline_event WHERE kind = 'extended'",
        "I11",
        THIRD,
    ),
    "I11 an apology was for another date": (
        "UPDATE deadline_event SET second_after = due_after WHERE kind = 'extended'",
        "I11",
        THIRD,
    ),
    "I11 a pause is gone": ("DELETE FROM pause WHERE case_id = 2", "I11", SECOND),
    "I11 a received case was promised nothing": (
        "UPDATE deadline_event SET kind = 'odd' WHERE case_id = 3 AND kind = 'promised'",
        "I11",
        THIRD,
    ),
}


@pytest.mark.parametrize(("statement", "invariant", "thing"), ROWS.values(), ids=ROWS.keys())
def test_rows_that_break_an_invariant_are_named(
    lived_in: Office, statement: str, invariant: str, thing: str
) -> None:
    say(lived_in, *statement.split("; "))

    assert thing in "".join(broken(lived_in).get(invariant, ()))


@pytest.mark.parametrize("state", [b"", b"m1:[]"], ids=["empty", "of another case"])
def test_i3_an_open_case_that_the_engine_cannot_see_is_named(
    lived_in: Office, state: bytes
) -> None:
    with lived_in.transaction() as session:
        session.execute(text("UPDATE case_state SET state = :state WHERE case_id = 3"),
                        {"state": state})  # fmt: skip

    assert broken(lived_in) == {"I3": (THIRD,), "I8": (THIRD,)}


def test_i3_an_open_case_whose_diagram_is_at_its_end_is_named(any_office: Office) -> None:
    with any_office.transaction() as session:
        slip = reception.guide(
            session, any_office, person(any_office, "lan"), an_application(papers=()), "Thiếu đơn"
        )

    say(any_office, "UPDATE case_file SET closed_at = NULL")

    assert broken(any_office) == {"I3": (f"#{slip.case_id}",)}


def test_i4_a_task_completed_twice_is_named(lived_in: Office) -> None:
    with lived_in.transaction() as session:
        task = session.scalars(select(Task).where(Task.step == "hand_over")).first()
        assert task is not None
        details = {"step": task.step, "task": task.id}
        audit.record(session, lived_in, task.agency_id, "complete", SECOND, details=details)

    assert broken(lived_in) == {"I4": (f"task {task.id}",)}


@pytest.mark.parametrize("column", ["actor", "reason"])
def test_i6_an_entry_that_was_changed_behind_the_triggers_is_named(
    lived_in: Office, column: str
) -> None:
    say(
        lived_in,
        "DROP TRIGGER audit_entry_stays"
        if lived_in.database.is_sqlite
        else "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        f"UPDATE audit_entry SET {column} = 'somebody' WHERE action = 'withdraw'",
    )
    with lived_in.reading() as session:
        where = session.execute(
            text("SELECT agency_id, seq FROM audit_entry WHERE action = 'withdraw'")
        ).one()

    assert broken(lived_in) == {"I6": (f"{where.agency_id}:{where.seq}",)}


def test_i6_an_erased_reason_breaks_nothing(lived_in: Office) -> None:
    say(lived_in, "UPDATE audit_entry SET reason = '' WHERE action = 'withdraw'")

    assert broken(lived_in) == {}


def lose(files: FolderFiles, digest: str) -> None:
    files.path(digest).unlink()


def damage(files: FolderFiles, digest: str) -> None:
    files.path(digest).write_bytes(b"something else")


@pytest.mark.parametrize("spoil", [lose, damage])
def test_i7_a_file_that_is_gone_or_changed_is_named(
    lived_in: Office, spoil: Callable[[FolderFiles, str], None]
) -> None:
    assert isinstance(lived_in.files, FolderFiles)
    digest = next(lived_in.files.digests())

    spoil(lived_in.files, digest)

    assert broken(lived_in) == {"I7": (digest,)}


def test_i7_a_file_of_nobody_is_named_when_it_is_old_and_dropped_by_night(
    lived_in: Office,
) -> None:
    assert isinstance(lived_in.files, FolderFiles)
    young, old = lived_in.files.put(b"somebody is at it"), lived_in.files.put(b"nobody's")
    days_ago = time.time() - timedelta(days=3).total_seconds()
    os.utime(lived_in.files.path(old), (days_ago, days_ago))

    named = broken(lived_in)
    jobs.tidy(lived_in)

    assert named == {"I7": (old,)}
    assert (lived_in.files.exists(young), lived_in.files.exists(old)) == (True, False)
    assert broken(lived_in) == {}


def test_i9_a_timer_that_nobody_fires_is_named_while_a_worker_is_up(any_office: Office) -> None:
    code = a_case(any_office, until="tax_code")

    move_clock(any_office, any_office.now() + timedelta(days=7))
    assert broken(any_office) == {"I9": (code,)}

    assert isinstance(any_office.clock, MovedClock)
    any_office.clock.at += timedelta(hours=1)  # nobody marks any more that the office lives
    assert broken(any_office) == {}


def test_i10_a_lease_that_nobody_takes_over_is_named_while_a_worker_is_up(
    any_office: Office,
) -> None:
    register(any_office)
    with any_office.transaction() as session:
        session.scalars(select(Job)).one().leased_until = any_office.now()
    assert broken(any_office) == {}

    move_clock(any_office, any_office.now() + timedelta(minutes=6))
    assert broken(any_office) == {"I10": ("print:1",)}


def test_a_case_withdrawn_while_its_clock_stood_breaks_nothing(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    do(any_office, "duc", code, "appraise", SUPPLEMENT)
    do(any_office, "hoa", code, "issue_supplement", ASKED)
    move_clock(any_office, any_office.now() + timedelta(days=7))

    with any_office.transaction() as session:
        ending.withdraw_case(session, any_office, person(any_office, "lan"), code, "Đổi ý")

    assert broken(any_office) == {}


def test_rows_that_no_rule_can_read_are_said_and_stop_no_other_rule(lived_in: Office) -> None:
    say(
        lived_in,
        "UPDATE deadline_event SET term = '{}' WHERE kind = 'promised'",
        "UPDATE counter SET n = n + 1 WHERE key = 'case:H32.901:261116'",
    )

    numbers, deadlines = invariants.verify(lived_in)

    assert (numbers.invariant, deadlines.invariant) == ("I2", "I11")
    assert "KeyError" in str(deadlines.said)
