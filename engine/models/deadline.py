"""The history of a case's deadline: what was promised, paused, resumed.

The due date on the case is only the last line of this history; every deadline
can be recomputed from these rows (invariant I11).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, Money, RowKey
from engine.rules import pause
from engine.rules.calendar import WorkingCalendar, office_time


class DeadlineEvent(Base):
    """Something that made or moved a due date: promised, paused, resumed, put off, stopped.

    ``second_after`` is the second date as it stood then, which an extension gave.
    """

    __tablename__ = "deadline_event"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    # The moment of reception from which this line and those after it count, where it says one:
    # the promise does, and a head who refuses the hour of a late entry.
    counted_from: Mapped[datetime | None]
    due_before: Mapped[datetime | None]
    due_after: Mapped[datetime | None]
    second_after: Mapped[datetime | None]
    # The rule it was computed by: amount, unit, policy, cut-off, resume mode.
    term: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # The apology by which the case was put off.
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    # The calendar it was computed by, as it stood then.
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_change.id"))


class Pause(Base):
    """A stretch of time that the law does not count: a supplement, a financial duty.

    Several of one case may overlap; each keeps by which paper and law it began and
    by whom. ``answer_by`` is the last day on which it should last: the day until
    which the applicant is to answer or to pay, or with which time excluded by law
    is over; that one ends by itself, so ``ended_at`` may lie before ``end_noted_at``.
    """

    __tablename__ = "pause"
    __table_args__ = (
        Index("ix_pause_excluded_until", "answer_by", "id",
              sqlite_where=text("ended_at IS NULL AND kind = 'excluded'"),
              postgresql_where=text("ended_at IS NULL AND kind = 'excluded'")),
        Index("ix_pause_unanswered", "answer_by", "case_id",
              sqlite_where=text("ended_at IS NULL AND kind != 'excluded'"),
              postgresql_where=text("ended_at IS NULL AND kind != 'excluded'")),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    answer_by: Mapped[date | None]
    document_no: Mapped[str] = mapped_column(String(100), default="", server_default="")
    legal_basis: Mapped[str] = mapped_column(Text, default="", server_default="")
    amount: Mapped[Money | None]
    payer: Mapped[str] = mapped_column(String(200), default="", server_default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    end_noted_at: Mapped[datetime | None]

    @property
    def known_over(self) -> datetime | None:
        """Since when the office knows that it has ended."""
        return self.end_noted_at or self.ended_at

    def end_at(self, now: datetime, calendar: WorkingCalendar) -> datetime:
        """When it ends if it is ended now: time excluded by law with the last day of it.

        Never before it began, though the machine's clock was set back a moment since.
        """
        if self.kind != pause.PauseKind.EXCLUDED or self.answer_by is None:
            return max(self.started_at, now)
        return max(self.started_at, min(now, pause.over_with(self.answer_by, calendar)))

    def until(self, end: datetime) -> pause.Pause:
        """What the term leaves out, when a pause that still lasts is taken to end then."""
        return pause.Pause(
            office_time(self.started_at),
            office_time(self.ended_at or end),
            pause.PauseKind(self.kind),
            self.legal_basis if self.kind == pause.PauseKind.EXCLUDED else self.document_no,
        )
