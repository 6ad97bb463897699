"""A whole year's announcement, held against what a layer has: what begins, ends and stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.queries.calendars import YEAR, Calendars, Entry
from engine.rules import announced_list
from engine.rules.calendar import DayKind, SpecialDay
from engine.rules.expected_holidays import expected


@dataclass(frozen=True)
class YearPlan:
    """What an announcement makes of a year in a layer."""

    begun: tuple[Entry, ...]
    ended: tuple[Entry, ...]
    kept: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The special days that begin."""
        return tuple(entry for entry in self.begun if entry.is_special)

    @property
    def is_uneven(self) -> bool:
        """Whether days off that are to be made up for and make-up days are not as many."""
        return self.swaps != self.makeups

    @property
    def swaps(self) -> int:
        """The days off that are to be made up for."""
        return sum(entry.kind == DayKind.SWAP for entry in self.entries)

    @property
    def makeups(self) -> int:
        """The days on which that is done."""
        return sum(entry.kind == DayKind.MAKEUP for entry in self.entries)


def planned(
    working: Calendars,
    whose: int | None,
    year: int,
    lines: Sequence[Mapping[str, Any]],
    decision: str,
) -> YearPlan:
    """Hold a list's lines against what a layer has in that year.

    A day that stands as the list says, by the same decision, stays as it is.
    """
    own = {entry.day: entry for entry in _of_year(working, whose, year)}
    english = _english(working, whose, year)
    begun = []
    for line in lines:
        content = {key: value for key, value in line.items() if key not in {"date", "kind"}}
        content["decision"] = content.get("decision") or decision
        content.setdefault("reason_en", english.get(content["reason"], ""))
        begun.append(Entry(date.fromisoformat(line["date"]), str(line["kind"]), content))
    kept = {entry.day for entry in begun if _stands(own.get(entry.day), entry)}
    listed = {entry.day for entry in begun}
    return YearPlan(
        begun=(
            *(entry for entry in begun if entry.day not in kept),
            Entry(date(year, 1, 1), YEAR, {"announced": True}),
        ),
        ended=tuple(entry for day, entry in own.items() if day not in listed),
        kept=len(kept),
    )


def proposed(working: Calendars, whose: int | None, year: int) -> str:
    """The list to begin from: what is entered for the year, else what is to be expected."""
    entered = [entry.special for entry in _of_year(working, whose, year)]
    return announced_list.write(entered or _expected(year))


def is_expected_only(working: Calendars, whose: int | None, year: int) -> bool:
    """Whether nothing is entered for a year, so that its list is only a proposal."""
    return not _of_year(working, whose, year)


def _of_year(working: Calendars, whose: int | None, year: int) -> list[Entry]:
    return [entry for entry in working.own(whose) if entry.is_special and entry.day.year == year]


def _expected(year: int) -> list[SpecialDay]:
    lines = (
        {key: value for key, value in line.items() if key != "reason_en"} for line in expected(year)
    )
    return [Entry(date.fromisoformat(line["date"]), line["kind"], line).special for line in lines]


def _english(working: Calendars, whose: int | None, year: int) -> dict[str, str]:
    """The English of reasons that are known: those expected, and those entered."""
    known = {line["reason"]: line["reason_en"] for line in expected(year)}
    for entry in working.own(whose):
        if entry.content.get("reason_en"):
            known[str(entry.content["reason"])] = str(entry.content["reason_en"])
    return known


def _stands(there: Entry | None, wanted: Entry) -> bool:
    return there is not None and there.confirmed and there.special == wanted.special
