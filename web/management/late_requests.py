"""Supplements that were asked for late: the list of a period for heads, and its workbook."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.queries import organisation
from engine.rules.permission import Action
from reports.queries.late_requests import late_requests
from web.auth import current_officer, requires
from web.management import bp
from web.management.filters import Filter, named, periods
from web.management.report_file import as_file
from web.session import office, reading

PAGE = 100


@bp.get("/bo-sung-muon")
@requires(Action.SEE_REPORTS)
def late_supplements() -> ResponseReturnValue:
    """List the requests for a supplement that came in the last fifth of their term."""
    asked, officer = Filter.read(request, office().today()), current_officer()
    place, first = "management.late_supplements", (asked.page - 1) * PAGE
    with reading() as session:
        units = organisation.departments(session, officer.agency_id)
        found = late_requests(session, office(), asked.question(officer, units))
        procedures = organisation.procedures(session, officer.agency_id)
    return render_template(
        "management/late_requests.html",
        filter=asked,
        found=found,
        first=first,
        rows=found.late[first : first + PAGE],
        choices={
            "period": periods(office().today(), asked.days.key),
            "unit": named(units),
            "procedure": named(procedures),
        },
        earlier=asked.link(place, page=asked.page - 1) if asked.page > 1 else "",
        later=asked.link(place, page=asked.page + 1) if first + PAGE < len(found.late) else "",
    )


@bp.get("/bo-sung-muon.xlsx")
@requires(Action.SEE_REPORTS)
def late_supplements_as_excel() -> ResponseReturnValue:
    """Give the same requests as a workbook."""
    return as_file("late-supplements", Filter.read(request, office().today()))
