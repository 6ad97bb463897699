"""The late cases on screen: the report's own rows, figures by cause, and what was sent for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actions.late_causes import Confirmation
from engine.models import Officer
from engine.office import Office
from engine.queries import late_causes, organisation
from engine.rules.late_cause import OfficialCause
from reports.books.late_causes import by_cause
from reports.queries.late_causes import LateFigures, LateRow, late_cases, late_figures
from reports.table import Table
from web.management.filters import CONFIRMED, Filter, named, periods

PAGE = 50


@dataclass(frozen=True)
class LateCausesPage:
    """What the page shows of a filter."""

    rows: tuple[LateRow, ...]
    first: int
    found: int
    figures: LateFigures
    by_cause: Table
    offered: tuple[OfficialCause, ...]
    choices: Mapping[str, list[tuple[str, str]]]
    source: str
    earlier: str
    later: str


def late_causes_page(
    session: Session, office: Office, officer: Officer, asked: Filter, language: str
) -> LateCausesPage:
    """Put the page of a filter together; raises ``BadPeriod``."""
    units = organisation.departments(session, officer.agency_id)
    known = late_causes.cause_list(office)
    # The figures count all, so one reading serves them and the list.
    question = replace(asked.question(officer, units), confirmed=None)
    everything = late_cases(session, office, question)
    wanted = CONFIRMED.get(asked.confirmed)
    chosen = [row for row in everything if wanted in (None, row.confirmed is not None)]
    first, place = (asked.page - 1) * PAGE, "management.late_cases"
    return LateCausesPage(
        rows=tuple(chosen[first : first + PAGE]),
        first=first,
        found=len(chosen),
        figures=late_figures(everything),
        by_cause=by_cause(everything, known),
        offered=known.offered(office.today()),
        choices={
            "period": periods(office.today(), asked.days.key),
            "unit": named(units),
            "procedure": named(organisation.procedures(session, officer.agency_id)),
        },
        source=known.source.to(language),
        earlier=asked.link(place, page=asked.page - 1) if asked.page > 1 else "",
        later=asked.link(place, page=asked.page + 1) if first + PAGE < len(chosen) else "",
    )


def confirmations(form: MultiDict[str, str]) -> Iterator[Confirmation]:
    """The causes that were chosen on the page: of one row by its own button, else of all."""
    only = form.get("only", "")
    for name, cause in form.items():
        field, _, code = name.partition(".")
        if field == "cause" and cause and only in ("", code):
            yield Confirmation(
                code=code,
                cause=cause,
                note=form.get(f"note.{code}", ""),
                reason=form.get(f"reason.{code}", ""),
                seen=form.get(f"seen.{code}", 0, type=int),
            )
