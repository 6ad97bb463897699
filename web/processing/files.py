"""Papers to print and files to fetch; and the door for a file sent before its form."""

from __future__ import annotations

from io import BytesIO

from flask import Response, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from engine import jobs
from engine.errors import BadFile
from engine.i18n import Said
from engine.queries import control_slip as slips
from engine.queries import find_cases
from engine.rules.permission import AT_A_DESK, Action
from web import uploads
from web.auth import requires
from web.processing import bp
from web.session import current_officer, office, reading


@bp.get("/giay/<int:document_id>.pdf")
@requires(Action.SEE_CASES)
def paper(document_id: int) -> ResponseReturnValue:
    """A paper the office issued, shown in the browser to be printed.

    The worker makes it right after the commit; whoever is quicker makes it here.
    """
    with reading() as session:
        issued = find_cases.slip(session, current_officer(), document_id)
    stored = jobs.print_document(office(), issued.id)
    return _to_print(office().files.get(stored.sha256), stored.media_type, stored.name)


@bp.get("/hs/<code>/phieu-kiem-soat.pdf")
@requires(*AT_A_DESK)
def control_slip(code: str) -> ResponseReturnValue:
    """The control slip of a case as it stands, for whoever hands the papers on."""
    with reading() as session:
        slip = slips.control_slip(session, office(), current_officer(), code)
    name = f"phieu-kiem-soat-{slip.case_code}.pdf"
    return _to_print(office().printer.pdf(slip), "application/pdf", name)


@bp.get("/tep/<int:file_id>")
@requires(Action.SEE_CASES)
def fetch(file_id: int) -> ResponseReturnValue:
    """A stored file, always as a download: nothing somebody brought runs in our pages."""
    with reading() as session:
        stored = find_cases.stored_file(session, current_officer(), file_id)
    return send_file(
        BytesIO(office().files.get(stored.sha256)),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
    )


@bp.post("/tep")
@requires(Action.PROCESS, Action.REGISTER, Action.NUMBER)
def send() -> ResponseReturnValue:
    """Keep a file before the form it belongs to is sent; answers with its id."""
    upload = next((one for one in request.files.values() if one.filename), None)
    if upload is None:
        raise BadFile(Said("Choose a file first."))
    kept = uploads.keep(upload)
    return jsonify(id=kept.id, name=kept.name), 201


def _to_print(content: bytes, media_type: str, name: str) -> Response:
    """A paper shown in the browser, also in a frame of the page that offers it."""
    answer = send_file(BytesIO(content), mimetype=media_type, download_name=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return answer
