"""The morning brief: what a person's day begins with, in the same numbers as their lists.

Each section is a list that the person can open, so that a figure in the brief,
the list behind its link and the mail can't differ. What is overdue says why,
as its head confirmed it or as its time tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from engine.i18n import Name, Said, mark
from engine.models import Officer
from engine.office import Office
from engine.queries import apologies, inbox, late_causes, pauses
from engine.queries.inbox import Box, Search
from engine.rules.calendar import office_time
from engine.rules.permission import Action, Role, may
from engine.rules.standing import Standing, Verdict

LINES = 10
# Who answers for a whole department reads about it; the others about their own hands.
FOR_THE_UNIT = frozenset({Role.HEAD, Role.RECEPTION, Role.REGISTRY, Role.LEADER, Role.PARTNER})

# Says something of each case of a list, by its code.
Reasons = Callable[[Session, Office, Sequence[str]], Mapping[str, Said]]


@dataclass(frozen=True)
class Line:
    """A case in a section: what waits in it and for whom, and why, where that is told."""

    code: str
    owner: str
    what: Said
    who: Said
    due: datetime | None
    second_due: datetime | None
    standing: Standing | None
    why: Said | None = None


@dataclass(frozen=True)
class Section:
    """One kind of work: its title, how much there is, the first lines, and where all of it is."""

    key: str
    title: Said
    count: int | None  # None is more than anybody counts
    lines: tuple[Line, ...]
    place: str

    @property
    def figure(self) -> str:
        """The count as it is shown."""
        return f"{inbox.MOST_COUNTED}+" if self.count is None else str(self.count)

    @property
    def gives_reasons(self) -> bool:
        """Whether some line says why."""
        return any(line.why for line in self.lines)


@dataclass(frozen=True)
class Brief:
    """A person's brief of a day."""

    day: date
    sections: tuple[Section, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(section.lines for section in self.sections)


def of(session: Session, office: Office, officer: Officer) -> Brief:
    """What waits for this person today, section by section."""
    box = Box.UNIT if officer.roles & FOR_THE_UNIT else Box.MINE
    whose = "phong" if box is Box.UNIT else "toi"
    today = office.today()
    listed = partial(_listed, session, office, officer)
    late = listed(
        "overdue",
        Search(box, verdict=Verdict.OVERDUE),
        {"o": whose, "han": "overdue"},
        late_causes.said,
    )
    others = (
        listed("today", Search(box, due_on=today), {"o": whose, "ngay": today.isoformat()}),
        listed("again", Search(box, again=True), {"o": whose, "lam-lai": "1"}),
        listed(
            "unanswered",
            Search(Box.ALL, unanswered=True),
            {"o": "tat-ca", "khong-tra-loi": "1"},
            _answers_due,
        ),
        listed("away", Search(Box.AWAY), {"o": "noi-khac"}),
    )
    if not may(officer.roles, Action.PUT_OFF):
        return Brief(today, (late, *others))
    return Brief(today, (late, _apologies(session, office, officer), *others))


def _listed(
    session: Session,
    office: Office,
    officer: Officer,
    key: str,
    search: Search,
    asked: Mapping[str, str],
    reasons: Reasons | None = None,
) -> Section:
    """A section that is a search of the inbox."""
    found = inbox.page(session, office, officer, search).lines[:LINES]
    lines = tuple(_line(line) for line in found)
    if reasons is not None and lines:
        told = reasons(session, office, [line.code for line in lines])
        lines = tuple(replace(line, why=told.get(line.code)) for line in lines)
    return Section(
        key=key,
        title=Said(TITLES[key]),
        count=inbox.count(session, office, officer, search),
        lines=lines,
        place=f"/viec?{urlencode(asked)}",
    )


def _line(line: inbox.Line) -> Line:
    unit = Name(line.department.name, line.department.name_en)
    return Line(
        code=line.code,
        owner=line.owner,
        what=Name(line.step.name, line.step.name_en),
        who=Name(line.assignee) if line.assignee else unit,
        due=line.case_due,
        second_due=line.second_due,
        standing=line.standing,
    )


def _apologies(session: Session, office: Office, officer: Officer) -> Section:
    """The section that is the page of apologies, for who signs them."""
    found = apologies.waiting(session, office, officer, most=LINES)
    return Section(
        key="apologies",
        title=Said(TITLES["apologies"]),
        count=found.total,
        lines=tuple(
            Line(
                code=draft.code,
                owner=draft.owner,
                what=Said(
                    mark("apology to be sent by %(moment)s"),
                    moment=f"{office_time(draft.sent_by):%H:%M %d/%m/%Y}",
                ),
                who=Name(officer.name),
                due=draft.dates.promised,
                second_due=draft.dates.second,
                standing=draft.standing,
                why=draft.refused or (Name(draft.reason) if draft.reason else None),
            )
            for draft in found.lines
        ),
        place="/quan-ly/xin-loi",
    )


def _answers_due(session: Session, office: Office, codes: Sequence[str]) -> Mapping[str, Said]:
    text = mark("The last day to answer was %(day)s.")
    return {
        code: Said(text, day=f"{day:%d/%m/%Y}")
        for code, day in pauses.unanswered_since(session, office.today(), codes).items()
    }


TITLES: Mapping[str, str] = {
    "overdue": mark("Overdue"),
    "apologies": mark("Apologies to send"),
    "today": mark("Due today"),
    "again": mark("Came back, to be done again"),
    "unanswered": mark("No answer by its date"),
    "away": mark("Waiting for others"),
}
