"""Moving a case through a diagram in tests: a fixed clock, working days of 24 hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.rules.calendar import OFFICE_ZONE
from engine.workflow import (
    Definition,
    Progress,
    complete,
    deliver,
    fire_timers,
    move_on,
    send_back,
    start,
)

MONDAY = datetime(2026, 11, 23, 8, tzinfo=OFFICE_ZONE)


def working_time(moment: datetime, amount: Decimal, unit: str) -> datetime:
    hours = 1 if unit == "working_hours" else 24
    return moment + timedelta(hours=float(amount) * hours)


@dataclass
class Moving:
    """A case that is saved and loaded at each move."""

    definition: Definition
    stands: Progress
    now: datetime

    @classmethod
    def begin(cls, definition: Definition, /, **data: Any) -> Moving:
        stands = start(definition, data, now=MONDAY, working_time=working_time)
        return cls(definition, stands, MONDAY)

    def complete(self, step: str, /, **answers: Any) -> Progress:
        steps = [each.step.id for each in self.stands.waiting]
        return self.complete_nth(steps.index(step), answers)

    def complete_nth(self, nth: int, answers: Mapping[str, Any]) -> Progress:
        self.stands = complete(
            self.definition,
            self.stands.state,
            self.stands.waiting[nth].task,
            answers,
            now=self.now,
            working_time=working_time,
        )
        return self.stands

    def wait(self, **length: float) -> Progress:
        self.now += timedelta(**length)
        self.stands = fire_timers(
            self.definition, self.stands.state, now=self.now, working_time=working_time
        )
        return self.stands

    def deliver(self, message: str, payload: Any, key: str | None = None) -> Progress:
        self.stands = deliver(
            self.definition,
            self.stands.state,
            message,
            payload,
            key=key,
            now=self.now,
            working_time=working_time,
        )
        return self.stands

    def send_back(self, task: str, to: str) -> Progress:
        at: Any = {"now": self.now, "working_time": working_time}
        self.stands = send_back(self.definition, self.stands.state, task, to, **at)
        return self.stands

    def move_on(self, task: str, to: str | None = None) -> Progress:
        at: Any = {"now": self.now, "working_time": working_time}
        self.stands = move_on(self.definition, self.stands.state, task, to, **at)
        return self.stands

    @property
    def steps(self) -> list[str]:
        return sorted(each.step.id for each in self.stands.waiting)
