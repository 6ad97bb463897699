"""What the counter hands out: the receipt of a case, the slip of a file not received."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from engine.queries import case_file, find_cases, honest_promise
from engine.rules.permission import Action
from web.auth import requires
from web.reception import bp
from web.session import current_officer, office, reading


@bp.get("/hs/<code>/giay-hen")
@requires(Action.REGISTER)
def receipt(code: str) -> ResponseReturnValue:
    """The receipt of a case just received, and what is done next."""
    with reading() as session:
        case = case_file.case_file(session, office(), current_officer(), code)
        secret = case_file.secret(session, current_officer(), code)
        honest = honest_promise.of_case(session, office(), current_officer(), code)
    document = case.document("receipt")
    if document is None:
        raise NotFound
    hand_over = next((step for step in case.mine if step.does == "hand_over"), None)
    return render_template(
        "reception/receipt.html",
        case=case,
        head=case.head,
        secret=secret,
        document=document,
        hand_over=hand_over,
        honest=honest,
    )


@bp.get("/tiep-nhan/phieu/<int:document_id>")
@requires(Action.REGISTER)
def slip(document_id: int) -> ResponseReturnValue:
    """The guidance or refusal slip of a file that was not received."""
    with reading() as session:
        issued = find_cases.slip(session, current_officer(), document_id)
    return render_template("reception/slip.html", slip=issued)
