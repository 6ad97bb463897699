"""Why the demo office's cases were late, as its head says it on the last day.

Of three late cases she confirms what is proposed for the first and another
cause for the second, and has not come to the third yet; once the chairman
knows better.
"""

from __future__ import annotations

from sqlalchemy import select

from engine.actions.late_causes import Confirmation, confirm_cause
from engine.models import Case, Officer
from engine.office import Office
from engine.queries import late_causes, scope


def confirm(office: Office, head: Officer, leader: Officer) -> None:
    """Let the head confirm causes of what came to her department, by code."""
    codes = _late(office, head)
    for code in codes[0::3]:
        _confirm(office, head, Confirmation(code, _proposed(office, head, code)))
    for code in codes[1::3]:
        why = "Công chức thụ lý đi tập huấn hai ngày."
        _confirm(office, head, Confirmation(code, "officer_absent", why))
    for code in codes[:1]:
        note, reason = "Mất đường truyền cả ngày.", "Đã đối chiếu với nhật ký sự cố."
        changed = Confirmation(code, "system_failure", note, reason, seen=1)
        _confirm(office, leader, changed)


def _late(office: Office, head: Officer) -> list[str]:
    with office.reading() as session:
        cases = session.scalars(
            select(Case)
            .where(Case.code.is_not(None), Case.due.is_not(None), scope.visible_cases(head))
            .order_by(Case.code)
        )
        judged = [(case, late_causes.standing_of(session, office, case)) for case in cases]
        return [str(case.code) for case, standing in judged if standing and standing.is_late]


def _proposed(office: Office, head: Officer, code: str) -> str:
    with office.reading() as session:
        found = late_causes.of_case(session, office, head, code)
    proposed = found.computed.proposed if found else None
    return proposed.key if proposed else "overload"


def _confirm(office: Office, officer: Officer, confirmation: Confirmation) -> None:
    with office.transaction() as session:
        confirm_cause(session, office, officer, confirmation)
