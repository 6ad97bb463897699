"""Confirming why a late case was late: the head's word beside what is computed.

It is no turn of the case: a closed case is as late as an open one, and nothing
of it moves. Whoever confirms another cause later writes why; what was
confirmed before stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine.actions import audit
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound, WrongMove
from engine.i18n import Said
from engine.models import Case, LateCause, Officer
from engine.office import Office
from engine.queries import late_causes, scope, why_late
from engine.queries.late_causes import Asked
from engine.rules.answers import Unreadable
from engine.rules.calendar import office_time
from engine.rules.day_words import short
from engine.rules.field import Field, read_value
from engine.rules.late_cause import OfficialCause
from engine.rules.permission import Action, require
from engine.rules.standing import left

_WORDS = Field("note", "long_text", "Nội dung", "Text", max_length=1_000)


@dataclass(frozen=True)
class Confirmation:
    """A cause for a case, by its key; ``seen`` is the round that was known as the last one."""

    code: str
    cause: str
    note: str = ""
    reason: str = ""
    seen: int = 0


def confirm_cause(
    session: Session, office: Office, officer: Officer, confirmation: Confirmation
) -> LateCause:
    """Confirm the official cause of a late case, or another one than before, with the reason.

    Raises ``NotFound`` outside the officer's cases, ``NotAllowed`` for another
    agency's, ``WrongMove`` for a case that is not late, ``Conflict`` when
    somebody confirmed meanwhile, and ``BadAnswers`` for a cause that is not on
    the list any more or lacks its words.
    """
    require(officer.roles, Action.CONFIRM_CAUSE)
    case = _late_case(session, office, officer, confirmation.code)
    last = _last(session, case)
    _refuse_stale(office, last, confirmation.seen)
    chosen, note, reason = _read(office, confirmation, last)
    row = LateCause(
        agency_id=case.agency_id,
        case_id=case.id,
        round=last.round + 1 if last else 1,
        **_computed(session, office, case),
        cause=chosen.key,
        note=note,
        reason=reason,
        confirmed_at=office.now(),
        confirmed_by_id=officer.id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, office, case.agency_id, "confirm_cause", str(case.code),
        officer=officer,
        details={"cause": chosen.key, "before": last.cause if last else "",
                 "computed": row.computed, "unit": row.computed_unit},
        reason=reason or note,
    )  # fmt: skip
    return row


def _late_case(session: Session, office: Office, officer: Officer, code: str) -> Case:
    """The case, locked, so that two confirm in turn; it must be late, and theirs."""
    case = session.scalars(
        select(Case)
        .where(Case.code == code.strip().upper(), scope.visible_cases(officer))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        raise NotFound
    if not late_causes.may_confirm(session, officer, case):
        raise NotAllowed(Said("Only the agency that received or decides the case says why."))
    standing = late_causes.standing_of(session, office, case)
    if standing is None:
        raise WrongMove(Said("Case %(code)s was promised no date, or is voided.", code=case.code))
    if not standing.is_late:
        raise WrongMove(
            Said("Case %(code)s is not late: %(standing)s.", code=case.code,
                 standing=left(standing))
        )  # fmt: skip
    return case


def _last(session: Session, case: Case) -> LateCause | None:
    return session.scalars(
        select(LateCause)
        .options(joinedload(LateCause.confirmed_by))
        .where(LateCause.case_id == case.id)
        .order_by(LateCause.round.desc())
        .limit(1)
    ).first()


def _refuse_stale(office: Office, last: LateCause | None, seen: int) -> None:
    if last is None or last.round == seen:
        return
    raise Conflict(
        Said(
            "%(who)s confirmed a cause at %(when)s: %(cause)s. Look at it; you can confirm "
            "another one with a reason.",
            who=last.confirmed_by.name,
            when=short(office_time(last.confirmed_at)),
            cause=late_causes.cause_list(office).called(last.cause),
        )
    )


def _read(
    office: Office, confirmation: Confirmation, last: LateCause | None
) -> tuple[OfficialCause, str, str]:
    """What was typed, or every mistake in it."""
    problems: dict[str, Said] = {}
    found = late_causes.cause_list(office).find(confirmation.cause)
    note = _words("note", confirmation.note, problems)
    reason = _words("reason", confirmation.reason, problems)
    if found is None:
        problems["cause"] = Said("Choose a cause from the list.")
    elif not found.holds_on(office.today()):
        problems["cause"] = Said("This cause has ended; choose one that is still on the list.")
    elif found.wants_note and not note and "note" not in problems:
        problems["note"] = Said("Write down what the cause was.")
    if last is not None and not reason and "reason" not in problems:
        problems["reason"] = Said("Write down why another cause is confirmed.")
    if found is None or problems:
        raise BadAnswers(problems)
    return found, note, reason if last else ""


def _words(name: str, typed: str, problems: dict[str, Said]) -> str:
    try:
        return str(read_value(_WORDS, typed) or "")
    except Unreadable as unreadable:
        problems[name] = unreadable.said
        return ""


def _computed(session: Session, office: Office, case: Case) -> dict[str, str | int]:
    """What the case's time says at this moment, to be kept with what is confirmed."""
    spent = why_late.of_case(session, office, case)
    share = None
    if spent is not None:
        asked = Asked(case.id, case.agency_id, case.procedure_id, spent.elapsed)
        share = late_causes.computed(session, office, [asked])[case.id].share
    return {
        "computed": share.cause.value if share else "",
        "computed_unit": share.unit if share else "",
        "computed_minutes": share.minutes if share else 0,
    }
