"""Outages: noted by who may, ended and corrected, and nothing that was said of them lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from engine.actions import outages
from engine.actions.outages import OutageNote
from engine.errors import BadAnswers, NotAllowed, NotFound, WrongMove
from engine.models import Outage
from engine.office import Office
from engine.queries import outages as kept
from engine.rules.stated_moment import StatedMoment
from tests.office import MONDAY, move_clock, person
from tests.outages import ELEVEN, NINE, TEN, TUESDAY, an_outage, enter, note, on_paper, said, stated

LATER = ELEVEN + timedelta(hours=1)


@pytest.fixture
def tuesday(any_office: Office) -> Office:
    """The office on the day after the outage."""
    move_clock(any_office, TUESDAY)
    return any_office


def facts(office: Office, outage: Outage) -> list[tuple[str, str, datetime | None, str]]:
    with office.reading() as session:
        return [
            (fact.kind, fact.by, fact.ended, fact.reason) for fact in kept.facts(session, outage.id)
        ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        pytest.param(said(ELEVEN, NINE), "ended.hour", id="an end before the beginning"),
        pytest.param(said(NINE, NINE), "ended.hour", id="no length at all"),
        pytest.param(said(TUESDAY + timedelta(hours=1), None), "began.day", id="not begun yet"),
        pytest.param(said(NINE, TUESDAY + timedelta(days=1)), "ended.day", id="an end to come"),
        pytest.param(said(MONDAY - timedelta(hours=1)), "began.day", id="before the agency worked"),
        pytest.param(replace(said(), what=" "), "what", id="nothing that stood still"),
        pytest.param(replace(said(), notice="x" * 300), "notice", id="a notice too long"),
        pytest.param(replace(said(), began=StatedMoment("31/02/2026", "9h")), "began.day",
                     id="no such day"),
        pytest.param(replace(said(), began=StatedMoment("16/11/2026", "25:00")), "began.hour",
                     id="no such hour"),
    ],
)  # fmt: skip
def test_what_was_no_outage_is_refused_at_its_field(
    tuesday: Office, told: OutageNote, field: str
) -> None:
    with pytest.raises(BadAnswers) as refusal:
        note(tuesday, told=told)

    assert list(refusal.value.problems) == [field]


@pytest.mark.parametrize("login", ["lan", "hoa", "binh", "van", "duc"])
def test_who_might_profit_by_an_outage_does_not_note_it(tuesday: Office, login: str) -> None:
    with pytest.raises(NotAllowed):
        note(tuesday, login)


def test_an_outage_lasts_until_its_end_is_said_once(tuesday: Office) -> None:
    outage = note(tuesday, told=said(ended=None))

    with tuesday.transaction() as session:
        outages.end(session, tuesday, person(tuesday, "quang"), outage.id, stated(ELEVEN))
    with pytest.raises(WrongMove), tuesday.transaction() as session:
        outages.end(session, tuesday, person(tuesday, "quang"), outage.id, stated(LATER))

    assert facts(tuesday, outage) == [
        ("noted", "Trương Văn Quang", None, ""),
        ("ended", "Trương Văn Quang", ELEVEN, ""),
    ]


def test_a_correction_needs_a_reason_and_keeps_what_was_said(tuesday: Office) -> None:
    outage = note(tuesday)
    manager = person(tuesday, "quang")

    with pytest.raises(BadAnswers), tuesday.transaction() as session:
        outages.correct(session, tuesday, manager, outage.id, said(ended=LATER), " ")
    with tuesday.transaction() as session:
        outages.correct(session, tuesday, manager, outage.id, said(ended=LATER), "Ghi nhầm giờ")

    assert [fact[2:] for fact in facts(tuesday, outage)] == [(ELEVEN, ""), (LATER, "Ghi nhầm giờ")]


def test_a_correction_leaves_no_late_entry_outside(any_office: Office) -> None:
    outage = an_outage(any_office)
    case = enter(any_office, on_paper(outage, TEN))
    before_it = said(ended=TEN - timedelta(minutes=5))

    manager = person(any_office, "quang")

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        outages.correct(session, any_office, manager, outage.id, before_it, "Ghi nhầm")

    assert str(case.code) in str(refusal.value.problems["ended.hour"])


def test_one_stretch_of_an_agency_is_one_outage(tuesday: Office) -> None:
    note(tuesday)
    note(tuesday, told=said(ELEVEN, LATER))
    note(tuesday, "an", said(TEN, LATER))

    for overlapping in (said(TEN, LATER), said(NINE - timedelta(minutes=1), None)):
        with pytest.raises(BadAnswers) as refusal:
            note(tuesday, told=overlapping)
        assert list(refusal.value.problems) == ["began.day"]


def test_the_province_notes_for_any_agency_and_others_for_their_own(tuesday: Office) -> None:
    everywhere = note(tuesday, "an")
    of_the_ward = note(tuesday, "an", said(agency="H32.901"))
    own = note(tuesday, "quang", said(ELEVEN, LATER, agency="H32.951"))

    ward = person(tuesday, "quang").agency_id
    assert [one.agency_id for one in (everywhere, of_the_ward, own)] == [None, ward, ward]
    with pytest.raises(BadAnswers):
        note(tuesday, "an", said(ELEVEN, LATER, agency="H99"))
    manager = person(tuesday, "quang")
    with pytest.raises(NotFound), tuesday.transaction() as session:
        outages.correct(session, tuesday, manager, everywhere.id, said(), "Không phải của mình")
