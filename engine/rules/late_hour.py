"""What is said of a dossier that was received on paper during an outage and entered afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.i18n import Said, mark
from engine.rules.day_words import short

_TOLD: Final = {
    "waiting": mark(
        "Received on paper during outage no. %(outage)s (slip %(slip)s), entered at %(entered)s; "
        "the hour waits to be confirmed by the head."
    ),
    "confirmed": mark(
        "Received on paper during outage no. %(outage)s (slip %(slip)s), entered at %(entered)s, "
        "confirmed by %(by)s."
    ),
    "refused": mark(
        "Slip %(slip)s of outage no. %(outage)s said %(stated)s; %(by)s refused that hour, so the "
        "case counts from the moment of entry."
    ),
    "voided": mark(
        "Received on paper during outage no. %(outage)s (slip %(slip)s), entered at %(entered)s."
    ),
}


@dataclass(frozen=True)
class LateHour:
    """The slip and both moments; ``by`` is the head who decided, nobody while it waits."""

    outage: int
    slip: str
    stated: datetime
    entered: datetime
    by: str


def told(late: LateHour, state: str) -> Said:
    """One line of the explanation, by what the head made of the hour."""
    return Said(
        _TOLD[state],
        outage=late.outage,
        slip=late.slip,
        stated=short(late.stated),
        entered=short(late.entered),
        by=late.by,
    )
