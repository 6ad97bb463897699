"""Papers to print and files to fetch; and the door for a file sent before its form."""

from __future__ import annotations

from io import BytesIO

from flask import jsonify, request, send_file
from flask.typing import ResponseReturnValue

from engine import jobs
from engine.errors import BadFile
from engine.i18n import Said
from engine.queries import find_cases
from engine.rules.permission import Action
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
    answer = send_file(
        BytesIO(office().files.get(stored.sha256)),
        mimetype=stored.media_type,
        download_name=stored.name,
    )
    # The page that offers the paper shows it in a frame of its own.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return answer


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
    if upload is None or not upload.filename:
        raise BadFile(Said("Choose a file first."))
    kept = uploads.keep(upload.filename, upload.read())
    return jsonify(id=kept, name=upload.filename), 201
