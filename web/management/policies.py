"""The policies of an agency: one page, a section a subject.

Each section has a template of its own, a function that reads what it shows,
and its own door for what is decided there. A section names itself by
``@section`` and tells by ``@tells`` what a decision about its subjects said;
whatever it refuses is shown again in its place by ``show``. The
fields of a section begin with its name, so that no two on the page are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.i18n import Said
from engine.queries import policies
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.management import bp
from web.session import reading

Read = TypeVar("Read", bound=Callable[[Session], Mapping[str, Any]])
Tell = TypeVar("Tell", bound=Callable[[Mapping[str, Any]], str])
SECTIONS: dict[str, Callable[[Session], Mapping[str, Any]]] = {}
TELLERS: dict[str, Callable[[Mapping[str, Any]], str]] = {}
PLACE = "management.policies_page"


def section(name: str) -> Callable[[Read], Read]:
    """Give the page a section; its template is ``management/policies/<name>.html``."""

    def register(read: Read) -> Read:
        SECTIONS[name] = read
        return read

    return register


def tells(*subjects: str) -> Callable[[Tell], Tell]:
    """Say how a decision about these subjects is told, from what its row keeps."""

    def register(tell: Tell) -> Tell:
        TELLERS.update(dict.fromkeys(subjects, tell))
        return tell

    return register


@bp.get("/chinh-sach")
@requires(Action.SEE_REPORTS)
def policies_page() -> ResponseReturnValue:
    """Show what the agency decided about its terms, and what it had decided before."""
    return show()


def show(
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Draw the page, with what was typed into the section that refused it."""
    with reading() as session:
        facts = {name: read(session) for name, read in SECTIONS.items()}
        decisions = policies.decisions(session, current_officer())
    return render_template(
        "management/policies.html",
        sections=facts,
        decisions=decisions,
        tellers=TELLERS,
        typed=request.form,
        problems=problems or {},
        labels=labels or {},
        refused=refused,
    )


def at_section(name: str, problems: Mapping[str, Said]) -> dict[str, Said]:
    """A verb's problems at the fields of a section."""
    return {f"{name}.{field}": said for field, said in problems.items()}
