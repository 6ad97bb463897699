"""Publishing from the command line: apart, because it opens the office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpmn
from engine.actions import modelling
from engine.errors import DiagramRefused
from engine.i18n import Said
from engine.office import open_office
from engine.queries import published
from engine.settings import Settings
from engine.workflow import Finding


def publish(folder: Path, language: str) -> str:
    """Publish a folder; raises ``DiagramRefused`` with every finding in its words."""
    office = open_office(Settings.from_environment())
    try:
        with office.transaction() as session:
            version = modelling.publish(session, office, folder.name, bpmn.folder_files(folder))
            said = Said(
                "%(code)s is published, version %(number)s.",
                code=version.procedure.code,
                number=version.number,
            )
            return said.to(language)
    except DiagramRefused as refusal:
        lines = [
            f"{one.element or one.line}: {one.message.to(language)}"
            for one in refusal.findings
            if isinstance(one, Finding)
        ]
        raise DiagramRefused(
            refusal.findings,
            Said("%(refused)s\n%(lines)s", refused=refusal.said, lines="\n".join(lines)),
        ) from refusal
    finally:
        office.close()


def listed() -> dict[str, Any]:
    """What is published, newest versions first by code."""
    office = open_office(Settings.from_environment())
    try:
        with office.reading() as session:
            return {"procedures": [vars(one) for one in published.versions(session)]}
    finally:
        office.close()
