"""The allowances of the steps against the term of the procedure, on the longest way.

Each loop is gone round once; what stands side by side counts by its longest; a
step that is asked of several people counts once; and while a supplement is
awaited no time is counted. Working and calendar days are compared on two
calendars, one without free days and one of ordinary weeks: what is too long on
both is an error, what is too long on one of them is a warning.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.i18n import Said, mark
from engine.rules.term import Segment, Term, Unit
from engine.rules.verbs import Clock, Does, effect
from engine.workflow.checks.note import at
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.extensions import VERBS, Allowance, allowance
from engine.workflow.finding import Finding
from engine.workflow.longest import longest

_HOURS_A_DAY: Final = Decimal(8)
# How many calendar days a working day takes: where every day is one, and in ordinary weeks.
_EVERY_DAY: Final = Decimal(1)
_ORDINARY_WEEK: Final = Decimal(7) / Decimal(5)
_SHORT_MONTH, _LONG_MONTH = Decimal(28), Decimal(31)
_MOST_NAMED: Final = 12
_COUNTED: Final = MANUAL | {"intermediateCatchEvent"}


@dataclass(frozen=True)
class _Length:
    """An amount of time in working days, calendar days and months."""

    working: Decimal = Decimal(0)
    calendar: Decimal = Decimal(0)
    months: Decimal = Decimal(0)

    def __add__(self, other: _Length) -> _Length:
        return _Length(
            self.working + other.working,
            self.calendar + other.calendar,
            self.months + other.months,
        )

    def days(self, working_day: Decimal, month: Decimal) -> Decimal:
        return self.working * working_day + self.calendar + self.months * month


def allowances_fit_the_term(drawn: Diagram, term: Term) -> Iterator[Finding]:
    """Find procedures whose steps may together take longer than the law allows."""
    main = drawn.main_process()
    if main is None or not drawn.within(main.id):
        return
    promised = sum((_of_segment(each) for each in term.segments), _Length())
    ways = [_Ways(drawn, rate).longest(main.id) for rate in (_EVERY_DAY, _ORDINARY_WEEK)]
    for way in ways:
        if all(_is_over(way, promised)):
            yield at(main, "over-the-term", _too_long(way, term))
            return
    for way in ways:
        if any(_is_over(way, promised)):
            yield at(main, "perhaps-over-the-term", _perhaps(way, term), severity="warning")
            return


def _is_over(way: list[Element], promised: _Length) -> list[bool]:
    """Whether a way is longer than the term, on the calendar without free days and in weeks."""
    taken = _length(way)
    return [
        taken.days(rate, month) > promised.days(rate, month)
        for rate, month in ((_EVERY_DAY, _LONG_MONTH), (_ORDINARY_WEEK, _SHORT_MONTH))
    ]


class _Ways:
    """The longest ways through the processes of a diagram, on one calendar."""

    def __init__(self, drawn: Diagram, working_day: Decimal) -> None:
        self._drawn = drawn
        self._working_day = working_day
        self._inside: dict[str, list[Element]] = {}

    def longest(self, scope: str) -> list[Element]:
        """The steps on the longest way through a process."""
        if scope not in self._inside:
            self._inside[scope] = []  # A process that calls itself is refused elsewhere.
            self._inside[scope] = self._through(scope)
        return self._inside[scope]

    def _through(self, scope: str) -> list[Element]:
        inside = {each.id: each for each in self._drawn.within(scope)}
        onward = {
            key: [flow.target for flow in self._drawn.leaving(key) if flow.target in inside]
            + [event.id for event in self._drawn.attached(key) if event.id in inside]
            for key in inside
        }
        starts = [key for key, each in inside.items() if each.kind == "startEvent"]
        counted = _while_the_clock_runs(inside, onward, starts)

        def steps(key: str) -> list[Element]:
            element = inside[key]
            if key not in counted:
                return []
            called = element.xml.get("calledElement")
            within = called if element.kind == "callActivity" else key
            deeper = self.longest(within) if within and self._drawn.within(within) else []
            return [*([element] if element.kind in _COUNTED else []), *deeper]

        def weight(key: str) -> float:
            return float(_length(steps(key)).days(self._working_day, _SHORT_MONTH))

        ways = [longest(start, onward, weight) for start in starts]
        best = max(ways, key=lambda way: sum(map(weight, way)), default=[])
        return [step for key in best for step in steps(key)]


def _while_the_clock_runs(
    inside: dict[str, Element], onward: dict[str, list[str]], starts: list[str]
) -> set[str]:
    """The steps to which a case can come while its time is counted."""
    ahead = deque((start, True) for start in starts)
    seen: set[tuple[str, bool]] = set()
    while ahead:
        key, runs = ahead.popleft()
        if (key, runs) in seen:
            continue
        seen.add((key, runs))
        clock = _clock(inside[key])
        after = {Clock.PAUSE: False, Clock.RESUME: True}.get(clock, runs) if clock else runs
        events = {key for key in onward[key] if inside[key].kind == "boundaryEvent"}
        ahead.extend((each, runs if each in events else after) for each in onward[key])
    return {key for key, runs in seen if runs}


def _clock(element: Element) -> Clock | None:
    verb = element.properties.get("does")
    return effect(Does(verb), {}).clock if verb in VERBS else None


def _length(way: list[Element]) -> _Length:
    return sum((_of_step(each) for each in way), _Length())


def _of_step(element: Element) -> _Length:
    given = allowance(element.properties.get("allowance", ""))
    return _Length() if given is None else _of_allowance(given)


def _of_allowance(given: Allowance) -> _Length:
    match given.unit:
        case "calendar_days":
            return _Length(calendar=given.amount)
        case "working_hours":
            return _Length(working=given.amount / _HOURS_A_DAY)
        case _:
            return _Length(working=given.amount)


def _of_segment(segment: Segment) -> _Length:
    match segment.unit:
        case Unit.CALENDAR_DAYS:
            return _Length(calendar=segment.amount)
        case Unit.MONTHS:
            return _Length(months=segment.amount)
        case Unit.WORKING_HOURS:
            return _Length(working=segment.amount / _HOURS_A_DAY)
        case Unit.SAME_DAY:
            return _Length(working=Decimal(1))
        case _:
            return _Length(working=segment.amount)


def _too_long(way: list[Element], term: Term) -> Said:
    names = list(dict.fromkeys(each.name or each.id for each in way if _of_step(each) != _Length()))
    more = ", …" if len(names) > _MOST_NAMED else ""
    return Said(
        mark(
            "On the way %(steps)s the allowances add up to %(taken)s, but the term is %(term)s: "
            "shorten them."
        ),
        steps=", ".join(f"“{name}”" for name in names[:_MOST_NAMED]) + more,
        taken=_said(_length(way)),
        term=term.said,
    )


def _perhaps(way: list[Element], term: Term) -> Said:
    return Said(
        mark(
            "The allowances add up to %(taken)s and the term is %(term)s: whether they fit "
            "depends on the calendar. Give both in the same unit."
        ),
        taken=_said(_length(way)),
        term=term.said,
    )


def _said(length: _Length) -> Said:
    parts = [
        Segment(round(amount, 3), unit).said
        for amount, unit in (
            (length.working, Unit.WORKING_DAYS),
            (length.calendar, Unit.CALENDAR_DAYS),
        )
        if amount
    ]
    if len(parts) == 2:
        return Said(mark("%(first)s and %(then)s"), first=parts[0], then=parts[1])
    return parts[0]
