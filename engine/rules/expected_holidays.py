"""The days off that a year is expected to have, until the Government announces them.

The law fixes most of them; the Tết block and the day beside National Day are
the usual ones. What is expected is only a proposal: a manager edits it and
confirms it with the number of the announcement (domain: §4.5).

>>> [line["reason"] for line in expected(2027)][0]
'Tết Dương lịch'
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from engine.rules.calendar import DayKind

# Before this the package's days are history, which nobody proposes.
FIRST_YEAR, LAST_YEAR = 2020, 2100
_OBSERVED = "nghỉ bù"


@lru_cache(maxsize=8)
def _named(year: int, language: str) -> dict[Any, str]:
    # Read when it is first asked for: it is not needed by whoever only counts.
    from holidays import country_holidays

    return dict(country_holidays("VN", years=year, language=language))


def expected(year: int) -> list[dict[str, Any]]:
    """The days off of a year as lines of a calendar file; none for a year too far away."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return []
    english = _named(year, "en_US")
    return [
        {
            "date": day.isoformat(),
            "kind": (DayKind.COMPENSATION if _OBSERVED in name else DayKind.HOLIDAY).value,
            "reason": name,
            "reason_en": english.get(day, ""),
        }
        for day, name in sorted(_named(year, "vi").items())
    ]
