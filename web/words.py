"""What the office's short codes are called on a screen: channels, kinds, acts, lengths.

Tables hold ``certified`` or ``resume``; people read words. Every code that a
page shows is named here, so that a new one without a name is found by a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.i18n import mark
from engine.rules import calendar, why_late
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.day_words import WEEKDAY_NAMES
from engine.rules.deadline import Segment, Term, Unit
from engine.rules.late_cause import OfficialCause
from engine.rules.term_record import read_term
from web.language import gettext, language

WORDS: Mapping[str, Mapping[str, str]] = {
    "channel": {
        "counter": mark("At the counter"),
        "online": mark("Online"),
        "post": mark("By post"),
    },
    "delivery": {
        "counter": mark("Fetched at the counter"),
        "post": mark("Sent by public post"),
        "electronic": mark("Sent electronically"),
    },
    "paper_kind": {
        "original": mark("Original"),
        "copy": mark("Copy"),
        "certified": mark("Certified copy"),
        "electronic": mark("Electronic copy"),
    },
    "party": {
        "owner": mark("Owner"),
        "submitter": mark("Handed in by"),
        "receiver": mark("Result received by"),
    },
    "person": {
        "person": mark("Citizen"),
        "organisation": mark("Organisation"),
    },
    "finance": {
        "none": mark("no fee"),
        "due": mark("not yet paid"),
        "paid": mark("paid"),
        "waived": mark("waived"),
    },
    "document": {
        "receipt": mark("Receipt with the day to come back"),
        "guidance": mark("Guidance slip"),
        "refusal": mark("Refusal slip"),
        "supplement": mark("Request for a supplement"),
        "result": mark("Result"),
        "ineligible": mark("Notice that the conditions are not met"),
        "apology": mark("Apology with a new appointment (form 04)"),
        "stop": mark("Notice that the case was stopped"),
    },
    "outcome": {
        "granted": mark("Granted"),
        "ineligible": mark("Conditions not met"),
        "withdrawn": mark("Withdrawn by the citizen"),
        "voided": mark("Voided: registered by mistake"),
        "stopped": mark("Stopped by the agency"),
        "guided": mark("Guided to complete the papers"),
        "not_accepted": mark("Not accepted"),
    },
    "deadline": {
        "promised": mark("Promised on reception"),
        "paused": mark("Paused: this time does not count"),
        "pause_ended": mark("One pause ended; another still lasts"),
        "calendar": mark("Moved with a change of the calendar"),
        "extended": mark("Put off, with an apology; the promised date stays"),
        "resumed": mark("Runs again, with the time that did not count added"),
        "finished": mark("Stopped: the result is back at the counter"),
        "withdrawn": mark("Stopped: the case was withdrawn"),
        "voided": mark("Stopped: the case was voided"),
        "stopped": mark("Stopped: the office ended the case"),
        "hour_refused": mark("Counted from the entry: the head refused the hour of the paper slip"),
        "given_earlier": mark("The result had been given earlier; the head consented"),
        "reopened": mark("Runs on: the result was sent back from the counter"),
    },
    "act": {
        "register": mark("Received the case"),
        "claim": mark("Took the step in hand"),
        "release": mark("Put the step back"),
        "reassign": mark("Gave the step to somebody else"),
        "complete": mark("Completed the step"),
        "attach": mark("Added a file"),
        "stop": mark("Stopped the case"),
        "put_off": mark("Put the case off and apologised"),
        "send_back": mark("Sent the case back"),
        "move_on": mark("Moved the case on"),
        "withdraw": mark("Withdrew the case for the citizen"),
        "deem_consent": mark("No answer in time: taken as consent"),
        "late_answer": mark("Answered late"),
        "pause": mark("Stopped the clock"),
        "resume": mark("Ended a pause"),
        "void": mark("Voided the case"),
        "upgrade": mark("Took the case over to a newer version of the procedure"),
        "undo_upgrade": mark("Put the case back to its earlier version"),
        "deliver_message": mark("A message came that the case waited for"),
        "move_deadline": mark("The due date moved with the calendar"),
        "fire_timers": mark("A timer of the diagram went off"),
        "state_earlier_return": mark("Stated that the result had been given earlier"),
        "earlier_return_confirmed": mark("Consented to the earlier moment of the result"),
        "earlier_return_refused": mark("Refused the earlier moment of the result"),
        "hour_confirmed": mark("Confirmed the hour of the paper slip"),
        "hour_refused": mark("Refused the hour of the paper slip"),
        "remind": mark("Somebody was reminded"),
        "more_time": mark("Gave the applicant more time to answer"),
        "incident": mark("Broke off: nothing was done"),
        "close_incident": mark("Closed the incident"),
        "confirm_cause": mark("Confirmed why the case was late"),
    },
    "outage_fact": {
        "noted": mark("noted"),
        "ended": mark("end noted"),
        "corrected": mark("corrected"),
    },
    "hour": {
        "waiting": mark("waits for the head's confirmation"),
        "confirmed": mark("confirmed"),
        "refused": mark("refused"),
        "voided": mark("the case was voided"),
    },
    "consent": {
        "waiting": mark("waits for a head's consent"),
        "confirmed": mark("consented"),
        "refused": mark("refused; the recorded moment counts"),
    },
    "undone": {
        "register": mark("A case was being received"),
        "guidance": mark("A guidance slip was being given"),
        "refusal": mark("An application was being refused"),
        "complete": mark("A step was being completed"),
        "fire_timers": mark("A timer of the diagram was to go off"),
        "deliver_message": mark("A message was to be delivered to the case"),
        "stall": mark("Nothing: the case stands still, and nothing waits in it"),
        "deem_consent": mark("Silence was to be taken as consent"),
        "withdraw": mark("A case was being withdrawn"),
        "void": mark("A case was being voided"),
        "stop": mark("A case was being stopped"),
        "send_back": mark("A case was being sent back"),
        "move_on": mark("A case was being moved on"),
    },
    "resolution": {
        "done": mark("Done after all"),
        "overtaken": mark("The case went on another way"),
        "closed": mark("Closed"),
    },
    "day_kind": {
        "holiday": mark("Holiday"),
        "compensation": mark("Compensatory day off"),
        "swap": mark("Day off that is made up for"),
        "closure": mark("Office closed"),
        "half_day": mark("Half day"),
        "makeup": mark("Make-up day"),
        "ordinary": mark("As its weekday says"),
    },
    "policy": {
        "end_of_day": mark("when the office closes on the last day"),
        "hour_exact": mark("at the hour of reception (a working day is 8 hours)"),
    },
    "saturday": {
        "rolls": mark("Saturday's files count as the next working day's"),
        "counts": mark("Saturday's files count as received that day"),
    },
    "resume": {
        "continue": mark("the term goes on"),
        "restart": mark("the term starts anew"),
    },
    "policy_subject": {
        "counting": mark("How the agency counts"),
        "local_rule": mark("A procedure's own rule"),
        "reminders": mark("Who is told of a date"),
    },
    "pause_kind": {
        "supplement": mark("Supplement"),
        "financial_duty": mark("Financial duty"),
        "applicant_request": mark("The applicant's request"),
        "excluded": mark("Time excluded by law"),
    },
    "alarm": {
        "step_near": mark("A step: so much of its allowance is used"),
        "step_over": mark("A step: its allowance is used up"),
        "step_late": mark("A step still lies after its end"),
        "apology_draft": mark("A draft of the apology waits, before the due date"),
        "apology_missed": mark("No apology was sent, before the due date"),
        "no_answer": mark("The applicant has not answered, after the last day"),
    },
    "reported": {
        "apology_missed": mark("No apology was sent in time"),
        "no_answer": mark("The applicant has not answered in time"),
    },
    "whom": {
        "holder": mark("Who has it"),
        "head": mark("Head"),
        "leader": mark("Leaders"),
    },
    "verdict": {
        "overdue": mark("Overdue"),
        "near_due": mark("Due within a working day"),
        "running": mark("In time"),
        "paused": mark("Paused"),
    },
}


def called(kind: str, code: str) -> str:
    """What a code is called in the reader's language; the code itself when it has no name."""
    return gettext(WORDS[kind][code]) if code in WORDS[kind] else code


