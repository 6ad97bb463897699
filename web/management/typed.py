"""Fields of the management's forms, read one by one; what is wrong is said at its field."""

from __future__ import annotations

from datetime import date, time

from werkzeug.datastructures import MultiDict

from engine.i18n import Said
from engine.rules import answers
from engine.rules.answers import Unreadable
from engine.rules.field import Field, read_value
from engine.rules.stated_moment import read_hour

Form = MultiDict[str, str]
Problems = dict[str, Said]
LINE = Field("line", "text", "", "", max_length=200)


def line(form: Form, name: str, problems: Problems) -> str:
    """A line of text, held to what every other is."""
    try:
        return str(read_value(LINE, form.get(name, "")) or "")
    except Unreadable as wrong:
        problems[name] = wrong.said
        return ""


def decision(form: Form, name: str, problems: Problems) -> str:
    """The number of the decision that something rests on; there must be one."""
    typed = line(form, name, problems)
    if not typed:
        problems.setdefault(name, Said("Write down the number of the decision."))
    return typed


def reason(form: Form, name: str, problems: Problems) -> str:
    """Why something is so; there must be a reason."""
    typed = line(form, name, problems)
    if not typed:
        problems.setdefault(name, Said("Write down the reason."))
    return typed


def day(form: Form, name: str, problems: Problems) -> date | None:
    """A day; None when nothing was typed."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        return answers.read_date(typed)
    except Unreadable as wrong:
        problems[name] = wrong.said
        return None


def clock(form: Form, name: str, problems: Problems) -> time | None:
    """An hour of the day; None when nothing was typed."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        return read_hour(typed)
    except Unreadable as wrong:
        problems[name] = wrong.said
        return None


def amount(form: Form, name: str) -> int | None:
    """A small whole number; None for everything else, and for one of more digits than make sense.

    Python reads no number of thousands of digits, so they are counted first.
    """
    typed = form.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 4 else None
