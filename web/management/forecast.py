"""What is going to be late: the open cases by their chance, on screen and in Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Request, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.models import Officer
from engine.queries import forecast, organisation
from engine.queries.forecast import Forecast, ForecastRow
from engine.queries.organisation import Named
from engine.rules.forecast import METHOD
from engine.rules.permission import Action
from reports import period
from reports.books import forecast_report
from reports.queries.deadlines import Question
from web.auth import current_officer, requires
from web.management import bp
from web.management.filters import named
from web.management.report_file import as_file
from web.session import office, reading

PAGE = 100
LEVELS = (25, 50, 75)


@dataclass(frozen=True)
class ForecastFilter:
    """What the forecast is narrowed to; empty text and 0 are everything."""

    unit: str = ""
    procedure: str = ""
    at_least: int = 0
    page: int = 1

    @classmethod
    def read(cls, request: Request) -> ForecastFilter:
        """Read the address; what is no level of chance is none."""
        asked = request.args
        at_least = asked.get("tu", 0, type=int)
        return cls(
            unit=asked.get("don-vi", ""),
            procedure=asked.get("thu-tuc", ""),
            at_least=at_least if at_least in LEVELS else 0,
            page=max(1, asked.get("trang", 1, type=int)),
        )

    def question(self, officer: Officer, units: Sequence[Named]) -> Question:
        """What the report is asked. An unknown unit narrows nothing."""
        return Question(
            period=period.on(office().today()),
            agency_id=officer.agency_id,
            department_id=next((unit.id for unit in units if unit.code == self.unit), None),
            procedure=self.procedure or None,
            officer=officer,
            at_least=self.at_least,
        )

    def link(self, endpoint: str = "management.forecast_page", **changes: Any) -> str:
        """The address of this filter with some parts changed; it begins at its first page."""
        changed = replace(self, **{"page": 1, **changes})
        parts: dict[str, Any] = {
            "don-vi": changed.unit,
            "thu-tuc": changed.procedure,
            "tu": changed.at_least,
            "trang": "" if changed.page == 1 else changed.page,
        }
        return url_for(endpoint, **{key: value for key, value in parts.items() if value})


@dataclass(frozen=True)
class ForecastPage:
    """What the page shows of a filter."""

    rows: tuple[ForecastRow, ...]
    first: int
    forecast: Forecast
    choices: Mapping[str, list[tuple[str, str]]]
    earlier: str
    later: str


@bp.get("/du-bao")
@requires(Action.SEE_REPORTS)
def forecast_page() -> ResponseReturnValue:
    """Show the open cases by their chance of missing their date, and how good that was."""
    asked = ForecastFilter.read(request)
    with reading() as session:
        page = _page(session, current_officer(), asked)
    return render_template(
        "management/forecast.html",
        page=page,
        filter=asked,
        summary=forecast_report.summary(page.forecast),
        method=METHOD,
    )


@bp.get("/du-bao.xlsx")
@requires(Action.SEE_REPORTS)
def forecast_as_excel() -> ResponseReturnValue:
    """Give the same cases as a workbook."""
    return as_file("forecast", ForecastFilter.read(request))


def _page(session: Session, officer: Officer, asked: ForecastFilter) -> ForecastPage:
    units = organisation.departments(session, officer.agency_id)
    question = forecast_report.asked(asked.question(officer, units))
    found = forecast.forecast(session, office(), question)
    first = (asked.page - 1) * PAGE
    return ForecastPage(
        rows=found.rows[first : first + PAGE],
        first=first,
        forecast=found,
        choices={
            "unit": named(units),
            "procedure": named(organisation.procedures(session, officer.agency_id)),
            "at_least": [(str(level), f"{level}%") for level in LEVELS],
        },
        earlier=asked.link(page=asked.page - 1) if asked.page > 1 else "",
        later=asked.link(page=asked.page + 1) if first + PAGE < len(found.rows) else "",
    )
