"""Results that were given earlier than they were recorded, stated and consented to, for tests."""

from __future__ import annotations

from datetime import datetime

from engine.actions import documents, earlier_returns
from engine.actions.earlier_returns import GivenEarlier
from engine.models import EarlierReturn
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import SCAN
from tests.office import person
from tests.outages import stated

GIVEN = datetime(2026, 11, 19, 16, tzinfo=OFFICE_ZONE)


def evidence(
    office: Office, login: str = "lan", content: bytes = SCAN, name: str = "biên nhận.pdf"
) -> str:
    """A scan that somebody handed in, by its id."""
    with office.transaction() as session:
        return str(documents.store_file(session, office, person(office, login), name, content).id)


def state(
    office: Office, code: str, given: datetime = GIVEN, file: str = "", login: str = "lan"
) -> EarlierReturn:
    """State when a result was truly given."""
    said = GivenEarlier(stated(given), file or evidence(office, login), "Biên nhận có chữ ký")
    with office.transaction() as session:
        return earlier_returns.state(session, office, person(office, login), code, said)


def consent(office: Office, one: EarlierReturn, login: str = "quang") -> None:
    """Let a head consent to it."""
    with office.transaction() as session:
        earlier_returns.consent(session, office, person(office, login), one.id)
