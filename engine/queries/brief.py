"""The morning brief: what a person's day begins with, in the same numbers as their lists.

Each section is a search of the inbox, so that a figure in the brief, the list
behind its link and the mail can't differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import Officer
from engine.office import Office
from engine.queries import inbox
from engine.queries.inbox import Box, Line, Search
from engine.rules.permission import Role
from engine.rules.standing import Verdict

LINES = 10
# Who answers for a whole department reads about it; the others about their own hands.
FOR_THE_UNIT = frozenset({Role.HEAD, Role.RECEPTION, Role.REGISTRY, Role.LEADER, Role.PARTNER})


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
    return Brief(
        today,
        tuple(
            _section(session, office, officer, key, search, asked)
            for key, search, asked in (
                ("overdue", Search(box, verdict=Verdict.OVERDUE), {"o": whose, "han": "overdue"}),
                ("today", Search(box, due_on=today), {"o": whose, "ngay": today.isoformat()}),
                ("again", Search(box, again=True), {"o": whose, "lam-lai": "1"}),
                ("away", Search(Box.AWAY), {"o": "noi-khac"}),
            )
        ),
    )


def _section(
    session: Session,
    office: Office,
    officer: Officer,
    key: str,
    search: Search,
    asked: Mapping[str, str],
) -> Section:
    return Section(
        key=key,
        title=Said(TITLES[key]),
        count=inbox.count(session, office, officer, search),
        lines=inbox.page(session, office, officer, search).lines[:LINES],
        place=f"/viec?{urlencode(asked)}",
    )


TITLES: Mapping[str, str] = {
    "overdue": mark("Overdue"),
    "today": mark("Due today"),
    "again": mark("Came back, to be done again"),
    "away": mark("Waiting for others"),
}
