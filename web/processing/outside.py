"""What is done to a case from outside its diagram, with a reason: ended, sent back, moved on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import ending, steering
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import steering as places
from engine.rules.permission import Action, may
from web.again import shows_again
from web.auth import requires
from web.language import gettext
from web.processing import bp
from web.processing.case_file import show_case
from web.session import NOT_NOW, current_officer, office, once, reading

Act = Callable[[Session], object]


def _again(code: str) -> ResponseReturnValue:
    return _page()(code, request.form)


def _page() -> Callable[..., str]:
    """The page these forms stand on: the case file, or the bare list of places."""
    return show_case if may(current_officer().roles, Action.SEE_CASES) else _steering_page


@bp.post("/hs/<code>/rut")
@requires(Action.WITHDRAW)
@shows_again(_again)
def withdraw(code: str) -> ResponseReturnValue:
    """End a case because the citizen asked for it back."""
    reason = request.form.get("withdraw_reason", "")
    return _do(
        code,
        lambda session: ending.withdraw_case(session, office(), current_officer(), code, reason),
        "withdraw",
    )


@bp.post("/hs/<code>/huy")
@requires(Action.VOID)
@shows_again(_again)
def void(code: str) -> ResponseReturnValue:
    """Void a case that was registered by mistake."""
    reason = request.form.get("void_reason", "")
    return _do(
        code,
        lambda session: ending.void_case(session, office(), current_officer(), code, reason),
        "void",
    )


@bp.post("/hs/<code>/dung")
@requires(Action.STOP)
@shows_again(_again)
def stop(code: str) -> ResponseReturnValue:
    """Stop a case for a reason that the law gives, with a written notice."""
    reason, basis = request.form.get("stop_reason", ""), request.form.get("stop_legal_basis", "")
    return _do(
        code,
        lambda session: ending.stop_case(session, office(), current_officer(), code, reason, basis),
        "stop",
    )


@bp.get("/hs/<code>/dieu-chinh")
@requires(Action.SEND_BACK, Action.MOVE_ON)
def steer(code: str) -> ResponseReturnValue:
    """Where a case waits and may be moved to, for who looks after it without seeing its content."""
    return _steering_page(code)


@bp.post("/hs/<code>/tra-lai")
@requires(Action.SEND_BACK)
@shows_again(_again)
def send_back(code: str) -> ResponseReturnValue:
    """Send a waiting step back to an earlier one."""
    way, reason = request.form.get("send_back_way", ""), request.form.get("send_back_reason", "")
    return _do(
        code,
        lambda session: steering.send_back(session, office(), current_officer(), code, way, reason),
        "send_back",
    )


@bp.post("/hs/<code>/di-tiep")
@requires(Action.MOVE_ON)
@shows_again(_again)
def move_on(code: str) -> ResponseReturnValue:
    """Move on past a step or event that will never be done."""
    way, reason = request.form.get("move_on_way", ""), request.form.get("move_on_reason", "")
    return _do(
        code,
        lambda session: steering.move_on(session, office(), current_officer(), code, way, reason),
        "move_on",
    )


def _do(code: str, act: Act, name: str) -> ResponseReturnValue:
    """Act once and show the case; the same page with its problems when it can't be done."""
    sees = may(current_officer().roles, Action.SEE_CASES)

    def done(session: Session) -> str:
        act(session)
        flash(gettext("Done. The history of the case has it with its reason."))
        return url_for("processing.show" if sees else "processing.steer", code=code)

    show = _page()
    try:
        return once(done)
    except BadAnswers as refusal:
        problems = {f"{name}_{field}": said for field, said in refusal.problems.items()}
        return show(code, request.form, problems), 422
    except NOT_NOW as refusal:
        # Somebody was quicker: the page says who and when, and keeps what was typed.
        return show(code, request.form, refused=refusal.said), refusal.status


def _steering_page(
    code: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    officer = current_officer()
    with reading() as session:
        found = places.overseen(session, officer, code)
    return render_template(
        "processing/steering.html",
        case=found,
        typed=typed or {},
        problems=problems or {},
        refused=refused,
    )
