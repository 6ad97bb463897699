"""Which reports there are: the one place where a name becomes a book.

The screen's "Excel", ``motcua report`` and the night all enter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Protocol

from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.i18n import Said, mark
from engine.office import Office
from reports import period, render
from reports.book import Book
from reports.books import deadline_report, forecast_report, late_causes, late_requests
from reports.period import BadPeriod, Period
from reports.queries.deadlines import Question


class UnknownReport(NotFound):
    """No report has this name."""

    code: ClassVar[str] = "unknown-report"


class Maker(Protocol):
    """What makes a book of a question."""

    def __call__(
        self, session: Session, office: Office, question: Question, *, language: str, made_by: str
    ) -> Book:
        """Make it; raises a refusal when what was asked for is not there."""
        ...


@dataclass(frozen=True)
class Report:
    """A report of the catalogue: its title, who makes it, and whether it can be a letter.

    One ``of_now`` tells what is to come, which only the present can: it has no
    period but today, and nobody can make that of another day.
    """

    title: Said
    make: Maker
    of_now: bool = False
    is_letter: bool = False

    @property
    def formats(self) -> list[str]:
        """The kinds of file that it is made as."""
        return [name for name in render.FORMATS if self.is_letter or name != render.LETTER]


REPORTS: Mapping[str, Report] = MappingProxyType(
    {
        "deadlines": Report(deadline_report.TITLE, deadline_report.make),
        "late-causes": Report(late_causes.TITLE, late_causes.make, is_letter=True),
        "late-supplements": Report(late_requests.TITLE, late_requests.make),
        "forecast": Report(forecast_report.TITLE, forecast_report.make, of_now=True),
    }
)


def find(name: str) -> Report:
    """The report of this name; raises ``UnknownReport``, which names those there are."""
    if name not in REPORTS:
        raise UnknownReport(
            Said(
                mark("There is no report %(name)s. There are: %(names)s."),
                name=name,
                names=", ".join(REPORTS),
            )
        )
    return REPORTS[name]


def usual_period(office: Office, name: str) -> Period | None:
    """The period of a report that can have no other; None where one has to be named."""
    return period.on(office.today()) if find(name).of_now else None


def make(
    session: Session, office: Office, name: str, question: Question, *, language: str, made_by: str
) -> Book:
    """Make the report of this name; raises ``BadPeriod`` for days that have not come yet.

    Likewise for any day but today where the report is of the present.
    """
    report = find(name)
    if question.period.first > office.today():
        raise BadPeriod(
            Said(
                mark("The period (%(period)s) has not begun yet; today is %(today)s."),
                period=question.period.said,
                today=f"{office.today():%d/%m/%Y}",
            )
        )
    if report.of_now and question.period != usual_period(office, name):
        raise BadPeriod(
            Said(
                mark("This report is of the present: leave the period out, or give %(today)s."),
                today=f"{office.today():%d/%m/%Y}",
            )
        )
    return report.make(session, office, question, language=language, made_by=made_by)
