"""The deadlines on screen: the report's own rows, its figures as tiles, and a chart.

The tiles count the rows of the period, unit and procedure; choosing one narrows
the list to its standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import Officer
from engine.office import Office
from engine.queries import organisation, why_late
from engine.rules.names import fold
from engine.rules.standing import Verdict
from engine.rules.why_late import Elapsed
from reports.books.deadline_columns import CAUSES, VERDICTS
from reports.queries.deadlines import DeadlineRow, Figures, figures
from reports.queries.deadlines import deadlines as cases_in_hand
from web.formats import said
from web.management.filters import Filter, named, periods

PAGE = 100
# The order of a case's worries, which is the order of the tiles.
TILES = (
    Verdict.OVERDUE,
    Verdict.NEAR_DUE,
    Verdict.RUNNING,
    Verdict.PAUSED,
    Verdict.LATE,
    Verdict.ON_TIME,
    Verdict.EARLY,
)
# Parts of a bar, from good to bad, so that the eye goes right for trouble.
GOOD_TO_BAD: Mapping[str, tuple[Said, frozenset[Verdict]]] = {
    "done": (
        Said(mark("done in time")),
        frozenset({Verdict.EARLY, Verdict.ON_TIME}),
    ),
    "open": (
        Said(mark("open, in time")),
        frozenset({Verdict.RUNNING, Verdict.NEAR_DUE, Verdict.PAUSED}),
    ),
    "late": (
        Said(mark("late or overdue")),
        frozenset({Verdict.LATE, Verdict.OVERDUE}),
    ),
}


@dataclass(frozen=True)
class Tile:
    """A figure that leads to its cases."""

    said: Said
    count: int
    verdict: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Bar:
    """A unit's cases in the chart: how many, and each part's share of the longest bar."""

    name: str
    counts: Mapping[str, int]
    shares: Mapping[str, float]

    @property
    def total(self) -> int:
        """All of the unit's cases."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Spent:
    """Where the time of a case went: the cause that took most of it, and all in a paragraph.

    The cause is named as the sheet's columns are; None before any time passed.
    """

    most: Said | None
    percent: int
    told: Said


@dataclass(frozen=True)
class DeadlinePage:
    """What the page shows of a filter."""

    rows: tuple[DeadlineRow, ...]
    spent: Mapping[int, Spent]
    first: int
    found: int
    figures: Figures
    tiles: tuple[Tile, ...]
    bars: tuple[Bar, ...]
    parts: Mapping[str, Said]
    choices: Mapping[str, list[tuple[str, str]]]
    earlier: str
    later: str

    @property
    def in_time(self) -> str:
        """The share of finished cases that kept their promise, in words: 98,5%."""
        kept = self.figures.early + self.figures.on_time
        if not self.figures.done:
            return "—"
        return f"{100 * kept / self.figures.done:.1f}%".replace(".", ",")


def deadline_page(
    session: Session, office: Office, officer: Officer, asked: Filter
) -> DeadlinePage:
    """Put the page of a filter together; raises ``BadPeriod``."""
    units = organisation.departments(session, officer.agency_id)
    question = asked.question(officer, units)
    # The tiles count every standing, so one reading serves them and the list.
    everything = cases_in_hand(session, office, replace(question, verdict=None))
    chosen = [row for row in everything if question.verdict in (None, row.standing.verdict)]
    first = (asked.page - 1) * PAGE
    shown = tuple(chosen[first : first + PAGE])
    return DeadlinePage(
        rows=shown,
        spent=_spent(session, shown),
        first=first,
        found=len(chosen),
        figures=figures(everything),
        tiles=_tiles(everything, asked),
        bars=_bars(everything),
        parts={part: said for part, (said, _) in GOOD_TO_BAD.items()},
        choices={
            "period": periods(office.today(), asked.days.key),
            "unit": named(units),
            "procedure": named(organisation.procedures(session, officer.agency_id)),
            "verdict": [(verdict.value, said(VERDICTS[verdict])) for verdict in TILES],
        },
        earlier=asked.link(page=asked.page - 1) if asked.page > 1 else "",
        later=asked.link(page=asked.page + 1) if first + PAGE < len(chosen) else "",
    )


def _spent(session: Session, rows: Iterable[DeadlineRow]) -> Mapping[int, Spent]:
    named = why_late.named(session, {row.case_id: row.time_spent for row in rows})
    return {case_id: _most(spent.elapsed, spent.told) for case_id, spent in named.items()}


def _most(elapsed: Elapsed, told: Said) -> Spent:
    if not elapsed.total:
        return Spent(None, 0, told)
    cause = max(CAUSES, key=elapsed.of)
    return Spent(CAUSES[cause], round(100 * elapsed.of(cause) / elapsed.total), told)


def _tiles(rows: Iterable[DeadlineRow], asked: Filter) -> tuple[Tile, ...]:
    verdicts = [row.standing.verdict for row in rows]
    return tuple(
        Tile(
            said=VERDICTS[verdict],
            count=verdicts.count(verdict),
            verdict=verdict.value,
            href=asked.link(verdict=verdict.value),
            chosen=asked.verdict == verdict.value,
        )
        for verdict in TILES
    )


def _bars(rows: Iterable[DeadlineRow]) -> tuple[Bar, ...]:
    """One bar a unit that holds cases, each in proportion to the longest."""
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        unit = counts.setdefault(row.holder or "—", dict.fromkeys(GOOD_TO_BAD, 0))
        for part, (_, verdicts) in GOOD_TO_BAD.items():
            unit[part] += row.standing.verdict in verdicts
    longest = max((sum(unit.values()) for unit in counts.values()), default=1)
    return tuple(
        Bar(name, unit, {part: 100 * count / longest for part, count in unit.items()})
        for name, unit in sorted(counts.items(), key=lambda item: fold(item[0]))
    )
