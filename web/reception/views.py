"""The reception page: a procedure is chosen, one page is filled, one button ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actions import reception
from engine.errors import BadAnswers, PapersMissing
from engine.i18n import Said
from engine.queries import desk, honest_promise, outages, relations
from engine.queries.desk import Desk
from engine.queries.outages import OutageLine
from engine.rules.permission import Action
from web import uploads
from web.again import shows_again
from web.auth import requires
from web.formats import moment
from web.language import gettext, language
from web.reception import bp
from web.reception.forms import ReceptionForm, at_the_inputs, first_showing
from web.session import KEY, NOT_NOW, current_officer, office, once, reading


@bp.get("/tiep-nhan")
@requires(Action.REGISTER)
def choose() -> ResponseReturnValue:
    """Choose what somebody comes for; narrowed by ``q`` with or without script."""
    typed = request.args.get("q", "")
    with reading() as session:
        found = desk.procedures(session, current_officer(), typed)
    return render_template("reception/choose.html", procedures=found, typed=typed)


@bp.get("/tiep-nhan/<code>")
@requires(Action.REGISTER)
def new_case(code: str) -> ResponseReturnValue:
    """The one page to fill; after "receive and next" it names the case just received."""
    opened = _open(code)
    return _show(ReceptionForm(opened, first_showing(opened), {}))


def _again(code: str) -> ResponseReturnValue:
    return _show(_typed(_open(code)))


@bp.post("/tiep-nhan/<code>")
@requires(Action.REGISTER)
@shows_again(_again)
def receive(code: str) -> ResponseReturnValue:
    """Do what the pressed button says; the same page with its problems when it can't be done."""
    form = _typed(_open(code))
    act = request.form.get("act", "receive")
    if act == "all_met":
        return _show(_with_all_met(form))
    if act not in ACTS:
        abort(400)
    if form.problems:
        return _show(form, form.problems), 422
    try:
        return once(partial(ACTS[act], form))
    except PapersMissing:
        return _show(form, _lacking(form)), 422
    except BadAnswers as refusal:
        left = ReceptionForm(form.desk, uploads.without(form.typed, refusal), {})
        return _show(left, at_the_inputs(refusal.problems)), 422
    except NOT_NOW as refusal:
        return _show(_with_a_new_key(form), refused=refusal.said), refusal.status


@bp.get("/tiep-nhan/<code>/han")
@requires(Action.REGISTER)
def promise(code: str) -> ResponseReturnValue:
    """The due date and the fee, from now or from a slip's true hour: kept fresh while one types."""
    form = ReceptionForm(_open(code), MultiDict(request.args), {})
    return render_template("reception/promise.html", **_promise(form))


@bp.get("/tiep-nhan/chu-ho-so")
@requires(Action.REGISTER)
def owner_warning() -> ResponseReturnValue:
    """Whether the owner of this number has open cases: the fragment beside the number."""
    with reading() as session:
        found = desk.open_cases_of(session, current_officer(), _id_number(request.args))
    return render_template("reception/open_cases.html", open_cases=found)


def _receive(form: ReceptionForm, session: Session) -> str:
    case = reception.register_case(session, office(), current_officer(), form.application())
    return url_for("reception.receipt", code=case.code)


def _receive_and_next(form: ReceptionForm, session: Session) -> str:
    case = reception.register_case(session, office(), current_officer(), form.application())
    return f"{url_for('reception.new_case', code=form.desk.code)}?vua-nhan={case.code}"


def _guide(form: ReceptionForm, session: Session) -> str:
    slip = reception.guide(session, office(), current_officer(), form.application(), form.reason)
    return url_for("reception.slip", document_id=slip.id)


def _refuse(form: ReceptionForm, session: Session) -> str:
    slip = reception.refuse(session, office(), current_officer(), form.application(), form.reason)
    return url_for("reception.slip", document_id=slip.id)


ACTS: Mapping[str, Callable[[ReceptionForm, Session], str]] = {
    "receive": _receive,
    "next": _receive_and_next,
    "guide": _guide,
    "refuse": _refuse,
}


def _open(code: str) -> Desk:
    with reading() as session:
        return desk.open_desk(session, office(), current_officer(), code)


def _typed(opened: Desk) -> ReceptionForm:
    kept = uploads.received()
    problems = {name.removesuffix(".file"): said for name, said in kept.problems.items()}
    return ReceptionForm(opened, kept.typed, problems)


def _with_a_new_key(form: ReceptionForm) -> ReceptionForm:
    """The same page to be sent as one of its own: its old key belongs to what was sent before."""
    typed = form.typed.copy()
    typed.poplist(KEY)
    return ReceptionForm(form.desk, typed, form.problems)


def _with_all_met(form: ReceptionForm) -> ReceptionForm:
    """Tick the papers that every case needs; what only some need stays as it is."""
    typed = form.typed.copy()
    for paper in form.desk.papers:
        if paper.required:
            typed[f"papers.{paper.key}"] = "yes"
    return ReceptionForm(form.desk, typed, form.problems)


def _lacking(form: ReceptionForm) -> dict[str, Said]:
    with reading() as session:
        found = reception.check_application(session, current_officer(), form.application())
    return at_the_inputs(found)


def _show(
    form: ReceptionForm,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    with reading() as session:
        open_cases = desk.open_cases_of(session, current_officer(), _id_number(form.typed))
        enterable = outages.enterable(session, office(), current_officer())
    return render_template(
        "reception/new_case.html",
        desk=form.desk,
        typed=form.typed,
        problems=problems or {},
        refused=refused,
        labels=form.labels(language()),
        relations=[(one.key, one.named.says(language())) for one in relations.relations()],
        open_cases=open_cases,
        outages=[(str(line.id), _named(line)) for line in enterable],
        just_received=request.args.get("vua-nhan", ""),
        **_promise(form),
    )


def _named(line: OutageLine) -> str:
    """An outage as the clerk chooses it."""
    return gettext(
        "No. %(number)s: %(began)s – %(ended)s, %(what)s",
        number=line.id,
        began=moment(line.began),
        ended=moment(line.ended) if line.ended else gettext("still lasts"),
        what=line.what,
    )


def _promise(form: ReceptionForm) -> dict[str, object]:
    fees = form.desk.fees()
    with reading() as session:
        true_hour = _true_hour(session, form)
        received = true_hour or office().now()
        honest = honest_promise.of_procedure(
            session, office(), form.desk.agency.id, form.desk.offered.procedure_id, received
        )
    return {
        "code": form.desk.code,
        "form": form,
        "true_hour": true_hour,
        "due": form.desk.promised(received),
        "doubt": form.desk.doubt(received),
        "fee": fees.get(form.typed.get("channel", "counter")),
        "term": form.desk.term,
        "honest": honest,
    }


def _true_hour(session: Session, form: ReceptionForm) -> datetime | None:
    """The hour of a paper slip, as soon as it can be read and lies in the chosen outage."""
    if form.on_paper is None:
        return None
    try:
        hour = form.on_paper.received.read("on_paper.received")
    except BadAnswers:
        return None
    taken = outages.takes(session, office(), current_officer(), form.on_paper.outage, hour)
    return hour if taken else None


def _id_number(typed: MultiDict[str, str]) -> str:
    return "".join(typed.get("owner.id_number", "").split())
