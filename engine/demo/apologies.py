"""The apologies of the demo office: on some mornings one case is put off, as its draft proposes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from engine.actions import extending
from engine.models import Officer
from engine.office import Office
from engine.queries import apologies
from engine.rules.calendar import office_time

# Who looks through the drafts on which weekday; a head signs by the leader's order.
SIGNS: Mapping[int, str] = {1: "binh", 3: "hoa"}
WORKED = 120  # minutes of the day before somebody has time for it


def signed_on(day: date) -> str:
    """Who looks through the drafts on a day; nobody on most."""
    return SIGNS.get(day.weekday(), "")


def on_a_morning(office: Office, officer: Officer) -> Iterator[int]:
    """The plan of a morning: sign the apology that is due first; it takes no time."""
    sign_first(office, officer)
    yield from ()


def sign_first(office: Office, officer: Officer) -> None:
    """Sign the apology that is due first, with its proposed date and reason."""
    with office.reading() as session:
        drafts = apologies.waiting(session, office, officer).lines
    draft = next((one for one in drafts if one.refused is None and one.reason), None)
    if draft is not None:
        until = office_time(draft.until)
        with office.transaction() as session:
            extending.put_off(
                session, office, officer, draft.code,
                f"{until:%d/%m/%Y}", f"{until:%H:%M}", draft.reason,
            )  # fmt: skip
