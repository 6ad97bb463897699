"""Publishing from the command line: apart, because it opens the office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpmn
from engine.actions import modelling
from engine.errors import DiagramRefused
from engine.i18n import Said
from engine.queries import published
from engine.rules.procedure import BadProcedure
from engine.workflow import Finding
from web.commands.opening import opened


def publish(folder: Path, language: str) -> str:
    """Publish a folder; its refusal says everything that is wrong in it, line by line."""
    try:
        with opened() as office, office.transaction() as session:
            files = bpmn.folder_files(folder)
            version = modelling.publish(session, office, folder.resolve().name, files)
            said = Said(
                "%(code)s is published, version %(number)s.",
                code=version.procedure.code,
                number=version.number,
            )
            return said.to(language)
    except (DiagramRefused, BadProcedure) as refusal:
        lines = "\n".join(_lines(refusal, language))
        if lines:
            refusal.said = Said("%(refused)s\n%(lines)s", refused=refusal.said, lines=lines)
        raise


def _lines(refusal: DiagramRefused | BadProcedure, language: str) -> Iterator[str]:
    if isinstance(refusal, BadProcedure):
        for mistake in refusal.problems:
            place = f"{mistake.file} {mistake.key}".strip()
            yield f"{place}: {mistake.said.to(language)}"
        return
    for one in refusal.findings:
        if isinstance(one, Finding):
            yield f"{one.element or one.line}: {one.message.to(language)}"


def listed() -> dict[str, Any]:
    """What is published, newest versions first by code."""
    with opened() as office, office.reading() as session:
        return {"procedures": [vars(one) for one in published.versions(session)]}
