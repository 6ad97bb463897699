"""Named points at which a worker dies: what is done there is done, what comes after is not.

Nothing of the office knows of them: they hang on its gateways and on the
database's own events, where a real process can die too.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import event

from engine.gateways.files import FolderFiles
from engine.gateways.papers import Paper
from engine.gateways.post import FolderPost, Letter
from engine.gateways.printing import PagePrinter
from engine.office import Office

# moved, audited, committing: inside a transaction, after the engine's state, after the audit
# entry, before the commit; acted: committed, but nobody was told; leased: a job is taken, its
# effect not begun; kept, posted: the effect is there, its job not yet done.
POINTS = ("moved", "audited", "committing", "acted", "leased", "kept", "posted")
STATEMENTS = {"UPDATE case_state": "moved", "INSERT INTO audit_entry": "audited"}


@dataclass
class Death:
    """Dies at the n-th time that a point is reached; without a point it is only told of them."""

    point: str = ""
    nth: int = 0

    def reach(self, point: str) -> None:
        """Be at a point; perhaps for the last time."""
        if point != self.point:
            return
        self.nth -= 1
        if self.nth == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class DyingPrinter(PagePrinter):
    """Prints the page's own text, so that each paper is another file."""

    death: Death

    def pdf(self, paper: Paper) -> bytes:
        self.death.reach("leased")
        return b"%PDF-1.7\n" + self.html(paper).encode()


class DyingFiles(FolderFiles):
    """A folder of files; a content is in it when the worker dies."""

    death: Death

    def put(self, content: bytes) -> str:
        digest = super().put(content)
        self.death.reach("kept")
        return digest


@dataclass(frozen=True)
class DyingPost(FolderPost):
    """Letters as files; one has left the office when the worker dies."""

    death: Death

    def send(self, letter: Letter, *, key: str, sent: datetime) -> None:
        self.death.reach("leased")
        super().send(letter, key=key, sent=sent)
        self.death.reach("posted")


def mortal(office: Office, death: Death) -> Office:
    """The same office, in the hands of a worker who will die of it."""
    files = DyingFiles(office.settings.home / "files")
    files.death = death

    @event.listens_for(office.database.writing, "after_cursor_execute")
    def _said(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        for beginning, point in STATEMENTS.items():
            if statement.startswith(beginning):
                death.reach(point)

    @event.listens_for(office.database.writing, "commit")
    def _committing(_connection: Any) -> None:
        death.reach("committing")

    post = DyingPost(office.settings.home / "post", "motcua@example.vn", death)
    return replace(office, printer=DyingPrinter(death), files=files, post=post)
