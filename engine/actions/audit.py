"""The audit trail: every verb writes one entry, in its own transaction.

One chain per agency; each entry's hash covers the one before it. What a person
typed as a reason may name somebody, so the chain holds only its salted digest:
erasing the reason never breaks the chain. Here too the office notices that the
machine's clock can't be trusted, because no verb gets past its entry.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from engine.errors import ClockWrong
from engine.i18n import Said
from engine.models import AuditEntry, AuditHead, Officer
from engine.office import Office
from engine.rules.audit_chain import chained, digest_of_reason
from engine.rules.calendar import OFFICE_ZONE

# Clocks of several nodes differ by a little; a day's jump is somebody's mistake.
SKEW = timedelta(minutes=1)
LEAP = timedelta(days=1)
SYSTEM = "system"

# Built once: every verb ends here. The entry goes straight to its table, because nobody
# needs it as an object.
_HEAD = (
    select(AuditHead.seq, AuditHead.hash, AuditHead.at, AuditHead.alive_at)
    .where(AuditHead.agency_id == bindparam("agency"))
    .with_for_update()
)
_ENTRY = insert(cast(Table, AuditEntry.__table__))


def record(
    session: Session,
    office: Office,
    agency_id: int,
    action: str,
    thing: str,
    *,
    officer: Officer | None = None,
    on_behalf: Officer | None = None,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
    before: bytes = b"",
    after: bytes = b"",
    trust_clock: bool = False,
) -> None:
    """Write the entry of one verb at the end of its agency's chain.

    ``thing`` is the code of what was acted on; ``details`` must hold no personal
    data. ``before`` and ``after`` are the engine states around the act. Raises
    ``ClockWrong`` when the clock is behind the last entry or a day ahead of the
    last sign of life, unless ``trust_clock`` (an administrator's confirmation).
    """
    now = office.now()
    head = session.execute(_HEAD, {"agency": agency_id}).one()
    if not trust_clock:
        _refuse_wrong_clock(now, last=head.at, alive=head.alive_at)
    salt = secrets.token_hex(8) if reason else ""
    entry = {
        "agency_id": agency_id,
        "seq": head.seq + 1,
        # The chain's times never run backwards, whatever the skew between nodes.
        "at": now if trust_clock else max(now, head.at),
        "actor": officer.login if officer else SYSTEM,
        "unit": officer.department.code if officer else "",
        "on_behalf": on_behalf.login if on_behalf else "",
        "ip": session.info.get("ip", ""),
        "action": action,
        "object": thing,
        "details": dict(details or {}),
        "before_hash": hashlib.sha256(before).hexdigest() if before else "",
        "after_hash": hashlib.sha256(after).hexdigest() if after else "",
        "reason_digest": digest_of_reason(salt, reason),
        "prev": head.hash,
    }
    entry["hash"] = chained(entry)
    session.execute(_ENTRY, {**entry, "reason": reason, "reason_salt": salt})


def open_chain(session: Session, agency_id: int, now: datetime) -> None:
    """Start the chain of a new agency."""
    session.add(AuditHead(agency_id=agency_id, seq=0, hash="", at=now, alive_at=now))
    session.flush()


def _refuse_wrong_clock(now: datetime, *, last: datetime, alive: datetime) -> None:
    if now < last - SKEW:
        raise ClockWrong(
            Said(
                "The machine's clock says %(now)s, but the last entry is of %(last)s. "
                "An administrator must confirm the time before work can go on.",
                now=_said(now),
                last=_said(last),
            )
        )
    if now > max(last, alive) + LEAP:
        raise ClockWrong(
            Said(
                "The machine's clock says %(now)s, more than a day after the last sign of life "
                "(%(last)s). An administrator must confirm the time before work can go on.",
                now=_said(now),
                last=_said(max(last, alive)),
            )
        )


def _said(moment: datetime) -> str:
    return moment.astimezone(OFFICE_ZONE).strftime("%H:%M %d/%m/%Y")
