"""The doors of the management: look at the deadlines, take reports, confirm the clock."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.actions import timekeeping
from engine.actions.idempotency import LONGEST_KEY
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.models.base import row_key
from engine.queries import clock, report_runs
from engine.rules.permission import Action
from reports import catalogue, delivery
from reports.delivery import Order
from web.again import shows_again
from web.auth import current_officer, requires
from web.forms import new_key
from web.language import gettext, language
from web.management import bp
from web.management.deadline_page import deadline_page
from web.management.filters import Filter, periods
from web.management.report_file import as_file
from web.session import KEY, office, reading, transaction


@bp.get("/thoi-han")
@requires(Action.SEE_REPORTS)
def deadlines() -> ResponseReturnValue:
    """Show how the cases of a period stand; each tile leads to its cases."""
    asked = Filter.read(request, office().today())
    with reading() as session:
        page = deadline_page(session, office(), current_officer(), asked)
    return render_template("management/deadlines.html", page=page, filter=asked)


@bp.get("/thoi-han.xlsx")
@requires(Action.SEE_REPORTS)
def deadlines_as_excel() -> ResponseReturnValue:
    """Give the same cases as a workbook."""
    return as_file("deadlines", Filter.read(request, office().today()))


@bp.get("/bao-cao")
@requires(Action.SEE_REPORTS)
def reports_made() -> ResponseReturnValue:
    """List the reports that were made, by the night and by hand."""
    before = request.args.get("truoc", type=row_key)
    with reading() as session:
        found = report_runs.runs(session, current_officer(), before)
    asked = Filter.read(request, office().today())
    return render_template(
        "management/reports.html",
        runs=found[: report_runs.PAGE],
        more=len(found) > report_runs.PAGE,
        titles={name: report.title for name, report in catalogue.REPORTS.items()},
        periods=periods(office().today(), asked.days.key),
        chosen=asked.days.key,
    )


@bp.post("/bao-cao")
@requires(Action.SEE_REPORTS)
def make_report() -> ResponseReturnValue:
    """Make a report of what this person sees and keep it; a second click makes no second."""
    officer = current_officer()
    asked = Filter(period=request.form.get("ky", ""))
    order = Order(
        name="deadlines",
        period=asked.days,
        agency_id=officer.agency_id,
        claim=f"officer:{officer.id}:{_key()}",
        officer_id=officer.id,
        language=language(),
    )
    delivery.deliver(office(), order)
    flash(gettext("The report is made. It is the first of the list."))
    return redirect(url_for("management.reports_made"), 303)


def _key() -> str:
    """The page's key, or one of our own where it sent none that could be kept."""
    key = request.form.get(KEY, "")
    return key if 0 < len(key) <= LONGEST_KEY else new_key()


@bp.get("/bao-cao/<int:run_id>/tep")
@requires(Action.SEE_REPORTS)
def report_file(run_id: int) -> ResponseReturnValue:
    """Give the file of a report that was made."""
    with reading() as session:
        file = report_runs.file_of(session, current_officer(), run_id)
    content = BytesIO(office().files.get(file.sha256))
    return send_file(content, file.media_type, as_attachment=True, download_name=file.name)


@bp.get("/dong-ho")
@requires(Action.ADMINISTER)
def clock_page() -> ResponseReturnValue:
    """Show what the machine's clock says, beside what the office last wrote."""
    return _show_clock("")


def _show_clock(reason: str, problems: Mapping[str, Said] | None = None) -> str:
    with reading() as session:
        faces = clock.clock_faces(session, office())
    return render_template(
        "management/clock.html", faces=faces, reason=reason, problems=problems or {}
    )


@bp.post("/dong-ho")
@requires(Action.ADMINISTER)
@shows_again(lambda: _show_clock(request.form.get("reason", "")))
def confirm_clock() -> ResponseReturnValue:
    """Take an administrator's word that the clock is right."""
    reason = request.form.get("reason", "")
    try:
        with transaction() as session:
            timekeeping.confirm_clock(session, office(), current_officer(), reason)
    except BadAnswers as refusal:
        return _show_clock(reason, refusal.problems), refusal.status
    flash(gettext("The time is confirmed; work can go on."))
    return redirect(url_for("management.clock_page"), 303)