def pairs(kind: str, *codes: str) -> list[tuple[str, str]]:
    """Codes with their words, for a list to choose from; all of a kind, or those named."""
    return [(code, called(kind, code)) for code in codes or WORDS[kind]]


def allowance(text: str) -> str:
    """A step's allowance in words: "0.75 working_days" is 0,75 ngày làm việc."""
    amount, _, unit = text.partition(" ")
    return Segment(Decimal(amount), Unit(unit)).said.to(language()) if unit else ""


def term(kept: Mapping[str, Any]) -> str:
    """The term that a promise was computed by, in words."""
    return promised(read_term(kept)) if kept else ""


def promised(value: Term) -> str:
    """A term in words."""
    return value.said.to(language())


def cause_choices(
    offered: Iterable[OfficialCause], proposed: OfficialCause | None
) -> list[tuple[str, str]]:
    """The causes to choose from; the one that is proposed says so."""
    return [
        (cause.key, gettext("%(cause)s (proposed)", cause=cause.named.to(language()))
         if cause == proposed else cause.named.to(language()))
        for cause in offered
    ]  # fmt: skip


def worked(minutes: int) -> str:
    """Working time in its two largest units, in the reader's language."""
    return why_late.worked(minutes).to(language())


def short(moment: datetime | None) -> str:
    """A moment in a crowded table: hour, day and month."""
    return "—" if moment is None else f"{moment.astimezone(OFFICE_ZONE):%H:%M %d/%m}"


