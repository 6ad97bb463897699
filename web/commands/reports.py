"""``motcua report`` and ``motcua reports``: the reports of the office, from a terminal.

A report made here is the one of the screen and of the night: the same book,
written to a file. It leaves no run behind, because nothing of it stays in the
office.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.errors import Refusal
from engine.i18n import LANGUAGES, Said, mark
from reports import period as periods
from reports.period import Basis, Period
from web.commands.language import language_of

if TYPE_CHECKING:
    from engine.office import Office
    from reports.book import Book


NO_PERIOD = Said(mark("Give one of: --period, --on, or --from together with --to."))


class CannotWrite(Refusal):
    """The file can't be written where it was asked for."""

    code = "cannot-write"
    default = mark("The file can't be written where it was asked for.")


@click.command("report")
@click.argument("name")
@click.option("--period", "named", metavar="2026-10|2026-Q4|2026", help="A period by its name.")
@click.option("--reporting", is_flag=True, help="Periods from the 15th to the 14th, by law.")
@click.option("--from", "first", metavar="DAY", help="The first day.")
@click.option("--to", "last", metavar="DAY", help="The last day.")
@click.option("--on", "on", metavar="DAY", help="One day.")
@click.option("--unit", metavar="CODE", help="Of an agency, or of what a department holds.")
@click.option(
    "--format", "kind", default="xlsx", metavar="xlsx|csv|json|docx", help="Kind of file."
)
@click.option("--out", "file", required=True, type=click.Path(path_type=Path), help="Where to.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the report.")
@click.pass_context
def report(
    context: click.Context,
    /,
    name: str,
    named: str | None,
    first: str | None,
    last: str | None,
    on: str | None,
    unit: str | None,
    kind: str,
    file: Path,
    language: str | None,
    *,
    reporting: bool,
) -> None:
    """Make a report of a period and write it to a file.

    A report of the present (forecast) needs no period. A period is of the plain
    calendar (2026-10 is 1 to 31 October) unless --reporting asks for the legal
    one (15 September to 14 October).
    """
    language = language_of(context, language)
    with _in_words(language):
        period = _period(named, first, last, on, reporting=reporting)
        book = _make(name, period, unit, kind, language)
        _write(book, kind, file)
    made = {
        "report": book.name,
        "period": book.period.key,
        "from": book.period.first.isoformat(),
        "to": book.period.last.isoformat(),
        "rows": book.rows,
        "file": str(file),
    }
    click.echo(json.dumps(made, ensure_ascii=False))


@click.command("reports")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the titles.")
@click.pass_context
def reports(context: click.Context, /, language: str | None) -> None:
    """List the reports there are, and the kinds of file they are made as."""
    from reports import catalogue

    language = language_of(context, language)
    listed = [
        {"name": name, "title": known.title.to(language), "formats": known.formats}
        for name, known in catalogue.REPORTS.items()
    ]
    click.echo(json.dumps(listed, ensure_ascii=False, indent=2))


@contextmanager
def _in_words(language: str) -> Iterator[None]:
    """Say a refusal on the terminal, and end with 1."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(refusal.said.to(language)) from None


def _period(
    named: str | None, first: str | None, last: str | None, on: str | None, *, reporting: bool
) -> Period | None:
    """The one period that the options name, or None when they name none; raises ``BadPeriod``."""
    if not (named or first or last or on or reporting):
        return None
    if bool(named) + bool(on) + bool(first or last) != 1 or bool(first) != bool(last):
        raise periods.BadPeriod(NO_PERIOD)
    if named:
        return periods.read(named, Basis.REPORTING if reporting else Basis.CALENDAR)
    if reporting:
        raise periods.BadPeriod(Said(mark("--reporting goes together with --period only.")))
    return periods.between(periods.day(on or first or ""), periods.day(on or last or ""))


def _make(name: str, period: Period | None, unit: str | None, kind: str, language: str) -> Book:
    from reports import catalogue, render
    from web.commands.opening import opened

    catalogue.find(name)
    language = render.language(kind, language)
    with opened() as office:
        return _book(office, name, period, unit, language)


def _book(
    office: Office, name: str, period: Period | None, unit: str | None, language: str
) -> Book:
    from reports import catalogue
    from reports.queries import units
    from reports.queries.deadlines import Question
    from reports.queries.units import Unit

    made_by = Said(mark("From the command line")).to(language)
    with office.reading() as session:
        whose = units.find(session, unit) if unit else Unit()
        of_days = period or catalogue.usual_period(office, name)
        if of_days is None:
            raise periods.BadPeriod(NO_PERIOD)
        question = Question(of_days, whose.agency_id, whose.department_id)
        return catalogue.make(session, office, name, question, language=language, made_by=made_by)


def _write(book: Book, kind: str, file: Path) -> None:
    """Write the file whole or not at all; raises ``CannotWrite``."""
    from engine.gateways.files import write_whole
    from reports import render

    content = render.render(book, kind)
    try:
        if file.exists() and not file.is_file():
            # A pipe or a device (or a folder, which refuses) is written to, never replaced.
            file.write_bytes(content)
        else:
            write_whole(file, content)
    except OSError as error:
        raise CannotWrite(
            Said(
                mark("%(file)s can't be written: %(why)s."),
                file=str(file),
                why=error.strerror or type(error).__name__,
            )
        ) from None
