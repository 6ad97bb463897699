"""What the deadline report says about itself: its columns, its words, its rules."""

from __future__ import annotations

from collections.abc import Mapping

from engine.i18n import Said, mark
from engine.rules.standing import Verdict
from engine.rules.why_late import Cause
from reports.book import Note
from reports.table import Column, Kind

TITLE = Said(mark("Deadlines of cases"))

VERDICTS: Mapping[Verdict, Said] = {
    Verdict.EARLY: Said(mark("done early")),
    Verdict.ON_TIME: Said(mark("done on time")),
    Verdict.LATE: Said(mark("done late")),
    Verdict.RUNNING: Said(mark("within term")),
    Verdict.NEAR_DUE: Said(mark("near due")),
    Verdict.OVERDUE: Said(mark("overdue")),
    Verdict.PAUSED: Said(mark("paused")),
}

_DATES = Said(mark("Dates"))
_DEADLINE = Said(mark("Deadline"))
_NOW = Said(mark("Where it is now"))
_IN_HAND = Said(mark("Cases in hand"))
_DONE = Said(mark("Cases done"))
_OPEN = Said(mark("Cases open"))
_TIME = Said(mark("Where the time went (working days)"))
_LATE = Said(mark("Why it was late"))
TOTAL = Said(mark("Total"))

# Every working minute since reception is in exactly one of them (``rules/why_late``).
CAUSES: Mapping[Cause, Said] = {
    Cause.CITIZEN: Said(mark("Waiting for the applicant")),
    Cause.TRANSIT: Said(mark("In transit between units")),
    Cause.REWORK: Said(mark("Rework")),
    Cause.HANDS: Said(mark("In somebody's hands")),
    Cause.UNCLAIMED: Said(mark("Lying unclaimed")),
    Cause.UNKNOWN: Said(mark("No cause on record")),
}

CASE_COLUMNS = (
    Column("no", Said(mark("No.")), Kind.INTEGER, 5),
    Column("code", Said(mark("Case code")), Kind.CODE, 21),
    Column("owner", Said(mark("Owner of the case")), Kind.TEXT, 24),
    Column("procedure", Said(mark("Procedure")), Kind.WORD, 30),
    Column("received", Said(mark("Received at")), Kind.MOMENT, 16, _DATES),
    Column("original_due", Said(mark("Promised for")), Kind.MOMENT, 16, _DATES),
    Column("due", Said(mark("Due at")), Kind.MOMENT, 16, _DATES),
    Column("put_off", Said(mark("Put off until")), Kind.MOMENT, 16, _DATES),
    Column("finished", Said(mark("Finished at")), Kind.MOMENT, 16, _DATES),
    Column("standing", Said(mark("Standing")), Kind.WORD, 17, _DEADLINE),
    Column("left", Said(mark("Working days left (− over)")), Kind.DURATION, 12, _DEADLINE),
    Column("late_steps", Said(mark("Steps late")), Kind.INTEGER, 8, _DEADLINE),
    Column("status", Said(mark("Status")), Kind.WORD, 20, _NOW),
    Column("holder", Said(mark("Held by")), Kind.WORD, 28, _NOW),
    Column("step", Said(mark("Step")), Kind.WORD, 22, _NOW),
    Column("officer", Said(mark("Officer in charge")), Kind.TEXT, 20, _NOW),
    Column("worked", TOTAL, Kind.DURATION, 10, _TIME),
    *(Column(cause.value, said, Kind.DURATION, 10, _TIME) for cause, said in CAUSES.items()),
    Column("computed_cause", Said(mark("Computed")), Kind.WORD, 18, _LATE),
    Column("official_cause", Said(mark("Official cause")), Kind.WORD, 30, _LATE),
)

FIGURE_COLUMNS = (
    Column("in_hand", TOTAL, Kind.INTEGER, 10, _IN_HAND),
    Column("carried_over", Said(mark("Carried over")), Kind.INTEGER, 10, _IN_HAND),
    Column("received", Said(mark("Received in the period")), Kind.INTEGER, 10, _IN_HAND),
    Column("done", TOTAL, Kind.INTEGER, 10, _DONE),
    Column("early", Said(mark("Early")), Kind.INTEGER, 10, _DONE),
    Column("on_time", Said(mark("On time")), Kind.INTEGER, 10, _DONE),
    Column("late", Said(mark("Late")), Kind.INTEGER, 10, _DONE),
    Column("open", TOTAL, Kind.INTEGER, 10, _OPEN),
    Column("within", Said(mark("Within term")), Kind.INTEGER, 10, _OPEN),
    Column("near_due", Said(mark("Near due")), Kind.INTEGER, 10, _OPEN),
    Column("overdue", Said(mark("Overdue")), Kind.INTEGER, 10, _OPEN),
    Column("paused", Said(mark("Paused")), Kind.INTEGER, 10, _OPEN),
)

RULES = (
    Note(
        Said(mark("Which cases")),
        Said(
            mark(
                "Cases received by the end of the period and not finished before it began. "
                "Files that were not received and voided cases are left out."
            )
        ),
    ),
    Note(
        Said(mark("Against what")),
        Said(
            mark(
                "The due date of the receipt, moved by lawful pauses. Finished on a day before "
                "the due day is early, on the due day on time, after the due moment late; near "
                "due is one working day or less."
            )
        ),
    ),
    Note(
        Said(mark("As the steps count")),
        Said(
            mark(
                "A step is late against its own allowance, also where the case is on time. "
                "Steps in which the applicant has the next move are not counted."
            )
        ),
    ),
    Note(
        Said(mark("Where it is now")),
        Said(mark("Status, unit, step and officer are those of the moment of making.")),
    ),
    Note(
        Said(mark("Why it was late")),
        Said(
            mark(
                "Computed: what most of the time that counted went into; the applicant's time "
                "has put the due date off and is passed over. Official: what the head had "
                "confirmed at the moment of making."
            )
        ),
    ),
)
