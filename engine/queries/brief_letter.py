"""The morning brief as a letter, with the due dates as a file for a person's own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from engine.gateways import due_dates
from engine.gateways.due_dates import DueDate
from engine.gateways.post import Enclosure, Letter
from engine.i18n import Said, mark
from engine.models import Officer
from engine.office import Office
from engine.queries.brief import Brief, Line, Section
from engine.rules.calendar import office_time
from engine.rules.standing import left

SUBJECT = mark("[Motcua] %(day)s: %(overdue)s overdue, %(today)s due today")
GREETING = mark("Good morning %(name)s. Your work of %(day)s:")
SECTION = mark("%(title)s: %(figure)s")
LINE = mark("- %(code)s, %(owner)s: %(what)s, due %(due)s (%(left)s)")
WHY = mark("  Why: %(why)s")
ALL = mark("  All of them: %(address)s")
CHOICE = mark("You may change or end these letters: %(address)s")


def letter(office: Office, officer: Officer, brief: Brief) -> Letter:
    """Write the brief to its person, in their language."""
    language = officer.language or office.settings.language
    figures = {section.key: section.figure for section in brief.sections}
    day = f"{brief.day:%d/%m/%Y}"
    lines = [Said(GREETING, name=officer.name, day=day).to(language)]
    for section in brief.sections:
        lines += ["", *(said.to(language) for said in _section(office, section))]
    address = f"{office.settings.public_url}/thu-tu"
    lines += ["", Said(CHOICE, address=address).to(language), ""]
    return Letter(
        to=officer.email,
        subject=Said(SUBJECT, day=day, overdue=figures["overdue"], today=figures["today"]).to(
            language
        ),
        text="\n".join(lines),
        enclosures=(
            Enclosure("han-tra.ics", due_dates.MEDIA_TYPE, dates(office, brief, language)),
        ),
    )


def dates(office: Office, brief: Brief, language: str) -> bytes:
    """The due dates of the brief's cases as an iCalendar file (RFC 5545)."""
    lines = {line.code: line for section in brief.sections for line in section.lines}
    return due_dates.written(
        [
            DueDate(
                key=f"{code}@motcua",
                title=Said(mark("Due: %(code)s, %(owner)s"), code=code, owner=line.owner).to(
                    language
                ),
                due=line.second_due or line.due,
                address=f"{office.settings.public_url}/hs/{code}",
            )
            for code, line in sorted(lines.items())
            if line.due is not None
        ],
        stamped=office.now(),
        warning=timedelta(days=1),
    )


def _section(office: Office, section: Section) -> Iterator[Said]:
    yield Said(SECTION, title=section.title, figure=section.figure)
    for line in section.lines:
        yield _line(line)
        if line.why:
            yield Said(WHY, why=line.why)
    if section.lines:
        yield Said(ALL, address=f"{office.settings.public_url}{section.place}")


def _line(line: Line) -> Said:
    return Said(
        LINE,
        code=line.code,
        owner=line.owner,
        what=line.what,
        due=f"{office_time(line.due):%H:%M %d/%m/%Y}" if line.due else "—",
        left=left(line.standing) if line.standing else "—",
    )
