"""The clock finds what is due through an index, however many cases are open."""

from __future__ import annotations

from engine.office import Office
from engine.queries import alarms, due_timers
from tests.benchmarks.plans import plan_of


def test_timers_are_found_through_their_index(generated: Office) -> None:
    plan = plan_of(generated, lambda session: session.scalars(due_timers.due(generated.now())))

    assert "ix_case_file_next_timer" in plan
    assert "SCAN case_file" not in plan
    assert "Seq Scan on case_file" not in plan


def test_alarms_are_found_through_their_indexes(generated: Office) -> None:
    plan = plan_of(generated, lambda session: alarms.due(session, generated.now()))

    assert "ix_task_alarm" in plan
    assert "ix_case_file_alarm" in plan
