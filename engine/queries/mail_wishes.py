"""What letters a person wants, and until when one of now has to wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.models import MailWish
from engine.rules.quiet_hours import Quiet


@dataclass(frozen=True)
class Wishes:
    """A person's wishes; as they stand here when nobody has said anything."""

    brief: bool = True
    reminders: bool = True
    quiet: Quiet | None = None

    def wait_until(self, now: datetime) -> datetime | None:
        """When a letter of now may go out; None when it may at once."""
        return self.quiet.until(now) if self.quiet else None


def of(session: Session, officer_id: int) -> Wishes:
    """What a person has wished for."""
    kept = session.get(MailWish, officer_id)
    if kept is None:
        return Wishes()
    ends = kept.quiet_from, kept.quiet_until
    quiet = Quiet(ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    return Wishes(kept.brief, kept.reminders, quiet)
