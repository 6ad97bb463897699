"""Which letters a person wants from the office, and when none should come."""

from __future__ import annotations

from datetime import time

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base


class MailWish(Base):
    """A person's wishes; without a row everything comes, at any hour.

    Between ``quiet_from`` and ``quiet_until`` (office time, over midnight too)
    letters wait for the end of it.
    """

    __tablename__ = "mail_wish"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    brief: Mapped[bool] = mapped_column(default=True)
    reminders: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
