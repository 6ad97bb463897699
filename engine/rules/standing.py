"""How a case stands against its due date, and the words for it.

The one judgement that screens, sheets, reminders and the API share, so that a
case is nowhere late and elsewhere on time. The law counts the case; its steps
count apart, each by its own allowance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.i18n import Said, mark
from engine.rules.calendar import WorkingCalendar, office_time

# A working day is eight hours, also where the roster has seven and a half.
WORKING_DAY = 480


class Verdict(StrEnum):
    """A finished case is early, on time or late; an open one has four more."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"
    NEAR_DUE = "near_due"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True)
class NearDue:
    """When a date comes near: a length of working time before it, or a share of the whole."""

    minutes: int = 0
    share: float = 0.0

    def covers(self, left: int, whole: int) -> bool:
        """Whether what is left of the whole is little."""
        return left <= self.minutes or left <= whole * self.share


# A case is near its date one working day before it, a step when 70 % of its
# allowance are used (domain: §4.7, §7).
CASE_IS_NEAR = NearDue(minutes=WORKING_DAY)
STEP_IS_NEAR = NearDue(share=0.3)


@dataclass(frozen=True)
class Standing:
    """A verdict, and the working minutes between the case and its due date.

    ``minutes`` are left while they are positive, and over when negative.
    ``second`` is the date that an extension gave, when it does not count.
    """

    verdict: Verdict
    due: datetime
    minutes: int
    second: datetime | None = None

    @property
    def days(self) -> int:
        """The whole working days in ``minutes``, with the same sign."""
        whole = abs(self.minutes) // WORKING_DAY
        return whole if self.minutes >= 0 else -whole

    @property
    def is_late(self) -> bool:
        """Whether it was finished late, or is open and overdue."""
        return self.verdict in (Verdict.LATE, Verdict.OVERDUE)


@dataclass(frozen=True)
class StepsStanding:
    """How a case stands as its steps count: whether each kept its own allowance."""

    verdict: Verdict
    late: int
    judged: int


def standing(
    due: datetime,
    calendar: WorkingCalendar,
    *,
    now: datetime,
    finished: datetime | None = None,
    paused: bool = False,
    near: NearDue = CASE_IS_NEAR,
    began: datetime | None = None,
    second: datetime | None = None,
) -> Standing:
    """Judge a case: by when it was finished, or while it is open by the time left.

    Finished on a day before the due day is early, on the due day on time.
    ``began`` is needed where a share of the whole time counts as near.
    """
    minutes = calendar.minutes_between(finished or now, due)
    if finished is not None:
        verdict = _finished(finished, due)
    elif paused:
        verdict = Verdict.PAUSED
    elif now > due:
        verdict = Verdict.OVERDUE
    else:
        whole = calendar.minutes_between(began, due) if began else 0
        verdict = Verdict.NEAR_DUE if near.covers(minutes, whole) else Verdict.RUNNING
    return Standing(verdict, due, minutes, second)


def step_standing(
    due: datetime,
    calendar: WorkingCalendar,
    *,
    began: datetime,
    now: datetime,
    finished: datetime | None = None,
    waits_for_the_citizen: bool = False,
    case_paused: bool = False,
) -> Standing:
    """Judge a step by its own allowance; one that waits for the citizen is never late.

    While its case is paused a step that waits is not late either: its allowance
    runs on when the case does.
    """
    if waits_for_the_citizen:
        finished = None
    return standing(
        due,
        calendar,
        now=now,
        finished=finished,
        paused=waits_for_the_citizen or (case_paused and finished is None),
        near=STEP_IS_NEAR,
        began=began,
    )


def by_steps(steps: Iterable[Standing]) -> StepsStanding | None:
    """Judge a case as its steps count; None while none of them can be judged.

    The worst of what waits now decides, and once nothing waits the worst of
    what was done: a late step stays late, however early the case.
    """
    judged = [step for step in steps if step.verdict is not Verdict.PAUSED]
    if not judged:
        return None
    found = {step.verdict for step in judged}
    verdict = next(one for one in _WORST_FIRST if one in found)
    return StepsStanding(verdict, sum(step.is_late for step in judged), len(judged))


_WORST_FIRST = (
    Verdict.OVERDUE,
    Verdict.LATE,
    Verdict.NEAR_DUE,
    Verdict.RUNNING,
    Verdict.ON_TIME,
    Verdict.EARLY,
)


def left(standing: Standing) -> Said:
    """Say how a case stands: "2 days left", "3 days overdue", "on time", "paused".

    An extension that does not count is said beside it, unless the case was done in time.
    """
    said = stands(standing)
    if put_off(standing) is None:
        return said
    text = mark("%(standing)s, put off until %(second)s")
    return Said(text, standing=said, second=_second(standing))


def put_off(standing: Standing) -> Said | None:
    """Say until when a case is put off, where that does not count; None for one done in time."""
    if standing.second is None or standing.verdict in (Verdict.EARLY, Verdict.ON_TIME):
        return None
    return Said(mark("put off until %(second)s"), second=_second(standing))


def _second(standing: Standing) -> str:
    return f"{office_time(standing.second):%H:%M %d/%m/%Y}" if standing.second else ""


def steps_left(steps: StepsStanding) -> Said:
    """Say how a case stands as its steps count: "2 of 7 steps late"."""
    if steps.late:
        return Said(mark("%(late)s of %(judged)s steps late"), late=steps.late, judged=steps.judged)
    if steps.verdict is Verdict.NEAR_DUE:
        return Said(mark("no step late, one near its end"))
    return Said(mark("no step late"))


def stands(standing: Standing) -> Said:
    """Say how a case stands against the date that judges it, and nothing of a second one."""
    if standing.verdict is Verdict.PAUSED:
        return Said(mark("paused"))
    if standing.verdict is Verdict.ON_TIME:
        return Said(mark("on time"))
    if standing.verdict is Verdict.EARLY:
        return Said(mark("%(length)s early"), length=_length(standing.minutes))
    if standing.is_late:
        if standing.minutes == 0:
            return Said(mark("overdue"))
        return Said(mark("%(length)s overdue"), length=_length(-standing.minutes))
    if standing.minutes == 0:
        return Said(mark("due now"))
    return Said(mark("%(length)s left"), length=_length(standing.minutes))


def _finished(finished: datetime, due: datetime) -> Verdict:
    if finished > due:
        return Verdict.LATE
    days_before = office_time(due).date() - office_time(finished).date()
    return Verdict.EARLY if days_before else Verdict.ON_TIME


def _length(minutes: int) -> Said:
    """Say a length in its largest whole unit."""
    if minutes >= WORKING_DAY:
        days = minutes // WORKING_DAY
        return Said(mark("1 day") if days == 1 else mark("%(n)s days"), n=days)
    if minutes >= 60:
        hours = minutes // 60
        return Said(mark("1 hour") if hours == 1 else mark("%(n)s hours"), n=hours)
    return Said(mark("1 minute") if minutes == 1 else mark("%(n)s minutes"), n=minutes)
