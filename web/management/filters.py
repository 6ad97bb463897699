"""What a manager asks of the deadlines: read from the address, written back into links.

The list, its tiles and its Excel are one question, so each link carries the
whole filter and changes one part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Request, url_for

from engine.models import Officer
from engine.queries.organisation import Named
from engine.rules.standing import Verdict
from reports import period
from reports.period import Period
from reports.queries.deadlines import Question
from web.formats import said
from web.language import language

MONTHS_BACK = 12
YEARS_BACK = 2
# Of late cases: whether somebody confirmed why.
CONFIRMED = {"co": True, "chua": False}


@dataclass(frozen=True)
class Filter:
    """A period, and what it is narrowed to; empty text is everything.

    With ``proposals`` a page fills in what is proposed, for somebody to confirm.
    """

    period: str
    unit: str = ""
    procedure: str = ""
    verdict: str = ""
    confirmed: str = ""
    page: int = 1
    proposals: bool = False

    @classmethod
    def read(cls, request: Request, today: date) -> Filter:
        """Read the address; without a period it is the running month."""
        asked = request.args
        verdict = asked.get("xep", "")
        return cls(
            period=asked.get("ky") or f"{today:%Y-%m}",
            unit=asked.get("don-vi", ""),
            procedure=asked.get("thu-tuc", ""),
            verdict=verdict if verdict in set(Verdict) else "",
            confirmed=asked.get("nguyen-nhan", ""),
            proposals="de-xuat" in asked,
            page=max(1, asked.get("trang", 1, type=int)),
        )

    def question(self, officer: Officer, units: Sequence[Named]) -> Question:
        """What the report is asked; raises ``BadPeriod``. An unknown unit narrows nothing."""
        wanted = next((unit.id for unit in units if unit.code == self.unit), None)
        return Question(
            period=self.days,
            agency_id=officer.agency_id,
            department_id=wanted,
            procedure=self.procedure or None,
            officer=officer,
            verdict=Verdict(self.verdict) if self.verdict else None,
            confirmed=CONFIRMED.get(self.confirmed),
        )

    @property
    def days(self) -> Period:
        """The period as days; raises ``BadPeriod``."""
        return period.read(self.period)

    def link(
        self, endpoint: str = "management.deadlines", *, kind: str = "", **changes: Any
    ) -> str:
        """The address of this filter with some parts changed; it begins at its first page.

        ``kind`` is the kind of file, where the address is one of several.
        """
        changed = replace(self, **{"page": 1, **changes})
        parts: dict[str, Any] = {
            "kind": kind,
            "ky": changed.period,
            "don-vi": changed.unit,
            "thu-tuc": changed.procedure,
            "xep": changed.verdict,
            "nguyen-nhan": changed.confirmed,
            "de-xuat": "1" if changed.proposals else "",
            "trang": "" if changed.page == 1 else changed.page,
        }
        return url_for(endpoint, **{key: value for key, value in parts.items() if value})


def periods(today: date, chosen: str) -> list[tuple[str, str]]:
    """The periods to choose from, with their words: months, quarters, years back from today."""
    keys = [_month(today, back) for back in range(MONTHS_BACK)]
    quarter = (today.month - 1) // 3 + 1
    keys += [f"{today.year}-Q{number}" for number in range(quarter, 0, -1)]
    keys += [str(today.year - back) for back in range(YEARS_BACK)]
    if chosen not in keys:
        keys.insert(0, chosen)
    return [(key, said(period.read(key).said)) for key in keys]


def named(choices: Sequence[Named]) -> list[tuple[str, str]]:
    """Units or procedures to choose from, by code."""
    return [(one.code, one.says(language())) for one in choices]


def _month(today: date, back: int) -> str:
    months = today.year * 12 + today.month - 1 - back
    return f"{months // 12}-{months % 12 + 1:02}"
