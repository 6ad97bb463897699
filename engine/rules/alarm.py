"""When somebody is told that a date comes near or has passed, and who that is.

An agency's policy says for each kind of alarm how far from its date it rings
and whom it tells; one that tells nobody is off. Steps ring by their allowance,
cases by the date that is promised to the applicant, pauses by the day on which
an answer was due. What rang is kept by its ``key``: a step rings each kind once,
a case once for each date it looks to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules import apology
from engine.rules.apology import DAY_BEGINS
from engine.rules.calendar import WorkingCalendar
from engine.rules.deadline import after
from engine.rules.office_hours import at
from engine.rules.term import Unit


class Whom(StrEnum):
    """Who is told."""

    HOLDER = "holder"
    HEAD = "head"
    LEADER = "leader"


class AlarmKind(StrEnum):
    """What rings, in the order in which one subject's alarms follow each other."""

    STEP_NEAR = "step_near"
    STEP_OVER = "step_over"
    STEP_LATE = "step_late"
    APOLOGY_DRAFT = "apology_draft"
    APOLOGY_MISSED = "apology_missed"
    NO_ANSWER = "no_answer"

    @property
    def is_percent(self) -> bool:
        """Whether its distance is a share of the step's allowance, and not working days."""
        return self in {AlarmKind.STEP_NEAR, AlarmKind.STEP_OVER}

    @property
    def most(self) -> int:
        """The largest distance that makes sense."""
        return 100 if self.is_percent else 30


class BadPolicy(Refusal):
    """A policy of alarms contradicts itself; ``kind`` is where."""

    code = "bad-alarm-policy"
    default = mark("These reminders can't be kept like this.")

    def __init__(self, kind: AlarmKind, said: Said) -> None:
        self.kind = kind
        super().__init__(said)


@dataclass(frozen=True)
class AlarmRule:
    """How far from its date an alarm rings (percent or working days), and whom it tells."""

    amount: int
    whom: frozenset[Whom] = frozenset()


@dataclass(frozen=True)
class AlarmPolicy:
    """A rule for each kind; raises ``BadPolicy`` when a later alarm would ring before an earlier.

    >>> one = AlarmPolicy({kind: AlarmRule(1) for kind in AlarmKind})
    >>> AlarmPolicy.read(one.kept) == one
    True
    """

    rules: Mapping[AlarmKind, AlarmRule]

    def __post_init__(self) -> None:
        for kind, rule in self.rules.items():
            if not 0 <= rule.amount <= kind.most:
                text = mark("This must be a whole number from 0 to %(most)s.")
                raise BadPolicy(kind, Said(text, most=kind.most))
        if self.amount(AlarmKind.STEP_NEAR) > self.amount(AlarmKind.STEP_OVER):
            text = mark("The first reminder of a step can't come after the second.")
            raise BadPolicy(AlarmKind.STEP_NEAR, Said(text))
        if self.amount(AlarmKind.APOLOGY_DRAFT) < self.amount(AlarmKind.APOLOGY_MISSED):
            text = mark("The draft of an apology must wait before the apology is to be sent.")
            raise BadPolicy(AlarmKind.APOLOGY_DRAFT, Said(text))

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> AlarmPolicy:
        """The policy of a row or of a file."""
        return cls(
            {
                kind: AlarmRule(
                    int(kept[kind]["amount"]), frozenset(Whom(one) for one in kept[kind]["whom"])
                )
                for kind in AlarmKind
            }
        )

    @property
    def kept(self) -> dict[str, Any]:
        """It as a row keeps it."""
        return {
            kind.value: {"amount": rule.amount, "whom": sorted(rule.whom)}
            for kind, rule in self.rules.items()
        }

    def amount(self, kind: AlarmKind) -> int:
        """How far from its date this kind rings."""
        return self.rules[kind].amount

    def whom(self, kinds: Iterable[AlarmKind]) -> frozenset[Whom]:
        """Everybody whom these kinds tell."""
        return frozenset().union(*(self.rules[kind].whom for kind in kinds))


@dataclass(frozen=True)
class Alarm:
    """Something that rings at a moment; ``about`` is the date that a case's alarm looks to."""

    kind: AlarmKind
    moment: datetime
    about: datetime | None = None

    @property
    def key(self) -> tuple[AlarmKind, datetime | None]:
        """By what it is known whether it rang."""
        return self.kind, self.about


def of_step(
    began: datetime, due: datetime, allowance: str, policy: AlarmPolicy, calendar: WorkingCalendar
) -> list[Alarm]:
    """The alarms of a step, counted back from its end, which every pause moves.

    ``allowance`` is how much time it has, as its row says it: "2 working_days".
    """
    amount, unit = allowance.split()
    whole = calendar.minutes_between(began, after(began, Decimal(amount), Unit(unit), calendar))

    def used(kind: AlarmKind) -> datetime:
        left = whole * (100 - policy.amount(kind)) // 100
        return max(calendar.minutes_before(due, left), began) if left else due

    over = Decimal(policy.amount(AlarmKind.STEP_LATE))
    late = after(due, over, Unit.WORKING_DAYS, calendar) if over else due
    return _on(
        policy,
        Alarm(AlarmKind.STEP_NEAR, used(AlarmKind.STEP_NEAR)),
        Alarm(AlarmKind.STEP_OVER, used(AlarmKind.STEP_OVER)),
        Alarm(AlarmKind.STEP_LATE, late),
    )


def of_case(
    received: datetime, due: datetime, policy: AlarmPolicy, calendar: WorkingCalendar
) -> list[Alarm]:
    """The alarms of the apology that a case needs if it will be late.

    A draft never waits longer than its sending does.
    """
    drafted = apology.drafted_from(received, due, policy.amount(AlarmKind.APOLOGY_DRAFT), calendar)
    missed = apology.sent_by(received, due, policy.amount(AlarmKind.APOLOGY_MISSED), calendar)
    return _on(
        policy,
        Alarm(AlarmKind.APOLOGY_DRAFT, min(drafted, missed), due),
        Alarm(AlarmKind.APOLOGY_MISSED, missed, due),
    )


def of_pauses(
    answer_by: Iterable[date], policy: AlarmPolicy, calendar: WorkingCalendar
) -> list[Alarm]:
    """The alarms of a case that waits for its applicant: the last day of each wait is over."""
    days = policy.amount(AlarmKind.NO_ANSWER)
    return _on(
        policy,
        *(
            Alarm(
                AlarmKind.NO_ANSWER,
                calendar.opening(at(calendar.add_days(day, days + 1), DAY_BEGINS)),
                at(day, DAY_BEGINS),
            )
            for day in sorted(answer_by)
        ),
    )


def next_of(
    alarms: Sequence[Alarm], rung: Collection[tuple[AlarmKind, datetime | None]] = ()
) -> datetime | None:
    """When the next of these rings, after those that did."""
    return next((alarm.moment for alarm in alarms if alarm.key not in rung), None)


def ringing(
    alarms: Sequence[Alarm], rung: Collection[tuple[AlarmKind, datetime | None]], now: datetime
) -> list[Alarm]:
    """Those that are due and did not ring, in order; the last one says it all."""
    return [alarm for alarm in alarms if alarm.key not in rung and alarm.moment <= now]


def _on(policy: AlarmPolicy, *alarms: Alarm) -> list[Alarm]:
    order = list(AlarmKind)
    told = [alarm for alarm in alarms if policy.rules[alarm.kind].whom]
    return sorted(told, key=lambda alarm: (alarm.moment, order.index(alarm.kind)))
