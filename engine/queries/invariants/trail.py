"""I6: each agency's audit chain recomputes, from its first entry to its head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.models import AuditEntry, AuditHead
from engine.office import Office
from engine.rules.audit_chain import chained, digest_of_reason

BATCH = 1_000


def rule(session: Session, _office: Office) -> Iterator[str]:
    """Name the first entry of each chain that is not what it was, and each wrong head."""
    for head in session.scalars(select(AuditHead).order_by(AuditHead.agency_id)).all():
        seq, before = 0, ""
        with session.execute(_of(head.agency_id)) as entries:
            for seq, row in enumerate(entries, 1):
                entry = row._asdict()
                if not _is_true(entry, seq, before):
                    yield f"{head.agency_id}:{entry['seq']}"
                    break
                before = entry["hash"]
            else:
                if (head.seq, head.hash) != (seq, before):
                    yield f"{head.agency_id}:head"


def _of(agency_id: int) -> Select[Any]:
    return (
        select(AuditEntry.__table__)
        .where(AuditEntry.agency_id == agency_id)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=BATCH)
    )


def _is_true(entry: Mapping[str, Any], seq: int, before: str) -> bool:
    # A reason that was erased leaves its digest behind, which is all the chain holds.
    reason_kept = not entry["reason"] or (
        digest_of_reason(entry["reason_salt"], entry["reason"]) == entry["reason_digest"]
    )
    return (
        (entry["seq"], entry["prev"]) == (seq, before)
        and chained(entry) == entry["hash"]
        and reason_kept
    )
