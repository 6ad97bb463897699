"""``motcua deadline``: it says when a case is due.

For a person at a terminal one answer in words; for other programs and for the
project's own checks JSON lines in, JSON lines out. It needs no office, no
database and no network.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

import click

import bpmn
from engine.errors import Refusal
from engine.i18n import LANGUAGES, Said, mark
from engine.rules import calendar as calendars
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar, office_time
from engine.rules.day_words import WEEKDAY_NAMES
from engine.rules.deadline import BadTerm, Pause, Policy, Saturday, Term, Unit, due
from web.commands.language import language_of

_KEYS = {"received", "amount", "unit", "policy", "cutoff", "pauses", "saturday"}
# A term in months is a procedure's; scripts rely on these four.
_UNITS = [str(unit) for unit in Unit if unit is not Unit.MONTHS]
_Choice = TypeVar("_Choice", bound=StrEnum)


class _FileRefused(click.ClickException):
    """A file could not be read."""

    exit_code = 2


@click.command()
@click.option("--received", metavar="TIME", help="When it was handed in, e.g. 2026-03-02T09:00.")
@click.option("--amount", metavar="NUMBER", help="How much, e.g. 3 or 0.5.")
@click.option("--unit", type=click.Choice(_UNITS), help="What the amount is counted in.")
@click.option("--policy", type=click.Choice([*map(str, Policy)]), help="How working days end.")
@click.option("--cutoff", metavar="HH:MM", help="From this hour it counts as the next day's.")
@click.option("--saturday", type=click.Choice([*map(str, Saturday)]), help="A reception Saturday.")
@click.option(
    "--pause", "pauses", nargs=2, multiple=True, metavar="FROM TO", help="Time not counted."
)
@click.option("--calendar", "file", type=click.Path(path_type=Path), help="A calendar as JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the messages.")
@click.pass_context
def deadline(
    context: click.Context, /, file: Path | None, language: str | None, **options: Any
) -> None:
    """Say when a case is due, from options or from JSON lines on standard input."""
    language = language_of(context, language)
    calendar = _calendar(file, language)
    given = {key: value for key, value in options.items() if value}
    if given:
        click.echo(_in_words(given, calendar, language))
    elif sys.stdin.isatty():
        question = Said(mark("Ask with --received, --amount and --unit, or by JSON lines."))
        raise click.UsageError(question.to(language))
    elif not _answer_lines(sys.stdin.buffer, calendar, language):
        context.exit(1)


def _calendar(file: Path | None, language: str) -> WorkingCalendar:
    if file is None:
        return calendars.from_toml(*bpmn.calendar_texts())
    try:
        return calendars.from_json(json.loads(file.read_text("utf-8")))
    except Refusal as refusal:
        raise _FileRefused(f"{file}: {refusal.said.to(language)}") from None
    except (OSError, ValueError, RecursionError):
        why = Said(mark("The file %(file)s can't be read as JSON."), file=str(file))
        raise _FileRefused(why.to(language)) from None


def _in_words(options: Mapping[str, Any], calendar: WorkingCalendar, language: str) -> str:
    """Answer one question in a sentence, with a warning where holidays are not announced."""
    try:
        question = _question({**options, "amount": _number(options.get("amount"))})
        answer = question.answer(calendar)
    except Refusal as refusal:
        raise click.ClickException(refusal.said.to(language)) from None
    sentence = Said(
        mark("Due at %(time)s on %(weekday)s, %(day)s."),
        time=f"{answer:%H:%M}",
        weekday=Said(WEEKDAY_NAMES[answer.weekday()]),
        day=f"{answer:%d/%m/%Y}",
    ).to(language)
    doubt = question.doubt(calendar, answer)
    return f"{sentence}\n{doubt.to(language)}" if doubt else sentence


def _answer_lines(lines: BinaryIO, calendar: WorkingCalendar, language: str) -> bool:
    """Answer each line by a line; whether all of them could be answered."""
    all_good, unknown, doubts = True, set[str](), set[Said]()
    for line in lines:
        if not line.strip():
            continue
        try:
            given = _object(line)
            unknown.update(given.keys() - _KEYS)
            question = _question(given)
            answer = question.answer(calendar)
        except Refusal as refusal:
            all_good = False
            _answer(error=refusal.said.to(language))
        else:
            doubts.update(filter(None, [question.doubt(calendar, answer)]))
            _answer(due=f"{answer:%Y-%m-%dT%H:%M}")
    for warning in _warnings(unknown, doubts):
        click.echo(warning.to(language), err=True)
    return all_good


def _answer(**line: str) -> None:
    """Write a line of JSON, in UTF-8 whatever the terminal speaks."""
    click.echo(json.dumps(line, ensure_ascii=False).encode())


def _warnings(unknown: set[str], doubts: set[Said]) -> Iterator[Said]:
    if unknown:
        names = ", ".join(sorted(ascii(name) for name in unknown))
        yield Said(mark("These keys are not known and were passed over: %(names)s"), names=names)
    yield from sorted(doubts, key=str)


def _object(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        given = None
    if not isinstance(given, dict):
        _refuse(mark("A line must be one JSON object."))
    return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True)
class _Question:
    """What is asked: a term, when it began to run, and what it leaves out."""

    received: datetime
    term: Term
    pauses: Sequence[Pause]

    def answer(self, calendar: WorkingCalendar) -> datetime:
        return due(self.received, self.term, calendar, self.pauses)

    def doubt(self, calendar: WorkingCalendar, answer: datetime) -> Said | None:
        return calendar.doubt(self.received.date(), answer.date())


def _question(given: Mapping[str, Any]) -> _Question:
    unit = _choice(Unit, given, "unit")
    term = Term.of(
        amount=_amount(given.get("amount"), unit),
        unit=unit,
        policy=_choice(Policy, given, "policy", Policy.END_OF_DAY),
        cutoff=_clock(given["cutoff"]) if "cutoff" in given else None,
        saturday=_choice(Saturday, given, "saturday", Saturday.ROLLS),
    )
    received = _moment(given.get("received"), "received")
    return _Question(received, term, _pauses(given.get("pauses", ())))


def _amount(value: Any, unit: Unit) -> Decimal:
    if value is None and unit is Unit.SAME_DAY:
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        _refuse(mark("amount must be a number."))
    return Decimal(value)


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        _refuse(mark("amount must be a number."))


def _choice(
    kind: type[_Choice], given: Mapping[str, Any], key: str, default: _Choice | None = None
) -> _Choice:
    value = given.get(key, default)
    known = _UNITS if kind is Unit else list(map(str, kind))
    if not isinstance(value, str) or value not in known:
        _refuse(mark("%(key)s must be one of %(choices)s."), key=key, choices=", ".join(known))
    return kind(value)


def _clock(value: Any) -> time:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except (TypeError, ValueError):
        _refuse(mark("cutoff must be a time like 15:00."))


def _pauses(value: Any) -> Sequence[Pause]:
    if not isinstance(value, list | tuple):
        _refuse(mark("pauses must be pairs of two moments."))
    return [_pause(pair) for pair in value]


def _pause(pair: Any) -> Pause:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        _refuse(mark("pauses must be pairs of two moments."))
    return Pause(_moment(pair[0], "pauses"), _moment(pair[1], "pauses"))


def _moment(value: Any, key: str) -> datetime:
    """Read a moment; without an offset it is office time."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        _refuse(mark("%(key)s must be a moment like 2026-03-02T09:00."), key=key)
    return office_time(moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE))


def _refuse(text: str, **params: str) -> NoReturn:
    raise BadTerm(Said(text, **params))