def spoken(moment: datetime) -> str:
    """A promised moment as a clerk reads it out: weekday, day and hour."""
    local = moment.astimezone(OFFICE_ZONE)
    return gettext(
        mark("%(weekday)s, %(moment)s"),
        weekday=gettext(WEEKDAY_NAMES[local.weekday()]),
        moment=f"{local:%H:%M %d/%m/%Y}",
    )


def weekday(day: int | str) -> str:
    """A weekday in words, by its number (0 is Monday) or its short English name."""
    return gettext(WEEKDAY_NAMES[day if isinstance(day, int) else calendar.WEEKDAYS.index(day)])


# The heads of a month's columns, from Monday on.
SHORT_WEEKDAYS = (
    mark("Mo"), mark("Tu"), mark("We"), mark("Th"), mark("Fr"), mark("Sa"), mark("Su"),
)  # fmt: skip


def weekday_short(day: int) -> str:
    """A weekday at the head of a month's column."""
    return gettext(SHORT_WEEKDAYS[day])


def weekdays() -> list[tuple[str, str]]:
    """The weekdays to choose from."""
    return [(name, weekday(name)) for name in calendar.WEEKDAYS]


# The button that ends a step says what it does.
MAIN_ACTS: Mapping[str, str] = {
    "hand_over": mark("Hand over"),
    "receive": mark("Answer the hand-over"),
    "assign": mark("Assign"),
    "issue_supplement": mark("Issue the request; the clock pauses"),
    "receive_supplement": mark("Receive the supplement; the clock runs on"),
    "issue_financial_duty": mark("Send the notice; the clock pauses"),
    "confirm_payment": mark("It is paid; the clock runs on"),
    "approve": mark("Decide"),
    "number": mark("Number and issue the result"),
    "hand_back": mark("Hand the result back to the counter"),
    "return_result": mark("Result handed out"),
}


def main_act(does: str) -> str:
    """What the main button of a step says."""
    return gettext(MAIN_ACTS.get(does, mark("Complete the step")))
